/**
 * Making strategic merge patches: from one state to another, and the three-way patch of `kubectl apply`.
 *
 * Models: staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go diffMaps, CreateThreeWayMergePatch
 */
import { isObject, type JsonObject, type JsonValue, type Mutable, sameJson } from "../objects.ts";
import { byListOrder, keyText } from "./list-order.ts";
import type { PatchField, PatchSchema } from "./patch-schema.ts";
import { DELETE_FROM, mergeMaps, SET_ORDER } from "./strategic.ts";

interface DiffOptions {
  readonly ignoreDeletions: boolean;
  readonly ignoreChangesAndAdditions: boolean;
}

const WHOLE: DiffOptions = { ignoreDeletions: false, ignoreChangesAndAdditions: false };

export function createTwoWayPatch(original: JsonObject, modified: JsonObject, schema: PatchSchema): JsonObject {
  return diffMaps(original, modified, { schema, options: WHOLE, retainKeys: false });
}

/** `original`: as last applied; `modified`: as now wanted; `current`: as the server has it. */
export function createThreeWayPatch(
  { original, modified, current }: { original: JsonObject; modified: JsonObject; current: JsonObject },
  schema: PatchSchema,
): JsonObject {
  const delta = diffMaps(current, modified, {
    schema,
    options: { ignoreDeletions: true, ignoreChangesAndAdditions: false },
    retainKeys: false,
  });
  const deletions = diffMaps(original, modified, {
    schema,
    options: { ignoreDeletions: false, ignoreChangesAndAdditions: true },
    retainKeys: false,
  });
  return mergeMaps(deletions, delta, schema, { isFinal: false });
}

interface Context {
  readonly schema: PatchSchema;
  readonly options: DiffOptions;
  readonly retainKeys: boolean;
}

function diffMaps(original: JsonObject, modified: JsonObject, context: Context): JsonObject {
  const { schema, options, retainKeys } = context;
  const patch: Mutable = {};
  for (const [key, value] of Object.entries(modified)) {
    if (value === undefined) continue;
    const before = original[key];
    if (before === undefined) {
      if (!options.ignoreChangesAndAdditions) patch[key] = value;
    } else if (isObject(before) && isObject(value)) {
      const field = schema.field(key);
      if (field.replace) {
        if (!options.ignoreChangesAndAdditions && !sameJson(before, value)) patch[key] = value;
        continue;
      }
      const inner = diffMaps(before, value, { schema: field.inner, options, retainKeys: field.retainKeys });
      if (Object.keys(inner).length > 0) patch[key] = inner;
    } else if (Array.isArray(before) && Array.isArray(value) && schema.field(key).merge)
      diffMergedList(patch, key, { before, after: value, field: schema.field(key), options });
    else if (!options.ignoreChangesAndAdditions && !sameJson(before, value)) patch[key] = value;
  }
  if (!options.ignoreDeletions)
    for (const key of Object.keys(original)) if (modified[key] === undefined) patch[key] = null;
  const kept = Object.keys(modified).filter((key) => modified[key] !== undefined && modified[key] !== null);
  if (retainKeys && kept.length > 0) {
    const hasMore = Object.keys(original).some((key) => modified[key] === undefined);
    if (Object.keys(patch).length > 0 || hasMore) patch.$retainKeys = kept.sort();
  }
  return patch;
}

interface ListDiff {
  readonly before: readonly JsonValue[];
  readonly after: readonly JsonValue[];
  readonly field: PatchField;
  readonly options: DiffOptions;
}

function diffMergedList(patch: Mutable, key: string, diff: ListDiff): void {
  const { before, after, field, options } = diff;
  if (before.length === 0) {
    if (after.length > 0 && !options.ignoreChangesAndAdditions) patch[key] = after;
    return;
  }
  const ofMaps = isObject(before[0]);
  const changes = ofMaps ? diffMapLists(diff) : diffScalars(diff);
  const added = ofMaps ? [...changes.added, ...changes.deleted] : changes.added;
  if (added.length > 0) patch[key] = added;
  if (!ofMaps && changes.deleted.length > 0) patch[DELETE_FROM + key] = changes.deleted;
  const hasLess = ofMaps ? added.length > 0 : changes.deleted.length > 0;
  const hasOther = (ofMaps && added.length > 0) || !sameOrder(before, after, field.mergeKey);
  const changed = (!options.ignoreDeletions && hasLess) || (!options.ignoreChangesAndAdditions && hasOther);
  if (changed && after.length > 0)
    patch[SET_ORDER + key] = ofMaps ? after.map((item) => onlyKey(item, field.mergeKey)) : after;
}

function onlyKey(item: JsonValue, mergeKey: string | undefined): JsonValue {
  return mergeKey === undefined || !isObject(item) ? item : { [mergeKey]: item[mergeKey] };
}

function diffMapLists({ before, after, field, options }: ListDiff): { added: JsonValue[]; deleted: JsonValue[] } {
  const key = field.mergeKey;
  const byKey = new Map(before.map((item) => [keyText(item, key), item as JsonObject]));
  const wanted = new Set(after.map((item) => keyText(item, key)));
  const added: JsonValue[] = [];
  for (const item of after as readonly JsonObject[]) {
    const old = byKey.get(keyText(item, key));
    if (old === undefined) {
      if (!options.ignoreChangesAndAdditions) added.push(item);
      continue;
    }
    const inner: Mutable = diffMaps(old, item, { schema: field.inner, options, retainKeys: field.retainKeys });
    if (Object.keys(inner).length > 0) added.push(key === undefined ? inner : { ...inner, [key]: item[key] });
  }
  const deleted: JsonValue[] = [];
  if (!options.ignoreDeletions && key !== undefined)
    for (const item of before as readonly JsonObject[])
      if (!wanted.has(keyText(item, key))) deleted.push({ $patch: "delete", [key]: item[key] });
  return { added: byListOrder(added, after, key), deleted };
}

function diffScalars({ before, after, options }: ListDiff): { added: JsonValue[]; deleted: JsonValue[] } {
  const texts = (list: readonly JsonValue[]): Set<string> => new Set(list.map((item) => JSON.stringify(item)));
  const [old, now] = [texts(before), texts(after)];
  return {
    added: options.ignoreChangesAndAdditions ? [] : after.filter((item) => !old.has(JSON.stringify(item))),
    deleted: options.ignoreDeletions ? [] : uniqueOf(before.filter((item) => !now.has(JSON.stringify(item)))),
  };
}

function uniqueOf(items: readonly JsonValue[]): JsonValue[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

/** Whether the same stands at the same place in both. */
function sameOrder(before: readonly JsonValue[], after: readonly JsonValue[], mergeKey: string | undefined): boolean {
  const keysOf = (items: readonly JsonValue[]): string[] => items.map((item) => keyText(item, mergeKey));
  return before.length === after.length && keysOf(before).join("\n") === keysOf(after).join("\n");
}
