/** A cluster of 1,000 nodes with 20,000 Pods behind 2,000 Services: made, listed, watched, and a rollout in it. */
import { openSession } from "../src/shell/session.ts";
import { SOFTWARE } from "../src/shell/software.ts";
import type { Cluster, ClusterSpec } from "../src/sim/cluster.ts";
import type { KubeObject } from "../src/sim/kube/api/objects.ts";
import type { Pod } from "../src/sim/kube/schema/types.ts";
import { type Case, cpuMs, type Figure, median } from "./figure.ts";

const NODES = 1_000;
const PODS = 20_000;
const SERVICES = 2_000;
const NAMESPACES = 20;
const WATCHERS = 100;
const WATCHED = 100;
const GETS = [
  "kubectl get nodes",
  "kubectl get pods -A",
  "kubectl get pods -A -o wide",
  "kubectl get pods -n ns-7",
  "kubectl get pods -A -l app=app-7",
  "kubectl get services -A",
  "kubectl get endpointslices -A",
  "kubectl get deployments -A",
];
const GET_BUDGET_MS = 100;

export const scale: Case = {
  name: "scale",
  heapMB: 6_144,
  run() {
    const figures: Figure[] = [];
    const add = (name: string, value: number, budget: number | null = null): void => {
      figures.push({ name, value, unit: "ms", budget });
    };
    const session = openSession(spec(), SOFTWARE);
    const { cluster } = session;
    add(
      `${NODES.toLocaleString("en")} nodes and ${PODS.toLocaleString("en")} Pods, all ready`,
      cpuMs(() => fill(cluster)),
    );
    for (const get of GETS) {
      const once = (): number => cpuMs(() => session.typed([`${get} > /dev/null`]));
      once();
      add(`  ${get}`, median([once(), once(), once()]), GET_BUDGET_MS);
    }
    add(
      `  ${WATCHED} changes told to ${WATCHERS} watches of Pods`,
      cpuMs(() => fanOut(cluster, { namespace: "ns-3", pods: WATCHED, watches: WATCHERS })),
    );
    const rollout = "kubectl rollout restart deploy/app-7 -n ns-7 && kubectl rollout status deploy/app-7 -n ns-7";
    add(
      "  rollout of 10 Pods",
      cpuMs(() => session.typed([`${rollout} > /dev/null`])),
    );
    add(
      "  an hour goes by",
      cpuMs(() => cluster.advance(3600)),
    );
    return figures;
  },
};

function spec(): ClusterSpec {
  const nodes = Array.from({ length: NODES }, (_, i) => ({
    name: `node-${i + 1}`,
    ip: `172.18.${1 + (i >> 7)}.${1 + (i & 127)}`,
    podCIDR: `10.${128 + (i >> 8)}.${i & 255}.0/24`,
    isControlPlane: i === 0,
    isTainted: false,
  }));
  return { profile: "kind", seed: 1, nodes, podCIDR: "10.128.0.0/10" };
}

function fill(cluster: Cluster): void {
  const api = cluster.api.client("bench");
  for (let i = 0; i < NAMESPACES; i++)
    api.create("namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: `ns-${i}` } });
  for (let i = 0; i < SERVICES; i++) {
    const labels = { app: `app-${i}` };
    const metadata = { name: `app-${i}`, namespace: `ns-${i % NAMESPACES}` };
    const template = { metadata: { labels }, spec: { containers: [{ name: "web", image: "nginx:1.27" }] } };
    const replicas = PODS / SERVICES;
    const deployment = { replicas, selector: { matchLabels: labels }, template };
    api.create("deployments", { apiVersion: "apps/v1", kind: "Deployment", metadata, spec: deployment } as KubeObject);
    const service = { selector: labels, ports: [{ port: 80 }] };
    api.create("services", { apiVersion: "v1", kind: "Service", metadata, spec: service } as KubeObject);
  }
  cluster.settle(600);
  const ready = api.list<Pod>("pods").filter((pod) => isReady(pod) && pod.metadata.namespace?.startsWith("ns-"));
  if (ready.length !== PODS) throw new Error(`${ready.length} of ${PODS} Pods are ready`);
}

function isReady({ status }: Pod): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") === true;
}

/** So many Pods of the namespace are changed, and each watch is told of each. */
export function fanOut(cluster: Cluster, of: { namespace: string; pods: number; watches: number }): void {
  const api = cluster.api.client("bench");
  const pods = api.list<Pod>("pods", { namespace: of.namespace }).slice(0, of.pods);
  const { resourceVersion = "" } = api.create("namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "watched" },
  }).metadata;
  const watches = Array.from({ length: of.watches }, () => api.watch("pods", { resourceVersion }));
  for (const pod of pods)
    api.update("pods", { ...pod, metadata: { ...pod.metadata, annotations: { told: "1" } } } as KubeObject);
  for (const watch of watches) {
    let told = 0;
    while (typeof watch.tryNext() === "object") told++;
    if (told !== pods.length) throw new Error(`${told} of ${pods.length} changes were told`);
    watch.close();
  }
}
