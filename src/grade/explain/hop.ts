/**
 * The way of one packet as rows: when, where, what, the headers before and after, and the rule. One row per event;
 * `minor` marks the rows that a short view leaves out: the next row says the same with its result, or nothing came of it.
 */
import type { DropReason } from "../../sim/net/drop-reasons.ts";
import type { HeaderRecord } from "../../sim/net/events.ts";
import { sentence } from "./sentence.ts";
import { asPacketEvent, headersAfter, type PacketEvent, type Traced } from "./traced.ts";

/** Targets that decide or do something, as opposed to the names of chains. */
const VERDICTS = new Set("ACCEPT DROP RETURN REJECT DNAT SNAT MASQUERADE REDIRECT MARK TCPMSS LOG NOTRACK".split(" "));

/** What happens between the hooks. */
const ENDS_HOOK: ReadonlySet<string> = new Set<PacketEvent["type"]>([
  "sent",
  "received",
  "routed",
  "arp",
  "bridged",
  "forwarded",
  "delivered",
]);

export interface Hop {
  readonly seq: number;
  readonly atUs: number;
  readonly where: string;
  readonly type: PacketEvent["type"];
  readonly sentence: string;
  /** The headers as the packet came to this hop, and as it left it; the same object when nothing changed. */
  readonly before: HeaderRecord | null;
  readonly after: HeaderRecord | null;
  /** As iptables-save prints it, where a rule matched or dropped. */
  readonly rule: string | null;
  /** `nat KUBE-SERVICES`: where that rule stands. */
  readonly chain: string | null;
  /** What the rule's writer said it comes from. */
  readonly origin: string | null;
  readonly reason: DropReason | null;
  /** The hook of netfilter in which it happened; null where none is passed. */
  readonly hook: string | null;
  readonly minor: boolean;
}

export function hopsOf(events: readonly Traced[], packetId: number): Hop[] {
  const hops: Hop[] = [];
  let headers: HeaderRecord | null = null;
  let hook: string | null = null;
  for (const traced of events) {
    const event = traced.packetId === packetId ? asPacketEvent(traced) : null;
    if (event === null) continue;
    const before: HeaderRecord | null = event.type === "rewritten" ? event.before : headers;
    const after: HeaderRecord | null = headersAfter(event) ?? headers;
    if (event.type === "hook") hook = event.hook;
    else if (ENDS_HOOK.has(event.type)) hook = null;
    hops.push({ ...hopOf(event, before ?? after, after), hook });
    headers = after;
  }
  return hops.map((hop, i) => (isDeadEnd(hop, hops[i + 1]) ? { ...hop, minor: true } : hop));
}

/** A jump into a chain where nothing matched: the packet came back and nobody had decided anything. */
function isDeadEnd({ rule, chain }: Hop, next: Hop | undefined): boolean {
  const to = rule === null || chain === null ? undefined : / -[jg] (\S+)$/.exec(rule)?.[1];
  if (to === undefined || VERDICTS.has(to)) return false;
  return next?.chain?.split(" ")[1] !== to;
}

function hopOf(event: PacketEvent, before: HeaderRecord | null, after: HeaderRecord | null): Omit<Hop, "hook"> {
  const { seq, atUs, where, type } = event;
  return {
    seq,
    atUs,
    where,
    type,
    sentence: sentence(event),
    before,
    after: type === "rewritten" ? after : before === null || after === null ? after : sameOr(before, after),
    rule: "rule" in event && event.rule !== undefined ? event.rule : null,
    chain: event.type === "rule-matched" ? `${event.table} ${event.chain}` : null,
    origin: "origin" in event && event.origin !== undefined ? event.origin : null,
    reason: event.type === "dropped" ? event.reason : null,
    minor: isMinor(event),
  };
}

/** Received, delivered and dropped repeat the headers; only addresses, ports and marks make a difference to a reader. */
function sameOr(before: HeaderRecord, after: HeaderRecord): HeaderRecord {
  const same =
    before.src === after.src &&
    before.dst === after.dst &&
    before.srcPort === after.srcPort &&
    before.dstPort === after.dstPort &&
    before.protocol === after.protocol &&
    (before.mark ?? 0) === (after.mark ?? 0);
  return same ? before : after;
}

function isMinor(event: PacketEvent): boolean {
  if (event.type === "hook" || event.type === "received") return true;
  return event.type === "conntrack" && event.flow === undefined;
}
