/** One line for each event, so that a failing test can say what happened. */
import type { Stamped } from "../../core/trace.ts";
import type { HeaderRecord, NetEvent } from "../events.ts";

export function tellEvent(event: Stamped<NetEvent>): string {
  const packet = "packetId" in event && event.packetId !== undefined ? `#${event.packetId}` : "";
  return `${event.atUs} µs ${packet} ${event.where} ${event.type} ${detailOf(event)}`;
}

function detailOf(event: NetEvent): string {
  switch (event.type) {
    case "sent":
    case "received":
      return tellHeaders(event.headers);
    case "delivered":
      return event.to;
    case "hook":
      return event.hook;
    case "rule-matched":
      return `${event.table}: ${event.rule}`;
    case "rewritten":
      return `${event.by}: ${tellHeaders(event.before)} to ${tellHeaders(event.after)}`;
    case "balanced":
      return `${event.service} to ${event.server}`;
    case "conntrack":
      return `${event.state} ${event.flow ?? ""}`;
    case "routed":
      return `${event.to} by ${event.route} ${event.via === undefined ? "" : `via ${event.via} `}dev ${event.device}`;
    case "arp":
      return `${event.operation} ${event.ip} ${event.mac ?? ""}`;
    case "bridged":
      return `${event.fromPort} to ${event.toPorts.join(", ")}`;
    case "encapsulated":
    case "decapsulated":
      return `${event.by}: ${tellHeaders(event.outer)}`;
    case "forwarded":
      return `${event.inDevice} to ${event.outDevice}`;
    case "dropped":
      return `${event.reason} ${event.rule ?? event.lookup ?? ""}`;
    case "ebpf":
      return `${event.program} (${event.attach}): ${event.verdict} ${event.to ?? ""}`;
    case "socket-program":
      return `${event.program} (${event.attach}): ${event.named} to ${event.used}`;
    case "socket":
      return `${event.local} ${event.remote ?? ""} ${event.state}`;
    case "flow-ended":
      return event.flow;
  }
}

function tellHeaders({ protocol, src, srcPort, dst, dstPort, flags, icmpType, icmpCode }: HeaderRecord): string {
  if (protocol === "icmp") return `icmp ${src} > ${dst} type ${icmpType} code ${icmpCode}`;
  return `${protocol} ${src}:${srcPort} > ${dst}:${dstPort} ${flags ?? ""}`;
}
