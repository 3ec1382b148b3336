/**
 * Rules as `nft list` writes them.
 *
 * Models: nftables 1.0.6 src/expression.c, src/statement.c, src/meta.c, src/ct.c, src/fib.c, src/rule.c rule_print
 */

import { formatIp } from "../../core/ip.ts";
import { DATA_TYPES, type DataTypeName, type TextOptions, timeText, valueText } from "./data-type.ts";
import {
  type Element,
  isVerdict,
  type Literal,
  type MatchStatement,
  type NatStatement,
  type NftRule,
  type NftVerdict,
  type Selector,
  type SetReference,
  type Statement,
  typesOf,
} from "./expression.ts";
import { limitText } from "./limit.ts";
import type { NftSet } from "./set.ts";

export function ruleText(rule: NftRule, options: TextOptions = {}): string {
  const parts = rule.statements.map((statement) => statementText(statement, options));
  if (rule.comment !== null) parts.push(`comment "${rule.comment}"`);
  return parts.join(" ");
}

function statementText(statement: Statement, options: TextOptions): string {
  switch (statement.kind) {
    case "match":
      return matchText(statement, options);
    case "vmap":
      return `${selectorText(statement.key, options)} vmap ${referenceText(statement.map, options)}`;
    case "verdict":
      return verdictText(statement.verdict);
    case "set-mark":
      return `${statement.where} mark set ${selectorText(statement.value, options)}`;
    case "reject":
      return rejectText(statement, options);
    case "counter":
      return counterText(statement, options);
    case "update":
      return updateText(statement, options);
    case "log":
      return logText(statement);
    case "notrack":
      return "notrack";
    case "limit":
      return limitText(statement);
    default:
      return natText(statement, options);
  }
}

export function verdictText(verdict: NftVerdict): string {
  return "chain" in verdict ? `${verdict.kind} ${verdict.chain}` : verdict.kind;
}

export function selectorText(selector: Selector, options: TextOptions = {}): string {
  switch (selector.kind) {
    case "payload":
      return `${selector.header} ${selector.field}`;
    case "meta":
      return BARE.has(selector.key) ? selector.key : `meta ${selector.key}`;
    case "ct":
      return ctText(selector);
    case "fib":
      return `fib ${selector.keys.join(" . ")} ${selector.result}`;
    case "numgen":
      return `numgen ${selector.mode} mod ${selector.modulus}${selector.offset === 0 ? "" : ` offset ${selector.offset}`}`;
    case "concat":
      return selector.parts.map((part) => selectorText(part, options)).join(" . ");
    case "bits":
      return bitsText(selector, options);
    case "map":
      return `${selectorText(selector.key, options)} map ${referenceText(selector.map, options)}`;
    case "literal":
      return literalText(selector.literal, selector.types, options);
  }
}

/** Written without their `meta`. */
const BARE: ReadonlySet<string> = new Set(["iifname", "oifname", "iif", "oif"]);

function ctText({ key, direction }: Extract<Selector, { kind: "ct" }>): string {
  if (direction === undefined) return `ct ${key}`;
  return key === "saddr" || key === "daddr" ? `ct ${direction} ip ${key}` : `ct ${direction} ${key}`;
}

/** `x & m | v` is kept as one mask and one value, and what the value sets is seen in the mask as well. */
function bitsText({ of, operator, by }: Extract<Selector, { kind: "bits" }>, options: TextOptions): string {
  const type = typesOf(of)[0] as DataTypeName;
  if (of.kind === "bits" && of.operator === "&" && operator === "|")
    return `${selectorText(of.of, options)} & ${valueText(type, (of.by | by) >>> 0)} | ${valueText(type, by)}`;
  return `${selectorText(of, options)} ${operator} ${valueText(type, by)}`;
}

export function literalText(literal: Literal, types: readonly DataTypeName[], options: TextOptions = {}): string {
  const type = types[0] as DataTypeName;
  switch (literal.kind) {
    case "value":
      return valueText(type, literal.value, options);
    case "prefix":
      return `${formatIp(literal.base)}/${literal.bits}`;
    case "range":
      return `${valueText(type, literal.from, options)}-${valueText(type, literal.to, options)}`;
    case "concat":
      return literal.parts.map((part, i) => literalText(part, [types[i] as DataTypeName], options)).join(" . ");
  }
}

