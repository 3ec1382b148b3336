/**
 * A frame as the bytes that a cable would carry, for those who look at it from outside: captures.
 *
 * Models: RFC 791, RFC 8200, RFC 9293, RFC 768, RFC 792, RFC 826, RFC 7348, RFC 2003
 * SIMPLIFIED: an echo's payload is a pattern, a WireGuard message's what its length says; no TCP options but MSS.
 */
import type { Ip } from "../../core/ip.ts";
import type { Mac } from "../mac.ts";
import {
  type ArpMessage,
  type Frame,
  ICMPV6,
  type IcmpMessage,
  lengthOf,
  type Packet,
  TCP,
  type TcpSegment,
  UDP,
  type UdpDatagram,
} from "../packet.ts";

const ETHERNET = 14;
const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const ARP = 0x0806;
const ABOUT_LIMIT = 548;

/** With its Ethernet header, or the packet alone for a device that has none. */
export function frameBytes(frame: Frame, withEthernet: boolean): Uint8Array {
  const payload = frame.packet === null ? arpBytes(frame.arp as ArpMessage) : packetBytes(frame.packet);
  if (!withEthernet) return payload;
  const bytes = new Uint8Array(ETHERNET + payload.length);
  putMac(bytes, 0, frame.dst);
  putMac(bytes, 6, frame.src);
  put16(bytes, 12, frame.packet === null ? ARP : typeof frame.packet.dst === "number" ? IPV4 : IPV6);
  bytes.set(payload, ETHERNET);
  return bytes;
}

function put16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = (value >>> 8) & 255;
  bytes[at + 1] = value & 255;
}

function put32(bytes: Uint8Array, at: number, value: number): void {
  put16(bytes, at, (value >>> 16) & 0xffff);
  put16(bytes, at + 2, value & 0xffff);
}

function putMac(bytes: Uint8Array, at: number, mac: Mac): void {
  put16(bytes, at, Math.floor(mac / 0x1_0000_0000));
  put32(bytes, at + 2, mac % 0x1_0000_0000);
}

function putIp(bytes: Uint8Array, at: number, ip: Ip): void {
  if (typeof ip === "number") put32(bytes, at, ip);
  else for (let i = 0; i < 16; i++) bytes[at + i] = Number((ip >> BigInt(120 - 8 * i)) & 255n);
}

function arpBytes({ operation, senderMac, senderIp, targetMac, targetIp }: ArpMessage): Uint8Array {
  const bytes = new Uint8Array(28);
  put16(bytes, 0, 1);
  put16(bytes, 2, IPV4);
  bytes[4] = 6;
  bytes[5] = 4;
  put16(bytes, 6, operation === "request" ? 1 : 2);
  putMac(bytes, 8, senderMac);
  putIp(bytes, 14, senderIp);
  putMac(bytes, 18, targetMac);
  putIp(bytes, 24, targetIp);
  return bytes;
}

export function packetBytes(packet: Packet): Uint8Array {
  const { transport } = packet;
  if (transport.kind === "opaque" && transport.fragment !== undefined) {
    const { ident, offset, isLast, whole } = transport.fragment;
    const body = packetBytes(whole)
      .subarray(20)
      .subarray(offset, offset + transport.size);
    return withIpHeader(packet, body, { ident, flags: isLast ? 0 : 0x2000, offset });
  }
  const flags = packet.dontFragment ? 0x4000 : 0;
  return withIpHeader(packet, transportBytes(packet), { ident: packet.id & 0xffff, flags, offset: 0 });
}

interface Ident {
  readonly ident: number;
  readonly flags: number;
  readonly offset: number;
}

function withIpHeader(packet: Packet, body: Uint8Array, { ident, flags, offset }: Ident): Uint8Array {
  const header = typeof packet.dst === "number" ? 20 : 40;
  const bytes = new Uint8Array(header + body.length);
  if (header === 20) {
    bytes[0] = 0x45;
    put16(bytes, 2, bytes.length);
    put16(bytes, 4, ident);
    put16(bytes, 6, flags | (offset >>> 3));
    bytes[8] = packet.ttl;
    bytes[9] = packet.protocol;
    putIp(bytes, 12, packet.src);
    putIp(bytes, 16, packet.dst);
    put16(bytes, 10, checksum(bytes.subarray(0, 20), 0));
  } else {
    bytes[0] = 0x60;
    put16(bytes, 4, body.length);
    bytes[6] = packet.protocol;
    bytes[7] = packet.ttl;
    putIp(bytes, 8, packet.src);
    putIp(bytes, 24, packet.dst);
  }
  bytes.set(body, header);
  return bytes;
}

