/**
 * Cilium on one node: a cable for each Pod with a program at the node's end, `cilium_host` for what the host itself sends
 * to Pods, and between nodes a tunnel whose VNI says who sends. Services and policies are eBPF too; there is no kube-proxy.
 *
 * Models: cilium plugins/cilium-cni/cmd/cmd.go, pkg/datapath/linux, pkg/datapath/loader (routing-mode tunnel, legacy host routing)
 * SIMPLIFIED: no endpoint for health checks between nodes; Pods' addresses are drawn from the node's range at random.
 * SIMPLIFIED: the agent works from the node's start, before its Pod does; a node is never tainted for want of it.
 */
import { type Cidr, cidr, contains, formatIp, hostCidr, type Ip, ip, nthOf, sizeOf } from "../../../core/ip.ts";
import type { Prng } from "../../../core/prng.ts";
import { sha256Hex } from "../../../core/sha256.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { Device } from "../../../net/device.ts";
import { createVeth } from "../../../net/link/veth.ts";
import { Vxlan } from "../../../net/link/vxlan.ts";
import type { PolicyBook } from "../../policy/policy-book.ts";
import {
  type CniCluster,
  CniError,
  type CniNode,
  type CniPlugin,
  type PodNetwork,
  type PodToConnect,
  type PolicyEnforcer,
} from "../cni-plugin.ts";
import { CiliumAgent } from "./cilium-agent.ts";
import { Datapath } from "./datapath.ts";
import type { CiliumEndpoint } from "./endpoint.ts";
import { NODE_SET, writeCiliumRules } from "./iptables.ts";
import { LoadBalancer } from "./load-balancer.ts";
import { NodePort } from "./node-port.ts";
import { NO_POLICY } from "./policy.ts";
import { socketPrograms } from "./socket-lb.ts";

export interface CiliumOptions {
  /** `routing-mode` */
  readonly routing: "tunnel" | "native";
}

const EVERYWHERE = cidr("0.0.0.0/0");
const MTU = 1500;
const TUNNEL_OVERHEAD = 50;
const NOT_THERE = `unable to connect to Cilium agent: failed to create cilium agent client after 30.000000 seconds timeout: Get "http:///var/run/cilium/cilium.sock/v1/config": dial unix /var/run/cilium/cilium.sock: connect: no such file or directory
Is the agent running?`;

export class CiliumCni implements CniPlugin {
  readonly name = "cilium-cni";
  readonly policySupport = "enforced";
  readonly node: CniNode;
  readonly options: CiliumOptions;
  readonly lb: LoadBalancer;
  readonly routerIP: Ip;
  readonly agent: CiliumAgent;
  readonly datapath: Datapath;
  readonly #cluster: CniCluster;
  readonly #prng: Prng;
  readonly #taken = new Set<Ip>();
  readonly #endpoints = new Map<string, CiliumEndpoint>();
  readonly #ids = new Set<number>();
  #peers: readonly Cidr[] = [];

