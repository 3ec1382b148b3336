/**
 * What identifies a connection in one direction, read off a packet.
 *
 * Models: net/netfilter/nf_conntrack_core.c nf_ct_get_tuple, nf_ct_invert_tuple; nf_conntrack_proto_icmp.c
 */
import type { Tuple } from "./flow.ts";
import type { Packet, Transport } from "./packet.ts";

export function emptyTuple(): Tuple {
  return { src: 0, dst: 0, protocol: 0, srcPort: 0, dstPort: 0, icmpType: -1, icmpCode: 0 };
}

/** Into a tuple that is there already: a look-up for each packet should make nothing. */
export function readTuple(packet: Packet, tuple: Tuple): void {
  const { transport } = packet;
  tuple.src = packet.src;
  tuple.dst = packet.dst;
  tuple.protocol = packet.protocol;
  tuple.icmpType = -1;
  tuple.icmpCode = 0;
  switch (transport.kind) {
    case "tcp":
    case "udp":
    case "opaque":
      tuple.srcPort = transport.srcPort;
      tuple.dstPort = transport.dstPort;
      return;
    case "icmp":
      tuple.srcPort = transport.id;
      tuple.dstPort = transport.id;
      tuple.icmpType = transport.type;
      tuple.icmpCode = transport.code;
      return;
    case "ipip":
      tuple.srcPort = 0;
      tuple.dstPort = 0;
  }
}

const ECHO_REPLY = 0;
const ECHO = 8;
const TIMESTAMP = 13;
const TIMESTAMP_REPLY = 14;

/** Question and answer of ICMP, both ways. */
const ICMP_ANSWER: ReadonlyMap<number, number> = new Map([
  [ECHO, ECHO_REPLY],
  [ECHO_REPLY, ECHO],
  [TIMESTAMP, TIMESTAMP_REPLY],
  [TIMESTAMP_REPLY, TIMESTAMP],
]);

/** The tuple of the answers; null for an ICMP message that has none. */
export function invertTuple(tuple: Tuple): Tuple | null {
  const icmpType = tuple.icmpType < 0 ? -1 : ICMP_ANSWER.get(tuple.icmpType);
  if (icmpType === undefined) return null;
  return {
    src: tuple.dst,
    dst: tuple.src,
    protocol: tuple.protocol,
    srcPort: tuple.dstPort,
    dstPort: tuple.srcPort,
    icmpType,
    icmpCode: tuple.icmpCode,
  };
}

/** Destination unreachable (of ICMPv6 too: 1), source quench, redirect, time exceeded, parameter problem. */
export function isIcmpError(transport: Transport): boolean {
  return (
    transport.kind === "icmp" &&
    (transport.type === 1 ||
      transport.type === 3 ||
      transport.type === 4 ||
      transport.type === 5 ||
      transport.type === 11 ||
      transport.type === 12)
  );
}
