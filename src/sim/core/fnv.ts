/** The two orders of the hash of Fowler, Noll and Vo, 32 bits: FNV-1a mixes a byte in first, FNV-1 multiplies first. */
const BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

export function fnv1a32(bytes: Uint8Array): number {
  let hash = BASIS;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ (bytes[i] as number), PRIME);
  return hash >>> 0;
}

export function fnv132(bytes: Uint8Array): number {
  let hash = BASIS;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash, PRIME) ^ (bytes[i] as number);
  return hash >>> 0;
}
