import { describe, expect, test } from "vitest";
import { formatIp, ip } from "../../../core/ip.ts";
import { formatPrefix } from "../../../net/route.ts";
import { FlowWorld } from "../../testing/flow-world.ts";
import { CniError } from "../cni-plugin.ts";
import type { AwsVpcCni } from "./aws-vpc.ts";
import type { AwsPolicyAgent } from "./policy-agent.ts";

const NODE1 = "ip-10-0-1-23.ec2.internal";
const NODE2 = "ip-10-0-2-87.ec2.internal";
const PODS = [
  `default/a@${NODE1}=10.0.1.60 app=a`,
  `default/b@${NODE1}=10.0.1.61 app=b`,
  `default/c@${NODE2}=10.0.2.60 app=c`,
];

function given(): FlowWorld {
  const flows = new FlowWorld("eks", PODS);
  const port = (nodePort?: number) => [
    { port: 8080, targetPort: 80, protocol: "TCP", ...(nodePort === undefined ? {} : { nodePort }) },
  ];
  flows.service("near", { type: "ClusterIP", clusterIP: "172.20.1.1", ports: port() }, ["default/b"]);
  flows.service("far", { type: "NodePort", clusterIP: "172.20.1.2", ports: port(30_002) }, ["default/c"]);
  return flows;
}

function cniOf(flows: FlowWorld, node = NODE1): AwsVpcCni {
  return flows.world.nodes.get(node)?.cni as AwsVpcCni;
}

describe("ways through the VPC", () => {
  const flows = given();
  test.each([
    ["a Pod of the same node", "default/a", "10.0.1.61", 80, "default/b sees 10.0.1.60", `a/eth0 ${NODE1}/eni* b/eth0`],
    [
      "a Pod of another zone",
      "default/a",
      "10.0.2.60",
      80,
      "default/c sees 10.0.1.60",
      `a/eth0 ${NODE1}/eni* ${NODE1}/eth0 ${NODE2}/eth0 ${NODE2}/eni* c/eth0`,
    ],
    ["a Service on this node", "default/a", "172.20.1.1", 8080, "default/b sees 10.0.1.60", undefined],
    ["a Service in another zone", "default/a", "172.20.1.2", 8080, "default/c sees 10.0.1.60", undefined],
    ["itself through its Service", "default/b", "172.20.1.1", 8080, "default/b sees 10.0.1.23", undefined],
    ["a Pod of this node, from the host", NODE1, "10.0.1.60", 80, "default/a sees 10.0.1.23", `${NODE1}/eni* a/eth0`],
    ["a Pod of another node, from the host", NODE1, "10.0.2.60", 80, "default/c sees 10.0.1.23", undefined],
    [
      "a node port of another node, from a Pod",
      "default/a",
      "10.0.2.87",
      30_002,
      "default/c sees 10.0.2.87",
      undefined,
    ],
    [
      "the control plane",
      "default/a",
      "10.0.1.250",
      9,
      "ECONNREFUSED",
      `a/eth0 ${NODE1}/eni* ${NODE1}/eth0 control-plane/eth0`,
    ],
    [
      "a node port from the Internet, which its security group keeps out",
      "host",
      "198.51.100.12",
      30_002,
      "ETIMEDOUT",
      undefined,
    ],
  ] as const)("%s", (_what, from, to, port, answer, path) => {
    expect(flows.ask(from, to, port)).toBe(answer);
    if (path !== undefined) expect(flows.path()).toBe(path);
  });

  test("what leaves the VPC takes the node's address, and then its public one", () => {
    expect(flows.ask("default/a", "93.184.215.14", 81)).toBe("ECONNREFUSED");
    expect(flows.path()).toBe(
      `a/eth0 ${NODE1}/eni* ${NODE1}/eth0 internet-gateway/eth0 internet-gateway/eth1 internet/eth0`,
    );
    const events = flows.world.trace.between(0) as unknown as {
      type: string;
      where: string;
      headers?: { src: string; dst: string };
    }[];
    const last = events.find(
      ({ where, type, headers }) =>
        where === "internet/eth0" && type === "received" && headers?.dst === "93.184.215.14",
    );
    expect(last?.headers?.src).toBe("198.51.100.11");
  });
});

