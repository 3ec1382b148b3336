/**
 * Who set which field, for writers that do not apply: what a create or an update changed becomes its manager's, and
 * nobody else's.
 *
 * Models: staging/src/k8s.io/apimachinery/pkg/util/managedfields, sigs.k8s.io/structured-merge-diff/v6/merge (Update)
 * SIMPLIFIED: managedFields are recorded for what comes as a request; controllers and kubelets of the simulator own no fields.
 */
import { apiVersionOf, type Kind } from "../kinds/kind.ts";
import { type FieldSet, fieldsV1Of, parseFieldsV1, valueAt, writtenFields } from "./field-sets.ts";
import { type JsonObject, type ManagedFieldsEntry, type Mutable, sameJson } from "./objects.ts";

export interface Manager {
  readonly name: string;
  readonly time: string;
  readonly subresource?: string | undefined;
}

/** `kubectl/v1.36.4 (linux/amd64)` is the manager `kubectl`, unless the request names one. */
export function managerName(fieldManager: string | undefined, userAgent: string | undefined): string | undefined {
  if (fieldManager !== undefined && fieldManager !== "") return fieldManager;
  const name = userAgent?.split("/")[0];
  return name === "" ? undefined : name;
}

/** What the writer of a subresource does not own, or nobody owns. */
function isSystemField(kind: Kind, steps: readonly string[], subresource: string | undefined): boolean {
  const [first, second] = steps;
  if (first === "f:apiVersion" || first === "f:kind") return true;
  if (first === "f:metadata" && (second === undefined || SYSTEM.has(second))) return true;
  const hasStatus = kind.subresources.includes("status");
  return hasStatus && (first === "f:status") !== (subresource === "status") && first !== "f:metadata";
}

const SYSTEM = new Set(
  "name namespace creationTimestamp selfLink uid clusterName generation managedFields resourceVersion deletionTimestamp deletionGracePeriodSeconds"
    .split(" ")
    .map((name) => `f:${name}`),
);

function ownable(kind: Kind, object: JsonObject, subresource: string | undefined): FieldSet {
  const fields = [...writtenFields(kind.schema, object)];
  return new Map(fields.filter(([, steps]) => !isSystemField(kind, steps, subresource)));
}

export function recordCreate(kind: Kind, draft: Mutable, manager: Manager): void {
  const fields = ownable(kind, draft, manager.subresource);
  if (fields.size > 0) draft.metadata.managedFields = [entryOf(kind, manager, fields)];
}

/** Compares with what is stored; without a change of fields the entries stay as they are. */
export function recordUpdate(kind: Kind, draft: Mutable, current: JsonObject, manager: Manager): void {
  const before = ownable(kind, current, manager.subresource);
  const after = ownable(kind, draft, manager.subresource);
  const changed = new Map(
    [...after].filter(
      ([path, steps]) => !before.has(path) || (isLeaf(after, draft, steps) && !sameValue(draft, current, steps)),
    ),
  );
  const gone = new Set([...before.keys()].filter((path) => !after.has(path)));
  if (changed.size === 0 && gone.size === 0) return;
  const entries: readonly ManagedFieldsEntry[] = draft.metadata.managedFields ?? [];
  const isMine = (entry: ManagedFieldsEntry): boolean =>
    entry.manager === manager.name &&
    entry.operation === "Update" &&
    entry.apiVersion === apiVersionOf(kind) &&
    (entry.subresource ?? "") === (manager.subresource ?? "");
  const others = entries
    .filter((entry) => !isMine(entry))
    .map((entry) => without(entry, (path) => changed.has(path) || gone.has(path)))
    .filter((entry) => entry !== null);
  const kept = [...parseFieldsV1(entries.find(isMine)?.fieldsV1)].filter(([path]) => !gone.has(path));
  const mine = new Map([...kept, ...changed]);
  const all = mine.size === 0 ? others : [...others, entryOf(kind, manager, mine)];
  draft.metadata.managedFields = all.sort(byPlace);
}

/** Those who apply first, then by time, then by name. */
function byPlace(one: ManagedFieldsEntry, other: ManagedFieldsEntry): number {
  const [a, b] = [one, other].map(
    ({ operation, time, manager }) => `${operation === "Apply" ? 0 : 1} ${time} ${manager}`,
  ) as [string, string];
  return a < b ? -1 : a > b ? 1 : 0;
}

function without(entry: ManagedFieldsEntry, isLost: (path: string) => boolean): ManagedFieldsEntry | null {
  const owned = [...parseFieldsV1(entry.fieldsV1)];
  const kept = owned.filter(([path]) => !isLost(path));
  if (kept.length === owned.length) return entry;
  return kept.length === 0 ? null : { ...entry, fieldsV1: fieldsV1Of(new Map(kept)) };
}

/** What holds other fields is compared by them. */
function isLeaf(fields: FieldSet, object: JsonObject, steps: readonly string[]): boolean {
  const value = valueAt(object, steps);
  if (typeof value !== "object" || value === null) return true;
  for (const other of fields.values())
    if (other.length === steps.length + 1 && steps.every((step, i) => step === other[i])) return false;
  return true;
}

function sameValue(one: JsonObject, other: JsonObject, steps: readonly string[]): boolean {
  const [a, b] = [valueAt(one, steps), valueAt(other, steps)];
  return a === undefined || b === undefined ? a === b : sameJson(a, b);
}

function entryOf(kind: Kind, manager: Manager, fields: FieldSet): ManagedFieldsEntry {
  return {
    manager: manager.name,
    operation: "Update",
    apiVersion: apiVersionOf(kind),
    time: manager.time,
    fieldsType: "FieldsV1",
    fieldsV1: fieldsV1Of(fields),
    ...(manager.subresource === undefined ? {} : { subresource: manager.subresource }),
  };
}
