/** Places inside a value: looking one up, putting something there, taking it away. Models: jq 1.6 src/jv_aux.c */
import { compare, isArray, isObject, jqFail, kindOf, type Value } from "./value.ts";

/** The way from the input to a value: null at the input itself. */
export type Path = { readonly outer: Path; readonly key: Value } | null;

const LARGEST_INDEX = 536_870_911;

export function listOf(path: Path): Value[] {
  const keys: Value[] = [];
  for (let at = path; at !== null; at = at.outer) keys.push(at.key);
  return keys.reverse();
}

export function childOf(value: Value, key: Value): Value {
  if (isObject(value) && typeof key === "string") return value.get(key) ?? null;
  if (isArray(value) && typeof key === "number") {
    const at = Math.floor(key);
    return value[at < 0 ? at + value.length : at] ?? null;
  }
  if (value === null && (typeof key === "string" || typeof key === "number" || key === null)) return null;
  if (isObject(key) && (isArray(value) || value === null || typeof value === "string"))
    return sliceOf(value, key.get("start") ?? null, key.get("end") ?? null);
  if (isArray(value) && isArray(key)) return indexesOf(value, key);
  return cannotIndex(value, key);
}

function cannotIndex(value: Value, key: Value): never {
  const shown = typeof key === "string" ? `string "${key}"` : kindOf(key);
  return jqFail(`Cannot index ${kindOf(value)} with ${shown}`);
}

/** Where a list occurs in a list. */
export function indexesOf(value: readonly Value[], part: readonly Value[]): Value[] {
  const found: Value[] = [];
  if (part.length === 0) return found;
  for (let i = 0; i + part.length <= value.length; i++)
    if (part.every((item, k) => compare(item, value[i + k] as Value) === 0)) found.push(i);
  return found;
}

function bounds(length: number, from: Value, to: Value): [number, number] {
  if ((from !== null && typeof from !== "number") || (to !== null && typeof to !== "number"))
    return jqFail("Start and end indices of an array slice must be numbers");
  const place = (at: number): number => Math.min(length, Math.max(0, at < 0 ? at + length : at));
  const start = from === null ? 0 : Math.floor(place(from));
  const end = to === null ? length : Math.ceil(place(to));
  return [start, Math.max(start, end)];
}

export function sliceOf(value: Value, from: Value, to: Value): Value {
  if (value === null) return null;
  if (typeof value === "string") {
    const points = [...value];
    return points.slice(...bounds(points.length, from, to)).join("");
  }
  if (isArray(value)) return value.slice(...bounds(value.length, from, to));
  return jqFail(`Cannot index ${kindOf(value)} with object`);
}

export function valueAt(value: Value, path: readonly Value[]): Value {
  let at = value;
  for (const key of path) {
    if (at === null) return null;
    at = childOf(at, key);
  }
  return at;
}

/** The value with something else at a place. */
export function withValue(value: Value, path: readonly Value[], update: (old: Value) => Value): Value {
  const [key, ...rest] = path;
  if (key === undefined) return update(value);
  return withChild(value, key, withValue(childOf(value, key), rest, update));
}

function withChild(value: Value, key: Value, child: Value): Value {
  if (typeof key === "string" && (isObject(value) || value === null))
    return new Map([...(value ?? new Map<string, Value>()), [key, child]]);
  if (typeof key === "number" && (isArray(value) || value === null)) return withItem(value ?? [], key, child);
  if (isObject(key) && (isArray(value) || value === null)) {
    if (!isArray(child)) return jqFail("A slice of an array can only be assigned another array");
    const items = value ?? [];
    const [start, end] = bounds(items.length, key.get("start") ?? null, key.get("end") ?? null);
    return [...items.slice(0, start), ...child, ...items.slice(end)];
  }
  return cannotIndex(value, key);
}

function withItem(items: readonly Value[], key: number, child: Value): Value {
  const at = key < 0 ? Math.floor(key) + items.length : Math.floor(key);
  if (at < 0) return jqFail("Out of bounds negative array index");
  if (at > LARGEST_INDEX) return jqFail("Array index too large");
  const copy = [...items];
  while (copy.length < at) copy.push(null);
  copy[at] = child;
  return copy;
}

/** Without what is at these places; the last of them first, so that places stay where they are. */
export function withoutPaths(value: Value, paths: readonly Value[]): Value {
  const ordered = [...paths].sort(compare).reverse();
  return ordered.reduce<Value>((rest, path) => {
    if (!isArray(path)) return jqFail("Path must be specified as an array");
    return withoutPath(rest, path);
  }, value);
}

function withoutPath(value: Value, path: readonly Value[]): Value {
  const [key, ...rest] = path;
  if (key === undefined) return null;
  if (value === null) return null;
  if (rest.length > 0) {
    const child = childOf(value, key);
    return child === null ? value : withChild(value, key, withoutPath(child, rest));
  }
  if (isObject(value) && typeof key === "string") return new Map([...value].filter(([name]) => name !== key));
  if (isArray(value) && typeof key === "number") {
    const at = key < 0 ? key + value.length : key;
    return value.filter((_, i) => i !== at);
  }
  if (isArray(value) && isObject(key)) {
    const [start, end] = bounds(value.length, key.get("start") ?? null, key.get("end") ?? null);
    return value.filter((_, i) => i < start || i >= end);
  }
  return jqFail(`Cannot delete field at ${isObject(value) ? "object" : "array"} index of ${kindOf(value)}`);
}
