/** Values, ranges and sets of them, read as the types that they are compared with. Models: nftables 1.0.6 src/datatype.c *_parse */
import { type Ip, maskTo, parseIp, widthOf } from "../../../sim/core/ip.ts";
import { DATA_TYPES, type DataTypeName } from "../../../sim/net/nftables/data-type.ts";
import type { Element, Literal, NftVerdict, SetReference, Value } from "../../../sim/net/nftables/expression.ts";
import { boundsOf, exactValues, NftSet } from "../../../sim/net/nftables/set.ts";
import { servicePort } from "../nc/services.ts";
import type { Reader, Token } from "./lexer.ts";
import { SourceError, spanFrom } from "./source.ts";

/** `1.2.3.4`, `80-90`, `10.0.0.0/8 . tcp . 80`. A comma goes on with names of bits, but not in a set. */
export function parseLiteral(reader: Reader, types: readonly DataTypeName[], inSet = false): Literal {
  const parts: Literal[] = [];
  for (const [i, type] of types.entries()) {
    if (i > 0) reader.expect(".", "dot");
    parts.push(parseOne(reader, type, inSet));
  }
  return parts.length === 1 ? (parts[0] as Literal) : { kind: "concat", parts };
}

function parseOne(reader: Reader, type: DataTypeName, inSet: boolean): Literal {
  const first = reader.next;
  const value = parseValue(reader, type);
  if (DATA_TYPES[type].isBits === true)
    return { kind: "value", value: moreBits(reader, type, { bits: Number(value), inSet }) };
  if (reader.accept("/")) {
    const bits = reader.number();
    const ip = value as Ip;
    if (typeof value === "string" || bits > widthOf(ip)) throw new SourceError("invalid prefix length", first.span);
    return bits === widthOf(ip) ? { kind: "value", value } : { kind: "prefix", base: maskTo(ip, bits), bits };
  }
  if (!reader.accept("-")) return { kind: "value", value };
  const to = parseValue(reader, type);
  if (typeof value === "string" || typeof to === "string") throw reader.unexpected();
  if (value > to) throw new SourceError("Range negative size", spanFrom(first.span, reader.last.span));
  return { kind: "range", from: value, to };
}

function moreBits(reader: Reader, type: DataTypeName, first: { bits: number; inSet: boolean }): number {
  let { bits } = first;
  while (reader.is("|") || (!first.inSet && reader.is(","))) {
    reader.take();
    bits |= Number(parseValue(reader, type));
  }
  return bits;
}

export function parseValue(reader: Reader, type: DataTypeName): Value {
  const token = reader.next;
  if (token.kind === "symbol" || token.kind === "newline" || token.kind === "end") throw reader.unexpected();
  reader.take();
  switch (type) {
    case "ipv4_addr":
    case "ipv6_addr":
      return parseAddress(token, type);
    case "inet_service":
      return parsePort(token);
    case "ifname":
    case "iface_index":
      return token.text;
    default:
      return parseNumber(token, type);
  }
}

function parseAddress(token: Token, type: DataTypeName): Ip {
  const ip = parseIp(token.text);
  if (ip === null) throw new SourceError("Could not resolve hostname: Name or service not known", token.span);
  if ((typeof ip === "number") !== (type === "ipv4_addr"))
    throw new SourceError("Could not resolve hostname: Address family for hostname not supported", token.span);
  return ip;
}

function parsePort(token: Token): number {
  const port =
    token.kind === "number" ? Number(token.text) : (servicePort(token.text, "tcp") ?? servicePort(token.text, "udp"));
  if (port === null)
    throw new SourceError("Could not resolve service: Servname not supported for ai_socktype", token.span);
  if (port > 65_535) throw new SourceError("Service out of range", token.span);
  return port;
}

function parseNumber(token: Token, type: DataTypeName): number {
  if (token.kind === "number") return Number(token.text);
  const { symbols, unknown } = DATA_TYPES[type];
  const known = symbols?.get(token.text);
  if (known !== undefined) return known;
  if (type === "inet_proto") throw new SourceError("Could not resolve protocol name", token.span);
  throw new SourceError(unknown ?? "Could not parse integer", token.span);
}

export function parseVerdict(reader: Reader): NftVerdict {
  const token = reader.next;
  switch (token.text) {
    case "accept":
    case "drop":
    case "continue":
    case "return":
      reader.take();
      return { kind: token.text };
    case "jump":
    case "goto":
      reader.take();
      return { kind: token.text, chain: reader.name().text };
    default:
      throw reader.unexpected();
  }
}

export interface ParsedElement {
  readonly element: Element;
  readonly token: Token;
  readonly last: Token;
}

/** What is between braces. */
export function parseElements(
  reader: Reader,
  keyTypes: readonly DataTypeName[],
  dataTypes: readonly DataTypeName[],
): ParsedElement[] {
  reader.expect("{");
  const elements: ParsedElement[] = [];
  reader.skipNewlines();
  while (!reader.is("}")) {
    elements.push(parseElement(reader, keyTypes, dataTypes));
    reader.skipNewlines();
    if (!reader.accept(",") && !reader.is("}")) throw reader.unexpected("comma or '}'");
    reader.skipNewlines();
  }
  reader.expect("}");
  return elements;
}

