import { expect, test } from "vitest";
import { formatIp } from "../../../core/ip.ts";
import type { KubeObject } from "../../../kube/api/objects.ts";
import type { Node, Pod } from "../../../kube/schema/types.ts";
import { formatMac } from "../../../net/mac.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import { formatPrefix } from "../../../net/route.ts";
import { BARE_SOFTWARE } from "../../testing/bare-software.ts";
import { createWorld, type World } from "../../world.ts";
import { cableName } from "./calico.ts";

function given(cni = "calico"): World {
  const world = createWorld({ profile: "kubeadm-calico", software: BARE_SOFTWARE, cni });
  world.start();
  wait(world, 20);
  return world;
}

function wait(world: World, seconds: number): void {
  world.clock.runUntil(world.clock.nowUs + seconds * 1_000_000);
}

function networkOf(world: World, node: string): NetNamespace {
  return world.nodes.get(node)?.machine.network as NetNamespace;
}

function routes({ routes: { main } }: NetNamespace): string[] {
  return main.map((route) => {
    const via = route.via === null ? "" : ` via ${formatIp(route.via)}`;
    const device = route.device === null ? "" : ` dev ${route.device.name.replace(/^cali[0-9a-f]{11}$/, "cali*")}`;
    const protocol = ["boot", "kernel"].includes(route.protocol) ? "" : ` proto ${route.protocol}`;
    return `${formatPrefix(route)}${via}${device}${protocol}${route.onlink ? " onlink" : ""}`;
  });
}

function createPod(world: World, name: string, nodeName?: string): void {
  const spec = { ...(nodeName === undefined ? {} : { nodeName }), containers: [{ name: "app", image: "nginx" }] };
  const metadata = { name, namespace: "default" };
  world.api.client("test").create("pods", { apiVersion: "v1", kind: "Pod", metadata, spec } as Pod);
  wait(world, 15);
}

function podOf(world: World, name: string): Pod | undefined {
  return world.api.client("test").get<Pod>("pods", "default", name);
}

function echo(world: World, from: NetNamespace, to: number | bigint): boolean {
  const socket = from.sockets.openIcmp();
  socket.sendEcho({ to, seq: 1, size: 56 });
  wait(world, 3);
  const got = socket.tryReceive();
  socket.close();
  return got?.type === 0;
}

test("each node has a block of its own, and a route to every other node's", () => {
  const world = given();
  createPod(world, "a", "node-1");
  expect(routes(networkOf(world, "node-1")).filter((line) => !line.includes("cali"))).toEqual([
    "default via 172.18.0.1 dev eth0 onlink",
    "172.18.0.0/16 dev eth0",
    "192.168.142.128/26 via 172.18.0.2 dev tunl0 proto bird onlink",
    "192.168.194.0/26 via 172.18.0.4 dev tunl0 proto bird onlink",
    "blackhole 192.168.227.192/26 proto bird",
  ]);
  const tunnel = networkOf(world, "node-1").device("tunl0");
  expect([tunnel.mtu, formatIp(tunnel.addresses[0]?.ip ?? 0)]).toEqual([1480, "192.168.227.192"]);
});

test("a Pod has one address, a gateway that nobody has, and a cable whose far end answers for it", () => {
  const world = given();
  createPod(world, "a", "node-1");
  const pod = world.nodes.get("node-1")?.kubelet.worker("default", "a")?.sandbox?.namespace as NetNamespace;
  expect(routes(pod)).toEqual(["default via 169.254.1.1 dev eth0", "169.254.1.1 dev eth0"]);
  const { addresses, mtu, peer } = pod.device("eth0");
  expect(addresses.map(({ ip, bits }) => `${formatIp(ip)}/${bits}`)).toEqual([
    `${podOf(world, "a")?.status?.podIP}/32`,
  ]);
  expect([mtu, peer?.name, peer?.proxyArp, formatMac(peer?.mac ?? 0)]).toEqual([
    1480,
    cableName("default/a"),
    true,
    "ee:ee:ee:ee:ee:ee",
  ]);
  expect(echo(world, pod, networkOf(world, "node-2").device("tunl0").addresses[0]?.ip ?? 0)).toBe(true);
  expect(pod.neighbours.entries().map(({ ip, mac, state }) => `${formatIp(ip)} ${formatMac(mac)} ${state}`)).toEqual([
    "169.254.1.1 ee:ee:ee:ee:ee:ee REACHABLE",
  ]);
});

test("the name of a cable is the hash that Calico takes", () => {
  expect(cableName("namespace/podname")).toBe("cali82111e10a96");
});