function matchText({ left, operator, right }: MatchStatement, options: TextOptions): string {
  const types = typesOf(left);
  const name = selectorText(left, options);
  const sign = operator === "" || (operator === "==" && !needsSign(left, right)) ? "" : `${operator} `;
  if (right.kind === "named" || right.kind === "anonymous")
    return `${name} ${operator === "!=" ? "!= " : ""}${referenceText(right, options)}`;
  const isFlags = left.kind === "bits" && left.operator === "&" && DATA_TYPES[types[0] as DataTypeName].isBits === true;
  if (!isFlags) {
    const text = literalText(right, types, options);
    return `${name} ${sign}${operator === "!=" ? text.replaceAll(",", " | ") : text}`;
  }
  const value = literalText(right, types, options);
  const mask = valueText(types[0] as DataTypeName, left.by, options);
  if (right.kind === "value" && right.value === 0) return `${selectorText(left.of)} ${mask}`;
  return `${selectorText(left.of)} ${value} / ${mask}`;
}

/** Of bits, `==` means something else than nothing. */
function needsSign(left: Selector, right: MatchStatement["right"]): boolean {
  if (right.kind === "named" || right.kind === "anonymous") return false;
  return left.kind === "bits" || DATA_TYPES[typesOf(left)[0] as DataTypeName].isBits === true;
}

export function referenceText(reference: SetReference, options: TextOptions = {}): string {
  return reference.kind === "named" ? `@${reference.name}` : anonymousText(reference.set, options);
}

function anonymousText(set: NftSet, options: TextOptions): string {
  return `{ ${set
    .elements()
    .map((element) => elementText(set, element, options))
    .join(", ")} }`;
}

export function elementText(set: NftSet, element: Element, options: TextOptions): string {
  const parts = [literalText(element.key, set.keyTypes, options)];
  if (element.counter !== null) parts.push(counterText(element.counter, options));
  if (element.timeoutMs !== null) parts.push(`timeout ${timeText(element.timeoutMs)}`);
  if (element.expiresAtUs !== null && options.stateless !== true)
    parts.push(`expires ${timeText(Math.floor((element.expiresAtUs - (options.nowUs ?? 0)) / 1_000))}`);
  if (element.comment !== null) parts.push(`comment "${element.comment}"`);
  if (element.data !== null) parts.push(":", dataText(set, element.data, options));
  return parts.join(" ");
}

function dataText(set: NftSet, data: NonNullable<Element["data"]>, options: TextOptions): string {
  return isVerdict(data) ? verdictText(data) : literalText(data, set.dataTypes, options);
}

function counterText({ packets, bytes }: { packets: number; bytes: number }, options: TextOptions): string {
  return options.stateless === true ? "counter" : `counter packets ${packets} bytes ${bytes}`;
}

function rejectText({ with: how }: Extract<Statement, { kind: "reject" }>, options: TextOptions): string {
  if (how === null) return "reject";
  if (how === "tcp reset") return "reject with tcp reset";
  const code = options.numeric === true ? (NUMBERS[how.reason] ?? how.reason) : how.reason;
  return `reject with ${how.protocol} ${code}`;
}

const NUMBERS: Readonly<Record<string, number>> = {
  "net-unreachable": 0,
  "host-unreachable": 1,
  "prot-unreachable": 2,
  "port-unreachable": 3,
  "net-prohibited": 9,
  "host-prohibited": 10,
  "admin-prohibited": 13,
};

function updateText(statement: Extract<Statement, { kind: "update" }>, options: TextOptions): string {
  const { operation, set, key, data, timeoutMs, counts } = statement;
  const parts = [selectorText(key, options)];
  if (timeoutMs !== undefined) parts.push(`timeout ${timeText(timeoutMs)}`);
  if (counts === true) parts.push("counter");
  if (data !== undefined) parts.push(`: ${selectorText(data, options)}`);
  return `${operation} @${set} { ${parts.join(" ")} }`;
}

function logText({ prefix, level, group }: Extract<Statement, { kind: "log" }>): string {
  const parts = ["log"];
  if (prefix !== undefined) parts.push(`prefix "${prefix}"`);
  if (level !== undefined && level !== "warn") parts.push(`level ${level}`);
  if (group !== undefined) parts.push(`group ${group}`);
  return parts.join(" ");
}

function natText(statement: NatStatement, options: TextOptions): string {
  const { kind, family, address, port } = statement;
  const parts: string[] = [kind];
  if (address !== undefined || port !== undefined) {
    if (family !== undefined) parts.push(family);
    const to = address === undefined ? "" : natAddress(address, port !== undefined, options);
    parts.push("to", `${to}${port === undefined ? "" : `:${selectorText(port, options)}`}`);
  }
  const flags = [
    statement.random === true ? "random" : "",
    statement.fullyRandom === true ? "fully-random" : "",
    statement.persistent === true ? "persistent" : "",
  ].filter((flag) => flag !== "");
  if (flags.length > 0) parts.push(flags.join(","));
  return parts.join(" ");
}

function natAddress(address: Selector, hasPort: boolean, options: TextOptions): string {
  const text = selectorText(address, options);
  return hasPort && address.kind === "literal" && typesOf(address)[0] === "ipv6_addr" ? `[${text}]` : text;
}
