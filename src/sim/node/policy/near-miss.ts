/**
 * Of the policies that deny a connection, the rule that comes nearest to admitting it: the one that names the peer and
 * not the port, or the port and not the peer. For those who look for the slip.
 */
import {
  type CompiledPort,
  type CompiledRule,
  type PolicyDirection,
  type PolicyEnd,
  peerMatches,
} from "./compiled-policy.ts";
import type { PolicyReason } from "./decide.ts";

export interface NearMiss {
  /** `namespace/name` of the policy. */
  readonly policy: string;
  readonly direction: PolicyDirection;
  /** Which of the policy's rules for that direction. */
  readonly index: number;
  /** What it does not admit. */
  readonly misses: "peer" | "port";
  /** `TCP 80, UDP 53-60`, `all ports` */
  readonly ports: string;
}

export interface DeniedConnection {
  readonly direction: PolicyDirection;
  readonly peer: PolicyEnd;
  readonly destination: PolicyEnd;
  readonly protocol: string;
  readonly port: number;
}

export function nearMiss(reasons: readonly PolicyReason[], denied: DeniedConnection): NearMiss | null {
  const { direction, peer } = denied;
  for (const { policy } of reasons)
    for (const [index, rule] of (policy.rules[direction] ?? []).entries()) {
      const misses = peerMatches(rule, peer) ? "port" : admitsPort(rule, denied) ? "peer" : null;
      if (misses !== null) return { policy: policy.key, direction, index, misses, ports: portsText(rule) };
    }
  return null;
}

function admitsPort({ ports }: CompiledRule, { port, protocol, destination }: DeniedConnection): boolean {
  if (ports === null) return true;
  const isNamed = (name: string): boolean =>
    destination.pod?.namedPorts.some((own) => own.name === name && own.port === port) === true;
  return ports.some(
    (own) => own.protocol === protocol && (own.name === null ? port >= own.from && port <= own.to : isNamed(own.name)),
  );
}

function portsText({ ports }: CompiledRule): string {
  return ports === null ? "all ports" : ports.map(portText).join(", ");
}

function portText({ protocol, name, from, to }: CompiledPort): string {
  if (name !== null) return `${protocol} ${name}`;
  if (from === 1 && to === 65_535) return `every ${protocol} port`;
  return `${protocol} ${from === to ? from : `${from}-${to}`}`;
}
