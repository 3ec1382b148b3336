/**
 * Made-up names and identifiers, from the cluster's own chance.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/storage/names/generate.go, apimachinery/pkg/util/rand
 */
import type { Prng } from "../../core/prng.ts";

/** No vowels, and nothing that looks like something else. */
export const SAFE_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
const SUFFIX_LENGTH = 5;
const BASE_LENGTH_MAX = 63 - SUFFIX_LENGTH;

export function generateName(base: string, prng: Prng): string {
  return `${base.slice(0, BASE_LENGTH_MAX)}${prng.text(SAFE_ALPHABET, SUFFIX_LENGTH)}`;
}

/** Version 4 of RFC 9562. */
export function generateUid(prng: Prng): string {
  const hex = [prng.uint32(), prng.uint32(), prng.uint32(), prng.uint32()]
    .map((word) => word.toString(16).padStart(8, "0"))
    .join("");
  const variant = "89ab"[Number.parseInt(hex[16] as string, 16) & 3];
  // Joined, a text is one piece in memory; put together by a template it stays in as many as it was made of.
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join("-");
}
