/**
 * Sets of fields as server-side apply counts them: a path of `f:name`, `k:{"name":"web"}` and `v:"x"` steps for every
 * leaf, and the merging that goes with them.
 *
 * Models: sigs.k8s.io/structured-merge-diff/v6/fieldpath, merge
 */
import { type TypeRef, typeNamed } from "../schema/schema.ts";
import { draftOf, isObject, type JsonObject, type JsonValue, type Mutable, sameJson } from "./objects.ts";

/** The printed path (`.spec.replicas`) of each field, and its steps. */
export type FieldSet = ReadonlyMap<string, readonly string[]>;

const NOT_OWNED = new Set([
  "f:apiVersion",
  "f:kind",
  "f:metadata/f:name",
  "f:metadata/f:namespace",
  "f:metadata/f:managedFields",
]);

export function ownedFields(schema: string | undefined, applied: JsonObject): FieldSet {
  const fields = new Map<string, readonly string[]>();
  const type: TypeRef = schema === undefined ? { kind: "any" } : { kind: "object", name: schema };
  walk(type, applied, [], (steps) => {
    if (!NOT_OWNED.has(steps.join("/"))) fields.set(printed(steps), steps);
  });
  return fields;
}

/** Like `ownedFields`, with the maps, lists and pointers that hold them, as an update owns them too. */
export function writtenFields(schema: string | undefined, object: JsonObject): FieldSet {
  const fields = new Map<string, readonly string[]>();
  const type: TypeRef = schema === undefined ? { kind: "any" } : { kind: "object", name: schema };
  walk(type, object, [], (steps) => fields.set(printed(steps), steps), undefined, true);
  return fields;
}

/** Types that are one value to server-side apply, `+structType=atomic`. */
const ATOMIC_TYPES = new Set(
  "ConfigMapKeySelector CrossVersionObjectReference LabelSelector LocalObjectReference NodeSelector NodeSelectorTerm ObjectFieldSelector ObjectReference ResourceFieldSelector RoleRef ScopeSelector SecretKeySelector SecretReference Subject TopologySelectorTerm TypedLocalObjectReference".split(
    " ",
  ),
);

/** Structs that Go holds as values and lists that it always writes: there before anybody set them. */
const ALWAYS_THERE = new Set(
  "metadata spec status template jobTemplate strategy updateStrategy resources containers"
    .split(" ")
    .map((name) => `f:${name}`),
);

interface ListHow {
  readonly keys: readonly string[];
  readonly isSet: boolean;
}

function fieldType(type: TypeRef, name: string): { type: TypeRef; list: ListHow | undefined } {
  if (type.kind === "map") return { type: type.of, list: undefined };
  if (type.kind !== "object") return { type: { kind: "any" }, list: undefined };
  const field = typeNamed(type.name).fields.get(name);
  if (field === undefined) return { type: { kind: "any" }, list: undefined };
  const list =
    field.listType === "map" || field.listType === "set"
      ? { keys: field.listKeys, isSet: field.listType === "set" }
      : undefined;
  return { type: field.type, list };
}

function walk(
  type: TypeRef,
  value: JsonValue,
  steps: readonly string[],
  leaf: (steps: readonly string[]) => void,
  list?: ListHow,
  withParents = false,
): void {
  const last = steps.at(-1) ?? "";
  const isParent =
    withParents && steps.length > 0 && (type.kind === "any" ? last !== "f:metadata" : !ALWAYS_THERE.has(last));
  if (isObject(value) && !isAtomic(type, steps)) {
    const keys = Object.keys(value);
    if ((keys.length === 0 && steps.length > 0) || isParent) leaf(steps);
    for (const key of keys) {
      const inner = fieldType(type, key);
      walk(inner.type, value[key] as JsonValue, [...steps, `f:${key}`], leaf, inner.list, withParents);
    }
  } else if (Array.isArray(value) && list !== undefined) {
    const items = type.kind === "list" ? type.of : type;
    if (isParent) leaf(steps);
    for (const item of value as readonly JsonValue[]) {
      const step = itemStep(item, list);
      leaf([...steps, step]);
      if (isObject(item)) walk(items, item, [...steps, step], leaf, undefined, withParents);
    }
  } else leaf(steps);
}

/** A Service's selector is a map that is one value. */
function isAtomic(type: TypeRef, steps: readonly string[]): boolean {
  if (type.kind === "object") return ATOMIC_TYPES.has(type.name);
  return type.kind === "map" && steps.length === 2 && steps[1] === "f:selector";
}

function itemStep(item: JsonValue, { keys, isSet }: ListHow): string {
  if (isSet || !isObject(item)) return `v:${JSON.stringify(item)}`;
  const pairs = [...keys].sort().filter((key) => item[key] !== undefined || key === "protocol");
  return `k:${JSON.stringify(Object.fromEntries(pairs.map((key) => [key, item[key] ?? "TCP"])))}`;
}

