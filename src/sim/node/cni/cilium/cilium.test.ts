import { describe, expect, test } from "vitest";
import { formatIp, ip } from "../../../core/ip.ts";
import { Task } from "../../../core/task.ts";
import type { Pod, Service } from "../../../kube/schema/types.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import { formatPrefix } from "../../../net/route.ts";
import { Foresight } from "../../policy/foresee.ts";
import { BARE_SOFTWARE } from "../../testing/bare-software.ts";
import { fetch } from "../../testing/fetch.ts";
import { FlowWorld } from "../../testing/flow-world.ts";
import { createWorld } from "../../world.ts";
import { CiliumAgent } from "./cilium-agent.ts";

const PODS = [
  "default/a@node-1=10.0.1.10 app=a",
  "default/b@node-1=10.0.1.11 app=b",
  "default/c@node-2=10.0.2.10 app=c",
  "default/h@node-2 app=h",
];
const LEARNER = "172.18.0.1";

function given(options?: { readonly cni?: string }): FlowWorld {
  const flows = new FlowWorld("kubeadm-cilium", PODS, options);
  const port = (port: number, nodePort?: number) => [
    { port, targetPort: 80, protocol: "TCP", ...(nodePort === undefined ? {} : { nodePort }) },
  ];
  flows.service("near", { type: "ClusterIP", clusterIP: "10.96.1.1", ports: port(8080) }, ["default/b"]);
  flows.service("far", { type: "NodePort", clusterIP: "10.96.1.2", ports: port(8080, 30_002) }, ["default/c"]);
  flows.service(
    "local",
    { type: "NodePort", clusterIP: "10.96.1.3", externalTrafficPolicy: "Local", ports: port(8080, 30_003) },
    ["default/c"],
  );
  flows.service("host", { type: "NodePort", clusterIP: "10.96.1.4", ports: port(8080, 30_004) }, ["default/h"]);
  flows.service("none", { type: "ClusterIP", clusterIP: "10.96.1.5", ports: port(8080) }, []);
  flows.service(
    "lb",
    {
      type: "LoadBalancer",
      clusterIP: "10.96.1.6",
      loadBalancerSourceRanges: ["10.0.0.0/8"],
      externalIPs: ["172.18.0.3"],
      ports: port(8080, 30_006),
    },
    ["default/b"],
    { status: { loadBalancer: { ingress: [{ ip: "172.18.0.200" }] } } },
  );
  return flows;
}

function routerOf(flows: FlowWorld, node: string): string {
  return formatIp(flows.at(node).device("cilium_host").addresses[0]?.ip ?? 0);
}