describe("a Pod of the second interface", () => {
  const flows = given();
  const cni = cniOf(flows);
  const second = cni.enis.list[1];
  const address = formatIp(second?.addresses[0] ?? 0);
  flows.load({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "d", namespace: "default", labels: { app: "d" } },
    spec: { nodeName: NODE1, containers: [{ name: "app", image: "registry.k8s.io/pause:3.10" }] },
    status: { phase: "Running", podIP: address, podIPs: [{ ip: address }] },
  });

  test("has a rule of its own, whose table leaves by that interface", () => {
    const { rules } = flows.at(NODE1).routes;
    const text = rules.list().map(({ priority, from, to, mark, action }) => {
      const who =
        from === null
          ? to === null
            ? mark === null
              ? ""
              : " marked"
            : ` to ${formatIp(to.base)}`
          : ` from ${formatIp(from.base)}`;
      return `${priority}${who}: ${action}`;
    });
    expect(text).toEqual([
      "0: 255",
      "512 to 10.0.1.60: 254",
      "512 to 10.0.1.61: 254",
      `512 to ${address}: 254`,
      "1024 marked: 254",
      `1536 from ${address}: 2`,
      "32766: 254",
      "32767: 253",
    ]);
    const table = flows
      .at(NODE1)
      .routes.table(2)
      ?.map((route) => `${formatPrefix(route)} dev ${route.device?.name}`);
    expect(table).toEqual(["default dev eth1", "10.0.1.1 dev eth1"]);
  });

  test("sends to the VPC by that interface, and to the world by the first", () => {
    expect(flows.ask("default/d", "10.0.2.60")).toBe(`default/c sees ${address}`);
    expect(flows.path()).toContain(`${NODE1}/eni* ${NODE1}/eth1 ${NODE2}/eth0`);
    expect(flows.ask("default/d", "93.184.215.14", 81)).toBe("ECONNREFUSED");
    expect(flows.path()).toContain(`${NODE1}/eni* ${NODE1}/eth0 internet-gateway`);
  });

  test("is reached by it from elsewhere", () => {
    const pod = flows.pod("default/d");
    pod.sockets.listenTcp({ port: 81 });
    const heard = flows.ask("default/c", address, 82);
    expect(heard).toBe("ECONNREFUSED");
    expect(flows.path()).toContain(`${NODE1}/eth1 ${NODE1}/eni* d/eth0`);
  });
});

test("a node hands out as many addresses as its interfaces hold, and then says so", () => {
  const flows = new FlowWorld("eks", []);
  const cni = cniOf(flows);
  const add = (n: number): string =>
    cni.addPod({ key: `default/p${n}`, namespace: flows.world.network.createNamespace({ name: `p${n}` }) }).podIPs[0] ??
    "";
  const all = Array.from({ length: 27 }, (_, n) => add(n));
  expect(new Set(all).size).toBe(27);
  expect(all.every((address) => address.startsWith("10.0.1."))).toBe(true);
  expect([...flows.at(NODE1).devices.keys()].filter((name) => name.startsWith("eth"))).toEqual([
    "eth0",
    "eth1",
    "eth2",
  ]);
  expect(() => add(27)).toThrow(new CniError("add cmd: failed to assign an IP address to container"));
  cni.deletePod("default/p3");
  expect(add(28)).toBe(all[3]);
});

describe("policies", () => {
  const deny = { podSelector: { matchLabels: { app: "b" } }, policyTypes: ["Ingress"] };

  function agentOf(flows: FlowWorld): AwsPolicyAgent {
    return flows.world.nodes.get(NODE1)?.policyAgent as AwsPolicyAgent;
  }

  test("are ignored until the agent is told to enforce them", () => {
    const flows = given();
    flows.policy("deny", deny);
    expect(flows.ask("default/a", "10.0.1.61")).toBe("default/b sees 10.0.1.60");
    agentOf(flows).enable();
    expect(flows.ask("default/a", "10.0.1.61")).toBe("ETIMEDOUT");
    expect(flows.drops()[0]).toBe(`${NODE1}/eni*: NetworkPolicy`);
    expect(flows.ask(NODE1, "10.0.1.61")).toBe("default/b sees 10.0.1.23");
    agentOf(flows).disable();
    expect(flows.ask("default/a", "10.0.1.61")).toBe("default/b sees 10.0.1.60");
  });

  test("with the agent off in the ConfigMap nothing is resolved", () => {
    const flows = given();
    flows.policy("deny", deny);
    agentOf(flows).enable();
    flows.load({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "amazon-vpc-cni", namespace: "kube-system" },
      data: { "enable-network-policy-controller": "false" },
    });
    expect(flows.ask("default/a", "10.0.1.61")).toBe("default/b sees 10.0.1.60");
  });

  test("a Service's address is allowed where a Pod behind it is", () => {
    const flows = given();
    agentOf(flows).enable();
    const to = (app: string) => ({ to: [{ podSelector: { matchLabels: { app } } }], ports: [{ port: 80 }] });
    flows.policy("out", { podSelector: { matchLabels: { app: "a" } }, policyTypes: ["Egress"], egress: [to("b")] });
    expect(flows.ask("default/a", "172.20.1.1", 8080)).toBe("default/b sees 10.0.1.60");
    expect(flows.ask("default/a", "172.20.1.2", 8080)).toBe("ETIMEDOUT");
    expect(flows.ask("default/c", "10.0.1.60")).toBe("default/a sees 10.0.2.60");
  });
});

test("while its daemon is down no new Pod gets an address, and the others keep theirs", () => {
  const flows = given();
  const cni = cniOf(flows);
  cni.agent.stop();
  const namespace = flows.world.network.createNamespace({ name: "default/new" });
  expect(() => cni.addPod({ key: "default/new", namespace })).toThrow("connect: connection refused");
  expect(flows.ask("default/a", "10.0.1.61")).toBe("default/b sees 10.0.1.60");
  expect(flows.at(NODE1).isLocal(ip("10.0.1.60"))).toBe(false);
});
