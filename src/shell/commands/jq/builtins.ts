/** Functions that jq has in C. Models: jq 1.6 src/builtin.c. SIMPLIFIED: no SQL-style joins, modules or getpath streaming. */

import { encodeUtf8 } from "../../../sim/core/utf8.ts";
import { arithmetic, splitText } from "./arithmetic.ts";
import { DATES } from "./dates.ts";
import type { JqWorld } from "./environment.ts";
import { formatted } from "./formats.ts";
import { MATCHING } from "./matching.ts";
import { MATHS } from "./maths.ts";
import { listIn, type Native, plain } from "./native.ts";
import { indexesOf, withoutPaths, withValue } from "./paths.ts";
import { JsonMistake, parseJson } from "./read-json.ts";
import { pathIn, STREAMS } from "./streams.ts";
import {
  byCodePoint,
  compare,
  described,
  isArray,
  isEqual,
  isObject,
  isTrue,
  jqFail,
  kindOf,
  sortedKeys,
  type Value,
} from "./value.ts";
import { writeJson } from "./write-json.ts";

function lengthOf(value: Value): Value {
  if (value === null) return 0;
  if (typeof value === "boolean") return jqFail(`${described(value)} has no length`);
  if (typeof value === "number") return Math.abs(value);
  if (typeof value === "string") return [...value].length;
  return isArray(value) ? value.length : (value as ReadonlyMap<string, Value>).size;
}

function keysOf(value: Value, sorted: boolean): Value {
  if (isArray(value)) return value.map((_, i) => i);
  if (isObject(value)) return sorted ? sortedKeys(value) : [...value.keys()];
  return jqFail(`${described(value)} has no keys`);
}

function has(value: Value, key: Value): boolean {
  if (isObject(value) && typeof key === "string") return value.has(key);
  if (isArray(value) && typeof key === "number") return key >= 0 && key < value.length;
  return jqFail(`Cannot check whether ${kindOf(value)} has a ${kindOf(key) === "string" ? "string" : kindOf(key)} key`);
}

function contains(whole: Value, part: Value): boolean {
  if (isObject(whole) && isObject(part))
    return [...part].every(([key, value]) => whole.has(key) && contains(whole.get(key) as Value, value));
  if (isArray(whole) && isArray(part)) return part.every((item) => whole.some((other) => containsItem(other, item)));
  if (typeof whole === "string" && typeof part === "string") return whole.includes(part);
  if (kindOf(whole) === kindOf(part)) return isEqual(whole, part);
  return jqFail(`${described(whole)} and ${described(part)} cannot have their containment checked`);
}

function containsItem(whole: Value, part: Value): boolean {
  return kindOf(whole) === kindOf(part) && contains(whole, part);
}

function flatten(items: readonly Value[], depth: number): Value[] {
  return items.flatMap((item) => (isArray(item) && depth > 0 ? flatten(item, depth - 1) : [item]));
}

function number(value: Value): Value {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return jqFail(`${described(value)} cannot be parsed as a number`);
  try {
    const found = parseJson(value);
    return typeof found === "number" ? found : jqFail(`${described(value)} cannot be parsed as a number`);
  } catch (error) {
    if (error instanceof JsonMistake) return jqFail(`${error.message} (while parsing '${value}')`);
    throw error;
  }
}

function fromJson(value: Value): Value {
  if (typeof value !== "string") return jqFail(`${described(value)} cannot be parsed as JSON`);
  try {
    return parseJson(value);
  } catch (error) {
    if (error instanceof JsonMistake) return jqFail(`${error.message} (while parsing '${value}')`);
    throw error;
  }
}

function text(value: Value, what: string): string {
  return typeof value === "string" ? value : jqFail(`${what} input must be a string`);
}

function indexes(value: Value, part: Value): Value {
  if (value === null) return null;
  if (typeof value === "string" && typeof part === "string") {
    if (part === "") return null;
    const found: Value[] = [];
    for (let at = value.indexOf(part); at >= 0; at = value.indexOf(part, at + 1))
      found.push(encodeUtf8(value.slice(0, at)).length);
    return found;
  }
  if (isArray(value)) return indexesOf(value, isArray(part) ? part : [part]);
  return jqFail(`Cannot determine indices of ${kindOf(part)} in ${kindOf(value)}`);
}

function extreme(value: Value, sign: number): Value {
  const items = listIn(value, "iterated over");
  return items.reduce<Value>(
    (best, item, i) => (i === 0 || (sign > 0 ? compare(item, best) >= 0 : compare(item, best) < 0) ? item : best),
    null,
  );
}

function transposed(value: Value): Value {
  const rows = listIn(value, "transposed").map((row) => listIn(row, "transposed"));
  const width = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: width }, (_, i) => rows.map((row) => row[i] ?? null));
}

