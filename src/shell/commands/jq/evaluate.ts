/**
 * What a filter makes of a value: any number of values, one after the other. While somebody asks for paths, every
 * value carries the way that led to it.
 *
 * Models: jq 1.6 src/execute.c
 * SIMPLIFIED: no modules (import, include).
 */

import { arithmetic } from "./arithmetic.ts";
import { assigned } from "./assign.ts";
import { NATIVE } from "./builtins.ts";
import { BUDGET, type Closure, findFunction, findLabel, findVariable, inner, pay, type Scope } from "./environment.ts";
import { formatted } from "./formats.ts";
import { childOf, type Path, sliceOf } from "./paths.ts";
import { matched, withAll } from "./patterns.ts";
import type { Definition, Filter } from "./syntax.ts";
import { compare, described, isArray, isObject, isTrue, JqError, jqFail, kindOf, type Value } from "./value.ts";
import { writeJson } from "./write-json.ts";

/** `path` is undefined when nobody asks; "none" for what is no place in the input. */
export interface Spot {
  readonly value: Value;
  readonly path: Path | undefined | "none";
}

export type Values = Generator<Spot, void, void>;

class Break extends Error {
  readonly mark: object;

  constructor(mark: object) {
    super("break");
    this.mark = mark;
  }
}

/** The values alone, for whoever needs no paths. */
export function* valuesOf(filter: Filter, scope: Scope, input: Value): Generator<Value, void, void> {
  for (const { value } of run(filter, scope, { value: input, path: undefined })) {
    pay(scope.world);
    yield value;
  }
}

export function* closureValues({ body, scope }: Closure, input: Value): Generator<Value, void, void> {
  yield* valuesOf(body, scope, input);
}

function madeFrom(spot: Spot, value: Value): Spot {
  return { value, path: spot.path === undefined ? undefined : "none" };
}

export function* run(filter: Filter, scope: Scope, input: Spot): Values {
  pay(scope.world);
  switch (filter.type) {
    case "identity":
      yield input;
      return;
    case "recurse":
      yield* recurse(input);
      return;
    case "literal":
      yield madeFrom(input, filter.value);
      return;
    case "pipe":
      for (const middle of run(filter.left, scope, input)) yield* run(filter.right, scope, middle);
      return;
    case "comma":
      yield* run(filter.left, scope, input);
      yield* run(filter.right, scope, input);
      return;
    case "index":
      for (const target of run(filter.target, scope, input))
        for (const key of valuesOf(filter.key, scope, input.value)) yield indexed(target, key);
      return;
    case "slice":
      yield* slices(filter, scope, input);
      return;
    case "iterate":
      for (const target of run(filter.target, scope, input)) yield* iterated(target);
      return;
    case "call":
      yield* call(filter, scope, input);
      return;
    case "if":
      for (const condition of valuesOf(filter.condition, scope, input.value))
        yield* run(isTrue(condition) ? filter.yes : filter.no, scope, input);
      return;
    case "try":
      yield* attempt(filter, scope, input);
      return;
    case "alternative":
      yield* alternative(filter, scope, input);
      return;
    case "define":
      yield* run(filter.rest, define(scope, filter.definition), input);
      return;
    case "label": {
      const mark = {};
      try {
        yield* run(filter.body, inner(scope, { type: "label", name: filter.name, mark }), input);
      } catch (error) {
        if (!(error instanceof Break) || error.mark !== mark) throw error;
      }
      return;
    }
    case "break":
      throw breakOut(scope, filter.name);
    case "bind":
      yield* bound(filter, scope, input);
      return;
    case "reduce":
      yield* reduce(filter, scope, input);
      return;
    case "foreach":
      yield* foreach(filter, scope, input);
      return;
    default:
      for (const value of made(filter, scope, input.value)) yield madeFrom(input, value);
  }
}

function breakOut(scope: Scope, name: string): JqError | Break {
  const mark = findLabel(scope, name);
  return mark === undefined ? new JqError(`$*label-${name} is not defined`) : new Break(mark);
}

