/**
 * Packets that belong together: both directions of one connection or one question and its answer, recognised also
 * after their addresses were rewritten, because a packet is seen under every name it had on its way.
 */
import type { HeaderRecord } from "../../sim/net/events.ts";
import { destinationText, sourceText } from "./header-text.ts";
import { type PacketStory, packetsOf } from "./packet-story.ts";
import { headersAfter, type Traced, type TracedNetEvent } from "./traced.ts";

export type ExchangeEnd = "answered" | "refused" | "unanswered";

export interface Exchange {
  readonly protocol: HeaderRecord["protocol"];
  /** Where the first packet was sent from, and its ends as its sender saw them. */
  readonly from: string;
  readonly client: string;
  readonly server: string;
  /** What the client's program said instead, where its socket was given another end before there was a packet. */
  readonly named?: string;
  /** What the destination had become where the first packet ended; the same as `server` without NAT. */
  readonly backend: string;
  readonly startUs: number;
  readonly endUs: number;
  readonly end: ExchangeEnd;
  readonly packets: readonly PacketStory[];
}

/** In order of their first packet; ARP is nobody's exchange and is left out. */
export function exchangesOf(events: readonly Traced[]): Exchange[] {
  const groups: { packets: PacketStory[] }[] = [];
  const byName = new Map<string, { packets: PacketStory[] }>();
  for (const packet of packetsOf(events)) {
    if (packet.first === null) continue;
    const names = namesOf(packet);
    let group = isComplaint(packet.first)
      ? groups.findLast(({ packets }) => packets[0]?.first?.src === packet.last?.dst)
      : names.map((name) => byName.get(name)).find((known) => known !== undefined);
    if (group === undefined || opensAnew(packet, group.packets)) {
      group = { packets: [] };
      groups.push(group);
    }
    group.packets.push(packet);
    for (const name of names) byName.set(name, group);
  }
  const named = (events as readonly TracedNetEvent[]).filter((event) => event.type === "socket-program");
  return groups.map(({ packets }) => withName(exchangeOf(packets), named));
}

type SocketProgramEvent = Extract<TracedNetEvent, { readonly type: "socket-program" }>;

/** A connection's first packet leaves at the moment of its connect(); a datagram may follow later. */
function withName(exchange: Exchange, named: readonly SocketProgramEvent[]): Exchange {
  const { protocol, from, server, startUs } = exchange;
  const said = named.findLast(
    (event) =>
      event.protocol === protocol &&
      event.used === server &&
      (protocol === "tcp" ? event.atUs === startUs : event.atUs <= startUs) &&
      (from === event.where || from.startsWith(`${event.where}/`)),
  );
  return said === undefined ? exchange : { ...exchange, named: said.named };
}

/** A SYN on a pair of ports whose connection has ended begins another one. */
function opensAnew({ first }: PacketStory, sofar: readonly PacketStory[]): boolean {
  return first?.flags === "SYN" && sofar.some((packet) => /FIN|RST/.test(packet.first?.flags ?? ""));
}

/**
 * Every pair of ends under which it was seen, written the same for both directions. Not those of a tunnel's envelope:
 * all that two nodes send each other goes in the same one.
 */
function namesOf(packet: PacketStory): string[] {
  const names = new Set<string>();
  let envelopes = 0;
  for (const event of packet.events) {
    if (event.type === "encapsulated") envelopes++;
    else if (event.type === "decapsulated") envelopes--;
    if (envelopes > 0) continue;
    const headers = headersAfter(event);
    if (headers !== undefined) names.add(nameOf(headers));
    if (event.type === "rewritten") names.add(nameOf(event.before));
  }
  return [...names];
}

function nameOf(headers: HeaderRecord): string {
  const id = headers.icmpId === undefined ? "" : `#${headers.icmpId}`;
  const source = sourceText(headers) + id;
  const destination = destinationText(headers) + id;
  return source < destination
    ? `${headers.protocol} ${source} ${destination}`
    : `${headers.protocol} ${destination} ${source}`;
}

function exchangeOf(packets: readonly PacketStory[]): Exchange {
  const opening = packets[0] as PacketStory;
  const first = opening.first as HeaderRecord;
  const last = opening.last ?? first;
  return {
    protocol: first.protocol,
    from: opening.from,
    client: sourceText(first),
    server: destinationText(first),
    backend: destinationText(last),
    startUs: opening.startUs,
    endUs: packets.reduce((latest, packet) => Math.max(latest, packet.endUs), 0),
    end: endOf(packets),
    packets,
  };
}

function endOf(packets: readonly PacketStory[]): ExchangeEnd {
  const opening = packets[0] as PacketStory;
  const replies = packets.filter((packet) => isReply(packet, opening) && packet.end === "delivered");
  if (replies.length === 0) return opening.reason === "netfilter-reject" ? "refused" : "unanswered";
  const sorry = ({ first }: PacketStory): boolean =>
    first !== null && (isComplaint(first) || /RST/.test(first.flags ?? ""));
  return replies.every(sorry) ? "refused" : "answered";
}

function isReply({ first, last }: PacketStory, opening: PacketStory): boolean {
  if (first === null || opening.first === null) return false;
  return isComplaint(first) || destinationText(last ?? first) === sourceText(opening.first);
}

/** An ICMP message about somebody else's packet: unreachable, time exceeded. It has no name of its own. */
function isComplaint({ protocol, icmpType }: HeaderRecord): boolean {
  return protocol === "icmp" && (icmpType === 3 || icmpType === 11);
}
