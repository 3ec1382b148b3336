/**
 * `cilium-dbg policy get` and `policy selectors`: all rules that the agent has taken in, those of NetworkPolicies put into
 * Cilium's form, and which endpoints of this node are under which policy.
 *
 * Models: cilium pkg/k8s/network_policy.go ParseNetworkPolicy, pkg/k8s/apis/cilium.io/utils/utils.go, pkg/policy/api/rule.go
 */
import type { KubeObject } from "../../../kube/api/objects.ts";
import type {
  LabelSelector,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from "../../../kube/schema/types.ts";
import type { CiliumAgent } from "../../cni/cilium/cilium-agent.ts";
import { tabTable } from "./tab-table.ts";

const NAMESPACE = "k8s:io.kubernetes.pod.namespace";
const NAMESPACE_LABELS = "k8s:io.cilium.k8s.namespace.labels.";

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

export function policyText(agent: CiliumAgent): string {
  const { client } = agent.options.node;
  const own = agent.objects.policyObjects().flatMap(ownRules);
  const kubernetes = client.informer<NetworkPolicy>("networkpolicies").list().map(derivedRule);
  const all = [...own, ...kubernetes];
  return `${JSON.stringify(all, null, 2)}\nRevision: ${all.length + 1}\n`;
}

/** What selects what: one line for each policy that an endpoint of this node is under. */
export function selectorsText(agent: CiliumAgent): string {
  const byPolicy = new Map<string, number[]>();
  for (const { id, policy } of agent.options.datapath.endpoints.values())
    for (const name of new Set([...policy.ingress.policies, ...policy.egress.policies]))
      byPolicy.set(name, [...(byPolicy.get(name) ?? []), id]);
  const rows = [...byPolicy].map(([name, ids]) => [name, String(ids.length), ids.sort((a, b) => a - b).join(" ")]);
  return tabTable([["POLICY", "USERS", "ENDPOINTS"], ...rows]);
}

function derivedRule(policy: NetworkPolicy): object {
  const { metadata, spec = {} } = policy;
  const { namespace = "default" } = metadata;
  const types = spec.policyTypes ?? [];
  const ingress = (spec.ingress ?? []).flatMap(({ from, ports }) => sides("from", { peers: from, ports, namespace }));
  const egress = (spec.egress ?? []).flatMap(({ to, ports }) => sides("to", { peers: to, ports, namespace }));
  if (ingress.length === 0 && isAboutIngress(spec)) ingress.push({});
  if (egress.length === 0 && types.includes("Egress")) egress.push({});
  return rule({
    endpointSelector: selector(prefixed(spec.podSelector ?? {}, "k8s:"), { [NAMESPACE]: namespace }),
    ...(ingress.length === 0 ? {} : { ingress }),
    ...(egress.length === 0 ? {} : { egress }),
    labels: labelsOf(policy, "NetworkPolicy"),
  });
}

function isAboutIngress({ policyTypes = [] }: NetworkPolicySpec): boolean {
  return policyTypes.includes("Ingress") || !policyTypes.includes("Egress");
}

interface Side {
  readonly peers: readonly NetworkPolicyPeer[] | undefined;
  readonly ports: readonly NetworkPolicyPort[] | undefined;
  readonly namespace: string;
}

/** Each peer becomes a rule of its own, with all the ports. */
function sides(word: "from" | "to", { peers = [], ports = [], namespace }: Side): object[] {
  const found: object[] =
    peers.length === 0 ? [{ [`${word}Endpoints`]: [{}] }] : peers.map((peer) => peerRule(word, peer, namespace));
  const toPorts = ports.map(({ port, protocol = "TCP", endPort }) => ({
    ports: [{ port: String(port ?? 0), ...(endPort === undefined ? {} : { endPort }), protocol }],
  }));
  return toPorts.length === 0 ? found : found.map((one) => ({ ...one, toPorts }));
}

function peerRule(
  word: "from" | "to",
  { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer,
  namespace: string,
): object {
  if (ipBlock !== undefined)
    return {
      [`${word}CIDRSet`]: [{ cidr: ipBlock.cidr, ...(ipBlock.except === undefined ? {} : { except: ipBlock.except }) }],
    };
  const pods = prefixed(podSelector ?? {}, "k8s:");
  if (namespaceSelector === undefined) return { [`${word}Endpoints`]: [selector(pods, { [NAMESPACE]: namespace })] };
  const named = prefixed(namespaceSelector, NAMESPACE_LABELS);
  const isAny = Object.keys(named.matchLabels ?? {}).length === 0 && (named.matchExpressions ?? []).length === 0;
  const spaces: Selector = isAny ? { matchExpressions: [{ key: NAMESPACE, operator: "Exists" }] } : named;
  const expressions = [...(spaces.matchExpressions ?? []), ...(pods.matchExpressions ?? [])];
  return {
    [`${word}Endpoints`]: [
      selector({ matchLabels: { ...spaces.matchLabels, ...pods.matchLabels }, matchExpressions: expressions }, {}),
    ],
  };
}

/** Of a policy of Cilium's own, each of its rules. */
function ownRules(object: KubeObject): object[] {
  const { spec, specs = [] } = object as KubeObject & { spec?: object; specs?: readonly object[] };
  const namespace = object.kind === "CiliumNetworkPolicy" ? (object.metadata.namespace ?? "default") : null;
  const labels = labelsOf(object, object.kind);
  return [...(spec === undefined ? [] : [spec]), ...specs].map((one) =>
    rule({ ...(withPrefixes(one, namespace) as object), labels }),
  );
}

/** Wherever endpoints are selected, labels of any source are meant, and in a namespaced policy its own namespace. */
function withPrefixes(value: unknown, namespace: string | null): unknown {
  if (Array.isArray(value)) return value.map((one) => withPrefixes(one, namespace));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key === "endpointSelector") return [key, ownSelector(inner as LabelSelector, namespace)];
      if (/^(from|to)Endpoints$/.test(key))
        return [key, (inner as readonly LabelSelector[]).map((one) => ownSelector(one, namespace))];
      return [key, withPrefixes(inner, namespace)];
    }),
  );
}

