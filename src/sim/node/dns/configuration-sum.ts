/**
 * What the reload plugin knows a Corefile by: the checksum of its words and their lines, as the parser hands them over.
 *
 * Models: coredns plugin/reload/reload.go parse (SHA512 of the JSON of caddyfile.ServerBlock)
 */
import { sha512Hex } from "../../core/sha512.ts";
import { encodeUtf8 } from "../../core/utf8.ts";
import type { ServerBlock } from "./corefile.ts";

/** Every replica of every cluster starts with one of a few. */
const KNOWN = new Map<string, string>();
const MAX_KNOWN = 64;

export function configurationSum(blocks: readonly ServerBlock[]): string {
  const json = goJson(
    blocks.map(({ source }) => ({
      Keys: source.keys,
      Tokens: Object.fromEntries(
        [...source.tokens.keys()]
          .sort()
          .map((name) => [
            name,
            (source.tokens.get(name) ?? []).map(({ text, line }) => ({ File: "", Line: line, Text: text })),
          ]),
      ),
    })),
  );
  let sum = KNOWN.get(json);
  if (sum !== undefined) return sum;
  sum = sha512Hex(encodeUtf8(json));
  if (KNOWN.size >= MAX_KNOWN) KNOWN.clear();
  KNOWN.set(json, sum);
  return sum;
}

/** Go's encoder escapes what HTML would stumble over. */
function goJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
