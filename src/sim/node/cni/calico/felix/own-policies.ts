/**
 * Calico's own policies, of one namespace or of all: ordered, with selectors, and with rules that deny as well.
 *
 * Models: projectcalico/calico api/pkg/apis/projectcalico/v3/{networkpolicy,globalnetworkpolicy}.go,
 * libcalico-go/lib/backend/syncersv1/updateprocessors/rules.go
 * SIMPLIFIED: the default tier only; a policy with service accounts, services, HTTP or host endpoints in it is not
 * enforced, and an event says so.
 */
import { type Cidr, hostCidr, parseCidr, parseIp } from "../../../../core/ip.ts";
import { isObject, type JsonObject, type JsonValue, type KubeObject } from "../../../../kube/api/objects.ts";
import type { PortRange } from "../../../../net/netfilter/rule.ts";
import type { PolicyPod } from "../../../policy/policy-pod.ts";
import type { Direction } from "./endpoint-chains.ts";
import type { CalicoAction, CalicoEntity, CalicoRule, CalicoSelector, FelixPolicy } from "./policy-rules.ts";
import { parseSelector, SelectorError } from "./selector.ts";

export const OWN_POLICIES = ["networkpolicies.crd.projectcalico.org", "globalnetworkpolicies.crd.projectcalico.org"];

/** Why a policy is not enforced. */
export class NotEnforced extends Error {}

const NAMESPACE = "projectcalico.org/namespace";
const ACTIONS: Readonly<Record<string, CalicoAction>> = { Allow: "allow", Deny: "deny", Pass: "pass", Log: "log" };
const POLICY_FIELDS = "order selector namespaceSelector types ingress egress tier performanceHints".split(" ");
const RULE_FIELDS = "action protocol source destination metadata ipVersion".split(" ");
const ENTITY_FIELDS = "nets notNets selector notSelector namespaceSelector ports notPorts".split(" ");

/** Throws NotEnforced. */
export function ownPolicy({ kind, metadata, spec: given }: KubeObject): FelixPolicy {
  const spec = isObject(given) ? given : {};
  only(spec, POLICY_FIELDS, "spec");
  const { name, namespace } = metadata;
  const isGlobal = kind === "GlobalNetworkPolicy";
  if (spec.tier !== undefined && spec.tier !== "default") throw new NotEnforced(`tier ${String(spec.tier)}`);
  const key = isGlobal ? name : `${namespace}/${name}`;
  const selector = selectorOf(
    textOf(spec.selector),
    isGlobal ? textOf(spec.namespaceSelector) : undefined,
    isGlobal ? undefined : namespace,
  );
  return {
    id: `${isGlobal ? "gnp" : "np"}/${key}`,
    title: `${kind} ${key}`,
    key,
    order: typeof spec.order === "number" ? spec.order : Number.POSITIVE_INFINITY,
    selects: (pod) => selector === undefined || selector.selection.matches(pod),
    rules: { ingress: rulesOf(spec, "ingress", namespace), egress: rulesOf(spec, "egress", namespace) },
  };
}

/** Without types a policy is about what it has rules for, and about ingress when it has none. */
function rulesOf(spec: JsonObject, direction: Direction, namespace: string | undefined): CalicoRule[] | null {
  const has = (name: string): boolean => Array.isArray(spec[name]) && (spec[name] as JsonValue[]).length > 0;
  const types = Array.isArray(spec.types) ? spec.types.map(String) : [];
  const wanted = direction === "ingress" ? "Ingress" : "Egress";
  const isMeant =
    types.length > 0
      ? types.includes(wanted)
      : direction === "egress"
        ? has("egress")
        : has("ingress") || !has("egress");
  if (!isMeant) return null;
  const rules = Array.isArray(spec[direction]) ? (spec[direction] as JsonValue[]) : [];
  return rules.map((rule) => ruleOf(isObject(rule) ? rule : {}, namespace));
}

