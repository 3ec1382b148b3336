/**
 * A NetworkPolicy's rules in Calico's terms: for each protocol and each peer one rule that allows.
 *
 * Models: projectcalico/calico libcalico-go/lib/backend/k8s/conversion/conversion.go K8sNetworkPolicyToCalico,
 * updateprocessors/rules.go getEndpointSelector
 * SIMPLIFIED: selectors are written as they are converted, not in the parser's normal form, so names of IP sets differ.
 */
import { type Cidr, parseCidr } from "../../../../core/ip.ts";
import type {
  LabelSelector,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
} from "../../../../kube/schema/types.ts";
import type { PortRange } from "../../../../net/netfilter/rule.ts";
import type { PodSelections } from "../../../policy/pod-selection.ts";
import type { PolicyPod } from "../../../policy/policy-pod.ts";
import type { Direction } from "./endpoint-chains.ts";

/** Pods by their labels, and the text by which Calico tells such sets apart. */
export interface CalicoSelector {
  readonly text: string;
  readonly selection: { matches(pod: PolicyPod): boolean };
}

/** One side of a connection, as a rule wants it; all of it at once. */
export interface CalicoEntity {
  readonly selector?: CalicoSelector;
  readonly notSelector?: CalicoSelector;
  /** Any of them. */
  readonly nets?: readonly Cidr[];
  /** None of them. */
  readonly notNets?: readonly Cidr[];
  /** Any of them, or of the names. */
  readonly ports?: readonly PortRange[];
  readonly namedPorts?: readonly string[];
  readonly notPorts?: readonly PortRange[];
}

export type CalicoAction = "allow" | "deny" | "pass" | "log";

export interface CalicoRule {
  readonly action: CalicoAction;
  /** Null: any. */
  readonly protocol: string | number | null;
  readonly source: CalicoEntity;
  readonly destination: CalicoEntity;
}

/** A policy of whichever kind. */
export interface FelixPolicy {
  /** `knp/default/web`, `gnp/deny-all` */
  readonly id: string;
  /** `KubernetesNetworkPolicy default/web`, as comments call it. */
  readonly title: string;
  /** `default/web` */
  readonly key: string;
  readonly order: number;
  readonly selects: (pod: PolicyPod) => boolean;
  /** Null where the policy says nothing about the direction. */
  readonly rules: Readonly<Record<Direction, readonly CalicoRule[] | null>>;
}

type Ports = Pick<CalicoEntity, "ports" | "namedPorts">;

const NO_PORTS: Ports = {};
const NOBODY_SAID: CalicoEntity = {};
/** What all policies of the standard API have. */
const ORDER = 1000;

export function kubernetesPolicy(policy: NetworkPolicy, selections: PodSelections): FelixPolicy {
  const { name, namespace = "default" } = policy.metadata;
  const selection = selections.of({ namespace, podSelector: policy.spec?.podSelector });
  return {
    id: `knp/${namespace}/${name}`,
    title: `KubernetesNetworkPolicy ${namespace}/${name}`,
    key: `${namespace}/${name}`,
    order: ORDER,
    selects: (pod) => pod.namespace === namespace && selection.matches(pod),
    rules: {
      ingress: calicoRules(policy, "ingress", selections),
      egress: calicoRules(policy, "egress", selections),
    },
  };
}

/** Null where the policy says nothing about the direction. */
function calicoRules(
  { metadata, spec = {} }: NetworkPolicy,
  direction: Direction,
  selections: PodSelections,
): CalicoRule[] | null {
  const { policyTypes = [], ingress = [], egress = [] } = spec;
  const wanted = direction === "ingress" ? "Ingress" : "Egress";
  const types = policyTypes.length > 0 ? policyTypes : ["Ingress", ...(egress.length > 0 ? ["Egress"] : [])];
  if (!types.includes(wanted)) return null;
  const namespace = metadata.namespace ?? "default";
  const rules =
    direction === "ingress"
      ? ingress.map(({ from, ports }) => ({ peers: from, ports }))
      : egress.map(({ to, ports }) => ({ peers: to, ports }));
  return rules.flatMap(({ peers = [], ports = [] }) => {
    const converted = peers.map((peer) => peerOf(peer, namespace, selections));
    const each = peers.length === 0 ? [null] : converted.filter((peer) => peer !== null);
    return protocolsOf(ports).flatMap(([protocol, wantedPorts]) =>
      each.map((peer): CalicoRule => {
        const far = peer ?? NOBODY_SAID;
        return direction === "ingress"
          ? { action: "allow", protocol, source: far, destination: wantedPorts }
          : { action: "allow", protocol, source: NOBODY_SAID, destination: { ...far, ...wantedPorts } };
      }),
    );
  });
}

