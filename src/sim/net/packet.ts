/**
 * A packet as the kernel carries it: headers as fields, not bytes, and beside them what the kernel keeps about it
 * (mark, connection). One object travels the whole way and is rewritten in place; flooding copies it.
 *
 * Models: include/linux/skbuff.h struct sk_buff, RFC 791, RFC 9293, RFC 768, RFC 792, RFC 826
 * SIMPLIFIED: an IP packet has no options.
 * SIMPLIFIED: checksums are always right.
 */
import type { Ip } from "../core/ip.ts";
import type { Device } from "./device.ts";
import type { HeaderRecord } from "./events.ts";
import type { Flow, FlowDirection, FlowState } from "./flow.ts";
import type { FramedHeaders } from "./headers.ts";
import type { Mac } from "./mac.ts";

export const ICMP = 1;
export const IPIP = 4;
export const TCP = 6;
export const UDP = 17;
export const ICMPV6 = 58;
export const SCTP = 132;

export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const PSH = 8;
export const ACK = 16;

export interface TcpSegment {
  readonly kind: "tcp";
  srcPort: number;
  dstPort: number;
  readonly seq: number;
  readonly ack: number;
  /** FIN, SYN, RST, PSH, ACK or-ed together. */
  readonly flags: number;
  readonly window: number;
  /** The MSS option of a SYN; 0 when absent. A rule may clamp it. */
  mss: number;
  readonly data: Uint8Array;
}

export interface UdpDatagram {
  readonly kind: "udp";
  srcPort: number;
  dstPort: number;
  readonly data: Uint8Array;
  /** What a tunnel has put into it; `data` is then empty. */
  readonly tunnel?: TunnelPayload;
}

/** A whole frame behind a VXLAN header, or a packet that only the peer can read. */
export type TunnelPayload =
  | { readonly kind: "vxlan"; readonly vni: number; readonly frame: Frame }
  | { readonly kind: "sealed"; readonly sender: string; readonly inner: Packet };

export interface IcmpMessage {
  readonly kind: "icmp";
  readonly type: number;
  readonly code: number;
  /** Of an echo; NAT may change it as it changes a port. */
  id: number;
  readonly seq: number;
  /** Bytes after the ICMP header. */
  readonly size: number;
  /** The next hop's MTU, in "fragmentation needed". */
  readonly mtu: number;
  /** The packet that an error is about: its headers and the first bytes of its transport. */
  readonly about: Packet | null;
}

/** A whole packet inside another (IPIP). */
export interface InnerPacket {
  readonly kind: "ipip";
  readonly inner: Packet;
}

/** Anything else that has ports at most: SCTP is matched and forwarded, never spoken. */
export interface OpaqueDatagram {
  readonly kind: "opaque";
  srcPort: number;
  dstPort: number;
  readonly size: number;
  /** A piece of a packet that was too long for some link: it has no ports that one could see. */
  readonly fragment?: Fragment;
}

export interface Fragment {
  /** The IP identification that all pieces of one packet have. */
  readonly ident: number;
  /** In bytes, of the whole packet's payload. */
  readonly offset: number;
  readonly isLast: boolean;
  readonly whole: Packet;
}

export type Transport = TcpSegment | UdpDatagram | IcmpMessage | InnerPacket | OpaqueDatagram;

export interface Packet {
  readonly id: number;
  src: Ip;
  dst: Ip;
  ttl: number;
  readonly protocol: number;
  readonly transport: Transport;
  readonly dontFragment: boolean;
  /** nfmark; forgotten when the packet leaves the namespace. */
  mark: number;
  /** The connection it belongs to, once tracked here. */
  flow: Flow | null;
  flowDirection: FlowDirection;
  flowState: FlowState;
  /** The bridge port through which it came in or leaves, while a bridge has it. */
  bridgePortIn: Device | null;
  bridgePortOut: Device | null;
  /** Its headers as events say them, until something changes them (`headers.ts`). */
  headers: HeaderRecord | null;
  framed: FramedHeaders | null;
}

