/**
 * CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy put into the form in which an endpoint's policy is asked.
 *
 * Models: cilium pkg/k8s/apis/cilium.io/v2/cnp_types.go, pkg/policy/api/{rule,ingress,egress,l4}.go
 * SIMPLIFIED: rules about names (toFQDNs), requests (toPorts.rules), Services, node groups, authentication and ICMP
 * make the whole policy invalid, with a condition that says so.
 */
import { parseCidr } from "../../../core/ip.ts";
import type { KubeObject } from "../../../kube/api/objects.ts";
import { selectorOf } from "../../../kube/api/selectors.ts";
import type { LabelSelector } from "../../../kube/schema/types.ts";
import type { CompiledPort, PolicyDirection } from "../../policy/compiled-policy.ts";
import type { PolicyPod } from "../../policy/policy-pod.ts";
import type { CiliumPeer, CiliumRule, DirectionPolicy } from "./policy.ts";

export interface CompiledCiliumPolicy {
  readonly selects: (pod: PolicyPod) => boolean;
  readonly directions: Readonly<Record<PolicyDirection, DirectionPolicy | null>>;
}

export type CiliumPolicyResult = { readonly rules: readonly CompiledCiliumPolicy[] } | { readonly error: string };

interface PortRule {
  readonly ports?: readonly { readonly port?: string; readonly endPort?: number; readonly protocol?: string }[];
  readonly [other: string]: unknown;
}

type RuleSpec = Readonly<Record<string, unknown>>;

interface PolicySpec {
  readonly endpointSelector?: LabelSelector;
  readonly ingress?: readonly RuleSpec[];
  readonly egress?: readonly RuleSpec[];
  readonly ingressDeny?: readonly RuleSpec[];
  readonly egressDeny?: readonly RuleSpec[];
  readonly enableDefaultDeny?: { readonly ingress?: boolean; readonly egress?: boolean };
  readonly [other: string]: unknown;
}

const NAMESPACE_LABEL = "io.kubernetes.pod.namespace";
const NAMESPACE_LABELS = "io.cilium.k8s.namespace.labels.";
const KNOWN = new Set([
  "toPorts",
  ...["Endpoints", "Entities", "CIDR", "CIDRSet"].flatMap((of) => [`from${of}`, `to${of}`]),
]);

class Unsupported extends Error {}

export function compileCiliumPolicy(object: KubeObject): CiliumPolicyResult {
  const { metadata, kind } = object;
  const { spec, specs = [] } = object as KubeObject & { spec?: PolicySpec; specs?: readonly PolicySpec[] };
  const namespace = kind === "CiliumNetworkPolicy" ? (metadata.namespace ?? "default") : null;
  const name = `${kind} ${namespace === null ? "" : `${namespace}/`}${metadata.name}`;
  try {
    return { rules: [...(spec === undefined ? [] : [spec]), ...specs].map((one) => compileSpec(one, name, namespace)) };
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error;
    return { error: error.message };
  }
}

function compileSpec(spec: PolicySpec, policy: string, namespace: string | null): CompiledCiliumPolicy {
  if (spec.endpointSelector === undefined) throw new Unsupported("nodeSelector is not simulated here");
  const matches = endpointMatcher(spec.endpointSelector, namespace);
  const direction = (of: PolicyDirection): DirectionPolicy | null => {
    const allow = spec[of] as readonly RuleSpec[] | undefined;
    const deny = spec[`${of}Deny`] as readonly RuleSpec[] | undefined;
    if (allow === undefined && deny === undefined) return null;
    const isEnforced = spec.enableDefaultDeny?.[of] ?? true;
    const compiled = (rules: readonly RuleSpec[] = []): CiliumRule[] =>
      rules.flatMap((rule) => compileRule(rule, { of, policy, namespace }));
    return { isEnforced, allow: compiled(allow), deny: compiled(deny), policies: [policy] };
  };
  return { selects: matches, directions: { ingress: direction("ingress"), egress: direction("egress") } };
}

