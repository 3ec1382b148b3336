/**
 * The order in which bash tells an associative array's elements: that of its hash table, which is the same on every
 * machine, so that a loop over the keys prints here what it prints at home.
 *
 * Models: bash hashlib.c (hash_string, hash_insert, hash_grow), assoc.c (1024 buckets at first).
 */
import { toBytes } from "../syntax/bytes.ts";

const FIRST_BUCKETS = 1024;
const OFFSET = 2_166_136_261;
const PRIME = 16_777_619;

function hashOf(key: string): number {
  let hash = OFFSET;
  // A byte above 127 is a negative char in C, and its sign fills the upper bits.
  for (const byte of toBytes(key)) hash = Math.imul(hash, PRIME) ^ ((byte << 24) >> 24);
  return hash >>> 0;
}

/** Bucket by bucket; in one bucket what came last stands first. */
export function inHashOrder<T>(
  map: ReadonlyMap<string, T>,
  first = FIRST_BUCKETS,
): (readonly [key: string, value: T])[] {
  let buckets = first;
  while (map.size >= buckets * 2) buckets *= 4;
  return [...map]
    .reverse()
    .map((entry) => ({ entry, bucket: hashOf(entry[0]) & (buckets - 1) }))
    .sort((a, b) => a.bucket - b.bucket)
    .map(({ entry }) => entry);
}
