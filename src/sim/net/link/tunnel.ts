/**
 * What all tunnels do alike: a packet goes into another one, which this host then sends as its own, through its own
 * rules and routes; at the other end it comes out of the tunnel's device as if a cable had brought it. Both bear one
 * number in the trace, as both are one buffer in the kernel.
 *
 * Models: net/ipv4/ip_tunnel_core.c iptunnel_xmit, include/net/udp_tunnel.h udp_flow_src_port
 */
import type { Ip } from "../../core/ip.ts";
import type { Device } from "../device.ts";
import { headersOf } from "../headers.ts";
import type { NetNamespace } from "../namespace.ts";
import { createPacket, type Frame, type Packet, type Transport } from "../packet.ts";
import { emptyTuple, readTuple } from "../tuple.ts";

export interface Outer {
  readonly src: Ip;
  readonly dst: Ip;
  readonly protocol: number;
  readonly transport: Transport;
  readonly dontFragment: boolean;
}

/** The mark stays: rules for the outer packet see it. */
export function sendOuter(device: Device, frame: Frame, outer: Outer): void {
  const { namespace } = device;
  const inner = frame.packet;
  const id = inner === null ? (frame.arp?.id ?? 0) : inner.id;
  const packet = createPacket({ ...outer, id, ttl: namespace.sysctls.ipDefaultTtl });
  if (inner !== null) {
    packet.mark = inner.mark;
    if (namespace.trace.on) tell("encapsulated", device, { inner, outer: packet });
    leaveHost(inner);
  }
  namespace.stack.output(packet);
}

/** The inner packet comes out of the device. */
export function receiveInner(device: Device, frame: Frame, outer: Packet): void {
  const inner = frame.packet;
  if (inner !== null) {
    leaveHost(inner);
    if (device.namespace.trace.on) tell("decapsulated", device, { inner, outer });
    inner.mark = outer.mark;
  }
  device.receive(frame);
}

/** In the kernel's words skb_scrub_packet: what this host knew about the packet is forgotten. */
function leaveHost(inner: Packet): void {
  if (inner.mark !== 0) inner.headers = null;
  inner.mark = 0;
  inner.flow = null;
  inner.flowDirection = "original";
  inner.flowState = "untouched";
  inner.bridgePortIn = null;
  inner.bridgePortOut = null;
}

function tell(
  type: "encapsulated" | "decapsulated",
  device: Device,
  { inner, outer }: { readonly inner: Packet; readonly outer: Packet },
): void {
  device.namespace.trace.emit({
    type,
    where: device.where,
    packetId: inner.id,
    by: device.kind,
    inner: headersOf(inner),
    outer: headersOf(outer),
  });
}

/** A packet that ends at the tunnel's mouth. */
export function dropAtTunnel(namespace: NetNamespace, packet: Packet, lookup: string): void {
  namespace.drop(packet, "tunnel-not-for-us", { lookup });
}

const TUPLE = emptyTuple();

/** Packets of one connection have one source port, so that they take one way; others have others. */
export function sourcePortFor({ packet }: Frame, namespace: NetNamespace): number {
  const [low, high] = namespace.sysctls.ipLocalPortRange;
  if (packet === null) return low;
  readTuple(packet, TUPLE);
  const ends = Math.imul(Number(TUPLE.src) | 0, 0x9e3779b1) ^ Math.imul(Number(TUPLE.dst) | 0, 0x85ebca6b);
  const ports = Math.imul((TUPLE.srcPort << 16) | TUPLE.dstPort, 0xc2b2ae35) ^ TUPLE.protocol;
  const mixed = Math.imul(ends ^ ports, 0x27d4eb2f);
  return low + (((mixed ^ (mixed >>> 15)) >>> 0) % (high - low));
}
