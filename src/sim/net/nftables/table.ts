/**
 * One nftables table: chains with their rules, sets and maps with their elements, and the edits that are made to
 * them. Every edit leaves behind how it is undone, so that a batch which fails changes nothing.
 *
 * Models: net/netfilter/nf_tables_api.c
 * SIMPLIFIED: chain types filter, nat and route; route chains do not look up the way again.
 */
import type { HookName } from "../netfilter/hooks.ts";
import {
  type Element,
  isVerdict,
  type Literal,
  type NftFamily,
  type NftRule,
  type NftVerdict,
  type Selector,
  type Statement,
} from "./expression.ts";
import { NftError } from "./nft-error.ts";
import type { Nftables } from "./nftables.ts";
import { NftSet, type SetSpec } from "./set.ts";

export interface BaseChain {
  readonly type: "filter" | "nat" | "route";
  readonly hook: HookName;
  readonly priority: number;
  policy: "accept" | "drop";
}

export interface NftChain {
  name: string;
  readonly handle: number;
  /** Null: only reached by a jump. */
  readonly base: BaseChain | null;
  readonly comment: string | null;
  rules: NftRule[];
  /** How many rules and elements lead here. */
  uses: number;
}

export interface ChainSpec {
  readonly name: string;
  readonly base?: { readonly type: BaseChain["type"]; readonly hook: HookName; readonly priority: number };
  readonly policy?: "accept" | "drop";
  readonly comment?: string;
}

export class NftTable {
  readonly family: NftFamily;
  readonly name: string;
  readonly comment: string | null;
  readonly handle: number;
  /** As the trace names it: `ip nat`. */
  readonly label: `${NftFamily} ${string}`;
  readonly #owner: Nftables;
  #chains = new Map<string, NftChain>();
  readonly #sets = new Map<string, NftSet>();
  readonly #unhook = new Map<NftChain, () => void>();
  #handles = 0;

  constructor(owner: Nftables, options: { family: NftFamily; name: string; comment: string | null; handle: number }) {
    this.#owner = owner;
    this.family = options.family;
    this.name = options.name;
    this.comment = options.comment;
    this.handle = options.handle;
    this.label = `${options.family} ${options.name}`;
  }

  chain(name: string): NftChain | undefined {
    return this.#chains.get(name);
  }

  set(name: string): NftSet | undefined {
    return this.#sets.get(name);
  }

  get chains(): readonly NftChain[] {
    return [...this.#chains.values()];
  }

  get sets(): readonly NftSet[] {
    return [...this.#sets.values()];
  }

  /** What is there already stays, and only its policy may change. */
  addChain(spec: ChainSpec): NftChain {
    const had = this.#chains.get(spec.name);
    if (had !== undefined) {
      this.#amend(had, spec);
      return had;
    }
    const { base, name } = spec;
    if (base?.type === "nat" && base.hook === "FORWARD") throw new NftError("unsupported", name);
    const chain: NftChain = {
      name,
      handle: ++this.#handles,
      base: base === undefined ? null : { ...base, policy: spec.policy ?? "accept" },
      comment: spec.comment ?? null,
      rules: [],
      uses: 0,
    };
    this.#put(chain);
    this.#owner.undo(() => {
      this.#drop(chain);
      this.#handles = chain.handle - 1;
    });
    return chain;
  }