describe("with a tunnel", () => {
  const flows = given();
  const router1 = routerOf(flows, "node-1");
  test.each([
    ["a Pod of the same node", "default/a", "10.0.1.11", 80, "default/b sees 10.0.1.10", "a/eth0 node-1/lxc* b/eth0"],
    [
      "a Pod of another node",
      "default/a",
      "10.0.2.10",
      80,
      "default/c sees 10.0.1.10",
      "a/eth0 node-1/lxc* node-1/cilium_vxlan node-1/eth0 node-2/eth0 node-2/cilium_vxlan node-2/lxc* c/eth0",
    ],
    ["a Service on this node", "default/a", "10.96.1.1", 8080, "default/b sees 10.0.1.10", "a/eth0 node-1/lxc* b/eth0"],
    [
      "a Service on another node",
      "default/a",
      "10.96.1.2",
      8080,
      "default/c sees 10.0.1.10",
      "a/eth0 node-1/lxc* node-1/cilium_vxlan node-1/eth0 node-2/eth0 node-2/cilium_vxlan node-2/lxc* c/eth0",
    ],
    ["itself through its Service", "default/b", "10.96.1.1", 8080, "default/b sees 10.0.1.11", "b/lo"],
    ["a node port, from a Pod", "default/a", "172.18.0.4", 30_002, "default/c sees 10.0.1.10", undefined],
    ["a node port on loopback, from the host", "node-1", "127.0.0.1", 30_002, `default/c sees ${router1}`, undefined],
    [
      "a Service, from the host",
      "node-1",
      "10.96.1.1",
      8080,
      `default/b sees ${router1}`,
      "node-1/cilium_host node-1/lxc* b/eth0",
    ],
    [
      "a Pod of this node, from the host",
      "node-1",
      "10.0.1.10",
      80,
      `default/a sees ${router1}`,
      "node-1/cilium_host node-1/lxc* a/eth0",
    ],
    [
      "a Pod of another node, from the host",
      "node-1",
      "10.0.2.10",
      80,
      `default/c sees ${router1}`,
      "node-1/cilium_host node-1/cilium_vxlan node-1/eth0 node-2/eth0 node-2/cilium_vxlan node-2/lxc* c/eth0",
    ],
    [
      "another node's own network",
      "default/a",
      "172.18.0.4",
      80,
      "node-2 sees 172.18.0.3",
      "a/eth0 node-1/lxc* node-1/eth0 node-2/eth0",
    ],
    ["a Service in front of a node's own network", "default/a", "10.96.1.4", 8080, "node-2 sees 172.18.0.3", undefined],
    ["a Service without backends", "default/a", "10.96.1.5", 8080, "EHOSTUNREACH", ""],
    [
      "a node port whose backend is there, from outside",
      "host",
      "172.18.0.4",
      30_002,
      `default/c sees ${LEARNER}`,
      "host/eth0 node-2/eth0 node-2/lxc* c/eth0",
    ],
    [
      "a node port whose backend is elsewhere, from outside",
      "host",
      "172.18.0.3",
      30_002,
      `default/c sees ${router1}`,
      "host/eth0 node-1/eth0 node-1/cilium_vxlan node-1/eth0 node-2/eth0 node-2/cilium_vxlan node-2/lxc* c/eth0",
    ],
    [
      "a node port of policy Local where the backend is",
      "host",
      "172.18.0.4",
      30_003,
      `default/c sees ${LEARNER}`,
      undefined,
    ],
    ["a node port of policy Local where it is not", "host", "172.18.0.3", 30_003, "ECONNREFUSED", undefined],
    [
      "a node port in front of that node's own network",
      "host",
      "172.18.0.4",
      30_004,
      `node-2 sees ${LEARNER}`,
      undefined,
    ],
    [
      "a node port in front of another node's network",
      "host",
      "172.18.0.3",
      30_004,
      "node-2 sees 172.18.0.3",
      undefined,
    ],
    ["an external address", "host", "172.18.0.3", 8080, `default/b sees ${LEARNER}`, undefined],
    ["a load balancer's address, from a Pod", "default/a", "172.18.0.200", 8080, "default/b sees 10.0.1.10", undefined],
  ] as const)("%s", (_what, from, to, port, answer, path) => {
    expect(flows.ask(from, to, port)).toBe(answer);
    if (path !== undefined) expect(flows.path()).toBe(path);
  });

  test("no packet from a Pod bears a Service's address: its socket has a backend's already", () => {
    flows.ask("default/a", "10.96.1.2", 8080);
    expect(flows.path()).toContain("cilium_vxlan");
    const events = flows.world.trace.between(0) as unknown as { type: string; headers?: { dst: string } }[];
    expect(events.some(({ type, headers }) => type === "sent" && headers?.dst === "10.96.1.2")).toBe(false);
  });

  test("what leaves the cluster takes the node's address", () => {
    expect(flows.ask("default/a", "172.18.0.1", 80)).toBe("ECONNREFUSED");
    expect(flows.path()).toBe("a/eth0 node-1/lxc* node-1/eth0 host/eth0");
  });
});

test("a load balancer's source ranges are for who comes from outside", () => {
  const flows = given();
  flows.at("host").routes.add({ dst: { base: 0xac1200c8, bits: 32 }, via: 0xac120003 });
  expect(flows.ask("host", "172.18.0.200", 8080)).toBe("ETIMEDOUT");
  expect(flows.drops()).toContain("node-1/eth0: Denied by LB src range check");
});

test("a client with affinity keeps its backend until it has been quiet for the Service's time", () => {
  const flows = new FlowWorld("kubeadm-cilium", [
    "default/a@node-1=10.0.1.10",
    ...[20, 21, 22, 23].map((n) => `default/s${n}@node-2=10.0.2.${n}`),
  ]);
  const spec = {
    type: "NodePort",
    clusterIP: "10.96.1.1",
    sessionAffinity: "ClientIP",
    sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } },
    ports: [{ port: 80, targetPort: 80, nodePort: 30_001, protocol: "TCP" }],
  };
  flows.service(
    "web",
    spec as never,
    [20, 21, 22, 23].map((n) => `default/s${n}`),
  );
  const ask = (times: number, from: string, to: string, port: number): Set<string> =>
    new Set(Array.from({ length: times }, () => flows.ask(from, to, port).split(" ")[0] as string));
  expect(ask(12, "default/a", "10.96.1.1", 80).size).toBe(1);
  expect(ask(12, "host", "172.18.0.3", 30_001).size).toBe(1);
  const { clock } = flows.world;
  const afterQuiet = Array.from({ length: 12 }, () => {
    clock.runUntil(clock.nowUs + 61_000_000);
    return flows.ask("default/a", "10.96.1.1", 80).split(" ")[0];
  });
  expect(new Set(afterQuiet).size).toBeGreaterThan(1);
});

