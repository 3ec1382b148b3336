/**
 * Which Pods go first when there are too many: those of least use.
 *
 * Models: pkg/controller/controller_utils.go ActivePodsWithRanks
 * SIMPLIFIED: ages are compared exactly, not by powers of two.
 */
import type { Pod } from "../../schema/types.ts";
import { isReady } from "../pod-condition.ts";

const COST = "controller.kubernetes.io/pod-deletion-cost";
const PHASE_RANK: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

export function podsToDelete(
  pods: readonly Pod[],
  how: { count: number; related: readonly Pod[]; nowMs: number },
): readonly Pod[] {
  if (how.count >= pods.length) return pods;
  const perNode = new Map<string, number>();
  for (const { spec, metadata } of how.related)
    if (spec.nodeName !== undefined && metadata.deletionTimestamp === undefined)
      perNode.set(spec.nodeName, (perNode.get(spec.nodeName) ?? 0) + 1);
  const rank = (pod: Pod): number[] => [
    pod.spec.nodeName === undefined ? 0 : 1,
    PHASE_RANK[pod.status?.phase ?? "Pending"] ?? 2,
    isReady(pod) ? 1 : 0,
    Number(pod.metadata.annotations?.[COST] ?? 0),
    -(perNode.get(pod.spec.nodeName ?? "") ?? 0),
  ];
  const ranked = pods.map((pod) => ({ pod, rank: rank(pod) }));
  ranked.sort((a, b) => {
    for (let i = 0; i < a.rank.length; i++) {
      const difference = (a.rank[i] as number) - (b.rank[i] as number);
      if (difference !== 0) return difference;
    }
    return youngerFirst(a.pod, b.pod);
  });
  return ranked.slice(0, how.count).map(({ pod }) => pod);
}

function youngerFirst(a: Pod, b: Pod): number {
  const [x, y] = [a.metadata.creationTimestamp ?? "", b.metadata.creationTimestamp ?? ""];
  if (x !== y) return x > y ? -1 : 1;
  return a.metadata.name < b.metadata.name ? -1 : 1;
}
