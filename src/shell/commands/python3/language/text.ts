/** Values as texts: `repr`, `str` and format specifications. Models: CPython 3.11 Objects/stringlib/unicode_format.h, Python/formatter_unicode.c */
import { floatText } from "../json-value.ts";
import { exceptionType, raised } from "./errors.ts";
import {
  PyBytes,
  PyDict,
  PyFunction,
  PyIterator,
  PyList,
  PyMethod,
  PyObject,
  PyRange,
  PySet,
  PyTuple,
  PyType,
  typeName,
  type Value,
} from "./values.ts";

const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };

export function repr(value: Value): string {
  if (typeof value === "string") return quoted(value, [...value]);
  if (value instanceof PyBytes)
    return `b${quoted(
      "",
      Array.from(value.data, (byte) => String.fromCharCode(byte)),
    )}`;
  if (value instanceof PyList) {
    const shown = `[${value.items.map(repr).join(", ")}]`;
    return value.name === "list" ? shown : `${value.name}(${shown})`;
  }
  if (value instanceof PyTuple) return `(${value.items.map(repr).join(", ")}${value.items.length === 1 ? "," : ""})`;
  if (value instanceof PyDict)
    return `{${[...value.entries.values()].map((pair) => pair.map(repr).join(": ")).join(", ")}}`;
  if (value instanceof PySet)
    return value.members.size === 0 ? "set()" : `{${[...value.members.values()].map(repr).join(", ")}}`;
  if (value instanceof PyRange) return `range(${value.from}, ${value.to}${value.step === 1n ? "" : `, ${value.step}`})`;
  if (value instanceof PyType) return `<class '${value.fullName}'>`;
  if (value instanceof PyIterator)
    return value.name === "generator"
      ? "<generator object <genexpr> at 0x7f3a5c1d8ee0>"
      : `<${value.name} object at 0x7f3a5c1d8ee0>`;
  if (value instanceof PyFunction && value.isBuiltin) return `<built-in function ${value.name}>`;
  if (value instanceof PyFunction) return `<function ${value.name} at 0x7f3a5c1d8e50>`;
  if (value instanceof PyMethod) return `<bound method ${value.call.name} of ${repr(value.self)}>`;
  if (value instanceof PyObject) return objectRepr(value);
  if (typeof value === "number")
    return floatText(value)
      .replace(/Infinity/, "inf")
      .replace("NaN", "nan");
  if (typeof value === "boolean") return value ? "True" : "False";
  return value === null ? "None" : wholeText(value);
}

/** sys.get_int_max_str_digits() */
const MAX_DIGITS = 4300;

function wholeText(value: bigint): string {
  const text = String(value);
  if (text.length <= MAX_DIGITS) return text;
  throw raised(
    "ValueError",
    `Exceeds the limit (${MAX_DIGITS} digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit`,
  );
}

/** Quotes of the kind that needs fewer backslashes. */
function quoted(text: string, chars: readonly string[]): string {
  const joined = text === "" ? chars.join("") : text;
  const quote = joined.includes("'") && !joined.includes('"') ? '"' : "'";
  const isBytes = text === "" && chars.length > 0;
  const shown = chars.map((char) => {
    const code = char.codePointAt(0) as number;
    if (char === quote) return `\\${char}`;
    if (NAMED[char] !== undefined) return NAMED[char];
    return code < 32 || code === 127 || (isBytes && code > 126) ? `\\x${code.toString(16).padStart(2, "0")}` : char;
  });
  return quote + shown.join("") + quote;
}

function objectRepr(value: PyObject): string {
  if (value.type.isA(exceptionType("BaseException"))) {
    if (value.type.name === "HTTPError")
      return `<HTTPError ${str(value.attributes.get("code") ?? null)}: ${repr(value.attributes.get("msg") ?? null)}>`;
    const { items } = value.attributes.get("args") as PyTuple;
    return `${value.type.name}(${items.map(repr).join(", ")})`;
  }
  const shown = value.attributes.get("__repr__");
  return typeof shown === "string"
    ? shown
    : `<${value.type.module === "builtins" ? "__main__" : value.type.module}.${value.type.name} object at 0x7f3a5c1d8f10>`;
}

export function str(value: Value): string {
  if (typeof value === "string") return value;
  if (!(value instanceof PyObject)) return repr(value);
  if (!value.type.isA(exceptionType("BaseException"))) return repr(value);
  const { attributes, type } = value;
  const { items } = attributes.get("args") as PyTuple;
  if (type.name === "URLError") return `<urlopen error ${str(attributes.get("reason") ?? null)}>`;
  if (type.name === "HTTPError")
    return `HTTP Error ${str(attributes.get("code") ?? null)}: ${str(attributes.get("msg") ?? null)}`;
  if (type.isA(exceptionType("OSError")) && items.length >= 2) {
    const name = attributes.get("filename");
    return `[Errno ${str(items[0] as Value)}] ${str(items[1] as Value)}${name == null ? "" : `: ${repr(name)}`}`;
  }
  if (items.length === 0) return "";
  const only = items[0] as Value;
  return items.length > 1
    ? repr(value.attributes.get("args") as PyTuple)
    : type.name === "KeyError"
      ? repr(only)
      : str(only);
}

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/s;

