/**
 * One iptables table: built-in chains with a policy, user chains, and the edits that `iptables` and
 * `iptables-restore` make. Rules stay data; what refers to a chain that does not exist is refused here.
 *
 * Models: iptables(8), iptables-restore(8), iptables nft.c nft_cmd_* (the nf_tables variant, 1.8.9)
 */
import { type ChainSource, SourcedChains } from "./chain-source.ts";
import { HOOKS, type HookName } from "./hooks.ts";
import type { Rule, TableName } from "./rule.ts";

export interface Chain {
  readonly name: string;
  /** Null for a user chain. */
  policy: "ACCEPT" | "DROP" | null;
  rules: readonly Rule[];
  /** A built-in chain is made in the kernel when something is first done to it. */
  isMade?: boolean;
}

/** One chain of a whole-table write. */
export interface ChainSpec {
  readonly name: string;
  readonly policy?: "ACCEPT" | "DROP";
  readonly rules: readonly Rule[];
}

export interface RestoreOptions {
  /** Chains that are not named stay as they are. */
  readonly noflush?: boolean;
  /** `-X` lines: user chains to delete, after all else. */
  readonly deleteChains?: readonly string[];
  /** User chains beside those that are named, in place of those that the last source gave. */
  readonly source?: ChainSource;
  /** Of chains that the source had already, nothing is kept either. */
  readonly anew?: boolean;
}

export type TableErrorCode =
  | "chain-exists"
  | "chain-is-builtin"
  | "chain-not-empty"
  | "chain-in-use"
  | "no-chain"
  | "no-rule"
  | "index-too-big"
  | "loop"
  | "target-not-here";

/** The words are those of the command that asked. */
export class TableError extends Error {
  override readonly name = "TableError";
  readonly code: TableErrorCode;
  readonly about: string;

  constructor(code: TableErrorCode, about: string) {
    super(`${code}: ${about}`);
    this.code = code;
    this.about = about;
  }
}

const BUILTINS: Readonly<Record<TableName, readonly HookName[]>> = {
  raw: ["PREROUTING", "OUTPUT"],
  mangle: HOOKS,
  nat: ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"],
  filter: ["INPUT", "FORWARD", "OUTPUT"],
};

export class Table {
  readonly name: TableName;
  readonly #chains = new Map<string, Chain>();
  readonly #sourced: SourcedChains;
  readonly #onChange: () => void;
  readonly #nextRuleId: () => number;

  constructor(name: TableName, nextRuleId: () => number, onChange: () => void) {
    this.name = name;
    this.#nextRuleId = nextRuleId;
    this.#onChange = onChange;
    this.#sourced = new SourcedChains(nextRuleId);
    for (const hook of BUILTINS[name]) this.#chains.set(hook, { name: hook, policy: "ACCEPT", rules: [] });
  }

