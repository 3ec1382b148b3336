/**
 * The questions that decide whether a Pod may go to a node, in upstream's order. The first "no" of a node is its
 * reason, and the reasons of all nodes make the message of FailedScheduling.
 *
 * Models: pkg/scheduler/framework/plugins/{nodeunschedulable,nodename,tainttoleration,nodeaffinity,nodeports,noderesources}
 */

import { LabelSelector, newRequirement } from "../api/selectors.ts";
import type { Node, NodeSelectorTerm, Pod, Taint, Toleration } from "../schema/types.ts";
import { hostPortsOf, type NodeInfo, requestsOf } from "./node-info.ts";
import { podAffinityProblem } from "./pod-affinity.ts";
import { spreadProblem } from "./topology-spread.ts";

export interface Problem {
  readonly reason: string;
  /** Could evicting another Pod help? */
  readonly isPreemptable: boolean;
  /** What could help: a change of nodes alone, a Pod that goes as well, or one that comes too. */
  readonly awaits: "node" | "room" | "company";
}

/** The cluster during one attempt to find a place, with what is the same for every node that is looked at. */
export interface Nodes {
  values(): Iterable<NodeInfo>;
  /** Those with Pods that keep others away. */
  readonly avoided: readonly NodeInfo[];
  /** Matching Pods in each domain of a spread constraint. */
  readonly spread: Map<object, ReadonlyMap<string, number>>;
}

const hopeless = (reason: string): Problem => ({ reason, isPreemptable: false, awaits: "node" });
const crowded = (reason: string): Problem => ({ reason, isPreemptable: true, awaits: "room" });

/** Null when the Pod fits. */
export function problemOf(pod: Pod, info: NodeInfo, nodes: Nodes): Problem | null {
  const { node } = info;
  if (
    node.spec?.unschedulable === true &&
    !tolerates(pod, { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" })
  )
    return hopeless("node(s) were unschedulable");
  for (const taint of node.spec?.taints ?? [])
    if (taint.effect !== "PreferNoSchedule" && !tolerates(pod, taint))
      return hopeless("node(s) had untolerated taint(s)");
  if (!matchesNode(pod, node)) return hopeless("node(s) didn't match Pod's node affinity/selector");
  if (clashesWithPorts(pod, info)) return crowded("node(s) didn't have free ports for the requested pod ports");
  return resourceProblem(pod, info) ?? affinityProblem(pod, info, nodes);
}

function affinityProblem(pod: Pod, info: NodeInfo, nodes: Nodes): Problem | null {
  const affinity = podAffinityProblem(pod, info, nodes);
  if (affinity !== null) return affinity;
  return spreadProblem(pod, info, nodes)
    ? { reason: "node(s) didn't match pod topology spread constraints", isPreemptable: true, awaits: "company" }
    : null;
}

export function tolerates(pod: Pod, taint: Taint): boolean {
  return (pod.spec.tolerations ?? []).some((toleration) => toleratesTaint(toleration, taint));
}

function toleratesTaint({ key, operator = "Equal", value = "", effect }: Toleration, taint: Taint): boolean {
  if (effect !== undefined && effect !== "" && effect !== taint.effect) return false;
  if (key !== undefined && key !== "" && key !== taint.key) return false;
  return operator === "Exists" || ((key ?? "") !== "" && value === (taint.value ?? ""));
}

/** nodeSelector and the required node affinity: all of the one, any term of the other. */
export function matchesNode({ spec }: Pod, node: Node): boolean {
  for (const key in spec.nodeSelector) if (node.metadata.labels?.[key] !== spec.nodeSelector[key]) return false;
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return terms === undefined || terms.some((term) => matchesTerm(term, node));
}

/** The node that a Pod of a DaemonSet asks for by name; undefined when there could be others. */
export function onlyNodeOf({ spec }: Pod): string | undefined {
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const fields = terms?.length === 1 ? terms[0]?.matchFields : undefined;
  const [field] = fields ?? [];
  if (field?.key !== "metadata.name" || field.operator !== "In" || field.values?.length !== 1) return undefined;
  return field.values[0];
}

const OPERATORS: Readonly<Record<string, string>> = {
  In: "in",
  NotIn: "notin",
  Exists: "exists",
  DoesNotExist: "!",
  Gt: "gt",
  Lt: "lt",
};

export function matchesTerm(
  { matchExpressions = [], matchFields = [] }: NodeSelectorTerm,
  { metadata }: Node,
): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false;
  const requirements = matchExpressions.map(({ key, operator, values }) =>
    newRequirement(key, OPERATORS[operator] ?? operator, values ?? []),
  );
  if (!new LabelSelector(requirements).matches(metadata.labels)) return false;
  return matchFields.every(({ operator, values = [] }) => values.includes(metadata.name) === (operator === "In"));
}

function clashesWithPorts(pod: Pod, { hostPorts }: NodeInfo): boolean {
  return hostPortsOf(pod).some((port) => {
    const [protocol, ip, number] = port.split("/") as [string, string, string];
    if (ip === "0.0.0.0")
      return [...hostPorts.keys()].some((taken) => taken.startsWith(`${protocol}/`) && taken.endsWith(`/${number}`));
    return hostPorts.has(port) || hostPorts.has(`${protocol}/0.0.0.0/${number}`);
  });
}

function resourceProblem(pod: Pod, info: NodeInfo): Problem | null {
  if (info.pods.size + 1 > info.maxPods) return crowded("Too many pods");
  const { cpuMilli, memoryBytes } = requestsOf(pod);
  if (cpuMilli > 0 && info.cpuMilli + cpuMilli > info.allocatable.cpuMilli)
    return { reason: "Insufficient cpu", isPreemptable: cpuMilli <= info.allocatable.cpuMilli, awaits: "room" };
  if (memoryBytes > 0 && info.memoryBytes + memoryBytes > info.allocatable.memoryBytes)
    return {
      reason: "Insufficient memory",
      isPreemptable: memoryBytes <= info.allocatable.memoryBytes,
      awaits: "room",
    };
  return null;
}
