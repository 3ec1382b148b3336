/**
 * What routers on the way have said about the longest packet that gets through to an address. Kept for ten minutes,
 * and used for this host's own packets only.
 *
 * Models: RFC 1191, net/ipv4/route.c __ip_rt_update_pmtu, ipv4_mtu
 */
import type { Clock } from "../core/clock.ts";
import type { Ip } from "../core/ip.ts";

/** net.ipv4.route.mtu_expires */
const EXPIRES_US = 600_000_000;
/** net.ipv4.route.min_pmtu */
const MIN_PMTU = 552;
const MAX_ENTRIES = 1024;

export interface PathMtu {
  readonly mtu: number;
  readonly expiresAtUs: number;
}

export class PathMtus {
  readonly #clock: Clock;
  readonly #byAddress = new Map<Ip, PathMtu>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** True while nobody has said anything: the usual case, which should cost nothing. */
  get isEmpty(): boolean {
    return this.#byAddress.size === 0;
  }

  learn(dst: Ip, mtu: number): void {
    if (mtu <= 0) return;
    const known = this.get(dst);
    if (known !== null && known.mtu < mtu) return;
    if (this.#byAddress.size >= MAX_ENTRIES) this.#byAddress.clear();
    this.#byAddress.set(dst, { mtu: Math.max(mtu, MIN_PMTU), expiresAtUs: this.#clock.nowUs + EXPIRES_US });
  }

  get(dst: Ip): PathMtu | null {
    const known = this.#byAddress.get(dst);
    if (known === undefined) return null;
    if (known.expiresAtUs > this.#clock.nowUs) return known;
    this.#byAddress.delete(dst);
    return null;
  }

  /** `ip route flush cache`. */
  flush(): void {
    this.#byAddress.clear();
  }
}
