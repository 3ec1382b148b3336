/**
 * kind's network: each Pod has a cable of its own to the node and a /32 route there, nothing is bridged; nodes have
 * routes to each other's ranges; what leaves the cluster takes the node's address. NetworkPolicies are enforced, by the
 * agent in `policy/policy-agent.ts`.
 *
 * Models: kubernetes-sigs/kind images/kindnetd (cni.go, routes.go, masq.go), containernetworking plugins/main/ptp/ptp.go
 * SIMPLIFIED: routes and masquerading are there before kindnetd's Pod is, and stay when it goes.
 */
import { cidr, contains, formatCidr, hostCidr, type Ip, ip } from "../../../core/ip.ts";
import type { Device } from "../../../net/device.ts";
import { createVeth } from "../../../net/link/veth.ts";
import { createRule, type Rule } from "../../../net/netfilter/rule.ts";
import { vethName } from "../bridge/bridge-plugin.ts";
import type { CniCluster, CniFactory, CniNode, CniPlugin, PodNetwork, PodToConnect } from "../cni-plugin.ts";
import { HostLocalIpam } from "../ipam.ts";

const EVERYWHERE = cidr("0.0.0.0/0");
const MTU = 1500;
const MASQ_CHAIN = "KIND-MASQ-AGENT";

export const kindnetCni: CniFactory = (node, cluster) => new KindnetCni(node, cluster);

class KindnetCni implements CniPlugin {
  readonly name = "kindnet";
  readonly policySupport = "enforced";
  readonly #node: CniNode;
  readonly #cluster: CniCluster;
  readonly #ipam: HostLocalIpam;
  readonly #devices = new Map<string, Device>();
  #peers: ReadonlySet<CniNode> = new Set();

  constructor(node: CniNode, cluster: CniCluster) {
    this.#node = node;
    this.#cluster = cluster;
    const store = {
      files: node.files,
      directory: "/run/cni-ipam-state/kindnet",
      nowMs: () => node.namespace.clock.nowMs,
    };
    this.#ipam = new HostLocalIpam(node.podCIDR, { store });
  }

  configFiles(): Readonly<Record<string, string>> {
    return { "/etc/cni/net.d/10-kindnet.conflist": configText(formatCidr(this.#node.podCIDR)) };
  }

  setUpNode(): void {
    this.#node.namespace.sysctls.ipForward = true;
    this.#masquerade();
    this.nodesChanged();
  }

  /** A route to each other node's range, by that node's address. */
  nodesChanged(): void {
    const others = new Set(this.#cluster.nodes().filter(({ name }) => name !== this.#node.name));
    const { routes } = this.#node.namespace;
    for (const gone of this.#peers) if (!others.has(gone)) routes.remove({ dst: gone.podCIDR });
    for (const { podCIDR, ip: via } of others) routes.replace({ dst: podCIDR, via: ip(via) });
    this.#peers = others;
  }

  addPod({ key, namespace: pod, ip: given }: PodToConnect): PodNetwork {
    if (given !== undefined) this.#ipam.reserve(key, given);
    const address = given ?? this.#ipam.allocate(key);
    const { namespace: node, podCIDR } = this.#node;
    const { a, b } = createVeth({
      a: { namespace: node, name: vethName(key, address) },
      b: { namespace: pod, name: "eth0" },
      mtu: MTU,
    });
    this.#devices.set(key, a);
    const gateway = ip(this.#ipam.gateway);
    const isInside = contains(podCIDR, ip(address));
    node.addAddress(a, this.#ipam.gateway);
    node.routes.replace({ dst: hostCidr(ip(address)), device: a, scope: "host" });
    pod.addAddress(b, isInside ? `${address}/${podCIDR.bits}` : address);
    if (isInside) pod.routes.remove({ dst: podCIDR, device: b });
    pod.routes.add({ dst: hostCidr(gateway), device: b, src: ip(address), scope: "link" });
    if (isInside) pod.routes.add({ dst: podCIDR, via: gateway, device: b, src: ip(address) });
    pod.routes.add({ dst: EVERYWHERE, via: gateway, device: b });
    if (!isInside) this.#announce(ip(address));
    return { podIPs: [address] };
  }

  /** An address that is not of this node's range: the other nodes are told where it is. */
  #announce(address: Ip): void {
    for (const { name, namespace } of this.#cluster.nodes())
      if (name !== this.#node.name) namespace.routes.replace({ dst: hostCidr(address), via: ip(this.#node.ip) });
  }

  deletePod(key: string): void {
    this.#ipam.release(key);
    this.#devices.get(key)?.remove();
    this.#devices.delete(key);
  }

  #masquerade(): void {
    const rule = (made: Pick<Rule, "matches" | "target">): Rule => createRule({ ...made, origin: "CNI kindnet" });
    const comment = (text: string) => ({ kind: "comment", text: `kind-masq-agent: ${text}` }) as const;
    const { netfilter } = this.#node.namespace;
    const local = comment("local traffic is not subject to MASQUERADE");
    const outbound = comment("outbound traffic is subject to MASQUERADE (must be last in chain)");
    const rules = [
      rule({
        matches: [{ kind: "destination", cidr: this.#cluster.podCIDR }, local],
        target: { kind: "RETURN" },
      }),
      rule({ matches: [outbound], target: { kind: "MASQUERADE" } }),
    ];
    netfilter.restore("nat", [{ name: MASQ_CHAIN, rules }], { noflush: true });
    const jump = `ensure nat POSTROUTING directs all non-LOCAL destination traffic to our custom ${MASQ_CHAIN} chain`;
    netfilter.table("nat").append(
      "POSTROUTING",
      rule({
        matches: [{ kind: "addrtype", dstType: "LOCAL", negateDst: true }, comment(jump)],
        target: { kind: "jump", chain: MASQ_CHAIN },
      }),
    );
  }
}

function configText(subnet: string): string {
  return `
{
	"cniVersion": "0.3.1",
	"name": "kindnet",
	"plugins": [
	{
		"type": "ptp",
		"ipMasq": false,
		"ipam": {
			"type": "host-local",
			"dataDir": "/run/cni-ipam-state",
			"routes": [
				{ "dst": "0.0.0.0/0" }
			],
			"ranges": [
				[ { "subnet": "${subnet}" } ]
			]
		}
		,
		"mtu": ${MTU}
	},
	{
		"type": "portmap",
		"capabilities": {
			"portMappings": true
		}
	}
	]
}
`;
}
