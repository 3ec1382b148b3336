/**
 * Which ReplicaSet belongs to which version of a Deployment: matching by template, revision numbers, annotations.
 *
 * Models: pkg/controller/deployment/util/deployment_util.go
 */
import { type Labels, type Mutable, sameJson } from "../../api/objects.ts";
import type { Deployment, PodTemplateSpec, ReplicaSet } from "../../schema/types.ts";

export const HASH_LABEL = "pod-template-hash";
export const REVISION = "deployment.kubernetes.io/revision";
const DESIRED = "deployment.kubernetes.io/desired-replicas";
const MAX = "deployment.kubernetes.io/max-replicas";
const HISTORY = "deployment.kubernetes.io/revision-history";
const NOT_COPIED = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  REVISION,
  HISTORY,
  DESIRED,
  MAX,
  "deprecated.deployment.rollback.to",
]);

function withoutHash(template: PodTemplateSpec): PodTemplateSpec {
  const { [HASH_LABEL]: _hash, ...labels } = template.metadata?.labels ?? {};
  const { creationTimestamp: _created, ...metadata } = template.metadata ?? {};
  return { ...template, metadata: { ...metadata, labels } as NonNullable<PodTemplateSpec["metadata"]> };
}

export function findNewSet(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const wanted = withoutHash(deployment.spec.template);
  const byAge = [...sets].sort((a, b) =>
    (a.metadata.creationTimestamp ?? "") < (b.metadata.creationTimestamp ?? "") ? -1 : 1,
  );
  return byAge.find(({ spec }) => spec.template !== undefined && sameJson(withoutHash(spec.template), wanted));
}

export function revisionOf({ metadata }: { metadata: { annotations?: Labels } }): number {
  return Number(metadata.annotations?.[REVISION] ?? 0);
}

export function desiredOf(set: ReplicaSet): number | undefined {
  const text = set.metadata.annotations?.[DESIRED];
  return text === undefined ? undefined : Number(text);
}

/** A share of `total`, rounded up for what may be added, down for what may be missing. */
function amountOf(value: number | string | undefined, total: number, up: boolean): number {
  if (typeof value === "number") return value;
  const share = (total * Number.parseInt(value ?? "0", 10)) / 100;
  return up ? Math.ceil(share) : Math.floor(share);
}

export function maxSurge({ spec }: Deployment): number {
  if (spec.strategy?.type !== "RollingUpdate") return 0;
  return amountOf(spec.strategy.rollingUpdate?.maxSurge, spec.replicas ?? 0, true);
}

export function maxUnavailable({ spec }: Deployment): number {
  const replicas = spec.replicas ?? 0;
  if (spec.strategy?.type !== "RollingUpdate" || replicas === 0) return 0;
  const amount = amountOf(spec.strategy.rollingUpdate?.maxUnavailable, replicas, false);
  const resolved = amount === 0 && maxSurge({ spec } as Deployment) === 0 ? 1 : amount;
  return Math.min(resolved, replicas);
}

/** What a ReplicaSet carries of its Deployment. */
export function setAnnotations(deployment: Deployment, before: Labels | undefined, revision: number): Labels {
  const annotations: Mutable = { ...before };
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {}))
    if (!NOT_COPIED.has(key)) annotations[key] = value;
  const old = Number(before?.[REVISION] ?? 0);
  if (old < revision) {
    annotations[REVISION] = String(revision);
    if (old > 0) annotations[HISTORY] = before?.[HISTORY] === undefined ? String(old) : `${before[HISTORY]},${old}`;
  }
  return withScale(deployment, annotations);
}

export function withScale(deployment: Deployment, annotations: Labels | undefined): Labels {
  const replicas = deployment.spec.replicas ?? 0;
  return { ...annotations, [DESIRED]: String(replicas), [MAX]: String(replicas + maxSurge(deployment)) };
}
