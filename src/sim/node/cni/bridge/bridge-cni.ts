/**
 * The plainest network there is: on each node a bridge with the gateway's address, for each Pod a pair of virtual
 * cables into it, and routes to the other nodes' ranges. What leaves the cluster takes the node's address.
 *
 * Models: containernetworking plugins/main/bridge/bridge.go, plugins/pkg/ip/ipmasq_linux.go
 * SIMPLIFIED: the ADD is one step; a real one runs binaries from /opt/cni/bin.
 */
import { cidr, contains, formatCidr, hostCidr, type Ip, ip } from "../../../core/ip.ts";
import { sha256Hex } from "../../../core/sha256.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { Device } from "../../../net/device.ts";
import { type Bridge, createBridge } from "../../../net/link/bridge.ts";
import { createVeth } from "../../../net/link/veth.ts";
import { createRule, type Rule } from "../../../net/netfilter/rule.ts";
import type { CniCluster, CniNode, CniPlugin, PodNetwork, PodToConnect } from "../cni-plugin.ts";
import { HostLocalIpam } from "../ipam.ts";

export interface BridgeOptions {
  readonly name: string;
  readonly bridge: string;
  readonly mtu: number;
  /** The number of the first address that a Pod gets. */
  readonly firstPod: number;
  /** Every Pod's address is in one range on one node, so the bridge holds the cluster's range. */
  readonly isFlat: boolean;
  configFiles(node: CniNode, cluster: CniCluster): Readonly<Record<string, string>>;
}

const EVERYWHERE = cidr("0.0.0.0/0");
const MULTICAST = cidr("224.0.0.0/4");

export class BridgeCni implements CniPlugin {
  readonly name: string;
  readonly policySupport = "ignored";
  readonly #options: BridgeOptions;
  readonly #node: CniNode;
  readonly #cluster: CniCluster;
  readonly #ipam: HostLocalIpam;
  readonly #ports = new Map<string, Device>();
  #bridge: Bridge | null = null;
  #peers: readonly string[] = [];

  constructor(options: BridgeOptions, node: CniNode, cluster: CniCluster) {
    this.name = options.name;
    this.#options = options;
    this.#node = node;
    this.#cluster = cluster;
    this.#ipam = new HostLocalIpam(node.podCIDR, options.firstPod);
  }

  configFiles(): Readonly<Record<string, string>> {
    return this.#options.configFiles(this.#node, this.#cluster);
  }

  setUpNode(): void {
    const { namespace, podCIDR } = this.#node;
    namespace.sysctls.ipForward = true;
    const bridge = createBridge(namespace, this.#options.bridge);
    bridge.device.mtu = this.#options.mtu;
    namespace.addAddress(bridge.device, `${this.#ipam.gateway}/${podCIDR.bits}`);
    this.#bridge = bridge;
    this.#masquerade();
    this.nodesChanged();
  }

  /** A route to each other node's range, by that node's address. */
  nodesChanged(): void {
    if (this.#options.isFlat) return;
    const others = this.#cluster.nodes().filter(({ name }) => name !== this.#node.name);
    const { routes } = this.#node.namespace;
    const wanted = others.map(({ podCIDR }) => formatCidr(podCIDR));
    for (const gone of this.#peers) if (!wanted.includes(gone)) routes.remove({ dst: cidr(gone) });
    for (const { podCIDR, ip: via } of others) routes.replace({ dst: podCIDR, via: ip(via) });
    this.#peers = wanted;
  }

  addPod({ key, namespace: pod, ip: given }: PodToConnect): PodNetwork {
    if (given !== undefined) this.#ipam.reserve(key, given);
    const address = given ?? this.#ipam.allocate(key);
    const { namespace: node, podCIDR } = this.#node;
    const bridge = this.#bridge as Bridge;
    const { mtu } = this.#options;
    const { a, b } = createVeth({
      a: { namespace: node, name: vethName(key, address) },
      b: { namespace: pod, name: "eth0" },
      mtu,
    });
    bridge.attach(a);
    a.hairpin = true;
    this.#ports.set(key, a);
    const gateway = ip(this.#ipam.gateway);
    const isInside = contains(podCIDR, ip(address));
    pod.addAddress(b, `${address}/${isInside ? podCIDR.bits : 32}`);
    pod.routes.add({ dst: EVERYWHERE, via: gateway, device: b, onlink: true });
    if (!isInside) this.#announce(ip(address), bridge.device);
    return { podIPs: [address] };
  }

  /** An address that is not of this node's range: everybody is told where it is. */
  #announce(address: Ip, bridge: Device): void {
    const dst = hostCidr(address);
    this.#node.namespace.routes.replace({ dst, device: bridge });
    for (const { name, namespace } of this.#cluster.nodes())
      if (name !== this.#node.name) namespace.routes.replace({ dst, via: ip(this.#node.ip) });
  }

  deletePod(key: string): void {
    this.#ipam.release(key);
    this.#ports.get(key)?.remove();
    this.#ports.delete(key);
  }

  /** From a Pod to anywhere but the cluster and multicast: the node's own address. */
  #masquerade(): void {
    const { podCIDR } = this.#cluster;
    const chain = `CNI-${sha256Hex(encodeUtf8(this.#node.name + this.name)).slice(0, 24)}`;
    const rule = (made: Pick<Rule, "matches" | "target">): Rule => createRule({ ...made, origin: `CNI ${this.name}` });
    const text = { kind: "comment", text: `name: "${this.name}"` } as const;
    const { netfilter } = this.#node.namespace;
    netfilter.restore(
      "nat",
      [
        {
          name: chain,
          rules: [
            rule({ matches: [{ kind: "destination", cidr: podCIDR }, text], target: { kind: "ACCEPT" } }),
            rule({
              matches: [{ kind: "destination", cidr: MULTICAST, negate: true }, text],
              target: { kind: "MASQUERADE" },
            }),
          ],
        },
      ],
      { noflush: true },
    );
    netfilter
      .table("nat")
      .append(
        "POSTROUTING",
        rule({ matches: [{ kind: "source", cidr: this.#node.podCIDR }, text], target: { kind: "jump", chain } }),
      );
  }
}

/** `veth` and eight hexadecimal digits, as the plugin makes them up. */
function vethName(key: string, address: string): string {
  return `veth${sha256Hex(encodeUtf8(`${key}/${address}`)).slice(0, 8)}`;
}
