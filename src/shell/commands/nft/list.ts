/** What `nft list` shows. Models: nftables 1.0.6 src/rule.c do_command_list */
import type { Chain, Table } from "../../../sim/net/netfilter/table.ts";
import type { NftFamily } from "../../../sim/net/nftables/expression.ts";
import { chainText, emptyChainText, framed, setText, tableText } from "../../../sim/net/nftables/ruleset-text.ts";
import { NftSet } from "../../../sim/net/nftables/set.ts";
import type { NftTable } from "../../../sim/net/nftables/table.ts";
import { failed, needTable, type Run, readFamily, wholeSpan } from "./context.ts";
import type { Token } from "./lexer.ts";
import { parseElements } from "./literals.ts";
import { SourceError } from "./source.ts";
import { chainHead, isForeign, madeChains, xtablesChain, xtablesText } from "./xtables-text.ts";

export function listObjects(run: Run, first: Token): void {
  const { reader } = run;
  if (first.text === "get") {
    reader.expect("element", "element");
    getElements(run, first);
    return;
  }
  const what = reader.next;
  if (what.kind !== "word") throw reader.unexpected();
  switch (what.text) {
    case "ruleset":
      reader.take();
      for (const table of xtablesOf(run)) listXtable(run, table);
      for (const table of tablesOf(run)) run.output.push(tableText(table, run.options));
      return;
    case "tables":
      reader.take();
      for (const { name } of xtablesOf(run)) run.output.push(`table ip ${name}\n`);
      for (const { label, handle } of tablesOf(run))
        run.output.push(`table ${label}${run.options.handles === true ? ` # handle ${handle}` : ""}\n`);
      return;
    case "table":
      reader.take();
      if (listNamedXtable(run)) return;
      run.output.push(tableText(needTable(run).table, run.options));
      return;
    case "chains":
    case "sets":
    case "maps":
      reader.take();
      listAll(run, what.text);
      return;
    case "chain":
    case "set":
    case "map":
      reader.take();
      if (what.text === "chain" && listXtablesChain(run)) return;
      listOne(run, what.text);
      return;
    case "counters":
    case "quotas":
    case "limits":
      reader.take();
      tablesOf(run);
      return;
    default:
      throw reader.unexpected();
  }
}

/** What iptables has made is of the family ip. */
function xtablesOf({ reader, xtables }: Run): readonly Table[] {
  return reader.is("ip6", "inet") ? [] : xtables;
}

function listXtable({ output, warnings, options }: Run, table: Table): void {
  output.push(xtablesText(table, options));
  warn(warnings, table, table.chains());
}

function warn(warnings: string[], { name }: Table, listed: readonly Chain[]): void {
  if (!listed.some(({ rules }) => rules.some(isForeign))) return;
  warnings.push(`# Warning: table ip ${name} is managed by iptables-nft, do not touch!\n`);
}

/** The table that is named next, where it is iptables' own. */
function namedXtable({ reader, xtables, nftables }: Run): Table | null {
  const at = reader.position;
  const family = readFamily(reader);
  const name = reader.name().text;
  const found =
    family === "ip" && nftables.table("ip", name) === undefined
      ? xtables.find((each) => each.name === name)
      : undefined;
  if (found === undefined) reader.position = at;
  return found ?? null;
}

function listNamedXtable(run: Run): boolean {
  const table = namedXtable(run);
  if (table !== null) listXtable(run, table);
  return table !== null;
}

function listXtablesChain(run: Run): boolean {
  const table = namedXtable(run);
  if (table === null) return false;
  const name = run.reader.name();
  const chain = madeChains(table).find((each) => each.name === name.text);
  if (chain === undefined) throw absent(name);
  run.output.push(`table ip ${table.name} {\n${xtablesChain(table, chain, run.options)}}\n`);
  warn(run.warnings, table, [chain]);
  return true;
}

/** Of one family, or of all. */
function tablesOf({ reader, nftables }: Run): readonly NftTable[] {
  if (!reader.is("ip", "ip6", "inet")) return nftables.tables;
  const family = reader.take().text as NftFamily;
  return nftables.tables.filter((table) => table.family === family);
}

function listAll(run: Run, what: "chains" | "sets" | "maps"): void {
  const { options, output, reader } = run;
  if (what === "chains")
    for (const table of xtablesOf(run)) {
      const heads = madeChains(table).map((chain) => `${chainHead(table, chain)}\t}\n`);
      output.push(`table ip ${table.name} {\n${heads.join("")}}\n`);
    }
  const tables = reader.accept("table") ? [needTable(run).table] : tablesOf(run);
  for (const table of tables) {
    const bodies =
      what === "chains"
        ? table.chains.map((chain) => emptyChainText(chain, options))
        : table.sets.filter(({ isMap }) => isMap === (what === "maps")).map((set) => setText(set, options));
    output.push(framed(table, bodies.join("")));
  }
}

function listOne(run: Run, what: "chain" | "set" | "map"): void {
  const { table } = needTable(run);
  const name = run.reader.name();
  if (what === "chain") {
    const chain = table.chain(name.text);
    if (chain === undefined) throw absent(name);
    run.output.push(framed(table, chainText(chain, run.options)));
    return;
  }
  const set = table.set(name.text);
  if (set === undefined || set.isMap !== (what === "map")) throw absent(name);
  run.output.push(framed(table, setText(set, run.options)));
}

function getElements(run: Run, first: Token): void {
  const { reader, options, output } = run;
  const { table } = needTable(run);
  const name = reader.name();
  const set = table.set(name.text);
  if (set === undefined) throw absent(name);
  const found = new NftSet(set.spec, null);
  for (const { element } of parseElements(reader, set.keyTypes, set.dataTypes)) {
    const known = set.find(element.key);
    if (known === null) throw failed("No such file or directory", wholeSpan(reader, first));
    found.add(known);
  }
  output.push(framed(table, setText(found, options)));
}

function absent({ span }: Token): SourceError {
  return new SourceError("No such file or directory", span);
}
