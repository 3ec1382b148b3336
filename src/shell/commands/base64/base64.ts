/** Bytes as text and back. Models: coreutils src/basenc.c, RFC 4648 */
import { concatBytes } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { fail } from "../failure.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { openInput } from "../input.ts";
import { parseOptions } from "../options.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export function* base64(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: flavour.name === "gnu" ? "diw:" : "dw:",
    long: { decode: "d", "ignore-garbage": "i", "wrap=": "w" },
    hint: flavour.hint(process),
  });
  const [name = "-", extra] = options.operands;
  if (extra !== undefined) wrongUsage(process, flavour, `extra operand ${localeQuoted(process, extra)}`);
  const wrap = options.value("w") ?? "76";
  if (!/^\d+$/.test(wrap)) fail(process, `invalid wrap size: ${localeQuoted(process, wrap)}`);
  const bytes = yield* process.readToEnd(openInput(process, name));
  if (!options.has("d")) {
    yield* process.print(wrapped(encodeBase64(bytes), Number(wrap)));
    return 0;
  }
  const text = asciiOf(bytes);
  const { decoded, valid } = decodeBase64(
    options.has("i") ? text.replace(/[^A-Za-z0-9+/=]/g, "") : text.replace(/\n/g, ""),
  );
  yield* process.write(1, decoded);
  return valid ? 0 : fail(process, flavour.name === "gnu" ? "invalid input" : "truncated input");
}

function wrapped(text: string, width: number): string {
  if (text === "" || width === 0) return text;
  return text.replace(new RegExp(`.{1,${width}}`, "g"), "$&\n");
}

function asciiOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i] as number, bytes[i + 1], bytes[i + 2]];
    text += ALPHABET[a >> 2];
    text += ALPHABET[((a & 3) << 4) | ((b ?? 0) >> 4)];
    text += b === undefined ? "=" : ALPHABET[((b & 15) << 2) | ((c ?? 0) >> 6)];
    text += c === undefined ? "=" : ALPHABET[c & 63];
  }
  return text;
}

export function decodeBase64(text: string): { decoded: Uint8Array; valid: boolean } {
  const parts: Uint8Array[] = [];
  for (let i = 0; i < text.length; i += 4) {
    const quad = text.slice(i, i + 4);
    const digits = [...quad.replace(/=+$/, "")].map((char) => ALPHABET.indexOf(char));
    const good = digits.findIndex((digit) => digit < 0);
    const usable = good < 0 ? digits : digits.slice(0, good);
    const [a = 0, b = 0, c = 0, d = 0] = usable;
    const bytes = Uint8Array.of((a << 2) | (b >> 4), ((b & 15) << 4) | (c >> 2), ((c & 3) << 6) | d);
    parts.push(bytes.subarray(0, Math.max(0, usable.length - 1)));
    if (good >= 0 || quad.length < 4 || digits.length < 2) return { decoded: concatBytes(parts), valid: false };
  }
  return { decoded: concatBytes(parts), valid: true };
}
