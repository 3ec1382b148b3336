/**
 * A rule's statements, as they are written. Models: nftables 1.0.6 src/parser_bison.y stmt, src/evaluate.c
 * SIMPLIFIED: limits of packets only; no quotas, queues, meters or stateful objects.
 */
import type { DataTypeName } from "../../../sim/net/nftables/data-type.ts";
import {
  type Comparison,
  type Literal,
  type NatStatement,
  type NftFamily,
  type NftRule,
  nftRule,
  type RejectReason,
  type Selector,
  type SetReference,
  type Statement,
  typesOf,
} from "../../../sim/net/nftables/expression.ts";
import { DEFAULT_BURST, isLimitUnit, type LimitUnit } from "../../../sim/net/nftables/limit.ts";
import type { Reader, Token } from "./lexer.ts";
import { parseCounter, parseLiteral, parseMap, parseRightSide, parseTime, parseVerdict } from "./literals.ts";
import { normalStatements } from "./normal-rule.ts";
import { parseBits, parseSelector } from "./selectors.ts";
import { SourceError, type Span, spanFrom } from "./source.ts";

/** What is known about the table while one of its rules is read. */
export interface RuleContext {
  readonly family: NftFamily;
  typesOfSet(name: Token): { readonly keyTypes: readonly DataTypeName[]; readonly dataTypes: readonly DataTypeName[] };
}

export function parseRule(reader: Reader, context: RuleContext): NftRule {
  return new RuleParser(reader, context).rule();
}

const END = new Set([
  "accept",
  "drop",
  "return",
  "continue",
  "jump",
  "goto",
  "reject",
  "masquerade",
  "redirect",
  "dnat",
  "snat",
]);

class RuleParser {
  readonly #reader: Reader;
  readonly #context: RuleContext;
  readonly #statements: Statement[] = [];
  readonly #spans: Span[] = [];

  constructor(reader: Reader, context: RuleContext) {
    this.#reader = reader;
    this.#context = context;
  }

  rule(): NftRule {
    const reader = this.#reader;
    let comment: string | null = null;
    let ended: Token | null = null;
    if (reader.atEndOfStatement || reader.is("comment")) throw reader.unexpected();
    while (!reader.atEndOfStatement) {
      if (reader.is("comment")) {
        reader.take();
        const text = reader.take();
        if (text.kind !== "quoted" && text.kind !== "word") throw reader.unexpected("string");
        comment = text.text;
        break;
      }
      const first = reader.next;
      const statement = this.#statement();
      const span = spanFrom(first.span, reader.last.span);
      if (ended !== null) throw new SourceError("Statement after terminal statement has no effect", span, ended.span);
      if (END.has(first.text) && statement.kind !== "set-mark") ended = { ...first, span };
      this.#statements.push(statement);
      this.#spans.push(span);
    }
    if (!reader.atEndOfStatement) throw reader.unexpected();
    return nftRule(normalStatements(this.#statements, this.#context.family, this.#spans), comment);
  }

  #statement(): Statement {
    const reader = this.#reader;
    switch (reader.next.text) {
      case "accept":
      case "drop":
      case "continue":
      case "return":
      case "jump":
      case "goto":
        return { kind: "verdict", verdict: parseVerdict(reader) };
      case "counter":
        reader.take();
        return parseCounter(reader);
      case "limit":
        return this.#limit();
      case "log":
        return this.#log();
      case "reject":
        return this.#reject();
      case "notrack":
        reader.take();
        return { kind: "notrack" };
      case "dnat":
      case "snat":
      case "masquerade":
      case "redirect":
        return this.#nat();
      case "add":
      case "update":
      case "delete":
        return this.#update();
      default:
        return this.#expression();
    }
  }

  #expression(): Statement {
    const reader = this.#reader;
    const first = reader.next;
    const left = parseSelector(reader);
    if (reader.is("set") && (left.kind === "meta" || left.kind === "ct")) return this.#setMark(left, first);
    if (reader.accept("vmap")) return { kind: "vmap", key: left, map: this.#mapOf(left, ["verdict"]) };
    const operator = this.#operator();
    return this.#match(left, operator);
  }

  #operator(): Comparison {
    const { text, kind } = this.#reader.next;
    if (kind !== "symbol" && !/^(eq|ne|lt|gt|le|ge)$/.test(text)) return "";
    const operator = { eq: "==", ne: "!=", lt: "<", gt: ">", le: "<=", ge: ">=" }[text] ?? text;
    if (!["==", "!=", "<", ">", "<=", ">="].includes(operator)) return "";
    this.#reader.take();
    return operator as Comparison;
  }

