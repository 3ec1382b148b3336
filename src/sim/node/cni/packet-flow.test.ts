/** The way of a first packet under each CNI: which devices it leaves by, in what shape, and whom the server sees. */
import { describe, expect, test } from "vitest";
import { ip } from "../../core/ip.ts";
import type { Stamped } from "../../core/trace.ts";
import type { KubeObject } from "../../kube/api/objects.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { NetError } from "../../net/net-error.ts";
import { connectTcp } from "../../net/socket/connect.ts";
import { DirectoryNode } from "../../os/vfs/node.ts";
import { Vfs } from "../../os/vfs/vfs.ts";
import type { SimEvent } from "../sim-event.ts";
import { type GivenPolicies, givenPolicies } from "../testing/policy-world.ts";

/** `near` and `far` are on two nodes, `other` is beside `near`. */
const PODS = ["default/near@kind-worker", "default/other@kind-worker", "default/far@kind-worker2"];
const SERVICE = "10.96.0.50";

interface Row {
  readonly from: string;
  readonly to: string;
  /** Devices that it was sent by; a tunnel's outer packet is told in brackets. */
  readonly by: string;
  readonly sees: string;
}

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  kindnet: [
    { from: "near", to: "other", by: "eth0 vethA", sees: "near" },
    { from: "near", to: "far", by: "eth0 eth0 vethA", sees: "near" },
    { from: "near", to: "service", by: "eth0 eth0 vethA", sees: "near" },
    { from: "near", to: "outside", by: "eth0 eth0", sees: "172.18.0.3" },
    { from: "kind-worker", to: "near", by: "vethA", sees: "10.244.1.1" },
    { from: "kind-worker2", to: "near", by: "eth0 vethA", sees: "172.18.0.4" },
    { from: "near", to: "kind-worker2", by: "eth0 eth0", sees: "172.18.0.3" },
  ],
  bridge: [
    { from: "near", to: "other", by: "eth0 vethA", sees: "near" },
    { from: "near", to: "far", by: "eth0 eth0 cni0 vethA", sees: "near" },
    { from: "near", to: "service", by: "eth0 eth0 cni0 vethA", sees: "near" },
    { from: "near", to: "outside", by: "eth0 eth0", sees: "172.18.0.3" },
    { from: "kind-worker", to: "near", by: "cni0 vethA", sees: "10.244.1.1" },
    { from: "kind-worker2", to: "near", by: "eth0 cni0 vethA", sees: "172.18.0.4" },
  ],
  flannel: [
    { from: "near", to: "other", by: "eth0 vethA", sees: "near" },
    { from: "near", to: "far", by: "eth0 flannel.1 eth0(udp:8472) cni0 vethA", sees: "near" },
    { from: "near", to: "service", by: "eth0 flannel.1 eth0(udp:8472) cni0 vethA", sees: "near" },
    { from: "near", to: "outside", by: "eth0 eth0", sees: "172.18.0.3" },
    { from: "kind-worker", to: "near", by: "cni0 vethA", sees: "10.244.1.1" },
    { from: "kind-worker2", to: "near", by: "flannel.1 eth0(udp:8472) cni0 vethA", sees: "10.244.2.0" },
    { from: "near", to: "kind-worker2", by: "eth0 eth0", sees: "172.18.0.3" },
  ],
  "flannel-host-gw": [
    { from: "near", to: "other", by: "eth0 vethA", sees: "near" },
    { from: "near", to: "far", by: "eth0 eth0 cni0 vethA", sees: "near" },
    { from: "near", to: "service", by: "eth0 eth0 cni0 vethA", sees: "near" },
    { from: "near", to: "outside", by: "eth0 eth0", sees: "172.18.0.3" },
    { from: "kind-worker2", to: "near", by: "eth0 cni0 vethA", sees: "172.18.0.4" },
  ],
  "flannel-wireguard": [
    { from: "near", to: "far", by: "eth0 flannel-wg eth0(udp:51820) cni0 vethA", sees: "near" },
    { from: "near", to: "service", by: "eth0 flannel-wg eth0(udp:51820) cni0 vethA", sees: "near" },
    { from: "near", to: "outside", by: "eth0 eth0", sees: "172.18.0.3" },
  ],
  calico: [
    { from: "near", to: "other", by: "eth0 caliA", sees: "near" },
    { from: "near", to: "far", by: "eth0 tunl0 eth0(ipip) caliA", sees: "near" },
    { from: "near", to: "service", by: "eth0 tunl0 eth0(ipip) caliA", sees: "near" },
    { from: "near", to: "outside", by: "eth0 eth0", sees: "172.18.0.3" },
    { from: "kind-worker", to: "near", by: "caliA", sees: "172.18.0.3" },
    { from: "kind-worker2", to: "near", by: "tunl0 eth0(ipip) caliA", sees: "tunnel of kind-worker2" },
    { from: "near", to: "kind-worker2", by: "eth0 eth0", sees: "172.18.0.3" },
  ],
  "calico-vxlan": [
    { from: "near", to: "other", by: "eth0 caliA", sees: "near" },
    { from: "near", to: "far", by: "eth0 vxlan.calico eth0(udp:4789) caliA", sees: "near" },
    { from: "near", to: "service", by: "eth0 vxlan.calico eth0(udp:4789) caliA", sees: "near" },
    { from: "near", to: "outside", by: "eth0 eth0", sees: "172.18.0.3" },
    { from: "kind-worker2", to: "near", by: "vxlan.calico eth0(udp:4789) caliA", sees: "tunnel of kind-worker2" },
  ],
  "calico-bgp": [
    { from: "near", to: "other", by: "eth0 caliA", sees: "near" },
    { from: "near", to: "far", by: "eth0 eth0 caliA", sees: "near" },
    { from: "near", to: "service", by: "eth0 eth0 caliA", sees: "near" },
    { from: "near", to: "outside", by: "eth0 eth0", sees: "172.18.0.3" },
    { from: "kind-worker2", to: "near", by: "eth0 caliA", sees: "172.18.0.4" },
  ],
};

