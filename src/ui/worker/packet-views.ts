/** The trace as the page shows it: exchanges, their packets, and a packet's hops, as plain data with finished words. */
import { type Exchange, exchangesOf } from "../../grade/explain/exchange.ts";
import { headerText } from "../../grade/explain/header-text.ts";
import { type Hop, hopsOf } from "../../grade/explain/hop.ts";
import type { PacketStory } from "../../grade/explain/packet-story.ts";
import type { Traced } from "../../grade/explain/traced.ts";
import type { ExchangeView, HopView, PacketView } from "./protocol.ts";

/** More than a person reads; the rest is counted. */
const EXCHANGES_MAX = 200;

export interface ExchangeList {
  readonly exchanges: readonly ExchangeView[];
  readonly leftOut: number;
}

export function exchangeViews(events: readonly Traced[], nodes: ReadonlySet<string>): ExchangeList {
  const all = exchangesOf(events);
  const shown = all.slice(0, EXCHANGES_MAX);
  return {
    exchanges: shown.map((exchange) => exchangeView(exchange, nodes)),
    leftOut: all.length - shown.length,
  };
}

export function hopViews(events: readonly Traced[], packetId: number): HopView[] {
  return hopsOf(events, packetId).map(hopView);
}

function exchangeView(exchange: Exchange, nodes: ReadonlySet<string>): ExchangeView {
  const [sender = ""] = exchange.from.split("/");
  const isNodes = nodes.has(sender) && exchange.backend === exchange.server;
  return { ...exchange, isNodes, packets: exchange.packets.map(packetView) };
}

function packetView({ packetId, startUs, title, from, at, end, ending }: PacketStory): PacketView {
  return { packetId, startUs, title, from, at, end, ending };
}

function hopView(hop: Hop): HopView {
  const { seq, atUs, where, type, sentence, chain, rule, origin, minor } = hop;
  const before = hop.before && headerText(hop.before);
  return {
    seq,
    atUs,
    where,
    type,
    sentence,
    chain,
    rule,
    origin,
    minor,
    before,
    after: hop.after && headerText(hop.after),
  };
}
