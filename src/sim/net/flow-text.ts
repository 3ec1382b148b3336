/**
 * A tracked connection as `conntrack -L` writes its tuples, for events and for that command.
 *
 * Models: conntrack-tools src/conntrack.c, libnetfilter_conntrack src/conntrack/snprintf_default.c
 */
import { formatIp } from "../core/ip.ts";
import { ASSURED, type Flow, SEEN_REPLY, type Tuple } from "./flow.ts";
import { protocolName } from "./headers.ts";

/** `tcp src=10.1.0.5 dst=10.96.0.1 sport=40000 dport=80 [UNREPLIED] src=… [ASSURED]` */
export function formatFlow(flow: Flow): string {
  const unreplied = (flow.status & SEEN_REPLY) === 0 ? " [UNREPLIED]" : "";
  const assured = (flow.status & ASSURED) !== 0 ? " [ASSURED]" : "";
  const name = protocolName(flow.original.protocol);
  return `${name} ${formatTuple(flow.original)}${unreplied} ${formatTuple(flow.reply)}${assured}`;
}

export function formatTuple(tuple: Tuple): string {
  const addresses = `src=${formatIp(tuple.src)} dst=${formatIp(tuple.dst)}`;
  if (tuple.icmpType >= 0) return `${addresses} type=${tuple.icmpType} code=${tuple.icmpCode} id=${tuple.srcPort}`;
  return `${addresses} sport=${tuple.srcPort} dport=${tuple.dstPort}`;
}
