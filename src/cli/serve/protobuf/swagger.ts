/**
 * The OpenAPI v2 document in the protobuf form that kubectl asks for: what it looks up in it, and no more.
 *
 * Models: github.com/google/gnostic openapiv2/OpenAPIv2.proto
 */
import type { JsonObject } from "../../../sim/kube/api/objects.ts";
import { bytesField, message, textField } from "./write-wire.ts";

export const SWAGGER_PROTOBUF = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

/** Schemas, operations and parameters as JSON has them: nested records without a type of their own. */
// biome-ignore lint/suspicious/noExplicitAny: the document is data of a foreign format
type Json = any;

const OPERATION_FIELDS: Readonly<Record<string, number>> = { get: 2, put: 3, post: 4, delete: 5, patch: 8 };

export function encodeSwagger(document: JsonObject): Buffer {
  const { swagger, info, paths, definitions } = document as Json;
  return message(
    textField(1, swagger),
    bytesField(2, message(textField(1, info.title), textField(2, info.version))),
    bytesField(8, message(...Object.entries(paths).map(([path, item]) => named(2, path, pathItem(item))))),
    bytesField(9, message(...Object.entries(definitions).map(([name, each]) => named(1, name, schema(each))))),
  );
}

/** An entry of a map: its name and its value. */
function named(field: number, name: string, value: Buffer): Buffer {
  return bytesField(field, message(textField(1, name), bytesField(2, value)));
}

function pathItem(item: Json): Buffer {
  const operations = Object.entries(OPERATION_FIELDS).filter(([method]) => item[method] !== undefined);
  return message(...operations.map(([method, field]) => bytesField(field, operation(item[method]))));
}

function operation(each: Json): Buffer {
  const queries = each.parameters.filter((parameter: Json) => parameter.in === "query");
  return message(
    ...each.consumes.map((type: string) => textField(7, type)),
    ...queries.map((parameter: Json) => bytesField(8, queryParameter(parameter))),
    ...extensions(13, each),
  );
}

/** ParametersItem { Parameter { NonBodyParameter { QueryParameterSubSchema } } } */
function queryParameter({ name, type }: Json): Buffer {
  const query = message(textField(2, "query"), textField(4, name), textField(6, type));
  return message(bytesField(1, message(bytesField(2, message(bytesField(3, query))))));
}

function schema(each: Json): Buffer {
  const parts: Buffer[] = [];
  if (each.$ref !== undefined) parts.push(textField(1, each.$ref));
  if (each.format !== undefined) parts.push(textField(2, each.format));
  if (each.description !== undefined) parts.push(textField(4, each.description));
  for (const name of each.required ?? []) parts.push(textField(19, name));
  if (each.additionalProperties !== undefined)
    parts.push(bytesField(21, message(bytesField(1, schema(each.additionalProperties)))));
  if (each.type !== undefined) parts.push(bytesField(22, message(textField(1, each.type))));
  if (each.items !== undefined) parts.push(bytesField(23, message(bytesField(1, schema(each.items)))));
  if (each.properties !== undefined) {
    const properties = Object.entries(each.properties).map(([name, property]) => named(1, name, schema(property)));
    parts.push(bytesField(25, message(...properties)));
  }
  return message(...parts, ...extensions(31, each));
}

/** Their values are YAML, which JSON is. */
function extensions(field: number, each: Json): Buffer[] {
  const names = Object.keys(each).filter((name) => name.startsWith("x-"));
  return names.map((name) => named(field, name, message(textField(2, JSON.stringify(each[name])))));
}
