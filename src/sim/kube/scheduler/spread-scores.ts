/**
 * topologySpreadConstraints that should hold (ScheduleAnyway), and those that every Pod has which belongs to a
 * ReplicaSet, a StatefulSet or a Service and names none itself: over nodes, and over zones.
 *
 * Models: pkg/scheduler/framework/plugins/podtopologyspread/scoring.go, plugins/helper/spread.go DefaultSelector
 * SIMPLIFIED: Pods of one owner count as alike, whatever their labels.
 */
import { selectorOf } from "../api/selectors.ts";
import type { Pod, Service } from "../schema/types.ts";
import { matchesNode } from "./filters.ts";
import type { NodeInfo } from "./node-info.ts";
import type { Candidates } from "./scores.ts";

interface Constraint {
  readonly key: string;
  readonly maxSkew: number;
  /** How many Pods of the node count. */
  readonly count: (info: NodeInfo) => number;
}

const HOSTNAME = "kubernetes.io/hostname";
const ZONE = "topology.kubernetes.io/zone";
const OWNERS = ["ReplicaSet", "StatefulSet", "ReplicationController"];

export function spreadScores({ pod, feasible, all, services }: Candidates): number[] {
  const own = pod.spec.topologySpreadConstraints ?? [];
  const constraints = own.length > 0 ? ownConstraints(pod) : defaultConstraints(pod, services);
  if (constraints.length === 0) return [];
  const has = ({ node }: NodeInfo, key: string): boolean => node.metadata.labels?.[key] !== undefined;
  /** A node that lacks a key that was asked for stands outside; one that lacks a default's does not. */
  const counts = (info: NodeInfo): boolean => own.length === 0 || constraints.every(({ key }) => has(info, key));
  const eligible = feasible.filter(counts);
  const domains = (): NodeInfo[] => all.filter((info) => counts(info) && matchesNode(pod, info.node));
  const raw = feasible.map(() => 0);
  for (const constraint of constraints) {
    if (!eligible.some((info) => has(info, constraint.key))) continue;
    const scoreOf = scoring(constraint, eligible, domains);
    for (const [i, info] of feasible.entries())
      raw[i] = (raw[i] as number) + (has(info, constraint.key) ? scoreOf(info) : 0);
  }
  const rounded = raw.map(Math.round);
  const among = rounded.filter((_, i) => counts(feasible[i] as NodeInfo));
  const most = Math.max(...among);
  const least = Math.min(...among);
  return rounded.map((score, i) => {
    if (!counts(feasible[i] as NodeInfo)) return 0;
    return most === 0 ? 100 : Math.trunc((100 * (most + least - score)) / most);
  });
}

/** More Pods, a higher figure, and the higher the more domains there are. */
function scoring(
  { key, maxSkew, count }: Constraint,
  eligible: readonly NodeInfo[],
  domains: () => readonly NodeInfo[],
) {
  const domainOf = ({ node }: NodeInfo): string => node.metadata.labels?.[key] ?? "";
  const figure = (pods: number, size: number): number => pods * naturalLog(size + 2) + (maxSkew - 1);
  if (key === HOSTNAME) return (info: NodeInfo): number => figure(count(info), eligible.length);
  const pods = new Map(eligible.map((info) => [domainOf(info), 0]));
  for (const info of domains()) {
    const known = pods.get(domainOf(info));
    if (known !== undefined) pods.set(domainOf(info), known + count(info));
  }
  return (info: NodeInfo): number => figure(pods.get(domainOf(info)) ?? 0, pods.size);
}

function ownConstraints(pod: Pod): Constraint[] {
  return (pod.spec.topologySpreadConstraints ?? [])
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === "ScheduleAnyway")
    .map(({ topologyKey, maxSkew, labelSelector }) => {
      const selector = selectorOf(labelSelector);
      return {
        key: topologyKey,
        maxSkew,
        count: (info) => countAlike(info, pod, ({ metadata }) => selector.matches(metadata.labels)),
      };
    });
}

function defaultConstraints(pod: Pod, services: () => readonly Service[]): Constraint[] {
  const count = alikeOnNode(pod, services);
  if (count === null) return [];
  return [
    { key: HOSTNAME, maxSkew: 3, count },
    { key: ZONE, maxSkew: 5, count },
  ];
}

/** Null for a Pod that belongs to nothing. */
function alikeOnNode(pod: Pod, services: () => readonly Service[]): Constraint["count"] | null {
  const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (owner !== undefined && OWNERS.includes(owner.kind)) return ({ siblings }) => siblings.get(owner.uid) ?? 0;
  const { labels = {} } = pod.metadata;
  const selectors = services()
    .map(({ spec }) => Object.entries(spec.selector ?? {}))
    .filter((pairs) => pairs.length > 0 && pairs.every(([key, value]) => labels[key] === value));
  const pairs = selectors.flat();
  if (pairs.length === 0) return null;
  return (info) =>
    countAlike(info, pod, ({ metadata }) => pairs.every(([key, value]) => metadata.labels?.[key] === value));
}

function countAlike({ pods }: NodeInfo, { metadata }: Pod, isAlike: (other: Pod) => boolean): number {
  let count = 0;
  for (const other of pods.values())
    if (
      other.metadata.deletionTimestamp === undefined &&
      other.metadata.namespace === metadata.namespace &&
      isAlike(other)
    )
      count++;
  return count;
}

/** Of a whole number above 0, by multiplying and adding alone: those are the same everywhere. */
function naturalLog(number: number): number {
  let rest = number;
  let halvings = 0;
  for (; rest >= 2; halvings++) rest /= 2;
  const z = (rest - 1) / (rest + 1);
  let sum = 0;
  for (let power = z, n = 1; n < 40; n += 2) {
    sum += power / n;
    power *= z * z;
  }
  return halvings * Math.LN2 + 2 * sum;
}
