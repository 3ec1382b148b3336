/**
 * A packet as the LOG target writes it into the kernel's log.
 *
 * Models: net/netfilter/nf_log_syslog.c nf_log_ip_packet, dump_ipv4_packet, nf_log_dump_tcp_header
 * SIMPLIFIED: no MAC= part, the identification is always 0, and no options of IP or TCP are written out.
 */
import { formatIp } from "../../core/ip.ts";
import { ACK, FIN, lengthOf, type Packet, PSH, RST, SYN, type TcpSegment } from "../packet.ts";
import type { HookContext } from "./hooks.ts";
import type { Target } from "./rule.ts";

export type LogTarget = Extract<Target, { kind: "LOG" }>;

export function logText(packet: Packet, { inDevice, outDevice }: HookContext, target: LogTarget): string {
  const physIn = packet.bridgePortIn === null ? "" : ` PHYSIN=${packet.bridgePortIn.name}`;
  const physOut = packet.bridgePortOut === null ? "" : ` PHYSOUT=${packet.bridgePortOut.name}`;
  const ways = `IN=${inDevice?.name ?? ""} OUT=${outDevice?.name ?? ""}${physIn}${physOut}`;
  const mark = packet.mark === 0 ? "" : ` MARK=0x${packet.mark.toString(16)}`;
  return `${target.prefix ?? ""}${ways} ${packetText(packet, target)}${mark}`;
}

function packetText(packet: Packet, target: LogTarget): string {
  const { src, dst, ttl, dontFragment } = packet;
  const fragment = dontFragment ? "DF " : "";
  const header = `SRC=${formatIp(src)} DST=${formatIp(dst)} LEN=${lengthOf(packet)} TOS=0x00 PREC=0x00 TTL=${ttl} ID=0`;
  return `${header} ${fragment}${transportText(packet, target)}`;
}

function transportText(packet: Packet, target: LogTarget): string {
  const { transport, protocol } = packet;
  switch (transport.kind) {
    case "tcp":
      return tcpText(transport, target);
    case "udp":
      return `PROTO=UDP SPT=${transport.srcPort} DPT=${transport.dstPort} LEN=${transport.data.length + 8}`;
    case "icmp": {
      const kind = `PROTO=ICMP TYPE=${transport.type} CODE=${transport.code}`;
      if (transport.about !== null) {
        const mtu = transport.type === 3 && transport.code === 4 ? ` MTU=${transport.mtu}` : "";
        return `${kind} [${packetText(transport.about, target)} ]${mtu}`;
      }
      return transport.type === 8 || transport.type === 0 ? `${kind} ID=${transport.id} SEQ=${transport.seq}` : kind;
    }
    default:
      return `PROTO=${protocol}`;
  }
}

const FLAGS: readonly (readonly [number, string])[] = [
  [ACK, "ACK "],
  [PSH, "PSH "],
  [RST, "RST "],
  [SYN, "SYN "],
  [FIN, "FIN "],
];

function tcpText(segment: TcpSegment, { tcpSequence }: LogTarget): string {
  const ports = `PROTO=TCP SPT=${segment.srcPort} DPT=${segment.dstPort}`;
  const numbers = tcpSequence === true ? ` SEQ=${segment.seq >>> 0} ACK=${segment.ack >>> 0}` : "";
  const flags = FLAGS.filter(([bit]) => (segment.flags & bit) !== 0).map(([, name]) => name);
  return `${ports}${numbers} WINDOW=${segment.window} RES=0x00 ${flags.join("")}URGP=0`;
}