function networkOf({ world }: GivenPolicies, name: string): NetNamespace {
  if (name === "outside") return world.host.network;
  const node = world.nodes.get(name);
  if (node !== undefined) return node.machine.network;
  const workers = [...world.nodes.values()].flatMap(({ kubelet }) => kubelet.workers);
  return workers.find(({ pod }) => pod.metadata.name === name)?.sandbox?.namespace as NetNamespace;
}

function addressOf(cluster: GivenPolicies, name: string): string {
  if (name === "service") return SERVICE;
  if (name === "outside") return "172.18.0.1";
  const { world } = cluster;
  const pod = world.api.client("test").get("pods", "default", name)?.status as { podIP: string } | undefined;
  return pod?.podIP ?? world.nodes.get(name)?.ip ?? "";
}

/** What the container of the agent has mounted. */
function filesOf(cni: string): Vfs {
  const files = new Vfs(new DirectoryNode(), () => 0);
  const backend = cni === "flannel" ? "vxlan" : cni.replace("flannel-", "");
  files.makeDirectory("/etc/kube-flannel", "/", { parents: true });
  files.writeFile(
    "/etc/kube-flannel/net-conf.json",
    JSON.stringify({ Network: "10.244.0.0/16", Backend: { Type: backend } }),
  );
  return files;
}

/** Its one endpoint is the Pod far away. */
function addService(cluster: GivenPolicies): void {
  const metadata = { namespace: "default" };
  cluster.world.api.load([
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { ...metadata, name: "web" },
      spec: { clusterIP: SERVICE, clusterIPs: [SERVICE], ports: [{ port: 80 }] },
    },
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { ...metadata, name: "web-1", labels: { "kubernetes.io/service-name": "web" } },
      addressType: "IPv4",
      ports: [{ name: "", port: 80, protocol: "TCP" }],
      endpoints: [{ addresses: [addressOf(cluster, "far")], conditions: { ready: true } }],
    },
  ] as unknown as KubeObject[]);
  cluster.settle();
}

/** Opens a connection, and tells the way of its first packet. */
function follow(cluster: GivenPolicies, { from, to }: Row): { readonly by: string; readonly sees: string } {
  const server = networkOf(cluster, to === "service" ? "far" : to);
  const listener = server.sockets.listenTcp({ port: 80 });
  const first = cluster.world.trace.nextSeq;
  try {
    const client = networkOf(cluster, from);
    cluster.run(connectTcp(client, { to: ip(addressOf(cluster, to)), port: 80, timeoutUs: 2_000_000 })).abort();
  } catch (error) {
    if (error instanceof NetError) return { by: error.code, sees: "" };
    throw error;
  } finally {
    listener.close();
  }
  return tell(cluster, cluster.world.trace.between(first));
}

function tell(cluster: GivenPolicies, events: readonly Stamped<SimEvent>[]): { by: string; sees: string } {
  const syn = events.find((event) => event.type === "routed");
  const packetId = syn?.type === "routed" ? syn.packetId : -1;
  const sent = events.flatMap((event) => {
    if (event.type !== "sent" || event.packetId !== packetId) return [];
    const device = event.where.slice(event.where.lastIndexOf("/") + 1).replace(/^(veth|cali)[0-9a-f]{8,}$/, "$1A");
    const { protocol, dstPort } = event.headers;
    return [protocol === "tcp" ? device : `${device}(${protocol}${dstPort === undefined ? "" : `:${dstPort}`})`];
  });
  const delivered = events.find((event) => event.type === "delivered" && event.packetId === packetId);
  const src = delivered?.type === "delivered" ? delivered.headers.src : "nobody";
  return { by: sent.join(" "), sees: nameOf(cluster, src) };
}

function nameOf(cluster: GivenPolicies, address: string): string {
  if (address === addressOf(cluster, "near")) return "near";
  for (const [name, { machine }] of cluster.world.nodes)
    for (const device of machine.network.devices.values())
      if (/^(tunl0|vxlan\.calico)$/.test(device.name) && device.addresses.some((had) => had.ip === ip(address)))
        return `tunnel of ${name}`;
  return address;
}

describe.each(Object.entries(ROWS))("%s", (cni, rows) => {
  const cluster = givenPolicies(PODS, "kind", { cni });
  for (const { cni: plugin } of cluster.world.nodes.values()) plugin.agent?.start(filesOf(cni));
  addService(cluster);
  test.each(rows)("$from to $to goes by $by, and the server sees $sees", (row) => {
    follow(cluster, row);
    expect(follow(cluster, row)).toEqual({ by: row.by, sees: row.sees });
  });
});
