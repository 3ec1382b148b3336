/**
 * Python's values. None, truths, texts and floats are JavaScript's own; a whole number is a bigint, so that it stays
 * exact and is told from a float.
 *
 * Models: CPython 3.11 Objects/
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Interpreter } from "./interpreter.ts";

export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | PyBytes
  | PyList
  | PyTuple
  | PyDict
  | PySet
  | PyRange
  | PyIterator
  | PyFunction
  | PyMethod
  | PyType
  | PyObject;

export type Keywords = ReadonlyMap<string, Value>;

export class PyBytes {
  readonly data: Uint8Array;
  constructor(data: Uint8Array) {
    this.data = data;
  }
}

export class PyList {
  items: Value[];
  /** `list`, or what a dictionary's views are called. */
  readonly name: string;
  constructor(items: Value[], name = "list") {
    this.items = items;
    this.name = name;
  }
}

export class PyTuple {
  readonly items: readonly Value[];
  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

export class PyRange {
  readonly from: bigint;
  readonly to: bigint;
  readonly step: bigint;
  constructor(from: bigint, to: bigint, step: bigint) {
    this.from = from;
    this.to = to;
    this.step = step;
  }
}

/** Keys are found by what they are equal by. */
export class PyDict {
  readonly entries = new Map<string | object, [Value, Value]>();

  static of(members: Iterable<readonly [Value, Value]>): PyDict {
    const dict = new PyDict();
    for (const [key, value] of members) dict.set(key, value);
    return dict;
  }

  get(key: Value): Value | undefined {
    return this.entries.get(keyOf(key))?.[1];
  }

  set(key: Value, value: Value): void {
    const found = keyOf(key);
    const entry = this.entries.get(found);
    if (entry === undefined) this.entries.set(found, [key, value]);
    else entry[1] = value;
  }

  delete(key: Value): boolean {
    return this.entries.delete(keyOf(key));
  }

  keys(): Value[] {
    return [...this.entries.values()].map(([key]) => key);
  }
}

export class PySet {
  readonly members = new Map<string | object, Value>();

  constructor(items: Iterable<Value> = []) {
    for (const item of items) this.add(item);
  }

  add(item: Value): void {
    const key = keyOf(item);
    if (!this.members.has(key)) this.members.set(key, item);
  }

  remove(item: Value): boolean {
    return this.members.delete(keyOf(item));
  }
}

export type Body = (run: Interpreter, args: readonly Value[], keywords: Keywords) => Run<Value>;

export class PyFunction {
  readonly name: string;
  readonly body: Body;
  readonly isBuiltin: boolean;
  constructor(name: string, body: Body, isBuiltin = true) {
    this.name = name;
    this.body = body;
    this.isBuiltin = isBuiltin;
  }
}

/** A function with its `self`. */
export class PyMethod {
  readonly self: Value;
  readonly call: PyFunction;
  constructor(self: Value, call: PyFunction) {
    this.self = self;
    this.call = call;
  }
}

export class PyType {
  readonly name: string;
  /** What stands before its name in a traceback: `urllib.error`. */
  readonly module: string;
  readonly bases: readonly PyType[];
  readonly attributes = new Map<string, Value>();
  /** What calling the type does; absent, an object is made and `__init__` called. */
  readonly make: Body | null;

  constructor(
    name: string,
    options: { readonly module?: string; readonly bases?: readonly PyType[]; readonly make?: Body } = {},
  ) {
    this.name = name;
    this.module = options.module ?? "builtins";
    this.bases = options.bases ?? [];
    this.make = options.make ?? null;
  }

  isA(other: PyType): boolean {
    return this === other || this.bases.some((base) => base.isA(other));
  }

