/**
 * OpenAPI v3: a list of documents, and one for each group version, with the paths and schemas that clients look up
 * before they apply, diff and explain.
 *
 * Models: staging/src/k8s.io/kube-openapi/pkg/handler3, staging/src/k8s.io/apiserver/pkg/endpoints/openapi
 * SIMPLIFIED: operations name the parameters that clients ask after, and no responses.
 */
import { apiVersionOf, type Kind } from "../../kinds/kind.ts";
import { typeNamed } from "../../schema/schema.ts";
import { verbsOf } from "../discovery.ts";
import type { Kinds } from "../kinds.ts";
import type { JsonObject, Mutable } from "../objects.ts";
import { reference, SchemaSet, schemaName } from "./schemas.ts";

const PATCHES = [
  "application/apply-patch+yaml",
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
];

/** `/openapi/v3`. */
export function openApiPaths(kinds: Kinds): JsonObject {
  const paths: Mutable = {};
  for (const group of kinds.groups())
    for (const version of kinds.versionsOf(group)) {
      const path = group === "" ? `api/${version}` : `apis/${group}/${version}`;
      const { length } = kinds.all.filter((kind) => kind.group === group && kind.version === version);
      paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${group.length}${version}${length}` };
    }
  return { paths };
}

/** `/openapi/v3/apis/apps/v1`; null when there is no such group version. */
export function openApiDocument(kinds: Kinds, group: string, version: string): JsonObject | null {
  const served = kinds.all.filter((kind) => kind.group === group && kind.version === version);
  if (served.length === 0) return null;
  const schemas = new SchemaSet(kinds.fieldDocs);
  const paths: Mutable = {};
  for (const kind of served) addKind(kind, paths, schemas);
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: "v1.36.2" },
    paths,
    components: { schemas: schemas.toJson() },
  };
}

function addKind(kind: Kind, paths: Mutable, schemas: SchemaSet): void {
  const { group, version } = kind;
  const gvk = { group, kind: kind.kind, version };
  let object: JsonObject = { type: "object" };
  if (kind.schema !== undefined) {
    const type = typeNamed(kind.schema);
    schemas.add(kind.schema)["x-kubernetes-group-version-kind"] = [gvk];
    schemas.addList(kind.kind, type);
    object = reference(schemaName(type));
  }
  const root = `${group === "" ? "/api" : "/apis"}/${apiVersionOf(kind)}`;
  const collection = `${root}${kind.namespaced ? "/namespaces/{namespace}" : ""}/${kind.resource}`;
  const call = { gvk, object, verbs: verbsOf(kind), isNamespaced: kind.namespaced };
  paths[collection] = operations(call, { post: "create", get: "list", delete: "deletecollection" }, false);
  paths[`${collection}/{name}`] = operations(
    call,
    { get: "get", put: "update", patch: "patch", delete: "delete" },
    true,
  );
}

interface Call {
  readonly gvk: JsonObject;
  readonly object: JsonObject;
  readonly verbs: readonly string[];
  readonly isNamespaced: boolean;
}

function operations(call: Call, methods: Readonly<Record<string, string>>, isNamed: boolean): JsonObject {
  const path: Mutable = {
    parameters: [
      ...(isNamed ? [parameter("name", "path")] : []),
      ...(call.isNamespaced ? [parameter("namespace", "path")] : []),
    ],
  };
  for (const [method, verb] of Object.entries(methods))
    if (call.verbs.includes(verb)) path[method] = operation(call, method, verb);
  return path;
}

function operation({ gvk, object }: Call, method: string, verb: string): JsonObject {
  const isWrite = method === "post" || method === "put" || method === "patch";
  const names = isWrite ? ["dryRun", "fieldManager", "fieldValidation"] : method === "delete" ? ["dryRun"] : [];
  if (method === "patch") names.push("force");
  const types = method === "patch" ? PATCHES : ["*/*"];
  const content = Object.fromEntries(types.map((type) => [type, { schema: object }]));
  return {
    "x-kubernetes-action": verb === "create" ? "post" : verb === "update" ? "put" : verb,
    "x-kubernetes-group-version-kind": gvk,
    parameters: names.map((name) => parameter(name, "query")),
    ...(isWrite ? { requestBody: { content, required: true } } : {}),
    responses: { 200: { description: "OK" } },
  };
}

function parameter(name: string, place: "path" | "query"): JsonObject {
  const type = name === "force" ? "boolean" : "string";
  return { name, in: place, ...(place === "path" ? { required: true } : {}), schema: { type, uniqueItems: true } };
}
