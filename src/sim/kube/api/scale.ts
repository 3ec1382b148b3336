/**
 * The `scale` subresource: any workload with replicas, seen as an autoscaling/v1 Scale.
 *
 * Models: pkg/registry/apps/deployment/storage/storage.go ScaleREST
 */
import type { Kind } from "../kinds/kind.ts";
import type { KubeObject, Mutable } from "./objects.ts";
import { type LabelSelectorObject, selectorOf, selectorOfMap } from "./selectors.ts";
import { StatusError } from "./status.ts";
import { invalid, invalidStatus } from "./validation/field-error.ts";

export function scaleOf(object: KubeObject): KubeObject {
  const { metadata, spec, status } = object as Mutable;
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  const selector =
    object.kind === "ReplicationController"
      ? selectorOfMap(spec.selector)
      : selectorOf(spec.selector as LabelSelectorObject);
  const text = selector.toString();
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { ...(spec.replicas === 0 ? {} : { replicas: spec.replicas ?? 1 }) },
    status: { replicas: status?.replicas ?? 0, ...(text === "" ? {} : { selector: text }) },
  };
}

/** The workload with the replicas that the Scale wants. */
export function scaled(kind: Kind, current: KubeObject, scale: Mutable): Mutable {
  const replicas = scale.spec?.replicas ?? 0;
  if (replicas < 0) {
    const problem = invalid("spec.replicas", replicas, "must be greater than or equal to 0");
    throw new StatusError(invalidStatus({ group: "autoscaling", kind: "Scale" }, current.metadata.name, [problem]));
  }
  const { resourceVersion } = scale.metadata ?? {};
  return {
    ...current,
    metadata: { ...current.metadata, ...(resourceVersion ? { resourceVersion } : {}) },
    spec: { ...(current as Mutable).spec, replicas },
    kind: kind.kind,
  };
}
