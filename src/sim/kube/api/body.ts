/**
 * The body of a write: read, checked against the path, decoded strictly as the client asks.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/create.go, rest.go (fieldValidation)
 */
import { apiVersionOf, type Kind } from "../kinds/kind.ts";
import { type Decoded, DecodeError, decode } from "../schema/decode.ts";
import { draftOf, isObject, type JsonValue, type Mutable } from "./objects.ts";
import type { ApiRequest } from "./request.ts";
import type { Route } from "./route.ts";
import { badRequest, failure, StatusError } from "./status.ts";

export type FieldValidation = "Ignore" | "Warn" | "Strict";

export function fieldValidationOf(request: ApiRequest): FieldValidation {
  const asked = request.query.get("fieldValidation")?.[0] ?? "";
  if (asked === "" || asked === "Warn") return "Warn";
  if (asked === "Ignore" || asked === "Strict") return asked;
  const message = `Unsupported value: ${JSON.stringify(asked)}: supported values: "Ignore", "Strict", "Warn"`;
  throw new StatusError(
    failure(422, "Invalid", `fieldValidation: ${message}`, {
      causes: [{ reason: "FieldValueNotSupported", message, field: "fieldValidation" }],
    }),
  );
}

export function jsonBody(request: ApiRequest): JsonValue {
  const { body } = request;
  if (typeof body !== "string") return body ?? null;
  if (body.trim() === "") return null;
  try {
    return JSON.parse(body) as JsonValue;
  } catch (error) {
    const type = request.headers.get("content-type") ?? "";
    if (/protobuf|cbor/.test(type))
      throw new StatusError(
        failure(
          415,
          "UnsupportedMediaType",
          `the body of the request was in an unknown format - accepted media types include: application/json, application/yaml`,
        ),
      );
    throw new StatusError(
      badRequest(`the object provided is unrecognized (must be of type Object): ${(error as Error).message}`),
    );
  }
}

/** The object that a POST or PUT carries, as a draft. */
export function objectBody(kind: Kind, route: Route, request: ApiRequest, warnings: string[]): Mutable {
  const body = jsonBody(request);
  if (!isObject(body))
    throw new StatusError(badRequest("the object provided is unrecognized (must be of type Object)"));
  const wanted = apiVersionOf(kind);
  const given = body.apiVersion;
  if (given !== undefined && given !== "" && given !== wanted)
    throw new StatusError(
      badRequest(`the API version in the data (${String(given)}) does not match the expected API version (${wanted})`),
    );
  if (body.kind !== undefined && body.kind !== "" && body.kind !== kind.kind)
    throw new StatusError(
      badRequest(
        `${kind.kind} in version ${JSON.stringify(kind.version)} cannot be handled as a ${kind.kind}: converting (${String(body.kind)}) to (${kind.kind}): unknown conversion`,
      ),
    );
  const draft = decodeFor(kind, body, { validation: fieldValidationOf(request), warnings });
  placeInPath(draft, kind, route);
  return draft;
}

export function decodeFor(
  kind: Kind,
  body: JsonValue,
  how: { validation: FieldValidation; warnings: string[] },
): Mutable {
  try {
    const { object, strict } = decodedAs(kind, body);
    if (strict.length > 0 && how.validation === "Strict")
      throw new StatusError(badRequest(`${handled(kind)}: strict decoding error: ${strict.join(", ")}`));
    if (how.validation === "Warn") how.warnings.push(...strict);
    return object;
  } catch (error) {
    if (error instanceof DecodeError) throw new StatusError(badRequest(`${handled(kind)}: ${error.message}`));
    throw error;
  }
}

/** By the kind's own decoder, or by its line in the table of types. */
export function decodedAs(kind: Kind, body: JsonValue): Decoded {
  if (kind.decode !== undefined) return kind.decode(body);
  if (kind.schema !== undefined) return decode(kind.schema, body);
  const { metadata = {}, ...rest } = draftOf(body);
  return { object: { ...rest, metadata: decode("ObjectMeta", metadata).object }, strict: [] };
}

function handled(kind: Kind): string {
  return `${kind.kind} in version ${JSON.stringify(kind.version)} cannot be handled as a ${kind.kind}`;
}

function placeInPath(draft: Mutable, kind: Kind, route: Route): void {
  draft.metadata ??= {};
  const { metadata } = draft;
  if (kind.namespaced && route.namespace !== undefined) {
    if (metadata.namespace !== undefined && metadata.namespace !== "" && metadata.namespace !== route.namespace)
      throw new StatusError(
        badRequest("the namespace of the provided object does not match the namespace sent on the request"),
      );
    metadata.namespace = route.namespace;
  }
  if (route.name === undefined) return;
  if (metadata.name === undefined || metadata.name === "") metadata.name = route.name;
  if (metadata.name !== route.name)
    throw new StatusError(
      badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${route.name})`),
    );
}
