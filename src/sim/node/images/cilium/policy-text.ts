/**
 * `cilium-dbg policy get` and `policy selectors`: what the endpoints of this node are under.
 *
 * Models: cilium cilium-dbg/cmd/policy_get.go
 * SIMPLIFIED: Cilium's own policies are shown as they were written; of a NetworkPolicy the name and what it selects.
 */
import type { KubeObject } from "../../../kube/api/objects.ts";
import type { NetworkPolicy } from "../../../kube/schema/types.ts";
import type { CiliumAgent } from "../../cni/cilium/cilium-agent.ts";
import { tabTable } from "./tab-table.ts";

interface Derived {
  readonly name: string;
  readonly namespace: string;
  readonly from: string;
}

export function policyText(agent: CiliumAgent): string {
  const { client } = agent.options.node;
  const own = agent.objects.policyObjects().map((object) => ({ ...specOf(object), labels: labelsOf(derived(object)) }));
  const kubernetes = client
    .informer<NetworkPolicy>("networkpolicies")
    .list()
    .map((object) => {
      const { namespace = "default" } = object.metadata;
      const labels = Object.entries(object.spec?.podSelector?.matchLabels ?? {}).map(([key, value]) => [
        `k8s:${key}`,
        value,
      ]);
      const matchLabels = { ...Object.fromEntries(labels), "k8s:io.kubernetes.pod.namespace": namespace };
      return { endpointSelector: { matchLabels }, labels: labelsOf(derived(object)) };
    });
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

function derived({ kind, metadata }: KubeObject): Derived {
  return { name: metadata.name, namespace: metadata.namespace ?? "", from: kind };
}

function specOf(object: KubeObject): object {
  return ((object as KubeObject & { spec?: object }).spec ?? {}) as object;
}

function labelsOf({ name, namespace, from }: Derived): readonly object[] {
  const label = (key: string, value: string): object => ({ key: `io.cilium.k8s.policy.${key}`, value, source: "k8s" });
  return [
    label("derived-from", from),
    label("name", name),
    ...(namespace === "" ? [] : [label("namespace", namespace)]),
  ];
}
