/** A packet's headers as events carry them: plain text and numbers. Built only while somebody traces. */
import { Deferred } from "../core/event-log.ts";
import { formatIp, type Ip } from "../core/ip.ts";
import type { HeaderRecord } from "./events.ts";
import { formatMac, type Mac } from "./mac.ts";
import {
  ACK,
  FIN,
  type Frame,
  ICMP,
  ICMPV6,
  IPIP,
  lengthOf,
  type Packet,
  PSH,
  RST,
  SCTP,
  SYN,
  TCP,
  UDP,
} from "./packet.ts";

type Fields = { -readonly [K in keyof HeaderRecord]: HeaderRecord[K] };

/**
 * The same record for every event until something changes the packet, so that tracing a packet's whole way costs
 * little more than tracing one step of it. Whoever rewrites a packet calls `headersChanged`.
 */
export function headersOf(packet: Packet): HeaderRecord {
  packet.headers ??= recordOf(packet);
  return packet.headers;
}

/** With the addresses of the frame that it is in; the same as long as neither changes. */
export function framedHeadersOf(packet: Packet, frame: Frame): FramedHeaders {
  const record = headersOf(packet);
  const known = packet.framed;
  if (known !== null && known.record === record && known.src === frame.src && known.dst === frame.dst) return known;
  packet.framed = new FramedHeaders(record, frame);
  return packet.framed;
}

export class FramedHeaders extends Deferred<HeaderRecord> {
  readonly record: HeaderRecord;
  readonly src: Mac;
  readonly dst: Mac;

  constructor(record: HeaderRecord, frame: Frame) {
    super();
    this.record = record;
    this.src = frame.src;
    this.dst = frame.dst;
  }

  made(): HeaderRecord {
    return { ...this.record, srcMac: textOfMac(this.src), dstMac: textOfMac(this.dst) };
  }
}

export function headersChanged(packet: Packet): void {
  packet.headers = null;
}

function recordOf(packet: Packet): HeaderRecord {
  const record: Fields = {
    src: textOfIp(packet.src),
    dst: textOfIp(packet.dst),
    protocol: protocolName(packet.protocol),
    ttl: packet.ttl,
    length: lengthOf(packet),
    dataLength: 0,
  };
  if (packet.mark !== 0) record.mark = packet.mark;
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
  [ICMPV6, "icmpv6"],
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

/** All 32 combinations, by their bits. */
const FLAG_TEXTS: readonly string[] = Array.from({ length: 32 }, (_, flags) =>
  FLAGS.filter(([bit]) => (flags & bit) !== 0)
    .map(([, name]) => name)
    .join(","),
);

/** `SYN,ACK` */
export function flagNames(flags: number): string {
  return FLAG_TEXTS[flags & 31] as string;
}

/** The same few addresses are written again and again. */
const IP_TEXTS = new Map<Ip, string>();
const MAC_TEXTS = new Map<Mac, string>();
const MAX_TEXTS = 4096;

export function textOfIp(ip: Ip): string {
  return remembered(IP_TEXTS, ip, formatIp);
}

function textOfMac(mac: Mac): string {
  return remembered(MAC_TEXTS, mac, formatMac);
}

function remembered<K>(texts: Map<K, string>, key: K, format: (key: K) => string): string {
  const known = texts.get(key);
  if (known !== undefined) return known;
  if (texts.size >= MAX_TEXTS) texts.clear();
  const text = format(key);
  texts.set(key, text);
  return text;
}
