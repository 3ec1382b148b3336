/**
 * The trace as the explanations read it: any event, stamped. Events of the network are picked out by type; the
 * others (API writes, syncs) tell why rules changed, not where a packet went.
 */
import type { Stamped, TraceFields } from "../../sim/core/trace.ts";
import type { HeaderRecord, NetEvent } from "../../sim/net/events.ts";

export type Traced = Stamped<TraceFields>;
export type TracedNetEvent = Stamped<NetEvent>;
/** An event that happens to one packet. */
export type PacketEvent = Extract<TracedNetEvent, { readonly packetId: number; readonly where: string }>;

const PACKET_EVENTS: ReadonlySet<string> = new Set<NetEvent["type"]>([
  "sent",
  "received",
  "hook",
  "rule-matched",
  "rewritten",
  "conntrack",
  "routed",
  "arp",
  "bridged",
  "encapsulated",
  "decapsulated",
  "forwarded",
  "delivered",
  "dropped",
  "ebpf",
]);

export function asPacketEvent(event: Traced): PacketEvent | null {
  return event.packetId !== undefined && PACKET_EVENTS.has(event.type) ? (event as PacketEvent) : null;
}

/** What the packet looked like once the event had happened; undefined where the event does not say. */
export function headersAfter(event: PacketEvent): HeaderRecord | undefined {
  switch (event.type) {
    case "sent":
    case "received":
    case "delivered":
    case "dropped":
      return event.headers;
    case "rewritten":
      return event.after;
    case "encapsulated":
      return event.outer;
    case "decapsulated":
      return event.inner;
    default:
      return undefined;
  }
}
