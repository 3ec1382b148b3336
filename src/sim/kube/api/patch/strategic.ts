/**
 * Applying a strategic merge patch: like a merge patch, but lists of things with names are merged by name.
 *
 * Models: staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go mergeMap
 */
import { goText } from "../go-text.ts";
import { isObject, type JsonObject, type JsonValue, type Mutable, sameJson } from "../objects.ts";
import { byListOrder, keyText, mergeSorted } from "./list-order.ts";
import type { PatchField, PatchSchema } from "./patch-schema.ts";

export class StrategicPatchError extends Error {}

export interface MergeOptions {
  /** False when one patch is merged into another: directives stay, nulls stay. */
  readonly isFinal: boolean;
}

const FINAL: MergeOptions = { isFinal: true };
export const SET_ORDER = "$setElementOrder/";
export const DELETE_FROM = "$deleteFromPrimitiveList/";
const RETAIN = "$retainKeys";

export function applyStrategicPatch(original: JsonObject, patch: JsonObject, schema: PatchSchema): JsonObject {
  return mergeMaps(original, patch, schema, FINAL);
}

export function mergeMaps(
  original: JsonObject,
  patch: JsonObject,
  schema: PatchSchema,
  options: MergeOptions,
): JsonObject {
  const directive = patch.$patch;
  if (directive !== undefined && options.isFinal) {
    if (directive === "replace") return without(patch, "$patch");
    if (directive === "delete") return {};
    throw new StrategicPatchError(`unknown patch type found: ${String(directive)}`);
  }
  const result: Mutable = { ...original };
  const rest: Mutable = { ...patch };
  retainKeys(result, rest, options);
  if (options.isFinal)
    for (const key of Object.keys(patch)) if (key.startsWith(SET_ORDER)) mergeOrdered(result, rest, key, schema);
  for (const key of Object.keys(rest)) mergeField(result, key, rest[key], { schema, options });
  return result;
}

function retainKeys(result: Mutable, rest: Mutable, options: MergeOptions): void {
  const keep = rest[RETAIN];
  if (keep === undefined) return;
  if (!Array.isArray(keep)) throw new StrategicPatchError("invalid patch format of the $retainKeys directive");
  if (!options.isFinal) return;
  delete rest[RETAIN];
  for (const key of Object.keys(rest))
    if (!key.startsWith("$") && rest[key] !== null && !keep.includes(key))
      throw new StrategicPatchError(
        `list in patch map:\n${JSON.stringify(Object.keys(rest))}\ndoesn't match the $retainKeys list:\n${JSON.stringify(keep)}\n`,
      );
  for (const key of Object.keys(result)) if (!keep.includes(key)) delete result[key];
}

/** A list whose wanted order the patch gives: merge, then sort what the patch knows and what only the server has. */
function mergeOrdered(result: Mutable, rest: Mutable, orderKey: string, schema: PatchSchema): void {
  const name = orderKey.slice(SET_ORDER.length);
  const order = rest[orderKey] as JsonValue[];
  delete rest[orderKey];
  const field = schema.field(name);
  const before = result[name] as JsonValue[] | undefined;
  const patchList = rest[name] as JsonValue[] | undefined;
  if (Array.isArray(patchList)) checkOrder(patchList, order, field.mergeKey);
  const deleteList = rest[DELETE_FROM + name] as JsonValue[] | undefined;
  delete rest[name];
  delete rest[DELETE_FROM + name];
  let merged = before;
  if (deleteList !== undefined && merged !== undefined)
    merged = merged.filter((item) => !deleteList.some((gone) => sameJson(gone, item)));
  if (Array.isArray(patchList)) merged = mergeLists(merged ?? [], patchList, field, FINAL);
  if (merged === undefined) return;
  const serverOrder = orderAfter(before ?? [], merged, patchList);
  const known = new Set(order.map((item) => keyText(item, field.mergeKey)));
  const inPatch = merged.filter((item) => known.has(keyText(item, field.mergeKey)));
  const serverOnly = merged.filter((item) => !known.has(keyText(item, field.mergeKey)));
  result[name] = mergeSorted(
    byListOrder(serverOnly, serverOrder, field.mergeKey),
    byListOrder(inPatch, order, field.mergeKey),
    { serverOrder, mergeKey: field.mergeKey },
  );
}

/**
 * The server's order as upstream has it in hand after the merge: items that a patch deletes are taken out of the very
 * list that is compared with later, and what is appended then fills the places that became free.
 */
function orderAfter(
  before: readonly JsonValue[],
  merged: readonly JsonValue[],
  patchList: readonly JsonValue[] | undefined,
): readonly JsonValue[] {
  const deletes = patchList?.some((item) => isObject(item) && item.$patch === "delete") === true;
  return deletes ? merged.slice(0, before.length) : before;
}