  #match(left: Selector, operator: Comparison): Statement {
    const reader = this.#reader;
    const types = typesOf(left);
    const right = this.#rightSide(types);
    if (types[0] === "tcp_flag" && reader.accept("/")) {
      const mask = parseLiteral(reader, types);
      const by = mask.kind === "value" ? Number(mask.value) : 0;
      return { kind: "match", left: { kind: "bits", of: left, operator: "&", by }, operator: "==", right };
    }
    return { kind: "match", left, operator, right };
  }

  #rightSide(types: readonly DataTypeName[]): Literal | SetReference {
    const reader = this.#reader;
    if (reader.is("{")) return parseRightSide(reader, types);
    if (!reader.accept("@")) return this.#oneValue(types);
    const name = reader.name();
    this.#context.typesOfSet(name);
    return { kind: "named", name: name.text };
  }

  #oneValue(types: readonly DataTypeName[]): Literal {
    const reader = this.#reader;
    const isOpen = reader.accept("(");
    const literal = parseLiteral(reader, types);
    if (isOpen) reader.expect(")");
    return literal;
  }

  #mapOf(key: Selector, dataTypes: readonly DataTypeName[]): SetReference {
    const reader = this.#reader;
    if (!reader.is("@")) return parseMap(reader, typesOf(key), dataTypes);
    reader.take();
    const name = reader.name();
    this.#context.typesOfSet(name);
    return { kind: "named", name: name.text };
  }

  #setMark(left: Extract<Selector, { kind: "meta" | "ct" }>, first: Token): Statement {
    const reader = this.#reader;
    if (left.key !== "mark")
      throw new SourceError(
        `${left.kind} ${left.key} set is not simulated here`,
        spanFrom(first.span, reader.last.span),
      );
    reader.take();
    return { kind: "set-mark", where: left.kind, value: this.#operand(["mark"]) };
  }

  /** A constant, something of the packet, or what a map says of it. */
  #operand(types: readonly DataTypeName[]): Selector {
    const reader = this.#reader;
    const { kind } = reader.next;
    if (kind === "number" || kind === "address" || (kind === "symbol" && !reader.is("(")))
      return { kind: "literal", literal: parseLiteral(reader, types), types };
    const selector = parseBits(reader);
    if (!reader.accept("map")) return selector;
    return { kind: "map", key: selector, map: this.#mapOf(selector, types) };
  }

  #limit(): Statement {
    const reader = this.#reader;
    const verb = reader.take();
    if (reader.is("name")) throw new SourceError("limit objects are not simulated here", reader.next.span);
    reader.expect("rate", "name or rate");
    const isOver = reader.accept("over");
    const count = reader.number();
    if (reader.is("bytes", "kbytes", "mbytes"))
      throw new SourceError("limits of bytes are not simulated here", reader.next.span);
    reader.expect("/", "/ or string or bytes");
    if (!isLimitUnit(reader.next.text)) throw reader.unexpected();
    const unit = reader.take().text as LimitUnit;
    const burst = reader.is("burst") ? this.#burst() : DEFAULT_BURST;
    if (count === 0)
      throw new SourceError("Could not process rule: Invalid argument", spanFrom(verb.span, reader.last.span));
    return { kind: "limit", count, unit, burst, isOver, bucket: null };
  }

  #burst(): number {
    const reader = this.#reader;
    const verb = reader.take();
    const burst = reader.number();
    reader.expect("packets", "packets");
    if (burst === 0) throw new SourceError("packet limit burst must be > 0", spanFrom(verb.span, reader.last.span));
    return burst;
  }

  #log(): Statement {
    const reader = this.#reader;
    reader.take();
    const log: { prefix?: string; level?: string; group?: number } = {};
    for (;;)
      if (reader.accept("prefix")) log.prefix = reader.take().text;
      else if (reader.accept("level")) {
        const level = reader.take();
        if (!LEVELS.includes(level.text)) throw new SourceError("invalid log level", level.span);
        log.level = level.text;
      } else if (reader.accept("group")) log.group = reader.number();
      else if (reader.is("flags", "snaplen", "queue-threshold"))
        throw new SourceError(`log ${reader.next.text} is not simulated here`, reader.next.span);
      else return { kind: "log", ...log };
  }

  #reject(): Statement {
    const reader = this.#reader;
    const verb = reader.take();
    if (!reader.accept("with")) return { kind: "reject", with: null };
    if (reader.accept("tcp")) {
      reader.expect("reset", "reset");
      return { kind: "reject", with: "tcp reset" };
    }
    if (!reader.is("icmp", "icmpv6", "icmpx")) throw reader.unexpected();
    const protocol = reader.take();
    reader.accept("type");
    const reason = reader.take();
    if (!REASONS[protocol.text as "icmp"].includes(reason.text))
      throw new SourceError(`Could not parse ${protocol.text} code`, reason.span);
    if (protocol.text === "icmpx" && this.#context.family !== "inet")
      throw new SourceError("abstracted ICMP unreachable not supported", reason.span, verb.span);
    if (protocol.text === (this.#context.family === "ip" ? "icmpv6" : this.#context.family === "ip6" ? "icmp" : ""))
      throw new SourceError(
        `conflicting protocols specified: ${this.#context.family} vs ${protocol.text === "icmp" ? "ip" : "ip6"}`,
        reason.span,
        verb.span,
      );
    return { kind: "reject", with: { protocol: protocol.text as "icmp", reason: reason.text as RejectReason } };
  }

  #nat(): Statement {
    const reader = this.#reader;
    const kind = reader.take().text as NatStatement["kind"];
    const nat: { -readonly [K in keyof NatStatement]: NatStatement[K] } = { kind };
    if (reader.is("ip", "ip6")) nat.family = reader.take().text as "ip" | "ip6";
    const names: string[] = [];
    while (reader.is("addr", "port", ".")) names.push(reader.take().text);
    if (reader.accept("to")) this.#natTarget(nat, names.includes("port"));
    for (;;)
      if (reader.accept("random")) nat.random = true;
      else if (reader.accept("fully-random")) nat.fullyRandom = true;
      else if (reader.accept("persistent")) nat.persistent = true;
      else if (!reader.accept(",")) return nat as NatStatement;
  }

  #natTarget(nat: { -readonly [K in keyof NatStatement]: NatStatement[K] }, hasPort: boolean): void {
    const reader = this.#reader;
    const type: DataTypeName = (nat.family ?? this.#context.family) === "ip6" ? "ipv6_addr" : "ipv4_addr";
    if (!reader.is(":")) {
      const bracket = reader.is("[");
      if (bracket) reader.take();
      const target = this.#natOperand(type, hasPort || nat.family !== undefined);
      nat.address = target;
      if (target.kind === "literal" && nat.family !== undefined && this.#context.family !== "inet") delete nat.family;
      if (target.kind === "map" && hasPort && nat.family === undefined)
        nat.family = type === "ipv6_addr" ? "ip6" : "ip";
    }
    if (reader.accept(":"))
      nat.port = { kind: "literal", literal: parseLiteral(reader, ["inet_service"]), types: ["inet_service"] };
  }

  /** A map may give an address, or an address and a port. */
  #natOperand(type: DataTypeName, mayHavePort: boolean): Selector {
    const reader = this.#reader;
    if (reader.next.kind === "address")
      return { kind: "literal", literal: parseLiteral(reader, [type]), types: [type] };
    const key = parseSelector(reader);
    if (!reader.accept("map")) return key;
    const data: DataTypeName[] = mayHavePort && this.#givesPort() ? [type, "inet_service"] : [type];
    return { kind: "map", key, map: this.#mapOf(key, data) };
  }

  #givesPort(): boolean {
    const reader = this.#reader;
    if (reader.is("@")) return false;
    const at = reader.position;
    let found = false;
    while (!reader.is(":", "}") && reader.next.kind !== "end") reader.take();
    reader.take();
    while (!reader.is(",", "}") && reader.next.kind !== "end") if (reader.take().text === ".") found = true;
    reader.position = at;
    return found;
  }

  #update(): Statement {
    const reader = this.#reader;
    const operation = reader.take().text as "add" | "update" | "delete";
    reader.expect("@", "'@'");
    const name = reader.name();
    const { dataTypes } = this.#context.typesOfSet(name);
    reader.expect("{");
    const key = parseSelector(reader);
    const more: { timeoutMs?: number; counts?: boolean; data?: Selector } = {};
    for (;;)
      if (reader.accept("timeout")) more.timeoutMs = parseTime(reader);
      else if (reader.accept("counter")) more.counts = true;
      else break;
    if (reader.accept(":")) more.data = this.#operand(dataTypes);
    reader.expect("}");
    return { kind: "update", operation, set: name.text, key, ...more };
  }
}

const LEVELS: readonly string[] = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug", "audit"];

const REASONS = {
  icmp: [
    "net-unreachable",
    "host-unreachable",
    "prot-unreachable",
    "port-unreachable",
    "net-prohibited",
    "host-prohibited",
    "admin-prohibited",
  ],
  icmpv6: ["no-route", "admin-prohibited", "addr-unreachable", "port-unreachable"],
  icmpx: ["no-route", "port-unreachable", "host-unreachable", "admin-prohibited"],
} as Readonly<Record<"icmp" | "icmpv6" | "icmpx", readonly string[]>>;
