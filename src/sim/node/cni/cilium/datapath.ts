/**
 * Cilium's programs on one node, and the maps that they share. A packet from a Pod meets `cil_from_container` before
 * the stack, and goes from there straight to another Pod's cable, into the tunnel, or on to the stack; what the host sends
 * to Pods meets `cil_from_host`, what other nodes send `cil_from_overlay`, what comes from outside `cil_from_netdev`.
 *
 * Models: cilium bpf/bpf_lxc.c, bpf/bpf_host.c, bpf/bpf_overlay.c, bpf/lib/l3.h, bpf/lib/local_delivery.h
 * SIMPLIFIED: no proxy, no host firewall, no encryption, no IPv6; a packet of IPv6 or ARP goes by.
 */
import { type Cidr, contains, formatIp, type Ip } from "../../../core/ip.ts";
import type { Device } from "../../../net/device.ts";
import { PASS, type PacketFrame, type PacketProgram, type PacketVerdict } from "../../../net/ebpf/packet-program.ts";
import type { Tuple } from "../../../net/flow.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import { ICMP, type Packet, SCTP, TCP, UDP } from "../../../net/packet.ts";
import { emptyTuple, isIcmpError, readTuple } from "../../../net/tuple.ts";
import type { PolicyDirection } from "../../policy/compiled-policy.ts";
import { ConnectionMap, reopens, touch } from "../connection-map.ts";
import type { CiliumEndpoint, IpcacheEntry } from "./endpoint.ts";
import { HOST_ID, REMOTE_NODE_ID, WORLD_ID } from "./identity.ts";
import type { Frontend } from "./load-balancer.ts";
import { type FlowRecord, Monitor, type ObservationPoint, summaryOf } from "./monitor.ts";
import { judge, type Peer, type PolicyVerdict } from "./policy.ts";
import { countHop, rewriteEnds } from "./rewrite.ts";

export interface EndpointConnection {
  /** The Service's address that a reply bears again, for a connection that came through one from outside. */
  readonly frontend: Frontend | null;
}

export interface DatapathDevices {
  readonly host: Device;
  /** Null with native routing. */
  readonly overlay: Device | null;
  readonly external: Device;
}

const PROTOCOL_NAMES: ReadonlyMap<number, string> = new Map([
  [TCP, "TCP"],
  [UDP, "UDP"],
  [SCTP, "SCTP"],
  [ICMP, "ICMP"],
]);

export class Datapath {
  readonly namespace: NetNamespace;
  readonly devices: DatapathDevices;
  readonly endpoints = new Map<Ip, CiliumEndpoint>();
  readonly ipcache = new Map<Ip, IpcacheEntry>();
  /** Ranges of other nodes: where an address goes that nobody has told of yet. */
  remoteRanges: readonly { readonly range: Cidr; readonly node: Ip }[] = [];
  readonly egress = new ConnectionMap<null>();
  readonly ingress = new ConnectionMap<EndpointConnection>();
  readonly monitor = new Monitor();
  readonly #tuple: Tuple = emptyTuple();

  constructor(namespace: NetNamespace, devices: DatapathDevices) {
    this.namespace = namespace;
    this.devices = devices;
  }

  get nowUs(): number {
    return this.namespace.clock.nowUs;
  }

  fromContainer(endpoint: CiliumEndpoint): PacketProgram {
    return { name: "cil_from_container", run: (frame) => this.#fromContainer(endpoint, frame) };
  }

  readonly fromHost: PacketProgram = { name: "cil_from_host", run: (frame) => this.#fromHost(frame) };

  tupleOf(packet: Packet): Tuple {
    readTuple(packet, this.#tuple);
    return this.#tuple;
  }

  peerAt(ip: Ip): Peer {
    const known = this.ipcache.get(ip);
    if (known !== undefined) return { identity: known.identity, ip, pod: known.pod };
    return { identity: this.namespace.isLocal(ip) ? HOST_ID : WORLD_ID, ip, pod: null };
  }

  #fromContainer(endpoint: CiliumEndpoint, frame: PacketFrame): PacketVerdict {
    const { packet } = frame;
    if (packet.src !== endpoint.ip)
      return { action: "drop", reason: "Invalid source ip", detail: formatIp(packet.src) };
    const tuple = this.tupleOf(packet);
    const { nowUs } = this;
    const answered = this.ingress.findAnswered(tuple, nowUs);
    if (answered !== null) {
      touch(answered, packet, { nowUs, isReply: true });
      const { frontend } = answered.extra;
      if (frontend !== null) return this.replyFrom(frontend, packet);
    } else if (!isIcmpError(packet.transport)) {
      const denied = this.#egressOf(endpoint, packet, tuple);
      if (denied !== null) return denied;
    }
    return this.#deliver(frame, { identity: endpoint.identity?.id ?? 0, ip: packet.src, pod: endpoint.pod });
  }

  #egressOf(endpoint: CiliumEndpoint, packet: Packet, tuple: Tuple): PacketVerdict | null {
    const peer = this.peerAt(packet.dst);
    const target = { protocol: protocolName(packet), port: tuple.dstPort, pod: peer.pod };
    const verdict = judge(endpoint.policy, "egress", { peer, target });
    if (!verdict.allowed) return this.#denied({ endpoint, direction: "egress", verdict, packet });
    const known = this.egress.find(tuple, this.nowUs);
    if (known === null || reopens(known, packet)) this.egress.create(tuple, null, this.nowUs);
    else touch(known, packet, { nowUs: this.nowUs, isReply: false });
    return null;
  }

  #deliver(frame: PacketFrame, from: Peer): PacketVerdict {
    const { packet } = frame;
    const local = this.endpoints.get(packet.dst);
    if (local !== undefined) return this.toEndpoint(local, frame, { from, frontend: null });
    const node = this.tunnelFor(packet.dst);
    if (node !== null) return this.toOverlay(frame, node, from.identity);
    this.observe(packet, { point: "to-stack", endpointId: 0 });
    return PASS;
  }