test("over many connections the backends' shares are even", () => {
  const flows = new FlowWorld("kubeadm-cilium", [
    "default/a@node-1=10.0.1.10",
    "default/b@node-1=10.0.1.11",
    "default/c@node-2=10.0.2.10",
  ]);
  flows.service("web", { type: "ClusterIP", clusterIP: "10.96.1.1", ports: [{ port: 80, targetPort: 80 }] }, [
    "default/b",
    "default/c",
  ]);
  const heard = Array.from({ length: 400 }, () => flows.ask("default/a", "10.96.1.1"));
  const ofB = heard.filter((text) => text.startsWith("default/b")).length;
  // Chi-squared with one degree of freedom, one chance in a thousand.
  expect((2 * (ofB - 200) ** 2) / 200).toBeLessThan(10.83);
});

test("a policy holds for connections that are already open, and not for their answers", () => {
  const flows = given();
  const socket = flows.at("default/a").sockets.connectTcp({ to: ip("10.0.1.11"), port: 80 });
  const { clock } = flows.world;
  clock.runUntil(clock.nowUs + 100_000);
  expect(socket.state).toBe("ESTABLISHED");
  flows.policy("deny", { podSelector: { matchLabels: { app: "b" } }, policyTypes: ["Ingress"] });
  const since = flows.world.trace.nextSeq;
  socket.tryWrite(new Uint8Array([63]));
  clock.runUntil(clock.nowUs + 5_000_000);
  const dropped = flows.world.trace.between(since).filter(({ type }) => type === "dropped") as unknown as {
    rule: string;
  }[];
  expect(dropped.map(({ rule }) => rule)).toContain("Policy denied");
  expect(socket.tryRead(10)).toBe("would-block");
  socket.abort();
});

test("a node says on the healthCheckNodePort whether it has a backend, as long as its agent runs", () => {
  const flows = given();
  flows.service(
    "checked",
    {
      type: "LoadBalancer",
      clusterIP: "10.96.1.7",
      externalTrafficPolicy: "Local",
      healthCheckNodePort: 32_000,
      ports: [{ port: 8080, targetPort: 80, nodePort: 30_007, protocol: "TCP" }],
    },
    ["default/c"],
  );
  const get = (node: string) => {
    let status = "nothing";
    new Task(flows.world.clock, fetch(flows.at("host"), `http://${node}:32000/`), (end) => {
      if (end !== "killed") status = "value" in end ? `${end.value.status} ${end.value.body}` : String(end.error);
    });
    flows.world.clock.runUntil(flows.world.clock.nowUs + 2_000_000);
    return status;
  };
  expect(get("172.18.0.4")).toBe('200 {"service":{"namespace":"default","name":"checked"},"localEndpoints":1}');
  expect(get("172.18.0.3")).toBe('503 {"service":{"namespace":"default","name":"checked"},"localEndpoints":0}');
  (flows.world.nodes.get("node-2")?.cni.agent as CiliumAgent | undefined)?.stop();
  expect(get("172.18.0.4")).toContain("Connection refused");
});

test("with native routing Pods' packets go from node to node as they are", () => {
  const flows = given({ cni: "cilium-native" });
  expect(flows.ask("default/a", "10.0.2.10")).toBe("default/c sees 10.0.1.10");
  expect(flows.path()).toBe("a/eth0 node-1/lxc* node-1/eth0 node-2/eth0 node-2/lxc* c/eth0");
  expect(flows.ask("host", "172.18.0.3", 30_002)).toBe("default/c sees 172.18.0.3");
});

test("what is foreseen agrees: a range of addresses means the world outside", () => {
  const flows = given();
  flows.policy("any", { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }] });
  const client = flows.world.api.client("test");
  const pod = (name: string): Pod => client.get<Pod>("pods", "default", name) as Pod;
  const foresight = new Foresight(flows.world);
  const to = { to: { pod: pod("b") }, protocol: "TCP", port: 80, serve: true } as const;
  expect(foresight.foresee({ from: { pod: pod("a") }, ...to }).outcome).toBe("dropped");
  expect(foresight.foresee({ from: { ip: ip("8.8.8.8") }, ...to }).outcome).toBe("delivered");
  const service = client.get<Service>("services", "default", "far") as Service;
  client.delete("networkpolicies", { namespace: "default", name: "any" });
  flows.settle();
  const through = { from: { pod: pod("a") }, to: { service }, protocol: "TCP", port: 8080, serve: true } as const;
  expect(new Foresight(flows.world).foresee(through)).toMatchObject({ outcome: "delivered", endpoint: "10.0.2.10:80" });
});

