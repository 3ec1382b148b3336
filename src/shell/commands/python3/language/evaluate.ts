/** Expressions at work. Models: CPython 3.11 Python/ceval.c */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Argument, Clause, Expression, FormatPart, Parameter } from "./ast.ts";
import { BUILTINS } from "./builtins.ts";
import { raised } from "./errors.ts";
import { hashable } from "./hashable.ts";
import type { Interpreter } from "./interpreter.ts";
import { binary, compare, indexIn, item, itemsOf, slice, unary } from "./operators.ts";
import { Scope } from "./scope.ts";
import { unknownName } from "./suggest.ts";
import { format, str } from "./text.ts";
import {
  isTrue,
  type Keywords,
  PyDict,
  PyFunction,
  PyIterator,
  PyList,
  PyObject,
  PySet,
  PyTuple,
  typeName,
  type Value,
} from "./values.ts";

export function* evaluate(run: Interpreter, scope: Scope, node: Expression): Run<Value> {
  const value = (inner: Expression): Run<Value> => evaluate(run, scope, inner);
  switch (node.kind) {
    case "constant":
      return node.value;
    case "name":
      return lookup(scope, node.name);
    case "list":
      return new PyList(yield* several(run, scope, node.items));
    case "tuple":
      return new PyTuple(yield* several(run, scope, node.items));
    case "set":
      return new PySet(yield* several(run, scope, node.items));
    case "dict":
      return yield* dict(run, scope, node.entries);
    case "unary": {
      const operand = yield* value(node.operand);
      return node.operator === "not" ? !isTrue(operand) : unary(node.operator, operand);
    }
    case "binary": {
      const left = yield* value(node.left);
      return binary(node.operator, left, yield* value(node.right));
    }
    case "logic": {
      const left = yield* value(node.left);
      return isTrue(left) === (node.operator === "or") ? left : yield* value(node.right);
    }
    case "compare": {
      let left = yield* value(node.first);
      for (const [operator, expression] of node.rest) {
        const right = yield* value(expression);
        if (!compare(operator, left, right)) return false;
        left = right;
      }
      return true;
    }
    case "call": {
      const callee = yield* value(node.callee);
      const { args, keywords } = yield* argumentsOf(run, scope, node.args);
      return yield* run.call(callee, args, keywords);
    }
    case "attribute":
      return run.attribute(yield* value(node.of), node.name);
    case "index":
      return yield* indexed(run, scope, node);
    case "lambda":
      return yield* functionOf(run, scope, { name: "<lambda>", parameters: node.parameters }, (inner) =>
        evaluate(run, inner, node.body),
      );
    case "choice":
      return yield* value(isTrue(yield* value(node.when)) ? node.then : node.otherwise);
    case "comprehension":
      return yield* comprehension(run, scope, node);
    case "format":
      return yield* formatted(run, scope, node.parts);
    case "walrus": {
      const found = yield* value(node.value);
      scope.set(node.name, found);
      return found;
    }
    default:
      throw raised("SyntaxError", node.kind === "slice" ? "invalid syntax" : "can't use starred expression here");
  }
}

function lookup(scope: Scope, name: string): Value {
  const found = scope.find(name) ?? BUILTINS.get(name);
  if (found === undefined) throw unknownName(scope, name);
  return found;
}

export function* several(run: Interpreter, scope: Scope, nodes: readonly Expression[]): Run<Value[]> {
  const values: Value[] = [];
  for (const node of nodes)
    if (node.kind === "starred") values.push(...itemsOf(yield* evaluate(run, scope, node.value)));
    else values.push(yield* evaluate(run, scope, node));
  return values;
}

function* dict(
  run: Interpreter,
  scope: Scope,
  entries: readonly (readonly [Expression | null, Expression])[],
): Run<Value> {
  const made = new PyDict();
  for (const [key, expression] of entries) {
    const name = key === null ? null : yield* evaluate(run, scope, key);
    const value = yield* evaluate(run, scope, expression);
    if (key !== null) made.set(hashable(name), value);
    else if (value instanceof PyDict) for (const [other, its] of value.entries.values()) made.set(other, its);
    else throw raised("TypeError", `'${typeName(value)}' object is not a mapping`);
  }
  return made;
}

