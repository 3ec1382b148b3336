/** Hashes in the names of kube-proxy's chains, so that every sync gives the same name to the same thing. */
import { sha256 } from "../../core/sha256.ts";
import { encodeUtf8 } from "../../core/utf8.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const LENGTH = 16;

/** Every node's kube-proxy asks for the same. */
const HASHES = new Map<string, string>();
const MAX_HASHES = 32_768;

/** The first characters, 16 at most, of the base32 of the text's SHA-256. */
export function chainHash(text: string, length = LENGTH): string {
  let hash = HASHES.get(text);
  if (hash === undefined) {
    hash = shortHash(text);
    if (HASHES.size >= MAX_HASHES) HASHES.clear();
    HASHES.set(text, hash);
  }
  return length === LENGTH ? hash : hash.slice(0, length);
}

function shortHash(text: string): string {
  const bytes = sha256(encodeUtf8(text));
  const out: string[] = [];
  for (let i = 0; i < LENGTH; i++) {
    const bit = i * 5;
    const at = bit >> 3;
    const two = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
    out.push(ALPHABET[(two >> (11 - (bit & 7))) & 31] as string);
  }
  return out.join("");
}