/** Null for a peer that cannot be understood. */
function peerOf(peer: NetworkPolicyPeer, namespace: string, selections: PodSelections): CalicoEntity | null {
  const { ipBlock, namespaceSelector, podSelector } = peer;
  if (ipBlock !== undefined) {
    const net = parseCidr(ipBlock.cidr);
    const notNets = (ipBlock.except ?? []).map(parseCidr).filter((cidr) => cidr !== null);
    return net === null ? null : { nets: [net], notNets };
  }
  if (namespaceSelector === undefined && podSelector === undefined) return null;
  const text = selectorText(namespace, peer);
  const selection = selections.of({ namespace, namespaceSelector, podSelector });
  return { selector: { text, selection } };
}

function selectorText(namespace: string, { namespaceSelector, podSelector }: NetworkPolicyPeer): string {
  const where =
    namespaceSelector === undefined
      ? `projectcalico.org/namespace == "${namespace}"`
      : termsOf(namespaceSelector, "pcns.").join(" && ") || "has(projectcalico.org/namespace)";
  const pods = ['projectcalico.org/orchestrator == "k8s"', ...termsOf(podSelector ?? {}, "")].join(" && ");
  return `(${where} && ${pods})`;
}

function termsOf({ matchLabels = {}, matchExpressions = [] }: LabelSelector, prefix: string): string[] {
  const labels = Object.keys(matchLabels)
    .sort()
    .map((key) => `${prefix}${key} == "${matchLabels[key]}"`);
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => {
    const list = `{${values.map((value) => `"${value}"`).join(", ")}}`;
    if (operator === "In") return `${prefix}${key} in ${list}`;
    if (operator === "NotIn") return `${prefix}${key} not in ${list}`;
    return operator === "Exists" ? `has(${prefix}${key})` : `!has(${prefix}${key})`;
  });
  return [...labels, ...expressions];
}

/** In order of name; ports without a number or name mean all of their protocol. */
function protocolsOf(given: readonly NetworkPolicyPort[]): (readonly [string | null, Ports])[] {
  if (given.length === 0) return [[null, NO_PORTS]];
  const byProtocol = new Map<"tcp" | "udp" | "sctp", NetworkPolicyPort[]>();
  for (const port of given) {
    const protocol = (port.protocol ?? "TCP").toLowerCase() as "tcp" | "udp" | "sctp";
    byProtocol.set(protocol, [...(byProtocol.get(protocol) ?? []), port]);
  }
  return [...byProtocol]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([protocol, ports]) => [
      protocol,
      ports.some(({ port }) => port === undefined) ? NO_PORTS : simplified(ports),
    ]);
}

/** Ranges that touch become one. */
function simplified(given: readonly NetworkPolicyPort[]): Ports {
  const namedPorts = given.flatMap(({ port }) => (typeof port === "string" ? [port] : []));
  const ranges = given
    .flatMap(({ port, endPort }) => (typeof port === "number" ? [{ from: port, to: endPort ?? port }] : []))
    .sort((a, b) => a.from - b.from);
  const ports: { from: number; to: number }[] = [];
  for (const range of ranges) {
    const last = ports[ports.length - 1];
    if (last !== undefined && range.from <= last.to + 1) last.to = Math.max(last.to, range.to);
    else ports.push({ ...range });
  }
  return { ports, namedPorts };
}
