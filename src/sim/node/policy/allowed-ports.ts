/**
 * On which ports one side allows a connection with a given peer: the question of `decide.ts` for all ports at once.
 *
 * Models: networking.k8s.io/v1 NetworkPolicyPort
 */
import {
  type CompiledPort,
  type CompiledRule,
  type PolicyDirection,
  type PolicyEnd,
  peerMatches,
} from "./compiled-policy.ts";
import type { PolicyReason } from "./decide.ts";
import type { PolicyBook } from "./policy-book.ts";
import { POLICY_PROTOCOLS, type PolicyPod } from "./policy-pod.ts";
import { ALL_PORTS, NO_PORTS, type PortSet, portSet, unionOf } from "./port-set.ts";

export interface AllowedPorts {
  readonly ports: PortSet;
  /** The rules that allow them; when nothing is allowed the policies that isolate; nobody: not isolated. */
  readonly reasons: readonly PolicyReason[];
}

export interface DirectedPair {
  readonly direction: PolicyDirection;
  /** The side whose policies are asked; null: one that policies do not know. */
  readonly own: PolicyPod | null;
  readonly peer: PolicyEnd;
}

const FREE: AllowedPorts = { ports: ALL_PORTS, reasons: [] };

export function allowedPorts(book: PolicyBook, { direction, own, peer }: DirectedPair): AllowedPorts {
  if (own === null) return FREE;
  const isolating = book.isolating(own, direction);
  if (isolating.length === 0) return FREE;
  const destination = direction === "egress" ? peer.pod : own;
  let ports = NO_PORTS;
  const reasons: PolicyReason[] = [];
  for (const policy of isolating)
    for (const rule of policy.rules[direction] ?? []) {
      if (!peerMatches(rule, peer)) continue;
      const allowed = portsOf(rule, destination);
      if (allowed === NO_PORTS) continue;
      ports = unionOf(ports, allowed);
      reasons.push({ policy, rule: rule.path });
    }
  if (reasons.length > 0) return { ports, reasons };
  return { ports, reasons: isolating.map((policy) => ({ policy, rule: null })) };
}

function portsOf({ ports }: CompiledRule, destination: PolicyPod | null): PortSet {
  if (ports === null) return ALL_PORTS;
  return ports.reduce((sum, port) => unionOf(sum, onePort(port, destination)), NO_PORTS);
}

function onePort({ protocol: text, name, from, to }: CompiledPort, destination: PolicyPod | null): PortSet {
  const protocol = POLICY_PROTOCOLS.find((known) => known === text);
  if (protocol === undefined) return NO_PORTS;
  if (name === null) return portSet(protocol, [[from, to]]);
  const named = (destination?.namedPorts ?? []).filter((one) => one.name === name && one.protocol === protocol);
  return named.length === 0
    ? NO_PORTS
    : portSet(
        protocol,
        named.map(({ port }) => [port, port]),
      );
}