/** Filters that make new values. */
function* made(filter: Filter, scope: Scope, input: Value): Generator<Value, void, void> {
  switch (filter.type) {
    case "array":
      yield filter.items === null ? [] : [...valuesOf(filter.items, scope, input)];
      return;
    case "object":
      yield* objects(filter.entries, scope, input);
      return;
    case "text":
      yield* texts(filter, scope, input);
      return;
    case "format":
      yield formatted(filter.name, input);
      return;
    case "negate":
      for (const value of valuesOf(filter.operand, scope, input))
        yield typeof value === "number" ? -value : jqFail(`${described(value)} cannot be negated`);
      return;
    case "arithmetic":
      for (const right of valuesOf(filter.right, scope, input))
        for (const left of valuesOf(filter.left, scope, input)) yield arithmetic(filter.operator, left, right);
      return;
    case "compare":
      for (const right of valuesOf(filter.right, scope, input))
        for (const left of valuesOf(filter.left, scope, input)) yield compared(filter.operator, compare(left, right));
      return;
    case "and":
    case "or":
      for (const left of valuesOf(filter.left, scope, input))
        if (isTrue(left) === (filter.type === "or")) yield filter.type === "or";
        else for (const right of valuesOf(filter.right, scope, input)) yield isTrue(right);
      return;
    case "assign":
      yield* assigned(filter, scope, input);
      return;
    case "variable":
      yield variable(filter.name, scope);
      return;
    default:
      throw new JqError(`${filter.type} has no value`);
  }
}

function variable(name: string, scope: Scope): Value {
  if (name === "ENV") return scope.world.environment;
  const found = findVariable(scope, name);
  return found === undefined ? jqFail(`$${name} is not defined`) : found;
}

function compared(operator: string, order: number): boolean {
  switch (operator) {
    case "==":
      return order === 0;
    case "!=":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    default:
      return order >= 0;
  }
}

export function define(scope: Scope, definition: Definition): Scope {
  return inner(scope, { type: "function", name: definition.name, definition });
}

function* recurse(spot: Spot): Values {
  yield spot;
  if (isArray(spot.value) || isObject(spot.value)) for (const child of iterated(spot)) yield* recurse(child);
}

export function indexed(target: Spot, key: Value): Spot {
  checkPlace(target);
  return { value: childOf(target.value, key), path: stepOf(target, key) };
}

function stepOf({ path }: Spot, key: Value): Path | undefined {
  return path === undefined || path === "none" ? undefined : { outer: path, key };
}

/** A way cannot go on from what is no place in the input. */
function checkPlace(spot: Spot): void {
  if (spot.path === "none") jqFail(`Invalid path expression with result ${shortened(writeJson(spot.value))}`);
}

function shortened(text: string): string {
  return text.length > 11 ? `${text.slice(0, 10)}...` : text;
}

export function* iterated(target: Spot): Values {
  checkPlace(target);
  const { value } = target;
  if (isArray(value)) for (const [i, item] of value.entries()) yield { value: item, path: stepOf(target, i) };
  else if (isObject(value)) for (const [key, item] of value) yield { value: item, path: stepOf(target, key) };
  else jqFail(`Cannot iterate over ${kindOf(value)} (${writeJson(value)})`);
}

function* slices(filter: Extract<Filter, { type: "slice" }>, scope: Scope, input: Spot): Values {
  const nothing: Filter = { type: "literal", value: null };
  for (const target of run(filter.target, scope, input))
    for (const to of valuesOf(filter.to ?? nothing, scope, input.value))
      for (const from of valuesOf(filter.from ?? nothing, scope, input.value)) {
        checkPlace(target);
        const key = new Map<string, Value>([
          ["start", from],
          ["end", to],
        ]);
        yield { value: sliceOf(target.value, from, to), path: stepOf(target, key) };
      }
}

function* attempt({ body, handler }: Extract<Filter, { type: "try" }>, scope: Scope, input: Spot): Values {
  const values = run(body, scope, input);
  for (;;) {
    let next: IteratorResult<Spot, void>;
    try {
      next = values.next();
    } catch (error) {
      if (!(error instanceof JqError)) throw error;
      if (error.value === "break" && handler === null) return;
      if (handler !== null) yield* run(handler, scope, madeFrom(input, error.value));
      return;
    }
    if (next.done === true) return;
    yield next.value;
  }
}

function* alternative(filter: { readonly left: Filter; readonly right: Filter }, scope: Scope, input: Spot): Values {
  let any = false;
  try {
    for (const spot of run(filter.left, scope, input))
      if (isTrue(spot.value)) {
        any = true;
        yield spot;
      }
  } catch (error) {
    if (!(error instanceof JqError)) throw error;
  }
  if (!any) yield* run(filter.right, scope, input);
}