const ONE: readonly (readonly [string, (value: Value, world: JqWorld) => Value])[] = [
  ["not", (value) => !isTrue(value)],
  ["length", lengthOf],
  [
    "utf8bytelength",
    (value) =>
      typeof value === "string"
        ? encodeUtf8(value).length
        : jqFail(`${described(value)} only strings have UTF-8 byte length`),
  ],
  ["keys", (value) => keysOf(value, true)],
  ["keys_unsorted", (value) => keysOf(value, false)],
  ["type", kindOf],
  ["tostring", (value) => (typeof value === "string" ? value : writeJson(value))],
  ["tojson", (value) => writeJson(value)],
  ["tonumber", number],
  ["fromjson", fromJson],
  ["add", (value) => addAll(value)],
  [
    "reverse",
    (value) =>
      value === null
        ? []
        : typeof value === "string"
          ? [...value].reverse().join("")
          : [...listIn(value, "reversed")].reverse(),
  ],
  ["sort", (value) => [...listIn(value, "sorted")].sort(compare)],
  ["min", (value) => extreme(value, -1)],
  ["max", (value) => extreme(value, 1)],
  [
    "unique",
    (value) =>
      [...listIn(value, "sorted")]
        .sort(compare)
        .filter((item, i, all) => i === 0 || !isEqual(item, all[i - 1] as Value)),
  ],
  ["transpose", transposed],
  ["explode", (value) => [...text(value, "explode")].map((char) => char.codePointAt(0) ?? 0)],
  [
    "implode",
    (value) =>
      isArray(value)
        ? value.map((point) => String.fromCodePoint(Number(point))).join("")
        : jqFail("implode input must be an array"),
  ],
  ["ascii_downcase", (value) => text(value, "explode").replace(/[A-Z]/g, (char) => char.toLowerCase())],
  ["ascii_upcase", (value) => text(value, "explode").replace(/[a-z]/g, (char) => char.toUpperCase())],
  ["trim", (value) => (typeof value === "string" ? value.trim() : jqFail(`${described(value)} cannot be trimmed`))],
  [
    "ltrim",
    (value) => (typeof value === "string" ? value.trimStart() : jqFail(`${described(value)} cannot be trimmed`)),
  ],
  ["rtrim", (value) => (typeof value === "string" ? value.trimEnd() : jqFail(`${described(value)} cannot be trimmed`))],
  ["now", (_value, world) => world.nowSec],
  ["input_line_number", (_value, world) => world.place.line],
  ["input_filename", (_value, world) => world.place.file ?? "<stdin>"],
  ["builtins", () => [...NATIVE.keys()].sort(byCodePoint)],
];

function addAll(value: Value): Value {
  const items = isObject(value)
    ? [...value.values()]
    : isArray(value)
      ? value
      : jqFail(`Cannot iterate over ${described(value)}`);
  if (items.every((item) => typeof item === "string")) return items.length === 0 ? null : items.join("");
  return items.reduce<Value>((sum, item) => arithmetic("+", sum, item), null);
}

const MORE: readonly (readonly [string, Native])[] = [
  ["setpath/2", plain((value, [path, item]) => withValue(value, pathIn(path as Value), () => item as Value))],
  ["delpaths/1", plain((value, [paths]) => withoutPaths(value, listIn(paths as Value, "deleted")))],
  ["has/1", plain((value, [key]) => has(value, key as Value))],
  ["contains/1", plain((value, [part]) => contains(value, part as Value))],
  [
    "split/1",
    plain((value, [by]) =>
      typeof value === "string" && typeof by === "string"
        ? splitText(value, by)
        : jqFail("split input and separator must be strings"),
    ),
  ],
  [
    "startswith/1",
    plain((value, [start]) =>
      typeof value === "string" && typeof start === "string"
        ? value.startsWith(start)
        : jqFail("startswith() requires string inputs"),
    ),
  ],
  [
    "endswith/1",
    plain((value, [end]) =>
      typeof value === "string" && typeof end === "string"
        ? value.endsWith(end)
        : jqFail("endswith() requires string inputs"),
    ),
  ],
  [
    "ltrimstr/1",
    plain((value, [start]) =>
      typeof value === "string" && typeof start === "string" && value.startsWith(start)
        ? value.slice(start.length)
        : value,
    ),
  ],
  [
    "rtrimstr/1",
    plain((value, [end]) =>
      typeof value === "string" && typeof end === "string" && end !== "" && value.endsWith(end)
        ? value.slice(0, -end.length)
        : value,
    ),
  ],
  ["indices/1", plain((value, [part]) => indexes(value, part as Value))],
  ["_indices/1", plain((value, [part]) => indexes(value, part as Value))],
  [
    "index/1",
    plain((value, [part]) => ((found) => (isArray(found) ? (found[0] ?? null) : null))(indexes(value, part as Value))),
  ],
  [
    "rindex/1",
    plain((value, [part]) =>
      ((found) => (isArray(found) ? (found.at(-1) ?? null) : null))(indexes(value, part as Value)),
    ),
  ],
  [
    "flatten/1",
    plain((value, [depth]) =>
      Number(depth) < 0
        ? jqFail("flatten depth must not be negative")
        : flatten(isObject(value) ? [...value.values()] : listIn(value, "flattened"), Number(depth)),
    ),
  ],
  ["format/1", plain((value, [name]) => formatted(`@${String(name)}`, value))],
  ["tojson/0", plain((value) => writeJson(value))],
  ["infinite/0", plain(() => Number.POSITIVE_INFINITY)],
  ["nan/0", plain(() => Number.NaN)],
  ["null/0", plain(() => null)],
  ["true/0", plain(() => true)],
  ["false/0", plain(() => false)],
  ["input_line_number/0", plain((_value, _args, { place }) => place.line)],
  ["bsearch/1", plain((value, [wanted]) => bsearch(listIn(value, "searched"), wanted as Value))],
];

function bsearch(items: readonly Value[], wanted: Value): number {
  const at = items.findIndex((item) => compare(item, wanted) >= 0);
  if (at >= 0 && isEqual(items[at] as Value, wanted)) return at;
  return -1 - (at < 0 ? items.length : at);
}

export const NATIVE: ReadonlyMap<string, Native> = new Map<string, Native>([
  ...ONE.map(([name, body]) => [`${name}/0`, plain((value, _args, world) => body(value, world))] as const),
  ...MORE,
  ...STREAMS,
  ...MATHS.map(([name, body]) => [name, plain(body)] as const),
  ...MATCHING.map(([name, body]) => [name, body] as const),
  ...DATES.map(([name, body]) => [name, plain(body)] as const),
]);
