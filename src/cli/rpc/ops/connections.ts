/** `connections`: everything that the policies allow, between workloads and with addresses outside. */
import type { Pod } from "../../../sim/kube/schema/types.ts";
import { connectionsBetween, connectionsOutside, workloadsOf } from "../../../sim/node/policy/connections.ts";
import { POLICY_PROTOCOLS } from "../../../sim/node/policy/policy-pod.ts";
import { isAllPorts, isEmptySet, type PortSet } from "../../../sim/node/policy/port-set.ts";
import type { RpcWorld } from "../rpc-world.ts";

export function connections({ cluster }: RpcWorld): Record<string, unknown> {
  const book = cluster.world.policies;
  const workloads = workloadsOf(book, cluster.api.client("rpc").list<Pod>("pods"));
  const all = [...connectionsBetween(book, workloads), ...connectionsOutside(book, workloads)];
  const allowed = all.filter(({ ports }) => !isEmptySet(ports));
  return { connections: allowed.map(({ src, dst, ports }) => ({ src, dst, conn: connOf(ports) })) };
}

function connOf(ports: PortSet): unknown {
  if (isAllPorts(ports)) return "all";
  return POLICY_PROTOCOLS.flatMap((protocol) => ports[protocol].map(([from, to]) => [protocol, from, to]));
}