function* call({ name, args }: Extract<Filter, { type: "call" }>, scope: Scope, input: Spot): Values {
  const found = findFunction(scope, name, args.length);
  if (found === null) {
    const native = NATIVE.get(`${name}/${args.length}`);
    if (native === undefined) throw new JqError(`${name}/${args.length} is not defined`);
    yield* native(
      args.map((body) => ({ body, scope })),
      scope,
      input,
    );
    return;
  }
  const { budget } = scope.world;
  if (++budget.depth > BUDGET.depth) {
    budget.depth = 0;
    jqFail(`a filter calls itself more than ${BUDGET.depth} deep, which is where this simulator stops it`);
  }
  try {
    if (found.type === "argument") yield* run(found.closure.body, found.closure.scope, input);
    else yield* invoke(found.definition, { args, scope, home: found.home }, input);
  } finally {
    budget.depth--;
  }
}

interface Invocation {
  readonly args: readonly Filter[];
  /** Where the arguments were written. */
  readonly scope: Scope;
  /** Where the function was. */
  readonly home: Scope;
}

function* invoke({ params, body }: Definition, { args, scope, home }: Invocation, input: Spot): Values {
  const bind = function* (i: number, into: Scope): Values {
    const param = params[i];
    if (param === undefined) {
      yield* run(body, into, input);
      return;
    }
    const closure = { body: args[i] as Filter, scope };
    if (!param.startsWith("$")) {
      yield* bind(i + 1, inner(into, { type: "argument", name: param, closure }));
      return;
    }
    const name = param.slice(1);
    for (const value of closureValues(closure, input.value)) {
      const constant: Closure = { body: { type: "literal", value }, scope };
      const withFunction = inner(into, { type: "argument", name, closure: constant });
      yield* bind(i + 1, inner(withFunction, { type: "variable", name, value }));
    }
  };
  yield* bind(0, home);
}

function* objects(
  entries: readonly { readonly key: Filter; readonly value: Filter }[],
  scope: Scope,
  input: Value,
): Generator<Value, void, void> {
  const from = function* (i: number, sofar: ReadonlyMap<string, Value>): Generator<Value, void, void> {
    const entry = entries[i];
    if (entry === undefined) {
      yield sofar;
      return;
    }
    for (const key of valuesOf(entry.key, scope, input)) {
      if (typeof key !== "string") jqFail(`Object keys must be strings`);
      for (const value of valuesOf(entry.value, scope, input))
        yield* from(i + 1, new Map([...sofar, [key as string, value]]));
    }
  };
  yield* from(0, new Map());
}

function* texts(filter: Extract<Filter, { type: "text" }>, scope: Scope, input: Value): Generator<Value, void, void> {
  const from = function* (i: number, sofar: string): Generator<Value, void, void> {
    const part = filter.parts[i];
    if (part === undefined) yield sofar;
    else if (typeof part === "string") yield* from(i + 1, sofar + part);
    else
      for (const value of valuesOf(part, scope, input))
        yield* from(i + 1, sofar + formatted(filter.format ?? "@text", value));
  };
  yield* from(0, "");
}

function* bound({ source, patterns, body }: Extract<Filter, { type: "bind" }>, scope: Scope, input: Spot): Values {
  for (const value of valuesOf(source, scope, input.value))
    for (const [i, pattern] of patterns.entries()) {
      try {
        for (const within of matched(pattern, value, { scope, input: input.value }))
          yield* run(body, withAll(within, patterns), input);
        break;
      } catch (error) {
        if (!(error instanceof JqError) || i === patterns.length - 1) throw error;
      }
    }
}

function* reduce(filter: Extract<Filter, { type: "reduce" }>, scope: Scope, input: Spot): Values {
  for (const start of run(filter.start, scope, input)) {
    let state: Spot | null = start;
    for (const value of valuesOf(filter.source, scope, input.value))
      for (const within of matched(filter.pattern, value, { scope, input: input.value })) {
        let last: Spot | null = null;
        for (const next of run(filter.update, within, state ?? madeFrom(input, null))) last = next;
        state = last;
      }
    yield state ?? madeFrom(input, null);
  }
}

function* foreach(filter: Extract<Filter, { type: "foreach" }>, scope: Scope, input: Spot): Values {
  for (const start of run(filter.start, scope, input)) {
    let state = start;
    for (const value of valuesOf(filter.source, scope, input.value))
      for (const within of matched(filter.pattern, value, { scope, input: input.value }))
        for (const next of run(filter.update, within, state)) {
          state = next;
          if (filter.extract === null) yield next;
          else yield* run(filter.extract, within, next);
        }
  }
}
