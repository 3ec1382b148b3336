/** The types that are there from the start, and what calling them makes. Models: CPython 3.11 Objects/ */

import { decodeUtf8, encodeUtf8 } from "../../../../sim/core/utf8.ts";
import type { Run } from "../../../../sim/core/wait.ts";
import { raised } from "./errors.ts";
import { hashable } from "./hashable.ts";
import type { Interpreter } from "./interpreter.ts";
import { type Given, waiting } from "./native.ts";
import { itemsOf } from "./operators.ts";
import { repr } from "./text.ts";
import {
  isTrue,
  PyBytes,
  PyDict,
  PyIterator,
  PyList,
  PyObject,
  PyRange,
  PySet,
  PyTuple,
  PyType,
  typeName,
  type Value,
} from "./values.ts";

type Make = (run: Interpreter, given: Given) => Run<Value>;

const MAKERS: Readonly<Record<string, readonly [string, Make]>> = {
  // biome-ignore-start lint/correctness/useYield: all of them have one shape.
  int: [
    "x? base?",
    function* (_, { x, base }) {
      return toWhole(x === undefined ? 0n : x, base === undefined ? 10 : Number(base as bigint));
    },
  ],
  float: [
    "x?",
    function* (_, { x = 0 }) {
      return toFloat(x);
    },
  ],
  bool: [
    "x?",
    function* (_, { x = false }) {
      return isTrue(x);
    },
  ],
  str: [
    "object? encoding? errors?",
    function* (run, { object, encoding }) {
      if (object instanceof PyBytes && encoding !== undefined) return decodeUtf8(object.data);
      return object === undefined ? "" : yield* run.str(object);
    },
  ],
  bytes: [
    "source? encoding?",
    function* (_, { source, encoding }) {
      if (source === undefined) return new PyBytes(new Uint8Array(0));
      if (typeof source === "bigint") return new PyBytes(new Uint8Array(Number(source)));
      if (source instanceof PyBytes) return source;
      if (typeof source !== "string") return new PyBytes(Uint8Array.from(itemsOf(source).map(Number)));
      if (encoding === undefined) throw raised("TypeError", "string argument without an encoding");
      return new PyBytes(encodeUtf8(source));
    },
  ],
  list: [
    "iterable?",
    function* (_, { iterable }) {
      return new PyList(iterable === undefined ? [] : itemsOf(iterable));
    },
  ],
  tuple: [
    "iterable?",
    function* (_, { iterable }) {
      return new PyTuple(iterable === undefined ? [] : itemsOf(iterable));
    },
  ],
  set: [
    "iterable?",
    function* (_, { iterable }) {
      return new PySet(iterable === undefined ? [] : itemsOf(iterable).map(hashable));
    },
  ],
  range: [
    "a b? c?",
    function* (_, { a, b, c }) {
      const [from, to] = b === undefined ? [0n, a] : [a, b];
      const step = c ?? 1n;
      for (const end of [from, to, step])
        if (typeof end !== "bigint" && typeof end !== "boolean")
          throw raised("TypeError", `'${typeName(end ?? null)}' object cannot be interpreted as an integer`);
      if (step === 0n) throw raised("ValueError", "range() arg 3 must not be zero");
      return new PyRange(BigInt(from as bigint), BigInt(to as bigint), BigInt(step as bigint));
    },
  ],
  // biome-ignore-end lint/correctness/useYield: all of them have one shape.
};

const TYPES = new Map<string, PyType>();
const OBJECT = new PyType("object");
TYPES.set("object", OBJECT);
for (const [name, [parameters, make]] of Object.entries(MAKERS)) {
  const bases = name === "bool" ? [TYPES.get("int") as PyType] : [];
  TYPES.set(name, new PyType(name, { bases, make: waiting(name, parameters, make).body }));
}
TYPES.set("dict", new PyType("dict", { make: makeDict }));
for (const name of ["NoneType", "function", "builtin_function_or_method", "method", "type", "generator"])
  TYPES.set(name, new PyType(name));
