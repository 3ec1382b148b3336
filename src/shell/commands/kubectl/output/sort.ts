/** `--sort-by`. Models: k8s.io/kubectl/pkg/cmd/get/sorter.go */

import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { isQuantity, parseQuantity } from "../../../../sim/kube/api/quantity.ts";
import { CommandError, goQuote } from "../errors.ts";
import { JsonPath, relaxedPath } from "../jsonpath/jsonpath.ts";
import { JsonPathError } from "../jsonpath/node.ts";
import { goSort } from "./go-sort.ts";
import { Unsortable } from "./unsortable.ts";

/** Items in order of a field; `objectOf` says where each has its fields. */
export function sortByPath<T>(items: readonly T[], sortBy: string, objectOf: (item: T) => Mutable): T[] {
  const path = relaxedPath(sortBy) ?? sortBy;
  const values = new Map<T, Mutable[]>();
  let isFound = false;
  for (const item of items) {
    const [first = []] = evaluate(path, objectOf(item));
    values.set(item, first);
    if (first.length > 0) isFound = true;
  }
  if (items.length > 0 && !isFound)
    throw new CommandError(`couldn't find any field with path ${goQuote(path)} in the list of objects`);
  return goSort(items, (one, other) => {
    const [a, b] = [values.get(one) as Mutable[], values.get(other) as Mutable[]];
    if (a.length === 0) return true;
    if (b.length === 0) return false;
    for (const [value] of [a, b])
      if (typeof value === "object" && value !== null) throw new Unsortable(path, goTypeOf(value));
    return isLess(a[0], b[0]);
  });
}

function evaluate(path: string, object: Mutable): Mutable[][] {
  try {
    return new JsonPath(path).find(object);
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(`sorting error: ${error.message}`);
    throw error;
  }
}

function goTypeOf(value: Mutable): string {
  return Array.isArray(value) ? "[]interface {}" : "map[string]interface {}";
}

function isLess(one: Mutable, other: Mutable): boolean {
  if (one === null) return other !== null;
  if (other === null) return false;
  if (typeof one === "string" && typeof other === "string" && isQuantity(one) && isQuantity(other))
    return parseQuantity(one).nano < parseQuantity(other).nano;
  return one < other;
}
