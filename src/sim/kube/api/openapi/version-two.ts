/**
 * OpenAPI v2: all of v3 in one document, in the words of Swagger 2. kubectl 1.28 and older ask for nothing else.
 *
 * Models: staging/src/k8s.io/kube-openapi/pkg/handler, pkg/spec3 to spec conversions
 */
import type { Kinds } from "../kinds.ts";
import { isObject, type JsonObject, type JsonValue, type Mutable } from "../objects.ts";
import { openApiDocument } from "./documents.ts";

export function swaggerDocument(kinds: Kinds): JsonObject {
  const paths: Mutable = {};
  const definitions: Mutable = {};
  for (const group of kinds.groups())
    for (const version of kinds.versionsOf(group)) {
      const document = openApiDocument(kinds, group, version) as Mutable;
      for (const [path, item] of Object.entries(document.paths)) paths[path] = pathItem(item as Mutable);
      for (const [name, schema] of Object.entries(document.components.schemas))
        definitions[name] = { ...definitions[name], ...schemaTwo(schema as Mutable) };
    }
  return { swagger: "2.0", info: { title: "Kubernetes", version: "v1.36.2" }, paths, definitions };
}

function pathItem(item: Mutable): JsonObject {
  const out: Mutable = {};
  for (const [method, operation] of Object.entries(item)) {
    if (method === "parameters") out.parameters = (operation as Mutable[]).map(parameterTwo);
    else out[method] = operationTwo(operation as Mutable);
  }
  return out;
}

function operationTwo({ requestBody, parameters, ...operation }: Mutable): JsonObject {
  const content = Object.entries((requestBody?.content ?? {}) as Mutable);
  const [, first] = (content[0] ?? []) as [string?, Mutable?];
  const body =
    first === undefined ? [] : [{ name: "body", in: "body", required: true, schema: schemaTwo(first.schema) }];
  return {
    ...operation,
    consumes: content.map(([type]) => type),
    parameters: [...body, ...(parameters as Mutable[]).map(parameterTwo)],
  };
}

function parameterTwo({ schema, ...parameter }: Mutable): JsonObject {
  return { ...parameter, ...(schema as JsonObject) };
}

/** References stand alone, and what may be two types is called text. */
function schemaTwo(schema: Mutable): Mutable {
  const { allOf, oneOf, ...rest } = schema;
  const out: Mutable = {};
  for (const [key, value] of Object.entries(rest)) out[key] = valueTwo(key, value as JsonValue);
  if (allOf !== undefined) Object.assign(out, schemaTwo(allOf[0]));
  if (oneOf !== undefined) out.type = "string";
  return out;
}

function valueTwo(key: string, value: JsonValue): JsonValue {
  if (key === "$ref") return String(value).replace("#/components/schemas/", "#/definitions/");
  if (key === "properties")
    return Object.fromEntries(
      Object.entries(value as JsonObject).map(([name, schema]) => [name, schemaTwo(schema as Mutable)]),
    );
  if ((key === "items" || key === "additionalProperties") && isObject(value)) return schemaTwo(value as Mutable);
  return value;
}