function* argumentsOf(
  run: Interpreter,
  scope: Scope,
  given: readonly Argument[],
): Run<{ args: Value[]; keywords: Keywords }> {
  const args: Value[] = [];
  const keywords = new Map<string, Value>();
  for (const { name, stars, value } of given) {
    const found = yield* evaluate(run, scope, value);
    if (name !== null) keywords.set(name, found);
    else if (stars === 1) args.push(...itemsOf(found));
    else if (stars === 2 && found instanceof PyDict)
      for (const [key, own] of found.entries.values()) keywords.set(str(key), own);
    else args.push(found);
  }
  return { args, keywords };
}

function* indexed(run: Interpreter, scope: Scope, { of, at }: Extract<Expression, { kind: "index" }>): Run<Value> {
  const container = yield* evaluate(run, scope, of);
  if (at.kind === "slice") {
    const end = function* (node: Expression | null): Run<Value> {
      return node === null ? null : yield* evaluate(run, scope, node);
    };
    return slice(container, { from: yield* end(at.from), to: yield* end(at.to), step: yield* end(at.step) });
  }
  const index = yield* evaluate(run, scope, at);
  const own = container instanceof PyObject ? run.findAttribute(container, "__getitem__") : undefined;
  return own === undefined ? item(container, index) : yield* run.call(own, [index]);
}

/** Defaults are worked out now, the body when it is called. */
export function* functionOf(
  run: Interpreter,
  scope: Scope,
  { name, parameters }: { readonly name: string; readonly parameters: readonly Parameter[] },
  body: (inner: Scope) => Run<Value>,
): Run<PyFunction> {
  const fallbacks = new Map<string, Value>();
  for (const parameter of parameters)
    if (parameter.fallback !== null) fallbacks.set(parameter.name, yield* evaluate(run, scope, parameter.fallback));
  const call = function* (_: Interpreter, args: readonly Value[], keywords: Keywords): Run<Value> {
    return yield* body(new Scope(name, scope, bound({ name, parameters, fallbacks }, args, keywords)));
  };
  return new PyFunction(name, call, false);
}

interface Signature {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly fallbacks: ReadonlyMap<string, Value>;
}

function bound(
  { name, parameters, fallbacks }: Signature,
  args: readonly Value[],
  keywords: Keywords,
): Map<string, Value> {
  const names = new Map<string, Value>();
  const left = [...args];
  const named = new Map(keywords);
  const missing: string[] = [];
  for (const parameter of parameters) {
    const own = parameter.name;
    if (parameter.stars === 1) names.set(own, new PyTuple(left.splice(0)));
    else if (parameter.stars === 2) {
      names.set(own, PyDict.of(named));
      named.clear();
    } else if (left.length > 0) {
      names.set(own, left.shift() as Value);
      if (named.has(own)) throw raised("TypeError", `${name}() got multiple values for argument '${own}'`);
    } else if (named.has(own)) {
      names.set(own, named.get(own) as Value);
      named.delete(own);
    } else if (fallbacks.has(own)) names.set(own, fallbacks.get(own) as Value);
    else missing.push(own);
  }
  const [odd] = named.keys();
  if (odd !== undefined) throw raised("TypeError", `${name}() got an unexpected keyword argument '${odd}'`);
  if (left.length > 0) {
    const count = parameters.length;
    throw raised(
      "TypeError",
      `${name}() takes ${count} positional argument${count === 1 ? "" : "s"} but ${args.length} ${args.length === 1 ? "was" : "were"} given`,
    );
  }
  if (missing.length > 0) {
    const shown = missing.map((own) => `'${own}'`);
    const list = shown.length < 3 ? shown.join(" and ") : `${shown.slice(0, -1).join(", ")}, and ${shown.at(-1)}`;
    throw raised(
      "TypeError",
      `${name}() missing ${missing.length} required positional argument${missing.length === 1 ? "" : "s"}: ${list}`,
    );
  }
  return names;
}

