/** What operators do with values, and what can be gone through one by one. Models: CPython 3.11 Objects/abstract.c */
import { raised } from "./errors.ts";
import { notSimulated } from "./not-simulated.ts";
import { percent } from "./text.ts";
import {
  isSame,
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

type Arithmetic = (left: number, right: number) => number;

const FLOATS: Readonly<Record<string, Arithmetic>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "//": (a, b) => Math.floor(a / b),
  "%": (a, b) => a - b * Math.floor(a / b),
  "**": (a, b) => a ** b,
};
const WHOLES: Readonly<Record<string, (left: bigint, right: bigint) => bigint>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "//": (a, b) => floorDiv(a, b),
  "%": (a, b) => a - b * floorDiv(a, b),
  "**": (a, b) => a ** b,
  "<<": (a, b) => a << b,
  ">>": (a, b) => a >> b,
  "&": (a, b) => a & b,
  "|": (a, b) => a | b,
  "^": (a, b) => a ^ b,
};
const WHOLE_BY_ZERO: Readonly<Record<string, string>> = {
  "/": "division by zero",
  "//": "integer division or modulo by zero",
  "%": "integer modulo by zero",
};
const FLOAT_BY_ZERO: Readonly<Record<string, string>> = {
  "/": "float division by zero",
  "//": "float floor division by zero",
  "%": "float modulo",
};
/** So many bits a number may have, or a text repeated so often: a page has one memory. */
const MAX_BITS = 1_000_000n;
const MAX_LENGTH = 10_000_000;

function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

export function binary(operator: string, left: Value, right: Value): Value {
  if (isNumber(left) && isNumber(right)) {
    const found = arithmetic(operator, left, right);
    if (found !== undefined) return found;
  }
  if (operator === "+") {
    if (typeof left === "string" && typeof right === "string") return left + right;
    if (left instanceof PyList && right instanceof PyList) return new PyList([...left.items, ...right.items]);
    if (left instanceof PyTuple && right instanceof PyTuple) return new PyTuple([...left.items, ...right.items]);
    if (left instanceof PyBytes && right instanceof PyBytes)
      return new PyBytes(Uint8Array.from([...left.data, ...right.data]));
    if (typeof left === "string")
      throw raised("TypeError", `can only concatenate str (not "${typeName(right)}") to str`);
  }
  if (operator === "*") {
    const repeated =
      typeof right === "bigint" ? repeat(left, right) : typeof left === "bigint" ? repeat(right, left) : undefined;
    if (repeated !== undefined) return repeated;
  }
  if (operator === "%" && typeof left === "string") return percent(left, right);
  if (left instanceof PySet && right instanceof PySet) return sets(operator, left, right);
  if (operator === "|" && left instanceof PyDict && right instanceof PyDict)
    return PyDict.of([...left.entries.values(), ...right.entries.values()]);
  const shown = operator === "**" ? "** or pow()" : operator;
  throw raised("TypeError", `unsupported operand type(s) for ${shown}: '${typeName(left)}' and '${typeName(right)}'`);
}

function isNumber(value: Value): value is bigint | number | boolean {
  return typeof value === "bigint" || typeof value === "number" || typeof value === "boolean";
}

function arithmetic(
  operator: string,
  left: bigint | number | boolean,
  right: bigint | number | boolean,
): Value | undefined {
  const isWhole = typeof left !== "number" && typeof right !== "number";
  const words = (isWhole ? WHOLE_BY_ZERO : FLOAT_BY_ZERO)[operator];
  if (Number(right) === 0 && words !== undefined) throw raised("ZeroDivisionError", words);
  const whole = WHOLES[operator];
  if (!isWhole || whole === undefined || (operator === "**" && BigInt(right) < 0n))
    return FLOATS[operator]?.(Number(left), Number(right));
  const [a, b] = [BigInt(left), BigInt(right)];
  if ((operator === "**" || operator === "<<") && (operator === "**" ? BigInt(a.toString(2).length) * b : b) > MAX_BITS)
    throw notSimulated("a number of more than a million bits");
  return whole(a, b);
}

