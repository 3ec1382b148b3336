/**
 * How large each ReplicaSet of a Deployment should be just now: never more than the surge allows in all, never fewer
 * available than the strategy promises.
 *
 * Models: pkg/controller/deployment/rolling.go, sync.go scale
 */
import type { Deployment, ReplicaSet } from "../../schema/types.ts";
import { desiredOf, maxSurge, maxUnavailable } from "./revision.ts";

export interface Scale {
  readonly set: ReplicaSet;
  readonly to: number;
}

function replicasOf(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, { spec }) => sum + (spec.replicas ?? 0), 0);
}

/** With `newSet` undefined the answer is one entry: the size at which to make it. */
export function rollingScales(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
): Scale[] {
  const wanted = deployment.spec.replicas ?? 0;
  const current = newSet?.spec.replicas ?? 0;
  const grown = newSetSize(deployment, replicasOf(sets), { current, wanted });
  if (newSet === undefined) return [{ set: undefined as unknown as ReplicaSet, to: grown }];
  if (grown !== current) return [{ set: newSet, to: grown }];
  const old = sets.filter((set) => set.metadata.uid !== newSet.metadata.uid && (set.spec.replicas ?? 0) > 0);
  const shrunk = old.length === 0 ? [] : shrinkOld(deployment, sets, { old, newSet });
  return shrunk.length > 0 ? shrunk : [{ set: newSet, to: current }];
}

function newSetSize(
  deployment: Deployment,
  inAll: number,
  { current, wanted }: { current: number; wanted: number },
): number {
  if (current > wanted) return wanted;
  if (deployment.spec.strategy?.type !== "RollingUpdate") return wanted;
  const room = wanted + maxSurge(deployment) - inAll;
  return room <= 0 ? current : Math.min(current + room, wanted);
}

function shrinkOld(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  { old, newSet }: { old: readonly ReplicaSet[]; newSet: ReplicaSet },
): Scale[] {
  const least = (deployment.spec.replicas ?? 0) - maxUnavailable(deployment);
  const newUnavailable = (newSet.spec.replicas ?? 0) - (newSet.status?.availableReplicas ?? 0);
  let budget = replicasOf(sets) - least - newUnavailable;
  if (budget <= 0) return [];
  const sizes = new Map(old.map((set) => [set, set.spec.replicas ?? 0]));
  const byAge = [...old].sort((a, b) =>
    (a.metadata.creationTimestamp ?? "") < (b.metadata.creationTimestamp ?? "") ? -1 : 1,
  );
  for (const set of byAge) {
    const unhealthy = (sizes.get(set) as number) - (set.status?.availableReplicas ?? 0);
    const gone = Math.min(Math.max(0, unhealthy), budget);
    sizes.set(set, (sizes.get(set) as number) - gone);
    budget -= gone;
  }
  const available = sets.reduce((sum, { status }) => sum + (status?.availableReplicas ?? 0), 0);
  let spare = available - least;
  for (const set of byAge) {
    if (spare <= 0) break;
    const gone = Math.min(sizes.get(set) as number, spare);
    sizes.set(set, (sizes.get(set) as number) - gone);
    spare -= gone;
  }
  return [...sizes].filter(([set, to]) => to !== (set.spec.replicas ?? 0)).map(([set, to]) => ({ set, to }));
}

/** A change of size in the middle of a rollout is shared out in proportion. */
export function proportions(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
): Scale[] {
  const wanted = deployment.spec.replicas ?? 0;
  const active = sets.filter(({ spec }) => (spec.replicas ?? 0) > 0);
  const only = active.length === 1 ? active[0] : active.length === 0 ? newSet : undefined;
  if (only !== undefined) return [{ set: only, to: wanted }];
  const isSaturated =
    newSet !== undefined &&
    (newSet.spec.replicas ?? 0) === wanted &&
    (newSet.status?.availableReplicas ?? 0) === wanted;
  if (isSaturated) return active.filter((set) => set !== newSet).map((set) => ({ set, to: 0 }));
  if (deployment.spec.strategy?.type !== "RollingUpdate" || active.length === 0) return [];
  const inAll = replicasOf(active);
  let rest = (wanted > 0 ? wanted + maxSurge(deployment) : 0) - inAll;
  const bySize = [...active].sort((a, b) => (rest > 0 ? 1 : -1) * ((b.spec.replicas ?? 0) - (a.spec.replicas ?? 0)));
  const scales = bySize.map((set) => {
    const size = set.spec.replicas ?? 0;
    const before = (desiredOf(set) ?? inAll) + maxSurge(deployment);
    const share = Math.round((size * (wanted + maxSurge(deployment))) / Math.max(1, before)) - size;
    const given = rest > 0 ? Math.min(share, rest) : Math.max(share, rest);
    rest -= given;
    return { set, to: Math.max(0, size + given) };
  });
  const first = scales[0];
  if (first !== undefined && rest !== 0) scales[0] = { set: first.set, to: Math.max(0, first.to + rest) };
  return scales;
}