function* comprehension(
  run: Interpreter,
  scope: Scope,
  { makes, key, element, clauses }: Extract<Expression, { kind: "comprehension" }>,
): Run<Value> {
  const inner = new Scope(scope.name, scope);
  const pairs: [Value, Value][] = [];
  const go = function* ([clause, ...rest]: readonly Clause[]): Run<void> {
    if (clause === undefined) {
      const name = key === null ? null : yield* evaluate(run, inner, key);
      pairs.push([name, yield* evaluate(run, inner, element)]);
      return;
    }
    for (const value of itemsOf(yield* evaluate(run, inner, clause.over))) {
      yield* run.process.charge(1);
      yield* assign(run, inner, clause.target, value);
      let fits = true;
      for (const condition of clause.conditions) fits = fits && isTrue(yield* evaluate(run, inner, condition));
      if (fits) yield* go(rest);
    }
  };
  yield* go(clauses);
  const values = pairs.map(([, value]) => value);
  if (makes === "generator") return new PyIterator("generator", values);
  return makes === "dict" ? PyDict.of(pairs) : makes === "set" ? new PySet(values) : new PyList(values);
}

function* formatted(run: Interpreter, scope: Scope, parts: readonly (string | FormatPart)[]): Run<string> {
  let text = "";
  for (const part of parts) {
    if (typeof part === "string") {
      text += part;
      continue;
    }
    const value = yield* evaluate(run, scope, part.value);
    const spec = yield* formatted(run, scope, part.spec);
    if (part.conversion === "r" || part.conversion === "a") text += format(yield* run.repr(value), spec);
    else if (part.conversion === "s" || spec === "") text += format(yield* run.str(value), spec);
    else text += format(value, spec);
  }
  return text;
}

/** Gives a value to a name, a place in a container, or the parts of it to several. */
export function* assign(run: Interpreter, scope: Scope, target: Expression, value: Value): Run<void> {
  switch (target.kind) {
    case "name":
      scope.set(target.name, value);
      return;
    case "attribute":
      run.setAttribute(yield* evaluate(run, scope, target.of), target.name, value);
      return;
    case "index":
      return setItem(yield* evaluate(run, scope, target.of), yield* evaluate(run, scope, target.at), value);
    case "list":
    case "tuple":
      return yield* unpack(
        run,
        scope,
        target.items,
        itemsOf(value, `cannot unpack non-iterable ${typeName(value)} object`),
      );
    default:
      throw raised("SyntaxError", "cannot assign to expression");
  }
}

function setItem(container: Value, at: Value, value: Value): void {
  if (container instanceof PyDict) container.set(hashable(at), value);
  else if (container instanceof PyList) {
    const index = indexIn(container.items.length, at, container);
    if (index < 0 || index >= container.items.length) throw raised("IndexError", "list assignment index out of range");
    container.items[index] = value;
  } else throw raised("TypeError", `'${typeName(container)}' object does not support item assignment`);
}

function* unpack(run: Interpreter, scope: Scope, targets: readonly Expression[], values: readonly Value[]): Run<void> {
  const star = targets.findIndex(({ kind }) => kind === "starred");
  const wanted = star < 0 ? targets.length : targets.length - 1;
  if (values.length < wanted)
    throw raised(
      "ValueError",
      `not enough values to unpack (expected ${star < 0 ? "" : "at least "}${wanted}, got ${values.length})`,
    );
  if (star < 0 && values.length > wanted) throw raised("ValueError", `too many values to unpack (expected ${wanted})`);
  const extra = values.length - wanted;
  for (const [i, target] of targets.entries()) {
    if (target.kind === "starred") yield* assign(run, scope, target.value, new PyList(values.slice(i, i + extra)));
    else yield* assign(run, scope, target, values[star >= 0 && i > star ? i + extra - 1 : i] as Value);
  }
}
