/** What stands between the braces of chains, sets and maps. Models: nftables 1.0.6 src/parser_bison.y chain_block, set_block, map_block */
import type { HookName } from "../../../sim/net/netfilter/hooks.ts";
import { DATA_TYPES, type DataTypeName } from "../../../sim/net/nftables/data-type.ts";
import { typesOf } from "../../../sim/net/nftables/expression.ts";
import { selectorText } from "../../../sim/net/nftables/rule-text.ts";
import { PRIORITIES } from "../../../sim/net/nftables/ruleset-text.ts";
import type { SetFlag, SetSpec } from "../../../sim/net/nftables/set.ts";
import type { BaseChain, ChainSpec } from "../../../sim/net/nftables/table.ts";
import type { Reader } from "./lexer.ts";
import { parseTime } from "./literals.ts";
import { parseSelector } from "./selectors.ts";
import { SourceError, spanFrom } from "./source.ts";

/** Where a block's rules, or its elements, begin: they are read when everything that they name is there. */
export interface ChainBlock {
  readonly spec: ChainSpec;
  readonly rules: readonly number[];
}

export interface SetBlock {
  readonly spec: SetSpec;
  readonly elements: readonly number[];
}

const HOOKS: Readonly<Record<string, HookName>> = {
  prerouting: "PREROUTING",
  input: "INPUT",
  forward: "FORWARD",
  output: "OUTPUT",
  postrouting: "POSTROUTING",
};

export function parseChainBlock(reader: Reader, name: string): ChainBlock {
  const spec: { -readonly [K in keyof ChainSpec]: ChainSpec[K] } = { name };
  const rules: number[] = [];
  reader.expect("{");
  for (reader.skipNewlines(); !reader.accept("}"); reader.skipNewlines()) {
    if (reader.accept("type")) spec.base = parseBase(reader);
    else if (reader.accept("policy")) spec.policy = parsePolicy(reader);
    else if (reader.accept("comment")) spec.comment = reader.take().text;
    else {
      rules.push(reader.position);
      skipRule(reader);
    }
    if (!reader.atEndOfStatement) throw reader.unexpected();
  }
  return { spec, rules };
}

/** To the end of the line, over whatever is in braces. */
function skipRule(reader: Reader): void {
  let depth = 0;
  while (reader.next.kind !== "end" && (depth > 0 || !reader.atEndOfStatement)) {
    if (reader.is("{")) depth++;
    if (reader.is("}")) depth--;
    reader.take();
  }
}

function parseBase(reader: Reader): NonNullable<ChainSpec["base"]> {
  const type = reader.name();
  if (type.text !== "filter" && type.text !== "nat" && type.text !== "route")
    throw new SourceError("unknown chain type", type.span);
  reader.expect("hook", "hook");
  const hookToken = reader.name();
  const hook = HOOKS[hookToken.text];
  if (hook === undefined) throw new SourceError("unknown chain hook", hookToken.span);
  return { type: type.text as BaseChain["type"], hook, priority: parsePriority(reader, hook) };
}

function parsePriority(reader: Reader, hook: HookName): number {
  const first = reader.expect("priority", "priority");
  const sign = reader.accept("-") ? -1 : 1;
  if (reader.next.kind === "number") return sign * reader.number();
  const token = reader.name();
  const [, word = "", joined = ""] = /^([a-z]+)(?:-(\d+))?$/.exec(token.text) ?? [];
  const known = PRIORITIES.find(({ name, hook: only }) => name === word && (only === undefined || only === hook));
  if (known === undefined)
    throw new SourceError("invalid priority expression value in this context.", spanFrom(first.span, token.span));
  if (joined !== "") return known.value - Number(joined);
  if (reader.accept("-")) return known.value - reader.number();
  return reader.accept("+") ? known.value + reader.number() : known.value;
}

function parsePolicy(reader: Reader): "accept" | "drop" {
  const token = reader.take();
  if (token.text !== "accept" && token.text !== "drop") throw new SourceError("invalid policy", token.span);
  return token.text;
}

type Draft = { -readonly [K in keyof SetSpec]: SetSpec[K] };

export function parseSetBlock(reader: Reader, name: string, isMap: boolean): SetBlock {
  const open = reader.expect("{");
  const draft: Draft = { name, keyTypes: [] };
  const elements: number[] = [];
  for (reader.skipNewlines(); !reader.accept("}"); reader.skipNewlines()) {
    if (reader.accept("elements")) {
      reader.expect("=", "'='");
      elements.push(reader.position);
      skipBraces(reader);
    } else parseProperty(reader, draft, isMap);
    if (!reader.atEndOfStatement) throw reader.unexpected();
  }
  if (draft.keyTypes.length === 0) throw new SourceError("set definition does not specify key", open.span);
  return { spec: withImpliedFlags(draft), elements };
}

function skipBraces(reader: Reader): void {
  reader.expect("{");
  while (!reader.accept("}")) if (reader.take().kind === "end") throw reader.unexpected();
}

function parseProperty(reader: Reader, draft: Draft, isMap: boolean): void {
  const word = reader.take();
  switch (word.text) {
    case "type":
      draft.keyTypes = parseTypes(reader);
      if (isMap) {
        reader.expect(":", "colon");
        draft.dataTypes = parseTypes(reader);
      }
      return;
    case "typeof":
      parseTypeof(reader, draft, isMap);
      return;
    case "flags": {
      const flags: SetFlag[] = [];
      do flags.push(reader.take().text as SetFlag);
      while (reader.accept(","));
      draft.flags = flags;
      return;
    }
    case "timeout":
      draft.timeoutMs = parseTime(reader);
      return;
    case "gc-interval":
      draft.gcIntervalMs = parseTime(reader);
      return;
    case "size":
      draft.size = reader.number();
      return;
    case "policy":
      draft.policy = reader.take().text as "memory" | "performance";
      return;
    case "auto-merge":
      draft.autoMerge = true;
      return;
    case "counter":
      draft.counts = true;
      return;
    case "comment":
      draft.comment = reader.take().text;
      return;
    default:
      throw new SourceError(
        `syntax error, unexpected ${word.kind === "word" ? "string" : `'${word.text}'`}`,
        word.span,
      );
  }
}

function parseTypes(reader: Reader): DataTypeName[] {
  const types: DataTypeName[] = [];
  do {
    const token = reader.name();
    if (!(token.text in DATA_TYPES)) throw new SourceError(`unknown datatype ${token.text}`, token.span);
    types.push(token.text as DataTypeName);
  } while (reader.accept("."));
  return types;
}

function parseTypeof(reader: Reader, draft: Draft, isMap: boolean): void {
  const key = parseSelector(reader);
  draft.keyTypes = typesOf(key);
  draft.typeofText = selectorText(key);
  if (!isMap) return;
  reader.expect(":", "colon");
  if (reader.accept("verdict")) {
    draft.dataTypes = ["verdict"];
    draft.typeofText += " : verdict";
    return;
  }
  const data = parseSelector(reader);
  draft.dataTypes = typesOf(data);
  draft.typeofText += ` : ${selectorText(data)}`;
}

/** A set with a timeout has timeouts. */
function withImpliedFlags(draft: Draft): SetSpec {
  if (draft.timeoutMs === undefined || draft.flags?.includes("timeout") === true) return draft;
  return { ...draft, flags: [...(draft.flags ?? []), "timeout"] };
}
