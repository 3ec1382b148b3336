/** `=`, `|=`, `+=` and their like: new values at the places that the left side leads to. Models: jq 1.6 src/builtin.jq _assign, _modify */
import { arithmetic } from "./arithmetic.ts";
import type { Scope } from "./environment.ts";
import { run, valuesOf } from "./evaluate.ts";
import { listOf, valueAt, withoutPaths, withValue } from "./paths.ts";
import type { Arithmetic, Filter } from "./syntax.ts";
import { isTrue, jqFail, type Value } from "./value.ts";
import { writeJson } from "./write-json.ts";

/** The places that a filter leads to, as lists of keys. */
export function* pathsOf(filter: Filter, scope: Scope, input: Value): Generator<Value[], void, void> {
  for (const { value, path } of run(filter, scope, { value: input, path: null })) {
    if (path === "none" || path === undefined)
      return jqFail(`Invalid path expression with result ${writeJson(value).slice(0, 11)}`);
    yield listOf(path);
  }
}

export function* assigned(
  { operator, left, right }: Extract<Filter, { type: "assign" }>,
  scope: Scope,
  input: Value,
): Generator<Value, void, void> {
  if (operator === "|=") {
    yield modified(left, right, { scope, input });
    return;
  }
  for (const value of valuesOf(right, scope, input)) {
    const change = (old: Value): Value => {
      if (operator === "=") return value;
      if (operator === "//=") return isTrue(old) ? old : value;
      return arithmetic(operator[0] as Arithmetic, old, value);
    };
    let result = input;
    for (const path of pathsOf(left, scope, input)) result = withValue(result, path, change);
    yield result;
  }
}

/** Each place gets the first value that the filter makes of it; where it makes none, the place goes, and the rest moves up. */
function modified(left: Filter, right: Filter, { scope, input }: { scope: Scope; input: Value }): Value {
  let result = input;
  for (const path of pathsOf(left, scope, input)) {
    const [next] = firstOf(valuesOf(right, scope, valueAt(result, path)));
    result = next === undefined ? withoutPaths(result, [path]) : withValue(result, path, () => next);
  }
  return result;
}

function firstOf(values: Generator<Value, void, void>): [Value?] {
  const { done, value } = values.next();
  values.return();
  return done === true ? [] : [value as Value];
}
