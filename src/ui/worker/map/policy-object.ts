/** NetworkPolicies as what they allow: the Pods that they are about, and with whom those may then talk, on which ports. */
import { selectorOf } from "../../../sim/kube/api/selectors.ts";
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort, Pod } from "../../../sim/kube/schema/types.ts";
import type { MapLink, MapObject } from "./map-protocol.ts";
import type { MapSource } from "./map-source.ts";
import { idOf, mapObject } from "./object-id.ts";

type Direction = "from" | "to";

interface Rule {
  readonly peers: readonly NetworkPolicyPeer[] | undefined;
  readonly ports: readonly NetworkPolicyPort[] | undefined;
}

export function policyObject(
  policy: NetworkPolicy,
  source: Pick<MapSource, "pods" | "namespaces" | "isEnforced">,
): MapObject {
  const { metadata, spec = {} } = policy;
  const namespace = metadata.namespace ?? "default";
  const selector = selectorOf(spec.podSelector ?? {});
  const own = source.pods.filter((pod) => isTarget(pod) && namespaceOf(pod) === namespace && matches(selector, pod));
  const types = spec.policyTypes ?? ["Ingress", ...(spec.egress === undefined ? [] : ["Egress"])];
  const ingress = (spec.ingress ?? []).map(({ from, ports }): Rule => ({ peers: from, ports }));
  const egress = (spec.egress ?? []).map(({ to, ports }): Rule => ({ peers: to, ports }));
  const sides = [
    { type: "Ingress", how: "from" as const, rules: ingress },
    { type: "Egress", how: "to" as const, rules: egress },
  ].filter(({ type }) => types.includes(type));
  const links: MapLink[] = own.map((pod) => ({ to: idOf("Pod", pod.metadata), how: "isolates", on: types.join(", ") }));
  for (const { how, rules } of sides)
    for (const rule of rules) links.push(...peersOf(rule, { how, namespace, source }));
  return mapObject("NetworkPolicy", metadata, {
    state: source.isEnforced ? (own.length === 0 ? "waiting" : "good") : "bad",
    stateText: source.isEnforced
      ? `isolates ${own.length} Pod${own.length === 1 ? "" : "s"}`
      : "not enforced: this cluster's network ignores policies",
    facts: [
      ["is about", selectorText(spec.podSelector) ?? "every Pod of the namespace"],
      ...sides.flatMap(({ how, rules }) => factsOf(how, rules)),
    ],
    links,
  });
}

function factsOf(how: Direction, rules: readonly Rule[]): (readonly [string, string])[] {
  const side = how === "from" ? "lets in" : "lets out";
  if (rules.length === 0) return [[side, "nothing"]];
  return rules.map(({ peers, ports }) => [
    side,
    `${peers === undefined || peers.length === 0 ? "everybody" : peers.map(peerText).join(", or ")} on ${portsText(ports)}`,
  ]);
}

function peersOf(
  { peers, ports }: Rule,
  { how, namespace, source }: { how: Direction; namespace: string; source: Pick<MapSource, "pods" | "namespaces"> },
): MapLink[] {
  const on = portsText(ports);
  if (peers === undefined || peers.length === 0) return [];
  return peers.flatMap((peer) => {
    if (peer.ipBlock !== undefined) return [];
    const inNamespace =
      peer.namespaceSelector === undefined ? new Set([namespace]) : namespacesOf(peer, source.namespaces);
    const selector = selectorOf(peer.podSelector ?? {});
    return source.pods
      .filter((pod) => isTarget(pod) && inNamespace.has(namespaceOf(pod)) && matches(selector, pod))
      .map((pod): MapLink => ({ to: idOf("Pod", pod.metadata), how, on }));
  });
}

function namespacesOf(peer: NetworkPolicyPeer, all: MapSource["namespaces"]): Set<string> {
  const selector = selectorOf(peer.namespaceSelector);
  return new Set(
    all.filter(({ metadata }) => selector.matches(metadata.labels ?? {})).map(({ metadata }) => metadata.name),
  );
}

function peerText({ ipBlock, namespaceSelector, podSelector }: NetworkPolicyPeer): string {
  if (ipBlock !== undefined) {
    const except = ipBlock.except === undefined ? "" : ` without ${ipBlock.except.join(", ")}`;
    return `addresses in ${ipBlock.cidr}${except}`;
  }
  const pods = selectorText(podSelector);
  const namespaces =
    namespaceSelector === undefined ? "" : ` of ${selectorText(namespaceSelector) ?? "any"} namespaces`;
  return `${pods === null ? "every Pod" : `Pods with ${pods}`}${namespaces}`;
}

function portsText(ports: readonly NetworkPolicyPort[] | undefined): string {
  if (ports === undefined || ports.length === 0) return "every port";
  return ports
    .map(({ protocol = "TCP", port, endPort }) =>
      port === undefined ? protocol : `${protocol} ${port}${endPort === undefined ? "" : `-${endPort}`}`,
    )
    .join(", ");
}

/** Null where it selects everything. */
function selectorText(selector: NetworkPolicyPeer["podSelector"]): string | null {
  const pairs = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const more = (selector?.matchExpressions ?? []).map(
    ({ key, operator, values }) => `${key} ${operator}${values === undefined ? "" : ` (${values.join(", ")})`}`,
  );
  const all = [...pairs, ...more];
  return all.length === 0 ? null : all.join(", ");
}

function matches(selector: ReturnType<typeof selectorOf>, { metadata }: Pod): boolean {
  return selector.matches(metadata.labels ?? {});
}

function namespaceOf({ metadata }: Pod): string {
  return metadata.namespace ?? "default";
}

/** A Pod on its node's network is not what policies are about. */
function isTarget({ spec, status }: Pod): boolean {
  return spec.hostNetwork !== true && status?.phase !== "Succeeded" && status?.phase !== "Failed";
}
