/**
 * Walks a packet through the chains of one nftables table, from a base chain to a verdict.
 *
 * Models: net/netfilter/nf_tables_core.c nft_do_chain, nft_lookup.c, nft_dynset.c, nft_nat.c, nft_reject.c
 */
import { AssertionError } from "../../core/assert.ts";
import type { Ip } from "../../core/ip.ts";
import { headersChanged, headersOf } from "../headers.ts";
import type { Verdict } from "../netfilter/hooks.ts";
import { natTarget } from "../netfilter/nat-target.ts";
import { sendReject } from "../netfilter/reject.ts";
import type { NatRange, RejectWith } from "../netfilter/rule.ts";
import { lengthOf } from "../packet.ts";
import { DATA_TYPES } from "./data-type.ts";
import { type NftRun, readLiteral, readValue, readValues, setOf } from "./evaluate.ts";
import {
  type Element,
  isVerdict,
  type Literal,
  type MatchStatement,
  type NatStatement,
  type NftRule,
  type NftVerdict,
  type Statement,
  typesOf,
  type Value,
} from "./expression.ts";
import { allowsNow } from "./limit.ts";
import { ruleText } from "./rule-text.ts";
import { boundsOf, coversOne, exactValues } from "./set.ts";
import type { NftChain } from "./table.ts";

/** NFT_JUMP_STACK_SIZE */
const MAX_JUMPS = 16;

const ACCEPT: NftVerdict = { kind: "accept" };
/** A statement said so itself, and has told why. */
const GONE: { readonly kind: "gone" } = { kind: "gone" };

type Outcome = NftVerdict | { readonly kind: "gone" } | null;

export function runChain(run: NftRun, base: NftChain): Verdict {
  let callers: { chain: NftChain; next: number }[] | null = null;
  let chain = base;
  let next = 0;
  for (;;) {
    const rule = chain.rules[next++];
    if (rule === undefined) {
      const caller = callers?.pop();
      if (caller === undefined) return applyPolicy(run, base);
      chain = caller.chain;
      next = caller.next;
      continue;
    }
    const outcome = apply(run, chain, rule);
    if (outcome === null || outcome.kind === "continue") continue;
    if (!("chain" in outcome)) {
      if (outcome.kind === "return") {
        next = chain.rules.length;
        continue;
      }
      if (outcome.kind === "drop") run.namespace.drop(run.packet, "netfilter-drop", whichRule(run, chain, rule));
      return outcome.kind === "accept" ? "accept" : "drop";
    }
    if (outcome.kind === "jump") {
      callers ??= [];
      callers.push({ chain, next });
      if (callers.length > MAX_JUMPS)
        throw new AssertionError(`more than ${MAX_JUMPS} jumps deep in ${run.table.label}`, chain.name);
    }
    const to = run.table.chain(outcome.chain);
    if (to === undefined) throw new AssertionError("a rule leads to a chain that is not there", outcome.chain);
    chain = to;
    next = 0;
  }
}

function applyPolicy({ namespace, packet, table }: NftRun, { base, name }: NftChain): Verdict {
  if (base?.policy !== "drop") return "accept";
  namespace.drop(packet, "netfilter-policy", { rule: `${table.label} ${name} policy drop` });
  return "drop";
}

/** Null: the rule does not apply, or has said nothing. What it does is told first, and once. */
function apply(run: NftRun, chain: NftChain, rule: NftRule): Outcome {
  let told = false;
  for (const statement of rule.statements) {
    switch (statement.kind) {
      case "match":
        if (!matches(run, statement)) return null;
        continue;
      case "counter":
        statement.packets++;
        statement.bytes += lengthOf(run.packet);
        continue;
      case "limit":
        if (!allowsNow(statement, run.namespace.clock.nowUs)) return null;
        continue;
      case "log":
        continue;
      case "vmap": {
        const found = lookUp(run, statement);
        if (found === null || !isVerdict(found.data)) return null;
        if (run.namespace.trace.on) tell(run, chain, rule, found.origin);
        return found.data;
      }
      default:
    }
    if (!told && run.namespace.trace.on) tell(run, chain, rule, rule.origin);
    told = true;
    const outcome = act(run, chain, rule, statement);
    if (outcome !== null) return outcome;
  }
  if (!told && run.namespace.trace.on) tell(run, chain, rule, rule.origin);
  return null;
}

