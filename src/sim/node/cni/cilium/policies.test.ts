import { expect, test } from "vitest";
import type { Pod } from "../../../kube/schema/types.ts";
import { Foresight } from "../../policy/foresee.ts";
import { FlowWorld } from "../../testing/flow-world.ts";

/** Two namespaces over two nodes, and somebody outside of the cluster behind the nodes' network. */
const PODS = [
  "x/a@node-1=10.0.1.20 app=a tier=front",
  "x/b@node-2=10.0.2.20 app=b",
  "y/a@node-1=10.0.1.21 app=a",
  "y/b@node-2=10.0.2.21 app=b tier=front",
];
const KEYS = PODS.map((line) => line.split("@")[0] as string);
const namespace = (name: string) => ({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } });
const pods = (app: string) => ({ podSelector: { matchLabels: { app } } });
const web = { port: 80, protocol: "TCP" };

const CASES: readonly (readonly [says: string, spec: object])[] = [
  ["nothing comes in", { podSelector: {}, policyTypes: ["Ingress"] }],
  ["nothing goes out", { podSelector: {}, policyTypes: ["Egress"] }],
  ["everything comes in", { podSelector: {}, ingress: [{}] }],
  ["its own namespace comes in", { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }],
  ["all namespaces come in", { podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }] }] }],
  ["one namespace comes in", { podSelector: {}, ingress: [{ from: [namespace("y")] }] }],
  ["both parts of a peer must fit", { podSelector: {}, ingress: [{ from: [{ ...namespace("y"), ...pods("b") }] }] }],
  ["of two peers one is enough", { podSelector: {}, ingress: [{ from: [namespace("y"), pods("b")] }] }],
  [
    "expressions",
    {
      podSelector: {},
      ingress: [
        { from: [{ namespaceSelector: {}, podSelector: { matchExpressions: [{ key: "tier", operator: "Exists" }] } }] },
      ],
    },
  ],
  ["a port", { podSelector: {}, ingress: [{ ports: [web] }] }],
  ["another port", { podSelector: {}, ingress: [{ ports: [{ port: 81 }] }] }],
  ["a range of ports", { podSelector: {}, ingress: [{ ports: [{ port: 70, endPort: 90 }] }] }],
  ["a port by name", { podSelector: {}, ingress: [{ ports: [{ port: "web" }] }] }],
  ["another protocol", { podSelector: {}, ingress: [{ ports: [{ port: 80, protocol: "UDP" }] }] }],
  ["addresses, which mean no Pod", { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }] }],
  [
    "out to one Pod, by its named port",
    { podSelector: {}, policyTypes: ["Egress"], egress: [{ to: [pods("b")], ports: [{ port: "web" }] }] },
  ],
  [
    "out to addresses only",
    { podSelector: {}, policyTypes: ["Egress"], egress: [{ to: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }] },
  ],
  [
    "some Pods only",
    {
      podSelector: { matchLabels: { app: "b" } },
      policyTypes: ["Ingress", "Egress"],
      egress: [{ to: [namespace("x")] }],
    },
  ],
];

test.each(CASES)("%s: what is sent ends as foreseen", (_says, spec) => {
  const flows = new FlowWorld("kubeadm-cilium", PODS);
  const client = flows.world.api.client("test");
  flows.load({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "p", namespace: "x" },
    spec,
  });
  const foresight = new Foresight(flows.world);
  const podOf = (key: string): Pod => client.get<Pod>("pods", key.split("/")[0], key.split("/")[1] ?? "") as Pod;
  const seen: Record<string, string> = {};
  const foreseen: Record<string, string> = {};
  for (const from of KEYS)
    for (const to of KEYS) {
      if (from === to) continue;
      const heard = flows.ask(from, podOf(to).status?.podIP ?? "");
      seen[`${from} -> ${to}`] = heard.startsWith(`${to} sees`)
        ? "delivered"
        : heard === "ETIMEDOUT"
          ? "dropped"
          : heard;
      const probe = {
        from: { pod: podOf(from) },
        to: { pod: podOf(to) },
        protocol: "TCP",
        port: 80,
        serve: true,
      } as const;
      foreseen[`${from} -> ${to}`] = foresight.foresee(probe).outcome;
    }
  expect(seen).toEqual(foreseen);
});
