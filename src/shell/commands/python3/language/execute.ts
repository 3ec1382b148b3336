/**
 * Statements at work.
 *
 * Models: CPython 3.11 Python/ceval.c
 * SIMPLIFIED: a list that is gone through is gone through as it was when the loop began.
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Block, Expression, Statement } from "./ast.ts";
import { raised } from "./errors.ts";
import { assign, evaluate, functionOf } from "./evaluate.ts";
import type { Interpreter } from "./interpreter.ts";
import { importModule } from "./modules/modules.ts";
import { notSimulated } from "./not-simulated.ts";
import { binary, indexIn, itemsOf } from "./operators.ts";
import { Scope } from "./scope.ts";
import { namesOf } from "./suggest.ts";
import { raisedFor } from "./system-errors.ts";
import { isTrue, PyDict, PyList, PyObject, PyTuple, PyType, Raised, typeName, type Value } from "./values.ts";

/** How a block was left, when not by its end. */
type Left = null | "break" | "continue" | { readonly value: Value };

/** Runs a block; `shows` is told what expressions come to, as the prompt's lines do. */
export function* execute(run: Interpreter, scope: Scope, block: Block): Run<Left> {
  for (const statement of block) {
    scope.line = statement.line;
    yield* run.process.charge(2);
    const left = yield* one(run, scope, statement);
    if (left !== null) return left;
  }
  return null;
}

function* one(run: Interpreter, scope: Scope, node: Statement): Run<Left> {
  switch (node.kind) {
    case "expression":
      yield* evaluate(run, scope, node.value);
      return null;
    case "assign": {
      const value = yield* evaluate(run, scope, node.value);
      for (const target of node.targets) yield* assign(run, scope, target, value);
      return null;
    }
    case "augment": {
      const before = yield* evaluate(run, scope, node.target);
      const value = yield* evaluate(run, scope, node.value);
      if (before instanceof PyList && node.operator === "+") before.items.push(...itemsOf(value));
      else yield* assign(run, scope, node.target, binary(node.operator, before, value));
      return null;
    }
    case "if":
      return yield* execute(run, scope, isTrue(yield* evaluate(run, scope, node.when)) ? node.body : node.otherwise);
    case "while":
    case "for":
      return yield* loop(run, scope, node);
    case "try":
      return yield* attempt(run, scope, node);
    case "with":
      return yield* within(run, scope, node);
    case "return":
      return { value: node.value === null ? null : yield* evaluate(run, scope, node.value) };
    case "raise":
      throw yield* raising(run, scope, node);
    case "break":
    case "continue":
      return node.kind;
    default:
      yield* declare(run, scope, node);
      return null;
  }
}

function* declare(run: Interpreter, scope: Scope, node: Statement): Run<void> {
  switch (node.kind) {
    case "import":
      for (const [module, name] of node.names) {
        const found = importModule(run, module);
        const top = module.split(".")[0] as string;
        scope.set(name ?? top, name === null ? importModule(run, top) : found);
      }
      return;
    case "from":
      return importNames(run, scope, node);
    case "def": {
      const { name, parameters, body } = node;
      const made = yield* functionOf(run, scope, { name, parameters }, (inner) => calling(run, inner, body));
      scope.set(name, made);
      return;
    }
    case "class":
      return yield* classOf(run, scope, node);
    case "assert":
      if (isTrue(yield* evaluate(run, scope, node.when))) return;
      throw raised("AssertionError", ...(node.message === null ? [] : [yield* evaluate(run, scope, node.message)]));
    case "delete":
      for (const target of node.targets) yield* remove(run, scope, target);
      return;
    case "global":
      for (const name of node.names) scope.outer.add(name);
  }
}

/** The trace learns of a scope once, however often it is raised again there. */
export function noteFrame(run: Interpreter, scope: Scope, error: Raised): void {
  if (error.caughtIn !== scope) error.trace.push(run.frame(scope.line, scope.name));
}

