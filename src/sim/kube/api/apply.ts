/**
 * Server-side apply: each manager owns the fields it applied; taking another's field is a conflict unless forced,
 * and a field that its only owner no longer applies goes away.
 *
 * Models: staging/src/k8s.io/apimachinery/pkg/util/managedfields, sigs.k8s.io/structured-merge-diff
 */
import { apiVersionOf, type Kind } from "../kinds/kind.ts";
import { decodeFor, type FieldValidation } from "./body.ts";
import {
  conflictsOf,
  type FieldSet,
  fieldsV1Of,
  mergeApplied,
  ownedFields,
  parseFieldsV1,
  removeOwned,
  unionOf,
  valueAt,
} from "./field-sets.ts";
import {
  draftOf,
  isObject,
  type JsonValue,
  type KubeObject,
  type ManagedFieldsEntry,
  type Mutable,
  sameJson,
} from "./objects.ts";
import type { Route } from "./route.ts";
import type { ApiServer } from "./server.ts";
import { badRequest, failure, StatusError } from "./status.ts";
import type { Writing } from "./writer.ts";

interface ApplyCall {
  readonly kind: Kind;
  readonly route: Route;
  readonly body: JsonValue;
  readonly query: ReadonlyMap<string, readonly string[]>;
  readonly validation: FieldValidation;
  readonly writing: Writing & { readonly warnings: string[] };
}

export function applyServerSide(server: ApiServer, call: ApplyCall): { object: KubeObject; created: boolean } {
  const { kind, route, body, writing } = call;
  if (!isObject(body)) throw new StatusError(badRequest("error decoding YAML: the body is not an object"));
  const manager = call.query.get("fieldManager")?.[0] ?? "";
  if (manager === "")
    throw new StatusError(
      failure(
        422,
        "Invalid",
        `PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch`,
        {
          group: "meta.k8s.io",
          kind: "PatchOptions",
          causes: [
            {
              reason: "FieldValueRequired",
              message: "Required value: is required for apply patch",
              field: "fieldManager",
            },
          ],
        },
      ),
    );
  const decoded = decodeFor(kind, body, { validation: call.validation, warnings: writing.warnings });
  const applied: Mutable = onlyGiven(decoded, body);
  applied.metadata = {
    ...applied.metadata,
    name: route.name,
    ...(kind.namespaced ? { namespace: route.namespace } : {}),
  };
  if (applied.metadata.managedFields !== undefined)
    throw new StatusError(badRequest("metadata.managedFields must be nil"));
  const owned = ownedFields(kind.schema, applied);
  const force = call.query.get("force")?.[0] === "true";
  const namespace = kind.namespaced ? route.namespace : undefined;
  const current = server.writer.collection(kind).get(namespace, route.name as string);
  if (current === undefined) {
    const draft = draftOf(applied);
    draft.metadata.managedFields = [
      entryOf(kind, { manager, fields: owned, time: server.writer.now(), subresource: route.subresource }),
    ];
    return { object: server.writer.create(kind, draft, { ...writing, verb: "patch" }), created: true };
  }
  const draft = merged(current, applied, {
    kind,
    manager,
    owned,
    force,
    subresource: route.subresource,
    time: server.writer.now(),
  });
  return { object: server.writer.update(kind, draft, { ...writing, verb: "patch" }), created: false };
}

/** Decoding fills in structs that every object of a kind has; whoever applies owns only what is in the request. */
function onlyGiven(decoded: Mutable, given: JsonValue): Mutable {
  if (!isObject(decoded) || !isObject(given)) return decoded;
  const entries = Object.entries<Mutable>(decoded).filter(([key]) => given[key] !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key, onlyGiven(value, given[key] as JsonValue)]));
}

interface Merge {
  readonly kind: Kind;
  readonly manager: string;
  readonly owned: FieldSet;
  readonly force: boolean;
  readonly subresource: string | undefined;
  readonly time: string;
}

