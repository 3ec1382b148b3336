/** awk's functions that need nothing but their arguments. Models: POSIX awk(1), "Functions". */
import { convertNumber } from "../number-format.ts";
import { groupText, type PosixRegex } from "../posix-regex/posix-regex.ts";
import { exponential, logarithm } from "./mathematics.ts";
import { type AwkValue, MAX_INTEGER, toNumber, toText } from "./values.ts";

export function substr(text: string, args: readonly AwkValue[], dialect: "mawk" | "busybox"): string {
  if (dialect === "mawk") return mawkSubstr(text, args);
  const start = roundHalfEven(toNumber(args[1]));
  const end = args.length > 2 ? start + roundHalfEven(toNumber(args[2])) : Number.POSITIVE_INFINITY;
  return [...text].slice(Math.max(0, start - 1), Math.max(0, end - 1)).join("");
}

/** This mawk cuts fractions off, and a start before the text makes the piece longer, not shorter. */
function mawkSubstr(text: string, args: readonly AwkValue[]): string {
  const start = Math.trunc(toNumber(args[1]));
  const given = args.length > 2 ? Math.trunc(toNumber(args[2])) : Number.POSITIVE_INFINITY;
  const length = Math.max(0, start < 0 ? given - start : given);
  const from = Math.max(0, start - 1);
  return [...text].slice(from, from + length).join("");
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
}

/** sub and gsub: the new text and how often. */
export function substitute(
  regex: PosixRegex,
  replacement: string,
  { text, all }: { text: string; all: boolean },
): { text: string; count: number } {
  let out = "";
  let copied = 0;
  let count = 0;
  let lastEnd = -1;
  for (let from = 0; from <= text.length; ) {
    const match = regex.exec(text, from);
    if (match === null) break;
    const [start, end] = match as unknown as [number, number];
    if (!(start === end && start === lastEnd)) {
      out += text.slice(copied, start) + expand(replacement, groupText(text, match, 0));
      copied = end;
      lastEnd = end;
      count++;
      if (!all) break;
    }
    from = end > start ? end : start + 1;
  }
  return { text: out + text.slice(copied), count };
}

function expand(replacement: string, matched: string): string {
  return replacement.replace(/\\\\&|\\&|&|\\\\/g, (found) =>
    found === "&" ? matched : found === "\\&" ? "&" : found === "\\\\&" ? `\\${matched}` : "\\",
  );
}

/** Multiplication for whole exponents: exact, and the same on every machine. */
export function power(base: number, exponent: number): number {
  if (exponent === 0.5) return Math.sqrt(base);
  if (!Number.isInteger(exponent) || Math.abs(exponent) > 100_000) return exponential(exponent * logarithm(base));
  let result = 1;
  let factor = base;
  for (let left = Math.abs(exponent); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= factor;
    factor *= factor;
  }
  return exponent < 0 ? 1 / result : result;
}

const SPEC = /%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?[hlLqjzt]*([a-zA-Z%])/g;

/** Up to where the values run out, when they do. */
export function sprintf(format: string, args: readonly AwkValue[]): { text: string; missing: boolean } {
  let next = 0;
  const take = (): AwkValue => args[next++];
  let text = "";
  let at = 0;
  for (const found of format.matchAll(SPEC)) {
    text += format.slice(at, found.index);
    at = found.index + found[0].length;
    const shown = convert(found, take);
    if (next > args.length) return { text, missing: true };
    text += shown;
  }
  return { text: text + format.slice(at), missing: false };
}

function convert(
  [whole, flags = "", widthText, precisionText, type = ""]: RegExpMatchArray,
  take: () => AwkValue,
): string {
  if (whole === "%%") return "%";
  const given = widthText === "*" ? toNumber(take()) : Number(widthText ?? 0);
  const precision =
    precisionText === undefined ? null : precisionText === "*" ? toNumber(take()) : Number(precisionText);
  const width = Math.min(Math.abs(given), 100_000);
  const left = flags.includes("-") || given < 0;
  if (type === "s" || type === "c") {
    const value = take();
    if (value === undefined) return "";
    const shown = type === "c" ? characterOf(value) : [...toText(value)].slice(0, precision ?? undefined).join("");
    return left ? shown.padEnd(width) : shown.padStart(width);
  }
  const number = toNumber(take());
  if (!"diouxXeEfFgG".includes(type)) return whole ?? "";
  // mawk's int holds 32 bits; what is larger stops at the ends.
  const held = type === "d" || type === "i" ? Math.max(-MAX_INTEGER - 1, Math.min(MAX_INTEGER, number)) : number;
  return convertNumber({ flags: given < 0 ? `${flags}-` : flags, width, precision, type }, held);
}

function characterOf(value: AwkValue): string {
  if (typeof value === "number") return String.fromCodePoint(Math.trunc(value) & 255);
  return [...toText(value)].slice(0, 1).join("") || "\0";
}