function ownSelector(given: LabelSelector, namespace: string | null): Selector {
  const found = prefixed(given, "any:");
  const keys = [...Object.keys(found.matchLabels ?? {}), ...(found.matchExpressions ?? []).map(({ key }) => key)];
  const says = keys.some((key) => key === NAMESPACE || key.startsWith(NAMESPACE_LABELS));
  return selector(found, namespace === null || says ? {} : { [NAMESPACE]: namespace });
}

/** A key that names its source already keeps it. */
function prefixed({ matchLabels = {}, matchExpressions = [] }: LabelSelector, prefix: string): Selector {
  const keyOf = (key: string): string => (/^(k8s|any|reserved|cidr):/.test(key) ? key : `${prefix}${key}`);
  return {
    matchLabels: Object.fromEntries(Object.entries(matchLabels).map(([key, value]) => [keyOf(key), value])),
    matchExpressions: matchExpressions.map((one) => ({ ...one, key: keyOf(one.key) })),
  };
}

function selector(
  { matchLabels = {}, matchExpressions = [] }: Selector,
  more: Readonly<Record<string, string>>,
): Selector {
  const labels = Object.entries({ ...matchLabels, ...more }).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...(labels.length === 0 ? {} : { matchLabels: Object.fromEntries(labels) }),
    ...(matchExpressions.length === 0 ? {} : { matchExpressions }),
  };
}

function rule(given: object): object {
  const has = (direction: string): boolean => direction in given || `${direction}Deny` in given;
  const denies = { ingress: has("ingress"), egress: has("egress") };
  return "enableDefaultDeny" in given ? given : { ...given, enableDefaultDeny: denies };
}

function labelsOf({ metadata }: KubeObject, from: string): readonly object[] {
  const label = (key: string, value: string): object => ({ key: `io.cilium.k8s.policy.${key}`, value, source: "k8s" });
  return [
    label("derived-from", from),
    label("name", metadata.name),
    ...(metadata.namespace === undefined ? [] : [label("namespace", metadata.namespace)]),
    ...(metadata.uid === undefined ? [] : [label("uid", metadata.uid)]),
  ];
}
