/** What nft's commands have in common: how they find what they are told of, and how they say that it is not there. */

import type { Table } from "../../../sim/net/netfilter/table.ts";
import type { TextOptions } from "../../../sim/net/nftables/data-type.ts";
import type { NftFamily } from "../../../sim/net/nftables/expression.ts";
import { NftError } from "../../../sim/net/nftables/nft-error.ts";
import type { Nftables } from "../../../sim/net/nftables/nftables.ts";
import type { NftTable } from "../../../sim/net/nftables/table.ts";
import type { Reader, Token } from "./lexer.ts";
import { nearestName } from "./misspelt.ts";
import { SourceError, type Span, spanFrom } from "./source.ts";
import type { RuleContext } from "./statements.ts";

export interface Run {
  readonly nftables: Nftables;
  readonly reader: Reader;
  readonly options: TextOptions;
  /** The tables that iptables has made: they are seen, and are its own. */
  readonly xtables: readonly Table[];
  /** What is to be printed. */
  readonly output: string[];
  readonly warnings: string[];
}

export const FAMILIES: readonly string[] = ["ip", "ip6", "inet"];
const OTHER_FAMILIES: readonly string[] = ["arp", "bridge", "netdev"];

export function readFamily(reader: Reader): NftFamily {
  if (reader.is(...OTHER_FAMILIES))
    throw new SourceError(`family ${reader.next.text} is not simulated here`, reader.next.span);
  return reader.is(...FAMILIES) ? (reader.take().text as NftFamily) : "ip";
}

export function needTable(run: Run): { table: NftTable; name: Token } {
  const family = readFamily(run.reader);
  const name = run.reader.name();
  const table = run.nftables.table(family, name.text);
  if (table === undefined) throw noTable(run, family, name);
  return { table, name };
}

export function noTable({ nftables }: Run, family: NftFamily, name: Token): SourceError {
  const meant = nearestName(
    name.text,
    nftables.tables.map((table) => table.name),
  );
  const known = nftables.tables.find((table) => table.name === meant);
  const hint = known === undefined ? "" : `; did you mean table ‘${known.name}’ in family ${known.family ?? family}?`;
  return new SourceError(`No such file or directory${hint}`, name.span);
}

export function ruleContext(table: NftTable): RuleContext {
  return {
    family: table.family,
    typesOfSet(name) {
      const set = table.set(name.text);
      const { line, from, to } = name.span;
      if (set === undefined) throw new SourceError("No such file or directory", { line, from: from - 1, to });
      return set;
    },
  };
}

export function noChain(table: NftTable, { text, span }: Token, words: string): SourceError {
  const meant = nearestName(
    text,
    table.chains.map(({ name }) => name),
  );
  return missing(table, "chain", meant, span, words);
}

export function noSet(table: NftTable, { text, span }: Token, words: string): SourceError {
  const meant = nearestName(
    text,
    table.sets.map(({ spec }) => spec.name),
  );
  return missing(table, "set", meant, span, words);
}

function missing(table: NftTable, what: string, meant: string | null, span: Span, words: string): SourceError {
  if (meant === null) return new SourceError(`${words}No such file or directory`, span);
  const { family, name } = table;
  return new SourceError(
    `No such file or directory; did you mean ${what} ‘${meant}’ in table ${family} ‘${name}’?`,
    span,
  );
}

export function failed(why: string, span: Span): SourceError {
  return new SourceError(`Could not process rule: ${why}`, span);
}

const REASONS: Readonly<Record<NftError["code"], string>> = {
  "no-table": "No such file or directory",
  "no-chain": "No such file or directory",
  "no-set": "No such file or directory",
  "no-rule": "No such file or directory",
  "no-element": "No such file or directory",
  exists: "File exists",
  overlap: "File exists",
  busy: "Device or resource busy",
  unsupported: "Operation not supported",
  full: "Too many open files in system",
  loop: "Too many levels of symbolic links",
};

/** What the kernel refuses is told at the given place. */
export function guarded<T>(span: Span, edit: () => T): T {
  try {
    return edit();
  } catch (error) {
    if (error instanceof NftError) throw failed(REASONS[error.code], span);
    throw error;
  }
}

/** All of a command, with the line feed that ends it. */
export function wholeSpan(reader: Reader, first: Token): Span {
  return spanFrom(
    first.span,
    reader.next.kind === "newline" || reader.next.kind === "end" ? reader.next.span : reader.last.span,
  );
}
