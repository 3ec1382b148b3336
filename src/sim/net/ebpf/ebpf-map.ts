/**
 * What programs and those who loaded them share: tables with a name and a bound, which tools can list.
 *
 * Models: kernel/bpf/hashtab.c (htab and htab_lru)
 * SIMPLIFIED: a full LRU map gives up its oldest entry, not the one used least.
 */

export interface EbpfMapInfo {
  readonly name: string;
  readonly kind: "hash" | "lru_hash" | "lpm_trie" | "array";
  readonly maxEntries: number;
}

export class EbpfMap<K, V> {
  readonly info: EbpfMapInfo;
  readonly #entries = new Map<K, V>();

  constructor(info: EbpfMapInfo) {
    this.info = info;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: K): V | undefined {
    return this.#entries.get(key);
  }

  /** False when there is no room (E2BIG). */
  set(key: K, value: V): boolean {
    if (this.#entries.size >= this.info.maxEntries && !this.#entries.has(key)) {
      if (this.info.kind !== "lru_hash") return false;
      const oldest = this.#entries.keys().next();
      if (oldest.done !== true) this.#entries.delete(oldest.value);
    }
    this.#entries.set(key, value);
    return true;
  }

  delete(key: K): boolean {
    return this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }

  /** In the order written. */
  entries(): IterableIterator<[K, V]> {
    return this.#entries.entries();
  }

  values(): IterableIterator<V> {
    return this.#entries.values();
  }
}