  chain(name: string): Chain | undefined {
    const chain = this.#chains.get(name);
    if (chain !== undefined || this.#sourced.isEmpty) return chain;
    const copy = this.#sourced.copy(name);
    if (copy !== undefined) this.#chains.set(name, copy);
    return copy;
  }

  /** The names of all chains, in no order; looks at none of them. */
  names(): readonly string[] {
    return [...this.#chains.keys(), ...this.#sourced.names()];
  }

  /** Chains whose names begin so, and their rules. Those of a source count as such. */
  count(prefix: string): { readonly chains: number; readonly rules: number } {
    let { chains, rules } = this.#sourced.count();
    for (const chain of this.#chains.values()) {
      if (!chain.name.startsWith(prefix)) continue;
      chains++;
      rules += chain.rules.length;
    }
    return { chains, rules };
  }

  /** Built-in chains in the order of the hooks, then user chains by name, as they are listed. */
  chains(): readonly Chain[] {
    for (const name of this.#sourced.names()) this.chain(name);
    const all = [...this.#chains.values()];
    const users = all.filter((chain) => chain.policy === null);
    users.sort((a, b) => (a.name < b.name ? -1 : 1));
    return [...all.filter((chain) => chain.policy !== null), ...users];
  }

  /** Something has been done to it. */
  get isMade(): boolean {
    if (!this.#sourced.isEmpty) return true;
    for (const { policy, isMade } of this.#chains.values()) if (policy === null || isMade === true) return true;
    return false;
  }

  hasRule(is: (rule: Rule) => boolean): boolean {
    for (const { rules } of this.#chains.values()) if (rules.some(is)) return true;
    return this.#sourced.hasRule(is);
  }

  /** How many rules of this table jump or go to the chain. */
  references(name: string): number {
    let count = 0;
    for (const chain of this.chains())
      for (const { target } of chain.rules)
        if ((target.kind === "jump" || target.kind === "goto") && target.chain === name) count++;
    return count;
  }

  newChain(name: string): void {
    if (this.#has(name)) throw new TableError("chain-exists", name);
    this.#chains.set(name, { name, policy: null, rules: [] });
    this.#onChange();
  }

  deleteChain(name: string): void {
    const chain = this.#need(name);
    if (chain.policy !== null) throw new TableError("chain-is-builtin", name);
    if (chain.rules.length > 0) throw new TableError("chain-not-empty", name);
    if (this.references(name) > 0) throw new TableError("chain-in-use", name);
    this.#forget(name);
    this.#onChange();
  }

  #has(name: string): boolean {
    return this.#chains.has(name) || this.#sourced.has(name);
  }

  #forget(name: string): void {
    this.#sourced.delete(name);
    this.#chains.delete(name);
  }

  /** The rules that lead there go with it. */
  renameChain(name: string, to: string): void {
    const chain = this.#need(name);
    if (chain.policy !== null) throw new TableError("chain-is-builtin", name);
    if (this.#has(to)) throw new TableError("chain-exists", to);
    const renamed = this.chains().map((each) => {
      const rules = each.rules.map((rule) => {
        const { target } = rule;
        const leads = (target.kind === "jump" || target.kind === "goto") && target.chain === name;
        return leads ? { ...rule, target: { ...target, chain: to }, text: null } : rule;
      });
      return { each, rules };
    });
    for (const { each, rules } of renamed) each.rules = rules;
    this.#forget(name);
    this.#chains.set(to, { name: to, policy: null, rules: chain.rules });
    this.#onChange();
  }

  flushChain(name: string): void {
    this.#setRules(this.#need(name), []);
  }

  setPolicy(name: string, policy: "ACCEPT" | "DROP"): void {
    const chain = this.#need(name);
    if (chain.policy === null) throw new TableError("no-chain", name);
    chain.policy = policy;
    chain.isMade = true;
    this.#onChange();
  }

  append(name: string, rule: Rule): void {
    const chain = this.#need(name);
    this.#setRules(chain, [...chain.rules, rule]);
  }

  /** `at` counts from 1, as rule numbers do. */
  insert(name: string, rule: Rule, at = 1): void {
    const chain = this.#need(name);
    if (at < 1 || at > chain.rules.length + 1) throw new TableError("index-too-big", name);
    this.#setRules(chain, [...chain.rules.slice(0, at - 1), rule, ...chain.rules.slice(at - 1)]);
  }

  deleteRule(name: string, at: number): void {
    const chain = this.#need(name);
    if (at < 1 || at > chain.rules.length) throw new TableError("index-too-big", name);
    this.#setRules(
      chain,
      chain.rules.filter((_, i) => i !== at - 1),
    );
  }

  /**
   * Replaces the whole table, or with `noflush` the chains that are named, in one step: no packet ever sees half
   * of it. Throws, and changes nothing, when a rule refers to a chain that there would not be.
   */
  restore(specs: readonly ChainSpec[], options: RestoreOptions = {}): void {
    const { noflush = false, deleteChains = [], source, anew = false } = options;
    const next = new Map<string, Chain>();
    for (const chain of this.#chains.values()) {
      if (noflush) next.set(chain.name, chain);
      else if (chain.policy !== null) next.set(chain.name, { name: chain.name, policy: "ACCEPT", rules: [] });
    }
    for (const spec of specs) {
      const policy = next.get(spec.name)?.policy ?? null;
      next.set(spec.name, {
        name: spec.name,
        policy: policy === null ? null : (spec.policy ?? policy),
        rules: spec.rules,
      });
    }
    for (const name of deleteChains) next.delete(name);
    const written = new Set(specs.map((spec) => spec.name));
    const isThere = (name: string): boolean => {
      if (source?.chain(name) !== undefined) return true;
      const chain = next.get(name);
      if (chain !== undefined) return chain.policy === null;
      return noflush && source === undefined && !deleteChains.includes(name) && this.#sourced.has(name);
    };
    for (const chain of next.values())
      if (written.has(chain.name) || deleteChains.length > 0) this.#check(chain, isThere);
    if (noflush) for (const name of deleteChains) this.#sourced.delete(name);
    this.#replaceAll(next);
    if (source !== undefined) this.#take(source, anew);
    else if (!noflush) this.#sourced.replace(null, { anew: true, own: new Map() });
    for (const spec of specs) this.#number(spec.rules);
    this.#onChange();
  }

  /** What the last one left, and chains that were there before there was a source, give way. */
  #take(source: ChainSource, anew: boolean): void {
    this.#sourced.replace(source, { anew, own: this.#chains });
    for (const { name, policy } of [...this.#chains.values()])
      if (policy === null && this.#sourced.has(name)) this.#chains.delete(name);
  }

  /** Built-in chains stay the objects that they are: the hooks hold on to them. */
  #replaceAll(next: ReadonlyMap<string, Chain>): void {
    const before = new Map(this.#chains);
    this.#chains.clear();
    for (const [name, chain] of next) {
      const builtin = chain.policy === null ? undefined : before.get(name);
      if (builtin !== undefined) {
        if (builtin !== chain) builtin.isMade = true;
        builtin.policy = chain.policy;
        builtin.rules = chain.rules;
      }
      this.#chains.set(name, builtin ?? chain);
    }
  }

  /** Of all chains, of one, or of one of its rules, counted from 1. */
  zeroCounters(name?: string, at?: number): void {
    const chains = name === undefined ? this.chains() : [this.#need(name)];
    for (const chain of chains)
      for (const [i, rule] of chain.rules.entries()) {
        if (at !== undefined && at !== i + 1) continue;
        rule.packets = 0;
        rule.bytes = 0;
      }
  }

  #need(name: string): Chain {
    const chain = this.chain(name);
    if (chain === undefined) throw new TableError("no-chain", name);
    return chain;
  }

  #isUserChain(name: string): boolean {
    return this.#chains.get(name)?.policy === null || this.#sourced.has(name);
  }

  #setRules(chain: Chain, rules: readonly Rule[]): void {
    this.#check({ ...chain, rules }, (name) => this.#isUserChain(name));
    if (rules.length > 0) chain.isMade = true;
    chain.rules = rules;
    this.#number(rules);
    this.#onChange();
  }

  #number(rules: readonly Rule[]): void {
    for (const rule of rules) {
      rule.text = null;
      if (rule.id === 0) rule.id = this.#nextRuleId();
    }
  }

  #check(chain: Chain, isThere: (name: string) => boolean): void {
    for (const { target } of chain.rules) {
      if (target.kind === "jump" || target.kind === "goto") {
        if (!isThere(target.chain)) throw new TableError("no-chain", target.chain);
        if (target.chain === chain.name) throw new TableError("loop", chain.name);
      }
      if (!isAllowedIn(target.kind, this.name) || !isAllowedAt(target.kind, chain))
        throw new TableError("target-not-here", target.kind);
    }
  }
}

/** A built-in chain knows which end of a packet can be rewritten there. */
function isAllowedAt(target: Rule["target"]["kind"], { name, policy }: Chain): boolean {
  if (policy === null) return true;
  if (target === "MASQUERADE") return name === "POSTROUTING";
  if (target === "SNAT") return name === "POSTROUTING" || name === "INPUT";
  return (target !== "DNAT" && target !== "REDIRECT") || name === "PREROUTING" || name === "OUTPUT";
}

function isAllowedIn(target: Rule["target"]["kind"], table: TableName): boolean {
  switch (target) {
    case "DNAT":
    case "SNAT":
    case "MASQUERADE":
    case "REDIRECT":
      return table === "nat";
    case "REJECT":
      return table === "filter";
    case "TCPMSS":
      return table === "mangle";
    case "NOTRACK":
      return table === "raw";
    default:
      return true;
  }
}
