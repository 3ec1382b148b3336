import { expect, test } from "vitest";
import { formatIp } from "../../../core/ip.ts";
import type { Run } from "../../../core/wait.ts";
import type { Node, Pod } from "../../../kube/schema/types.ts";
import type { Vxlan } from "../../../net/link/vxlan.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import { formatPrefix } from "../../../net/route.ts";
import type { ProgramTable } from "../../../os/machine.ts";
import { EVERY_PART } from "../../parts/every.ts";
import { givenPolicies } from "../../testing/policy-world.ts";
import { createWorld, type World } from "../../world.ts";

/** `cp` comes with the shell, which is further right; what it would copy is there already. */
const programs: ProgramTable = new Map([["cp", nothing]]);

// biome-ignore lint/correctness/useYield: a program that has nothing to wait for.
function* nothing(): Run<number> {
  return 0;
}

function given(cni?: string): World {
  const world = createWorld({
    profile: "kubeadm-flannel",
    software: { programs, parts: EVERY_PART },
    ...(cni === undefined ? {} : { cni }),
  });
  world.start();
  world.clock.runUntil(20_000_000);
  return world;
}

function networkOf(world: World, node: string): NetNamespace {
  return world.nodes.get(node)?.machine.network as NetNamespace;
}

function routes({ routes: { main } }: NetNamespace): string[] {
  return main.map((route) => {
    const via = route.via === null ? "" : ` via ${formatIp(route.via)}`;
    return `${formatPrefix(route)}${via} dev ${route.device?.name}${route.onlink ? " onlink" : ""}`;
  });
}

function createPod(world: World, name: string, nodeName: string): void {
  const containers = [{ name: "app", image: "nginx" }];
  const metadata = { name, namespace: "default" };
  world.api
    .client("test")
    .create("pods", { apiVersion: "v1", kind: "Pod", metadata, spec: { nodeName, containers } } as Pod);
}

function events(world: World, pod: string): string[] {
  return world.api
    .client("test")
    .list("events", { namespace: "default" })
    .filter((event) => (event.involvedObject as { name?: string }).name === pod)
    .map((event) => `${event.reason}: ${event.message}`);
}

/** After so many seconds more. */
function wait(world: World, seconds: number): void {
  world.clock.runUntil(world.clock.nowUs + seconds * 1_000_000);
}

test("each node has a tunnel, a route to every other node's range by it, and that node's addresses written down", () => {
  const world = given();
  const node = networkOf(world, "node-1");
  expect(routes(node)).toEqual([
    "default via 172.18.0.1 dev eth0 onlink",
    "10.244.0.0/24 via 10.244.0.0 dev flannel.1 onlink",
    "10.244.1.0/24 dev cni0",
    "10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink",
    "172.18.0.0/16 dev eth0",
  ]);
  const vtep = networkOf(world, "node-2").device("flannel.1");
  expect(node.neighbours.known(node.device("flannel.1"), vtep.addresses[0]?.ip ?? 0)).toBe(vtep.mac);
  const { fdb, vni, dstPort } = node.device("flannel.1").link as Vxlan;
  expect(formatIp(fdb.get(vtep.mac)?.dst ?? 0)).toBe("172.18.0.4");
  expect({ vni, dstPort, mtu: node.device("flannel.1").mtu }).toEqual({ vni: 1, dstPort: 8472, mtu: 1450 });
});

test("flanneld tells about its node: a file for the plugin, annotations for the others", () => {
  const world = given();
  const files = world.nodes.get("node-1")?.machine.fs;
  expect(files?.readText("/run/flannel/subnet.env")).toBe(
    "FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n",
  );
  expect(files?.list("/etc/cni/net.d")).toEqual(["10-flannel.conflist"]);
  const node = world.api.client("test").get<Node>("nodes", undefined, "node-1");
  expect(node?.metadata.annotations).toMatchObject({
    "flannel.alpha.coreos.com/backend-type": "vxlan",
    "flannel.alpha.coreos.com/public-ip": "172.18.0.3",
  });
});

