/**
 * A running Python: what calls functions, finds attributes and keeps the modules.
 *
 * Models: CPython 3.11 Python/ceval.c, Objects/typeobject.c
 * SIMPLIFIED: no generators of the program's own, no properties, no operators defined by classes; calls go 300 deep.
 * SIMPLIFIED: a class's own `__str__` is asked where a value is printed, and not inside of a list.
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Process } from "../../../../sim/os/process.ts";
import { exception, exceptionType, raised } from "./errors.ts";
import { methodOf } from "./methods/methods.ts";
import { unknownAttribute } from "./suggest.ts";
import { raisedFor } from "./system-errors.ts";
import { repr, str } from "./text.ts";
import { typeOf } from "./types.ts";
import {
  type Frame,
  type Keywords,
  PyFunction,
  PyMethod,
  PyObject,
  PyType,
  type Raised,
  typeName,
  type Value,
} from "./values.ts";

/** Python's own is 1000; ours stays within the page's stack. */
const MAX_DEPTH = 300;

export class Interpreter {
  readonly process: Process;
  readonly modules = new Map<string, PyObject>();
  readonly argv: readonly string[];
  #depth = 0;

  /** The file of the program, as a traceback names it. */
  readonly file: string;
  /** Lines of the program, where a traceback shows them. */
  readonly lines: readonly string[] | null;

  constructor(
    process: Process,
    options: { readonly argv: readonly string[]; readonly file: string; readonly lines: readonly string[] | null },
  ) {
    this.process = process;
    this.argv = options.argv;
    this.file = options.file;
    this.lines = options.lines;
  }

  frame(line: number, scope: string): Frame {
    const shown = this.lines?.[line - 1]?.trim();
    return { file: this.file, line, scope, ...(shown === undefined ? {} : { shown: `    ${shown}` }) };
  }

  *call(callee: Value, args: readonly Value[], keywords: Keywords = new Map()): Run<Value> {
    if (callee instanceof PyMethod) return yield* this.call(callee.call, [callee.self, ...args], keywords);
    if (callee instanceof PyType) return yield* this.#make(callee, args, keywords);
    if (!(callee instanceof PyFunction)) {
      const own = callee instanceof PyObject ? callee.type.find("__call__") : undefined;
      if (own === undefined) throw raised("TypeError", `'${typeName(callee)}' object is not callable`);
      return yield* this.call(own, [callee, ...args], keywords);
    }
    if (this.#depth >= MAX_DEPTH) throw raised("RecursionError", "maximum recursion depth exceeded");
    this.#depth++;
    try {
      return yield* callee.body(this, args, keywords);
    } catch (error) {
      throw raisedFor(error) ?? error;
    } finally {
      this.#depth--;
    }
  }

  *#make(type: PyType, args: readonly Value[], keywords: Keywords): Run<Value> {
    if (type.make !== null) return yield* type.make(this, args, keywords);
    const made = type.isA(exceptionType("BaseException")) ? this.#exception(type, args) : new PyObject(type);
    const prepare = type.find("__init__");
    if (prepare !== undefined) yield* this.call(prepare, [made, ...args], keywords);
    else if (args.length > 0 && !type.isA(exceptionType("BaseException")))
      throw raised("TypeError", `${type.name}() takes no arguments`);
    return made;
  }

  #exception(type: PyType, args: readonly Value[]): PyObject {
    const made = exception(type, args);
    if (type.name === "SystemExit") made.attributes.set("code", args[0] ?? null);
    if (type.isA(exceptionType("OSError")) && args.length >= 2) {
      made.attributes.set("errno", args[0] as Value);
      made.attributes.set("strerror", args[1] as Value);
    }
    return made;
  }

  attribute(of: Value, name: string): Value {
    const found = this.findAttribute(of, name);
    if (found !== undefined) return found;
    if (of instanceof PyObject && of.type.name === "module") {
      const module = String(of.attributes.get("__name__"));
      throw unknownAttribute(
        `module ${module}`,
        name,
        `module '${module}' has no attribute '${name}'`,
        of.attributes.keys(),
      );
    }
    if (of instanceof PyType)
      throw unknownAttribute(of.name, name, `type object '${of.name}' has no attribute '${name}'`);
    const own = of instanceof PyObject ? of.attributes.keys() : [];
    const what = of instanceof PyObject ? of.type.fullName : typeName(of);
    throw unknownAttribute(what, name, `'${typeName(of)}' object has no attribute '${name}'`, own);
  }

  /** As `print` shows it: by the program's own `__str__`, where its class has one. */
  *str(value: Value): Run<string> {
    return yield* this.#shown(value, ["__str__", "__repr__"], str);
  }

  *repr(value: Value): Run<string> {
    return yield* this.#shown(value, ["__repr__"], repr);
  }

  *#shown(value: Value, names: readonly string[], otherwise: (value: Value) => string): Run<string> {
    if (!(value instanceof PyObject)) return otherwise(value);
    for (const name of names) {
      const own = value.type.find(name);
      if (own !== undefined) return otherwise(yield* this.call(own, [value]));
    }
    return otherwise(value);
  }

  findAttribute(of: Value, name: string): Value | undefined {
    if (of instanceof PyObject) {
      const own = of.attributes.get(name);
      if (own !== undefined) return own;
      if (name === "__class__") return of.type;
      const shared = of.type.find(name);
      return shared instanceof PyFunction ? new PyMethod(of, shared) : shared;
    }
    if (name === "__class__") return of instanceof PyType ? typeOf("type") : typeOf(typeName(of));
    if (of instanceof PyType) {
      if (name === "__name__") return of.name;
      return of.find(name) ?? methodOf(of.name, name);
    }
    if (name === "__name__" && of instanceof PyFunction) return of.name;
    const method = methodOf(typeName(of), name);
    return method === undefined ? undefined : new PyMethod(of, method);
  }

  setAttribute(of: Value, name: string, value: Value): void {
    if (of instanceof PyObject || of instanceof PyType) of.attributes.set(name, value);
    else throw raised("AttributeError", `'${typeName(of)}' object has no attribute '${name}'`);
  }

  /** Does an `except` that names this take what was raised? */
  catches(wanted: Value, error: Raised): boolean {
    return wanted instanceof PyType && error.exception.type.isA(wanted);
  }
}