  #amend(had: NftChain, { base, policy, name }: ChainSpec): void {
    if (base !== undefined) {
      const is = had.base;
      if (is === null || is.type !== base.type || is.hook !== base.hook || is.priority !== base.priority)
        throw new NftError(is === null ? "exists" : "unsupported", name);
    }
    if (policy === undefined) return;
    if (had.base === null) throw new NftError("unsupported", name);
    const { base: here } = had;
    const before = here.policy;
    here.policy = policy;
    this.#owner.undo(() => {
      here.policy = before;
    });
  }

  deleteChain(name: string): void {
    const chain = this.#need(name);
    if (chain.uses > 0) throw new NftError("busy", name);
    this.flushChain(name);
    this.#drop(chain);
    this.#owner.undo(() => this.#put(chain));
  }

  renameChain(name: string, to: string): void {
    const chain = this.#need(name);
    if (this.#chains.has(to)) throw new NftError("exists", to);
    const rename = (as: string): void => {
      chain.name = as;
      this.#chains = new Map([...this.#chains.values()].map((each) => [each.name, each]));
    };
    if (chain.uses > 0) throw new NftError("busy", name);
    rename(to);
    this.#owner.undo(() => rename(name));
  }

  flushChain(name: string): void {
    const chain = this.#need(name);
    const before = chain.rules;
    if (before.length === 0) return;
    chain.rules = [];
    for (const rule of before) this.#release(rule.statements);
    this.#owner.undo(() => {
      chain.rules = before;
      for (const rule of before) this.#bind(rule.statements);
    });
  }

  /** At the end, or before the place that is given. */
  addRule(name: string, rule: NftRule, at?: number): void {
    const chain = this.#need(name);
    this.#check(chain, rule.statements);
    const handles = this.#handles;
    this.#number(rule);
    this.#bind(rule.statements);
    chain.rules.splice(at ?? chain.rules.length, 0, rule);
    this.#owner.undo(() => {
      chain.rules.splice(chain.rules.indexOf(rule), 1);
      this.#release(rule.statements);
      this.#handles = handles;
    });
    this.#owner.watch(rule.statements);
  }

  /** The new rule has the old one's handle. */
  replaceRule(name: string, handle: number, rule: NftRule): void {
    const at = this.deleteRule(name, handle);
    const handles = this.#handles;
    this.addRule(name, rule, at);
    rule.handle = handle;
    this.#handles = handles;
  }

  deleteRule(name: string, handle: number): number {
    const chain = this.#need(name);
    const at = chain.rules.findIndex((rule) => rule.handle === handle);
    const rule = chain.rules[at];
    if (rule === undefined) throw new NftError("no-rule", String(handle));
    chain.rules.splice(at, 1);
    this.#release(rule.statements);
    this.#owner.undo(() => {
      chain.rules.splice(at, 0, rule);
      this.#bind(rule.statements);
    });
    return at;
  }

  addSet(spec: SetSpec): NftSet {
    const had = this.#sets.get(spec.name);
    if (had !== undefined) {
      if (!sameTypes(had.spec, spec)) throw new NftError("exists", spec.name);
      return had;
    }
    const set = new NftSet(spec, this.#owner.clock);
    set.handle = ++this.#handles;
    this.#sets.set(spec.name, set);
    this.#owner.undo(() => {
      this.#sets.delete(spec.name);
      this.#handles = set.handle - 1;
    });
    return set;
  }

  deleteSet(name: string): void {
    const set = this.#needSet(name);
    for (const chain of this.#chains.values())
      for (const { statements } of chain.rules)
        if (statements.some((statement) => refersTo(statement, name))) throw new NftError("busy", name);
    this.flushSet(name);
    const all = [...this.#sets];
    this.#sets.delete(name);
    this.#owner.undo(() => {
      this.#sets.clear();
      for (const [key, each] of all) this.#sets.set(key, key === name ? set : each);
    });
  }

  flushSet(name: string): void {
    const set = this.#needSet(name);
    const gone = set.flush();
    for (const { data } of gone) this.#count(data, -1);
    if (gone.length > 0)
      this.#owner.undo(() => {
        for (const element of gone) {
          set.add(element);
          this.#count(element.data, 1);
        }
      });
  }

  /** False when it was there. */
  addElement(name: string, element: Element): boolean {
    const set = this.#needSet(name);
    if (isVerdict(element.data) && "chain" in element.data) this.#need(element.data.chain);
    if (!set.add(element)) return false;
    this.#count(element.data, 1);
    this.#owner.undo(() => {
      set.remove(element.key);
      this.#count(element.data, -1);
    });
    return true;
  }

  deleteElement(name: string, key: Literal): void {
    const set = this.#needSet(name);
    const gone = set.remove(key);
    if (gone === null) throw new NftError("no-element", name);
    this.#count(gone.data, -1);
    this.#owner.undo(() => {
      set.add(gone);
      this.#count(gone.data, 1);
    });
  }

  /** Out of the hooks, and back into them. */
  detach(): void {
    for (const unhook of this.#unhook.values()) unhook();
    this.#unhook.clear();
  }

  attach(): void {
    for (const chain of this.#chains.values()) this.#hook(chain);
  }

  #put(chain: NftChain): void {
    this.#chains.set(chain.name, chain);
    this.#hook(chain);
  }

  #drop(chain: NftChain): void {
    this.#chains.delete(chain.name);
    this.#unhook.get(chain)?.();
    this.#unhook.delete(chain);
  }

  #hook(chain: NftChain): void {
    if (chain.base !== null) this.#unhook.set(chain, this.#owner.hook(this, chain, chain.base));
  }

  #need(name: string): NftChain {
    const chain = this.#chains.get(name);
    if (chain === undefined) throw new NftError("no-chain", name);
    return chain;
  }

  #needSet(name: string): NftSet {
    const set = this.#sets.get(name);
    if (set === undefined) throw new NftError("no-set", name);
    return set;
  }

  #number(rule: NftRule): void {
    for (const statement of rule.statements)
      for (const set of anonymousSets(statement)) if (set.handle === 0) set.handle = ++this.#handles;
    rule.handle = ++this.#handles;
  }

  #check(chain: NftChain, statements: readonly Statement[]): void {
    for (const statement of statements) {
      for (const verdict of verdictsOf(statement)) {
        if (!("chain" in verdict)) continue;
        if (this.#need(verdict.chain).base !== null) throw new NftError("unsupported", verdict.chain);
        if (verdict.chain === chain.name) throw new NftError("loop", chain.name);
      }
      for (const name of setNames(statement)) this.#needSet(name);
      if (chain.base !== null && !isAllowedIn(statement, chain.base)) throw new NftError("unsupported", chain.name);
    }
  }

  #bind(statements: readonly Statement[]): void {
    for (const statement of statements) for (const verdict of verdictsOf(statement)) this.#count(verdict, 1);
  }

  #release(statements: readonly Statement[]): void {
    for (const statement of statements) for (const verdict of verdictsOf(statement)) this.#count(verdict, -1);
  }

  #count(data: Element["data"], by: 1 | -1): void {
    if (data === null || !("chain" in data)) return;
    const chain = this.#chains.get(data.chain);
    if (chain !== undefined) chain.uses += by;
  }
}

