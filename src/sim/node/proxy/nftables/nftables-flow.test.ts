import { describe, expect, test } from "vitest";
import type { ServiceSpec } from "../../../kube/schema/types.ts";
import { nftablesOf } from "../../../net/nftables/nftables.ts";
import { setText } from "../../../net/nftables/ruleset-text.ts";
import { FlowWorld } from "../../testing/flow-world.ts";

const PODS = [
  "default/client@kind-worker=10.244.1.20",
  "default/one@kind-worker=10.244.1.10",
  "default/two@kind-worker2=10.244.2.10",
  "default/host-one@kind-worker2",
];
const WORKER = "172.18.0.3";
const WORKER2 = "172.18.0.4";
const CLUSTER_IP = "10.96.0.50";
const VIP = "203.0.113.80";
const WITH_VIP = { status: { loadBalancer: { ingress: [{ ip: VIP, ipMode: "VIP" }] } } };

function shape(spec: object): ServiceSpec {
  const ports = [{ name: "", port: 80, targetPort: 80, protocol: "TCP", nodePort: 30_080 }];
  return { clusterIP: CLUSTER_IP, clusterIPs: [CLUSTER_IP], ports, ...spec } as unknown as ServiceSpec;
}

const PLAIN = shape({ type: "ClusterIP", ports: [{ name: "", port: 80, targetPort: 80, protocol: "TCP" }] });
const plain = (more: object): ServiceSpec => ({ ...PLAIN, ...more });
const nodePort = (more: object = {}): ServiceSpec => shape({ type: "NodePort", ...more });
const loadBalancer = (more: object = {}): ServiceSpec => shape({ type: "LoadBalancer", ...more });
const LOCAL = { externalTrafficPolicy: "Local" };

interface Row {
  readonly says: string;
  readonly spec: ServiceSpec;
  readonly behind: readonly string[];
  /** From, to, and the port when it is not 80. */
  readonly asks: readonly [from: string, to: string, port?: number];
  readonly hears: string;
}

const row = (
  says: string,
  [spec, behind]: readonly [ServiceSpec, readonly string[]],
  asks: Row["asks"],
  hears: string,
): Row => ({ says, spec, behind: behind.map((name) => `default/${name}`), asks, hears });

