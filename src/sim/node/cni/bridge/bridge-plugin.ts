/**
 * The program `bridge`, alone or called by another plugin: the bridge of a node, made when its first Pod comes, and for
 * each Pod a virtual cable into it, an address from the node's range, and routes.
 *
 * Models: containernetworking plugins/main/bridge/bridge.go cmdAdd, cmdDel
 * SIMPLIFIED: the ADD is one step; a real one runs binaries from /opt/cni/bin.
 */
import { type Cidr, cidr, contains, ip } from "../../../core/ip.ts";
import { sha256Hex } from "../../../core/sha256.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { Device } from "../../../net/device.ts";
import { type Bridge, createBridge } from "../../../net/link/bridge.ts";
import { createVeth } from "../../../net/link/veth.ts";
import type { CniNode, PodNetwork, PodToConnect } from "../cni-plugin.ts";
import { HostLocalIpam } from "../ipam.ts";

export interface BridgePluginOptions {
  /** The network's name, under which its addresses are kept. */
  readonly network: string;
  readonly bridge: string;
  readonly firstPod?: number;
  /** Beside the default route, by the gateway. */
  readonly podRoutes?: readonly Cidr[];
}

const EVERYWHERE = cidr("0.0.0.0/0");

export class BridgePlugin {
  readonly #node: CniNode;
  readonly #options: BridgePluginOptions;
  readonly #ipam: HostLocalIpam;
  readonly #ports = new Map<string, Device>();
  #bridge: Bridge | null = null;

  constructor(node: CniNode, options: BridgePluginOptions) {
    this.#node = node;
    this.#options = options;
    const { network, firstPod = 2 } = options;
    const nowMs = (): number => node.namespace.clock.nowMs;
    const store = { files: node.files, directory: `/var/lib/cni/networks/${network}`, nowMs };
    this.#ipam = new HostLocalIpam(node.podCIDR, { firstPod, store });
  }

  /** Made when it is first needed. */
  bridge(mtu: number): Device {
    if (this.#bridge === null) {
      const { namespace, podCIDR } = this.#node;
      this.#bridge = createBridge(namespace, this.#options.bridge);
      this.#bridge.device.mtu = mtu;
      namespace.addAddress(this.#bridge.device, `${this.#ipam.gateway}/${podCIDR.bits}`);
    }
    return this.#bridge.device;
  }

  add({ key, namespace: pod, ip: given }: PodToConnect, mtu: number): PodNetwork {
    if (given !== undefined) this.#ipam.reserve(key, given);
    const address = given ?? this.#ipam.allocate(key);
    const { namespace: node, podCIDR } = this.#node;
    this.bridge(mtu);
    const { a, b } = createVeth({
      a: { namespace: node, name: vethName(key, address) },
      b: { namespace: pod, name: "eth0" },
      mtu,
    });
    this.#bridge?.attach(a);
    a.hairpin = true;
    this.#ports.set(key, a);
    const gateway = ip(this.#ipam.gateway);
    const isInside = contains(podCIDR, ip(address));
    pod.addAddress(b, `${address}/${isInside ? podCIDR.bits : 32}`);
    pod.routes.add({ dst: EVERYWHERE, via: gateway, device: b, onlink: !isInside });
    // A Pod that somebody has stored as running was connected by whoever did that: it gets what it cannot do without.
    for (const dst of given === undefined ? (this.#options.podRoutes ?? []) : [])
      pod.routes.add({ dst, via: gateway, device: b });
    return { podIPs: [address] };
  }

  delete(key: string): void {
    this.#ipam.release(key);
    this.#ports.get(key)?.remove();
    this.#ports.delete(key);
  }
}

/** `veth` and eight hexadecimal digits, as the plugin makes them up. */
export function vethName(key: string, address: string): string {
  return `veth${sha256Hex(encodeUtf8(`${key}/${address}`)).slice(0, 8)}`;
}
