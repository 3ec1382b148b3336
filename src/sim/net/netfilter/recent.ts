/**
 * Lists of addresses seen lately, by name: what `-m recent` reads and writes, so that a later connection of the
 * same client can be told. An entry's times are those of its last packets.
 *
 * Models: net/netfilter/xt_recent.c
 */
import type { Clock } from "../../core/clock.ts";
import { type Ip, maskTo } from "../../core/ip.ts";
import type { Packet } from "../packet.ts";
import type { HookContext } from "./hooks.ts";
import type { RecentMatch } from "./rule.ts";

/** ip_list_tot, ip_pkt_list_tot: the module's defaults. */
const MAX_ADDRESSES = 100;
const MAX_TIMES = 20;

interface RecentEntry {
  readonly times: number[];
  /** Of its last packet. */
  ttl: number;
}

export class RecentLists {
  readonly #clock: Clock;
  /** The oldest address first. */
  readonly #lists = new Map<string, Map<Ip, RecentEntry>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What /proc/net/xt_recent/NAME shows. */
  list(name: string): ReadonlyMap<Ip, Readonly<RecentEntry>> | undefined {
    return this.#lists.get(name);
  }

  matches(match: RecentMatch, packet: Packet, { hook }: HookContext): boolean {
    const list = this.#listOf(match.name);
    const side = match.side === "rsource" ? packet.src : packet.dst;
    const ip = match.maskBits === undefined ? side : maskTo(side, match.maskBits);
    // As it came in: forwarding has taken one off.
    const ttl = packet.ttl + (hook === "FORWARD" ? 1 : 0);
    const known = list.get(ip);
    const entry = known !== undefined && (match.ttl !== true || known.ttl === ttl) ? known : null;
    const negate = match.negate === true;
    if (match.mode === "set") {
      this.#stamp(list, ip, ttl);
      return !negate;
    }
    if (entry === null) return negate;
    if (match.mode === "remove") {
      list.delete(ip);
      return !negate;
    }
    const matches = this.#isHit(match, entry.times) !== negate;
    if (match.reap === true) this.#reap(list, match.seconds ?? 0);
    if (matches && match.mode === "update") this.#stamp(list, ip, ttl);
    return matches;
  }

  #listOf(name: string): Map<Ip, RecentEntry> {
    let list = this.#lists.get(name);
    if (list === undefined) {
      list = new Map();
      this.#lists.set(name, list);
    }
    return list;
  }

  #isHit({ seconds, hitcount = 1 }: RecentMatch, times: readonly number[]): boolean {
    const sinceUs = seconds === undefined ? 0 : this.#clock.nowUs - seconds * 1_000_000;
    return times.filter((atUs) => atUs >= sinceUs).length >= hitcount;
  }

  #stamp(list: Map<Ip, RecentEntry>, ip: Ip, ttl: number): void {
    const entry = list.get(ip) ?? { times: [], ttl };
    list.delete(ip);
    if (list.size >= MAX_ADDRESSES) list.delete(list.keys().next().value as Ip);
    entry.ttl = ttl;
    entry.times.push(this.#clock.nowUs);
    if (entry.times.length > MAX_TIMES) entry.times.shift();
    list.set(ip, entry);
  }

  /** Forgets the one address that has waited longest, if its time is over. */
  #reap(list: Map<Ip, RecentEntry>, seconds: number): void {
    const [first] = list;
    if (first === undefined) return;
    const [ip, { times }] = first;
    if ((times.at(-1) as number) < this.#clock.nowUs - seconds * 1_000_000) list.delete(ip);
  }
}