function sameTypes(a: SetSpec, b: SetSpec): boolean {
  const text = ({ keyTypes, dataTypes = [], flags = [] }: SetSpec): string =>
    [keyTypes.join("."), dataTypes.join("."), [...flags].sort().join(",")].join(" ");
  return text(a) === text(b);
}

function isAllowedIn({ kind }: Statement, { type, hook }: BaseChain): boolean {
  if (kind === "dnat" || kind === "redirect") return type === "nat" && (hook === "PREROUTING" || hook === "OUTPUT");
  if (kind === "masquerade") return type === "nat" && hook === "POSTROUTING";
  if (kind === "snat") return type === "nat" && (hook === "POSTROUTING" || hook === "INPUT");
  return kind !== "reject" || hook !== "POSTROUTING";
}

function* anonymousSets(statement: Statement): Iterable<NftSet> {
  if (statement.kind === "vmap" && statement.map.kind === "anonymous") yield statement.map.set;
  if (statement.kind === "match" && statement.right.kind === "anonymous") yield statement.right.set;
  for (const selector of selectorsOf(statement))
    if (selector.kind === "map" && selector.map.kind === "anonymous") yield selector.map.set;
}

function verdictsOf(statement: Statement): readonly NftVerdict[] {
  if (statement.kind === "verdict") return [statement.verdict];
  if (statement.kind !== "vmap" || statement.map.kind !== "anonymous") return NO_VERDICTS;
  return statement.map.set.elements().flatMap(({ data }) => (isVerdict(data) ? [data] : []));
}

const NO_VERDICTS: readonly NftVerdict[] = [];

function setNames(statement: Statement): readonly string[] {
  const names: string[] = [];
  if (statement.kind === "vmap" && statement.map.kind === "named") names.push(statement.map.name);
  if (statement.kind === "match" && statement.right.kind === "named") names.push(statement.right.name);
  if (statement.kind === "update") names.push(statement.set);
  for (const selector of selectorsOf(statement))
    if (selector.kind === "map" && selector.map.kind === "named") names.push(selector.map.name);
  return names;
}

function refersTo(statement: Statement, name: string): boolean {
  return setNames(statement).includes(name);
}

/** Where a map may stand. */
function selectorsOf(statement: Statement): readonly Selector[] {
  if (statement.kind === "set-mark") return [statement.value];
  if (statement.kind === "dnat" || statement.kind === "snat")
    return [statement.address, statement.port].filter((selector) => selector !== undefined);
  return [];
}