describe("policies", () => {
  const all = { podSelector: {} };
  const allow = (app: string) => ({ from: [{ podSelector: { matchLabels: { app } } }] });

  test("what no rule allows is dropped where it would come in, with the policy's name", () => {
    const flows = given();
    flows.policy("web", { podSelector: { matchLabels: { app: "b" } }, ingress: [allow("c")] });
    expect(flows.ask("default/c", "10.0.1.11")).toBe("default/b sees 10.0.2.10");
    expect(flows.ask("default/a", "10.0.1.11")).toBe("ETIMEDOUT");
    expect(flows.drops()[0]).toBe("node-1/lxc*: Policy denied");
    const dropped = flows.world.trace.between(0).filter(({ type }) => type === "dropped")[0] as unknown as {
      origin: string;
    };
    expect(dropped.origin).toBe("NetworkPolicy default/web");
  });

  test("an identity travels in the tunnel: a remote Pod is judged by its labels", () => {
    const flows = given();
    flows.policy("web", { podSelector: { matchLabels: { app: "c" } }, ingress: [allow("a")] });
    expect(flows.ask("default/a", "10.0.2.10")).toBe("default/c sees 10.0.1.10");
    expect(flows.ask("default/b", "10.0.2.10")).toBe("ETIMEDOUT");
    expect(flows.drops()[0]).toBe("node-2/cilium_vxlan: Policy denied");
  });

  test("its own node is always let in, other nodes are not", () => {
    const flows = given();
    flows.policy("deny", { ...all, policyTypes: ["Ingress"] });
    expect(flows.ask("node-1", "10.0.1.10")).toContain("default/a sees");
    expect(flows.ask("node-2", "10.0.1.10")).toBe("ETIMEDOUT");
  });

  test("a range of addresses means the world outside, never Pods or nodes", () => {
    const flows = given();
    flows.policy("any", { ...all, ingress: [{ from: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }] });
    expect(flows.ask("default/a", "10.0.1.11")).toBe("ETIMEDOUT");
    expect(flows.ask("node-2", "10.0.1.11")).toBe("ETIMEDOUT");
    expect(flows.ask("host", "172.18.0.4", 30_002)).toBe(`default/c sees ${LEARNER}`);
  });

  test("egress is judged where it leaves; answers pass; named ports are the other Pod's", () => {
    const flows = given();
    flows.policy("out", {
      podSelector: { matchLabels: { app: "a" } },
      policyTypes: ["Egress"],
      egress: [{ to: [{ podSelector: { matchLabels: { app: "c" } } }], ports: [{ port: "web" }] }],
    });
    expect(flows.ask("default/a", "10.0.2.10")).toBe("default/c sees 10.0.1.10");
    expect(flows.ask("default/a", "10.0.1.11")).toBe("ETIMEDOUT");
    expect(flows.drops()[0]).toBe("node-1/lxc*: Policy denied");
    expect(flows.ask("default/b", "10.0.1.10")).toBe("default/a sees 10.0.1.11");
  });

  test("a policy that goes frees its Pods", () => {
    const flows = given();
    flows.policy("deny", { ...all, policyTypes: ["Ingress"] });
    expect(flows.ask("default/a", "10.0.1.11")).toBe("ETIMEDOUT");
    flows.world.api.client("test").delete("networkpolicies", { namespace: "default", name: "deny" });
    flows.settle();
    expect(flows.ask("default/a", "10.0.1.11")).toBe("default/b sees 10.0.1.10");
  });
});

test("without its agent a node goes on with the maps that it has, and no new Pod gets a network", () => {
  const flows = given();
  flows.policy("deny", { podSelector: { matchLabels: { app: "b" } }, policyTypes: ["Ingress"] });
  const { cni } = flows.world.nodes.get("node-1") as unknown as {
    cni: { agent: CiliumAgent; addPod(pod: object): void };
  };
  cni.agent.stop();
  flows.world.api.client("test").delete("networkpolicies", { namespace: "default", name: "deny" });
  flows.settle();
  expect(flows.ask("default/a", "10.0.1.11")).toBe("ETIMEDOUT");
  expect(flows.ask("default/a", "10.0.2.10")).toBe("default/c sees 10.0.1.10");
  const namespace = flows.world.network.createNamespace({ name: "default/new" });
  expect(() => cni.addPod({ key: "default/new", namespace })).toThrow("Is the agent running?");
  cni.agent.start();
  flows.settle();
  expect(flows.ask("default/a", "10.0.1.11")).toBe("default/b sees 10.0.1.10");
});

