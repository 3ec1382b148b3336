/** Where a learner can have a shell: on nodes by ssh, in running Pods by kubectl exec; their own Pods first. */
import type { Cluster } from "../../sim/cluster.ts";
import type { Pod } from "../../sim/kube/schema/types.ts";
import type { TerminalPlaces } from "./protocol.ts";

export function terminalPlaces(cluster: Cluster): TerminalPlaces {
  const pods = cluster.api
    .client("terminal")
    .informer<Pod>("pods")
    .list()
    .filter(({ status }) => status?.phase === "Running")
    .map(({ metadata }) => ({ namespace: metadata.namespace ?? "default", name: metadata.name }));
  const rank = ({ namespace }: { namespace: string }): number =>
    namespace === "default" ? 0 : namespace.startsWith("kube-") ? 2 : 1;
  return { nodes: [...cluster.world.nodes.keys()], pods: pods.sort((a, b) => rank(a) - rank(b)) };
}