const ROWS: readonly Row[] = [
  row(
    "a Pod reaches an endpoint on another node, which sees the Pod",
    [PLAIN, ["two"]],
    ["default/client", CLUSTER_IP],
    "default/two sees 10.244.1.20",
  ),
  row(
    "a Pod reaches one on its own node",
    [PLAIN, ["one"]],
    ["default/client", CLUSTER_IP],
    "default/one sees 10.244.1.20",
  ),
  row(
    "an endpoint that reaches itself sees its node: the set of hairpins",
    [PLAIN, ["one"]],
    ["default/one", CLUSTER_IP],
    "default/one sees 10.244.1.1",
  ),
  row(
    "a node is masqueraded on the way to another one",
    [PLAIN, ["two"]],
    ["kind-worker", CLUSTER_IP],
    `default/two sees ${WORKER}`,
  ),
  row(
    "a node reaches an endpoint of its own",
    [PLAIN, ["one"]],
    ["kind-worker", CLUSTER_IP],
    "default/one sees 10.244.1.1",
  ),
  row(
    "an endpoint on a node's own network is reached from a Pod there",
    [PLAIN, ["host-one"]],
    ["default/two", CLUSTER_IP],
    "kind-worker2 sees 10.244.2.10",
  ),
  row("without endpoints a Pod is refused", [PLAIN, []], ["default/client", CLUSTER_IP], "ECONNREFUSED"),
  row("without endpoints a node is refused", [PLAIN, []], ["kind-worker", CLUSTER_IP], "ECONNREFUSED"),
  row(
    "a port that the Service has not is refused",
    [PLAIN, ["two"]],
    ["default/client", CLUSTER_IP, 22],
    "ECONNREFUSED",
  ),
  row("an address that no Service has is dropped", [PLAIN, ["two"]], ["default/client", "10.96.77.77"], "ETIMEDOUT"),
  row(
    "an address that no Service has is dropped for a node too",
    [PLAIN, ["two"]],
    ["kind-worker", "10.96.77.77"],
    "ETIMEDOUT",
  ),
  row(
    "internalTrafficPolicy Local uses the node's own endpoint",
    [plain({ internalTrafficPolicy: "Local" }), ["one", "two"]],
    ["default/client", CLUSTER_IP],
    "default/one sees 10.244.1.20",
  ),
  row(
    "internalTrafficPolicy Local without one drops",
    [plain({ internalTrafficPolicy: "Local" }), ["two"]],
    ["default/client", CLUSTER_IP],
    "ETIMEDOUT",
  ),
  row(
    "internalTrafficPolicy Local without any at all refuses",
    [plain({ internalTrafficPolicy: "Local" }), []],
    ["default/client", CLUSTER_IP],
    "ECONNREFUSED",
  ),
  row(
    "a node port leads to a Pod on another node, masqueraded",
    [nodePort(), ["two"]],
    ["host", WORKER, 30_080],
    `default/two sees ${WORKER}`,
  ),
  row(
    "a node port leads to a Pod on the same node, masqueraded all the same",
    [nodePort(), ["one"]],
    ["host", WORKER, 30_080],
    "default/one sees 10.244.1.1",
  ),
  row(
    "a Pod reaches a node port of another node",
    [nodePort(), ["one"]],
    ["default/client", WORKER2, 30_080],
    `default/one sees ${WORKER2}`,
  ),
  row(
    "a node has no node ports on its loopback address",
    [nodePort(), ["one"]],
    ["kind-worker", "127.0.0.1", 30_080],
    "ECONNREFUSED",
  ),
  row(
    "a node reaches its own node port",
    [nodePort(), ["two"]],
    ["kind-worker", WORKER, 30_080],
    `default/two sees ${WORKER}`,
  ),
  row("a node port without endpoints is refused", [nodePort(), []], ["host", WORKER, 30_080], "ECONNREFUSED"),
  row("a node port that nobody has is refused", [nodePort(), ["one"]], ["host", WORKER, 30_081], "ECONNREFUSED"),
  row(
    "with the policy Local a node port keeps the client's address",
    [nodePort(LOCAL), ["one", "two"]],
    ["host", WORKER, 30_080],
    "default/one sees 172.18.0.1",
  ),
  row(
    "with the policy Local a node port without an endpoint there drops",
    [nodePort(LOCAL), ["two"]],
    ["host", WORKER, 30_080],
    "ETIMEDOUT",
  ),
  row(
    "a Pod goes round the policy Local",
    [nodePort(LOCAL), ["two"]],
    ["default/client", WORKER, 30_080],
    "default/two sees 10.244.1.20",
  ),
  row(
    "the node itself goes round the policy Local, masqueraded",
    [nodePort(LOCAL), ["two"]],
    ["kind-worker", WORKER, 30_080],
    `default/two sees ${WORKER}`,
  ),
  row(
    "an external IP leads to the endpoint, masqueraded",
    [plain({ externalIPs: ["198.51.100.7"] }), ["two"]],
    ["default/client", "198.51.100.7"],
    `default/two sees ${WORKER}`,
  ),
  row(
    "an external IP without endpoints is refused",
    [plain({ externalIPs: ["198.51.100.7"] }), []],
    ["default/client", "198.51.100.7"],
    "ECONNREFUSED",
  ),
  row(
    "a load balancer's address leads to the endpoint, masqueraded",
    [loadBalancer(), ["two"]],
    ["default/client", VIP],
    `default/two sees ${WORKER}`,
  ),
  row(
    "with the policy Local a load balancer's address keeps a Pod's",
    [loadBalancer(LOCAL), ["one"]],
    ["default/client", VIP],
    "default/one sees 10.244.1.20",
  ),
  row(
    "source ranges that hold the client let it through",
    [loadBalancer({ loadBalancerSourceRanges: ["10.244.0.0/16"] }), ["two"]],
    ["default/client", VIP],
    `default/two sees ${WORKER}`,
  ),
  row(
    "source ranges without the client make it wait in vain",
    [loadBalancer({ loadBalancerSourceRanges: ["192.0.2.0/24"] }), ["two"]],
    ["default/client", VIP],
    "ETIMEDOUT",
  ),
  row(
    "source ranges do not hold for the cluster IP",
    [loadBalancer({ loadBalancerSourceRanges: ["192.0.2.0/24"] }), ["two"]],
    ["default/client", CLUSTER_IP],
    "default/two sees 10.244.1.20",
  ),
  row(
    "source ranges do not hold for the node port",
    [loadBalancer({ loadBalancerSourceRanges: ["192.0.2.0/24"] }), ["two"]],
    ["host", WORKER, 30_080],
    `default/two sees ${WORKER}`,
  ),
  row(
    "several source ranges: one of them is enough",
    [loadBalancer({ loadBalancerSourceRanges: ["192.0.2.0/24", "10.244.1.0/24"] }), ["two"]],
    ["default/client", VIP],
    `default/two sees ${WORKER}`,
  ),
];

function worldOf(): FlowWorld {
  return new FlowWorld("kind", PODS, { proxyMode: "nftables" });
}

/** A slice whose endpoints are in the given conditions: ready, going away, or with a hint for a node. */
function sliceOf(endpoints: readonly object[]): object {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: "web-1", namespace: "default", labels: { "kubernetes.io/service-name": "web" } },
    addressType: "IPv4",
    ports: [{ name: "", port: 80, protocol: "TCP" }],
    endpoints,
  };
}

const ONE = { addresses: ["10.244.1.10"], nodeName: "kind-worker" };
const TWO = { addresses: ["10.244.2.10"], nodeName: "kind-worker2" };
const READY = { conditions: { ready: true, serving: true, terminating: false } };
const LEAVING = { conditions: { ready: false, serving: true, terminating: true } };
const DOWN = { conditions: { ready: false, serving: false, terminating: false } };