function printed(steps: readonly string[]): string {
  return steps
    .map((step) => {
      if (step.startsWith("f:")) return `.${step.slice(2)}`;
      if (step.startsWith("v:")) return `[=${step.slice(2)}]`;
      const pairs = Object.entries(JSON.parse(step.slice(2)) as JsonObject);
      return `[${pairs.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(",")}]`;
    })
    .join("");
}

export function fieldsV1Of(fields: FieldSet): JsonObject {
  const root: Mutable = {};
  const ends: Mutable[] = [];
  for (const steps of fields.values()) {
    let at = root;
    for (const step of steps) {
      at[step] ??= {};
      at = at[step];
    }
    ends.push(at);
  }
  for (const end of ends) if (Object.keys(end).length > 0) end["."] = {};
  return root;
}

export function parseFieldsV1(fields: JsonValue | undefined): FieldSet {
  const set = new Map<string, readonly string[]>();
  const visit = (node: JsonValue, steps: readonly string[]): void => {
    if (!isObject(node)) return;
    const keys = Object.keys(node).filter((key) => key !== ".");
    if ((keys.length === 0 || node["."] !== undefined) && steps.length > 0) set.set(printed(steps), steps);
    for (const key of keys) visit(node[key] as JsonValue, [...steps, key]);
  };
  visit(fields ?? {}, []);
  return set;
}

export function unionOf(sets: readonly FieldSet[]): FieldSet {
  return new Map(sets.flatMap((set) => [...set]));
}

/** Fields that both own and about whose value they disagree. */
export function conflictsOf(
  mine: FieldSet,
  theirs: FieldSet,
  { current, applied }: { current: JsonObject; applied: JsonObject },
): string[] {
  const conflicts: string[] = [];
  for (const [path, steps] of mine) {
    if (!theirs.has(path) || (steps.at(-1) ?? "").startsWith("k:")) continue;
    if (!sameJson(valueAt(current, steps), valueAt(applied, steps))) conflicts.push(path);
  }
  return conflicts.sort();
}

export function valueAt(object: JsonValue, steps: readonly string[]): JsonValue | undefined {
  let at: JsonValue | undefined = object;
  for (const step of steps) {
    if (at === undefined) return undefined;
    if (step.startsWith("f:")) at = isObject(at) ? at[step.slice(2)] : undefined;
    else at = Array.isArray(at) ? (at as readonly JsonValue[])[placeOf(at, step)] : undefined;
  }
  return at;
}

function placeOf(list: readonly JsonValue[], step: string): number {
  const wanted = JSON.parse(step.slice(2)) as JsonValue;
  if (step.startsWith("v:")) return list.findIndex((item) => sameJson(item, wanted));
  return list.findIndex(
    (item) =>
      isObject(item) && Object.entries(wanted as JsonObject).every(([key, value]) => (item[key] ?? "TCP") === value),
  );
}

/** Takes away what this manager owned before, applies no more, and nobody else owns. */
export function removeOwned(
  object: Mutable,
  { before, now, kept }: { before: FieldSet; now: FieldSet; kept: FieldSet },
): Mutable {
  const gone = [...before]
    .filter(([path]) => !now.has(path) && !kept.has(path))
    .sort(([, a], [, b]) => b.length - a.length);
  for (const [path, steps] of gone) {
    if ([...now.keys(), ...kept.keys()].some((other) => other.startsWith(path) && other !== path)) continue;
    removeAt(object, steps);
  }
  return object;
}

function removeAt(object: Mutable, steps: readonly string[]): void {
  const parent: Mutable = valueAt(object, steps.slice(0, -1));
  const last = steps.at(-1) as string;
  if (parent === undefined) return;
  if (last.startsWith("f:")) delete parent[last.slice(2)];
  else if (Array.isArray(parent)) {
    const place = placeOf(parent, last);
    if (place >= 0) parent.splice(place, 1);
  }
}

export function mergeApplied(schema: string | undefined, base: Mutable, applied: JsonObject): Mutable {
  return mergeValue(schema === undefined ? { kind: "any" } : { kind: "object", name: schema }, base, applied);
}

function mergeValue(type: TypeRef, base: Mutable, applied: JsonValue, list?: ListHow): Mutable {
  if (isObject(applied) && isObject(base)) {
    const out: Mutable = { ...base };
    for (const [key, value] of Object.entries(applied)) {
      const inner = fieldType(type, key);
      out[key] =
        out[key] === undefined ? draftOf(value) : mergeValue(inner.type, out[key], value as JsonValue, inner.list);
    }
    return out;
  }
  if (Array.isArray(applied) && Array.isArray(base) && list !== undefined) {
    const items = type.kind === "list" ? type.of : type;
    const out: Mutable[] = [...base];
    for (const item of applied as readonly JsonValue[]) {
      const place = placeOf(out, itemStep(item, list));
      if (place < 0) out.push(draftOf(item));
      else out[place] = mergeValue(items, out[place], item);
    }
    return out;
  }
  return draftOf(applied);
}