export interface ArpMessage {
  readonly kind: "arp";
  readonly id: number;
  readonly operation: "request" | "reply";
  readonly senderMac: Mac;
  readonly senderIp: Ip;
  readonly targetMac: Mac;
  readonly targetIp: Ip;
}

/** The metadata of a tunnelled frame: the other host, and the network identifier. */
export interface TunnelKey {
  readonly remote: Ip;
  readonly vni: number;
}

/** What a device sends: one hop's addresses around a packet or an ARP message. */
export interface Frame {
  src: Mac;
  dst: Mac;
  readonly packet: Packet | null;
  readonly arp: ArpMessage | null;
  /** Where the packet is routed, for a device that has no Ethernet addresses to say it with. */
  readonly nextHop?: Ip;
  /** For a tunnel whose far ends are told frame by frame, and from one that was. */
  tunnelKey?: TunnelKey;
}

export interface PacketOptions {
  readonly id: number;
  readonly src: Ip;
  readonly dst: Ip;
  readonly protocol: number;
  readonly transport: Transport;
  readonly ttl?: number;
  readonly dontFragment?: boolean;
}

export function createPacket(options: PacketOptions): Packet {
  return {
    id: options.id,
    src: options.src,
    dst: options.dst,
    ttl: options.ttl ?? 64,
    protocol: options.protocol,
    transport: options.transport,
    dontFragment: options.dontFragment === true,
    mark: 0,
    flow: null,
    flowDirection: "original",
    flowState: "untouched",
    bridgePortIn: null,
    bridgePortOut: null,
    headers: null,
    framed: null,
  };
}

/** For what leaves the host more than once, and for the copy that an ICMP error carries. The kernel's own fields start afresh. */
export function copyPacket(packet: Packet): Packet {
  const { id, src, dst, ttl, protocol, dontFragment } = packet;
  return createPacket({ id, src, dst, ttl, protocol, dontFragment, transport: { ...packet.transport } });
}

/** For flooding inside a host: the same packet, with all that the kernel keeps about it. */
export function clonePacket(packet: Packet): Packet {
  return { ...packet, transport: { ...packet.transport } };
}

/** Another namespace knows nothing of what this one remembered about the packet. */
export function forgetNamespace(packet: Packet): void {
  if (packet.mark !== 0) packet.headers = null;
  packet.mark = 0;
  packet.flow = null;
  packet.flowDirection = "original";
  packet.flowState = "untouched";
  packet.bridgePortIn = null;
  packet.bridgePortOut = null;
}

/** Total length of the IP packet, in bytes. */
export function lengthOf(packet: Packet): number {
  return (typeof packet.dst === "number" ? 20 : 40) + transportLength(packet.transport);
}

function transportLength(transport: Transport): number {
  switch (transport.kind) {
    case "tcp":
      return 20 + (transport.mss > 0 ? 4 : 0) + transport.data.length;
    case "udp":
      return 8 + (transport.tunnel === undefined ? transport.data.length : tunnelLength(transport.tunnel));
    case "icmp":
      return 8 + transport.size;
    case "ipip":
      return lengthOf(transport.inner);
    case "opaque":
      return transport.size;
  }
}

export const ETHERNET_HEADER = 14;
const ARP_LENGTH = 28;
const VXLAN_HEADER = 8;
/** WireGuard's own header and the seal behind the packet, which is filled up to 16 bytes. */
const SEAL = 32;

export function frameLength(frame: Frame): number {
  return ETHERNET_HEADER + (frame.packet === null ? ARP_LENGTH : lengthOf(frame.packet));
}

function tunnelLength(tunnel: TunnelPayload): number {
  return tunnel.kind === "vxlan"
    ? VXLAN_HEADER + frameLength(tunnel.frame)
    : SEAL + Math.ceil(lengthOf(tunnel.inner) / 16) * 16;
}