describe("a connection in nftables mode", () => {
  test.each(ROWS)("$says", ({ spec, behind, asks, hears }) => {
    const world = worldOf();
    world.service("web", spec, behind, spec.type === "LoadBalancer" ? WITH_VIP : {});
    expect(world.ask(...asks)).toBe(hears);
  });

  test.each([
    [
      "goes to the ready endpoint while another leaves",
      [
        { ...ONE, ...LEAVING },
        { ...TWO, ...READY },
      ],
      "default/two sees 10.244.1.20",
    ],
    [
      "goes to one that leaves when there is no other",
      [
        { ...ONE, ...LEAVING },
        { ...TWO, ...DOWN },
      ],
      "default/one sees 10.244.1.20",
    ],
    [
      "is refused when none answers any more",
      [
        { ...ONE, ...DOWN },
        { ...TWO, ...DOWN },
      ],
      "ECONNREFUSED",
    ],
    [
      "stays where a hint keeps it",
      [
        { ...ONE, ...READY, hints: { forNodes: [{ name: "kind-worker" }] } },
        { ...TWO, ...READY, hints: { forNodes: [{ name: "kind-worker2" }] } },
      ],
      "default/one sees 10.244.1.20",
    ],
  ] as const)("%s", (_says, endpoints, hears) => {
    const world = worldOf();
    world.service("web", PLAIN, ["default/one"]);
    world.load(sliceOf(endpoints));
    for (let i = 0; i < 4; i++) expect(world.ask("default/client", CLUSTER_IP)).toBe(hears);
  });

  test("is spread over the endpoints as chance has it", () => {
    const world = worldOf();
    world.service("web", PLAIN, ["default/one", "default/two"]);
    const heard = Array.from({ length: 40 }, () => world.ask("default/client", CLUSTER_IP).split(" ")[0]);
    const first = heard.filter((name) => name === "default/one").length;
    expect(first).toBeGreaterThan(10);
    expect(first).toBeLessThan(30);
  });

  test("sticks to its endpoint for the time of the affinity and no longer", () => {
    const world = worldOf();
    const sticky = { sessionAffinity: "ClientIP", sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } } };
    world.service("web", plain(sticky), ["default/one", "default/two"]);
    const once = (): string => world.ask("default/client", CLUSTER_IP);
    const first = once();
    for (let i = 0; i < 12; i++) expect(once()).toBe(first);
    const { clock } = world.world;
    const later = Array.from({ length: 12 }, () => {
      clock.runUntil(clock.nowUs + 61_000_000);
      return once();
    });
    expect(new Set(later).size).toBe(2);
  });

  test("tells which Service's element led it, and which rule refused it", () => {
    const world = worldOf();
    world.service("web", PLAIN, ["default/two"]);
    world.service("gone", plain({ clusterIP: "10.96.0.51", clusterIPs: ["10.96.0.51"] }), []);
    const since = world.world.trace.nextSeq;
    world.ask("default/client", CLUSTER_IP);
    world.ask("default/client", "10.96.0.51");
    const events = world.world.trace.between(since);
    const led = events.find((event) => event.type === "rule-matched" && event.chain === "services");
    expect(led).toMatchObject({
      table: "ip kube-proxy",
      rule: "ip daddr . meta l4proto . th dport vmap @service-ips",
      origin: "Service default/web",
    });
    expect(events.find(({ type }) => type === "dropped")).toMatchObject({
      reason: "netfilter-reject",
      rule: "ip kube-proxy reject-chain reject",
    });
  });
});

describe("a sync in nftables mode", () => {
  const tableOf = (world: FlowWorld) => nftablesOf(world.at("kind-worker")).table("ip", "kube-proxy");
  const chainsOf = (world: FlowWorld): string[] =>
    (tableOf(world)?.chains ?? []).map(({ name }) => name).filter((name) => name.includes("/"));

  test("empties the chains of a Service that is gone, and a later one deletes them", () => {
    const world = worldOf();
    world.service("web", PLAIN, ["default/two"]);
    const before = chainsOf(world);
    expect(before).toHaveLength(1);
    world.world.api.client("test").delete("services", { namespace: "default", name: "web" });
    world.settle();
    expect(tableOf(world)?.chain(before[0] as string)?.rules).toEqual([]);
    const { clock } = world.world;
    clock.runUntil(clock.nowUs + 2_000_000);
    world.service("other", plain({ clusterIP: "10.96.0.51", clusterIPs: ["10.96.0.51"] }), ["default/one"]);
    expect(chainsOf(world).filter((name) => before.includes(name))).toEqual([]);
  });

  test("leaves the clients of an endpoint that stays where they are", () => {
    const world = worldOf();
    const sticky = plain({ sessionAffinity: "ClientIP" });
    world.service("web", sticky, ["default/one"]);
    world.ask("default/client", CLUSTER_IP);
    const clients = (): string | undefined =>
      (tableOf(world)?.sets ?? [])
        .map((set) => setText(set, { stateless: true }))
        .find((text) => text.includes("affinity"));
    expect(clients()).toContain("elements = { 10.244.1.20 }");
    world.service("web", sticky, ["default/one", "default/two"]);
    expect(clients()).toContain("elements = { 10.244.1.20 }");
  });
});