function transportBytes(packet: Packet): Uint8Array {
  const { transport } = packet;
  switch (transport.kind) {
    case "tcp":
      return tcpBytes(packet, transport);
    case "udp":
      return udpBytes(packet, transport);
    case "icmp":
      return icmpBytes(packet, transport);
    case "ipip":
      return packetBytes(transport.inner);
    case "opaque": {
      const bytes = new Uint8Array(transport.size);
      if (bytes.length >= 4) {
        put16(bytes, 0, transport.srcPort);
        put16(bytes, 2, transport.dstPort);
      }
      return bytes;
    }
  }
}

function tcpBytes(packet: Packet, segment: TcpSegment): Uint8Array {
  const header = segment.mss > 0 ? 24 : 20;
  const bytes = new Uint8Array(header + segment.data.length);
  put16(bytes, 0, segment.srcPort);
  put16(bytes, 2, segment.dstPort);
  put32(bytes, 4, segment.seq);
  put32(bytes, 8, segment.ack);
  bytes[12] = (header / 4) << 4;
  bytes[13] = segment.flags;
  put16(bytes, 14, segment.window);
  if (header === 24) {
    bytes[20] = 2;
    bytes[21] = 4;
    put16(bytes, 22, segment.mss);
  }
  bytes.set(segment.data, header);
  put16(bytes, 16, checksum(bytes, pseudoSum(packet, TCP, bytes.length)));
  return bytes;
}

function udpBytes(packet: Packet, datagram: UdpDatagram): Uint8Array {
  const body = datagramBody(datagram);
  const bytes = new Uint8Array(8 + body.length);
  put16(bytes, 0, datagram.srcPort);
  put16(bytes, 2, datagram.dstPort);
  put16(bytes, 4, bytes.length);
  bytes.set(body, 8);
  // A VXLAN header goes without a checksum.
  if (datagram.tunnel?.kind === "vxlan") return bytes;
  put16(bytes, 6, checksum(bytes, pseudoSum(packet, UDP, bytes.length)) || 0xffff);
  return bytes;
}

const WIREGUARD_HEADER = 16;
const WIREGUARD_TAG = 16;

function datagramBody({ data, tunnel }: UdpDatagram): Uint8Array {
  if (tunnel === undefined) return data;
  if (tunnel.kind === "vxlan") {
    const inner = frameBytes(tunnel.frame, true);
    const bytes = new Uint8Array(8 + inner.length);
    bytes[0] = 8;
    put32(bytes, 4, tunnel.vni * 256);
    bytes.set(inner, 8);
    return bytes;
  }
  const inner = Math.ceil(lengthOf(tunnel.inner) / 16) * 16;
  const bytes = new Uint8Array(WIREGUARD_HEADER + inner + WIREGUARD_TAG);
  bytes[0] = 4;
  return bytes;
}

function icmpBytes(packet: Packet, { type, code, id, seq, size, mtu, about }: IcmpMessage): Uint8Array {
  const quoted = about === null ? null : packetBytes(about).subarray(0, Math.min(size, ABOUT_LIMIT));
  const bytes = new Uint8Array(8 + (quoted === null ? size : quoted.length));
  bytes[0] = type;
  bytes[1] = code;
  if (about === null) {
    put16(bytes, 4, id);
    put16(bytes, 6, seq);
    for (let i = 8; i < bytes.length; i++) bytes[i] = i & 255;
  } else {
    if (type === 3 && code === 4) put16(bytes, 6, mtu);
    bytes.set(quoted as Uint8Array, 8);
  }
  put16(bytes, 2, checksum(bytes, packet.protocol === ICMPV6 ? pseudoSum(packet, ICMPV6, bytes.length) : 0));
  return bytes;
}

function pseudoSum({ src, dst }: Packet, protocol: number, length: number): number {
  const size = typeof dst === "number" ? 4 : 16;
  const bytes = new Uint8Array(size * 2);
  putIp(bytes, 0, src);
  putIp(bytes, size, dst);
  return sumOf(bytes) + protocol + length;
}

function sumOf(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += ((bytes[i] as number) << 8) + (bytes[i + 1] ?? 0);
  return sum;
}

/** RFC 1071. */
export function checksum(bytes: Uint8Array, start: number): number {
  let sum = start + sumOf(bytes);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x1_0000);
  return ~sum & 0xffff;
}
