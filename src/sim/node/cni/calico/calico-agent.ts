/**
 * calico-node on one node: gives it a tunnel where the pool wants one, tells the others which blocks it has and learns
 * theirs (BIRD, or Felix for VXLAN), and runs Felix. When its Pod ends, the other nodes forget its blocks two minutes
 * later, as far as BGP has told them; what it has written on its own node stays.
 *
 * Models: projectcalico/calico node/pkg/lifecycle/startup, node/pkg/allocateip, confd bird templates,
 * felix/dataplane/linux/{vxlan_mgr,ipip_mgr}.go
 * SIMPLIFIED: BGP sessions are not packets: routes are known at once, every node to every other.
 */
import type { Timer } from "../../../core/clock.ts";
import { type Cidr, formatCidr, formatIp, hostCidr, type Ip, ip } from "../../../core/ip.ts";
import { formatRfc3339 } from "../../../core/time.ts";
import type { ApiClient } from "../../../kube/api/client.ts";
import { hasReason } from "../../../kube/api/status.ts";
import type { Node } from "../../../kube/schema/types.ts";
import type { Device } from "../../../net/device.ts";
import { Ipip } from "../../../net/link/ipip.ts";
import { Vxlan } from "../../../net/link/vxlan.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import type { Vfs } from "../../../os/vfs/vfs.ts";
import type { CniAgent, CniCluster, CniNode } from "../cni-plugin.ts";
import type { BlockIpam } from "./block-ipam.ts";
import { createNodeObjects } from "./crd-objects.ts";
import type { Felix } from "./felix/felix.ts";
import type { FelixFeatures } from "./felix/static-chains.ts";
import { type CalicoBackend, defaultPool, IP_POOLS, type IPPool, mtuOf, storedPool } from "./pool.ts";

export const NODENAME_FILE = "/var/lib/calico/nodename";
const MTU_FILE = "/var/lib/calico/mtu";
const VNI = 4096;
const VXLAN_PORT = 4789;
/** BIRD's graceful restart time. */
const RESTART_US = 120_000_000;

/** What a node has told about itself. */
interface Advertised {
  readonly ip: Ip;
  readonly ipam: BlockIpam;
  /** Addresses here that are of no block of this node. */
  readonly strays: Set<Ip>;
  readonly agent: CalicoAgent;
}

const NODES = new WeakMap<NetNamespace, Advertised>();

export class CalicoAgent implements CniAgent {
  readonly #node: CniNode;
  readonly #cluster: CniCluster;
  readonly #ipam: BlockIpam;
  readonly #strays = new Set<Ip>();
  #pool: IPPool;
  #ipip: Ipip | null = null;
  #vxlan: Vxlan | null = null;
  #routes = new Map<string, Cidr>();
  #followsPools = false;
  #withdrawal: Timer | null = null;
  isRunning = false;
  /** Its peers still know its blocks. */
  isAdvertising = false;
  felix: Felix | null = null;