function parseElement(
  reader: Reader,
  keyTypes: readonly DataTypeName[],
  dataTypes: readonly DataTypeName[],
): ParsedElement {
  const token = reader.next;
  const key = parseLiteral(reader, keyTypes, true);
  const last = reader.last;
  let timeoutMs: number | null = null;
  let expiresMs: number | null = null;
  let comment: string | null = null;
  let counter: Element["counter"] = null;
  for (;;)
    if (reader.accept("timeout")) timeoutMs = parseTime(reader);
    else if (reader.accept("expires")) expiresMs = parseTime(reader);
    else if (reader.accept("comment")) comment = reader.take().text;
    else if (reader.accept("counter")) counter = parseCounter(reader);
    else break;
  const data = dataTypes.length > 0 && reader.accept(":") ? parseData(reader, dataTypes) : null;
  const expiresAtUs = expiresMs === null ? null : expiresMs * 1_000;
  return { element: { key, data, comment, timeoutMs, expiresAtUs, counter }, token, last };
}

function parseData(reader: Reader, types: readonly DataTypeName[]): Element["data"] {
  return types[0] === "verdict" ? parseVerdict(reader) : parseLiteral(reader, types);
}

export function parseCounter(reader: Reader): { kind: "counter"; packets: number; bytes: number } {
  if (!reader.accept("packets")) return { kind: "counter", packets: 0, bytes: 0 };
  const packets = reader.number();
  reader.expect("bytes", "bytes");
  return { kind: "counter", packets, bytes: reader.number() };
}

const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

export function parseTime(reader: Reader): number {
  const token = reader.take();
  if (token.kind === "number") return Number(token.text) * 1_000;
  let ms = 0;
  for (const [, count, unit] of token.text.matchAll(/(\d+)(ms|[dhms])/g))
    ms += Number(count) * (UNITS[unit as string] ?? 0);
  if (ms === 0) throw new SourceError("Failed to parse time", token.span);
  return ms;
}

/** The set of a rule. One element alone needs no set; ranges that touch become one. */
export function parseRightSide(reader: Reader, types: readonly DataTypeName[]): Literal | SetReference {
  const elements = parseElements(reader, types, []);
  const [only] = elements;
  if (elements.length === 1 && only !== undefined && types.length === 1) return only.element.key;
  return anonymousSet(elements, types, []);
}

export function parseMap(
  reader: Reader,
  types: readonly DataTypeName[],
  dataTypes: readonly DataTypeName[],
): SetReference {
  if (reader.accept("@")) return { kind: "named", name: reader.name().text };
  return anonymousSet(parseElements(reader, types, dataTypes), types, dataTypes);
}

function anonymousSet(
  parsed: readonly ParsedElement[],
  keyTypes: readonly DataTypeName[],
  dataTypes: readonly DataTypeName[],
): SetReference {
  const set = new NftSet({ name: "", keyTypes, dataTypes }, null);
  const elements = parsed.map(({ element }) => ({ ...element, key: asListed(element.key, keyTypes) }));
  const hasRanges = elements.some(({ key }) => exactValues(key) === null);
  const isMerged = hasRanges && keyTypes.length === 1 && dataTypes.length === 0 && keyTypes[0] !== "ifname";
  for (const each of isMerged ? merged(elements) : elements) set.add(each);
  return { kind: "anonymous", set };
}

export function merged(elements: readonly Element[]): Element[] {
  const spans = elements.map((element) => ({ element, bounds: boundsOf(element.key) as readonly [Ip, Ip] }));
  spans.sort((a, b) => (a.bounds[0] < b.bounds[0] ? -1 : 1));
  const out: { element: Element; from: Ip; to: Ip }[] = [];
  for (const { element, bounds } of spans) {
    const last = out.at(-1);
    if (last !== undefined && bounds[0] <= after(last.to)) {
      if (bounds[1] > last.to) last.to = bounds[1];
    } else out.push({ element, from: bounds[0], to: bounds[1] });
  }
  return out.map(({ element, from, to }) => ({ ...element, key: spanLiteral(from, to, element.key) }));
}

function after(value: Ip): Ip {
  return typeof value === "number" ? value + 1 : value + 1n;
}

function spanLiteral(from: Ip, to: Ip, was: Literal): Literal {
  const [first, last] = boundsOf(was);
  if (first === from && last === to) return was;
  if (from === to) return { kind: "value", value: from };
  const isAddress = was.kind === "prefix" || typeof from === "bigint";
  return (isAddress ? prefixOf(from, to) : null) ?? { kind: "range", from, to };
}

/** In a set, a range of addresses that is a prefix is listed as one. */
export function asListed(key: Literal, types: readonly DataTypeName[]): Literal {
  if (key.kind === "concat")
    return { kind: "concat", parts: key.parts.map((part, i) => asListed(part, [types[i] as DataTypeName])) };
  if (key.kind !== "range" || !(types[0] === "ipv4_addr" || types[0] === "ipv6_addr")) return key;
  return prefixOf(key.from, key.to) ?? key;
}

function prefixOf(from: Ip, to: Ip): Literal | null {
  const width = widthOf(from);
  for (let bits = width; bits >= 0; bits--) {
    if (maskTo(from, bits) !== from) return null;
    const last = boundsOf({ kind: "prefix", base: from, bits })[1];
    if (last === to) return { kind: "prefix", base: from, bits };
    if ((last as Ip) > to) return null;
  }
  return null;
}
