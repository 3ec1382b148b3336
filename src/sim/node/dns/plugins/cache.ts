/**
 * Keeps answers for as long as their records live, within limits, and counts their TTLs down; what nobody has is kept
 * as well, for as long as the zone says.
 *
 * Models: coredns plugin/cache (handler.go, cache.go, item.go)
 * SIMPLIFIED: the oldest entry goes when there is no room; an entry's hits are counted over its whole life.
 */
import type { Clock } from "../../../core/clock.ts";
import type { Run } from "../../../core/wait.ts";
import type { DnsMessage } from "../../../net/dns/message.ts";
import type { DnsRecord } from "../../../net/dns/record.ts";
import type { Directive } from "../corefile.ts";
import { DnsFailure, type DnsQuery, type Next, type PluginContext, type PluginSetup } from "../dns-plugin.ts";
import { matchingZone } from "../zone-list.ts";
import { isDenial } from "./answer-class.ts";
import { type CacheSettings, cacheSettings, type Limits } from "./cache-settings.ts";

interface Kept {
  readonly answer: DnsMessage;
  readonly sinceUs: number;
  readonly ttlSec: number;
  hits: number;
  isRefreshing: boolean;
}

const DEFAULT_TTL_SEC = 5;
const MAX_TTL_SEC = 3600;

export const cache: PluginSetup = {
  name: "cache",
  once: true,
  open: ([use], context) => {
    const store = new Store(cacheSettings(use as Directive, context.zones), context);
    return { serve: (query, next) => store.serve(query, next) };
  },
};

class Store {
  readonly #settings: CacheSettings;
  readonly #clock: Clock;
  readonly #start: PluginContext["start"];
  readonly #success = new Map<string, Kept>();
  readonly #denial = new Map<string, Kept>();

  constructor(settings: CacheSettings, { clock, start }: PluginContext) {
    this.#settings = settings;
    this.#clock = clock;
    this.#start = start;
  }

  *serve(query: DnsQuery, next: Next): Run<DnsMessage> {
    const { zones, verifiesStale, prefetchHits, prefetchPercent } = this.#settings;
    if (matchingZone(zones, query.name) === null) return yield* next(query);
    const { edns, checkingDisabled } = query.message;
    const key = `${query.name.toLowerCase()} ${query.type} ${edns?.dnssecOk === true} ${checkingDisabled}`;
    const found = this.#find(key);
    if (found === undefined) return this.#keep(key, yield* next(query));
    const leftSec = this.#left(found);
    if (leftSec <= 0 && verifiesStale) {
      const fresh = yield* refreshed(query, next);
      if (fresh !== null) return this.#keep(key, fresh);
    } else if (leftSec <= 0) this.#refresh(key, found, { query, next });
    else if (
      prefetchHits > 0 &&
      ++found.hits >= prefetchHits &&
      leftSec <= Math.ceil((prefetchPercent / 100) * found.ttlSec)
    )
      this.#refresh(key, found, { query, next });
    return this.#fromStore(found, query, Math.max(0, leftSec));
  }

  #find(key: string): Kept | undefined {
    const usable = (kept: Kept | undefined): Kept | undefined =>
      kept !== undefined && this.#left(kept) > -this.#settings.staleSec ? kept : undefined;
    const denial = usable(this.#denial.get(key));
    const success = usable(this.#success.get(key));
    return denial === undefined || (denial.answer.rcode === "SERVFAIL" && success !== undefined) ? success : denial;
  }

  #left({ sinceUs, ttlSec }: Kept): number {
    return ttlSec - Math.floor((this.#clock.nowUs - sinceUs) / 1e6);
  }

  #refresh(key: string, kept: Kept, { query, next }: { query: DnsQuery; next: Next }): void {
    if (kept.isRefreshing) return;
    kept.isRefreshing = true;
    const store = this;
    this.#start(
      (function* () {
        const fresh = yield* refreshed(query, next);
        kept.isRefreshing = false;
        if (fresh !== null) store.#keep(key, fresh);
      })(),
    );
  }

  /** The answer with the TTL that it has from now on, whether it could be kept or not. */
  #keep(key: string, answer: DnsMessage): DnsMessage {
    const { success, denial, servfailSec } = this.#settings;
    const isFailure = answer.rcode === "SERVFAIL" || answer.rcode === "NOTIMP";
    const isNegative = isFailure || isDenial(answer);
    const limits = isNegative ? denial : success;
    const ttlSec = isFailure
      ? servfailSec
      : Math.min(limits.maxSec, Math.max(limits.minSec, shortestTtl(answer, isNegative)));
    const limited = withTtl(answer, ttlSec);
    if (answer.truncated || !(isNegative || answer.rcode === "NOERROR") || ttlSec === 0) return limited;
    if (matchingZone(limits.except, answer.questions[0]?.name ?? ".") !== null) return limited;
    const kept: Kept = { answer: limited, sinceUs: this.#clock.nowUs, ttlSec, hits: 0, isRefreshing: false };
    this.#put(isNegative ? this.#denial : this.#success, key, { kept, limits });
    if (!isNegative) this.#denial.delete(key);
    return limited;
  }

  #put(map: Map<string, Kept>, key: string, { kept, limits }: { kept: Kept; limits: Limits }): void {
    if (map.size >= limits.capacity && !map.has(key)) map.delete(map.keys().next().value as string);
    map.set(key, kept);
  }

  /** What comes from here is said to be authoritative, whoever said it first: some clients would discard it otherwise. */
  #fromStore({ answer, ttlSec }: Kept, { message }: DnsQuery, leftSec: number): DnsMessage {
    return {
      ...withTtl(answer, this.#settings.keepsTtl ? ttlSec : leftSec),
      id: message.id,
      questions: message.questions,
      recursionDesired: message.recursionDesired,
      authoritative: true,
      edns: null,
    };
  }
}

/** A new answer, if there is one that is worth more than an old one. */
function* refreshed(query: DnsQuery, next: Next): Run<DnsMessage | null> {
  try {
    const answer = yield* next(query);
    return answer.rcode === "NOERROR" || answer.rcode === "NXDOMAIN" ? answer : null;
  } catch (error) {
    if (error instanceof DnsFailure) return null;
    throw error;
  }
}

function shortestTtl(answer: DnsMessage, isNegative: boolean): number {
  let shortest = MAX_TTL_SEC;
  let count = 0;
  for (const section of [answer.answers, answer.authorities, answer.additionals])
    for (const record of section) {
      count++;
      shortest = Math.min(shortest, record.ttlSec);
      if (isNegative && record.type === "SOA") shortest = Math.min(shortest, record.data.minimum);
    }
  return count === 0 ? DEFAULT_TTL_SEC : shortest;
}

function withTtl(answer: DnsMessage, ttlSec: number): DnsMessage {
  const isSet = (records: readonly DnsRecord[]): boolean => records.every((record) => record.ttlSec === ttlSec);
  const { answers, authorities, additionals } = answer;
  if (isSet(answers) && isSet(authorities) && isSet(additionals)) return answer;
  const set = (record: DnsRecord): DnsRecord => ({ ...record, ttlSec });
  return {
    ...answer,
    answers: answers.map(set),
    authorities: authorities.map(set),
    additionals: additionals.map(set),
  };
}