  find(name: string): Value | undefined {
    if (this.attributes.has(name)) return this.attributes.get(name);
    for (const base of this.bases) {
      const found = base.find(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  get fullName(): string {
    return this.module === "builtins" ? this.name : `${this.module}.${this.name}`;
  }
}

/** What `map`, `zip` and generators give: items that are gone once they were taken. */
export class PyIterator {
  readonly name: string;
  readonly items: Value[];
  constructor(name: string, items: Value[]) {
    this.name = name;
    this.items = items;
  }
}

/** Everything else: modules, instances, exceptions, sockets. */
export class PyObject {
  readonly type: PyType;
  readonly attributes: Map<string, Value>;
  /** What our own library keeps in it. */
  readonly inner: unknown;

  constructor(type: PyType, attributes: Iterable<readonly [string, Value]> = [], inner: unknown = null) {
    this.type = type;
    this.attributes = new Map(attributes);
    this.inner = inner;
  }
}

/** One place that an exception has come through. */
export interface Frame {
  readonly file: string;
  readonly line: number;
  readonly scope: string;
  /** The lines that stand below it; a program given with -c has none. */
  readonly shown?: string;
}

/** Raised inside the simulated Python. */
export class Raised extends Error {
  readonly exception: PyObject;
  /** Where it has come through, innermost first. */
  readonly trace: Frame[] = [];
  /** The scope whose frame is in the trace already, because it was caught there. */
  caughtIn: object | null = null;
  /** What was being handled when it was raised. */
  context: Raised | null = null;
  /** `raise … from` this; "none" for `from None`. */
  override cause: Raised | "none" | null = null;

  constructor(exception: PyObject) {
    super(exception.type.name);
    this.exception = exception;
  }
}

function keyOf(value: Value): string | object {
  if (value === null) return "None";
  if (typeof value === "boolean") return `n${Number(value)}`;
  if (typeof value === "bigint" || typeof value === "number") return `n${value}`;
  if (typeof value === "string") return `s${value}`;
  if (value instanceof PyBytes) return `b${value.data.join()}`;
  if (value instanceof PyTuple) {
    const keys = value.items.map(keyOf);
    if (keys.every((key) => typeof key === "string")) return `t${JSON.stringify(keys)}`;
  }
  return value;
}

const TYPE_NAMES: readonly (readonly [abstract new (...args: never[]) => object, string])[] = [
  [PyBytes, "bytes"],
  [PyTuple, "tuple"],
  [PyDict, "dict"],
  [PySet, "set"],
  [PyRange, "range"],
  [PyFunction, "function"],
  [PyMethod, "method"],
  [PyType, "type"],
];

export function typeName(value: Value): string {
  if (value === null) return "NoneType";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "bigint") return "int";
  if (typeof value === "number") return "float";
  if (typeof value === "string") return "str";
  if (value instanceof PyObject) return value.type.name;
  if (value instanceof PyIterator || value instanceof PyList) return value.name;
  if (value instanceof PyFunction) return value.isBuiltin ? "builtin_function_or_method" : "function";
  return TYPE_NAMES.find(([type]) => value instanceof type)?.[1] ?? "object";
}

export function isTrue(value: Value): boolean {
  if (value instanceof PyList || value instanceof PyTuple) return value.items.length > 0;
  if (value instanceof PyDict) return value.entries.size > 0;
  if (value instanceof PySet) return value.members.size > 0;
  if (value instanceof PyBytes) return value.data.length > 0;
  if (value instanceof PyRange) return value.step > 0n ? value.from < value.to : value.from > value.to;
  return value !== null && value !== false && value !== 0 && value !== 0n && value !== "";
}

export function isSame(left: Value, right: Value): boolean {
  const [a, b] = [typeof left === "boolean" ? BigInt(left) : left, typeof right === "boolean" ? BigInt(right) : right];
  // biome-ignore lint/suspicious/noDoubleEquals: 1 and 1.0 are equal in Python, a bigint and a number only so.
  if (/bigint|number/.test(typeof a) && /bigint|number/.test(typeof b)) return a == b;
  if (a instanceof PyBytes && b instanceof PyBytes) return a.data.join() === b.data.join();
  if ((a instanceof PyList && b instanceof PyList) || (a instanceof PyTuple && b instanceof PyTuple))
    return a.items.length === b.items.length && a.items.every((item, i) => isSame(item, b.items[i] as Value));
  if (a instanceof PyDict && b instanceof PyDict)
    return (
      a.entries.size === b.entries.size &&
      [...a.entries.values()].every(([key, value]) => {
        const other = b.get(key);
        return other !== undefined && isSame(value, other);
      })
    );
  if (a instanceof PySet && b instanceof PySet)
    return a.members.size === b.members.size && [...a.members.keys()].every((key) => b.members.has(key));
  return a === b;
}
