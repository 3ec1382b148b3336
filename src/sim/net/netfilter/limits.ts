/**
 * `-m limit`: a bucket of credits for each rule, which time fills and packets empty.
 *
 * Models: net/netfilter/xt_limit.c
 */
import type { Clock } from "../../core/clock.ts";
import type { LimitMatch, RateUnit } from "./rule.ts";

const UNIT_US: Readonly<Record<RateUnit, number>> = {
  second: 1_000_000,
  minute: 60_000_000,
  hour: 3_600_000_000,
  day: 86_400_000_000,
};

interface Bucket {
  /** In microseconds of waiting. */
  credit: number;
  atUs: number;
}

export class RateLimits {
  readonly #clock: Clock;
  readonly #buckets = new Map<LimitMatch, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  allows(match: LimitMatch): boolean {
    const { nowUs } = this.#clock;
    const cost = UNIT_US[match.unit] / match.count;
    const most = cost * match.burst;
    let bucket = this.#buckets.get(match);
    if (bucket === undefined) {
      bucket = { credit: most, atUs: nowUs };
      this.#buckets.set(match, bucket);
    }
    bucket.credit = Math.min(most, bucket.credit + nowUs - bucket.atUs);
    bucket.atUs = nowUs;
    if (bucket.credit < cost) return false;
    bucket.credit -= cost;
    return true;
  }
}
