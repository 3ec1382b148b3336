/**
 * topologySpreadConstraints that must hold (DoNotSchedule).
 *
 * Models: pkg/scheduler/framework/plugins/podtopologyspread/filtering.go
 * SIMPLIFIED: no minDomains, no matchLabelKeys; every node counts, whatever its taints.
 */
import { selectorOf } from "../api/selectors.ts";
import type { Pod, TopologySpreadConstraint } from "../schema/types.ts";
import { matchesNode, type Nodes } from "./filters.ts";
import type { NodeInfo } from "./node-info.ts";

/** True when the Pod would make one domain too much fuller than the emptiest. */
export function spreadProblem(pod: Pod, info: NodeInfo, nodes: Nodes): boolean {
  const constraints = (pod.spec.topologySpreadConstraints ?? []).filter(
    ({ whenUnsatisfiable }) => whenUnsatisfiable === "DoNotSchedule",
  );
  return constraints.some((constraint) => {
    const { topologyKey, labelSelector, maxSkew } = constraint;
    const here = info.node.metadata.labels?.[topologyKey];
    if (here === undefined) return true;
    const selector = selectorOf(labelSelector);
    let counts = nodes.spread.get(constraint);
    if (counts === undefined) {
      counts = countDomains(pod, constraint, nodes);
      nodes.spread.set(constraint, counts);
    }
    const self = selector.matches(pod.metadata.labels) ? 1 : 0;
    return (counts.get(here) ?? 0) + self - Math.min(...counts.values()) > maxSkew;
  });
}

function countDomains(
  pod: Pod,
  { topologyKey, labelSelector }: TopologySpreadConstraint,
  nodes: Nodes,
): ReadonlyMap<string, number> {
  const selector = selectorOf(labelSelector);
  const counts = new Map<string, number>();
  for (const { node, pods } of nodes.values()) {
    const domain = node.metadata.labels?.[topologyKey];
    if (domain === undefined || !matchesNode(pod, node)) continue;
    const matching = [...pods.values()].filter(
      ({ metadata }) => metadata.namespace === pod.metadata.namespace && selector.matches(metadata.labels),
    );
    counts.set(domain, (counts.get(domain) ?? 0) + matching.length);
  }
  return counts;
}
