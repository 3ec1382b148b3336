import { describe, expect, test } from "vitest";
import type { ServiceSpec } from "../../../kube/schema/types.ts";
import { FlowWorld } from "../../testing/flow-world.ts";

const PODS = [
  "default/client@kind-worker=10.244.1.20",
  "default/one@kind-worker=10.244.1.10",
  "default/two@kind-worker2=10.244.2.10",
  "default/host-one@kind-worker2",
];

const NODE_PORTS = [{ name: "", port: 80, targetPort: 80, protocol: "TCP", nodePort: 30_080 }];

function shape(spec: object): ServiceSpec {
  return { clusterIP: "10.96.0.50", clusterIPs: ["10.96.0.50"], ports: NODE_PORTS, ...spec } as unknown as ServiceSpec;
}

const PLAIN_PORTS = [{ name: "", port: 80, targetPort: 80, protocol: "TCP" }];
const CLUSTER_IP = shape({ type: "ClusterIP", ports: PLAIN_PORTS });
const NODE_PORT = shape({ type: "NodePort" });
const NODE_PORT_LOCAL = shape({ type: "NodePort", externalTrafficPolicy: "Local" });
const EXTERNAL_IP = shape({ type: "ClusterIP", ports: PLAIN_PORTS, externalIPs: ["198.51.100.7"] });
const LOAD_BALANCER = shape({ type: "LoadBalancer" });
const LOAD_BALANCER_LOCAL = shape({ type: "LoadBalancer", externalTrafficPolicy: "Local" });
const INTERNAL_LOCAL = shape({ type: "ClusterIP", ports: PLAIN_PORTS, internalTrafficPolicy: "Local" });
const RANGES = shape({ type: "LoadBalancer", loadBalancerSourceRanges: ["10.244.0.0/16"] });
const WITH_VIP = { loadBalancer: { ingress: [{ ip: "203.0.113.80", ipMode: "VIP" }] } };

interface Row {
  readonly says: string;
  readonly spec: ServiceSpec;
  readonly behind: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly port?: number;
  readonly hears: string;
}

const WORKER = "172.18.0.3";
const WORKER2 = "172.18.0.4";

