/**
 * What an endpoint may send and get: for each direction what is allowed and what is denied, from NetworkPolicies and from
 * Cilium's own. A rule is about identities; a range of addresses in one means only what is outside of the cluster.
 *
 * Models: cilium pkg/policy/l4.go, pkg/policy/mapstate.go, pkg/k8s/network_policy.go, bpf/lib/policy.h
 */
import { contains, type Ip } from "../../../core/ip.ts";
import type { CompiledPeer, CompiledPolicy, CompiledPort, PolicyDirection } from "../../policy/compiled-policy.ts";
import type { PolicyPod } from "../../policy/policy-pod.ts";
import { HOST_ID, KUBE_APISERVER_ID, REMOTE_NODE_ID, WORLD_ID } from "./identity.ts";

/** The other end of a connection. */
export interface Peer {
  readonly identity: number;
  readonly ip: Ip;
  readonly pod: PolicyPod | null;
}

export type CiliumPeer =
  | CompiledPeer
  | { readonly kind: "entity"; readonly entity: string }
  | { readonly kind: "endpoints"; readonly matches: (pod: PolicyPod) => boolean };

export interface CiliumRule {
  /** `NetworkPolicy default/web` */
  readonly policy: string;
  readonly peers: readonly CiliumPeer[] | null;
  readonly ports: readonly CompiledPort[] | null;
}

export interface DirectionPolicy {
  /** Somebody has said what is allowed, so the rest is not. */
  readonly isEnforced: boolean;
  readonly allow: readonly CiliumRule[];
  readonly deny: readonly CiliumRule[];
  /** All policies that select the endpoint in this direction. */
  readonly policies: readonly string[];
}

export type EndpointPolicy = Readonly<Record<PolicyDirection, DirectionPolicy>>;

const FREE: DirectionPolicy = { isEnforced: false, allow: [], deny: [], policies: [] };

export const NO_POLICY: EndpointPolicy = { ingress: FREE, egress: FREE };

export interface Target {
  readonly protocol: string;
  readonly port: number;
  /** Whose named ports count. */
  readonly pod: PolicyPod | null;
}

export interface PolicyVerdict {
  readonly allowed: boolean;
  /** `policy-verdict:` of the monitor. */
  readonly match: "none" | "L3-Only" | "L3-L4" | "L4-Only" | "all";
  /** Who decided. */
  readonly policies: readonly string[];
  readonly isDeny: boolean;
}

const ALLOWED: PolicyVerdict = { allowed: true, match: "all", policies: [], isDeny: false };

/** May this endpoint talk with that peer? The host itself is always let in. */
export function judge(
  policy: EndpointPolicy,
  direction: PolicyDirection,
  { peer, target }: { readonly peer: Peer; readonly target: Target },
): PolicyVerdict {
  const { isEnforced, allow, deny, policies } = policy[direction];
  const denying = deny.find((rule) => ruleMatches(rule, peer, target));
  if (denying !== undefined)
    return { allowed: false, match: matchOf(denying), policies: [denying.policy], isDeny: true };
  if (!isEnforced || (direction === "ingress" && peer.identity === HOST_ID)) return ALLOWED;
  const allowing = allow.find((rule) => ruleMatches(rule, peer, target));
  if (allowing === undefined) return { allowed: false, match: "none", policies, isDeny: false };
  return { allowed: true, match: matchOf(allowing), policies: [allowing.policy], isDeny: false };
}

export function mergePolicies(
  kubernetes: Readonly<Record<PolicyDirection, readonly CompiledPolicy[]>>,
  own: Readonly<Record<PolicyDirection, readonly DirectionPolicy[]>>,
): EndpointPolicy {
  const merged = (direction: PolicyDirection): DirectionPolicy => {
    const policies = kubernetes[direction];
    const cilium = own[direction];
    if (policies.length === 0 && cilium.length === 0) return FREE;
    const rules = policies.flatMap(({ key, rules }) =>
      (rules[direction] ?? []).map(({ peers, ports }) => ({ policy: `NetworkPolicy ${key}`, peers, ports })),
    );
    return {
      isEnforced: policies.length > 0 || cilium.some(({ isEnforced }) => isEnforced),
      allow: [...rules, ...cilium.flatMap(({ allow }) => allow)],
      deny: cilium.flatMap(({ deny }) => deny),
      policies: [...policies.map(({ key }) => `NetworkPolicy ${key}`), ...cilium.flatMap(({ policies }) => policies)],
    };
  };
  return { ingress: merged("ingress"), egress: merged("egress") };
}

function matchOf({ peers, ports }: CiliumRule): PolicyVerdict["match"] {
  if (peers === null) return ports === null ? "all" : "L4-Only";
  return ports === null ? "L3-Only" : "L3-L4";
}

function ruleMatches({ peers, ports }: CiliumRule, peer: Peer, target: Target): boolean {
  return (ports === null || ports.some((port) => portMatches(port, target))) && peerMatches(peers, peer);
}

function peerMatches(peers: readonly CiliumPeer[] | null, peer: Peer): boolean {
  return peers === null || peers.some((one) => isPeer(one, peer));
}

function isPeer(wanted: CiliumPeer, { identity, ip, pod }: Peer): boolean {
  switch (wanted.kind) {
    case "pods":
      return pod !== null && wanted.selection.matches(pod);
    case "endpoints":
      return pod !== null && wanted.matches(pod);
    case "block":
      return identity === WORLD_ID && contains(wanted.cidr, ip) && !wanted.except.some((hole) => contains(hole, ip));
    case "entity":
      return isEntity(wanted.entity, identity, pod);
  }
}

function isEntity(entity: string, identity: number, pod: PolicyPod | null): boolean {
  switch (entity) {
    case "all":
      return true;
    case "world":
      return identity === WORLD_ID;
    case "host":
      return identity === HOST_ID;
    case "remote-node":
      return identity === REMOTE_NODE_ID || identity === KUBE_APISERVER_ID;
    case "kube-apiserver":
      return identity === KUBE_APISERVER_ID;
    case "cluster":
      return identity !== WORLD_ID;
    default:
      return entity === "none" ? false : pod === null && entity === String(identity);
  }
}

function portMatches(wanted: CompiledPort, { protocol, port, pod }: Target): boolean {
  if (wanted.protocol !== "ANY" && wanted.protocol !== protocol) return false;
  if (wanted.name === null) return port >= wanted.from && port <= wanted.to;
  return (
    pod?.namedPorts.some((one) => one.name === wanted.name && one.protocol === protocol && one.port === port) === true
  );
}
