/**
 * What identifies a connection in one direction, read off a packet.
 *
 * Models: net/netfilter/nf_conntrack_core.c nf_ct_get_tuple, nf_ct_invert_tuple; nf_conntrack_proto_icmp.c
 */
import type { Tuple } from "./flow.ts";
import type { Packet, Transport } from "./packet.ts";

export function tupleOf(packet: Packet): Tuple {
  const { src, dst, protocol, transport } = packet;
  switch (transport.kind) {
    case "tcp":
    case "udp":
    case "opaque":
      return { src, dst, protocol, srcPort: transport.srcPort, dstPort: transport.dstPort, icmpType: -1, icmpCode: 0 };
    case "icmp": {
      const { id, type, code } = transport;
      return { src, dst, protocol, srcPort: id, dstPort: id, icmpType: type, icmpCode: code };
    }
    case "ipip":
      return { src, dst, protocol, srcPort: 0, dstPort: 0, icmpType: -1, icmpCode: 0 };
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

/** Destination unreachable, source quench, redirect, time exceeded, parameter problem. */
export function isIcmpError(transport: Transport): boolean {
  return (
    transport.kind === "icmp" &&
    (transport.type === 3 ||
      transport.type === 4 ||
      transport.type === 5 ||
      transport.type === 11 ||
      transport.type === 12)
  );
}