type Action = Exclude<Statement, { kind: "match" | "counter" | "limit" | "log" | "vmap" }>;

function act(run: NftRun, chain: NftChain, rule: NftRule, statement: Action): Outcome {
  const { namespace, packet, context } = run;
  switch (statement.kind) {
    case "verdict":
      return statement.verdict;
    case "set-mark":
      setMark(run, statement.where, Number(readValue(run, statement.value) ?? 0));
      return null;
    case "update":
      update(run, statement);
      return null;
    case "notrack":
      if (packet.flowState === "untouched") packet.flowState = "UNTRACKED";
      return null;
    case "reject":
      namespace.drop(packet, "netfilter-reject", whichRule(run, chain, rule));
      sendReject(namespace, packet, { with: rejectWith(statement.with), hook: context.hook });
      return GONE;
    default:
      return translate(run, statement);
  }
}

function tell({ namespace, packet, table }: NftRun, chain: NftChain, rule: NftRule, origin: string | undefined): void {
  const { name: where, trace } = namespace;
  const event = {
    type: "rule-matched",
    where,
    packetId: packet.id,
    table: table.label,
    chain: chain.name,
    rule: textOf(rule),
    ruleId: rule.handle,
  } as const;
  trace.emit(origin === undefined ? event : { ...event, origin });
}

function textOf(rule: NftRule): string {
  rule.text ??= ruleText(rule, { stateless: true });
  return rule.text;
}

function whichRule(
  { table }: NftRun,
  chain: NftChain,
  rule: NftRule,
): { rule: string; ruleId: number; origin?: string } {
  const which = { rule: `${table.label} ${chain.name} ${textOf(rule)}`, ruleId: rule.handle };
  return rule.origin === undefined ? which : { ...which, origin: rule.origin };
}

/** What a verdict map says. */
export function lookUp(run: NftRun, { key, map }: Extract<Statement, { kind: "vmap" }>): Element | null {
  const values: Value[] = [];
  if (!readValues(run, key, values)) return null;
  const found = setOf(run.table, map)?.lookup(values) ?? null;
  if (found?.counter) {
    found.counter.packets++;
    found.counter.bytes += lengthOf(run.packet);
  }
  return found;
}

export function matches(run: NftRun, { left, operator, right }: MatchStatement): boolean {
  if (right.kind === "named" || right.kind === "anonymous") {
    const values: Value[] = [];
    if (!readValues(run, left, values)) return false;
    return (setOf(run.table, right)?.lookup(values) != null) !== (operator === "!=");
  }
  if (left.kind === "concat") {
    const values: Value[] = [];
    if (!readValues(run, left, values)) return false;
    const wanted = exactValues(right) ?? [];
    return wanted.every((value, i) => value === values[i]) !== (operator === "!=");
  }
  const value = readValue(run, left);
  if (value === null) return false;
  const [from] = boundsOf(right);
  switch (operator) {
    case "":
      return isBits(left) && typeof value === "number" ? (value & Number(from)) !== 0 : coversOne(right, value);
    case "==":
      return coversOne(right, value);
    case "!=":
      return !coversOne(right, value);
    case "<":
      return value < from;
    case ">":
      return value > from;
    case "<=":
      return value <= from;
    case ">=":
      return value >= from;
  }
}

function isBits(left: MatchStatement["left"]): boolean {
  const [type] = typesOf(left);
  return left.kind !== "bits" && type !== undefined && DATA_TYPES[type].isBits === true;
}

function setMark({ namespace, packet }: NftRun, where: "meta" | "ct", mark: number): void {
  if (where === "ct") {
    if (packet.flow !== null) packet.flow.mark = mark;
    return;
  }
  if (mark === packet.mark) return;
  const before = namespace.trace.on ? headersOf(packet) : null;
  packet.mark = mark;
  headersChanged(packet);
  if (before === null) return;
  const after = headersOf(packet);
  namespace.trace.emit({ type: "rewritten", where: namespace.name, packetId: packet.id, before, after, by: "MARK" });
}

