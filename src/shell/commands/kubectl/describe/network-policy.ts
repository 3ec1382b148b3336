/** NetworkPolicies in sentences. Models: k8s.io/kubectl/pkg/describe/describe.go describeNetworkPolicySpec */

import { calendarOf, parseRfc3339 } from "../../../../sim/core/time.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import type { Invocation } from "../invocation.ts";
import { Description } from "./description.ts";
import { formatSelector } from "./scheduling.ts";

const INDENT = "    ";

export function describeNetworkPolicy(_call: Invocation, policy: Mutable): string {
  const { metadata, spec = {} } = policy;
  const description = new Description();
  description.field("Name", metadata.name);
  description.field("Namespace", metadata.namespace);
  description.field("Created on", goTime(metadata.creationTimestamp));
  description.labels("Labels", metadata.labels);
  description.annotations("Annotations", metadata.annotations);
  description.write(0, "Spec:\n");
  const { matchLabels = {}, matchExpressions = [] } = spec.podSelector ?? {};
  const selectsAll = Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
  description.write(
    0,
    selectsAll
      ? "  PodSelector:     <none> (Allowing the specific traffic to all pods in this namespace)\n"
      : `  PodSelector:     ${formatSelector(spec.podSelector)}\n`,
  );
  const types: readonly string[] = spec.policyTypes ?? [];
  describeDirection(description, { rules: spec.ingress ?? [], isAffected: types.includes("Ingress"), way: INGRESS });
  describeDirection(description, { rules: spec.egress ?? [], isAffected: types.includes("Egress"), way: EGRESS });
  description.write(1, `Policy Types: ${types.length === 0 ? "<none>" : types.join(", ")}\n`);
  return description.toString();
}

interface Way {
  readonly name: "ingress" | "egress";
  readonly peers: "from" | "to";
  readonly word: "From" | "To";
  readonly end: "source" | "destination";
}

const INGRESS: Way = { name: "ingress", peers: "from", word: "From", end: "source" };
const EGRESS: Way = { name: "egress", peers: "to", word: "To", end: "destination" };

function describeDirection(
  description: Description,
  { rules, isAffected, way }: { readonly rules: readonly Mutable[]; readonly isAffected: boolean; readonly way: Way },
): void {
  if (!isAffected) {
    description.write(1, `Not affecting ${way.name} traffic\n`);
    return;
  }
  description.write(1, `Allowing ${way.name} traffic:\n`);
  if (rules.length === 0)
    description.write(0, `${INDENT}<none> (Selected pods are isolated for ${way.name} connectivity)\n`);
  rules.forEach((rule, i) => {
    describePorts(description, rule.ports ?? []);
    const peers = rule[way.peers] ?? [];
    if (peers.length === 0)
      description.write(0, `${INDENT}${way.word}: <any> (traffic not restricted by ${way.end})\n`);
    for (const peer of peers) describePeer(description, peer, way);
    if (i < rules.length - 1) description.write(0, `${INDENT}----------\n`);
  });
}

function describePorts(description: Description, ports: readonly Mutable[]): void {
  if (ports.length === 0) description.write(0, `${INDENT}To Port: <any> (traffic allowed to all ports)\n`);
  for (const { port, endPort, protocol = "TCP" } of ports)
    description.write(
      0,
      endPort === undefined
        ? `${INDENT}To Port: ${port ?? "<nil>"}/${protocol}\n`
        : `${INDENT}To Port Range: ${port}-${endPort}/${protocol}\n`,
    );
}

function describePeer(description: Description, { podSelector, namespaceSelector, ipBlock }: Mutable, way: Way): void {
  description.write(0, `${INDENT}${way.word}:\n`);
  if (namespaceSelector !== undefined)
    description.write(1, `${INDENT}NamespaceSelector: ${formatSelector(namespaceSelector)}\n`);
  if (podSelector !== undefined) description.write(1, `${INDENT}PodSelector: ${formatSelector(podSelector)}\n`);
  if (podSelector !== undefined || namespaceSelector !== undefined || ipBlock === undefined) return;
  description.write(1, `${INDENT}IPBlock:\n`);
  description.write(2, `${INDENT}CIDR: ${ipBlock.cidr}\n`);
  description.write(2, `${INDENT}Except: ${(ipBlock.except ?? []).join(", ")}\n`);
}

/** Go's own way to print a time: `2026-11-20 10:29:10 +0000 UTC`. */
function goTime(timestamp: string): string {
  const ms = parseRfc3339(timestamp);
  if (ms === null) return "0001-01-01 00:00:00 +0000 UTC";
  const { year, month, day, hour, minute, second } = calendarOf(ms);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)} +0000 UTC`;
}
