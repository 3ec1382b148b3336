/** The functions that need no import. Models: CPython 3.11 Python/bltinmodule.c */
import { decodeUtf8 } from "../../../../sim/core/utf8.ts";
import type { Run } from "../../../../sim/core/wait.ts";
import { EXCEPTIONS, raised } from "./errors.ts";
import type { Interpreter } from "./interpreter.ts";
import { openedFile } from "./modules/files.ts";
import { exitWith } from "./modules/system.ts";
import { native, text, waiting, whole } from "./native.ts";
import { binary, itemsOf, lengthOf, order, unary } from "./operators.ts";
import { sortedItems } from "./sorting.ts";
import { format } from "./text.ts";
import { isInstance, TYPE_NAMES, toWhole, typeOf, typeOfValue } from "./types.ts";
import {
  isTrue,
  type Keywords,
  PyBytes,
  PyDict,
  PyFunction,
  PyIterator,
  PyList,
  PyMethod,
  PyObject,
  PyTuple,
  PyType,
  typeName,
  type Value,
} from "./values.ts";

export const BUILTINS = new Map<string, Value>();

for (const [name, type] of EXCEPTIONS) BUILTINS.set(name, type);
BUILTINS.set("IOError", EXCEPTIONS.get("OSError") as PyType);
for (const name of TYPE_NAMES) BUILTINS.set(name, typeOf(name));
BUILTINS.set("__name__", "__main__");

function define(made: PyFunction): void {
  BUILTINS.set(made.name, made);
}

define(new PyFunction("print", print));

function* print(run: Interpreter, args: readonly Value[], keywords: Keywords): Run<Value> {
  const shown: string[] = [];
  for (const value of args) shown.push(yield* run.str(value));
  const option = (name: string, otherwise: string): string => {
    const value = keywords.get(name);
    return typeof value === "string" ? value : otherwise;
  };
  const line = shown.join(option("sep", " ")) + option("end", "\n");
  const file = keywords.get("file") ?? null;
  if (file === null) yield* run.process.print(line);
  else yield* run.call(run.attribute(file, "write"), [line]);
  return null;
}

define(waiting("input", "prompt?", function* (run, { prompt }) {
  if (prompt !== undefined) yield* run.process.print(yield* run.str(prompt));
  const line = yield* run.process.readLineBytes(0);
  if (line === null) throw raised("EOFError", "EOF when reading a line");
  return decodeUtf8(line).replace(/\n$/, "");
}));
define(native("len", "obj", ({ obj = null }) => BigInt(lengthOf(obj))));
define(waiting("repr", "obj", (run, { obj = null }) => run.repr(obj)));
define(native("format", "value spec?", ({ value = null, spec = "" }) => format(value, String(spec))));
define(native("isinstance", "obj types", ({ obj = null, types = null }) => isInstance(obj, types)));
define(native(
  "callable",
  "obj",
  ({ obj = null }) => obj instanceof PyFunction || obj instanceof PyMethod || obj instanceof PyType,
));
define(native("type", "obj", ({ obj = null }) => (obj instanceof PyType ? typeOf("type") : typeOfValue(obj))));
define(native("abs", "x", ({ x = null }) => (order(x, 0n) < 0 ? unary("-", x) : unary("+", x))));
define(native("chr", "i", ({ i }) => String.fromCodePoint(whole(i, 0))));
define(native("ord", "c", ({ c = null }) => {
  const chars =
    c instanceof PyBytes
      ? [...c.data].map((byte) => String.fromCharCode(byte))
      : [...text(c, (type) => `ord() expected string of length 1, but ${type} found`)];
  if (chars.length !== 1)
    throw raised("TypeError", `ord() expected a character, but string of length ${chars.length} found`);
  return BigInt((chars[0] as string).codePointAt(0) as number);
}));
for (const [name, kind] of [
  ["hex", "#x"],
  ["oct", "#o"],
  ["bin", "#b"],
] as const)
  define(native(name, "number", ({ number = null }) => {
    if (typeof number !== "bigint" && typeof number !== "boolean")
      throw raised("TypeError", `'${typeName(number)}' object cannot be interpreted as an integer`);
    return format(BigInt(number), kind);
  }));
define(native("round", "number ndigits?", ({ number = null, ndigits = null }) => {
  if (typeof number !== "number") return toWhole(number);
  if (ndigits === null) return BigInt(halfToEven(number));
  return Number(number.toFixed(Math.max(0, whole(ndigits, 0))));
}));

function halfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
}

