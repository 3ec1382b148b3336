/** The trace of one request for people: per exchange a line, per packet a table of its hops. */
import type { Exchange } from "../../grade/explain/exchange.ts";
import { headerText, sourceText } from "../../grade/explain/header-text.ts";
import { type Hop, hopsOf } from "../../grade/explain/hop.ts";
import type { PacketStory } from "../../grade/explain/packet-story.ts";
import { nameOf } from "../../grade/probe/origin.ts";
import { outcomeText } from "../../grade/probe/outcome.ts";
import { targetText } from "../../grade/probe/target.ts";
import type { Traced } from "./trace-json.ts";

type Row = readonly [time: string, place: string, what: string, detail: string];

export function traceTable({ from, target, tried }: Traced, all: boolean): string {
  const startUs = tried.exchanges[0]?.startUs ?? 0;
  const lines = [`${nameOf(from)} to ${targetText(target)}: ${outcomeText(tried.outcome, target)}`];
  for (const exchange of tried.exchanges) lines.push("", ...exchangeLines(exchange, { startUs, all }));
  return `${lines.join("\n")}\n`;
}

interface View {
  readonly startUs: number;
  readonly all: boolean;
}

function exchangeLines(exchange: Exchange, view: View): string[] {
  const { protocol, client, server, named, backend, end, packets } = exchange;
  const became = backend === server ? "" : `, which became ${backend}`;
  const meant = named === undefined ? "" : `, named ${named} and translated at the socket`;
  const lines = [`${protocol} ${client} to ${server}${meant}${became}: ${end}`];
  const shown = view.all ? packets : firstEachWay(exchange);
  const rows = shown.map((packet) => packetRows(packet, view));
  const widths = widthsOf([HEAD, ...rows.flat()]);
  for (const [i, packet] of shown.entries()) {
    lines.push(`  packet ${packet.packetId}: ${packet.title}`);
    lines.push(...[HEAD, ...(rows[i] as Row[])].map((row) => `    ${rowText(row, widths)}`));
  }
  const left = packets.length - shown.length;
  if (left > 0) lines.push(`  and ${left} more packet${left === 1 ? "" : "s"} of this exchange (--all shows them)`);
  return lines;
}

const HEAD: Row = ["TIME", "PLACE", "WHAT", "HEADERS, RULE"];

/** The opening packet, its first answer, and whatever did not arrive. */
function firstEachWay({ packets, client }: Exchange): PacketStory[] {
  const [opening] = packets;
  const answer = packets.find(({ first }) => first !== null && sourceText(first) !== client);
  return packets.filter((packet) => packet === opening || packet === answer || packet.end === "dropped");
}

function packetRows(packet: PacketStory, { startUs }: View): Row[] {
  const hops = hopsOf(packet.events, packet.packetId).filter((hop) => !hop.minor);
  return hops.map((hop): Row => [timeText(hop.atUs - startUs), hop.where, whatText(hop), detailText(hop)]);
}

function timeText(us: number): string {
  return `${(us / 1000).toFixed(3)} ms`;
}

function whatText(hop: Hop): string {
  if (hop.chain !== null) return hop.chain;
  return hop.type === "rewritten" ? (hop.sentence.split(":", 1)[0] as string) : hop.type;
}

function detailText({ type, before, after, rule, sentence }: Hop): string {
  if (type === "rewritten" && before !== null && after !== null)
    return `${headerText(before)} -> ${headerText(after)}${markText(before.mark, after.mark)}`;
  if (type === "sent" && after !== null) return headerText(after);
  if (type === "rule-matched" && rule !== null) return rule;
  return sentence;
}

function markText(before = 0, after = 0): string {
  return before === after ? "" : ` mark 0x${after.toString(16)}`;
}

function widthsOf(rows: readonly Row[]): number[] {
  return HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] as string).length)));
}

function rowText(row: Row, widths: readonly number[]): string {
  return row
    .map((cell, column) => (column === 0 ? cell.padStart(widths[0] as number) : cell.padEnd(widths[column] as number)))
    .join("  ")
    .trimEnd();
}