const ROWS: readonly Row[] = [
  {
    says: "a Pod reaches a cluster IP's endpoint on another node, which sees the Pod",
    spec: CLUSTER_IP,
    behind: ["default/two"],
    from: "default/client",
    to: "10.96.0.50",
    hears: "default/two sees 10.244.1.20",
  },
  {
    says: "a Pod reaches one on its own node",
    spec: CLUSTER_IP,
    behind: ["default/one"],
    from: "default/client",
    to: "10.96.0.50",
    hears: "default/one sees 10.244.1.20",
  },
  {
    says: "an endpoint that reaches itself through its Service sees its node (the set for hairpins)",
    spec: CLUSTER_IP,
    behind: ["default/one"],
    from: "default/one",
    to: "10.96.0.50",
    hears: "default/one sees 10.244.1.1",
  },
  {
    says: "a node is masqueraded, as its own source would be the cluster IP",
    spec: CLUSTER_IP,
    behind: ["default/two"],
    from: "kind-worker",
    to: "10.96.0.50",
    hears: `default/two sees ${WORKER}`,
  },
  {
    says: "a node reaches an endpoint of its own",
    spec: CLUSTER_IP,
    behind: ["default/one"],
    from: "kind-worker",
    to: "10.96.0.50",
    hears: "default/one sees 10.244.1.1",
  },
  {
    says: "an endpoint on a node's own network is reached from a Pod of that node",
    spec: CLUSTER_IP,
    behind: ["default/host-one"],
    from: "default/two",
    to: "10.96.0.50",
    hears: "kind-worker2 sees 10.244.2.10",
  },
  {
    says: "without endpoints the connection is refused at once",
    spec: CLUSTER_IP,
    behind: [],
    from: "default/client",
    to: "10.96.0.50",
    hears: "ECONNREFUSED",
  },
  {
    says: "a port that the Service has not is refused, though the address is the node's",
    spec: CLUSTER_IP,
    behind: ["default/two"],
    from: "default/client",
    to: "10.96.0.50",
    port: 22,
    hears: "ECONNREFUSED",
  },
  {
    says: "internalTrafficPolicy Local uses the node's own endpoint",
    spec: INTERNAL_LOCAL,
    behind: ["default/one", "default/two"],
    from: "default/client",
    to: "10.96.0.50",
    hears: "default/one sees 10.244.1.20",
  },
  {
    says: "internalTrafficPolicy Local without one refuses",
    spec: INTERNAL_LOCAL,
    behind: ["default/two"],
    from: "default/client",
    to: "10.96.0.50",
    hears: "ECONNREFUSED",
  },
  {
    says: "a node port takes the learner's machine to a Pod on another node, masqueraded",
    spec: NODE_PORT,
    behind: ["default/two"],
    from: "host",
    to: WORKER,
    port: 30_080,
    hears: `default/two sees ${WORKER}`,
  },
  {
    says: "a Pod reaches a node port of another node",
    spec: NODE_PORT,
    behind: ["default/one"],
    from: "default/client",
    to: WORKER2,
    port: 30_080,
    hears: `default/one sees ${WORKER2}`,
  },
  {
    says: "a node's own loopback address has no node ports",
    spec: NODE_PORT,
    behind: ["default/one"],
    from: "kind-worker",
    to: "127.0.0.1",
    port: 30_080,
    hears: "ECONNREFUSED",
  },
  {
    says: "a node port with externalTrafficPolicy Local keeps the client's address",
    spec: NODE_PORT_LOCAL,
    behind: ["default/one", "default/two"],
    from: "host",
    to: WORKER,
    port: 30_080,
    hears: "default/one sees 172.18.0.1",
  },
  {
    says: "an external IP leads from a Pod to the endpoint, masqueraded",
    spec: EXTERNAL_IP,
    behind: ["default/two"],
    from: "default/client",
    to: "198.51.100.7",
    hears: `default/two sees ${WORKER}`,
  },
  {
    says: "a load balancer's address leads from a Pod to the endpoint, masqueraded",
    spec: LOAD_BALANCER,
    behind: ["default/two"],
    from: "default/client",
    to: "203.0.113.80",
    hears: `default/two sees ${WORKER}`,
  },
  {
    says: "with the policy Local it keeps the Pod's address",
    spec: LOAD_BALANCER_LOCAL,
    behind: ["default/one", "default/two"],
    from: "default/client",
    to: "203.0.113.80",
    hears: "default/one sees 10.244.1.20",
  },
  {
    says: "source ranges that hold the client let it through",
    spec: RANGES,
    behind: ["default/two"],
    from: "default/client",
    to: "203.0.113.80",
    hears: `default/two sees ${WORKER}`,
  },
  {
    says: "source ranges that leave the node out make it wait in vain",
    spec: RANGES,
    behind: ["default/two"],
    from: "kind-worker",
    to: "203.0.113.80",
    hears: "ETIMEDOUT",
  },
];

describe("ipvs mode", () => {
  test.each(ROWS)("$says", ({ spec, behind, from, to, port, hears }) => {
    const world = new FlowWorld("kind", PODS, { proxyMode: "ipvs" });
    world.service("web", spec, behind, spec.type === "LoadBalancer" ? { status: WITH_VIP } : {});
    expect(world.ask(from, to, port)).toBe(hears);
  });

  test("the endpoints take turns exactly", () => {
    const world = new FlowWorld("kind", PODS, { proxyMode: "ipvs" });
    world.service("web", CLUSTER_IP, ["default/one", "default/two"]);
    const heard = Array.from({ length: 20 }, () => world.ask("default/client", "10.96.0.50").split(" ")[0]);
    expect(heard.filter((name) => name === "default/one")).toHaveLength(10);
    expect(heard.every((name, i) => name !== heard[i + 1])).toBe(true);
  });

  test("the request's way leads through OUTPUT, not FORWARD", () => {
    const world = new FlowWorld("kind", PODS, { proxyMode: "ipvs" });
    world.service("web", CLUSTER_IP, ["default/two"]);
    const since = world.world.trace.nextSeq;
    world.ask("default/client", "10.96.0.50");
    const events = world.world.trace.between(since);
    const balanced = events.find(({ type }) => type === "balanced") as { packetId: number } | undefined;
    const hooks = events.flatMap((event) =>
      event.type === "hook" && event.where === "kind-worker" && event.packetId === balanced?.packetId
        ? [event.hook]
        : [],
    );
    expect(hooks).toEqual(["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"]);
  });
});
