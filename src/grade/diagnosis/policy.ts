/** The NetworkPolicies that say no, which of their rules comes nearest, and why it does not apply. */
import type { Namespace, NetworkPolicy, NetworkPolicyPeer } from "../../sim/kube/schema/types.ts";
import {
  type CompiledPort,
  type CompiledRule,
  type PolicyEnd,
  peerMatches,
} from "../../sim/node/policy/compiled-policy.ts";
import { decide, type PolicyReason } from "../../sim/node/policy/decide.ts";
import type { Copy } from "../copy.ts";
import type { FoundPod } from "../lookup/pods.ts";
import { type BrokenLink, labelsText } from "./broken-link.ts";
import { originEnd, type Situation } from "./situation.ts";

export interface Destination {
  readonly pod: FoundPod;
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
}

/** Null when the network enforces nothing, or every policy lets the connection through. */
export function diagnosePolicy(situation: Situation, { pod, port, protocol }: Destination): BrokenLink | null {
  const { world } = situation.copy.cluster;
  if (![...world.nodes.values()].some(({ cni }) => cni.policySupport === "enforced")) return null;
  const from = originEnd(situation);
  const to: PolicyEnd = { ip: null, pod: world.policies.podOf(pod.pod) };
  if (pod.pod.spec.hostNetwork === true || (from.pod === null && from.node === pod.pod.spec.nodeName)) return null;
  const decision = decide(world.policies, { from, to, protocol, port });
  if (decision.deniedBy === null) return null;
  const isEgress = decision.deniedBy === "egress";
  const reasons = isEgress ? decision.egress : decision.ingress;
  const [own, peer] = isEgress ? [from, to] : [to, from];
  const names = reasons.map(({ policy }) => policy.key).join(" and ");
  const what = `${protocol} ${port} ${isEgress ? `to ${endText(peer)}` : `from ${endText(peer)}`}`;
  const many = reasons.length > 1;
  return {
    stage: "policy",
    saw: `NetworkPolic${many ? "ies" : "y"} ${names} isolate${many ? "" : "s"} ${endText(own)} for ${decision.deniedBy}, and no rule admits ${what}`,
    lookAt: slip(situation.copy, reasons, { direction: decision.deniedBy, peer, port, protocol, destination: to }),
  };
}

function endText({ pod, ip }: PolicyEnd): string {
  if (pod !== null) return `Pod ${pod.key}`;
  return ip === null ? "an address outside" : "a node";
}

interface Question {
  readonly direction: "egress" | "ingress";
  readonly peer: PolicyEnd;
  readonly port: number;
  readonly protocol: string;
  readonly destination: PolicyEnd;
}

/** The rule that comes nearest to admitting it. */
function slip(copy: Copy, reasons: readonly PolicyReason[], question: Question): string {
  const { direction, peer } = question;
  for (const { policy } of reasons)
    for (const [i, rule] of (policy.rules[direction] ?? []).entries()) {
      const where = `${rule.path} of NetworkPolicy ${policy.key}`;
      if (peerMatches(rule, peer)) return `${where}: it admits this peer, on ${portsText(rule)} only`;
      if (!admitsPort(rule, question)) continue;
      const nobody = selectsNobody(copy, policy.key, direction, i);
      return `${where}: it admits this port, and not this peer${nobody}`;
    }
  const [first] = reasons;
  const key = first?.policy.key ?? "";
  return `spec.${direction} of NetworkPolicy ${key}: nothing there is about this peer or this port`;
}

function admitsPort({ ports }: CompiledRule, { port, protocol, destination }: Question): boolean {
  if (ports === null) return true;
  return ports.some(
    (own) =>
      own.protocol === protocol &&
      (own.name === null
        ? port >= own.from && port <= own.to
        : destination.pod?.namedPorts.some((named) => named.name === own.name && named.port === port) === true),
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

/** A namespaceSelector for a label that no namespace has is the commonest slip of all. */
function selectsNobody(copy: Copy, key: string, direction: "egress" | "ingress", i: number): string {
  const [namespace, name = ""] = key.split("/");
  const policy = copy.get<NetworkPolicy>("networkpolicies", namespace, name);
  const rule = policy?.spec?.[direction]?.[i] as { from?: NetworkPolicyPeer[]; to?: NetworkPolicyPeer[] } | undefined;
  for (const peer of rule?.from ?? rule?.to ?? []) {
    const wanted = peer.namespaceSelector?.matchLabels;
    if (wanted === undefined || Object.keys(wanted).length === 0) continue;
    const has = copy
      .list<Namespace>("namespaces")
      .some(({ metadata }) => Object.entries(wanted).every(([label, value]) => metadata.labels?.[label] === value));
    if (!has)
      return `: no namespace has the label ${labelsText(wanted)} (every namespace has kubernetes.io/metadata.name)`;
  }
  return "";
}
