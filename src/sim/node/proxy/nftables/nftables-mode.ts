/**
 * kube-proxy's nftables mode: one table for each family of addresses, each sync one batch of what is new or different.
 * A chain that nothing needs any more is emptied at once and deleted by the first sync more than a second later.
 *
 * Models: pkg/proxy/nftables/proxier.go syncProxyRules, cleanup.go
 * SIMPLIFIED: a restarted kube-proxy forgets which client belongs to which endpoint.
 */
import type { IpFamily } from "../../../core/ip.ts";
import type { DataTypeName } from "../../../net/nftables/data-type.ts";
import { type Nftables, nftablesOf } from "../../../net/nftables/nftables.ts";
import type { NftTable } from "../../../net/nftables/table.ts";
import type { RuleCount } from "../../events.ts";
import { chooseEndpoints } from "../endpoints.ts";
import type { PreparedSync, ProxyMode, ProxyTarget, ProxyWriter } from "../proxy-mode.ts";
import type { ServiceEntry } from "../service-table.ts";
import { Containers } from "./containers.ts";
import { type ServiceParts, serviceParts } from "./service-rules.ts";
import { nftFamily, setUpTable, TABLE } from "./static-table.ts";

export const nftablesMode: ProxyMode = {
  name: "nftables",
  open: (target) => new NftablesWriter(target),
};

const AFFINITY_SET_SIZE = 65_535;
const STALE_AFTER_US = 1_000_000;

interface Written {
  readonly entry: ServiceEntry;
  readonly parts: ServiceParts;
}

class NftablesWriter implements ProxyWriter {
  readonly #target: ProxyTarget;
  readonly #nftables: Nftables;
  #containers = new Containers();
  #written = new Map<string, Written>();
  #takesOver = false;
  /** Chains that nothing needs, and since when. */
  readonly #stale = new Map<string, number>();

  constructor(target: ProxyTarget) {
    this.#target = target;
    this.#nftables = nftablesOf(target.namespace);
  }

  /** What another kube-proxy has left stays in force until the first sync replaces it. */
  setUp(): void {
    this.#containers = new Containers();
    this.#written = new Map();
    this.#stale.clear();
    this.#takesOver = this.#table !== null;
    if (!this.#takesOver) this.#nftables.batch(() => this.#setUpTables());
  }

  #setUpTables(): void {
    for (const family of [4, 6] satisfies IpFamily[]) setUpTable(this.#nftables, family, this.#target.settings);
  }

  prepare(entries: readonly ServiceEntry[]): PreparedSync {
    const { node, settings } = this.#target;
    const next = new Map<string, Written>();
    const fresh = new Map<string, Written>();
    for (const entry of entries) {
      const had = this.#written.get(entry.key);
      const made =
        had?.entry === entry
          ? had
          : { entry, parts: serviceParts(entry.port, chooseEndpoints(entry.endpoints, entry.port, node), settings) };
      next.set(entry.key, made);
      if (made !== had) fresh.set(entry.key, made);
    }
    const gone = [...this.#written.keys()].filter((key) => !next.has(key));
    let rulesWritten = 0;
    for (const { parts } of fresh.values()) {
      rulesWritten += parts.elements.length;
      for (const rules of parts.chains.values()) rulesWritten += rules.length;
    }
    return {
      rulesWritten,
      changed: [...fresh.keys(), ...gone],
      commit: () => {
        const before = this.#count();
        this.#nftables.batch(() => this.#write(fresh, gone));
        this.#written = next;
        return { before, after: this.#count() };
      },
    };
  }

  cleanUp(): void {
    this.#nftables.batch(() => {
      for (const family of [4, 6] satisfies IpFamily[])
        if (this.#nftables.table(nftFamily(family), TABLE) !== undefined)
          this.#nftables.deleteTable(nftFamily(family), TABLE);
    });
    this.#written = new Map();
  }

  /** Null when somebody has deleted it: then there is nothing to write into until kube-proxy starts again. */
  get #table(): NftTable | null {
    return this.#nftables.table(nftFamily(this.#target.family), TABLE) ?? null;
  }

  #write(fresh: ReadonlyMap<string, Written>, gone: readonly string[]): void {
    if (this.#takesOver) this.#setUpTables();
    this.#takesOver = false;
    const table = this.#table;
    if (table === null) return;
    this.#deleteStale(table);
    const before = [...fresh.keys(), ...gone].map((key) => this.#written.get(key)).filter((each) => each !== undefined);
    for (const { entry, parts } of before) this.#containers.release(entry.key, parts.elements, table);
    for (const { parts } of fresh.values()) this.#writeChains(table, parts);
    for (const { entry, parts } of fresh.values()) this.#containers.want(entry.key, parts.elements, table);
    this.#containers.apply(table);
    this.#retire(table, before, fresh);
  }

  #writeChains(table: NftTable, { chains, affinitySets }: ServiceParts): void {
    const address: DataTypeName = this.#target.family === 4 ? "ipv4_addr" : "ipv6_addr";
    for (const name of chains.keys()) {
      table.addChain({ name });
      table.flushChain(name);
      this.#stale.delete(name);
    }
    for (const [name, sec] of affinitySets) {
      const known = table.set(name);
      const timeoutMs = sec * 1_000;
      if (known !== undefined && known.spec.timeoutMs !== timeoutMs) table.deleteSet(name);
      table.addSet({ name, keyTypes: [address], flags: ["dynamic", "timeout"], timeoutMs, size: AFFINITY_SET_SIZE });
    }
    for (const [name, rules] of chains) for (const rule of rules) table.addRule(name, rule);
  }

  #retire(table: NftTable, before: readonly Written[], fresh: ReadonlyMap<string, Written>): void {
    const { nowUs } = this.#target.namespace.clock;
    for (const { entry, parts } of before) {
      const now = fresh.get(entry.key)?.parts;
      for (const name of parts.chains.keys())
        if (now?.chains.has(name) !== true) {
          table.flushChain(name);
          this.#stale.set(name, nowUs);
        }
      for (const name of parts.affinitySets.keys()) if (now?.affinitySets.has(name) !== true) table.deleteSet(name);
    }
  }

  #deleteStale(table: NftTable): void {
    const { nowUs } = this.#target.namespace.clock;
    for (const [name, sinceUs] of this.#stale)
      if (nowUs - sinceUs > STALE_AFTER_US) {
        table.deleteChain(name);
        this.#stale.delete(name);
      }
  }

  #count(): RuleCount {
    const chains = this.#table?.chains ?? [];
    return { chains: chains.length, rules: chains.reduce((sum, { rules }) => sum + rules.length, 0) };
  }
}
