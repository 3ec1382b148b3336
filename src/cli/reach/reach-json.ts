/** Who reaches whom, for programs: one connection a line. Fields are only ever added. */
import type { AllowedConnection } from "../../sim/node/policy/connections.ts";
import type { PolicyReason } from "../../sim/node/policy/decide.ts";
import { POLICY_PROTOCOLS } from "../../sim/node/policy/policy-pod.ts";
import { isAllPorts, isEmptySet, type PortSet } from "../../sim/node/policy/port-set.ts";
import type { Reachable } from "./reachable.ts";

export function reachJson(cluster: string, { isEnforced, policyCount, connections }: Reachable): string {
  const head = { cluster, policiesEnforced: isEnforced, policies: policyCount };
  const rows = connections.map((connection) => JSON.stringify(rowOf(connection)));
  return `${JSON.stringify(head).slice(0, -1)},"connections":[\n${rows.join(",\n")}\n]}\n`;
}

function rowOf({ src, dst, ports, egress, ingress }: AllowedConnection): object {
  const by = { egress: egress.map(reasonOf), ingress: ingress.map(reasonOf) };
  return { from: src, to: dst, allowed: !isEmptySet(ports), ports: portsOf(ports), by };
}

function portsOf(ports: PortSet): unknown {
  if (isAllPorts(ports)) return "all";
  return POLICY_PROTOCOLS.flatMap((protocol) => ports[protocol].map(([from, to]) => [protocol, from, to]));
}

/** The rule that allows, or null where the policy isolates and nothing allows. */
function reasonOf({ policy, rule }: PolicyReason): object {
  return { policy: policy.key, rule };
}
