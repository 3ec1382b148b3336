/** Rules into their places, elements in and out of sets. Models: nftables 1.0.6 src/evaluate.c rule_evaluate, setelem_evaluate; src/intervals.c */
import type { Element, Literal } from "../../../sim/net/nftables/expression.ts";
import { NftError } from "../../../sim/net/nftables/nft-error.ts";
import { exactValues, type NftSet } from "../../../sim/net/nftables/set.ts";
import type { NftTable } from "../../../sim/net/nftables/table.ts";
import { failed, guarded, needTable, noChain, noSet, type Run, ruleContext, wholeSpan } from "./context.ts";
import type { Token } from "./lexer.ts";
import { asListed, merged, type ParsedElement, parseElements } from "./literals.ts";
import { SourceError, spanFrom } from "./source.ts";
import { parseRule } from "./statements.ts";

export type RuleVerb = "add" | "insert" | "replace";

interface RuleEdit {
  readonly table: NftTable;
  readonly chain: Token;
  readonly first: Token;
  readonly verb: "add" | "insert";
}

/** `add` puts a rule at the end or behind another one, `insert` at the beginning or before it. */
export function addRuleAt({ reader }: Run, { table, chain, first, verb }: RuleEdit): void {
  const place = reader.is("index", "position", "handle") ? reader.take().text : null;
  const number = place === null ? null : reader.next;
  const at = number === null ? null : indexOf(table, chain, { place, number, value: reader.number() });
  const rule = parseRule(reader, ruleContext(table));
  const target = unknownTarget(table, rule.statements);
  if (target !== null) throw noChain(table, { ...chain, span: reader.last.span }, "Could not process rule: ");
  const before = verb === "insert" ? (at ?? 0) : at === null ? undefined : at + 1;
  guarded(wholeSpan(reader, first), () => table.addRule(chain.text, rule, before));
}

function indexOf(
  table: NftTable,
  chain: Token,
  { place, number, value }: { place: string | null; number: Token; value: number },
): number {
  const rules = table.chain(chain.text)?.rules ?? [];
  const at = place === "index" ? value : rules.findIndex(({ handle }) => handle === value);
  if (at < 0 || at >= rules.length) throw failed("No such file or directory", number.span);
  return at;
}

function unknownTarget(table: NftTable, statements: ReturnType<typeof parseRule>["statements"]): string | null {
  for (const statement of statements)
    if (
      statement.kind === "verdict" &&
      "chain" in statement.verdict &&
      table.chain(statement.verdict.chain) === undefined
    )
      return statement.verdict.chain;
  return null;
}

export function replaceRule({ reader }: Run, table: NftTable, chain: Token, first: Token): void {
  reader.expect("handle", "handle");
  const handle = reader.next;
  const number = reader.number();
  const rule = parseRule(reader, ruleContext(table));
  if (table.chain(chain.text)?.rules.some((known) => known.handle === number) !== true)
    throw failed("No such file or directory", handle.span);
  guarded(wholeSpan(reader, first), () => table.replaceRule(chain.text, number, rule));
}

export function changeElements(run: Run, verb: "add" | "create" | "delete"): void {
  const { table } = needTable(run);
  const name = run.reader.name();
  if (table.set(name.text) === undefined) throw noSet(table, name, "");
  if (verb === "delete") deleteElements(run, table, name);
  else addElements(run, table, name, verb);
}

/** From the opening brace on. */
export function addElements(run: Run, table: NftTable, name: Token, verb: "add" | "create"): void {
  const set = table.set(name.text) as NftSet;
  const parsed = parseElements(run.reader, set.keyTypes, set.dataTypes);
  if (set.spec.autoMerge === true) mergeInto(table, set, parsed);
  else for (const each of parsed) addElement(run, table, set, each, verb);
}

function addElement(
  run: Run,
  table: NftTable,
  set: NftSet,
  { element, token, last }: ParsedElement,
  verb: "add" | "create",
): void {
  const span = spanFrom(token.span, last.span);
  if (exactValues(element.key) === null && set.spec.flags?.includes("interval") !== true)
    throw new SourceError(
      `You must add 'flags interval' to your ${set.isMap ? "map" : "set"} declaration if you want to add ${element.key.kind === "range" ? "range" : "prefix"} elements`,
      span,
    );
  const made = complete(run, set, element);
  try {
    if (!table.addElement(set.spec.name, made) && verb === "create") throw failed("File exists", span);
  } catch (error) {
    if (!(error instanceof NftError)) throw error;
    if (error.code === "overlap") throw new SourceError("interval overlaps with an existing one", span);
    throw failed(
      error.code === "exists"
        ? "File exists"
        : error.code === "full"
          ? "Too many open files in system"
          : "No such file or directory",
      span,
    );
  }
}

/** With the times and counters that its set gives it. */
function complete({ nftables }: Run, set: NftSet, element: Element): Element {
  const { timeoutMs: usual, counts } = set.spec;
  const timeoutMs = element.timeoutMs ?? usual ?? null;
  const { nowUs } = nftables.clock;
  const left = element.expiresAtUs ?? (timeoutMs === null ? null : timeoutMs * 1_000);
  return {
    ...element,
    key: asListed(element.key, set.keyTypes),
    timeoutMs: element.timeoutMs === usual ? null : element.timeoutMs,
    expiresAtUs: set.hasTimeouts && left !== null ? nowUs + left : null,
    counter: element.counter ?? (counts === true ? { kind: "counter", packets: 0, bytes: 0 } : null),
  };
}

function mergeInto(table: NftTable, set: NftSet, parsed: readonly ParsedElement[]): void {
  const { name } = set.spec;
  const elements = merged([...set.elements(), ...parsed.map(({ element }) => element)]);
  table.flushSet(name);
  for (const element of elements) table.addElement(name, { ...element, key: asListed(element.key, set.keyTypes) });
}

function deleteElements({ reader }: Run, table: NftTable, name: Token): void {
  const set = table.set(name.text) as NftSet;
  for (const { element, token, last } of parseElements(reader, set.keyTypes, set.dataTypes)) {
    const key: Literal = asListed(element.key, set.keyTypes);
    guarded(spanFrom(token.span, last.span), () => table.deleteElement(name.text, key));
  }
}
