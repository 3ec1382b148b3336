/**
 * The plainest network there is: on each node a bridge with the gateway's address, for each Pod a pair of virtual
 * cables into it, and routes to the other nodes' ranges. What leaves the cluster takes the node's address.
 *
 * Models: containernetworking plugins/main/bridge/bridge.go, plugins/pkg/ip/ipmasq_linux.go
 * SIMPLIFIED: the rules that masquerade are there once for the node, not once for each Pod.
 */
import { cidr, contains, formatCidr, hostCidr, type Ip, ip } from "../../../core/ip.ts";
import { sha256Hex } from "../../../core/sha256.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { Device } from "../../../net/device.ts";
import { createRule, type Rule } from "../../../net/netfilter/rule.ts";
import type { CniCluster, CniNode, CniPlugin, PodNetwork, PodToConnect } from "../cni-plugin.ts";
import { BridgePlugin } from "./bridge-plugin.ts";

export interface BridgeOptions {
  readonly name: string;
  /** As its configuration calls the network. */
  readonly network: string;
  readonly bridge: string;
  readonly mtu: number;
  /** The number of the first address that a Pod gets. */
  readonly firstPod: number;
  /** Every Pod's address is in one range on one node, so the bridge holds the cluster's range. */
  readonly isFlat: boolean;
  configFiles(node: CniNode, cluster: CniCluster): Readonly<Record<string, string>>;
}

const MULTICAST = cidr("224.0.0.0/4");

export class BridgeCni implements CniPlugin {
  readonly name: string;
  readonly policySupport = "ignored";
  readonly #options: BridgeOptions;
  readonly #node: CniNode;
  readonly #cluster: CniCluster;
  readonly #plugin: BridgePlugin;
  #peers: readonly string[] = [];

  constructor(options: BridgeOptions, node: CniNode, cluster: CniCluster) {
    this.name = options.name;
    this.#options = options;
    this.#node = node;
    this.#cluster = cluster;
    const { network, bridge, firstPod } = options;
    this.#plugin = new BridgePlugin(node, { network, bridge, firstPod });
  }

  configFiles(): Readonly<Record<string, string>> {
    return this.#options.configFiles(this.#node, this.#cluster);
  }

  setUpNode(): void {
    this.#node.namespace.sysctls.ipForward = true;
    this.#plugin.bridge(this.#options.mtu);
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

  addPod(pod: PodToConnect): PodNetwork {
    const { mtu } = this.#options;
    const added = this.#plugin.add(pod, mtu);
    const address = ip(added.podIPs[0] as string);
    if (!contains(this.#node.podCIDR, address)) this.#announce(address, this.#plugin.bridge(mtu));
    return added;
  }

  /** An address that is not of this node's range: everybody is told where it is. */
  #announce(address: Ip, bridge: Device): void {
    const dst = hostCidr(address);
    this.#node.namespace.routes.replace({ dst, device: bridge });
    for (const { name, namespace } of this.#cluster.nodes())
      if (name !== this.#node.name) namespace.routes.replace({ dst, via: ip(this.#node.ip) });
  }

  deletePod(key: string): void {
    this.#plugin.delete(key);
  }

  /** From a Pod to anywhere but the cluster and multicast: the node's own address. */
  #masquerade(): void {
    const { podCIDR } = this.#cluster;
    const { network } = this.#options;
    const chain = `CNI-${sha256Hex(encodeUtf8(this.#node.name + network)).slice(0, 24)}`;
    const rule = (made: Pick<Rule, "matches" | "target">): Rule => createRule({ ...made, origin: `CNI ${network}` });
    const text = { kind: "comment", text: `name: "${network}"` } as const;
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
