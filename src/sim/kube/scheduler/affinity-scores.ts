/**
 * How much a Pod would like the company on each node, and the company it.
 *
 * Models: pkg/scheduler/framework/plugins/interpodaffinity/scoring.go
 */
import type { Pod, PodAffinityTerm } from "../schema/types.ts";
import type { NodeInfo } from "./node-info.ts";
import { isMeant } from "./pod-affinity.ts";
import type { Candidates } from "./scores.ts";

interface Wish {
  readonly term: PodAffinityTerm;
  readonly weight: number;
}

/** Required affinity of a Pod that is there already counts a little for others too. */
const REQUIRED_WEIGHT = 1;

export function affinityScores({ pod, feasible, all }: Candidates): number[] {
  const mine = wishesOf(pod);
  /** By topology key and value. */
  const domains = new Map<string, Map<string, number>>();
  const add = ({ term: { topologyKey }, weight }: Wish, { node }: NodeInfo): void => {
    const value = node.metadata.labels?.[topologyKey];
    if (value === undefined) return;
    const values = domains.get(topologyKey) ?? new Map<string, number>();
    domains.set(topologyKey, values.set(value, (values.get(value) ?? 0) + weight));
  };
  for (const info of mine.length > 0 ? all : all.filter(({ choosy }) => choosy.size > 0))
    for (const other of (mine.length > 0 ? info.pods : info.choosy).values()) {
      for (const wish of mine) if (isMeant(wish.term, pod, other)) add(wish, info);
      for (const wish of [...wishesOf(other), ...needsOf(other)]) if (isMeant(wish.term, other, pod)) add(wish, info);
    }
  if (domains.size === 0) return [];
  const sums = feasible.map(({ node }) =>
    [...domains].reduce((sum, [key, values]) => sum + (values.get(node.metadata.labels?.[key] ?? "") ?? 0), 0),
  );
  const least = Math.min(...sums);
  const most = Math.max(...sums);
  return sums.map((sum) => (most === least ? 0 : Math.trunc((100 * (sum - least)) / (most - least))));
}

function wishesOf({ spec: { affinity = {} } }: Pod): Wish[] {
  const { podAffinity, podAntiAffinity } = affinity;
  return [
    ...(podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm, weight }) => ({
      term: podAffinityTerm,
      weight,
    })),
    ...(podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm, weight }) => ({
      term: podAffinityTerm,
      weight: -weight,
    })),
  ];
}

function needsOf({ spec }: Pod): Wish[] {
  const terms = spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return terms.map((term) => ({ term, weight: REQUIRED_WEIGHT }));
}
