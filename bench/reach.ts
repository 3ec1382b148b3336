/** `hop reach` over 500 Pods and 200 NetworkPolicies in ten namespaces, read from manifests. */

import { reachable, type SourcedManifest } from "../src/cli/reach/reachable.ts";
import type { Manifest } from "../src/cli/rpc/manifest.ts";
import { type Case, medianCpuMs } from "./figure.ts";

const PODS = 500;
const POLICIES = 200;
const NAMESPACES = 10;
const APPS = 25;

export const reach: Case = {
  name: "reach",
  run() {
    const sources = [...manifests()].map((manifest): SourcedManifest => ({ file: "bench.yaml", manifest }));
    const connections = reachable("kind", sources).connections.length;
    if (connections < PODS * (PODS - 1)) throw new Error(`${connections} connections told`);
    const value = medianCpuMs(() => reachable("kind", sources), { runs: 3, warmUps: 1 });
    const name = `hop reach, ${PODS} Pods and ${POLICIES} NetworkPolicies`;
    const note = `${connections.toLocaleString("en")} connections`;
    return [{ name, value, unit: "ms", budget: null, note }];
  },
};

function* manifests(): Generator<Manifest> {
  for (let i = 0; i < PODS; i++) {
    const labels = { app: `app-${i % APPS}`, tier: i % 2 === 0 ? "front" : "back", pod: `p-${i}` };
    const metadata = { name: `pod-${i}`, namespace: `ns-${i % NAMESPACES}`, labels };
    yield { apiVersion: "v1", kind: "Pod", metadata, spec: { containers: [{ name: "web", image: "nginx" }] } };
  }
  for (let i = 0; i < POLICIES; i++) {
    const peer =
      i % 3 === 0
        ? { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": `ns-${(i + 1) % NAMESPACES}` } } }
        : { podSelector: { matchLabels: { tier: i % 2 === 0 ? "front" : "back" } } };
    const rule = { ports: [{ port: 8000 + (i % 5), endPort: 8010 }] };
    const spec =
      i % 4 === 0
        ? { policyTypes: ["Egress"], egress: [{ to: [peer], ...rule }] }
        : { policyTypes: ["Ingress"], ingress: [{ from: [peer], ...rule }] };
    yield {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: `policy-${i}`, namespace: `ns-${i % NAMESPACES}` },
      spec: { podSelector: { matchLabels: { app: `app-${i % APPS}` } }, ...spec },
    };
  }
}
