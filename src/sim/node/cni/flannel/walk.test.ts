/** A packet from a Pod on one node to a Pod on another, and to a Service, step by step as the course's documents tell it. */
import { expect, test } from "vitest";
import { ip } from "../../../core/ip.ts";
import type { Stamped } from "../../../core/trace.ts";
import type { KubeObject } from "../../../kube/api/objects.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import { connectTcp } from "../../../net/socket/connect.ts";
import type { SimEvent } from "../../sim-event.ts";
import { type GivenPolicies, givenPolicies } from "../../testing/policy-world.ts";

const POD_B = "10.244.2.11";
const SERVICE = "10.96.1.5";

function given(): GivenPolicies {
  return givenPolicies(["default/a@kind-worker", "default/b@kind-worker2"], "kind", { cni: "flannel" });
}

function networkOf({ world }: GivenPolicies, pod: string): NetNamespace {
  const workers = [...world.nodes.values()].flatMap(({ kubelet }) => kubelet.workers);
  return workers.find((worker) => worker.pod.metadata.name === pod)?.sandbox?.namespace as NetNamespace;
}

/** What happens to the first packet of a connection that Pod a opens. */
function walk(cluster: GivenPolicies, to: string, port: number): readonly Stamped<SimEvent>[] {
  const listener = networkOf(cluster, "b").sockets.listenTcp({ port: 8080 });
  const open = (): void => cluster.run(connectTcp(networkOf(cluster, "a"), { to: ip(to), port })).abort();
  open();
  const first = cluster.world.trace.nextSeq;
  open();
  listener.close();
  const events = cluster.world.trace.between(first);
  const routed = events.find(({ type }) => type === "routed");
  return events.filter((event) => "packetId" in event && event.packetId === (routed as { packetId: number }).packetId);
}

function told(events: readonly Stamped<SimEvent>[]): string[] {
  return events.flatMap((event) => {
    const where = event.where.replace(/veth\w+/, "veth*");
    switch (event.type) {
      case "sent":
      case "received":
        return [`${where} ${event.type} ${event.headers.protocol} to ${event.headers.dst}:${event.headers.dstPort}`];
      case "routed":
        return [
          `${where} routes by ${event.route}${event.via === undefined ? "" : ` via ${event.via}`} dev ${event.device}`,
        ];
      case "encapsulated":
      case "decapsulated":
        return [`${where} ${event.type} ${event.inner.dst} in ${event.outer.src} > ${event.outer.dst}`];
      case "rewritten":
        return [
          `${where} ${event.by} ${event.before.dst}:${event.before.dstPort} becomes ${event.after.dst}:${event.after.dstPort}`,
        ];
      case "delivered":
        return [`${where} delivered to ${event.to} from ${event.headers.src}`];
      default:
        return [];
    }
  });
}

test("Pod to Pod on another node: out by the cable, by the node's route into the tunnel, across, and in by the cable", () => {
  const cluster = given();
  expect(told(walk(cluster, POD_B, 8080))).toEqual([
    "default/a routes by default via 10.244.1.1 dev eth0",
    `default/a/eth0 sent tcp to ${POD_B}:8080`,
    `kind-worker/veth* received tcp to ${POD_B}:8080`,
    "kind-worker routes by 10.244.2.0/24 via 10.244.2.0 dev flannel.1",
    `kind-worker/flannel.1 sent tcp to ${POD_B}:8080`,
    `kind-worker/flannel.1 encapsulated ${POD_B} in 172.18.0.3 > 172.18.0.4`,
    "kind-worker routes by 172.18.0.0/16 dev eth0",
    "kind-worker/eth0 sent udp to 172.18.0.4:8472",
    "kind-worker2/eth0 received udp to 172.18.0.4:8472",
    "kind-worker2 routes by local 172.18.0.4 dev lo",
    `kind-worker2/flannel.1 decapsulated ${POD_B} in 172.18.0.3 > 172.18.0.4`,
    `kind-worker2/flannel.1 received tcp to ${POD_B}:8080`,
    "kind-worker2 routes by 10.244.2.0/24 dev cni0",
    `kind-worker2/cni0 sent tcp to ${POD_B}:8080`,
    `kind-worker2/veth* sent tcp to ${POD_B}:8080`,
    `default/b/eth0 received tcp to ${POD_B}:8080`,
    `default/b routes by local ${POD_B} dev lo`,
    `default/b delivered to tcp ${POD_B}:8080 from 10.244.1.10`,
  ]);
});

test("Pod to Service to Pod: the destination is rewritten on the first node, and the rest is the same walk", () => {
  const cluster = given();
  const metadata = { namespace: "default" };
  cluster.world.api.load([
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { ...metadata, name: "my-svc" },
      spec: { clusterIP: SERVICE, clusterIPs: [SERVICE], ports: [{ port: 80, targetPort: 8080 }] },
    },
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { ...metadata, name: "my-svc-1", labels: { "kubernetes.io/service-name": "my-svc" } },
      addressType: "IPv4",
      ports: [{ name: "", port: 8080, protocol: "TCP" }],
      endpoints: [{ addresses: [POD_B], conditions: { ready: true } }],
    },
  ] as unknown as KubeObject[]);
  cluster.settle();
  const steps = told(walk(cluster, SERVICE, 80));
  expect(steps.slice(0, 5)).toEqual([
    "default/a routes by default via 10.244.1.1 dev eth0",
    `default/a/eth0 sent tcp to ${SERVICE}:80`,
    `kind-worker/veth* received tcp to ${SERVICE}:80`,
    `kind-worker DNAT ${SERVICE}:80 becomes ${POD_B}:8080`,
    "kind-worker routes by 10.244.2.0/24 via 10.244.2.0 dev flannel.1",
  ]);
  expect(steps.at(-1)).toBe(`default/b delivered to tcp ${POD_B}:8080 from 10.244.1.10`);
});
