/** What values can be asked to do, by the name of their type. */
import type { PyFunction } from "../values.ts";
import { BYTES_METHODS, NUMBER_METHODS } from "./bytes.ts";
import { DICT_METHODS, LIST_METHODS, SET_METHODS, TUPLE_METHODS } from "./containers.ts";
import { TEXT_METHODS } from "./text.ts";

const METHODS = new Map<string, ReadonlyMap<string, PyFunction>>(
  Object.entries({
    str: TEXT_METHODS,
    bytes: BYTES_METHODS,
    list: LIST_METHODS,
    tuple: TUPLE_METHODS,
    dict: DICT_METHODS,
    set: SET_METHODS,
    int: NUMBER_METHODS,
    bool: NUMBER_METHODS,
    float: NUMBER_METHODS,
  }).map(([name, list]) => [name, new Map(list.map((method) => [method.name, method]))]),
);

export function methodOf(type: string, name: string): PyFunction | undefined {
  return METHODS.get(type)?.get(name);
}
