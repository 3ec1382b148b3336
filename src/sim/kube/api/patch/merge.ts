/**
 * JSON Merge Patch: objects are merged, null deletes, everything else replaces.
 *
 * Models: RFC 7396
 */
import { draftOf, isObject, type JsonObject, type JsonValue, type Mutable, sameJson } from "../objects.ts";

export function applyMergePatch(document: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isObject(patch)) return draftOf(patch);
  const result: Mutable = isObject(document) ? { ...document } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else if (value !== undefined) result[key] = applyMergePatch(result[key], value);
  }
  return result;
}

/** The patch that leads from one document to the other. */
export function createMergePatch(original: JsonObject, modified: JsonObject): JsonObject {
  const patch: Mutable = {};
  for (const key of Object.keys(original)) if (modified[key] === undefined) patch[key] = null;
  for (const [key, value] of Object.entries(modified)) {
    const before = original[key];
    if (value === undefined || sameJson(before, value)) continue;
    patch[key] = isObject(before) && isObject(value) ? createMergePatch(before, value) : value;
  }
  return patch;
}

/** For `kubectl apply` of kinds without a schema: what was applied before, what is now wanted, what there is. */
export function threeWayMergePatch(original: JsonObject, modified: JsonObject, current: JsonObject): JsonObject {
  const additions = keepOrDelete(createMergePatch(current, modified), "additions");
  const deletions = keepOrDelete(createMergePatch(original, modified), "deletions");
  return applyMergePatchKeepingNulls(deletions, additions);
}

function keepOrDelete(patch: JsonObject, keep: "additions" | "deletions"): JsonObject {
  const out: Mutable = {};
  for (const [key, value] of Object.entries(patch)) {
    if (isObject(value)) {
      const inner = keepOrDelete(value, keep);
      if (Object.keys(inner).length > 0 || (keep === "additions" && Object.keys(value).length === 0)) out[key] = inner;
    } else if ((value === null) === (keep === "deletions")) out[key] = value;
  }
  return out;
}

function applyMergePatchKeepingNulls(base: JsonObject, over: JsonObject): JsonObject {
  const out: Mutable = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = out[key];
    out[key] = isObject(below) && isObject(value) ? applyMergePatchKeepingNulls(below, value) : value;
  }
  return out;
}
