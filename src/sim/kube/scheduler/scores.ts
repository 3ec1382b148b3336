/**
 * How well a Pod would stand on each of the nodes that it fits on: what every plugin gives, weighed and added up. Nodes
 * that come out equal are equally likely.
 *
 * Models: pkg/scheduler/schedule_one.go selectHost, pkg/scheduler/framework/plugins/{tainttoleration,nodeaffinity,noderesources}
 * SIMPLIFIED: no ImageLocality, and volumes and extended resources have no say.
 */
import type { Prng } from "../../core/prng.ts";
import type { Pod, Service } from "../schema/types.ts";
import { affinityScores } from "./affinity-scores.ts";
import { matchesTerm, tolerates } from "./filters.ts";
import { type NodeInfo, requestsOf, scoredRequestsOf } from "./node-info.ts";
import { spreadScores } from "./spread-scores.ts";

export interface Candidates {
  readonly pod: Pod;
  readonly feasible: readonly NodeInfo[];
  readonly all: readonly NodeInfo[];
  /** Those of the Pod's namespace. */
  services(): readonly Service[];
}

const MOST = 100;

export function bestOf(candidates: Candidates, prng: Prng): NodeInfo | null {
  const { feasible } = candidates;
  if (feasible.length < 2) return feasible[0] ?? null;
  const scores = totals(candidates);
  const best = Math.max(...scores);
  return prng.pick(feasible.filter((_, i) => scores[i] === best));
}

function totals(candidates: Candidates): number[] {
  const { pod, feasible } = candidates;
  const weighed: readonly (readonly [weight: number, scores: readonly number[]])[] = [
    [3, taintScores(pod, feasible)],
    [2, nodeAffinityScores(pod, feasible)],
    [2, spreadScores(candidates)],
    [2, affinityScores(candidates)],
    [1, leastAllocatedScores(pod, feasible)],
    [1, balanceScores(pod, feasible)],
  ];
  return feasible.map((_, i) => weighed.reduce((sum, [weight, scores]) => sum + weight * (scores[i] ?? 0), 0));
}

/** The largest becomes 100. */
function scaled(values: readonly number[]): number[] {
  const largest = Math.max(...values);
  return values.map((value) => (largest === 0 ? 0 : Math.trunc((MOST * value) / largest)));
}

function taintScores(pod: Pod, feasible: readonly NodeInfo[]): number[] {
  const disliked = feasible.map(({ node }) => {
    const taints = node.spec?.taints?.filter(({ effect }) => effect === "PreferNoSchedule") ?? [];
    return taints.filter((taint) => !tolerates(pod, taint)).length;
  });
  return scaled(disliked).map((score) => MOST - score);
}

function nodeAffinityScores({ spec }: Pod, feasible: readonly NodeInfo[]): number[] {
  const terms = spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  if (terms.length === 0) return [];
  return scaled(
    feasible.map(({ node }) =>
      terms.reduce((sum, { preference, weight }) => sum + (matchesTerm(preference, node) ? weight : 0), 0),
    ),
  );
}

/** What would be left of CPU and memory, when everybody who names no request is taken to want a little. */
function leastAllocatedScores(pod: Pod, feasible: readonly NodeInfo[]): number[] {
  const more = scoredRequestsOf(pod);
  const left = (used: number, of: number): number => (used > of ? 0 : Math.trunc(((of - used) * MOST) / of));
  return feasible.map(({ scored, allocatable }) => {
    const cpu = left(scored.cpuMilli + more.cpuMilli, allocatable.cpuMilli);
    return Math.trunc((cpu + left(scored.memoryBytes + more.memoryBytes, allocatable.memoryBytes)) / 2);
  });
}

/** CPU and memory are best used in the same measure. Who requests nothing changes neither. */
function balanceScores(pod: Pod, feasible: readonly NodeInfo[]): number[] {
  const more = requestsOf(pod);
  if (more.cpuMilli === 0 && more.memoryBytes === 0) return [];
  const share = (used: number, of: number): number => Math.min(used / of, 1);
  return feasible.map(({ cpuMilli, memoryBytes, allocatable }) => {
    const cpu = share(cpuMilli + more.cpuMilli, allocatable.cpuMilli);
    const memory = share(memoryBytes + more.memoryBytes, allocatable.memoryBytes);
    return Math.trunc((1 - Math.abs(cpu - memory) / 2) * MOST);
  });
}
