/** kube-proxy on one node: 2,000 Services of 10 endpoints each from nothing, and one endpoint that goes. */
import { SOFTWARE } from "../src/shell/software.ts";
import { type Cluster, createCluster } from "../src/sim/cluster.ts";
import type { KubeObject } from "../src/sim/kube/api/objects.ts";
import type { EndpointSlice } from "../src/sim/kube/schema/types.ts";
import { EVERY_PART } from "../src/sim/node/parts/every.ts";
import { type Case, cpuMs, type Figure } from "./figure.ts";

const SERVICES = 2_000;
const ENDPOINTS = 10;
const NODE = { name: "node-1", ip: "172.18.0.2", podCIDR: "10.244.0.0/24", isControlPlane: true, isTainted: false };

export const rules: Case = {
  name: "rules",
  run: () =>
    EVERY_PART.names("proxyModes")
      .filter((name) => name !== "none")
      .flatMap(figuresOf),
};

function figuresOf(proxyMode: string): Figure[] {
  const cluster = createCluster({ profile: "kind", bare: true, nodes: [NODE], proxyMode }, SOFTWARE);
  cluster.api.load(Array.from({ length: SERVICES }, (_, i) => [service(i), slice(i)]).flat());
  const all = cpuMs(() => cluster.settle());
  const one = cpuMs(() => removeEndpoint(cluster, SERVICES >> 1));
  const name = `${proxyMode} rules for ${SERVICES.toLocaleString("en")} Services × ${ENDPOINTS}`;
  return [
    { name, value: all, unit: "ms", budget: null },
    { name: `${proxyMode}, one endpoint of them goes`, value: one, unit: "ms", budget: null },
  ];
}

function removeEndpoint(cluster: Cluster, i: number): void {
  const api = cluster.api.client("bench");
  const had = api.get<EndpointSlice>("endpointslices", "default", `web-${i}-1`);
  if (had === undefined) throw new Error(`EndpointSlice web-${i}-1 is not there`);
  api.update("endpointslices", { ...had, endpoints: (had.endpoints ?? []).slice(1) } as unknown as KubeObject);
  cluster.settle();
}

function service(i: number): KubeObject {
  const clusterIP = `10.96.${16 + (i >> 8)}.${i & 255}`;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: `web-${i}`, namespace: "default" },
    spec: {
      type: "ClusterIP",
      clusterIP,
      clusterIPs: [clusterIP],
      ports: [{ port: 80, targetPort: 8080, protocol: "TCP" }],
    },
  };
}

function slice(i: number): KubeObject {
  const endpoints = Array.from({ length: ENDPOINTS }, (_, n) => {
    const at = i * ENDPOINTS + n;
    return {
      addresses: [`10.${128 + (at >> 16)}.${(at >> 8) & 255}.${at & 255}`],
      nodeName: `node-${n}`,
      conditions: { ready: true, serving: true, terminating: false },
    };
  });
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: `web-${i}-1`, namespace: "default", labels: { "kubernetes.io/service-name": `web-${i}` } },
    addressType: "IPv4",
    ports: [{ name: "", port: 8080, protocol: "TCP" }],
    endpoints,
  };
}