/** A function's body; what is raised in it takes a note of where. */
function* calling(run: Interpreter, scope: Scope, body: Block): Run<Value> {
  try {
    const left = yield* execute(run, scope, body);
    return left !== null && typeof left === "object" ? left.value : null;
  } catch (error) {
    if (error instanceof Raised) noteFrame(run, scope, error);
    throw error;
  }
}

function* classOf(run: Interpreter, scope: Scope, node: Extract<Statement, { kind: "class" }>): Run<void> {
  const bases: PyType[] = [];
  for (const base of node.bases) {
    const found = yield* evaluate(run, scope, base);
    if (found instanceof PyType) bases.push(found);
  }
  const made = new PyType(node.name, { module: "__main__", bases });
  const inner = new Scope(node.name, scope);
  yield* execute(run, inner, node.body);
  for (const [name, value] of inner.names) {
    if (/^__\w+__$/.test(name) && !KNOWN_SPECIAL.has(name)) throw notSimulated(`a class with ${name}`);
    made.attributes.set(name, value);
  }
  scope.set(node.name, made);
}

const KNOWN_SPECIAL = new Set(
  "__init__ __str__ __repr__ __call__ __enter__ __exit__ __getitem__ __next__ __doc__".split(" "),
);

function importNames(run: Interpreter, scope: Scope, { module, names }: Extract<Statement, { kind: "from" }>): void {
  const found = importModule(run, module);
  for (const [name, as] of names) {
    if (name === "*") for (const [own, value] of found.attributes) if (!own.startsWith("_")) scope.set(own, value);
    if (name === "*") continue;
    const value = found.attributes.get(name);
    if (value === undefined) {
      if (namesOf(`module ${module}`).includes(name)) throw notSimulated(`${module}.${name}`);
      const file = `/usr/local/lib/python3.11/${module.replaceAll(".", "/")}${module === "json" ? "/__init__" : ""}.py`;
      const where = module === "sys" || module === "time" ? "unknown location" : file;
      throw raised("ImportError", `cannot import name '${name}' from '${module}' (${where})`);
    }
    scope.set(as ?? name, value);
  }
}

function* loop(run: Interpreter, scope: Scope, node: Extract<Statement, { kind: "while" | "for" | "if" }>): Run<Left> {
  const items = node.kind === "for" ? stream(run, yield* evaluate(run, scope, node.over)) : null;
  for (;;) {
    yield* run.process.charge(1);
    if (node.kind === "for") {
      const next = yield* (items as () => Run<{ value: Value } | null>)();
      if (next === null) break;
      yield* assign(run, scope, node.target, next.value);
    } else if (!isTrue(yield* evaluate(run, scope, node.when))) break;
    const left = yield* execute(run, scope, node.body);
    if (left === "break") return null;
    if (left !== null && left !== "continue") return left;
  }
  return yield* execute(run, scope, node.otherwise);
}

/** What a `for` goes through: a value's items, or what an object gives from line to line. */
function stream(run: Interpreter, over: Value): () => Run<{ value: Value } | null> {
  const next = over instanceof PyObject ? run.findAttribute(over, "__next__") : undefined;
  if (next !== undefined)
    return function* () {
      try {
        return { value: yield* run.call(next, []) };
      } catch (error) {
        if (error instanceof Raised && error.exception.type.name === "StopIteration") return null;
        throw error;
      }
    };
  const items = itemsOf(over)[Symbol.iterator]();
  // biome-ignore lint/correctness/useYield: an object's lines may have to be waited for; these need not.
  return function* () {
    const step = items.next();
    return step.done === true ? null : { value: step.value };
  };
}

function* attempt(run: Interpreter, scope: Scope, node: Extract<Statement, { kind: "try" }>): Run<Left> {
  let left: Left;
  try {
    left = yield* handling(run, scope, node);
  } catch (error) {
    if (node.last.length > 0 && (error instanceof Raised || raisedFor(error) !== null)) {
      const instead = yield* execute(run, scope, node.last);
      if (instead !== null) return instead;
    }
    throw error;
  }
  return (yield* execute(run, scope, node.last)) ?? left;
}

