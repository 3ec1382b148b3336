/** JSON values as jq orders, compares and names them. Models: jq 1.6 src/jv.c, jv_aux.c (jv_cmp, jv_keys) */
import { writeJson } from "./write-json.ts";

export type Value = null | boolean | number | string | readonly Value[] | JqObject;
export type JqObject = ReadonlyMap<string, Value>;
export type Kind = "null" | "boolean" | "number" | "string" | "array" | "object";

/** An error of the filter: any value may be one; a text is the usual. */
export class JqError extends Error {
  readonly value: Value;

  constructor(value: Value) {
    super(typeof value === "string" ? value : "error");
    this.value = value;
  }
}

export function jqFail(message: string): never {
  throw new JqError(message);
}

export function isArray(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isObject(value: Value): value is JqObject {
  return value instanceof Map;
}

export function kindOf(value: Value): Kind {
  if (value === null) return "null";
  if (isArray(value)) return "array";
  if (isObject(value)) return "object";
  return typeof value as "boolean" | "number" | "string";
}

export function isTrue(value: Value): boolean {
  return value !== null && value !== false;
}

const RANKS: Readonly<Record<Kind, number>> = { null: 0, boolean: 1, number: 3, string: 4, array: 5, object: 6 };

function rankOf(value: Value): number {
  return value === true ? 2 : RANKS[kindOf(value)];
}

export function sortedKeys(object: JqObject): string[] {
  return [...object.keys()].sort(byCodePoint);
}

/** By Unicode code point, not by UTF-16 unit. */
export function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

export function compare(a: Value, b: Value): number {
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  if (typeof a === "number" && typeof b === "number") return a < b || Number.isNaN(a) ? -1 : a > b ? 1 : 0;
  if (typeof a === "string" && typeof b === "string") return byCodePoint(a, b);
  if (isArray(a) && isArray(b)) return compareLists(a, b);
  if (isObject(a) && isObject(b)) {
    const keys = sortedKeys(a);
    const byKeys = compareLists(keys, sortedKeys(b));
    if (byKeys !== 0) return byKeys;
    for (const key of keys) {
      const byValue = compare(a.get(key) as Value, b.get(key) as Value);
      if (byValue !== 0) return byValue;
    }
  }
  return 0;
}

function compareLists(a: readonly Value[], b: readonly Value[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const found = compare(a[i] as Value, b[i] as Value);
    if (found !== 0) return found;
  }
  return a.length - b.length;
}

export function isEqual(a: Value, b: Value): boolean {
  return compare(a, b) === 0;
}

const SHOWN = 11;

/** As messages show a value: `string ("abc...)`. */
export function described(value: Value): string {
  const text = writeJson(value);
  const cut = text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}...` : text;
  return `${kindOf(value)} (${cut})`;
}

export function textsOf(values: readonly Value[]): string[] {
  return values.map((value) => (typeof value === "string" ? value : writeJson(value)));
}