test("host-gw needs no tunnel: the routes lead to the nodes themselves, and Pods have the full MTU", () => {
  const world = given("flannel-host-gw");
  createPod(world, "a", "node-1");
  wait(world, 10);
  const node = networkOf(world, "node-1");
  expect(routes(node)).toContain("10.244.2.0/24 via 172.18.0.4 dev eth0");
  expect(node.devices.has("flannel.1")).toBe(false);
  expect(node.device("cni0").mtu).toBe(1500);
});

test("with WireGuard the whole range goes by one device, and each peer has its range", () => {
  const world = given("flannel-wireguard");
  expect(routes(networkOf(world, "node-1"))).toContain("10.244.0.0/16 dev flannel-wg");
  expect(networkOf(world, "node-1").device("flannel-wg").mtu).toBe(1420);
});

test("the file of the agent gone, new Pods get no network and their events say why; those that run go on", () => {
  const world = given();
  createPod(world, "before", "node-1");
  wait(world, 10);
  world.nodes.get("node-1")?.machine.fs.removeFile("/run/flannel/subnet.env");
  createPod(world, "after", "node-1");
  wait(world, 10);
  expect(events(world, "after")).toContainEqual(
    expect.stringMatching(
      /^FailedCreatePodSandBox: Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "[0-9a-f]{64}": plugin type="flannel" failed \(add\): loadFlannelSubnetEnv failed: open \/run\/flannel\/subnet.env: no such file or directory$/,
    ),
  );
  const phase = (name: string) => world.api.client("test").get<Pod>("pods", "default", name)?.status?.phase;
  expect([phase("before"), phase("after")]).toEqual(["Running", "Pending"]);
});

test("flanneld started again writes the file, and the waiting Pod gets its network", () => {
  const world = given();
  world.nodes.get("node-1")?.machine.fs.removeFile("/run/flannel/subnet.env");
  createPod(world, "a", "node-1");
  wait(world, 5);
  const client = world.api.client("test");
  for (const { metadata, spec } of client.list<Pod>("pods", { namespace: "kube-flannel" }))
    if (spec.nodeName === "node-1") client.delete("pods", metadata);
  wait(world, 60);
  expect(client.get<Pod>("pods", "default", "a")?.status?.phase).toBe("Running");
});

test("without a configuration in /etc/cni/net.d the node is not ready, and a Pod for it waits with the same words", () => {
  const world = given();
  world.nodes.get("node-2")?.machine.fs.removeFile("/etc/cni/net.d/10-flannel.conflist");
  wait(world, 15);
  const client = world.api.client("test");
  const ready = client
    .get<Node>("nodes", undefined, "node-2")
    ?.status?.conditions?.find(({ type }) => type === "Ready");
  const message =
    "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized";
  expect(ready).toMatchObject({ status: "False", reason: "KubeletNotReady", message });
  createPod(world, "a", "node-2");
  wait(world, 5);
  expect(events(world, "a")).toContain(`NetworkNotReady: network is not ready: ${message}`);
});

test("policies are accepted, and nobody enforces them", () => {
  const { policy, send } = givenPolicies(["default/a@kind-worker", "default/b@kind-worker2"], "kind", {
    cni: "flannel",
  });
  policy("default/deny-all", { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
  expect(send("default/a -> default/b:80")).toBe("delivered");
});

test("a plugin's program that is not there is named", () => {
  const world = given();
  world.nodes.get("node-1")?.machine.fs.removeFile("/opt/cni/bin/portmap");
  createPod(world, "a", "node-1");
  wait(world, 5);
  expect(events(world, "a")[0]).toMatch(
    /plugin type="portmap" failed \(add\): failed to find plugin "portmap" in path \[\/opt\/cni\/bin\]$/,
  );
});

test("a node whose tunnel's UDP port is blocked is cut off, although everything else about it is in order", () => {
  const world = given();
  const node = networkOf(world, "node-2");
  const dropped = world.trace.nextSeq;
  (node.device("flannel.1").link as Vxlan).device.up = false;
  const socket = networkOf(world, "node-1").sockets.openIcmp();
  socket.sendEcho({ to: node.device("cni0").addresses[0]?.ip ?? 0, seq: 1, size: 56 });
  wait(world, 2);
  expect(socket.tryReceive()).toBeNull();
  expect(world.trace.between(dropped).find(({ type }) => type === "dropped")).toMatchObject({
    where: "node-2/flannel.1",
    reason: "device-down",
  });
});
