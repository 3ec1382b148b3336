/** Strings, characters and numbers as Go templates write them. Models: strconv, text/template/parse/node.go (newNumber) */
import { decodeUtf8, encodeUtf8 } from "../../../../sim/core/utf8.ts";
import { goQuote } from "../errors.ts";
import { Complex, Float } from "./values.ts";

/** What is wrong with a literal; the parser adds where. */
export class LiteralError extends Error {}

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([abfnrtv\\'"]))|[^\\]/gu;
const LETTERS: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

export function textOf(quoted: string): string {
  const inner = quoted.slice(1, -1);
  if (quoted.startsWith("`")) return inner.replaceAll("\r", "");
  const pieces = piecesOf(inner, '"');
  return decodeUtf8(
    Uint8Array.from(pieces.flatMap((piece) => (typeof piece === "number" ? [piece] : [...encodeUtf8(piece)]))),
  );
}

/** Characters, and the single bytes that `\x` and `\0` stand for. */
function piecesOf(inner: string, quote: string): (string | number)[] {
  const pieces: (string | number)[] = [];
  let at = 0;
  for (const found of inner.matchAll(ESCAPE)) {
    if (found.index !== at) throw new LiteralError("invalid syntax");
    at += found[0].length;
    const [whole, byte, short, long, octal, letter] = found;
    const code = Number.parseInt(short ?? long ?? "0", 16);
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) throw new LiteralError("invalid syntax");
    if (letter !== undefined && /['"]/.test(letter) && letter !== quote) throw new LiteralError("invalid syntax");
    if (octal !== undefined && Number.parseInt(octal, 8) > 255) throw new LiteralError("invalid syntax");
    if (byte !== undefined) pieces.push(Number.parseInt(byte, 16));
    else if (octal !== undefined) pieces.push(Number.parseInt(octal, 8));
    else if (short !== undefined || long !== undefined) pieces.push(String.fromCodePoint(code));
    else pieces.push(letter === undefined ? whole : (LETTERS[letter] ?? letter));
  }
  if (at !== inner.length) throw new LiteralError("invalid syntax");
  return pieces;
}

function characterOf(text: string): bigint {
  const pieces = piecesOf(text.slice(1, -1), "'");
  if (pieces.length === 0) throw new LiteralError("invalid syntax");
  if (pieces.length > 1) throw new LiteralError(`malformed character constant: ${text}`);
  const [piece] = pieces;
  return BigInt(typeof piece === "number" ? piece : (piece?.codePointAt(0) ?? 0));
}

const MOST = 2n ** 63n - 1n;

export function numberOf(text: string): bigint | Float | Complex {
  if (text.startsWith("'")) return characterOf(text);
  if (text.endsWith("i")) return complexOf(text.slice(0, -1));
  const whole = integerOf(text);
  if (whole !== null && whole <= MOST && whole >= -MOST - 1n) return whole;
  if (whole !== null && whole > MOST && whole < 2n ** 64n) throw new LiteralError(`${text} overflows int`);
  const float = floatOf(text);
  if (float === null || !Number.isFinite(float)) throw new LiteralError(`illegal number syntax: ${goQuote(text)}`);
  if (!/[.eEpP]/.test(text)) throw new LiteralError(`integer overflow: ${goQuote(text)}`);
  return new Float(float);
}

function complexOf(text: string): Complex {
  const [, real = "0", imaginary = text] = /^(.*[^eEpP])([-+].*)$/.exec(text) ?? [];
  const parts = [real, imaginary].map(floatOf);
  if (parts.some((part) => part === null)) throw new LiteralError(`illegal number syntax: ${goQuote(`${text}i`)}`);
  return new Complex(parts[0] as number, parts[1] as number);
}

function integerOf(text: string): bigint | null {
  if (!/^[-+]?(0[xX](_?[0-9a-fA-F])+|0[bB](_?[01])+|0[oO](_?[0-7])+|0(_?[0-7])*|[1-9](_?\d)*)$/.test(text)) return null;
  const plain = text.replaceAll("_", "").replace(/^[-+]/, "");
  const size = BigInt(/^0[0-7]/.test(plain) ? `0o${plain.slice(1)}` : plain);
  return text.startsWith("-") ? -size : size;
}

function floatOf(text: string): number | null {
  const plain = text.replaceAll("_", "");
  if (/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(plain)) return Number(plain);
  const hex = /^([-+]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([-+]?\d+)$/.exec(plain);
  if (hex === null) return null;
  const [, sign, whole = "", rest = "", power] = hex;
  const size = Number.parseInt(whole + rest, 16) * 2 ** (Number(power) - 4 * rest.length);
  return sign === "-" ? -size : size;
}