function ruleOf(rule: JsonObject, namespace: string | undefined): CalicoRule {
  only(rule, RULE_FIELDS, "a rule");
  const action = ACTIONS[String(rule.action)];
  if (action === undefined) throw new NotEnforced(`action ${String(rule.action)}`);
  const { protocol } = rule;
  return {
    action,
    protocol: protocol === undefined ? null : typeof protocol === "number" ? protocol : String(protocol).toLowerCase(),
    source: entityOf(rule.source, namespace),
    destination: entityOf(rule.destination, namespace),
  };
}

function entityOf(given: JsonValue | undefined, namespace: string | undefined): CalicoEntity {
  if (!isObject(given)) return {};
  only(given, ENTITY_FIELDS, "a rule's side");
  const selector = selectorOf(textOf(given.selector), textOf(given.namespaceSelector), namespace);
  const notSelector = textOf(given.notSelector);
  const ports = listOf(given.ports);
  return {
    ...(selector === undefined ? {} : { selector }),
    ...(notSelector === undefined ? {} : { notSelector: expression(notSelector) }),
    nets: netsOf(given.nets),
    notNets: netsOf(given.notNets),
    ports: ports.map(rangeOf).filter((range) => range !== null),
    namedPorts: ports.filter((port) => rangeOf(port) === null).map(String),
    notPorts: listOf(given.notPorts)
      .map(rangeOf)
      .filter((range) => range !== null),
  };
}

/** What is said of namespaces and what is said of Pods, both; a policy of a namespace means its own unless it says. */
function selectorOf(
  pods: string | undefined,
  namespaces: string | undefined,
  own: string | undefined,
): CalicoSelector | undefined {
  if (pods === undefined && namespaces === undefined) return undefined;
  const ownOnly = own === undefined ? undefined : expression(`${NAMESPACE} == "${own}"`, "");
  const places = namespaces === undefined ? ownOnly : expression(namespaces, "pcns.");
  const parts = [places, pods === undefined ? undefined : expression(pods, "")].filter((part) => part !== undefined);
  return {
    text: parts.length === 1 ? (parts[0]?.text ?? "") : `(${parts.map(({ text }) => text).join(" && ")})`,
    selection: { matches: (pod) => parts.every(({ selection }) => selection.matches(pod)) },
  };
}

/** `prefix` is what labels of namespaces stand under. */

function expression(text: string, prefix = ""): CalicoSelector {
  try {
    const selector = parseSelector(text, prefix);
    return { text: selector.text, selection: { matches: (pod) => selector.matches(labelsOf(pod)) } };
  } catch (error) {
    if (error instanceof SelectorError) throw new NotEnforced(error.message);
    throw error;
  }
}

const LABELS = new WeakMap<PolicyPod, ReadonlyMap<string, string>>();

/** As Calico gives them to a Pod: its own, its namespace's, and where it is. */
function labelsOf(pod: PolicyPod): ReadonlyMap<string, string> {
  let labels = LABELS.get(pod);
  if (labels === undefined) {
    const namespaceLabels = Object.entries(pod.namespaceLabels).map(
      ([name, value]) => [`pcns.${name}`, value] as const,
    );
    labels = new Map([
      ...Object.entries(pod.labels),
      ...namespaceLabels,
      [NAMESPACE, pod.namespace],
      ["projectcalico.org/orchestrator", "k8s"],
    ]);
    LABELS.set(pod, labels);
  }
  return labels;
}

function netsOf(given: JsonValue | undefined): Cidr[] {
  return listOf(given).map((net) => {
    const address = parseIp(String(net));
    const cidr = address === null ? parseCidr(String(net)) : hostCidr(address);
    if (cidr === null) throw new NotEnforced(`network ${String(net)}`);
    return cidr;
  });
}

/** `80`, `"80:90"`; null for a name. */
function rangeOf(port: JsonValue): PortRange | null {
  const found = /^(\d+)(?::(\d+))?$/.exec(String(port));
  return found === null ? null : { from: Number(found[1]), to: Number(found[2] ?? found[1]) };
}

function listOf(given: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(given) ? given : [];
}

function textOf(given: JsonValue | undefined): string | undefined {
  return typeof given === "string" && given.trim() !== "" ? given : undefined;
}

function only(object: JsonObject, fields: readonly string[], what: string): void {
  for (const field of Object.keys(object)) if (!fields.includes(field)) throw new NotEnforced(`${field} of ${what}`);
}