test("VXLAN: a device with permanent neighbours, routes by Felix, and less room for Pods", () => {
  const world = given("calico-vxlan");
  createPod(world, "a", "node-1");
  const node = networkOf(world, "node-1");
  expect(routes(node).filter((line) => line.includes("/26"))).toEqual([
    "192.168.142.128/26 via 192.168.142.128 dev vxlan.calico proto 80 onlink",
    "192.168.194.0/26 via 192.168.194.0 dev vxlan.calico proto 80 onlink",
    "blackhole 192.168.227.192/26 proto 80",
  ]);
  expect(node.devices.has("tunl0")).toBe(false);
  expect(node.device(cableName("default/a")).mtu).toBe(1450);
});

test("the pool says how packets travel, and a change of it is followed at once", () => {
  const world = given();
  createPod(world, "a", "node-1");
  const client = world.api.client("test");
  const name = "default-ipv4-ippool";
  const change = (spec: Record<string, string>): void => {
    client.patch("ippools.crd.projectcalico.org", { name }, { type: "merge", patch: { spec } });
    wait(world, 1);
  };
  change({ ipipMode: "CrossSubnet" });
  expect(routes(networkOf(world, "node-1"))).toContain("192.168.194.0/26 via 172.18.0.4 dev eth0 proto bird");
  change({ ipipMode: "Never", vxlanMode: "Always" });
  expect(routes(networkOf(world, "node-1"))).toContainEqual(
    expect.stringMatching(/^192\.168\.194\.0\/26 via 192\.168\.194\.\d+ dev vxlan\.calico proto 80 onlink$/),
  );
});

test("what calico-node has made can be seen in its own kinds and at the Node", () => {
  const world = given();
  const client = world.api.client("test");
  const names = (resource: string): string[] =>
    client.list(`${resource}.crd.projectcalico.org`).map(({ metadata }: KubeObject) => metadata.name);
  expect(names("ippools")).toEqual(["default-ipv4-ippool"]);
  expect(names("blockaffinities")).toEqual([
    "cp-1-192-168-142-128-26",
    "node-1-192-168-227-192-26",
    "node-2-192-168-194-0-26",
  ]);
  const node = client.get<Node>("nodes", undefined, "node-1");
  expect(node?.metadata.annotations).toMatchObject({
    "projectcalico.org/IPv4Address": "172.18.0.3/16",
    "projectcalico.org/IPv4IPIPTunnelAddr": "192.168.227.192",
  });
  expect(node?.status?.conditions?.[0]).toMatchObject({ type: "NetworkUnavailable", reason: "CalicoIsUp" });
});

test("without the file that calico-node leaves, a Pod gets no network and its event says why", () => {
  const world = given();
  world.nodes.get("node-1")?.machine.fs.removeFile("/var/lib/calico/nodename");
  createPod(world, "a", "node-1");
  const messages = world.api
    .client("test")
    .list("events", { namespace: "default" })
    .map(({ message }) => String(message));
  expect(messages).toContainEqual(
    expect.stringMatching(
      /plugin type="calico" failed \(add\): stat \/var\/lib\/calico\/nodename: no such file or directory: check that the calico\/node container is running and has mounted \/var\/lib\/calico\/$/,
    ),
  );
});

test("the agent gone, running Pods are reached until BGP's patience ends, and no new Pod is sent to the node", () => {
  const world = given();
  createPod(world, "a", "node-1");
  const address = networkOf(world, "node-1").device("tunl0").addresses[0]?.ip ?? 0;
  const client = world.api.client("test");
  client.delete("daemonsets", { namespace: "kube-system", name: "calico-node" });
  wait(world, 10);
  expect(echo(world, networkOf(world, "node-2"), address)).toBe(true);
  const taints = client.get<Node>("nodes", undefined, "node-1")?.spec?.taints ?? [];
  expect(taints).toContainEqual(
    expect.objectContaining({ key: "node.kubernetes.io/network-unavailable", effect: "NoSchedule" }),
  );
  createPod(world, "late");
  expect(podOf(world, "late")?.spec.nodeName).toBeUndefined();
});

test("a node whose agent alone is gone is forgotten by the others after two minutes", () => {
  const world = given();
  const agent = world.nodes.get("node-1")?.cni.agent;
  const address = networkOf(world, "node-1").device("tunl0").addresses[0]?.ip ?? 0;
  agent?.stop();
  wait(world, 100);
  expect(echo(world, networkOf(world, "node-2"), address)).toBe(true);
  wait(world, 30);
  expect(routes(networkOf(world, "node-2"))).not.toContainEqual(expect.stringContaining("192.168.227.192/26"));
  agent?.start();
  wait(world, 1);
  expect(echo(world, networkOf(world, "node-2"), address)).toBe(true);
});
