/** A packet's headers as events carry them: plain text and numbers. Built only while somebody traces. */
import { formatIp } from "../core/ip.ts";
import type { HeaderRecord } from "./events.ts";
import { formatMac } from "./mac.ts";
import { ACK, FIN, type Frame, ICMP, IPIP, lengthOf, type Packet, PSH, RST, SCTP, SYN, TCP, UDP } from "./packet.ts";

type Fields = { -readonly [K in keyof HeaderRecord]: HeaderRecord[K] };

export function headersOf(packet: Packet, frame?: Frame): HeaderRecord {
  const record: Fields = {
    src: formatIp(packet.src),
    dst: formatIp(packet.dst),
    protocol: protocolName(packet.protocol),
    ttl: packet.ttl,
    length: lengthOf(packet),
    dataLength: 0,
  };
  if (packet.mark !== 0) record.mark = packet.mark;
  if (frame !== undefined) {
    record.srcMac = formatMac(frame.src);
    record.dstMac = formatMac(frame.dst);
  }
  addTransport(record, packet);
  return record;
}

function addTransport(record: Fields, { transport }: Packet): void {
  switch (transport.kind) {
    case "tcp":
      record.srcPort = transport.srcPort;
      record.dstPort = transport.dstPort;
      record.flags = flagNames(transport.flags);
      record.seq = transport.seq;
      record.ack = transport.ack;
      record.window = transport.window;
      record.dataLength = transport.data.length;
      return;
    case "udp":
      record.srcPort = transport.srcPort;
      record.dstPort = transport.dstPort;
      record.dataLength = transport.data.length;
      return;
    case "icmp":
      record.icmpType = transport.type;
      record.icmpCode = transport.code;
      record.icmpId = transport.id;
      record.icmpSeq = transport.seq;
      record.dataLength = transport.size;
      return;
    case "opaque":
      record.srcPort = transport.srcPort;
      record.dstPort = transport.dstPort;
      record.dataLength = transport.size;
      return;
    case "ipip":
      record.dataLength = lengthOf(transport.inner);
  }
}

const NAMES = new Map<number, HeaderRecord["protocol"]>([
  [ICMP, "icmp"],
  [IPIP, "ipip"],
  [TCP, "tcp"],
  [UDP, "udp"],
  [SCTP, "sctp"],
]);

export function protocolName(protocol: number): HeaderRecord["protocol"] {
  return NAMES.get(protocol) ?? "other";
}

const FLAGS: readonly (readonly [number, string])[] = [
  [SYN, "SYN"],
  [FIN, "FIN"],
  [RST, "RST"],
  [PSH, "PSH"],
  [ACK, "ACK"],
];

/** `SYN,ACK` */
export function flagNames(flags: number): string {
  const names: string[] = [];
  for (const [bit, name] of FLAGS) if ((flags & bit) !== 0) names.push(name);
  return names.join(",");
}
