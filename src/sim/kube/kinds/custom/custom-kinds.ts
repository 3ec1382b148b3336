/**
 * The kinds that a CustomResourceDefinition makes: one for each version it serves, all seeing the same objects.
 *
 * Models: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/customresource_handler.go, pkg/registry/customresource
 * SIMPLIFIED: conversion changes the version only; the scale subresource is not served.
 */
import type { JsonValue, KubeObject, Mutable } from "../../api/objects.ts";
import { isObject } from "../../api/objects.ts";
import { type Decoded, decode } from "../../schema/decode.ts";
import type { CustomResourceDefinition, CustomResourceDefinitionVersion } from "../../schema/types.ts";
import { NAME, since } from "../columns.ts";
import type { Column, Columns, Kind } from "../kind.ts";
import { parseColumnPath } from "./column-path.ts";
import { checked, fillDefaults, pruned, type Schema } from "./structural-schema.ts";

const TYPE_FIELDS = ["apiVersion", "kind", "metadata"];
const DEFAULT_COLUMNS = [{ name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" }];

export function kindsOf({ spec }: CustomResourceDefinition): readonly Kind[] {
  const versions = spec.versions ?? [];
  const stored = versions.find(({ storage }) => storage) ?? versions[0];
  if (stored === undefined) return [];
  const key = `${spec.names.plural}.${spec.group}`;
  const storedAs = `${spec.group}/${stored.name}`;
  return versions
    .filter(({ served }) => served)
    .map((version) => {
      const kind = kindOf(spec, version);
      if (version === stored) return kind;
      const apiVersion = `${spec.group}/${version.name}`;
      const show = (object: KubeObject): KubeObject => ({ ...object, apiVersion });
      return { ...kind, view: { of: key, show, store: (draft: Mutable) => ({ ...draft, apiVersion: storedAs }) } };
    });
}

function kindOf(spec: CustomResourceDefinition["spec"], version: CustomResourceDefinitionVersion): Kind {
  const { names, group, scope } = spec;
  const schema = (version.schema?.openAPIV3Schema ?? {}) as unknown as Schema;
  const hasStatus = version.subresources?.status !== undefined;
  return {
    group,
    version: version.name,
    kind: names.kind,
    resource: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    namespaced: scope === "Namespaced",
    schema: undefined,
    subresources: hasStatus ? ["status"] : [],
    hasGeneration: true,
    columns: columnsOf(version),
    decode: (body) => decoded(schema, body),
    defaults: (draft: Mutable) => fillDefaults(schema, draft),
    prepare: (draft: Mutable, old) => {
      if (!hasStatus || old !== undefined) return;
      delete draft.status;
      // What is read back has the schema's defaults, also where the client could not write.
      fillDefaults(schema, draft);
    },
    validate: (object) =>
      checked(schema, Object.fromEntries(Object.entries(object).filter(([field]) => field !== "metadata")), "").map(
        (error) => (error.field === "" ? { ...error, field: "<nil>" } : error),
      ),
    ...(version.deprecated === true
      ? { deprecation: version.deprecationWarning ?? `${group}/${version.name} ${names.kind} is deprecated` }
      : {}),
  };
}

/** The type and metadata are the API's own; everything else is the schema's. */
function decoded(schema: Schema, body: JsonValue): Decoded {
  if (!isObject(body)) return decode("ObjectMeta", body);
  const unknown: string[] = [];
  const own = Object.fromEntries(Object.entries(body).filter(([name]) => !TYPE_FIELDS.includes(name)));
  const object = pruned(schema, own, { path: "", unknown });
  const { object: metadata, strict } = decode("ObjectMeta", body.metadata ?? {});
  const strange = strict.map((text) => text.replace('unknown field "', 'unknown field "metadata.'));
  const { apiVersion = "", kind = "" } = body;
  return { object: { apiVersion, kind, metadata, ...object }, strict: [...strange, ...unknown] };
}

function columnsOf({ additionalPrinterColumns = [] }: CustomResourceDefinitionVersion): Columns {
  const given = additionalPrinterColumns.length === 0 ? DEFAULT_COLUMNS : additionalPrinterColumns;
  const columns = given.map((column) => {
    const definition: Column = {
      name: column.name,
      type: column.type as NonNullable<Column["type"]>,
      ...("priority" in column && (column.priority ?? 0) > 0 ? { priority: 1 } : {}),
    };
    return { definition, find: parseColumnPath(column.jsonPath), type: column.type };
  });
  return {
    definitions: [NAME, ...columns.map(({ definition }) => definition)],
    cells: (object, nowMs) => [
      object.metadata.name,
      ...columns.map(({ find, type }) => {
        const [value] = find?.(object as unknown as JsonValue) ?? [];
        return value === undefined ? null : cellOf(value, type, nowMs);
      }),
    ],
  };
}

function cellOf(value: JsonValue, type: string, nowMs: number): JsonValue {
  if (type === "date") return typeof value === "string" ? since(value, nowMs) : null;
  if (type === "string") return typeof value === "string" ? value : JSON.stringify(value);
  if (type === "boolean") return typeof value === "boolean" ? value : null;
  return typeof value === "number" ? value : null;
}