  constructor(node: CniNode, cluster: CniCluster, options: CiliumOptions) {
    this.node = node;
    this.options = options;
    this.#cluster = cluster;
    this.#prng = node.namespace.prng.split("cilium");
    this.lb = new LoadBalancer(this.#prng.split("load-balancer"));
    this.routerIP = this.#allocate();
    const { namespace } = node;
    const external = namespace.device("eth0");
    const { a: host, b: net } = createVeth({
      a: { namespace, name: "cilium_host" },
      b: { namespace, name: "cilium_net" },
      mtu: MTU,
    });
    host.noArp = true;
    net.noArp = true;
    this.datapath = new Datapath(namespace, { host, external, overlay: this.#openTunnel(external) });
    const shared = { node, cluster, datapath: this.datapath, lb: this.lb, routerIP: this.routerIP };
    this.agent = new CiliumAgent({ ...shared, prng: this.#prng });
  }

  readonly openEnforcer = (book: PolicyBook): PolicyEnforcer => {
    const { agent } = this;
    agent.book = book;
    book.isInCluster = ({ ip: address, pod }) =>
      pod !== null || this.#cluster.nodes().some((node) => address !== null && node.ip === formatIp(address));
    return {
      get isRunning() {
        return agent.isRunning;
      },
      start: () => agent.start(),
      stop: () => {},
    };
  };

  get endpoints(): readonly CiliumEndpoint[] {
    return [...this.#endpoints.values()];
  }

  configFiles(): Readonly<Record<string, string>> {
    return { "/etc/cni/net.d/05-cilium.conflist": CONFLIST };
  }

  setUpNode(): void {
    const { node, datapath, lb, routerIP } = this;
    const { namespace } = node;
    namespace.sysctls.ipForward = true;
    const { host, external, overlay } = datapath.devices;
    namespace.addAddress(host, formatIp(routerIP));
    const kernel = { device: host, protocol: "kernel" } as const;
    namespace.routes.replace({ ...kernel, dst: hostCidr(routerIP), scope: "link" });
    namespace.routes.replace({ ...kernel, dst: node.podCIDR, via: routerIP, src: routerIP });
    const nodePort = new NodePort({ datapath, lb, prng: this.#prng.split("nat"), nodeIP: ip(node.ip), routerIP });
    host.tcEgress = datapath.fromHost;
    external.tcIngress = nodePort.fromNetdev;
    external.tcEgress = nodePort.toNetdev;
    if (overlay !== null) overlay.tcIngress = nodePort.fromOverlay;
    namespace.socketPrograms = this.#socketPrograms(node.name, true);
    const excluded = overlay === null ? this.#cluster.podCIDR : node.podCIDR;
    const hasNodeSet = overlay === null;
    if (hasNodeSet) namespace.netfilter.sets.create(NODE_SET, "hash:ip", { family: 4 });
    writeCiliumRules(namespace, { pods: excluded, routerIP, hasNodeSet });
    this.nodesChanged();
  }

  /** A route to each other node's range: into the tunnel, or by the node's own address. */
  nodesChanged(): void {
    const { namespace, name: own } = this.node;
    const { host, overlay } = this.datapath.devices;
    const others = this.#cluster.nodes().filter(({ name }) => name !== own);
    const wanted = others.map(({ podCIDR }) => podCIDR);
    for (const gone of this.#peers)
      if (!wanted.some(({ base, bits }) => base === gone.base && bits === gone.bits))
        namespace.routes.remove({ dst: gone });
    for (const { podCIDR: dst, ip: text } of others) {
      const tunnel = { dst, via: this.routerIP, device: host, src: this.routerIP, mtu: MTU - TUNNEL_OVERHEAD };
      if (overlay === null) namespace.routes.replace({ dst, via: ip(text), protocol: "kernel" });
      else namespace.routes.replace({ ...tunnel, protocol: "kernel" });
    }
    this.#peers = wanted;
    const { sets } = namespace.netfilter;
    if (sets.get(NODE_SET) !== undefined)
      sets.replace(
        NODE_SET,
        this.#cluster.nodes().map(({ ip: text }) => ({ cidr: hostCidr(ip(text)) })),
      );
    this.agent.followNodes();
  }

  addPod({ key, namespace: pod, ip: given }: PodToConnect): PodNetwork {
    if (!this.agent.isRunning) throw new CniError(NOT_THERE);
    const address = given === undefined ? this.#allocate() : ip(given);
    this.#taken.add(address);
    const { namespace } = this.node;
    const { a, b } = createVeth({
      a: { namespace, name: `lxc${sha256Hex(encodeUtf8(`${key}/${formatIp(address)}`)).slice(0, 12)}` },
      b: { namespace: pod, name: "eth0" },
      mtu: MTU,
    });
    pod.addAddress(b, formatIp(address));
    pod.routes.add({ dst: hostCidr(this.routerIP), device: b, scope: "link" });
    const mtu = this.datapath.devices.overlay === null ? null : MTU - TUNNEL_OVERHEAD;
    pod.routes.add({ dst: EVERYWHERE, via: this.routerIP, device: b, mtu });
    pod.socketPrograms = this.#socketPrograms(key, false);
    const endpoint = this.#createEndpoint(key, address, { device: a, mac: b.mac });
    a.tcIngress = this.datapath.fromContainer(endpoint);
    if (!contains(this.node.podCIDR, address)) this.#announce(address);
    this.agent.endpointAdded(endpoint);
    return { podIPs: [formatIp(address)] };
  }

  deletePod(key: string): void {
    const endpoint = this.#endpoints.get(key);
    if (endpoint === undefined) return;
    this.#endpoints.delete(key);
    this.#ids.delete(endpoint.id);
    this.#taken.delete(endpoint.ip);
    if (this.datapath.endpoints.get(endpoint.ip) === endpoint) this.datapath.endpoints.delete(endpoint.ip);
    endpoint.device.remove();
    this.agent.endpointRemoved(endpoint);
  }

  #createEndpoint(key: string, address: Ip, { device, mac }: Pick<CiliumEndpoint, "device" | "mac">): CiliumEndpoint {
    let id = 1 + this.#prng.below(4095);
    while (this.#ids.has(id)) id = (id % 4095) + 1;
    this.#ids.add(id);
    const endpoint: CiliumEndpoint = {
      id,
      key,
      ip: address,
      device,
      mac,
      identity: null,
      pod: null,
      policy: NO_POLICY,
    };
    this.#endpoints.set(key, endpoint);
    this.datapath.endpoints.set(address, endpoint);
    return endpoint;
  }

  #openTunnel(underlay: Device): Device | null {
    if (this.options.routing === "native") return null;
    const { namespace } = this.node;
    const tunnel = { name: "cilium_vxlan", vni: 0, external: true, local: ip(this.node.ip), underlay, mtu: MTU };
    return new Vxlan(namespace, tunnel).device;
  }

  #socketPrograms(client: string, isHost: boolean): ReturnType<typeof socketPrograms> {
    const { lb, node, datapath } = this;
    const own = ip(node.ip);
    return socketPrograms({
      lb,
      client,
      isHost,
      isNodeAddress: (address) =>
        address === own || this.#cluster.nodes().some((other) => other.ip === formatIp(address)),
      nowUs: () => datapath.nowUs,
    });
  }

  /** An address that is not of this node's range: every host is told to leave it to the programs. */
  #announce(address: Ip): void {
    for (const { namespace, name } of this.#cluster.nodes()) {
      const host = namespace.devices.get("cilium_host");
      const via = host?.addresses[0]?.ip;
      if (host === undefined || via === undefined) continue;
      const isNative = this.datapath.devices.overlay === null && name !== this.node.name;
      if (isNative) namespace.routes.replace({ dst: hostCidr(address), via: ip(this.node.ip) });
      else namespace.routes.replace({ dst: hostCidr(address), via, device: host, src: via });
    }
  }

  #allocate(): Ip {
    const range = this.node.podCIDR;
    const size = sizeOf(range);
    if (this.#taken.size >= size - 3)
      throw new CniError(
        'unable to allocate IP via local cilium agent: [POST /ipam][502] postIpamFailure "range is full"',
      );
    for (;;) {
      const address = nthOf(range, 2 + this.#prng.below(size - 3));
      if (this.#taken.has(address)) continue;
      this.#taken.add(address);
      return address;
    }
  }
}

const CONFLIST = `
{
  "cniVersion": "0.3.1",
  "name": "cilium",
  "plugins": [
    {
       "type": "cilium-cni",
       "enable-debug": false,
       "log-file": "/var/run/cilium/cilium-cni.log"
    }
  ]
}
`;
