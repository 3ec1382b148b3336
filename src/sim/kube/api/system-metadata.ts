/**
 * What of an object's metadata is the server's own, and what follows from it.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/registry/rest/update.go BeforeUpdate, pkg/registry/core/namespace/storage
 */
import type { Kind } from "../kinds/kind.ts";
import type { KubeObject, Mutable } from "./objects.ts";

/** A Namespace lives until its content is gone and its own finalizer is taken from the spec. */
export function keepsItself(kind: Kind, object: KubeObject): boolean {
  if (kind.kind !== "Namespace" || kind.group !== "") return false;
  const spec = object.spec as { finalizers?: readonly string[] } | undefined;
  return (spec?.finalizers ?? []).length > 0;
}

const SYSTEM_FIELDS = [
  "uid",
  "creationTimestamp",
  "generation",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
] as const;

export function keepSystemMeta(draft: Mutable, current: KubeObject): void {
  const meta = draft.metadata;
  for (const field of SYSTEM_FIELDS) {
    if (current.metadata[field] === undefined) delete meta[field];
    else meta[field] = current.metadata[field];
  }
  meta.resourceVersion = current.metadata.resourceVersion;
  if (meta.managedFields === undefined && current.metadata.managedFields !== undefined)
    meta.managedFields = current.metadata.managedFields;
  delete meta.selfLink;
}

export function pick(meta: Mutable, field: string): Mutable {
  return meta[field] === undefined ? {} : { [field]: meta[field] };
}

export function withoutVersion(object: KubeObject): Mutable {
  return { ...object, metadata: { ...object.metadata, resourceVersion: undefined } };
}
