/** Values as text: compact, indented, in colours. Models: jq 1.6 src/jv_print.c, jv_dtoa.c jvp_dtoa_fmt() */
import { isArray, isObject, sortedKeys, type Value } from "./value.ts";

export interface WriteStyle {
  /** Null: all on one line. */
  readonly indent: string | null;
  readonly sortKeys: boolean;
  readonly colours: boolean;
  readonly ascii: boolean;
}

const PLAIN: WriteStyle = { indent: null, sortKeys: false, colours: false, ascii: false };

export function writeJson(value: Value, style: WriteStyle = PLAIN): string {
  return style.colours ? coloured(value, style, "") : plain(value, style, "");
}

const PLAIN_DIGITS = 15;
const LEAST_EXPONENT = -5;

/** Shortest digits that read back the same; exponents where jq's printer begins to use them. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return "null";
  if (value === Number.POSITIVE_INFINITY) return "1.7976931348623157e+308";
  if (value === Number.NEGATIVE_INFINITY) return "-1.7976931348623157e+308";
  if (Object.is(value, -0)) return "-0";
  const [digits = "0", power = "0"] = Math.abs(value).toExponential().replace(".", "").split("e");
  const exponent = Number(power);
  const sign = value < 0 ? "-" : "";
  if (value !== 0 && (exponent <= LEAST_EXPONENT || exponent + 1 > digits.length + PLAIN_DIGITS)) {
    const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
    return `${sign}${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return sign + digits.padEnd(exponent + 1, "0");
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\t": "\\t",
  "\r": "\\r",
  "\b": "\\b",
  "\f": "\\f",
};

function unicodeEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}

function quoted(text: string, ascii: boolean): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what JSON escapes.
  let body = text.replace(/["\\\u0000-\u001f\u007f]/g, (char) => ESCAPES[char] ?? unicodeEscape(char.charCodeAt(0)));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything that is not ASCII.
  if (ascii) body = body.replace(/[^\u0000-\u007f]/g, (unit) => unicodeEscape(unit.charCodeAt(0)));
  return `"${body}"`;
}

function scalar(value: Value, style: WriteStyle): string {
  if (typeof value === "string") return quoted(value, style.ascii);
  return typeof value === "number" ? numberText(value) : String(value);
}

function entriesOf(value: ReadonlyMap<string, Value>, style: WriteStyle): (readonly [string, Value])[] {
  return style.sortKeys ? sortedKeys(value).map((key) => [key, value.get(key) as Value]) : [...value];
}

function plain(value: Value, style: WriteStyle, margin: string): string {
  if (!isArray(value) && !isObject(value)) return scalar(value, style);
  const [open, close] = isArray(value) ? "[]" : "{}";
  const inner = style.indent === null ? "" : margin + style.indent;
  const colon = style.indent === null ? ":" : ": ";
  const parts = isArray(value)
    ? value.map((item) => plain(item, style, inner))
    : entriesOf(value, style).map(([key, item]) => quoted(key, style.ascii) + colon + plain(item, style, inner));
  if (parts.length === 0) return `${open}${close}`;
  if (style.indent === null) return `${open}${parts.join(",")}${close}`;
  return `${open}\n${parts.map((part) => inner + part).join(",\n")}\n${margin}${close}`;
}

const OFF = "\u001b[0m";
const COMPOUND = "\u001b[1;39m";
const KEY = "\u001b[34;1m";

function colourOf(value: Value): string {
  if (value === null) return "\u001b[1;30m";
  return typeof value === "string" ? "\u001b[0;32m" : "\u001b[0;39m";
}

function coloured(value: Value, style: WriteStyle, margin: string): string {
  if (!isArray(value) && !isObject(value)) return colourOf(value) + scalar(value, style) + OFF;
  const [open, close] = isArray(value) ? "[]" : "{}";
  const inner = margin + (style.indent ?? "");
  const feed = style.indent === null ? "" : `\n${inner}`;
  const end = style.indent === null ? "" : `\n${margin}`;
  if ((isArray(value) ? value.length : value.size) === 0) return `${COMPOUND}${open}${close}${OFF}`;
  if (isArray(value)) {
    const items = value.map((item) => `${feed}${coloured(item, style, inner)}`);
    return `${COMPOUND}${open}${items.join(`${COMPOUND},`)}${COMPOUND}${end}${COMPOUND}${close}${OFF}`;
  }
  const colon = style.indent === null ? ":" : ": ";
  const items = entriesOf(value, style).map(
    ([key, item]) =>
      `${feed}${OFF}${KEY}${quoted(key, style.ascii)}${OFF}${COMPOUND}${colon}${OFF}${coloured(item, style, inner)}`,
  );
  // jq closes what it has coloured and opens it again, before every comma and every brace.
  return `${COMPOUND}${open}${items.join(`${COMPOUND},`)}${COMPOUND}${end}${COMPOUND}${close}${OFF}`;
}