for (const name of ["map", "filter", "zip", "enumerate", "reversed"]) TYPES.set(name, new PyType(name));

/** By its name, one of those that are there from the start. */
export function typeOf(name: string): PyType {
  return TYPES.get(name) ?? OBJECT;
}

export function typeOfValue(value: Value): PyType {
  return value instanceof PyObject ? value.type : typeOf(typeName(value));
}

export const TYPE_NAMES: readonly string[] = [...Object.keys(MAKERS), "dict", "object"];

// biome-ignore lint/correctness/useYield: it has the shape of all that is called.
function* makeDict(_: Interpreter, args: readonly Value[], keywords: ReadonlyMap<string, Value>): Run<Value> {
  const made = new PyDict();
  const [from] = args;
  if (from instanceof PyDict) for (const [key, value] of from.entries.values()) made.set(key, value);
  else if (from !== undefined)
    for (const pair of itemsOf(from)) {
      const [key = null, value = null] = itemsOf(pair);
      made.set(hashable(key), value);
    }
  for (const [key, value] of keywords) made.set(key, value);
  return made;
}

export function toWhole(value: Value, base = 10): bigint {
  if (typeof value === "bigint" || typeof value === "boolean") return BigInt(value);
  if (typeof value === "number") {
    if (Number.isNaN(value)) throw raised("ValueError", "cannot convert float NaN to integer");
    if (!Number.isFinite(value)) throw raised("OverflowError", "cannot convert float infinity to integer");
    return BigInt(Math.trunc(value));
  }
  const text = value instanceof PyBytes ? decodeUtf8(value.data) : value;
  if (typeof text !== "string")
    throw raised(
      "TypeError",
      `int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`,
    );
  const found = wholeIn(text.trim().replace(/(?<=\w)_(?=\w)/g, ""), base);
  if (found === null) throw raised("ValueError", `invalid literal for int() with base ${base}: ${repr(value)}`);
  return found;
}

function wholeIn(text: string, base: number): bigint | null {
  const [, sign = "", prefix = "", digits = ""] = /^([-+]?)(0[xXoObB])?([\da-zA-Z]+)$/.exec(text) ?? [];
  const named = { x: 16, o: 8, b: 2 }[prefix.slice(1).toLowerCase()];
  if (digits === "" || (prefix !== "" && base !== 0 && base !== named)) return null;
  const radix = BigInt(named ?? (base === 0 ? 10 : base));
  let value = 0n;
  for (const digit of digits) {
    const one = Number.parseInt(digit, 36);
    if (Number.isNaN(one) || BigInt(one) >= radix) return null;
    value = value * radix + BigInt(one);
  }
  return sign === "-" ? -value : value;
}

export function toFloat(value: Value): number {
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") return Number(value);
  if (typeof value !== "string")
    throw raised("TypeError", `float() argument must be a string or a real number, not '${typeName(value)}'`);
  const text = value.trim().toLowerCase();
  const special = { inf: 1 / 0, "+inf": 1 / 0, infinity: 1 / 0, "-inf": -1 / 0, nan: Number.NaN }[text];
  if (special !== undefined) return special;
  if (!/^[-+]?(\d[\d_]*\.?\d*|\.\d+)(e[-+]?\d+)?$/.test(text))
    throw raised("ValueError", `could not convert string to float: ${repr(value)}`);
  return Number(text.replaceAll("_", ""));
}

/** Does an object belong to a type, or to one of several? */
export function isInstance(value: Value, types: Value): boolean {
  if (types instanceof PyTuple) return types.items.some((type) => isInstance(value, type));
  if (!(types instanceof PyType))
    throw raised("TypeError", "isinstance() arg 2 must be a type, a tuple of types, or a union");
  if (types === OBJECT) return true;
  if (value instanceof PyIterator) return types.name === value.name;
  return typeOfValue(value).isA(types);
}
