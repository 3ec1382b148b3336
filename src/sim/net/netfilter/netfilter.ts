/**
 * The netfilter of one namespace: who looks at packets at which hook, in order of priority. iptables tables and
 * connection tracking put themselves in here when they are first needed, as the kernel's do, so that a namespace
 * without rules pays nothing and tracks nothing.
 *
 * Models: net/netfilter/core.c nf_hook_slow, net/netfilter/nf_conntrack_proto.c nf_ct_netns_get
 * SIMPLIFIED: packets of IPv6, which never leave the loopback device, meet no rules and are not tracked.
 */
import type { Prng } from "../../core/prng.ts";
import type { Device } from "../device.ts";
import type { NetNamespace } from "../namespace.ts";
import { lengthOf, type Packet } from "../packet.ts";
import {
  HOOKS,
  type HookContext,
  type HookFunction,
  type HookName,
  PRIORITY,
  type RegisteredHook,
  type Verdict,
} from "./hooks.ts";
import { IpSets } from "./ip-sets.ts";
import { RateLimits } from "./limits.ts";
import { runNat } from "./nat.ts";
import { RecentLists } from "./recent.ts";
import type { Rule, StatisticNthMatch, TableName } from "./rule.ts";
import { runChain } from "./run-chain.ts";
import { type ChainSpec, type RestoreOptions, Table } from "./table.ts";

/** iptables-save writes the tables in this order. */
const TABLE_ORDER: readonly TableName[] = ["mangle", "raw", "filter", "nat"];

