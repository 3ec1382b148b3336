/** What `sorted` and `list.sort` do. Models: CPython 3.11 Objects/listobject.c list_sort_impl() */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Interpreter } from "./interpreter.ts";
import { order } from "./operators.ts";
import type { Value } from "./values.ts";

/** In order; those that are alike stay as they were. */
export function* sortedItems(
  run: Interpreter,
  items: readonly Value[],
  { key, isReverse }: { readonly key: Value; readonly isReverse: boolean },
): Run<Value[]> {
  const keyed: { readonly item: Value; readonly by: Value }[] = [];
  for (const item of items) keyed.push({ item, by: key === null ? item : yield* run.call(key, [item]) });
  keyed.sort((a, b) => (isReverse ? order(b.by, a.by) : order(a.by, b.by)));
  return keyed.map(({ item }) => item);
}
