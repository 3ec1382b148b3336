/**
 * The packets of an exchange as a ladder: places side by side, time going down, and an arrow for every step of a packet
 * from one place to the next. What happens within a place is the hop table's to tell.
 */
import type { Exchange } from "./exchange.ts";
import { headerText } from "./header-text.ts";
import type { PacketStory } from "./packet-story.ts";
import { headersAfter, type PacketEvent } from "./traced.ts";

export type LegEnd = "passes" | "delivered" | "dropped" | "on its way";

export interface Leg {
  readonly packetId: number;
  /** When it came there. */
  readonly atUs: number;
  /** The first event at the place that it leads to. */
  readonly seq: number;
  /** Positions among the lanes; the same twice where the packet ended in the place that it began in. */
  readonly from: number;
  readonly to: number;
  /** The headers with which it came there. */
  readonly headers: string;
  /** It left its sender under other addresses than it came with. */
  readonly isRewritten: boolean;
  readonly end: LegEnd;
  /** How it ended, in words; empty where it goes on. */
  readonly ending: string;
}

export interface Ladder {
  /** In the order in which packets first came to them. */
  readonly lanes: readonly string[];
  readonly legs: readonly Leg[];
}

/** `placeOf`: the lane that a place of the trace belongs to. */
export function ladderOf({ packets }: Pick<Exchange, "packets">, placeOf: (where: string) => string): Ladder {
  const lanes: string[] = [];
  const laneOf = (where: string): number => {
    const place = placeOf(where);
    const known = lanes.indexOf(place);
    return known >= 0 ? known : lanes.push(place) - 1;
  };
  const legs = packets.flatMap((packet) => legsOf(packet, laneOf));
  return { lanes, legs: legs.sort((a, b) => a.atUs - b.atUs || a.seq - b.seq) };
}

function legsOf(packet: PacketStory, laneOf: (where: string) => number): Leg[] {
  const { packetId, end, ending, events } = packet;
  const legs: Leg[] = [];
  let [lane, headers, sent]: [number | null, string, string] = [null, "", ""];
  for (const event of events) {
    if (event.type === "rewritten") headers = headerText(event.before);
    else headers = textOf(event) ?? headers;
    if (sent === "") sent = headers;
    const to = laneOf(event.where);
    if (lane !== null && to !== lane) {
      const isRewritten = headers !== sent;
      const { atUs, seq } = event;
      legs.push({ packetId, atUs, seq, from: lane, to, headers, isRewritten, end: "passes", ending: "" });
    }
    lane = to;
    // What was changed here is how it goes on.
    headers = textOf(event) ?? headers;
  }
  const last = legs.at(-1);
  if (last !== undefined) legs[legs.length - 1] = { ...last, end, ending };
  else if (lane !== null)
    legs.push({
      packetId,
      atUs: packet.endUs,
      seq: packet.fromSeq,
      from: lane,
      to: lane,
      headers,
      isRewritten: false,
      end,
      ending,
    });
  return legs;
}

function textOf(event: PacketEvent): string | undefined {
  const record = headersAfter(event);
  return record === undefined ? undefined : headerText(record);
}
