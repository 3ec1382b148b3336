/**
 * A NetworkPolicy put into the form in which it is asked: for each direction the rules, or null when the policy says
 * nothing about that direction. An empty list of rules allows nothing; absent peers or ports mean all of them.
 *
 * Models: networking.k8s.io/v1 NetworkPolicy, pkg/apis/networking/v1/defaults.go
 */
import { type Cidr, contains, type Ip, parseCidr } from "../../core/ip.ts";
import type {
  IPBlock,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from "../../kube/schema/types.ts";
import type { PodSelection, PodSelections } from "./pod-selection.ts";
import type { PolicyPod } from "./policy-pod.ts";

export type PolicyDirection = "egress" | "ingress";

export interface CompiledPolicy {
  /** `namespace/name` */
  readonly key: string;
  readonly selects: PodSelection;
  readonly rules: Readonly<Record<PolicyDirection, readonly CompiledRule[] | null>>;
}

export interface CompiledRule {
  /** `spec.ingress[0]` */
  readonly path: string;
  /** Null: everybody. */
  readonly peers: readonly CompiledPeer[] | null;
  /** Null: all ports of all protocols. */
  readonly ports: readonly CompiledPort[] | null;
}

export type CompiledPeer =
  | { readonly kind: "pods"; readonly selection: PodSelection }
  | { readonly kind: "block"; readonly cidr: Cidr; readonly except: readonly Cidr[] };

/** A name is looked up in the destination Pod; `from` 1 and `to` 65535 are all ports. */
export interface CompiledPort {
  readonly protocol: string;
  readonly name: string | null;
  readonly from: number;
  readonly to: number;
}

/** One side of a connection; `pod` is null for what is not a Pod, `ip` for a Pod that is known by its labels alone. */
export interface PolicyEnd {
  readonly ip: Ip | null;
  readonly pod: PolicyPod | null;
}

interface RuleSource {
  readonly peers: readonly NetworkPolicyPeer[] | undefined;
  readonly ports: readonly NetworkPolicyPort[] | undefined;
}

export function compilePolicy({ metadata, spec = {} }: NetworkPolicy, selections: PodSelections): CompiledPolicy {
  const namespace = metadata.namespace ?? "default";
  const types = policyTypesOf(spec);
  const compiled = (direction: PolicyDirection, rules: readonly RuleSource[]): CompiledRule[] =>
    rules.map(({ peers = [], ports = [] }, i) => ({
      path: `spec.${direction}[${i}]`,
      peers: peers.length === 0 ? null : peers.flatMap((peer) => compilePeer(peer, namespace, selections)),
      ports: ports.length === 0 ? null : ports.map(compilePort),
    }));
  const ingress = (spec.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }));
  const egress = (spec.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }));
  return {
    key: `${namespace}/${metadata.name}`,
    selects: selections.of({ namespace, podSelector: spec.podSelector }),
    rules: {
      ingress: types.includes("Ingress") ? compiled("ingress", ingress) : null,
      egress: types.includes("Egress") ? compiled("egress", egress) : null,
    },
  };
}

/** Without policyTypes a policy is about ingress, and about egress when it has rules for that. */
function policyTypesOf({ policyTypes = [], egress = [] }: NetworkPolicySpec): readonly string[] {
  if (policyTypes.length > 0) return policyTypes;
  return egress.length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
}

function compilePeer(peer: NetworkPolicyPeer, namespace: string, selections: PodSelections): CompiledPeer[] {
  const { ipBlock, namespaceSelector, podSelector } = peer;
  if (ipBlock !== undefined) return compileBlock(ipBlock);
  if (namespaceSelector === undefined && podSelector === undefined) return [];
  return [{ kind: "pods", selection: selections.of({ namespace, namespaceSelector, podSelector }) }];
}

function compileBlock({ cidr: text, except = [] }: IPBlock): CompiledPeer[] {
  const cidr = parseCidr(text);
  if (cidr === null) return [];
  return [{ kind: "block", cidr, except: except.map(parseCidr).filter((one) => one !== null) }];
}

function compilePort({ protocol = "TCP", port, endPort }: NetworkPolicyPort): CompiledPort {
  if (port === undefined) return { protocol, name: null, from: 1, to: 65_535 };
  if (typeof port === "string") return { protocol, name: port, from: 0, to: 0 };
  return { protocol, name: null, from: port, to: endPort ?? port };
}

/** Is the other side of the connection one that the rule names? Without `blocks` ranges of addresses do not count. */
export function peerMatches({ peers }: CompiledRule, { ip, pod }: PolicyEnd, blocks = true): boolean {
  if (peers === null) return true;
  for (const peer of peers)
    if (
      peer.kind === "pods" ? pod !== null && peer.selection.matches(pod) : blocks && ip !== null && isInBlock(peer, ip)
    )
      return true;
  return false;
}

function isInBlock({ cidr, except }: Extract<CompiledPeer, { kind: "block" }>, ip: Ip): boolean {
  return contains(cidr, ip) && !except.some((hole) => contains(hole, ip));
}
