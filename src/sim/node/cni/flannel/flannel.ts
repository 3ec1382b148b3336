/**
 * Flannel on one node: its agent joins the nodes, and the program that the kubelet's runtime calls hands each Pod on to
 * the plain bridge, with the range and the MTU that the agent has left in a file. Policies are accepted and ignored.
 *
 * Models: flannel-io/cni-plugin flannel.go, flannel_linux.go doCmdAdd; flannel-io/flannel main.go
 */
import { contains, hostCidr, type Ip, ip } from "../../../core/ip.ts";
import { BridgePlugin } from "../bridge/bridge-plugin.ts";
import {
  type CniCluster,
  CniError,
  type CniNode,
  type CniPlugin,
  type CniType,
  STANDARD_BINARIES,
} from "../cni-plugin.ts";
import { FlannelAgent, SUBNET_FILE } from "./flannel-agent.ts";
import { CNI_CONF, flannelManifests } from "./manifests.ts";
import type { BackendType } from "./net-conf.ts";

class FlannelCni implements CniPlugin {
  readonly name = "flannel";
  readonly policySupport = "ignored";
  readonly agent: FlannelAgent;
  readonly #node: CniNode;
  readonly #cluster: CniCluster;
  readonly #bridge: BridgePlugin;

  constructor(node: CniNode, cluster: CniCluster, backend: BackendType) {
    this.#node = node;
    this.#cluster = cluster;
    this.agent = new FlannelAgent(node, cluster, backend);
    this.#bridge = new BridgePlugin(node, { network: "cbr0", bridge: "cni0", podRoutes: [cluster.podCIDR] });
  }

  configFiles(): Readonly<Record<string, string>> {
    return { "/etc/cni/net.d/10-flannel.conflist": CNI_CONF };
  }

  setUpNode(): void {
    this.#node.namespace.sysctls.ipForward = true;
  }

  nodesChanged(): void {
    this.agent.follow();
  }

  addPod(pod: Parameters<CniPlugin["addPod"]>[0]): ReturnType<CniPlugin["addPod"]> {
    const mtu = this.#mtu();
    const added = this.#bridge.add(pod, mtu);
    const address = ip(added.podIPs[0] as string);
    if (!contains(this.#node.podCIDR, address)) this.#announce(address, mtu);
    return added;
  }

  deletePod(key: string): void {
    this.#bridge.delete(key);
  }

  /** What the agent has written down; without it no Pod gets a network. */
  #mtu(): number {
    const { files } = this.#node;
    if (!files.exists(SUBNET_FILE))
      throw new CniError(`loadFlannelSubnetEnv failed: open ${SUBNET_FILE}: no such file or directory`);
    const text = files.readText(SUBNET_FILE);
    for (const name of ["FLANNEL_SUBNET", "FLANNEL_MTU", "FLANNEL_IPMASQ"])
      if (!text.includes(`${name}=`))
        throw new CniError(`loadFlannelSubnetEnv failed: ${SUBNET_FILE} is missing ${name}`);
    return Number(/^FLANNEL_MTU=(\d+)/m.exec(text)?.[1] ?? 1500);
  }

  /** A Pod that was given an address of another node's range: everybody is told where it is. */
  #announce(address: Ip, mtu: number): void {
    const dst = hostCidr(address);
    this.#node.namespace.routes.replace({ dst, device: this.#bridge.bridge(mtu) });
    for (const { name, namespace } of this.#cluster.nodes())
      if (name !== this.#node.name) namespace.routes.replace({ dst, via: ip(this.#node.ip) });
  }
}

function flannelType(backend: BackendType): CniType {
  return {
    open: (node, cluster) => new FlannelCni(node, cluster, backend),
    manifests: (podCIDR) => flannelManifests(podCIDR, backend),
    binaries: `${STANDARD_BINARIES} flannel`,
  };
}

export const flannelVxlan = flannelType("vxlan");
export const flannelHostGw = flannelType("host-gw");
export const flannelWireguard = flannelType("wireguard");
