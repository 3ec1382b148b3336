/** Functions that take filters, or give any number of values: path, range, sort_by, input… Models: jq 1.6 src/builtin.c, execute.c */
import { type Closure, type JqWorld, pay } from "./environment.ts";
import { closureValues, run, type Spot } from "./evaluate.ts";
import { combinations, ending, Halt, listIn, made, type Native } from "./native.ts";
import { listOf, valueAt } from "./paths.ts";
import { compare, isArray, isEqual, JqError, jqFail, type Value } from "./value.ts";
import { writeJson } from "./write-json.ts";

/** The items with what a filter makes of them, in order. */
function keyed(items: readonly Value[], by: Closure): { item: Value; key: Value }[] {
  return items
    .map((item) => ({ item, key: [...closureValues(by, item)] as Value }))
    .sort((a, b) => compare(a.key, b.key));
}

function groups(items: readonly Value[], by: Closure): Value[][] {
  const all: { key: Value; items: Value[] }[] = [];
  for (const { item, key } of keyed(items, by)) {
    const last = all.at(-1);
    if (last !== undefined && isEqual(last.key, key)) last.items.push(item);
    else all.push({ key, items: [item] });
  }
  return all.map((group) => group.items);
}

export function pathIn(value: Value): readonly Value[] {
  return isArray(value) ? value : jqFail("Path must be specified as an array");
}

function range(from: Value, to: Value, by: Value): Generator<number, void, void> {
  if (typeof from !== "number" || typeof to !== "number" || typeof by !== "number")
    return jqFail("Range bounds must be numeric");
  return (function* () {
    if (by > 0) for (let at = from; at < to; at += by) yield at;
    else if (by < 0) for (let at = from; at > to; at += by) yield at;
  })();
}

function ranged(read: (values: readonly Value[]) => readonly [Value, Value, Value]): Native {
  return function* (args, scope, input) {
    for (const values of combinations(args, input.value))
      for (const at of range(...read(values))) {
        pay(scope.world);
        yield made(input, at);
      }
  };
}

function nextOf(world: JqWorld): Value {
  const next = world.nextInput();
  return next === undefined ? jqFail("break") : next;
}

export const STREAMS: readonly (readonly [string, Native])[] = [
  ["empty/0", function* () {}],
  [
    "error/0",
    ending((_args, value) => {
      throw new JqError(value);
    }),
  ],
  [
    "path/1",
    function* ([filter], _scope, input) {
      const { body, scope } = filter as Closure;
      for (const { value, path } of run(body, scope, { value: input.value, path: null })) {
        if (path === "none" || path === undefined)
          jqFail(`Invalid path expression with result ${writeJson(value).slice(0, 11)}`);
        else yield made(input, listOf(path));
      }
    },
  ],
  [
    "getpath/1",
    function* ([filter], _scope, input) {
      for (const list of closureValues(filter as Closure, input.value)) {
        const keys = pathIn(list);
        const value = valueAt(input.value, keys);
        const { path } = input;
        yield {
          value,
          path:
            path === undefined || path === "none"
              ? path
              : keys.reduce<Spot["path"]>((outer, key) => ({ outer: outer as null, key }), path),
        };
      }
    },
  ],
  ["range/1", ranged(([to]) => [0, to as Value, 1])],
  ["range/2", ranged(([from, to]) => [from as Value, to as Value, 1])],
  ["range/3", ranged(([from, to, by]) => [from as Value, to as Value, by as Value])],
  [
    "sort_by/1",
    function* ([by], _scope, input) {
      yield made(
        input,
        keyed(listIn(input.value, "sorted"), by as Closure).map(({ item }) => item),
      );
    },
  ],
  [
    "group_by/1",
    function* ([by], _scope, input) {
      yield made(input, groups(listIn(input.value, "grouped"), by as Closure));
    },
  ],
  [
    "unique_by/1",
    function* ([by], _scope, input) {
      yield made(
        input,
        groups(listIn(input.value, "grouped"), by as Closure).map((group) => group[0] as Value),
      );
    },
  ],
  [
    "last/1",
    function* ([filter], _scope, input) {
      const { body, scope } = filter as Closure;
      const all: Spot[] = [];
      for (const spot of run(body, scope, input)) all[0] = spot;
      yield* all;
    },
  ],
  [
    "inputs/0",
    function* (_args, { world }, input) {
      for (let next = world.nextInput(); next !== undefined; next = world.nextInput()) yield made(input, next);
    },
  ],
  [
    "input/0",
    function* (_args, { world }, input) {
      yield made(input, nextOf(world));
    },
  ],
  [
    "debug/0",
    function* (_args, { world }, input) {
      world.debug(`["DEBUG:",${writeJson(input.value)}]\n`);
      yield input;
    },
  ],
  [
    "stderr/0",
    function* (_args, { world }, input) {
      world.debug(writeJson(input.value));
      yield input;
    },
  ],
  [
    "halt/0",
    ending(() => {
      throw new Halt(0, "");
    }),
  ],
  [
    "halt_error/1",
    ending(([code], value) => {
      const [exit] = [...closureValues(code as Closure, value)];
      throw new Halt(
        Number(exit ?? 5),
        typeof value === "string"
          ? value
          : `${writeJson(value)}
`,
      );
    }),
  ],
];
