/** What `nft list` shows. Models: nftables 1.0.6 src/rule.c do_command_list */
import type { NftFamily } from "../../../sim/net/nftables/expression.ts";
import { chainText, emptyChainText, framed, setText, tableText } from "../../../sim/net/nftables/ruleset-text.ts";
import { NftSet } from "../../../sim/net/nftables/set.ts";
import type { NftTable } from "../../../sim/net/nftables/table.ts";
import { failed, needTable, type Run, wholeSpan } from "./context.ts";
import type { Token } from "./lexer.ts";
import { parseElements } from "./literals.ts";
import { SourceError } from "./source.ts";

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
      for (const table of tablesOf(run)) run.output.push(tableText(table, run.options));
      return;
    case "tables":
      reader.take();
      for (const { label, handle } of tablesOf(run))
        run.output.push(`table ${label}${run.options.handles === true ? ` # handle ${handle}` : ""}\n`);
      return;
    case "table":
      reader.take();
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

/** Of one family, or of all. */
function tablesOf({ reader, nftables }: Run): readonly NftTable[] {
  if (!reader.is("ip", "ip6", "inet")) return nftables.tables;
  const family = reader.take().text as NftFamily;
  return nftables.tables.filter((table) => table.family === family);
}

function listAll(run: Run, what: "chains" | "sets" | "maps"): void {
  const { options, output, reader } = run;
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
