/**
 * The order of merged lists: what the patch names stands as the patch says, what only the server has keeps its place
 * among it as far as that can be told.
 *
 * Models: staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go normalizeElementOrder, mergeSortedSlice
 */
import { isObject, type JsonValue } from "../objects.ts";

/** What tells items of a list apart: the merge key's value, or the item itself. */
export function keyText(item: JsonValue, mergeKey: string | undefined): string {
  if (mergeKey !== undefined && isObject(item)) return String(item[mergeKey]);
  return JSON.stringify(item);
}

function placesOf(order: readonly JsonValue[], mergeKey: string | undefined): Map<string, number> {
  const places = new Map<string, number>();
  for (const [i, item] of order.entries()) {
    const text = keyText(item, mergeKey);
    if (!places.has(text)) places.set(text, i);
  }
  return places;
}

export function byListOrder(
  items: readonly JsonValue[],
  order: readonly JsonValue[],
  mergeKey: string | undefined,
): JsonValue[] {
  const places = placesOf(order, mergeKey);
  const placeOf = (item: JsonValue): number => places.get(keyText(item, mergeKey)) ?? Number.MAX_SAFE_INTEGER;
  return [...items].sort((a, b) => placeOf(a) - placeOf(b));
}

export function mergeSorted(
  left: readonly JsonValue[],
  right: readonly JsonValue[],
  { serverOrder, mergeKey }: { serverOrder: readonly JsonValue[]; mergeKey: string | undefined },
): JsonValue[] {
  const places = placesOf(serverOrder, mergeKey);
  const out: JsonValue[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const a = places.get(keyText(left[i] as JsonValue, mergeKey));
    const b = places.get(keyText(right[j] as JsonValue, mergeKey));
    if (a !== undefined && b !== undefined && a < b) out.push(left[i++] as JsonValue);
    else out.push(right[j++] as JsonValue);
  }
  out.push(...left.slice(i), ...right.slice(j));
  return out;
}