function merged(current: KubeObject, applied: Mutable, merge: Merge): Mutable {
  const { kind, manager, owned, force, subresource } = merge;
  const entries = current.metadata.managedFields ?? [];
  const isMine = (entry: ManagedFieldsEntry): boolean =>
    entry.manager === manager && entry.operation === "Apply" && (entry.subresource ?? "") === (subresource ?? "");
  const mine = entries.find(isMine);
  const others = entries.filter((entry) => !isMine(entry));
  const conflicts = others.flatMap((entry) =>
    conflictsOf(owned, parseFieldsV1(entry.fieldsV1), { current, applied }).map((field) => ({ field, entry })),
  );
  if (conflicts.length > 0 && !force) {
    const allowed = manager === "kubectl" ? lastAppliedFields(kind, current) : new Set<string>();
    if (conflicts.some(({ field }) => !allowed.has(field))) throw new StatusError(conflictStatus(conflicts));
  }
  const before = parseFieldsV1(mine?.fieldsV1);
  const kept = unionOf(others.map((entry) => parseFieldsV1(entry.fieldsV1)));
  let result: Mutable = draftOf(current);
  result = removeOwned(result, { before, now: owned, kept });
  result = mergeApplied(kind.schema, result, applied);
  const rest =
    conflicts.length > 0 ? others.map((entry) => without(entry, conflicts)).filter((entry) => entry !== null) : others;
  result.metadata.managedFields = [...rest, entryOf(kind, { manager, fields: owned, time: merge.time, subresource })];
  if (applied.metadata.resourceVersion === undefined) delete result.metadata.resourceVersion;
  return result;
}

/** What client-side apply set, and nobody changed since: kubectl may take that over. */
function lastAppliedFields(kind: Kind, current: KubeObject): ReadonlySet<string> {
  const text = current.metadata.annotations?.["kubectl.kubernetes.io/last-applied-configuration"];
  if (text === undefined) return new Set();
  let applied: JsonValue;
  try {
    applied = JSON.parse(text) as JsonValue;
  } catch {
    return new Set();
  }
  if (!isObject(applied)) return new Set();
  const fields = ownedFields(kind.schema, applied);
  const same = [...fields].filter(([, steps]) => {
    const [then, now] = [valueAt(applied, steps), valueAt(current, steps)];
    return then !== undefined && now !== undefined && sameJson(then, now);
  });
  return new Set(same.map(([path]) => path));
}

function without(
  entry: ManagedFieldsEntry,
  conflicts: readonly { field: string; entry: ManagedFieldsEntry }[],
): ManagedFieldsEntry | null {
  const lost = new Set(conflicts.filter((one) => one.entry === entry).map(({ field }) => field));
  if (lost.size === 0) return entry;
  const fields = new Map([...parseFieldsV1(entry.fieldsV1)].filter(([path]) => !lost.has(path)));
  return fields.size === 0 ? null : { ...entry, fieldsV1: fieldsV1Of(fields) };
}

function entryOf(
  kind: Kind,
  parts: { manager: string; fields: FieldSet; time: string; subresource: string | undefined },
): ManagedFieldsEntry {
  return {
    manager: parts.manager,
    operation: "Apply",
    apiVersion: apiVersionOf(kind),
    time: parts.time,
    fieldsType: "FieldsV1",
    fieldsV1: fieldsV1Of(parts.fields),
    ...(parts.subresource === undefined ? {} : { subresource: parts.subresource }),
  };
}

function conflictStatus(
  conflicts: readonly { field: string; entry: ManagedFieldsEntry }[],
): ReturnType<typeof failure> {
  const lines = conflicts.map(({ field, entry }) => {
    const where = entry.subresource === undefined ? "" : ` with subresource ${JSON.stringify(entry.subresource)}`;
    const how = entry.operation === "Apply" ? "" : ` using ${entry.apiVersion}`;
    return { field, manager: `${JSON.stringify(entry.manager)}${where}${how}` };
  });
  const causes = lines.map(({ field, manager }) => ({
    reason: "FieldManagerConflict",
    message: `conflict with ${manager}`,
    field,
  }));
  const managers = [...new Set(lines.map(({ manager }) => manager))].sort();
  const told = managers.flatMap((one) => [
    `conflicts with ${one}:`,
    ...lines.filter(({ manager }) => manager === one).map(({ field }) => `- ${field}`),
  ]);
  const text = lines.length === 1 ? `conflict with ${managers[0]}: ${lines[0]?.field}` : told.join("\n");
  return failure(
    409,
    "Conflict",
    `Apply failed with ${lines.length} conflict${lines.length === 1 ? "" : "s"}: ${text}`,
    { causes },
  );
}
