/**
 * What makes a StatefulSet's Pods individuals: name, number, volumes and revision.
 *
 * Models: pkg/controller/statefulset/stateful_set_utils.go
 */
import type { KubeObject } from "../../api/objects.ts";
import type {
  ControllerRevision,
  PersistentVolumeClaim,
  Pod,
  PodTemplateSpec,
  StatefulSet,
} from "../../schema/types.ts";
import { podFrom } from "../pod-control.ts";
import { REVISION_HASH_LABEL } from "../revisions.ts";

/** -1 for a Pod that is none of the set's own. */
export function ordinalOf({ metadata }: StatefulSet, pod: Pod): number {
  const prefix = `${metadata.name}-`;
  const rest = pod.metadata.name.slice(prefix.length);
  return pod.metadata.name.startsWith(prefix) && /^\d+$/.test(rest) ? Number(rest) : -1;
}

function claimName(claim: PersistentVolumeClaim, set: StatefulSet, ordinal: number): string {
  return `${claim.metadata.name}-${set.metadata.name}-${ordinal}`;
}

export function claimsFor(set: StatefulSet, ordinal: number): readonly KubeObject[] {
  return (set.spec.volumeClaimTemplates ?? []).map((claim) => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: {
      ...claim.metadata,
      name: claimName(claim, set, ordinal),
      namespace: set.metadata.namespace as string,
      labels: { ...claim.metadata.labels, ...set.spec.selector?.matchLabels },
    },
    spec: claim.spec,
  })) as unknown as KubeObject[];
}

/** The template as it was in that revision, with the identity put on. */
export function podOfOrdinal(set: StatefulSet, ordinal: number, revision: ControllerRevision): Pod {
  const { $patch: _patch, ...template } = (revision.data as { spec: { template: Record<string, unknown> } }).spec
    .template;
  const given = template as unknown as PodTemplateSpec;
  const name = `${set.metadata.name}-${ordinal}`;
  const claims = set.spec.volumeClaimTemplates ?? [];
  const claimed = new Set(claims.map(({ metadata }) => metadata.name));
  const volumes = [
    ...claims.map((claim) => ({
      name: claim.metadata.name,
      persistentVolumeClaim: { claimName: claimName(claim, set, ordinal) },
    })),
    ...(given.spec?.volumes ?? []).filter((volume) => !claimed.has(volume.name)),
  ];
  return podFrom(set, given, {
    name,
    labels: {
      "apps.kubernetes.io/pod-index": String(ordinal),
      [REVISION_HASH_LABEL]: revision.metadata.name,
      "statefulset.kubernetes.io/pod-name": name,
    },
    spec: {
      hostname: name,
      ...(set.spec.serviceName === undefined ? {} : { subdomain: set.spec.serviceName }),
      ...(volumes.length === 0 ? {} : { volumes }),
    },
  });
}
