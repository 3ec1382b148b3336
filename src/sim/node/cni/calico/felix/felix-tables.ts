/**
 * Writes Felix's chains into the tables: only those that differ from what is there, at once, and its own jumps before
 * everybody else's.
 *
 * Models: projectcalico/calico felix/iptables/table.go Apply, InsertOrAppendRules
 */
import type { Netfilter } from "../../../../net/netfilter/netfilter.ts";
import type { Rule, TableName } from "../../../../net/netfilter/rule.ts";
import { compileChain, type FelixChain, type FelixRule, jump } from "./felix-rule.ts";
import { HANGING } from "./static-chains.ts";

export const TABLES = ["filter", "nat", "mangle", "raw"] as const satisfies readonly TableName[];

export type FelixTable = (typeof TABLES)[number];

interface HangingRules {
  readonly chain: string;
  readonly rules: readonly Rule[];
}

interface Hanging {
  readonly first: readonly HangingRules[];
  readonly last: readonly HangingRules[];
}

export class FelixTables {
  readonly #netfilter: Netfilter;
  readonly #hanging = hangingRules();
  /** By table and chain, as last written. */
  readonly #written = new Map<string, FelixChain>();

  constructor(netfilter: Netfilter) {
    this.#netfilter = netfilter;
  }

  /** All of Felix's chains of one table; what is not among them goes. */
  write(name: FelixTable, chains: readonly FelixChain[]): void {
    const table = this.#netfilter.table(name);
    const changed = chains.filter((chain) => {
      const key = `${name} ${chain.name}`;
      const before = this.#written.get(key);
      this.#written.set(key, chain);
      const there = table.chain(chain.name);
      if (before === undefined || there?.rules.length !== before.rules.length) return true;
      return before !== chain && textOf(before) !== textOf(chain);
    });
    const names = new Set(chains.map((chain) => chain.name));
    const gone = table.names().filter((chain) => chain.startsWith("cali-") && !names.has(chain));
    for (const chain of gone) this.#written.delete(`${name} ${chain}`);
    if (changed.length > 0 || gone.length > 0)
      this.#netfilter.restore(name, changed.map(compileChain), { noflush: true, deleteChains: gone });
    this.#hang(name);
  }

  /** At the head of the built-in chains, where nobody comes before it, and at their end. */
  #hang(name: FelixTable): void {
    const table = this.#netfilter.table(name);
    const { first, last } = this.#hanging[name];
    for (const { chain, rules } of first) {
      const had = table.chain(chain)?.rules ?? [];
      for (const rule of rules) {
        const at = had.findIndex((one) => commentOf(one) === commentOf(rule));
        if (at === 0) continue;
        // Whoever has put something before it meanwhile comes second again.
        if (at > 0) table.deleteRule(chain, at + 1);
        table.insert(chain, rule);
      }
    }
    for (const { chain, rules } of last)
      for (const rule of rules) {
        const had = table.chain(chain)?.rules ?? [];
        if (!had.some((one) => commentOf(one) === commentOf(rule))) table.append(chain, rule);
      }
  }
}

/** Compiled once for each node: a rule that is put in again keeps its number. */
function hangingRules(): Record<FelixTable, Hanging> {
  const compiled = (chain: string, name: string, rules: readonly FelixRule[]): HangingRules => ({
    chain,
    rules: compileChain({ name, rules }).rules,
  });
  const of = (table: FelixTable): Hanging => ({
    first: Object.entries(HANGING[table].first).map(([chain, to]) => compiled(chain, chain, [{ action: jump(to) }])),
    last: Object.entries(HANGING[table].last).map(([chain, rules]: [string, readonly FelixRule[]]) =>
      compiled(chain, `${chain}*appends*`, rules),
    ),
  });
  return { filter: of("filter"), nat: of("nat"), mangle: of("mangle"), raw: of("raw") };
}

/** Felix knows its rules by their first comment. */
function commentOf({ matches }: Rule): string {
  const comment = matches.find(({ kind }) => kind === "comment");
  return comment?.kind === "comment" ? comment.text : "";
}

function textOf({ rules }: FelixChain): string {
  return rules
    .map(
      ({ match = [], action, comments = [] }) =>
        `${match.map(({ text }) => text).join(" ")}|${action?.text}|${comments.join("|")}`,
    )
    .join("\n");
}
