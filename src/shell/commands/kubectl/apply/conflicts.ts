/**
 * `apply --overwrite=false`: whether a patch goes over what others changed since the last apply.
 *
 * Models: staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go MergingMapsHaveConflicts
 */
import { isObject, type JsonObject, type JsonValue, type Mutable, sameJson } from "../../../../sim/kube/api/objects.ts";
import type { PatchField, PatchSchema } from "../../../../sim/kube/api/patch/patch-schema.ts";
import { SET_ORDER } from "../../../../sim/kube/api/patch/strategic.ts";
import { createTwoWayPatch } from "../../../../sim/kube/api/patch/strategic-diff.ts";
import { toYaml } from "../output/yaml.ts";

const DIRECTIVE = "$patch";
const RETAIN_KEYS = "$retainKeys";

/** What is said of a conflict, or null. `original` is what was applied last. */
export function overwriteConflict(
  {
    patch,
    original,
    current,
  }: { readonly patch: JsonObject; readonly original: JsonObject; readonly current: JsonObject },
  schema: PatchSchema,
): string | null {
  const changes = withoutOrder(createTwoWayPatch(original, current, schema)) as JsonObject;
  if (!mapsConflict(patch, changes, schema)) return null;
  return `patch:\n${toYaml(patch)}\nconflicts with changes made from original to current:\n${toYaml(changes)}\n`;
}

function withoutOrder(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutOrder);
  if (!isObject(value)) return value;
  const kept = Object.entries<Mutable>(value).filter(([key]) => !key.startsWith(SET_ORDER));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutOrder(inner)]));
}

function mapsConflict(left: JsonObject, right: JsonObject, schema: PatchSchema): boolean {
  return Object.keys(left).some((key) => {
    const [one, other] = [left[key], right[key]];
    if (key === DIRECTIVE || key === RETAIN_KEYS || one === undefined || other === undefined) return false;
    return valuesConflict(one, other, schema.field(key));
  });
}

function valuesConflict(left: JsonValue, right: JsonValue, field: PatchField): boolean {
  if (isObject(left)) {
    if (!isObject(right) || left[DIRECTIVE] !== right[DIRECTIVE]) return true;
    return !field.replace && mapsConflict(left, right, field.inner);
  }
  if (Array.isArray(left)) return !Array.isArray(right) || listsConflict(left, right, field);
  return !sameJson(left, right);
}

function listsConflict(left: readonly JsonValue[], right: readonly JsonValue[], field: PatchField): boolean {
  const ofMaps = [...left, ...right].some(isObject);
  if (!field.merge) {
    if (left.length !== right.length) return true;
    if (!ofMaps) return !sameJson(sortedScalars(left), sortedScalars(right));
    const plain: PatchField = { ...field, merge: false, replace: false };
    return left.some((item, i) => valuesConflict(item, right[i] as JsonValue, plain));
  }
  const key = field.mergeKey;
  if (!ofMaps || key === undefined) return false;
  const twins = new Map((right as readonly JsonObject[]).map((item) => [String(item[key]), item]));
  return (left as readonly JsonObject[]).some((item) => {
    const twin = twins.get(String(item[key]));
    return twin !== undefined && valuesConflict(item, twin, { ...field, replace: false });
  });
}

function sortedScalars(list: readonly JsonValue[]): JsonValue[] {
  return [...list].sort((a, b) => (String(a) < String(b) ? -1 : 1));
}