function update(run: NftRun, statement: Extract<Statement, { kind: "update" }>): void {
  const set = run.table.set(statement.set);
  const values: Value[] = [];
  if (set === undefined || !readValues(run, statement.key, values)) return;
  const key = keyLiteral(values);
  if (statement.operation === "delete") {
    set.remove(key);
    return;
  }
  const timeoutMs = statement.timeoutMs ?? set.spec.timeoutMs ?? null;
  const expiresAtUs = timeoutMs === null ? null : run.namespace.clock.nowUs + timeoutMs * 1_000;
  const had = set.find(key);
  if (had !== null) {
    if (statement.operation === "update") had.expiresAtUs = expiresAtUs;
    if (had.counter !== null) count(run, had.counter);
    return;
  }
  if (set.spec.size !== undefined && set.size >= set.spec.size && set.elements().length >= set.spec.size) return;
  const data = statement.data === undefined ? null : readLiteral(run, statement.data);
  const counter = statement.counts === true ? { kind: "counter" as const, packets: 0, bytes: 0 } : null;
  if (counter !== null) count(run, counter);
  set.add({ key, data, comment: null, timeoutMs: null, expiresAtUs, counter });
}

function count({ packet }: NftRun, counter: { packets: number; bytes: number }): void {
  counter.packets++;
  counter.bytes += lengthOf(packet);
}

function keyLiteral(values: readonly Value[]): Literal {
  if (values.length === 1) return { kind: "value", value: values[0] as Value };
  return { kind: "concat", parts: values.map((value) => ({ kind: "value", value })) };
}

function rejectWith(how: Extract<Statement, { kind: "reject" }>["with"]): RejectWith {
  if (how === "tcp reset") return "tcp-reset";
  switch (how?.reason) {
    case "net-unreachable":
    case "no-route":
      return "icmp-net-unreachable";
    case "host-unreachable":
    case "addr-unreachable":
      return "icmp-host-unreachable";
    case "prot-unreachable":
      return "icmp-proto-unreachable";
    case "net-prohibited":
      return "icmp-net-prohibited";
    case "host-prohibited":
      return "icmp-host-prohibited";
    case "admin-prohibited":
      return "icmp-admin-prohibited";
    default:
      return "icmp-port-unreachable";
  }
}

function translate(run: NftRun, statement: NatStatement): Outcome {
  const { namespace, packet, context } = run;
  const range = rangeOf(run, statement);
  if (range === null) return null;
  const { fromPort, toPort } = range;
  const ports = { ...(fromPort === undefined ? {} : { fromPort }), ...(toPort === undefined ? {} : { toPort }) };
  const randomFully = statement.fullyRandom === true;
  const at = { namespace, packet, context };
  const verdict =
    statement.kind === "dnat"
      ? natTarget(at, { kind: "DNAT", to: range })
      : statement.kind === "snat"
        ? natTarget(at, { kind: "SNAT", to: range, randomFully })
        : statement.kind === "masquerade"
          ? natTarget(at, { kind: "MASQUERADE", ...ports, randomFully })
          : natTarget(at, { kind: "REDIRECT", ...ports });
  return verdict === "accept" ? ACCEPT : GONE;
}

/** Null when a map says nothing. */
function rangeOf(run: NftRun, { address, port }: NatStatement): NatRange | null {
  const range: { -readonly [K in keyof NatRange]: NatRange[K] } = {};
  if (address !== undefined) {
    const literal = readLiteral(run, address);
    if (literal === null) return null;
    const [ip, withPort] = literal.kind === "concat" ? literal.parts : [literal];
    if (ip !== undefined) [range.fromIp, range.toIp] = boundsOf(ip) as readonly [Ip, Ip];
    if (withPort !== undefined) [range.fromPort, range.toPort] = boundsOf(withPort) as readonly [number, number];
  }
  if (port !== undefined) {
    const literal = readLiteral(run, port);
    if (literal === null) return null;
    [range.fromPort, range.toPort] = boundsOf(literal) as readonly [number, number];
  }
  return range;
}
