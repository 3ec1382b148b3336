/**
 * Lists of addresses seen lately, by name: what `-m recent` reads and writes, so that a later connection of the
 * same client can be told. An entry's times are those of its last packets.
 *
 * Models: net/netfilter/xt_recent.c
 */
import type { Clock } from "../../core/clock.ts";
import type { Ip } from "../../core/ip.ts";
import type { Packet } from "../packet.ts";
import type { RecentMatch } from "./rule.ts";

/** ip_list_tot, ip_pkt_list_tot: the module's defaults. */
const MAX_ADDRESSES = 100;
const MAX_TIMES = 20;

export class RecentLists {
  readonly #clock: Clock;
  /** The oldest address first. */
  readonly #lists = new Map<string, Map<Ip, number[]>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What /proc/net/xt_recent/NAME shows. */
  list(name: string): ReadonlyMap<Ip, readonly number[]> | undefined {
    return this.#lists.get(name);
  }

  matches(match: RecentMatch, packet: Packet): boolean {
    const list = this.#listOf(match.name);
    const ip = match.side === "rsource" ? packet.src : packet.dst;
    const times = list.get(ip);
    const negate = match.negate === true;
    if (match.mode === "set") {
      this.#stamp(list, ip);
      return !negate;
    }
    if (times === undefined) return negate;
    if (match.mode === "remove") {
      list.delete(ip);
      return !negate;
    }
    const hit = this.#isHit(match, times);
    if (match.reap === true) this.#reap(list, match.seconds ?? 0);
    if (hit && match.mode === "update") this.#stamp(list, ip);
    return hit !== negate;
  }

  #listOf(name: string): Map<Ip, number[]> {
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

  #stamp(list: Map<Ip, number[]>, ip: Ip): void {
    const times = list.get(ip) ?? [];
    list.delete(ip);
    if (list.size >= MAX_ADDRESSES) list.delete(list.keys().next().value as Ip);
    times.push(this.#clock.nowUs);
    if (times.length > MAX_TIMES) times.shift();
    list.set(ip, times);
  }

  /** Forgets the one address that has waited longest, if its time is over. */
  #reap(list: Map<Ip, number[]>, seconds: number): void {
    const [first] = list;
    if (first === undefined) return;
    const [ip, times] = first;
    if ((times.at(-1) as number) < this.#clock.nowUs - seconds * 1_000_000) list.delete(ip);
  }
}