function repeat(value: Value, times: bigint): Value | undefined {
  const count = Math.max(0, Number(times));
  const check = (length: number): void => {
    if (length * count > MAX_LENGTH) throw notSimulated("a value of more than ten million items");
  };
  if (typeof value === "string") {
    check(value.length);
    return value.repeat(count);
  }
  if (!(value instanceof PyList || value instanceof PyTuple)) return undefined;
  check(value.items.length);
  const items = Array.from({ length: count }, () => value.items).flat();
  return value instanceof PyList ? new PyList(items) : new PyTuple(items);
}

function sets(operator: string, left: PySet, right: PySet): PySet {
  const only = (from: PySet, keep: (key: string | object) => boolean): Value[] =>
    [...from.members].filter(([key]) => keep(key)).map(([, value]) => value);
  if (operator === "&") return new PySet(only(left, (key) => right.members.has(key)));
  if (operator === "-") return new PySet(only(left, (key) => !right.members.has(key)));
  if (operator === "^")
    return new PySet([
      ...only(left, (key) => !right.members.has(key)),
      ...only(right, (key) => !left.members.has(key)),
    ]);
  return new PySet([...left.members.values(), ...right.members.values()]);
}

export function compare(operator: string, left: Value, right: Value): boolean {
  switch (operator) {
    case "==":
      return isSame(left, right);
    case "!=":
      return !isSame(left, right);
    case "is":
      return typeof left === typeof right && (left === right || (left instanceof PyTuple && isSame(left, right)));
    case "is not":
      return !compare("is", left, right);
    case "in":
      return contains(right, left);
    case "not in":
      return !contains(right, left);
  }
  const sign = order(left, right, operator);
  return operator === "<" ? sign < 0 : operator === ">" ? sign > 0 : operator === "<=" ? sign <= 0 : sign >= 0;
}

/** Below zero when `left` comes first. */
export function order(left: Value, right: Value, operator = "<"): number {
  if (isNumber(left) && isNumber(right))
    return left < right ? -1 : left > right ? 1 : isSame(left, right) ? 0 : Number.NaN;
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : left > right ? 1 : 0;
  if ((left instanceof PyList && right instanceof PyList) || (left instanceof PyTuple && right instanceof PyTuple)) {
    for (let i = 0; i < Math.min(left.items.length, right.items.length); i++)
      if (!isSame(left.items[i] as Value, right.items[i] as Value))
        return order(left.items[i] as Value, right.items[i] as Value, operator);
    return left.items.length - right.items.length;
  }
  throw raised(
    "TypeError",
    `'${operator}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`,
  );
}

function contains(container: Value, item: Value): boolean {
  if (typeof container === "string") {
    if (typeof item !== "string")
      throw raised("TypeError", `'in <string>' requires string as left operand, not ${typeName(item)}`);
    return container.includes(item);
  }
  if (container instanceof PyDict) return container.get(item) !== undefined;
  if (container instanceof PySet) return [...container.members.values()].some((member) => isSame(member, item));
  if (container instanceof PyBytes && item instanceof PyBytes) return latin(container).includes(latin(item));
  return itemsOf(container, `argument of type '${typeName(container)}' is not iterable`).some((member) =>
    isSame(member, item),
  );
}

export function latin(bytes: PyBytes): string {
  return Array.from(bytes.data, (byte) => String.fromCharCode(byte)).join("");
}

/** All that is in a value, one by one. */
export function itemsOf(value: Value, words = `'${typeName(value)}' object is not iterable`): Value[] {
  if (value instanceof PyList || value instanceof PyTuple) return [...value.items];
  if (typeof value === "string") return [...value];
  if (value instanceof PyDict) return value.keys();
  if (value instanceof PySet) return [...value.members.values()];
  if (value instanceof PyBytes) return Array.from(value.data, BigInt);
  if (value instanceof PyRange) return rangeItems(value);
  if (value instanceof PyIterator) return value.items.splice(0);
  if (value instanceof PyObject && value.type.name === "HTTPMessage" && Array.isArray(value.inner))
    return value.inner.map(([name]) => name);
  throw raised("TypeError", words);
}