interface Place {
  readonly of: PolicyDirection;
  readonly policy: string;
  readonly namespace: string | null;
}

function compileRule(rule: RuleSpec, { of, policy, namespace }: Place): CiliumRule[] {
  for (const key of Object.keys(rule)) if (!KNOWN.has(key)) throw new Unsupported(`${of}.${key} is not simulated here`);
  const side = of === "ingress" ? "from" : "to";
  const list = <T>(key: string): readonly T[] | undefined => rule[`${side}${key}`] as readonly T[] | undefined;
  const endpoints = list<LabelSelector>("Endpoints")?.map(
    (selector): CiliumPeer => ({ kind: "endpoints", matches: endpointMatcher(selector, namespace) }),
  );
  const entities = list<string>("Entities")?.map((entity): CiliumPeer => ({ kind: "entity", entity }));
  const ranges = list<string>("CIDR")?.flatMap((text) => block(text, []));
  const sets = list<{ cidr?: string; except?: readonly string[] }>("CIDRSet")?.flatMap((set) => {
    if (set.cidr === undefined) throw new Unsupported(`${side}CIDRSet without cidr is not simulated here`);
    return block(set.cidr, set.except ?? []);
  });
  const given = [endpoints, entities, ranges, sets].filter((peers) => peers !== undefined);
  return [
    { policy, peers: given.length === 0 ? null : given.flat(), ports: portsOf(rule.toPorts as readonly PortRule[]) },
  ];
}

function block(text: string, except: readonly string[]): CiliumPeer[] {
  const cidr = parseCidr(text.includes("/") ? text : `${text}/32`);
  if (cidr === null) return [];
  return [{ kind: "block", cidr, except: except.map(parseCidr).filter((one) => one !== null) }];
}

function portsOf(rules: readonly PortRule[] | undefined): readonly CompiledPort[] | null {
  if (rules === undefined || rules.length === 0) return null;
  return rules.flatMap((rule) => {
    for (const key of Object.keys(rule))
      if (key !== "ports") throw new Unsupported(`toPorts.${key} is not simulated here`);
    return (rule.ports ?? []).flatMap(({ port = "0", endPort, protocol = "ANY" }): CompiledPort[] => {
      if (!/^\d+$/.test(port)) return [{ protocol, name: port, from: 0, to: 0 }];
      const from = Number(port);
      return [{ protocol, name: null, from: from === 0 ? 1 : from, to: from === 0 ? 65_535 : (endPort ?? from) }];
    });
  });
}

/** Of a namespaced policy a selector that does not speak of namespaces means its own. */
function endpointMatcher(selector: LabelSelector, namespace: string | null): (pod: PolicyPod) => boolean {
  const plain = (key: string): string => key.replace(/^(k8s|any)[:.]/, "");
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => [plain(key), value] as const);
  const expressions = (selector.matchExpressions ?? []).map((one) => ({ ...one, key: plain(one.key) }));
  const matcher = selectorOf({ matchLabels: Object.fromEntries(labels), matchExpressions: expressions });
  const keys = [...labels.map(([key]) => key), ...expressions.map(({ key }) => key)];
  const isBound =
    namespace !== null && !keys.some((key) => key === NAMESPACE_LABEL || key.startsWith(NAMESPACE_LABELS));
  return (pod) => !pod.isHostNetwork && (!isBound || pod.namespace === namespace) && matcher.matches(labelsOf(pod));
}

function labelsOf({ labels, namespace, namespaceLabels }: PolicyPod): Readonly<Record<string, string>> {
  const ofNamespace = Object.entries(namespaceLabels).map(([key, value]) => [`${NAMESPACE_LABELS}${key}`, value]);
  return { ...labels, [NAMESPACE_LABEL]: namespace, ...Object.fromEntries(ofNamespace) };
}
