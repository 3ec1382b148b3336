/** Each packet of a stretch of the trace: what it was, where it started, and how it ended. */
import type { DropReason } from "../../sim/net/drop-reasons.ts";
import type { HeaderRecord } from "../../sim/net/events.ts";
import { headerText } from "./header-text.ts";
import { sentence } from "./sentence.ts";
import { asPacketEvent, headersAfter, type PacketEvent, type Traced } from "./traced.ts";

export type PacketEnd = "delivered" | "dropped" | "on its way";

export interface PacketStory {
  readonly packetId: number;
  readonly startUs: number;
  readonly endUs: number;
  readonly fromSeq: number;
  /** One past its last event. */
  readonly toSeq: number;
  /** Where it was first and last seen. */
  readonly from: string;
  readonly at: string;
  /** As it was sent, and as it was last seen; null for ARP. */
  readonly first: HeaderRecord | null;
  readonly last: HeaderRecord | null;
  /** `tcp 10.1.0.9:41234 > 10.96.0.1:80 SYN`, or the ARP question. */
  readonly title: string;
  readonly end: PacketEnd;
  readonly reason: DropReason | null;
  /** Its last event in words. */
  readonly ending: string;
  readonly events: readonly PacketEvent[];
}

/** In order of their first event. */
export function packetsOf(events: readonly Traced[]): PacketStory[] {
  const byId = new Map<number, PacketEvent[]>();
  for (const traced of events) {
    const event = asPacketEvent(traced);
    if (event === null) continue;
    const sofar = byId.get(event.packetId);
    if (sofar === undefined) byId.set(event.packetId, [event]);
    else sofar.push(event);
  }
  return [...byId].map(([packetId, own]) => storyOf(packetId, own));
}

function storyOf(packetId: number, events: readonly PacketEvent[]): PacketStory {
  const opening = events[0] as PacketEvent;
  const closing = closingOf(events);
  const seen = events.map(headersAfter).filter((headers) => headers !== undefined);
  const first = opening.type === "rewritten" ? opening.before : (seen[0] ?? null);
  return {
    packetId,
    startUs: opening.atUs,
    endUs: (events.at(-1) as PacketEvent).atUs,
    fromSeq: opening.seq,
    toSeq: (events.at(-1) as PacketEvent).seq + 1,
    from: opening.where,
    at: closing.where,
    first,
    last: seen.at(-1) ?? null,
    title: first === null ? sentence(opening) : headerText(first),
    end: closing.type === "delivered" ? "delivered" : closing.type === "dropped" ? "dropped" : "on its way",
    reason: closing.type === "dropped" ? closing.reason : null,
    ending: sentence(closing),
    events,
  };
}

/** A flooded packet ends in many places: that somebody took it counts for more than that others did not want it. */
function closingOf(events: readonly PacketEvent[]): PacketEvent {
  const last = (type: PacketEvent["type"]): PacketEvent | undefined => events.findLast((event) => event.type === type);
  return last("delivered") ?? last("dropped") ?? (events.at(-1) as PacketEvent);
}