  /** The node that has the address; null when it is not behind the tunnel. */
  tunnelFor(ip: Ip): Ip | null {
    if (this.devices.overlay === null) return null;
    const known = this.ipcache.get(ip);
    if (known !== undefined) return known.tunnelEndpoint;
    for (const { range, node } of this.remoteRanges) if (contains(range, ip)) return node;
    return null;
  }

  /** The source's identity travels as the tunnel's VNI. */
  toOverlay(frame: PacketFrame, remote: Ip, identity: number): PacketVerdict {
    frame.tunnelKey = { remote, vni: identity === HOST_ID ? REMOTE_NODE_ID : identity };
    countHop(frame.packet);
    this.observe(frame.packet, { point: "to-overlay", endpointId: 0 });
    return { action: "redirect", device: this.devices.overlay as Device };
  }

  /** Into a Pod of this node, if its policy lets it. */
  toEndpoint(
    endpoint: CiliumEndpoint,
    frame: PacketFrame,
    { from, frontend }: { readonly from: Peer; readonly frontend: Frontend | null },
  ): PacketVerdict {
    const { packet } = frame;
    const tuple = this.tupleOf(packet);
    const { nowUs } = this;
    const answered = this.egress.findAnswered(tuple, nowUs);
    if (answered !== null) touch(answered, packet, { nowUs, isReply: true });
    else if (!isIcmpError(packet.transport)) {
      const target = { protocol: protocolName(packet), port: tuple.dstPort, pod: endpoint.pod };
      const verdict = judge(endpoint.policy, "ingress", { peer: from, target });
      if (!verdict.allowed) return this.#denied({ endpoint, direction: "ingress", verdict, packet });
      const known = this.ingress.find(tuple, nowUs);
      if (known === null || reopens(known, packet)) this.ingress.create(tuple, { frontend }, nowUs);
      else touch(known, packet, { nowUs, isReply: false });
    }
    countHop(packet);
    this.observe(packet, { point: "to-endpoint", endpointId: endpoint.id });
    frame.src = endpoint.device.mac;
    frame.dst = endpoint.mac;
    return { action: "redirect", device: endpoint.device };
  }

  /** The Service's address again, and out without the stack, which would not believe its own address as a source. */
  replyFrom(frontend: Frontend, packet: Packet): PacketVerdict {
    rewriteEnds(this.namespace, packet, { src: frontend, by: "un-DNAT" });
    return this.outToNetwork(packet);
  }

  outToNetwork(packet: Packet): PacketVerdict {
    const route = this.namespace.routes.lookup(packet.dst);
    if (route === null || route.device === null || route.type !== "unicast")
      return { action: "drop", reason: "FIB lookup failed", detail: formatIp(packet.dst) };
    countHop(packet);
    this.observe(packet, { point: "to-network", endpointId: 0 });
    return { action: "redirect", device: route.device, nextHop: route.via ?? packet.dst };
  }

  /** What the host's own stack has routed towards Pods. */
  #fromHost(frame: PacketFrame): PacketVerdict {
    const { packet } = frame;
    const from = this.peerAt(packet.src);
    const local = this.endpoints.get(packet.dst);
    if (local !== undefined) return this.toEndpoint(local, frame, { from, frontend: null });
    const node = this.tunnelFor(packet.dst);
    if (node !== null) return this.toOverlay(frame, node, from.identity);
    return { action: "drop", reason: "Stale or unroutable IP", detail: formatIp(packet.dst) };
  }

  #denied({ endpoint, direction, verdict, packet }: Denied): PacketVerdict {
    const reason = verdict.isDeny ? "Policy denied by denylist" : "Policy denied";
    const { id: endpointId } = endpoint;
    const isIngress = direction === "ingress";
    this.observe(packet, { verdict: "DENIED", direction: isIngress ? "INGRESS" : "EGRESS", match: "none", endpointId });
    this.observe(packet, { verdict: "DROPPED", reason, endpointId });
    return {
      action: "drop",
      reason,
      detail: `${direction} of ${endpoint.key} (endpoint ${endpointId})`,
      origin: verdict.policies.join(", "),
    };
  }

  observe(packet: Packet, about: Partial<FlowRecord> & { readonly endpointId: number }): void {
    const tuple = this.tupleOf(packet);
    const end = (ip: Ip, port: number): FlowRecord["from"] => {
      const { identity, pod } = this.peerAt(ip);
      return { ip, port, identity, pod: pod?.key ?? null };
    };
    const isIcmp = packet.protocol === ICMP;
    this.monitor.record({
      atMs: this.namespace.clock.nowMs,
      from: end(packet.src, isIcmp ? 0 : tuple.srcPort),
      to: end(packet.dst, isIcmp ? 0 : tuple.dstPort),
      protocol: protocolName(packet),
      flags: summaryOf(packet),
      verdict: "FORWARDED",
      isReply:
        this.egress.findAnswered(tuple, this.nowUs) !== null || this.ingress.findAnswered(tuple, this.nowUs) !== null,
      point: null as ObservationPoint | null,
      direction: null,
      reason: null,
      match: null,
      ...about,
    });
  }
}

interface Denied {
  readonly endpoint: CiliumEndpoint;
  readonly direction: PolicyDirection;
  readonly verdict: PolicyVerdict;
  readonly packet: Packet;
}

export function protocolName({ protocol }: Packet): string {
  return PROTOCOL_NAMES.get(protocol) ?? "other";
}
