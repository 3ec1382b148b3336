/**
 * May this connection be opened? Each side that is a Pod is asked for its own direction: a Pod that no policy isolates
 * allows everything; one that is isolated allows what at least one rule of one of its policies allows.
 *
 * Models: networking.k8s.io/v1 NetworkPolicySpec, kube-network-policies pkg/networkpolicy/engine.go EvaluatePacket
 */
import {
  type CompiledPolicy,
  type CompiledPort,
  type PolicyDirection,
  type PolicyEnd,
  peerMatches,
} from "./compiled-policy.ts";
import type { PolicyBook } from "./policy-book.ts";
import type { PolicyPod } from "./policy-pod.ts";

export interface PolicyConnection {
  readonly from: PolicyEnd;
  readonly to: PolicyEnd;
  readonly protocol: string;
  /** The destination's own port, after any translation. */
  readonly port: number;
}

/** Who said so: a policy, and the rule that allows, or null where the policy isolates and nothing allows. */
export interface PolicyReason {
  readonly policy: CompiledPolicy;
  readonly rule: string | null;
}

export interface PolicyDecision {
  readonly allowed: boolean;
  /** The direction that says no; egress is asked first. */
  readonly deniedBy: PolicyDirection | null;
  readonly egress: readonly PolicyReason[];
  readonly ingress: readonly PolicyReason[];
}

interface Side {
  readonly allowed: boolean;
  readonly reasons: readonly PolicyReason[];
}

const FREE: Side = { allowed: true, reasons: [] };

export function decide(book: PolicyBook, connection: PolicyConnection): PolicyDecision {
  const egress = side(book, connection, "egress");
  const ingress = side(book, connection, "ingress");
  return {
    allowed: egress.allowed && ingress.allowed,
    deniedBy: !egress.allowed ? "egress" : !ingress.allowed ? "ingress" : null,
    egress: egress.reasons,
    ingress: ingress.reasons,
  };
}

function side(book: PolicyBook, { from, to, protocol, port }: PolicyConnection, direction: PolicyDirection): Side {
  const own = direction === "egress" ? from : to;
  const peer = direction === "egress" ? to : from;
  if (own.pod === null) return FREE;
  const isolating = book.isolating(own.pod, direction);
  if (isolating.length === 0) return FREE;
  const blocks = book.blocksMatch(peer);
  const allowing: PolicyReason[] = [];
  for (const policy of isolating)
    for (const rule of policy.rules[direction] ?? [])
      if (portMatches(rule.ports, { protocol, port, pod: to.pod }) && peerMatches(rule, peer, blocks)) {
        allowing.push({ policy, rule: rule.path });
        break;
      }
  if (allowing.length > 0) return { allowed: true, reasons: allowing };
  return { allowed: false, reasons: isolating.map((policy) => ({ policy, rule: null })) };
}

interface Destination {
  readonly protocol: string;
  readonly port: number;
  readonly pod: PolicyPod | null;
}

function portMatches(ports: readonly CompiledPort[] | null, { protocol, port, pod }: Destination): boolean {
  if (ports === null) return true;
  for (const wanted of ports) {
    if (wanted.protocol !== protocol) continue;
    if (wanted.name === null ? port >= wanted.from && port <= wanted.to : hasName(pod, wanted, port)) return true;
  }
  return false;
}

function hasName(pod: PolicyPod | null, { name, protocol }: CompiledPort, port: number): boolean {
  return pod?.namedPorts.some((one) => one.name === name && one.protocol === protocol && one.port === port) === true;
}
