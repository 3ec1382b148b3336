/** The application that the cases deploy: the course's own, behind a Service. */
import type { Cluster } from "../src/sim/cluster.ts";
import type { KubeObject } from "../src/sim/kube/api/objects.ts";
import type { EndpointSlice } from "../src/sim/kube/schema/types.ts";

const LABELS = { app: "fastapi-k8s" };

export function webApp(replicas: number): KubeObject[] {
  const container = {
    name: "fastapi-k8s",
    image: "fastapi-k8s:latest",
    imagePullPolicy: "Never",
    ports: [{ containerPort: 8000 }],
  };
  return [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "fastapi-k8s", namespace: "default" },
      spec: {
        replicas,
        selector: { matchLabels: LABELS },
        template: { metadata: { labels: LABELS }, spec: { containers: [container] } },
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "fastapi-k8s", namespace: "default" },
      spec: { selector: LABELS, ports: [{ port: 80, targetPort: 8000 }] },
    },
  ];
}

/** Deploys it and lets time pass until every Pod is ready, an endpoint, and in every node's rules. */
export function deploy(cluster: Cluster, replicas: number): void {
  const api = cluster.api.client("bench");
  const [deployment, service] = webApp(replicas) as [KubeObject, KubeObject];
  api.create("deployments", deployment);
  api.create("services", service);
  cluster.settle(600);
  const ready = api
    .list<EndpointSlice>("endpointslices", {
      namespace: "default",
      labelSelector: "kubernetes.io/service-name=fastapi-k8s",
    })
    .flatMap((slice) => slice.endpoints ?? [])
    .filter((endpoint) => endpoint.conditions?.ready === true);
  if (ready.length !== replicas) throw new Error(`${ready.length} of ${replicas} Pods are ready endpoints`);
}