  constructor(
    node: CniNode,
    cluster: CniCluster,
    options: { backend: CalicoBackend; ipam: (pool: () => IPPool) => BlockIpam },
  ) {
    this.#node = node;
    this.#cluster = cluster;
    this.#pool = defaultPool(cluster.podCIDR, options.backend);
    this.#ipam = options.ipam(() => this.#pool);
    NODES.set(node.namespace, { ip: ip(node.ip), ipam: this.#ipam, strays: this.#strays, agent: this });
  }

  get ipam(): BlockIpam {
    return this.#ipam;
  }

  get pool(): IPPool {
    return this.#pool;
  }

  get mtu(): number {
    return mtuOf(this.#pool, this.#underlay.mtu);
  }

  get encapsulations(): Omit<FelixFeatures, "ipvs"> {
    const { ipipMode, vxlanMode, natOutgoing } = this.#pool;
    return { ipip: ipipMode !== "Never", vxlan: vxlanMode !== "Never", natOutgoing };
  }

  /** Of all nodes, tunnels included. */
  hosts(): Ip[] {
    return this.#cluster.nodes().map(({ ip: address }) => ip(address));
  }

  start(files?: Vfs): void {
    this.isRunning = true;
    this.isAdvertising = true;
    if (this.#withdrawal !== null) this.#node.namespace.clock.cancel(this.#withdrawal);
    this.#withdrawal = null;
    if (files !== undefined) this.#useApi(this.#node.client);
    this.#writeFiles();
    this.#apply();
    this.felix?.start();
    this.#report("False", "CalicoIsUp", "Calico is running on this node");
  }

  stop(): void {
    this.isRunning = false;
    this.felix?.stop();
    this.#report("True", "CalicoIsDown", "Calico is shutting down on this node");
    const withdraw = (): void => {
      this.isAdvertising = false;
      this.#cluster.changed();
    };
    this.#withdrawal = this.#node.namespace.clock.after(RESTART_US, withdraw, { background: true });
  }

  /** Somewhere a block was taken, a Pod has come with an address of its own, or a node is gone. */
  follow(): void {
    if (!this.isRunning) return;
    this.#blackholes();
    const wanted = new Map<string, Cidr>();
    for (const { name, namespace } of this.#cluster.nodes()) {
      const peer = NODES.get(namespace);
      if (name === this.#node.name || peer === undefined || !this.#hears(peer)) continue;
      for (const dst of [...peer.ipam.blocks, ...[...peer.strays].map(hostCidr)]) {
        wanted.set(formatCidr(dst), dst);
        this.#routeTo(dst, peer);
      }
    }
    const { routes } = this.#node.namespace;
    for (const [text, dst] of this.#routes)
      if (!wanted.has(text) && routes.main.some((route) => route.dst.base === dst.base && route.dst.bits === dst.bits))
        routes.remove({ dst });
    this.#routes = wanted;
  }

  /** This node has taken a block more. */
  claimed(): void {
    this.#cluster.changed();
  }

  /** A Pod here has an address that is of none of this node's blocks. */
  addStray(address: Ip): void {
    this.#strays.add(address);
    this.#cluster.changed();
  }

  removeStray(address: Ip): void {
    if (this.#strays.delete(address)) this.#cluster.changed();
  }

  get #underlay(): Device {
    return this.#node.namespace.device("eth0");
  }

  get #usesVxlan(): boolean {
    return this.#pool.vxlanMode === "Always";
  }

  /** Felix gets blocks from the datastore, BIRD from the other BIRD. */
  #hears({ agent }: Advertised): boolean {
    return this.#usesVxlan || agent.isAdvertising;
  }

  #useApi(client: ApiClient): void {
    createNodeObjects(this.#node, { pool: this.#pool, blocks: () => this.#ipam.blocks });
    if (this.#followsPools || storedPool(client) === null) return;
    this.felix?.followOwnPolicies();
    this.#followsPools = true;
    const read = (): void => {
      const pool = storedPool(client);
      if (pool === null || JSON.stringify(pool) === JSON.stringify(this.#pool)) return;
      this.#pool = pool;
      if (this.isRunning) this.#apply();
    };
    client.informer(IP_POOLS).onChange(read);
    read();
  }

  #apply(): void {
    this.#openTunnels();
    this.#cluster.changed();
    this.felix?.syncSoon();
  }

  /** Each tunnel has the first address of the node's first block. */
  #openTunnels(): void {
    const { namespace, name } = this.#node;
    const { ipip, vxlan } = this.encapsulations;
    if (ipip && this.#ipip === null) {
      this.#ipip = new Ipip(namespace, { name: "tunl0", mtu: this.#underlay.mtu - 20 });
      namespace.addAddress(this.#ipip.device, formatIp(this.#ipam.allocate(`ipip-tunnel-addr-${name}`)));
    }
    if (vxlan && this.#vxlan === null) {
      const underlay = this.#underlay;
      const options = { name: "vxlan.calico", vni: VNI, local: ip(this.#node.ip), underlay, dstPort: VXLAN_PORT };
      this.#vxlan = new Vxlan(namespace, { ...options, learning: false });
      namespace.addAddress(this.#vxlan.device, formatIp(this.#ipam.allocate(`vxlan-tunnel-addr-${name}`)));
    }
    if (this.#ipip !== null) this.#ipip.device.up = ipip;
    if (this.#vxlan !== null) this.#vxlan.device.up = vxlan;
  }

  /** What a block of this node's has no Pod for goes nowhere. */
  #blackholes(): void {
    const protocol = this.#usesVxlan ? "80" : "bird";
    for (const dst of this.#ipam.blocks)
      this.#node.namespace.routes.replace({ dst, type: "blackhole", protocol, scope: "global" });
  }

  #routeTo(dst: Cidr, peer: Advertised): void {
    const { routes, neighbours } = this.#node.namespace;
    const vtep = peer.agent.#vxlan;
    if (this.#usesVxlan && this.#vxlan !== null && vtep !== null) {
      const via = vtep.device.addresses[0]?.ip ?? peer.ip;
      const { device } = this.#vxlan;
      neighbours.setPermanent(device, via, vtep.device.mac);
      this.#vxlan.setRemote(vtep.device.mac, peer.ip);
      routes.replace({ dst, via, device, onlink: true, protocol: "80" });
    } else if (this.#pool.ipipMode === "Always" && this.#ipip !== null)
      routes.replace({ dst, via: peer.ip, device: this.#ipip.device, onlink: true, protocol: "bird" });
    else routes.replace({ dst, via: peer.ip, device: this.#underlay, protocol: "bird" });
  }

  #writeFiles(): void {
    const { files, name } = this.#node;
    files.makeDirectory("/var/lib/calico", "/", { parents: true });
    files.writeFile(NODENAME_FILE, name);
    files.writeFile(MTU_FILE, String(this.mtu));
  }

  /** The Node's condition and annotations. */
  #report(status: "True" | "False", reason: string, message: string): void {
    const { client, name, namespace, ip: address } = this.#node;
    const node = client.get<Node>("nodes", undefined, name);
    if (node === undefined) return;
    const tunnels = { IPv4IPIPTunnelAddr: this.#ipip, IPv4VXLANTunnelAddr: this.#vxlan };
    const bits = this.#underlay.addresses[0]?.bits ?? 32;
    const annotations: Record<string, string> = { "projectcalico.org/IPv4Address": `${address}/${bits}` };
    for (const [key, tunnel] of Object.entries(tunnels))
      if (tunnel !== null) annotations[`projectcalico.org/${key}`] = formatIp(tunnel.device.addresses[0]?.ip ?? 0);
    const now = formatRfc3339(namespace.clock.nowMs);
    const others = (node.status?.conditions ?? []).filter(({ type }) => type !== "NetworkUnavailable");
    const condition = { type: "NetworkUnavailable", status, reason, message };
    const times = { lastHeartbeatTime: now, lastTransitionTime: now };
    try {
      client.patch("nodes", { name }, { type: "merge", patch: { metadata: { annotations } } });
      const latest = client.get<Node>("nodes", undefined, name) ?? node;
      const conditions = [{ ...condition, ...times }, ...others];
      client.updateStatus("nodes", { ...latest, status: { ...latest.status, conditions } } as unknown as Node);
    } catch (error) {
      if (!hasReason(error, "NotFound") && !hasReason(error, "Conflict")) throw error;
    }
  }
}
