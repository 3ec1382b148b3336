/**
 * Values in a Go template: what JSON has, whose whole numbers are int64; integers that the template itself makes are
 * bigint; undefined is what is not there.
 *
 * Models: text/template/exec.go (isTrue, printValue), fmt
 */
import { encodeUtf8 } from "../../../../sim/core/utf8.ts";
import { isObject, type Mutable } from "../../../../sim/kube/api/objects.ts";
import { goQuote } from "../errors.ts";

export type Value = Mutable | bigint | undefined;

export function isTrue(value: Value): boolean {
  if (value === undefined || value === null || value === false || value === "" || value === 0n) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (isObject(value)) return keysOf(value).length > 0;
  return value !== 0;
}

export function keysOf(value: { readonly [field: string]: Mutable }): string[] {
  return Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort();
}

/** `%v`. */
export function shown(value: Value): string {
  if (value === undefined || value === null) return "<nil>";
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : shortFloat(value);
  if (Array.isArray(value)) return `[${value.map(shown).join(" ")}]`;
  if (isObject(value))
    return `map[${keysOf(value)
      .map((key) => `${key}:${shown(value[key])}`)
      .join(" ")}]`;
  return String(value);
}

/** As `%v` writes a float64. */
export function shortFloat(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (value === 0) return "0";
  const [digits, exponent] = value.toExponential().split("e") as [string, string];
  const power = Number(exponent);
  const count = digits.replace(/[-.]/g, "").length;
  if (power >= -4 && power < Math.max(count, 21)) return plainFloat(value);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function plainFloat(value: number): string {
  const [digits, exponent] = value.toExponential().split("e") as [string, string];
  const places = digits.replace(/^-?\d\.?/, "").length - Number(exponent);
  return value.toFixed(Math.max(0, places));
}

export function isInteger(value: Value): boolean {
  return typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
}

/** The type of a value as Go names it. */
export function typeOf(value: Value): string {
  if (value === undefined || value === null) return "<nil>";
  if (typeof value === "bigint") return "int";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "string";
  return Array.isArray(value) ? "[]interface {}" : "map[string]interface {}";
}

/** `printf`. */
export function format(pattern: string, args: readonly Value[]): string {
  let used = 0;
  const text = pattern.replace(/%([-+ #0]*)(\d+|\*)?(?:\.(\d+))?(.)/g, (whole, flags, width, precision, verb) => {
    if (verb === "%") return "%";
    if (used >= args.length) return `%!${verb}(MISSING)`;
    const value = args[used++];
    const places = precision === undefined ? null : Number(precision);
    const body = formatOne(verb, value, { flags, places });
    if (body === null) return whole.length > 0 ? `%!${verb}(${typeOf(value)}=${shown(value)})` : "";
    return padded(body, { flags, width: Number(width ?? 0), isNumber: typeof value !== "string" });
  });
  if (used >= args.length) return text.replace(/%$/, "%!(NOVERB)");
  const extra = args.slice(used).map((value) => `${typeOf(value)}=${shown(value)}`);
  return `${text}%!(EXTRA ${extra.join(", ")})`;
}

function padded(
  body: string,
  { flags, width, isNumber }: { readonly flags: string; readonly width: number; readonly isNumber: boolean },
): string {
  if (flags.includes("-")) return body.padEnd(width);
  if (!flags.includes("0") || !isNumber) return body.padStart(width);
  return body.startsWith("-") ? `-${body.slice(1).padStart(width - 1, "0")}` : body.padStart(width, "0");
}

function hexOf(text: string): string {
  return [...encodeUtf8(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What is no character is shown as one that could not be read. */
function runeOf(code: number): string {
  return code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
}

function formatOne(
  verb: string,
  value: Value,
  { flags, places }: { readonly flags: string; readonly places: number | null },
): string | null {
  const plus = flags.includes("+") && Number(value) >= 0 ? "+" : "";
  switch (verb) {
    case "v":
      return shown(value);
    case "s":
      if (typeof value === "string") return places === null ? value : value.slice(0, places);
      return Array.isArray(value) || isObject(value) ? shown(value) : null;
    case "q":
      return typeof value === "string" ? goQuote(value) : null;
    case "d":
      return isInteger(value) ? `${plus}${value}` : null;
    case "x":
      if (typeof value === "string") return hexOf(value);
      return isInteger(value) ? BigInt(value).toString(16) : null;
    case "X":
      if (typeof value === "string") return hexOf(value).toUpperCase();
      return isInteger(value) ? BigInt(value).toString(16).toUpperCase() : null;
    case "o":
      return isInteger(value) ? BigInt(value).toString(8) : null;
    case "b":
      return isInteger(value) ? BigInt(value).toString(2) : null;
    case "c":
      return isInteger(value) ? runeOf(Number(value)) : null;
    case "U":
      return isInteger(value) ? `U+${BigInt(value).toString(16).toUpperCase().padStart(4, "0")}` : null;
    case "e":
      return typeof value === "number" && !isInteger(value)
        ? plus + value.toExponential(places ?? 6).replace(/e([+-])(\d)$/, "e$10$2")
        : null;
    case "t":
      return typeof value === "boolean" ? String(value) : null;
    case "f":
      return typeof value === "number" && !isInteger(value) ? `${plus}${value.toFixed(places ?? 6)}` : null;
    case "g":
      return typeof value === "number" && !isInteger(value) ? plus + shortFloat(value) : null;
    case "T":
      return typeOf(value);
    default:
      return null;
  }
}
