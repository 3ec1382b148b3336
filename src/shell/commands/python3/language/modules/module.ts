/** A module as an object: its functions, types and constants. */
import { type PyFunction, PyObject, PyType, type Value } from "../values.ts";

const MODULE = new PyType("module");

export function moduleOf(
  name: string,
  functions: readonly PyFunction[],
  others: Iterable<readonly [string, Value]> = [],
): PyObject {
  return new PyObject(MODULE, [
    ["__name__", name],
    ["__repr__", `<module '${name}'>`],
    ...functions.map((one) => [one.name, one] as const),
    ...others,
  ]);
}

/** A type of the library with its methods, whose objects are made here. */
export function typeWith(name: string, module: string, methods: readonly PyFunction[]): PyType {
  const type = new PyType(name, { module });
  for (const method of methods) type.attributes.set(method.name, method);
  return type;
}
