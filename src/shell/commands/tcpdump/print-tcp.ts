/** A TCP segment, its numbers counted from where the conversation began. Models: tcpdump 4.99 print-tcp.c, print-http.c */

import { decodeUtf8 } from "../../../sim/core/utf8.ts";
import { checksumOk } from "./checksum.ts";
import { destinationOf, type PacketView, read16, read32, sourceOf } from "./packet-view.ts";
import { dnsText } from "./print-dns.ts";
import type { PrintContext } from "./print-packet.ts";

interface Beginning {
  readonly seq: number;
  readonly ack: number;
}

/** By both ends, the smaller first. */
export type TcpConversations = Map<string, Beginning>;

const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;
const LETTERS: readonly (readonly [number, string])[] = [
  [FIN, "F"],
  [SYN, "S"],
  [RST, "R"],
  [8, "P"],
  [ACK, "."],
  [32, "U"],
  [64, "E"],
  [128, "W"],
];
const DOMAIN = 53;
const WEB_PORTS = [80, 8080];

export function tcpText(view: PacketView, context: PrintContext, length: number): string {
  const { bytes, transport } = view;
  const { names, style } = context;
  const [from, to] = [read16(bytes, transport), read16(bytes, transport + 2)];
  const ends = `${names.host(sourceOf(view))}.${names.port(from, "tcp")} > ${names.host(destinationOf(view))}.${names.port(to, "tcp")}:`;
  const header = ((bytes[transport + 12] ?? 0) >>> 4) * 4;
  const size = length - header;
  if (style.quiet) return `${ends} tcp ${size}`;
  const flags = bytes[transport + 13] ?? 0;
  const { seq, ack } = numbersOf(view, context, flags);
  const letters = LETTERS.filter(([bit]) => (flags & bit) !== 0).map(([, letter]) => letter);
  let text = `${ends} Flags [${letters.join("") || "none"}]`;
  if (style.verbosity > 0)
    text += `, cksum 0x${read16(bytes, transport + 16)
      .toString(16)
      .padStart(4, "0")} (${checksumOk(view, length) ? "correct" : "incorrect"})`;
  if (style.verbosity > 1 || size > 0 || (flags & (SYN | FIN | RST)) !== 0)
    text += `, seq ${seq}${size > 0 ? `:${(seq + size) >>> 0}` : ""}`;
  if (flags & ACK) text += `, ack ${ack}`;
  text += `, win ${read16(bytes, transport + 14)}`;
  const options = optionsText(bytes.subarray(transport + 20, transport + header));
  if (options !== "") text += `, options [${options}]`;
  text += `, length ${size}`;
  if (size <= 0) return text;
  const payload = bytes.subarray(transport + header, transport + length);
  if (from === DOMAIN || to === DOMAIN) return text + dnsText(payload.subarray(2), size - 2, style.verbosity);
  const isWeb = WEB_PORTS.includes(from) || WEB_PORTS.includes(to);
  return isWeb ? text + httpText(payload, style.verbosity, size) : text;
}

function numbersOf(
  view: PacketView,
  { conversations, style }: PrintContext,
  flags: number,
): { seq: number; ack: number } {
  const { bytes, transport } = view;
  const [seq, ack] = [read32(bytes, transport + 4), read32(bytes, transport + 8)];
  if (style.absolute || !(flags & ACK)) return { seq, ack };
  const source = `${sourceOf(view)} ${read16(bytes, transport)}`;
  const destination = `${destinationOf(view)} ${read16(bytes, transport + 2)}`;
  const reversed = source > destination;
  const key = reversed ? `${destination} ${source}` : `${source} ${destination}`;
  const known = conversations.get(key);
  if (known === undefined || flags & SYN) {
    const begun = { seq, ack: (ack - 1) >>> 0 };
    conversations.set(key, reversed ? { seq: begun.ack, ack: begun.seq } : begun);
    return { seq, ack };
  }
  return reversed
    ? { seq: (seq - known.ack) >>> 0, ack: (ack - known.seq) >>> 0 }
    : { seq: (seq - known.seq) >>> 0, ack: (ack - known.ack) >>> 0 };
}

function optionsText(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const kind = bytes[at] as number;
    if (kind === 0) {
      parts.push("eol");
      break;
    }
    if (kind === 1) {
      parts.push("nop");
      at++;
      continue;
    }
    const size = Math.max(2, bytes[at + 1] ?? 2);
    if (kind === 2) parts.push(`mss ${read16(bytes, at + 2)}`);
    else if (kind === 3) parts.push(`wscale ${bytes[at + 2]}`);
    else if (kind === 4) parts.push("sackOK");
    else if (kind === 5) parts.push("sack");
    else if (kind === 8) parts.push(`TS val ${read32(bytes, at + 2)} ecr ${read32(bytes, at + 6)}`);
    else parts.push(`unknown-${kind}`);
    at += size;
  }
  return parts.join(",");
}

const METHODS = /^(GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|CONNECT|TRACE) |^HTTP\//;

function httpText(payload: Uint8Array, verbosity: number, size: number): string {
  const text = decodeUtf8(payload);
  if (!METHODS.test(text)) return ": HTTP";
  const [first = ""] = text.split(/\r?\n/);
  if (verbosity === 0) return `: HTTP: ${first}`;
  const lines = text.split(/\r?\n/);
  const last = lines.pop() as string;
  const rest = last === "" ? "" : `\n\t${last} [|http]`;
  return `: HTTP, length: ${size}\n${lines.map((line) => `\t${line}`).join("\n")}${rest}`;
}
