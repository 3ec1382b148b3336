/**
 * The nftables of one namespace: tables by family and name, batches that happen as a whole or not at all, and the
 * base chains' places at the hooks.
 *
 * Models: net/netfilter/nf_tables_api.c nf_tables_commit, nf_tables_abort, nf_tables_register_hook
 * SIMPLIFIED: families ip, ip6 and inet; no arp, bridge or netdev, no flowtables, no stateful objects.
 */
import type { Clock } from "../../core/clock.ts";
import type { NetNamespace } from "../namespace.ts";
import type { HookFunction } from "../netfilter/hooks.ts";
import type { Packet } from "../packet.ts";
import type { NftFamily, Selector, Statement } from "./expression.ts";
import { NftError } from "./nft-error.ts";
import { runChain } from "./run-chain.ts";
import { type BaseChain, type NftChain, NftTable } from "./table.ts";

const OF = new WeakMap<NetNamespace, Nftables>();

/** Made when first asked for: most namespaces have none. */
export function nftablesOf(namespace: NetNamespace): Nftables {
  let made = OF.get(namespace);
  if (made === undefined) {
    made = new Nftables(namespace);
    OF.set(namespace, made);
  }
  return made;
}

export class Nftables {
  readonly #namespace: NetNamespace;
  readonly #tables = new Map<string, NftTable>();
  #undo: (() => void)[] | null = null;
  #handles = 0;
  /** How many batches there have been. */
  generation = 1;

  constructor(namespace: NetNamespace) {
    this.#namespace = namespace;
  }

  get clock(): Clock {
    return this.#namespace.clock;
  }

  get tables(): readonly NftTable[] {
    return [...this.#tables.values()];
  }

  table(family: NftFamily, name: string): NftTable | undefined {
    return this.#tables.get(`${family} ${name}`);
  }

  addTable(family: NftFamily, name: string, comment: string | null = null): NftTable {
    const known = this.table(family, name);
    if (known !== undefined) return known;
    const made = new NftTable(this, { family, name, comment, handle: ++this.#handles });
    this.#tables.set(made.label, made);
    this.undo(() => this.#forget(made));
    return made;
  }

  deleteTable(family: NftFamily, name: string): void {
    const table = this.table(family, name);
    if (table === undefined) throw new NftError("no-table", name);
    const all = [...this.#tables];
    this.#forget(table);
    this.undo(() => {
      this.#tables.clear();
      for (const [label, each] of all) this.#tables.set(label, each);
      table.attach();
    });
  }

  /** All of it, or, when something in it throws, nothing. */
  batch<T>(edits: () => T): T {
    if (this.#undo !== null) return edits();
    const done: (() => void)[] = [];
    this.#undo = done;
    try {
      const result = edits();
      this.generation++;
      return result;
    } catch (error) {
      this.#undo = null;
      for (const undo of done.reverse()) undo();
      throw error;
    } finally {
      this.#undo = null;
    }
  }

  /** How the edit that was just made is taken back. */
  undo(step: () => void): void {
    this.#undo?.push(step);
  }

  /** A base chain takes its place. Returns how it leaves it. */
  hook(table: NftTable, chain: NftChain, base: BaseChain): () => void {
    const namespace = this.#namespace;
    const { netfilter } = namespace;
    const { family } = table;
    const run: HookFunction = (packet, context) => {
      if (!isOf(family, packet)) return "accept";
      if (chain.rules.length === 0 && base.policy === "accept") return "accept";
      return runChain({ namespace, table, packet, context }, chain);
    };
    const registered = { hook: base.hook, priority: base.priority, name: `${table.label} ${chain.name}`, run };
    return base.type === "nat" ? netfilter.registerNat(registered) : netfilter.register(registered);
  }

  /** Rules that ask for connections make the host track them. */
  watch(statements: readonly Statement[]): void {
    if (statements.some(asksConntrack)) this.#namespace.netfilter.startTracking();
  }

  #forget(table: NftTable): void {
    table.detach();
    this.#tables.delete(table.label);
  }
}

function isOf(family: NftFamily, packet: Packet): boolean {
  return family === "inet" || (family === "ip") === (typeof packet.src === "number");
}

function asksConntrack(statement: Statement): boolean {
  switch (statement.kind) {
    case "match":
      return isConntrack(statement.left);
    case "vmap":
      return isConntrack(statement.key);
    case "set-mark":
      return statement.where === "ct" || isConntrack(statement.value);
    case "notrack":
      return true;
    default:
      return false;
  }
}

function isConntrack(selector: Selector): boolean {
  if (selector.kind === "concat") return selector.parts.some(isConntrack);
  return selector.kind === "ct" || (selector.kind === "bits" && isConntrack(selector.of));
}