export class Netfilter {
  readonly #namespace: NetNamespace;
  readonly #prng: Prng;
  readonly #tables = new Map<TableName, Table>();
  readonly #registered: RegisteredHook[] = [];
  /** For each hook, in order of priority. */
  readonly #chains: Record<HookName, HookFunction[]> = {
    PREROUTING: [],
    INPUT: [],
    FORWARD: [],
    OUTPUT: [],
    POSTROUTING: [],
  };
  /** For each hook, who is asked about a new connection's addresses, in order of priority, until one has decided. */
  readonly #natDeciders = new Map<HookName, RegisteredHook[]>();
  readonly #nthCounts = new Map<StatisticNthMatch, number>();
  readonly #accounts = new Map<string, { packets: number; bytes: number }>();
  readonly sets: IpSets;
  readonly recent: RecentLists;
  readonly limits: RateLimits;
  #ruleId = 0;
  #tracks = false;

  constructor(namespace: NetNamespace) {
    this.#namespace = namespace;
    this.#prng = namespace.prng.split("netfilter");
    this.recent = new RecentLists(namespace.clock);
    this.limits = new RateLimits(namespace.clock);
    this.sets = new IpSets(namespace.clock, this.#prng.split("ipset"));
  }

  /** Nobody looks at packets here. */
  get isIdle(): boolean {
    return this.#registered.length === 0;
  }

  /** Connections are tracked, so pieces of packets are put together before anybody looks. */
  get tracks(): boolean {
    return this.#tracks;
  }

  /** The tables that somebody has used so far, in the order of iptables-save. */
  get tables(): readonly Table[] {
    return TABLE_ORDER.map((name) => this.#tables.get(name)).filter((table) => table !== undefined);
  }

  /** Those in which something has been made, in the order in which they were first used. */
  get tablesInUse(): readonly Table[] {
    return [...this.#tables.values()].filter(({ isMade }) => isMade);
  }

  /** Made when first asked for, as iptables does it. */
  table(name: TableName): Table {
    const known = this.#tables.get(name);
    if (known !== undefined) return known;
    const table = new Table(
      name,
      () => ++this.#ruleId,
      () => this.#watchConntrack(table),
    );
    this.#tables.set(name, table);
    for (const hook of HOOKS) this.#registerTable(table, hook);
    return table;
  }

  /** A whole table, or some of its chains, in one step. */
  restore(name: TableName, chains: readonly ChainSpec[], options?: RestoreOptions): void {
    this.table(name).restore(chains, options);
  }

  /** Another framework's hook (nftables, IPVS). Returns how to take it away again. */
  register(hook: RegisteredHook): () => void {
    this.#registered.push(hook);
    this.#order();
    return () => {
      this.#registered.splice(this.#registered.indexOf(hook), 1);
      this.#order();
    };
  }

  /**
   * Somebody who decides about the addresses of new connections. All of them are asked at one place of the hook,
   * where the kernel's NAT is, so that their priority only orders them among themselves.
   */
  registerNat(decider: RegisteredHook): () => void {
    const { hook } = decider;
    // Replies have to be translated back at the other hooks, whoever decides at this one.
    if (this.#natDeciders.size === 0) for (const each of NAT_HOOKS) this.#natDeciders.set(each, this.#startNat(each));
    const deciders = this.#natDeciders.get(hook) ?? [];
    const at = deciders.findIndex(({ priority }) => priority > decider.priority);
    deciders.splice(at < 0 ? deciders.length : at, 0, decider);
    return () => {
      deciders.splice(deciders.indexOf(decider), 1);
    };
  }

  #startNat(hook: HookName): RegisteredHook[] {
    const deciders: RegisteredHook[] = [];
    const namespace = this.#namespace;
    const run: HookFunction = (packet, context) =>
      packet.flow === null ? "accept" : runNat({ namespace, packet, context }, deciders);
    this.register({ hook, priority: natPriority(hook), name: `nat ${hook}`, run });
    this.startTracking();
    return deciders;
  }

  /** Connections are tracked from now on. */
  startTracking(): void {
    if (this.#tracks) return;
    this.#tracks = true;
    const { conntrack } = this.#namespace;
    const track: HookFunction = (packet) => (conntrack.track(packet) ? "accept" : "drop");
    const confirm: HookFunction = (packet) => (conntrack.confirm(packet) ? "accept" : "drop");
    for (const hook of ["PREROUTING", "OUTPUT"] as const)
      this.register({ hook, priority: PRIORITY.conntrack, name: "conntrack", run: track });
    for (const hook of ["INPUT", "POSTROUTING"] as const)
      this.register({ hook, priority: PRIORITY.confirm, name: "conntrack confirm", run: confirm });
  }

  run(packet: Packet, hook: HookName, inDevice: Device | null, outDevice: Device | null): Verdict {
    const chain = this.#chains[hook];
    if (chain.length === 0 || typeof packet.dst === "bigint") return "accept";
    const context: HookContext = { hook, inDevice, outDevice };
    if (this.#namespace.trace.on) this.#tell(packet, context);
    for (const look of chain) {
      const verdict = look(packet, context);
      if (verdict !== "accept") return verdict;
    }
    return "accept";
  }

  #tell(packet: Packet, { hook, inDevice, outDevice }: HookContext): void {
    const { trace, name: where } = this.#namespace;
    const packetId = packet.id;
    if (inDevice === null && outDevice === null) trace.emit({ type: "hook", where, packetId, hook });
    else if (outDevice === null) trace.emit({ type: "hook", where, packetId, hook, inDevice: inDevice?.name ?? "" });
    else if (inDevice === null) trace.emit({ type: "hook", where, packetId, hook, outDevice: outDevice.name });
    else trace.emit({ type: "hook", where, packetId, hook, inDevice: inDevice.name, outDevice: outDevice.name });
  }

  /** A random number of 31 bits, for `-m statistic` and for ports. */
  draw(): number {
    return this.#prng.uint32() >>> 1;
  }

  /** True for packet number `packet` of every `every`. */
  everyNth(match: StatisticNthMatch): boolean {
    const seen = this.#nthCounts.get(match) ?? match.every - match.packet - 1;
    this.#nthCounts.set(match, seen + 1);
    return (seen + 1) % match.every === 0;
  }

  account(name: string, packet: Packet): void {
    const account = this.#accounts.get(name) ?? { packets: 0, bytes: 0 };
    account.packets++;
    account.bytes += lengthOf(packet);
    this.#accounts.set(name, account);
  }

  /** `nfacct list`. */
  get accounts(): ReadonlyMap<string, { readonly packets: number; readonly bytes: number }> {
    return this.#accounts;
  }

  #registerTable(table: Table, hook: HookName): void {
    const chain = table.chain(hook);
    if (chain === undefined) return;
    const namespace = this.#namespace;
    const name = `${table.name} ${hook}`;
    const run: HookFunction = (packet, context) => {
      if (chain.rules.length === 0 && chain.policy === "ACCEPT") return "accept";
      return runChain({ namespace, table, packet, context }, chain);
    };
    if (table.name === "nat") this.registerNat({ hook, priority: natPriority(hook), name, run });
    else this.register({ hook, priority: PRIORITY[table.name], name, run });
  }

  #watchConntrack(table: Table): void {
    if (!this.#tracks && table.hasRule(needsConntrack)) this.startTracking();
  }

  #order(): void {
    for (const hook of HOOKS) {
      const here = this.#registered.filter((registered) => registered.hook === hook);
      here.sort((a, b) => a.priority - b.priority);
      this.#chains[hook] = here.map((registered) => registered.run);
    }
  }
}

const NAT_HOOKS = ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"] as const;

function natPriority(hook: HookName): number {
  return hook === "POSTROUTING" || hook === "INPUT" ? PRIORITY.srcnat : PRIORITY.dstnat;
}

function needsConntrack({ matches, target }: Rule): boolean {
  return (
    target.kind === "NOTRACK" ||
    target.kind === "CONNMARK" ||
    matches.some(({ kind }) => kind === "conntrack" || kind === "connmark")
  );
}
