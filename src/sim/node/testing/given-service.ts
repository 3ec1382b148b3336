/** A Service with the EndpointSlice that a controller would make for it, for worlds without controllers. */
import type { GivenNodes } from "./given-nodes.ts";

export interface GivenService {
  readonly name: string;
  readonly clusterIP: string;
  readonly port: number;
  readonly targetPort: number;
  readonly protocol?: "TCP" | "UDP";
  readonly pods: readonly string[];
  readonly spec?: Record<string, unknown>;
}

export function givenService(given: GivenNodes, service: GivenService): void {
  const { name, clusterIP, port, targetPort, protocol = "TCP", pods } = service;
  given.create({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: "default" },
    spec: { clusterIP, ports: [{ port, targetPort, protocol }], ...service.spec },
  });
  given.create({
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: `${name}-1`, namespace: "default", labels: { "kubernetes.io/service-name": name } },
    addressType: "IPv4",
    ports: [{ name: "", port: targetPort, protocol }],
    endpoints: pods.map((pod) => ({
      addresses: [given.pod(pod)?.status?.podIP],
      nodeName: given.pod(pod)?.spec.nodeName,
      conditions: { ready: true, serving: true, terminating: false },
    })),
  });
  given.settle();
}