define(native("divmod", "a b", ({ a = null, b = null }) => new PyTuple([binary("//", a, b), binary("%", a, b)])));
define(native("pow", "base exp mod?", ({ base = null, exp = null, mod = null }) =>
  mod === null ? binary("**", base, exp) : binary("%", binary("**", base, exp), mod),
));
define(native("sum", "iterable start?", ({ iterable = null, start = 0n }) =>
  itemsOf(iterable).reduce((sum, one) => binary("+", sum, one), start),
));
define(native("any", "iterable", ({ iterable = null }) => itemsOf(iterable).some(isTrue)));
define(native("all", "iterable", ({ iterable = null }) => itemsOf(iterable).every(isTrue)));
define(native("enumerate", "iterable start?", ({ iterable = null, start }) => {
  const first = BigInt(whole(start, 0));
  return new PyIterator(
    "enumerate",
    itemsOf(iterable).map((one, i) => new PyTuple([first + BigInt(i), one])),
  );
}));
define(native(
  "reversed",
  "sequence",
  ({ sequence = null }) => new PyIterator("reversed", itemsOf(sequence).reverse()),
));
const zip = function* (_: Interpreter, args: readonly Value[]): Run<Value> {
  const lists = args.map((one) => itemsOf(one));
  const length = lists.length === 0 ? 0 : Math.min(...lists.map((list) => list.length));
  return new PyIterator(
    "zip",
    Array.from({ length }, (_one, i) => new PyTuple(lists.map((list) => list[i] as Value))),
  );
};
define(new PyFunction("zip", zip));
const map = function* (run: Interpreter, [call = null, ...over]: readonly Value[]): Run<Value> {
  const lists = over.map((one) => itemsOf(one));
  const found: Value[] = [];
  for (let i = 0; i < Math.min(...lists.map((list) => list.length)); i++)
    found.push(
      yield* run.call(
        call,
        lists.map((list) => list[i] as Value),
      ),
    );
  return new PyIterator("map", found);
};
define(new PyFunction("map", map));
define(waiting("filter", "function iterable", function* (run, { function: test = null, iterable = null }) {
  const found: Value[] = [];
  for (const one of itemsOf(iterable)) if (isTrue(test === null ? one : yield* run.call(test, [one]))) found.push(one);
  return new PyIterator("filter", found);
}));
define(native("iter", "iterable", ({ iterable = null }) =>
  iterable instanceof PyObject ? iterable : new PyIterator(`${typeName(iterable)}_iterator`, itemsOf(iterable)),
));
define(waiting("next", "iterator default?", function* (run, { iterator = null, default: otherwise }) {
  const own = iterator instanceof PyObject ? run.findAttribute(iterator, "__next__") : undefined;
  if (own !== undefined) return yield* run.call(own, []);
  if (!(iterator instanceof PyIterator)) throw raised("TypeError", `'${typeName(iterator)}' object is not an iterator`);
  const value = iterator.items.shift() ?? otherwise;
  if (value === undefined) throw raised("StopIteration");
  return value;
}));
define(waiting("sorted", "iterable key? reverse?", function* (run, { iterable = null, key = null, reverse = false }) {
  return new PyList(yield* sortedItems(run, itemsOf(iterable), { key, isReverse: isTrue(reverse) }));
}));

for (const [name, sign] of [
  ["min", 1],
  ["max", -1],
] as const)
  define(new PyFunction(name, function* (run, args, keywords) {
    const items = args.length === 1 ? itemsOf(args[0] as Value) : [...args];
    const otherwise = keywords.get("default");
    if (items.length === 0 && otherwise !== undefined) return otherwise;
    if (items.length === 0) throw raised("ValueError", `${name}() arg is an empty sequence`);
    const key = keywords.get("key") ?? null;
    let best = items[0] as Value;
    let bestBy = key === null ? best : yield* run.call(key, [best]);
    for (const item of items.slice(1)) {
      const by = key === null ? item : yield* run.call(key, [item]);
      if (order(by, bestBy, sign === 1 ? "<" : ">") * sign < 0) [best, bestBy] = [item, by];
    }
    return best;
  }));
define(waiting("getattr", "obj name default?", function* (run, { obj = null, name, default: otherwise }) {
  yield* run.process.charge(1);
  const found = run.findAttribute(obj, String(name));
  return found ?? (otherwise === undefined ? run.attribute(obj, String(name)) : otherwise);
}));
define(waiting("hasattr", "obj name", function* (run, { obj = null, name }) {
  yield* run.process.charge(1);
  return run.findAttribute(obj, String(name)) !== undefined;
}));
define(waiting("setattr", "obj name value", function* (run, { obj = null, name, value = null }) {
  yield* run.process.charge(1);
  run.setAttribute(obj, String(name), value);
  return null;
}));
define(waiting("open", "file mode? encoding?", (run, { file = null, mode = "r" }) =>
  openedFile(run, file, String(mode)),
));
for (const name of ["exit", "quit"]) define(native(name, "code?", ({ code = null }) => exitWith(code)));
define(native("vars", "obj", ({ obj = null }) => {
  if (!(obj instanceof PyObject)) throw raised("TypeError", "vars() argument must have __dict__ attribute");
  return PyDict.of(obj.attributes);
}));
