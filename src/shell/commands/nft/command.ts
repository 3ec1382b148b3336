/**
 * nft's commands, each done as it is read; all of one run are one batch.
 *
 * Models: nftables 1.0.6 src/parser_bison.y, src/rule.c do_command, src/cmd.c (which name may have been meant)
 */
import type { NftFamily } from "../../../sim/net/nftables/expression.ts";
import type { NftTable } from "../../../sim/net/nftables/table.ts";
import {
  FAMILIES,
  failed,
  guarded,
  needTable,
  noChain,
  noSet,
  type Run,
  readFamily,
  ruleContext,
  wholeSpan,
} from "./context.ts";
import { parseChainBlock, parseSetBlock } from "./declarations.ts";
import { addElements, addRuleAt, changeElements, type RuleVerb, replaceRule } from "./edits.ts";
import type { Reader, Token } from "./lexer.ts";
import { listObjects } from "./list.ts";
import { SourceError, spanFrom } from "./source.ts";
import { parseRule } from "./statements.ts";

export function runCommands(run: Run): void {
  const { reader } = run;
  for (reader.skipNewlines(); reader.next.kind !== "end"; reader.skipNewlines()) {
    runCommand(run);
    if (!reader.atEndOfStatement) throw reader.unexpected();
  }
}

function runCommand(run: Run): void {
  const { reader } = run;
  const first = reader.next;
  switch (first.text) {
    case "table":
      addObject(run, "add", first);
      return;
    case "add":
    case "create":
      reader.take();
      addObject(run, first.text, first);
      return;
    case "insert":
    case "replace":
      reader.take();
      reader.expect("rule", "rule");
      editRule(run, first.text, first);
      return;
    case "delete":
      reader.take();
      deleteObject(run);
      return;
    case "flush":
      reader.take();
      flush(run, first);
      return;
    case "rename":
      reader.take();
      rename(run, first);
      return;
    case "list":
    case "get":
      reader.take();
      listObjects(run, first);
      return;
    case "reset":
    case "monitor":
    case "describe":
    case "export":
    case "import":
    case "include":
      throw new SourceError(`${first.text} is not simulated here`, first.span);
    default:
      if (first.kind === "word") {
        reader.take();
        throw reader.unexpected("string");
      }
      throw reader.unexpected();
  }
}

function addObject(run: Run, verb: "add" | "create", first: Token): void {
  const { reader } = run;
  const what = reader.next;
  switch (what.text) {
    case "table":
      reader.take();
      addTable(run, verb);
      return;
    case "chain":
      reader.take();
      addChain(run, verb, first);
      return;
    case "set":
    case "map":
      reader.take();
      addSet(run, verb, first, what.text === "map");
      return;
    case "element":
      reader.take();
      changeElements(run, verb);
      return;
    case "rule":
      reader.take();
      editRule(run, "add", first);
      return;
    case "counter":
    case "quota":
    case "limit":
    case "flowtable":
    case "secmark":
    case "synproxy":
      throw new SourceError(`${what.text} objects are not simulated here`, what.span);
    default:
      editRule(run, "add", first);
  }
}

function addTable(run: Run, verb: "add" | "create"): void {
  const { reader, nftables } = run;
  const family = readFamily(reader);
  const name = reader.name();
  if (verb === "create" && nftables.table(family, name.text) !== undefined) throw failed("File exists", name.span);
  if (!reader.is("{")) {
    nftables.addTable(family, name.text);
    return;
  }
  const inner = reader.position;
  const comment = tableComment(reader);
  const table = nftables.addTable(family, name.text, comment);
  reader.position = inner;
  fillTable(run, table);
}

/** It is given before anything else is made. */
function tableComment(reader: Reader): string | null {
  let depth = 0;
  let comment: string | null = null;
  do {
    const token = reader.take();
    if (token.kind === "end") throw reader.unexpected();
    if (token.text === "{" && token.kind === "symbol") depth++;
    if (token.text === "}" && token.kind === "symbol") depth--;
    if (depth === 1 && token.kind === "word" && token.text === "comment") comment = reader.take().text;
  } while (depth > 0);
  return comment;
}

/** Chains and sets first, then what is in the sets, then the rules, which may name any of them. */
function fillTable(run: Run, table: NftTable): void {
  const { reader } = run;
  const chains: { name: string; rules: readonly number[] }[] = [];
  const sets: { name: Token; elements: readonly number[] }[] = [];
  reader.expect("{");
  for (reader.skipNewlines(); !reader.accept("}"); reader.skipNewlines()) {
    const first = reader.next;
    if (reader.accept("chain")) {
      const name = reader.name();
      const { spec, rules } = parseChainBlock(reader, name.text);
      guarded(wholeSpan(reader, first), () => table.addChain(spec));
      chains.push({ name: name.text, rules });
    } else if (reader.is("set", "map")) {
      const isMap = reader.take().text === "map";
      const name = reader.name();
      const { spec, elements } = parseSetBlock(reader, name.text, isMap);
      guarded(name.span, () => table.addSet(spec));
      sets.push({ name, elements });
    } else if (reader.accept("comment")) reader.take();
    else throw reader.unexpected();
    if (!reader.atEndOfStatement) throw reader.unexpected();
  }
  const end = reader.position;
  for (const { name, elements } of sets)
    for (const at of elements) {
      reader.position = at;
      addElements(run, table, name, "add");
    }
  for (const { name, rules } of chains)
    for (const at of rules) {
      reader.position = at;
      const { span } = reader.next;
      const rule = parseRule(reader, ruleContext(table));
      guarded(spanFrom(span, reader.last.span), () => table.addRule(name, rule));
    }
  reader.position = end;
}

