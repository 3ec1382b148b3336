/**
 * The sets of one namespace, by name.
 *
 * Models: net/netfilter/ipset/ip_set_core.c
 * SIMPLIFIED: no types with MAC addresses, interfaces or marks in them.
 */
import type { Clock } from "../../core/clock.ts";
import type { Prng } from "../../core/prng.ts";
import type { Packet } from "../packet.ts";
import { IpSet, type IpSetOptions } from "./ip-set.ts";
import { formatEntry, type IpSetEntry, type IpSetType } from "./ip-set-entry.ts";
import type { SetMatch } from "./rule.ts";

export type IpSetErrorCode =
  | "set-exists"
  | "no-set"
  | "in-use"
  | "name-taken"
  | "types-differ"
  | "element-exists"
  | "no-element"
  | "full"
  | "out-of-range"
  | "null-element"
  | "no-timeouts"
  | "no-counters"
  | "no-comments"
  | "no-member-set";

/** The words are those of the command that asked. */
export class IpSetError extends Error {
  override readonly name = "IpSetError";
  readonly code: IpSetErrorCode;

  constructor(code: IpSetErrorCode) {
    super(code);
    this.code = code;
  }
}

const DEFAULT_MAXELEM = 65_536;
const DEFAULT_LIST_SIZE = 8;

export class IpSets {
  readonly #sets = new Map<string, IpSet>();
  readonly #clock: Clock;
  readonly #prng: Prng;

  constructor(clock: Clock, prng: Prng) {
    this.#clock = clock;
    this.#prng = prng;
  }

  /** In the order in which they were created. */
  list(): readonly IpSet[] {
    return [...this.#sets.values()];
  }

  /** What has had its time is gone from it. */
  get(name: string): IpSet | undefined {
    const set = this.#sets.get(name);
    set?.expire(this.#clock.nowUs);
    return set;
  }

  create(name: string, type: IpSetType, options: IpSetOptions = {}): IpSet {
    if (this.#sets.has(name)) throw new IpSetError("set-exists");
    const set = new IpSet(name, type, { options, initval: this.#prng.uint32() });
    this.#sets.set(name, set);
    return set;
  }

  destroy(name: string): boolean {
    return this.#sets.delete(name);
  }

  add(name: string, entry: IpSetEntry): void {
    const set = this.#need(name);
    const text = formatEntry(entry);
    if (set.entries.has(text)) throw new IpSetError("element-exists");
    this.#check(set, entry);
    set.add(entry);
  }

  /** An element that is there gets the new one's timeout and counters. */
  addOrUpdate(name: string, entry: IpSetEntry): void {
    const set = this.#need(name);
    this.#check(set, entry);
    const had = set.entries.get(formatEntry(entry));
    if (set.options.counters === true) {
      entry.packets ??= had?.packets ?? 0;
      entry.bytes ??= had?.bytes ?? 0;
    }
    set.add(entry);
  }

  delete(name: string, entry: IpSetEntry): void {
    if (!this.#need(name).delete(formatEntry(entry))) throw new IpSetError("no-element");
  }

  /** What a packet does to a set: what cannot be done is left undone. */
  change(name: string, entry: IpSetEntry, how: { readonly action: "add" | "del"; readonly exist: boolean }): void {
    const set = this.get(name);
    if (set === undefined) return;
    const text = formatEntry(entry);
    if (how.action === "del") set.delete(text);
    else if ((how.exist || !set.entries.has(text)) && (set.size < mostOf(set) || set.entries.has(text))) set.add(entry);
  }

  /** All entries at once, as `ipset swap` with a fresh set does it. */
  replace(name: string, entries: readonly IpSetEntry[]): void {
    const set = this.#sets.get(name);
    if (set === undefined) return;
    set.clear();
    for (const entry of entries) set.add(entry);
  }

  rename(from: string, to: string): void {
    const set = this.#need(from);
    if (this.#sets.has(to)) throw new IpSetError("name-taken");
    const all = this.list();
    set.name = to;
    this.#sets.clear();
    for (const each of all) this.#sets.set(each.name, each);
  }

  /** Each gets the other's contents; rules keep to the names. */
  swap(one: string, other: string): void {
    const first = this.#need(one);
    const second = this.#need(other);
    if (first.type !== second.type || first.options.family !== second.options.family)
      throw new IpSetError("types-differ");
    first.name = other;
    second.name = one;
    this.#sets.set(one, second);
    this.#sets.set(other, first);
  }

  /** How many lists have it as a member. */
  memberships(name: string): number {
    let count = 0;
    for (const set of this.#sets.values()) if (set.type === "list:set" && set.entries.has(name)) count++;
    return count;
  }

  /** A set that is not there matches nothing. */
  matches(match: SetMatch, packet: Packet): boolean {
    return this.#has(this.#sets.get(match.name), match, packet) !== (match.negate === true);
  }

  #has(set: IpSet | undefined, match: SetMatch, packet: Packet): boolean {
    if (set === undefined) return false;
    if (set.type !== "list:set") return set.matches(match, packet, this.#clock.nowUs);
    for (const { set: member } of set.entries.values()) {
      const inner = member === undefined ? undefined : this.#sets.get(member);
      if (inner !== undefined && inner.type !== "list:set" && this.#has(inner, match, packet)) return true;
    }
    return false;
  }

  #need(name: string): IpSet {
    const set = this.get(name);
    if (set === undefined) throw new IpSetError("no-set");
    return set;
  }

  #check(set: IpSet, entry: IpSetEntry): void {
    const { options, type } = set;
    if (entry.expiresAtUs !== undefined && options.timeoutSec == null) throw new IpSetError("no-timeouts");
    if ((entry.packets ?? entry.bytes) !== undefined && options.counters !== true) throw new IpSetError("no-counters");
    if (entry.comment !== undefined && options.comment !== true) throw new IpSetError("no-comments");
    if (type === "list:set" && (entry.set === undefined || !this.#sets.has(entry.set)))
      throw new IpSetError("no-member-set");
    if (options.range !== undefined) {
      const value = type === "bitmap:port" ? entry.port : Number(entry.cidr?.base ?? 0);
      if (value === undefined || value < options.range[0] || value > options.range[1])
        throw new IpSetError("out-of-range");
      return;
    }
    if (entry.cidr?.base === 0 && (type === "hash:ip" || entry.cidr.bits === 0)) throw new IpSetError("null-element");
    if (set.size >= mostOf(set) && !set.entries.has(formatEntry(entry))) throw new IpSetError("full");
  }
}

function mostOf({ type, options }: IpSet): number {
  return type === "list:set" ? (options.size ?? DEFAULT_LIST_SIZE) : (options.maxelem ?? DEFAULT_MAXELEM);
}