function rangeItems({ from, to, step }: PyRange): Value[] {
  const length = rangeLength(from, to, step);
  if (length > MAX_LENGTH) throw notSimulated("a range of more than ten million numbers");
  return Array.from({ length }, (_, i) => from + BigInt(i) * step);
}

export function rangeLength(from: bigint, to: bigint, step: bigint): number {
  const distance = step > 0n ? to - from : from - to;
  const stride = step > 0n ? step : -step;
  return distance <= 0n ? 0 : Number((distance + stride - 1n) / stride);
}

export function lengthOf(value: Value): number {
  if (value instanceof PyRange) return rangeLength(value.from, value.to, value.step);
  if (typeof value === "string") return [...value].length;
  if (
    value === null ||
    isNumber(value) ||
    value instanceof PyFunction ||
    value instanceof PyMethod ||
    value instanceof PyType ||
    value instanceof PyObject
  )
    throw raised("TypeError", `object of type '${typeName(value)}' has no len()`);
  return itemsOf(value).length;
}

export function unary(operator: string, value: Value): Value {
  const whole = typeof value === "boolean" ? BigInt(value) : value;
  if (typeof whole === "bigint") return operator === "-" ? -whole : operator === "~" ? ~whole : whole;
  if (typeof whole === "number" && operator !== "~") return operator === "-" ? -whole : whole;
  throw raised("TypeError", `bad operand type for unary ${operator}: '${typeName(value)}'`);
}

/** `value[at]`; a slice comes as its three ends. */
export function item(value: Value, at: Value): Value {
  if (value instanceof PyDict) {
    const found = value.get(at);
    if (found === undefined) throw raised("KeyError", at);
    return found;
  }
  if (
    typeof value === "string" ||
    value instanceof PyList ||
    value instanceof PyTuple ||
    value instanceof PyBytes ||
    value instanceof PyRange
  ) {
    const items = itemsOf(value);
    const found = items[indexIn(items.length, at, value)];
    if (found === undefined)
      throw raised(
        "IndexError",
        `${value instanceof PyBytes ? "index" : value instanceof PyTuple ? "tuple index" : typeof value === "string" ? "string index" : value instanceof PyRange ? "range object index" : "list index"} out of range`,
      );
    return found;
  }
  throw raised("TypeError", `'${typeName(value)}' object is not subscriptable`);
}

export function indexIn(length: number, at: Value, value: Value): number {
  if (typeof at !== "bigint" && typeof at !== "boolean") {
    const name = typeof value === "string" ? "string" : typeName(value);
    throw raised(
      "TypeError",
      `${name} indices must be integers${name === "string" ? `, not '${typeName(at)}'` : ` or slices, not ${typeName(at)}`}`,
    );
  }
  const index = Number(at);
  return index < 0 ? index + length : index;
}

export interface Ends {
  readonly from: Value;
  readonly to: Value;
  readonly step: Value;
}

export function slice(value: Value, { from, to, step }: Ends): Value {
  if (value instanceof PyDict || value instanceof PySet || value instanceof PyObject)
    throw raised(
      "TypeError",
      value instanceof PyDict ? `unhashable type: 'slice'` : `'${typeName(value)}' object is not subscriptable`,
    );
  const items = itemsOf(value, `'${typeName(value)}' object is not subscriptable`);
  const stride = step === null ? 1 : Number(step as bigint);
  if (stride === 0) throw raised("ValueError", "slice step cannot be zero");
  const bound = (end: Value, otherwise: number): number => {
    if (end === null) return otherwise;
    const index = Number(end as bigint) + (Number(end as bigint) < 0 ? items.length : 0);
    return stride > 0 ? Math.min(Math.max(index, 0), items.length) : Math.min(Math.max(index, -1), items.length - 1);
  };
  const last = bound(to, stride > 0 ? items.length : -1);
  const found: Value[] = [];
  for (let i = bound(from, stride > 0 ? 0 : items.length - 1); stride > 0 ? i < last : i > last; i += stride)
    found.push(items[i] as Value);
  if (typeof value === "string") return found.join("");
  if (value instanceof PyBytes) return new PyBytes(Uint8Array.from(found.map(Number)));
  return value instanceof PyTuple ? new PyTuple(found) : new PyList(found);
}
