/** Methods of lists, tuples, dictionaries and sets. Models: CPython 3.11 Objects/listobject.c, dictobject.c, setobject.c */

import { raised } from "../errors.ts";
import { hashable } from "../hashable.ts";
import { type Given, native, waiting, whole } from "../native.ts";
import { itemsOf } from "../operators.ts";
import { sortedItems } from "../sorting.ts";
import { repr } from "../text.ts";
import { isSame, isTrue, PyDict, type PyFunction, PyList, PySet, PyTuple, type Value } from "../values.ts";

function list({ self }: Given): Value[] {
  return (self as PyList).items;
}

function indexOf(items: readonly Value[], value: Value, words: string): bigint {
  const at = items.findIndex((item) => isSame(item, value));
  if (at < 0) throw raised("ValueError", words);
  return BigInt(at);
}

export const LIST_METHODS: readonly PyFunction[] = [
  native("append", "self object", (given) => {
    list(given).push(given.object ?? null);
    return null;
  }),
  native("extend", "self iterable", (given) => {
    list(given).push(...itemsOf(given.iterable ?? null));
    return null;
  }),
  native("insert", "self index object", (given) => {
    list(given).splice(whole(given.index, 0), 0, given.object ?? null);
    return null;
  }),
  native("pop", "self index?", (given) => {
    const items = list(given);
    if (items.length === 0) throw raised("IndexError", "pop from empty list");
    const at = whole(given.index, -1);
    const index = at < 0 ? at + items.length : at;
    if (index < 0 || index >= items.length) throw raised("IndexError", "pop index out of range");
    return items.splice(index, 1)[0] as Value;
  }),
  native("remove", "self value", (given) => {
    list(given).splice(Number(indexOf(list(given), given.value ?? null, "list.remove(x): x not in list")), 1);
    return null;
  }),
  native("clear", "self", (given) => {
    list(given).length = 0;
    return null;
  }),
  native("copy", "self", (given) => new PyList([...list(given)])),
  native("reverse", "self", (given) => {
    list(given).reverse();
    return null;
  }),
  native("index", "self value", (given) =>
    indexOf(list(given), given.value ?? null, `${repr(given.value ?? null)} is not in list`),
  ),
  native("count", "self value", (given) =>
    BigInt(list(given).filter((item) => isSame(item, given.value ?? null)).length),
  ),
  waiting("sort", "self key? reverse?", function* (run, { self, key = null, reverse = false }) {
    const own = self as PyList;
    own.items = yield* sortedItems(run, own.items, { key, isReverse: isTrue(reverse) });
    return null;
  }),
];

export const TUPLE_METHODS: readonly PyFunction[] = [
  native("index", "self value", ({ self, value = null }) =>
    indexOf((self as PyTuple).items, value, "tuple.index(x): x not in tuple"),
  ),
  native("count", "self value", ({ self, value = null }) =>
    BigInt((self as PyTuple).items.filter((item) => isSame(item, value)).length),
  ),
];

function pairs({ self }: Given): [Value, Value][] {
  return [...(self as PyDict).entries.values()];
}

/** What keys(), values() and items() give is shown by its own name. */
function view(name: string, items: Value[]): Value {
  return new PyList(items, name);
}

export const DICT_METHODS: readonly PyFunction[] = [
  native("keys", "self", (given) =>
    view(
      "dict_keys",
      pairs(given).map(([key]) => key),
    ),
  ),
  native("values", "self", (given) =>
    view(
      "dict_values",
      pairs(given).map(([, value]) => value),
    ),
  ),
  native("items", "self", (given) =>
    view(
      "dict_items",
      pairs(given).map((pair) => new PyTuple(pair)),
    ),
  ),
  native(
    "get",
    "self key default?",
    ({ self, key = null, default: otherwise = null }) => (self as PyDict).get(hashable(key)) ?? otherwise,
  ),
  native("pop", "self key default?", ({ self, key = null, default: otherwise }) => {
    const dict = self as PyDict;
    const found = dict.get(key) ?? otherwise;
    if (found === undefined) throw raised("KeyError", key);
    dict.delete(key);
    return found;
  }),
  native("setdefault", "self key default?", ({ self, key = null, default: otherwise = null }) => {
    const dict = self as PyDict;
    const found = dict.get(key);
    if (found === undefined) dict.set(hashable(key), otherwise);
    return found ?? otherwise;
  }),
  native("update", "self other?", ({ self, other = null }) => {
    const dict = self as PyDict;
    if (other instanceof PyDict) for (const [key, value] of other.entries.values()) dict.set(key, value);
    else if (other !== null)
      for (const pair of itemsOf(other)) {
        const [key = null, value = null] = itemsOf(pair);
        dict.set(hashable(key), value);
      }
    return null;
  }),
  native("copy", "self", (given) => PyDict.of(pairs(given))),
  native("clear", "self", ({ self }) => {
    (self as PyDict).entries.clear();
    return null;
  }),
  native("popitem", "self", (given) => {
    const last = pairs(given).at(-1);
    if (last === undefined) throw raised("KeyError", "popitem(): dictionary is empty");
    (given.self as PyDict).delete(last[0]);
    return new PyTuple(last);
  }),
];

function set({ self }: Given): PySet {
  return self as PySet;
}

export const SET_METHODS: readonly PyFunction[] = [
  native("add", "self item", (given) => {
    set(given).add(hashable(given.item ?? null));
    return null;
  }),
  native("discard", "self item", (given) => {
    set(given).remove(given.item ?? null);
    return null;
  }),
  native("remove", "self item", (given) => {
    if (!set(given).remove(given.item ?? null)) throw raised("KeyError", given.item ?? null);
    return null;
  }),
  native("update", "self other", (given) => {
    for (const item of itemsOf(given.other ?? null)) set(given).add(hashable(item));
    return null;
  }),
  native(
    "union",
    "self other",
    (given) => new PySet([...set(given).members.values(), ...itemsOf(given.other ?? null)]),
  ),
  native("intersection", "self other", (given) => {
    const other = new PySet(itemsOf(given.other ?? null));
    return new PySet([...set(given).members].filter(([key]) => other.members.has(key)).map(([, value]) => value));
  }),
  native("difference", "self other", (given) => {
    const other = new PySet(itemsOf(given.other ?? null));
    return new PySet([...set(given).members].filter(([key]) => !other.members.has(key)).map(([, value]) => value));
  }),
  native("copy", "self", (given) => new PySet(set(given).members.values())),
];