function* handling(run: Interpreter, scope: Scope, node: Extract<Statement, { kind: "try" }>): Run<Left> {
  try {
    const left = yield* execute(run, scope, node.body);
    if (left !== null) return left;
  } catch (error) {
    const own = error instanceof Raised ? error : raisedFor(error);
    if (own === null) throw error;
    for (const { types, name, body } of node.handlers) {
      if (types !== null && !takes(run, yield* evaluate(run, scope, types), own)) continue;
      noteFrame(run, scope, own);
      own.caughtIn = scope;
      if (name !== null) scope.set(name, own.exception);
      scope.handled = own;
      try {
        return yield* execute(run, scope, body);
      } catch (error) {
        const next = error instanceof Raised ? error : raisedFor(error);
        if (next !== null && next !== own) next.context ??= own;
        throw next ?? error;
      } finally {
        scope.handled = null;
        if (name !== null) scope.delete(name);
      }
    }
    throw own;
  }
  return yield* execute(run, scope, node.otherwise);
}

function takes(run: Interpreter, wanted: Value, error: Raised): boolean {
  return wanted instanceof PyTuple ? wanted.items.some((type) => run.catches(type, error)) : run.catches(wanted, error);
}

function* within(run: Interpreter, scope: Scope, { items, body }: Extract<Statement, { kind: "with" }>): Run<Left> {
  const [first, ...rest] = items;
  if (first === undefined) return yield* execute(run, scope, body);
  const manager = yield* evaluate(run, scope, first[0]);
  const enter = run.findAttribute(manager, "__enter__");
  const leave = run.findAttribute(manager, "__exit__");
  if (enter === undefined || leave === undefined)
    throw raised("TypeError", `'${typeName(manager)}' object does not support the context manager protocol`);
  const entered = yield* run.call(enter, []);
  if (first[1] !== null) yield* assign(run, scope, first[1], entered);
  try {
    return yield* within(run, scope, { line: 0, kind: "with", items: rest, body });
  } finally {
    yield* run.call(leave, [null, null, null]);
  }
}

function* raising(run: Interpreter, scope: Scope, { value, cause }: Extract<Statement, { kind: "raise" }>): Run<Error> {
  if (value === null) return scope.handled ?? raised("RuntimeError", "No active exception to reraise");
  const found = yield* evaluate(run, scope, value);
  const made = found instanceof PyType ? yield* run.call(found, []) : found;
  if (made instanceof PyObject && made.attributes.has("args")) {
    const error = new Raised(made);
    const from = cause === null ? null : yield* evaluate(run, scope, cause);
    if (cause !== null) error.cause = from instanceof PyObject ? causeOf(scope, from) : "none";
    return error;
  }
  return raised("TypeError", "exceptions must derive from BaseException");
}

/** With the way that it came, when it is the one that is being handled. */
function causeOf(scope: Scope, from: PyObject): Raised {
  return scope.handled instanceof Raised && scope.handled.exception === from ? scope.handled : new Raised(from);
}

function* remove(run: Interpreter, scope: Scope, target: Expression): Run<void> {
  if (target.kind === "name") {
    if (!scope.delete(target.name)) throw raised("NameError", `name '${target.name}' is not defined`);
  } else if (target.kind === "index") {
    const container = yield* evaluate(run, scope, target.of);
    const at = yield* evaluate(run, scope, target.at);
    if (container instanceof PyDict) {
      if (container.get(at) === undefined) throw raised("KeyError", at);
      container.delete(at);
    } else if (container instanceof PyList) container.items.splice(indexIn(container.items.length, at, container), 1);
    else throw raised("TypeError", `'${typeName(container)}' object doesn't support item deletion`);
  }
}