function checkOrder(patchList: readonly JsonValue[], order: readonly JsonValue[], mergeKey: string | undefined): void {
  const places = order.map((item) => keyText(item, mergeKey));
  let at = -1;
  for (const item of patchList) {
    if (isObject(item) && item.$patch !== undefined) continue;
    const place = places.indexOf(keyText(item, mergeKey));
    if (place < 0 || place < at)
      throw new StrategicPatchError(
        `The order in patch list:\n${JSON.stringify(patchList)}\n doesn't match $setElementOrder list:\n${JSON.stringify(order)}\n`,
      );
    at = place;
  }
}

function mergeField(
  result: Mutable,
  key: string,
  value: JsonValue,
  context: { schema: PatchSchema; options: MergeOptions },
): void {
  const { schema, options } = context;
  if (key.startsWith(DELETE_FROM) && options.isFinal) {
    const name = key.slice(DELETE_FROM.length);
    const list = result[name];
    if (Array.isArray(list))
      result[name] = list.filter((item) => !(value as JsonValue[]).some((gone) => sameJson(gone, item)));
    return;
  }
  if (value === null) {
    if (options.isFinal) delete result[key];
    else result[key] = null;
    return;
  }
  const before = result[key];
  const field = schema.field(key);
  const isParallel = key.startsWith(SET_ORDER) || key.startsWith(DELETE_FROM) || key === RETAIN;
  if (isParallel || before === undefined || before === null)
    result[key] = options.isFinal ? settled(value, field) : value;
  else if (isObject(before) && isObject(value))
    result[key] = field.replace ? without(value, "$patch") : mergeMaps(before, value, field.inner, options);
  else if (Array.isArray(before) && Array.isArray(value))
    result[key] = field.merge
      ? mergeLists(before, value, field, options)
      : options.isFinal
        ? settled(value, field)
        : value;
  else result[key] = options.isFinal ? settled(value, field) : value;
}

function mergeLists(
  original: readonly JsonValue[],
  patch: readonly JsonValue[],
  field: PatchField,
  options: MergeOptions,
): JsonValue[] {
  const sample = original[0] ?? patch[0];
  if (!isObject(sample)) {
    const merged: JsonValue[] = [...original];
    for (const item of patch) if (!merged.some((one) => sameJson(one, item))) merged.push(item);
    return merged;
  }
  const key = field.mergeKey;
  if (key === undefined)
    throw new StrategicPatchError(`cannot merge lists without merge key for type map[string]interface {}`);
  const { base, items } = options.isFinal ? specialItems(original, patch, key) : { base: [...original], items: patch };
  for (const item of items as readonly JsonObject[]) {
    if (item[key] === undefined)
      throw new StrategicPatchError(`map: ${goText(item)} does not contain declared merge key: ${key}`);
    const place = base.findIndex((one) => isObject(one) && keyText(one, key) === keyText(item, key));
    if (place < 0) base.push(options.isFinal ? settled(item, { ...field, merge: false }) : item);
    else base[place] = mergeMaps(base[place] as JsonObject, item, field.inner, options);
  }
  if (options.isFinal) return base;
  const isDeletion = (item: JsonValue): boolean => isObject(item) && item.$patch === "delete";
  return [...base.filter((item) => !isDeletion(item)), ...base.filter(isDeletion)];
}

function specialItems(
  original: readonly JsonValue[],
  patch: readonly JsonValue[],
  key: string,
): { base: JsonValue[]; items: JsonValue[] } {
  let base = [...original];
  const items: JsonValue[] = [];
  let replaced = false;
  for (const item of patch) {
    const directive = isObject(item) ? item.$patch : undefined;
    if (directive === undefined) items.push(item);
    else if (directive === "delete") {
      const gone = (item as JsonObject)[key];
      if (gone === undefined) throw new StrategicPatchError(`delete patch type with no merge key defined`);
      base = base.filter((one) => keyText(one, key) !== keyText(item, key));
    } else if (directive === "replace") replaced = true;
    else throw new StrategicPatchError(`wrong element type: unknown patch type found: ${String(directive)}`);
  }
  return replaced ? { base: [], items } : { base, items };
}

/** A value that had no counterpart: its nulls and directives mean nothing any more. */
function settled(value: JsonValue, field: PatchField): JsonValue {
  if (Array.isArray(value))
    return value
      .filter((item) => !isObject(item) || item.$patch === undefined)
      .map((item) => settled(item, { ...field, merge: false }));
  if (!isObject(value)) return value;
  const out: Mutable = {};
  for (const [key, inner] of Object.entries(value)) {
    if (inner === null || inner === undefined || key === "$patch" || key === RETAIN) continue;
    if (key.startsWith(SET_ORDER) || key.startsWith(DELETE_FROM)) continue;
    out[key] = settled(inner, field.inner.field(key));
  }
  return out;
}

function without(object: JsonObject, key: string): JsonObject {
  const copy: Mutable = { ...object };
  delete copy[key];
  return copy;
}
