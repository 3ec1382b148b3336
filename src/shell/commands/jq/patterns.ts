/** Taking values apart: `. as [$a, {b: $c}]`. Models: jq 1.6 manual, "Destructuring" */
import { namesIn } from "./check-names.ts";
import { findVariable, inner, type Scope } from "./environment.ts";
import { valuesOf } from "./evaluate.ts";
import { childOf } from "./paths.ts";
import type { Pattern } from "./syntax.ts";
import { isArray, jqFail, kindOf, type Value } from "./value.ts";

/** With alternatives, the variables of those that did not match are null. */
export function withAll(scope: Scope, patterns: readonly Pattern[]): Scope {
  if (patterns.length === 1) return scope;
  return patterns
    .flatMap(namesIn)
    .filter((name) => findVariable(scope, name) === undefined)
    .reduce((into, name) => inner(into, { type: "variable", name, value: null }), scope);
}

export function* matched(
  pattern: Pattern,
  value: Value,
  { scope, input }: { readonly scope: Scope; readonly input: Value },
): Generator<Scope, void, void> {
  if (pattern.type === "variable") {
    yield inner(scope, { type: "variable", name: pattern.name, value });
    return;
  }
  if (pattern.type === "array") {
    if (!isArray(value) && value !== null) jqFail(`Cannot index ${kindOf(value)} with number`);
    yield* matchedItems(pattern.items, 0, { value, scope, input });
    return;
  }
  yield* matchedEntries(pattern.entries, 0, { value, scope, input });
}

interface Matching {
  readonly value: Value;
  readonly scope: Scope;
  readonly input: Value;
}

function* matchedItems(
  items: readonly Pattern[],
  i: number,
  { value, scope, input }: Matching,
): Generator<Scope, void, void> {
  const item = items[i];
  if (item === undefined) yield scope;
  else
    for (const within of matched(item, childOf(value, i), { scope, input }))
      yield* matchedItems(items, i + 1, { value, scope: within, input });
}

function* matchedEntries(
  entries: Extract<Pattern, { type: "object" }>["entries"],
  i: number,
  { value, scope, input }: Matching,
): Generator<Scope, void, void> {
  const entry = entries[i];
  if (entry === undefined) {
    yield scope;
    return;
  }
  for (const key of valuesOf(entry.key, scope, input)) {
    const found = childOf(value, key);
    const into =
      entry.variable === null ? scope : inner(scope, { type: "variable", name: entry.variable, value: found });
    if (entry.pattern === null) yield* matchedEntries(entries, i + 1, { value, scope: into, input });
    else
      for (const within of matched(entry.pattern, found, { scope: into, input }))
        yield* matchedEntries(entries, i + 1, { value, scope: within, input });
  }
}
