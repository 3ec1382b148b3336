/**
 * How much one component may tell about one object: twenty-five events at once, and one more every five minutes.
 *
 * Models: staging/src/k8s.io/client-go/tools/record/events_cache.go EventSourceObjectSpamFilter
 */
const BURST = 25;
const ONE_MORE_MS = 300_000;
/** Upstream forgets the least recently used of more objects than this. */
const MOST_OBJECTS = 4096;

interface Spent {
  /** In milliseconds that it takes to get it back. */
  readonly ms: number;
  readonly atMs: number;
}

export class EventAllowance {
  readonly #spent = new Map<string, Spent>();

  /** False when nothing is left for this one. */
  take(key: string, nowMs: number): boolean {
    const { ms, atMs } = this.#spent.get(key) ?? { ms: 0, atMs: nowMs };
    const owed = Math.max(0, ms - (nowMs - atMs));
    const isLeft = owed + ONE_MORE_MS <= BURST * ONE_MORE_MS;
    this.#spent.delete(key);
    this.#spent.set(key, { ms: isLeft ? owed + ONE_MORE_MS : owed, atMs: nowMs });
    if (this.#spent.size > MOST_OBJECTS) this.#spent.delete(this.#spent.keys().next().value as string);
    return isLeft;
  }
}
