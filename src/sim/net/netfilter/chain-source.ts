/**
 * Chains that somebody keeps for many tables at once: what tens of thousands of rules on each of a thousand nodes have
 * in common is there once. A table makes its own copy of a chain, with counters and numbers, when something first
 * looks at it: a packet, a listing, an edit.
 *
 * Models: iptables-restore(8), as whoever writes the same rules on every machine calls it
 */
import type { Rule } from "./rule.ts";
import type { Chain } from "./table.ts";

export interface ChainSource {
  /** What the chain is to say; the same list for as long as it says the same. Never put into a table as it is. */
  chain(name: string): readonly Rule[] | undefined;
  names(): Iterable<string>;
  readonly chainCount: number;
  readonly ruleCount: number;
}

/** A chain that was copied, and what from. */
interface Copied {
  readonly chain: Chain;
  readonly from: readonly Rule[];
  /** Rule by rule beside `from`. */
  readonly copies: readonly Rule[];
}

/** The part of a table that comes from a source. */
export class SourcedChains {
  #source: ChainSource | null = null;
  readonly #copied = new Map<string, Copied>();
  /** Chains of the source that have been deleted here, and what they said. */
  readonly #deleted = new Map<string, readonly Rule[]>();
  readonly #nextRuleId: () => number;

  constructor(nextRuleId: () => number) {
    this.#nextRuleId = nextRuleId;
  }

  get isEmpty(): boolean {
    return this.#source === null;
  }

  /** Not copied yet, so that nothing here differs from the source. */
  has(name: string): boolean {
    return this.#untouched(name) !== undefined;
  }

  #untouched(name: string): readonly Rule[] | undefined {
    if (this.#source === null || this.#copied.has(name)) return undefined;
    const rules = this.#source.chain(name);
    return rules === this.#deleted.get(name) ? undefined : rules;
  }

  /** A copy of the table's own, or undefined where the source has nothing of that name. */
  copy(name: string): Chain | undefined {
    const from = this.#untouched(name);
    return from === undefined ? undefined : this.#copyOf(name, from, null);
  }

  #copyOf(name: string, from: readonly Rule[], before: Copied | null): Chain {
    const had = new Map(before?.from.map((rule, i) => [rule, before.copies[i] as Rule]));
    const copies = from.map((rule) => had.get(rule) ?? { ...rule, id: this.#nextRuleId(), text: null });
    const chain: Chain = { name, policy: null, rules: copies };
    this.#copied.set(name, { chain, from, copies });
    return chain;
  }

  /** The names of those not copied yet. */
  names(): string[] {
    return this.#source === null ? [] : [...this.#source.names()].filter((name) => this.has(name));
  }

  hasRule(is: (rule: Rule) => boolean): boolean {
    return this.names().some((name) => this.#source?.chain(name)?.some(is) === true);
  }

  /** The chain of this name is the table's own affair from now on, until the source says something else. */
  delete(name: string): void {
    const from = this.#source?.chain(name);
    if (from !== undefined) this.#deleted.set(name, from);
    this.#copied.delete(name);
  }

  /** How much there is that has not been copied. */
  count(): { readonly chains: number; readonly rules: number } {
    let { chainCount: chains = 0, ruleCount: rules = 0 } = this.#source ?? {};
    for (const from of [...[...this.#copied.values()].map((one) => one.from), ...this.#deleted.values()]) {
      chains--;
      rules -= from.length;
    }
    return { chains, rules };
  }

  /**
   * Another source in place of the last. Copies of chains that say the same stay, with whatever was done to them; in
   * others the rules that go on keep their counters. `anew`: nothing is kept.
   */
  replace(
    source: ChainSource | null,
    { anew, own }: { readonly anew: boolean; readonly own: Map<string, Chain> },
  ): void {
    for (const [name, from] of this.#deleted) if (anew || source?.chain(name) !== from) this.#deleted.delete(name);
    const before = [...this.#copied];
    this.#source = source;
    for (const [name, copied] of before) {
      const from = source?.chain(name);
      if (from === copied.from && !anew) continue;
      this.#copied.delete(name);
      own.delete(name);
      if (from !== undefined && !anew) own.set(name, this.#copyOf(name, from, copied));
    }
  }
}
