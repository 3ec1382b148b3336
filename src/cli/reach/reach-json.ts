/** Who reaches whom, for programs. Fields are only ever added. */
import type { PolicyReason } from "../../sim/node/policy/decide.ts";
import { POLICY_PROTOCOLS } from "../../sim/node/policy/policy-pod.ts";
import { isAllPorts, isEmptySet, type PortSet } from "../../sim/node/policy/port-set.ts";
import type { Reachable } from "./reachable.ts";

export function reachJson(cluster: string, { isEnforced, policyCount, connections }: Reachable): string {
  const report = {
    cluster,
    policiesEnforced: isEnforced,
    policies: policyCount,
    connections: connections.map(({ src, dst, ports, egress, ingress }) => ({
      from: src,
      to: dst,
      allowed: !isEmptySet(ports),
      ports: portsOf(ports),
      by: { egress: egress.map(reasonOf), ingress: ingress.map(reasonOf) },
    })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function portsOf(ports: PortSet): unknown {
  if (isAllPorts(ports)) return "all";
  return POLICY_PROTOCOLS.flatMap((protocol) => ports[protocol].map(([from, to]) => [protocol, from, to]));
}

/** The rule that allows, or null where the policy isolates and nothing allows. */
function reasonOf({ policy, rule }: PolicyReason): object {
  return { policy: policy.key, rule };
}
