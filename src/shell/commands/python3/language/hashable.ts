/** What may be a key. Models: CPython 3.11 Objects/object.c PyObject_HashNotImplemented */
import { raised } from "./errors.ts";
import { PyDict, PyList, PySet, typeName, type Value } from "./values.ts";

export function hashable(value: Value): Value {
  if (value instanceof PyList || value instanceof PyDict || value instanceof PySet)
    throw raised("TypeError", `unhashable type: '${typeName(value)}'`);
  return value;
}