/** `format(value, spec)`. */
export function format(value: Value, spec: string): string {
  if (spec === "") return str(value);
  const found = SPEC.exec(spec);
  if (found === null)
    throw raised("ValueError", `Invalid format specifier '${spec}' for object of type '${typeName(value)}'`);
  const [, fill, align, sign = "-", hash, zero, width = "0", comma = "", precision, kind = ""] = found;
  const isNumber = /bigint|number|boolean/.test(typeof value);
  if (!isNumber && typeof value !== "string")
    throw raised("TypeError", `unsupported format string passed to ${typeName(value)}.__format__`);
  if (!isNumber && kind !== "" && kind !== "s") throw unknownCode(kind, value);
  let text = isNumber
    ? digits(value as bigint | number | boolean, { kind, comma, hash: hash !== undefined, precision })
    : str(value).slice(0, precision === undefined ? undefined : Number(precision));
  if (isNumber && sign !== "-" && !text.startsWith("-")) text = sign + text;
  const room = Math.max(0, Number(width) - [...text].length);
  const way = align ?? (zero === undefined ? (isNumber ? ">" : "<") : "=");
  const pad = (fill ?? (zero === undefined ? " " : "0")).repeat(room);
  if (way === "<") return text + pad;
  if (way === "^") return pad.slice(0, room >> 1) + text + pad.slice(room >> 1);
  const head = way === "=" ? (/^[-+ ]/.exec(text)?.[0] ?? "") : "";
  return head + pad + text.slice(head.length);
}

function unknownCode(kind: string, value: Value) {
  return raised("ValueError", `Unknown format code '${kind}' for object of type '${typeName(value)}'`);
}

interface Style {
  readonly kind: string;
  readonly comma: string;
  readonly hash: boolean;
  readonly precision: string | undefined;
}

const BASES: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16, X: 16 };

function digits(value: bigint | number | boolean, { kind, comma, hash, precision }: Style): string {
  const grouped = (text: string): string =>
    comma === "" ? text : text.replace(/^(-?\d+)/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, comma));
  const base = BASES[kind];
  if (base !== undefined) {
    if (typeof value === "number") throw unknownCode(kind, value);
    const text = BigInt(value).toString(base);
    const shown = hash ? text.replace(/^-?/, (minus) => `${minus}0${kind.toLowerCase()}`) : text;
    return kind === "X" ? shown.toUpperCase() : shown;
  }
  if (kind === "c") return String.fromCodePoint(Number(value));
  if (kind === "%") return `${(Number(value) * 100).toFixed(Number(precision ?? 6))}%`;
  if (/^[fF]$/.test(kind)) return grouped(Number(value).toFixed(Number(precision ?? 6)));
  if (/^[eE]$/.test(kind)) {
    const text = Number(value)
      .toExponential(Number(precision ?? 6))
      .replace(/e([-+])(\d)$/, "e$10$2");
    return kind === "E" ? text.toUpperCase() : text;
  }
  if (typeof value !== "number" && (kind === "" || kind === "d" || kind === "n"))
    return grouped(BigInt(value).toString());
  if (kind !== "" && kind !== "g" && kind !== "G") throw unknownCode(kind, value);
  if (precision === undefined && kind === "") return grouped(repr(Number(value)));
  const text = Number(value).toPrecision(Math.max(1, Number(precision ?? 6)));
  const [mantissa = "", exponent] = text.split("e");
  const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  return grouped(exponent === undefined ? short : `${short}e${exponent.replace(/^([-+])(\d)$/, "$10$2")}`);
}

/** `"%s: %d" % value`. */
export function percent(template: string, value: Value): string {
  const given = value instanceof PyTuple ? [...value.items] : [value];
  const keyed = value instanceof PyDict;
  const text = template.replace(
    /%(?:\((\w+)\))?([-+ 0#]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g,
    (_, key: string | undefined, flags: string, width = "", precision: string | undefined, kind: string) => {
      if (kind === "%") return "%";
      if (key !== undefined && keyed && value.get(key) === undefined) throw raised("KeyError", key);
      if (key === undefined && given.length === 0) throw raised("TypeError", "not enough arguments for format string");
      const item = (key !== undefined && keyed ? value.get(key) : given.shift()) as Value;
      const left = flags.includes("-") ? "<" : "";
      const point = precision === undefined ? "" : `.${precision}`;
      if (kind === "s" || kind === "r" || kind === "a")
        return format(kind === "s" ? str(item) : repr(item), `${left || ">"}${width}${point}`);
      if (typeof item === "string") throw raised("TypeError", `%${kind} format: a real number is required, not str`);
      const whole = /[diu]/.test(kind) ? BigInt(Math.trunc(Number(item))) : item;
      return format(
        whole,
        `${left}${flags.includes("+") ? "+" : ""}${flags.includes("0") && left === "" ? "0" : ""}${width}${point}${/[iu]/.test(kind) ? "d" : kind}`,
      );
    },
  );
  if (!keyed && given.length > 0 && value instanceof PyTuple)
    throw raised("TypeError", "not all arguments converted during string formatting");
  return text;
}
