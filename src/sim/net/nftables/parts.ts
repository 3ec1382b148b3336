/** The forms in which a program writes rules, so that what it writes reads as a sentence. */
import type { Cidr, Ip } from "../../core/ip.ts";
import type { DataTypeName } from "./data-type.ts";
import type { Element, Literal, NftVerdict, Selector, SetReference, Statement, Value } from "./expression.ts";
import { NftSet } from "./set.ts";

export function ipField(family: 4 | 6, field: "saddr" | "daddr"): Selector {
  return family === 4
    ? { kind: "payload", header: "ip", field, type: "ipv4_addr" }
    : { kind: "payload", header: "ip6", field, type: "ipv6_addr" };
}

export const MARK: Selector = { kind: "meta", key: "mark", type: "mark" };
export const L4PROTO: Selector = { kind: "meta", key: "l4proto", type: "inet_proto" };
export const TH_DPORT: Selector = { kind: "payload", header: "th", field: "dport", type: "inet_service" };
export const CT_STATE: Selector = { kind: "ct", key: "state", type: "ct_state" };
export const CT_STATUS: Selector = { kind: "ct", key: "status", type: "ct_status" };

export function concat(...parts: readonly Selector[]): Selector {
  return { kind: "concat", parts };
}

export function isIn(left: Selector, name: string): Statement {
  return { kind: "match", left, operator: "", right: { kind: "named", name } };
}

export function is(left: Selector, value: Value): Statement {
  return { kind: "match", left, operator: "", right: { kind: "value", value } };
}

export function isWithin(left: Selector, cidr: Cidr): Statement {
  return { kind: "match", left, operator: "", right: cidrLiteral(cidr) };
}

export function isNotWithin(left: Selector, cidr: Cidr): Statement {
  return { kind: "match", left, operator: "!=", right: cidrLiteral(cidr) };
}

/** One address or prefix stands by itself, several in braces. */
export function isNoneOf(left: Selector, cidrs: readonly Cidr[], type: DataTypeName): Statement {
  if (cidrs.length === 1) return isNotWithin(left, cidrs[0] as Cidr);
  const elements = cidrs.map((cidr) => element(cidrLiteral(cidr)));
  return { kind: "match", left, operator: "!=", right: anonymous([type], elements) };
}

export function anonymous(
  keyTypes: readonly DataTypeName[],
  elements: readonly Element[],
  dataTypes: readonly DataTypeName[] = [],
): SetReference {
  const set = new NftSet({ name: "", keyTypes, dataTypes }, null);
  for (const each of elements) set.add(each);
  return { kind: "anonymous", set };
}

export function element(
  key: Literal,
  data: Element["data"] = null,
  comment: string | null = null,
  origin?: string,
): Element {
  const made = { key, data, comment, timeoutMs: null, expiresAtUs: null, counter: null };
  return origin === undefined ? made : { ...made, origin };
}

export function value(of: Value): Literal {
  return { kind: "value", value: of };
}

export function values(...parts: readonly Value[]): Literal {
  return parts.length === 1 ? value(parts[0] as Value) : { kind: "concat", parts: parts.map(value) };
}

export function cidrLiteral({ base, bits }: Cidr): Literal {
  return bits === (typeof base === "number" ? 32 : 128) ? value(base) : { kind: "prefix", base, bits };
}

export function vmap(key: Selector, name: string): Statement {
  return { kind: "vmap", key, map: { kind: "named", name } };
}

export function verdict(kind: "accept" | "drop" | "return"): Statement {
  return { kind: "verdict", verdict: { kind } };
}

export function leadTo(kind: "jump" | "goto", chain: string): NftVerdict {
  return { kind, chain };
}

export function lead(kind: "jump" | "goto", chain: string): Statement {
  return { kind: "verdict", verdict: { kind, chain } };
}

export function setMark(operator: "|" | "^", by: number): Statement {
  return { kind: "set-mark", where: "meta", value: { kind: "bits", of: MARK, operator, by } };
}

export function random(modulus: number): Selector {
  return { kind: "numgen", mode: "random", modulus, offset: 0, next: 0 };
}

export function addressLiteral(ip: Ip): Selector {
  return { kind: "literal", literal: value(ip), types: [typeof ip === "number" ? "ipv4_addr" : "ipv6_addr"] };
}

export function portLiteral(port: number): Selector {
  return { kind: "literal", literal: value(port), types: ["inet_service"] };
}