function routes({ routes: { main } }: NetNamespace, router: string): string[] {
  const name = (text: string): string => text.replaceAll(router, "ROUTER");
  return main.map(({ via, src, mtu, device, ...route }) => {
    const parts = [
      via === null ? "" : ` via ${formatIp(via)}`,
      ` dev ${device?.name}`,
      src === null ? "" : ` src ${formatIp(src)}`,
    ];
    return name(
      `${formatPrefix({ via, src, mtu, device, ...route })}${parts.join("")}${mtu === null ? "" : ` mtu ${mtu}`}`,
    );
  });
}

test("a node has one route to its own Pods and one into the tunnel for each other node; a Pod has one to the router", () => {
  const flows = given();
  const router = routerOf(flows, "node-1");
  expect(routes(flows.at("node-1"), router).sort()).toEqual([
    "10.0.0.0/24 via ROUTER dev cilium_host src ROUTER mtu 1450",
    "10.0.1.0/24 via ROUTER dev cilium_host src ROUTER",
    "10.0.2.0/24 via ROUTER dev cilium_host src ROUTER mtu 1450",
    "172.18.0.0/16 dev eth0 src 172.18.0.3",
    "ROUTER dev cilium_host",
    "default via 172.18.0.1 dev eth0",
  ]);
  expect(routes(flows.at("default/a"), router)).toEqual(["default via ROUTER dev eth0 mtu 1450", "ROUTER dev eth0"]);
});

test("the installed cluster has agents on every node, no kube-proxy, and objects for its endpoints", () => {
  const world = createWorld({ profile: "kubeadm-cilium", software: BARE_SOFTWARE });
  world.start();
  world.clock.runUntil(30_000_000);
  const client = world.api.client("test");
  const named = (resource: string) => client.list(resource, {}).map(({ metadata }) => metadata.name);
  expect(named("daemonsets")).toEqual(["cilium"]);
  expect(named("ciliumnodes")).toEqual(["cp-1", "node-1", "node-2"]);
  expect(named("ciliumendpoints").every((name) => name.startsWith("coredns-"))).toBe(true);
  expect(named("ciliumendpoints")).toHaveLength(2);
  for (const { machine } of world.nodes.values()) {
    const chains = machine.network.netfilter.tables.flatMap((table) => table.chains().map(({ name }) => name));
    expect(chains.filter((name) => name.startsWith("KUBE-"))).toEqual([]);
  }
});

test("Cilium's own policies: entities, endpoints of other namespaces, denials; what is not simulated makes one invalid", () => {
  const world = createWorld({ profile: "kubeadm-cilium", software: BARE_SOFTWARE });
  world.start();
  world.clock.runUntil(30_000_000);
  const client = world.api.client("test");
  const policy = (name: string, spec: object) =>
    client.create("ciliumnetworkpolicies", {
      apiVersion: "cilium.io/v2",
      kind: "CiliumNetworkPolicy",
      metadata: { name, namespace: "kube-system" },
      spec,
    } as never);
  const endpointSelector = { matchLabels: { "k8s:k8s-app": "kube-dns" } };
  policy("good", { endpointSelector, ingress: [{ fromEntities: ["host"] }, { fromEndpoints: [{}] }] });
  policy("bad", { endpointSelector, egress: [{ toFQDNs: [{ matchName: "example.com" }] }] });
  world.clock.runUntil(32_000_000);
  const valid = client.list("ciliumnetworkpolicies", {}).map(({ metadata, status }) => {
    const { conditions } = status as { conditions: { status: string; message: string }[] };
    return `${metadata.name} ${conditions[0]?.status} ${conditions[0]?.message}`;
  });
  expect(valid).toEqual(["bad False egress.toFQDNs is not simulated here", "good True Policy validation succeeded"]);
  const agents = [...world.nodes.values()].map(({ cni }) => cni.agent).filter((agent) => agent instanceof CiliumAgent);
  const enforced = agents.flatMap(({ options }) =>
    [...options.datapath.endpoints.values()].map(({ policy: of }) => of),
  );
  expect(enforced.map(({ ingress, egress }) => [ingress.isEnforced, egress.isEnforced])).toEqual([
    [true, false],
    [true, false],
  ]);
});
