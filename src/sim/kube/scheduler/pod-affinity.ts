/**
 * Pods that want to be, or must not be, where certain other Pods are.
 *
 * Models: pkg/scheduler/framework/plugins/interpodaffinity
 * SIMPLIFIED: namespaceSelector means every namespace.
 */
import { selectorOf } from "../api/selectors.ts";
import type { Pod, PodAffinityTerm } from "../schema/types.ts";
import type { Nodes, Problem } from "./filters.ts";
import type { NodeInfo } from "./node-info.ts";

export function podAffinityProblem(pod: Pod, info: NodeInfo, nodes: Nodes): Problem | null {
  const wanted = pod.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const unwanted = pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  for (const term of wanted)
    if (!hasMatch(term, pod, inDomain(term, info, nodes)) && !isFirstOfItsKind(term, pod, nodes))
      return { reason: "node(s) didn't match pod affinity rules", isPreemptable: false, awaits: "company" };
  for (const term of unwanted)
    if (hasMatch(term, pod, inDomain(term, info, nodes)))
      return { reason: "node(s) didn't match pod anti-affinity rules", isPreemptable: true, awaits: "room" };
  if (isUnwantedBy(pod, info, nodes))
    return { reason: "node(s) didn't satisfy existing pods anti-affinity rules", isPreemptable: true, awaits: "room" };
  return null;
}

/** Nodes that share the term's topology with this one. */
function inDomain({ topologyKey }: PodAffinityTerm, info: NodeInfo, nodes: Nodes): NodeInfo[] {
  const value = info.node.metadata.labels?.[topologyKey];
  return value === undefined
    ? []
    : [...nodes.values()].filter(({ node }) => node.metadata.labels?.[topologyKey] === value);
}

function hasMatch(term: PodAffinityTerm, pod: Pod, domain: readonly NodeInfo[]): boolean {
  return domain.some(({ pods }) => [...pods.values()].some((other) => isMeant(term, pod, other)));
}

/** Is the other one of those that the Pod's term is about? */
export function isMeant(
  { labelSelector, namespaces, namespaceSelector }: PodAffinityTerm,
  pod: Pod,
  other: Pod,
): boolean {
  const isThere =
    namespaceSelector !== undefined ||
    (namespaces ?? [pod.metadata.namespace]).includes(other.metadata.namespace ?? "");
  return isThere && selectorOf(labelSelector).matches(other.metadata.labels);
}

/** Otherwise a Deployment whose Pods want to be together could never begin. */
function isFirstOfItsKind(term: PodAffinityTerm, pod: Pod, nodes: Nodes): boolean {
  return isMeant(term, pod, pod) && !hasMatch(term, pod, [...nodes.values()]);
}

function isUnwantedBy(pod: Pod, info: NodeInfo, nodes: Nodes): boolean {
  for (const { avoiding, node } of nodes.avoided)
    for (const other of avoiding.values())
      for (const term of other.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
        const value = node.metadata.labels?.[term.topologyKey];
        if (value !== undefined && value === info.node.metadata.labels?.[term.topologyKey] && isMeant(term, other, pod))
          return true;
      }
  return false;
}
