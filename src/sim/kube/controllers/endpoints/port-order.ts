/**
 * The order of a subset's ports: by a hash of how Go prints them, so that it is the same every time and means nothing.
 *
 * Models: pkg/api/v1/endpoints/util.go SortSubsets, hash/fnv New128a
 */
import type { Mutable } from "../../api/objects.ts";

const OFFSET = 144066263297769815596495629667062367629n;
const PRIME = 309485009821345068724781371n;
const MASK = (1n << 128n) - 1n;
const hashes = new Map<string, bigint>();

export function byHash(one: Mutable, other: Mutable): number {
  const [a, b] = [hashOf(one), hashOf(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function hashOf({ name = "", port, protocol, appProtocol = "<nil>" }: Mutable): bigint {
  const text = `(v1.EndpointPort){Name:(string)${name} Port:(int32)${port} Protocol:(v1.Protocol)${protocol} AppProtocol:(*string)${appProtocol}}`;
  let hash = hashes.get(text);
  if (hash === undefined) {
    hash = OFFSET;
    for (const character of text) hash = ((hash ^ BigInt(character.charCodeAt(0))) * PRIME) & MASK;
    hashes.set(text, hash);
  }
  return hash;
}
