/** The NetworkPolicies that say no, which of their rules comes nearest, and why it does not apply. */
import type { Namespace, NetworkPolicy, NetworkPolicyPeer } from "../../sim/kube/schema/types.ts";
import type { PolicyEnd } from "../../sim/node/policy/compiled-policy.ts";
import type { NearMiss } from "../../sim/node/policy/near-miss.ts";
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
  if (![...world.nodes.values()].some(({ policyAgent }) => policyAgent?.isRunning === true)) return null;
  const from = originEnd(situation);
  const to: PolicyEnd = { ip: null, pod: world.policies.podOf(pod.pod) };
  if (pod.pod.spec.hostNetwork === true || (from.pod === null && from.node === pod.pod.spec.nodeName)) return null;
  const decision = world.policies.judge({ from, to, protocol, port });
  const direction = decision.deniedBy;
  if (direction === null) return null;
  const isEgress = direction === "egress";
  const reasons = decision[direction];
  const [own, peer] = isEgress ? [from, to] : [to, from];
  const names = reasons.map(({ policy }) => policy.key).join(" and ");
  const many = reasons.length > 1;
  const what = `${protocol} ${port} ${isEgress ? "to" : "from"} ${endText(peer)}`;
  const nearest = world.policies.nearMiss(reasons, { direction, peer, destination: to, protocol, port });
  return {
    stage: "policy",
    saw: `NetworkPolic${many ? "ies" : "y"} ${names} isolate${many ? "" : "s"} ${endText(own)} for ${direction}, and no rule admits ${what}`,
    lookAt:
      nearest === null
        ? `spec.${direction} of NetworkPolicy ${reasons[0]?.policy.key}: nothing there is about this peer or this port`
        : slip(situation.copy, nearest),
  };
}

function endText({ pod, ip }: PolicyEnd): string {
  if (pod !== null) return `Pod ${pod.key}`;
  return ip === null ? "an address outside" : "a node";
}

function slip(copy: Copy, { policy, direction, index, misses, ports }: NearMiss): string {
  const where = `spec.${direction}[${index}] of NetworkPolicy ${policy}`;
  if (misses === "port") return `${where}: it admits this peer, on ${ports} only`;
  return `${where}: it admits this port, and not this peer${selectsNobody(copy, policy, direction, index)}`;
}

/** A namespaceSelector for a label that no namespace has is the commonest slip of all. */
function selectsNobody(copy: Copy, key: string, direction: "egress" | "ingress", index: number): string {
  const [namespace, name = ""] = key.split("/");
  const policy = copy.get<NetworkPolicy>("networkpolicies", namespace, name);
  const rule = policy?.spec?.[direction]?.[index] as
    | { from?: NetworkPolicyPeer[]; to?: NetworkPolicyPeer[] }
    | undefined;
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