function addChain(run: Run, verb: "add" | "create", first: Token): void {
  const { reader } = run;
  const { table } = needTable(run);
  const name = reader.name();
  if (verb === "create" && table.chain(name.text) !== undefined) throw failed("File exists", name.span);
  const { spec, rules } = reader.is("{")
    ? parseChainBlock(reader, name.text)
    : { spec: { name: name.text }, rules: [] };
  guarded(wholeSpan(reader, first), () => table.addChain(spec));
  const end = reader.position;
  for (const at of rules) {
    reader.position = at;
    const rule = parseRule(reader, ruleContext(table));
    guarded(name.span, () => table.addRule(name.text, rule));
  }
  reader.position = end;
}

function addSet(run: Run, verb: "add" | "create", first: Token, isMap: boolean): void {
  const { reader } = run;
  const { table } = needTable(run);
  const name = reader.name();
  if (verb === "create" && table.set(name.text) !== undefined) throw failed("File exists", name.span);
  const { spec, elements } = parseSetBlock(reader, name.text, isMap);
  guarded(wholeSpan(reader, first), () => table.addSet(spec));
  const end = reader.position;
  for (const at of elements) {
    reader.position = at;
    addElements(run, table, name, "add");
  }
  reader.position = end;
}

function editRule(run: Run, verb: RuleVerb, first: Token): void {
  const { table } = needTable(run);
  const chain = run.reader.name();
  if (table.chain(chain.text) === undefined) throw noChain(table, chain, "Could not process rule: ");
  if (verb === "replace") replaceRule(run, table, chain, first);
  else addRuleAt(run, { table, chain, first, verb });
}

function deleteObject(run: Run): void {
  const { reader, nftables } = run;
  const what = reader.next;
  if (!reader.is("table", "chain", "rule", "set", "map", "element")) throw reader.unexpected();
  reader.take();
  if (what.text === "table") {
    const family = readFamily(reader);
    const name = reader.name();
    if (nftables.table(family, name.text) === undefined) throw failed("No such file or directory", name.span);
    nftables.deleteTable(family, name.text);
    return;
  }
  if (what.text === "element") {
    changeElements(run, "delete");
    return;
  }
  const { table } = needTable(run);
  const name = reader.name();
  if (what.text === "rule") {
    if (table.chain(name.text) === undefined) throw noChain(table, name, "Could not process rule: ");
    reader.expect("handle", "handle");
    const handle = reader.next;
    const number = reader.number();
    guarded(handle.span, () => table.deleteRule(name.text, number));
  } else if (what.text === "chain") {
    if (table.chain(name.text) === undefined) throw noChain(table, name, "Could not process rule: ");
    guarded(name.span, () => table.deleteChain(name.text));
  } else {
    if (table.set(name.text) === undefined) throw noSet(table, name, "Could not process rule: ");
    guarded(name.span, () => table.deleteSet(name.text));
  }
}

function flush(run: Run, first: Token): void {
  const { reader, nftables } = run;
  if (reader.accept("ruleset")) {
    const only = reader.is(...FAMILIES) ? (reader.take().text as NftFamily) : null;
    for (const { family, name } of nftables.tables)
      if (only === null || only === family) nftables.deleteTable(family, name);
    return;
  }
  if (!reader.is("table", "chain", "set", "map")) throw reader.unexpected();
  const what = reader.take().text;
  const { table } = needTable(run);
  if (what === "table") {
    for (const { name } of table.chains) table.flushChain(name);
    return;
  }
  const name = reader.name();
  if (what === "chain") {
    if (table.chain(name.text) === undefined) throw failed("No such file or directory", name.span);
    table.flushChain(name.text);
  } else {
    if (table.set(name.text) === undefined) throw failed("No such file or directory", name.span);
    guarded(spanFrom(first.span, name.span), () => table.flushSet(name.text));
  }
}

function rename(run: Run, first: Token): void {
  const { reader } = run;
  reader.expect("chain", "chain");
  const { table } = needTable(run);
  const name = reader.name();
  const to = reader.name();
  if (table.chain(name.text) === undefined) throw noChain(table, name, "Could not process rule: ");
  guarded(spanFrom(first.span, to.span), () => table.renameChain(name.text, to.text));
}
