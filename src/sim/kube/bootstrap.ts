/**
 * What an API server makes of an empty store: the system's namespaces, priority classes, and its own Service.
 *
 * Models: pkg/controlplane/controller/systemnamespaces, kubernetesservice; pkg/registry/scheduling/rest
 */

import { cidr, formatIp, nthOf } from "../core/ip.ts";
import type { KubeObject } from "./api/objects.ts";
import type { ApiServer } from "./api/server.ts";
import { bootstrapApiServer } from "./bootstrap-api-server.ts";
import { bootstrapComponentStatuses, bootstrapPolicy } from "./bootstrap-policy.ts";

const NAMESPACES = ["default", "kube-system", "kube-public", "kube-node-lease"];
const PRIORITIES = [
  {
    name: "system-cluster-critical",
    value: 2_000_000_000,
    description:
      "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
  },
  {
    name: "system-node-critical",
    value: 2_000_001_000,
    description: "Used for system critical pods that must not be moved from their current node.",
  },
];
const LABELS = { component: "apiserver", provider: "kubernetes" };

/** A store for somebody's own objects only (`withService` false) has no Service either. */
export function bootstrap(server: ApiServer, { withService = true }: { readonly withService?: boolean } = {}): void {
  const client = server.client("kube-apiserver");
  for (const name of NAMESPACES)
    client.create("namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  for (const { name, value, description } of PRIORITIES)
    client.create("priorityclasses", {
      apiVersion: "scheduling.k8s.io/v1",
      kind: "PriorityClass",
      metadata: { name },
      value,
      description,
      preemptionPolicy: "PreemptLowerPriority",
    });
  if (!withService) return;
  bootstrapPolicy(server);
  bootstrapComponentStatuses(server);
  bootstrapApiServer(server);
  kubernetesService(server);
}

/** The Service `kubernetes` has no selector: the API server writes its endpoints itself. */
function kubernetesService(server: ApiServer): void {
  const client = server.client("kube-apiserver");
  const [range] = server.options.serviceCIDRs;
  if (range === undefined) return;
  const clusterIP = formatIp(nthOf(cidr(range), 1));
  const { address, port } = server.options.advertise ?? { address: "172.18.0.2", port: 6443 };
  const metadata = { name: "kubernetes", namespace: "default", labels: LABELS };
  client.create("services", {
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec: { clusterIP, ports: [{ name: "https", port: 443, protocol: "TCP", targetPort: port }], type: "ClusterIP" },
  });
  const ports = [{ name: "https", port, protocol: "TCP" }];
  const mirrored = {
    name: "kubernetes",
    namespace: "default",
    labels: { "endpointslice.kubernetes.io/skip-mirror": "true" },
  };
  client.create("endpoints", {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: mirrored,
    subsets: [{ addresses: [{ ip: address }], ports }],
  });
  const slice: KubeObject = {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: "kubernetes", namespace: "default", labels: { "kubernetes.io/service-name": "kubernetes" } },
    addressType: address.includes(":") ? "IPv6" : "IPv4",
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
    ports,
  };
  client.create("endpointslices", slice);
}
