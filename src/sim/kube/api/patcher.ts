/**
 * PATCH: the stored object, changed in one of four ways, goes through the same checks as an update.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go
 */
import { apiVersionOf, type Kind } from "../kinds/kind.ts";
import { DecodeError } from "../schema/decode.ts";
import { decodedAs, type FieldValidation } from "./body.ts";
import type { PatchType } from "./client.ts";
import { goText } from "./go-text.ts";
import { draftOf, isObject, type JsonObject, type JsonValue, type KubeObject, type Mutable } from "./objects.ts";
import { applyJsonPatch, JsonPatchError } from "./patch/json.ts";
import { applyMergePatch } from "./patch/merge.ts";
import { patchSchemaOf } from "./patch/patch-schema.ts";
import { applyStrategicPatch, StrategicPatchError } from "./patch/strategic.ts";
import { badRequest, failure, StatusError } from "./status.ts";
import { invalid, invalidStatus } from "./validation/field-error.ts";

const MEDIA_TYPES: readonly (readonly [string, PatchType])[] = [
  ["application/json-patch+json", "json"],
  ["application/merge-patch+json", "merge"],
  ["application/strategic-merge-patch+json", "strategic"],
  ["application/apply-patch+yaml", "apply"],
];

export function patchTypeOf(contentType: string | undefined, kind: Kind): PatchType {
  const bare = (contentType ?? "").split(";")[0]?.trim();
  const found = MEDIA_TYPES.find(([media]) => media === bare)?.[1];
  if (found !== undefined && (found !== "strategic" || kind.schema !== undefined)) return found;
  const accepted = MEDIA_TYPES.filter(([, type]) => type !== "strategic" || kind.schema !== undefined).map(
    ([media]) => media,
  );
  throw new StatusError(
    failure(
      415,
      "UnsupportedMediaType",
      `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`,
    ),
  );
}

/** The patched object, decoded; not yet checked. */
export function patched(
  kind: Kind,
  current: KubeObject,
  patch: { type: PatchType; body: JsonValue },
  how: { validation: FieldValidation; warnings: string[] },
): Mutable {
  const result = applyPatch(kind, current, patch);
  checkPlace(result, current);
  try {
    const { object, strict } = decodedAs(kind, draftOf(result));
    if (strict.length > 0 && how.validation === "Strict") {
      const problem = invalid("patch", JSON.stringify(patch.body), `strict decoding error: ${strict.join(", ")}`);
      throw new StatusError(invalidStatus({ group: "", kind: "" }, "", [problem]));
    }
    if (how.validation === "Warn") how.warnings.push(...strict);
    return object;
  } catch (error) {
    if (error instanceof DecodeError && patch.type === "strategic" && error.conversion !== undefined) {
      const problem = invalid("patch", goText(patch.body), error.conversion);
      throw new StatusError(invalidStatus({ group: "", kind: "" }, "", [problem]));
    }
    if (error instanceof DecodeError) throw new StatusError(unprocessable(kind, current, patch.type, error.message));
    throw error;
  }
}

function unprocessable(kind: Kind, current: KubeObject, type: PatchType, message: string): ReturnType<typeof failure> {
  if (type === "strategic") return badRequest(message);
  return failure(
    422,
    "Invalid",
    `${kind.kind}${kind.group === "" ? "" : `.${kind.group}`} ${JSON.stringify(current.metadata.name)} is invalid: patch: Invalid value: ${message}`,
  );
}

function applyPatch(kind: Kind, current: KubeObject, { type, body }: { type: PatchType; body: JsonValue }): JsonObject {
  try {
    if (type === "json") return objectLeftBy(applyJsonPatch(current, checkOperations(body)));
    if (!isObject(body))
      throw new StatusError(
        badRequest(
          `error decoding patch: json: cannot unmarshal ${jsonKind(body)} into Go value of type map[string]interface {}`,
        ),
      );
    checkIdentity(kind, body);
    if (type === "merge" || kind.schema === undefined) return applyMergePatch(current, body) as JsonObject;
    return applyStrategicPatch(current, body, patchSchemaOf(kind.schema));
  } catch (error) {
    if (error instanceof JsonPatchError)
      throw new StatusError(
        failure(422, "Invalid", "the server rejected our request due to an error in our request", {}),
      );
    if (error instanceof StrategicPatchError) throw new StatusError(badRequest(error.message));
    throw error;
  }
}

/** The whole object may be replaced too: by nothing, which reads as an object without fields, but not by a text or a list. */
function objectLeftBy(result: JsonValue): JsonObject {
  if (result === null) return {};
  if (!isObject(result)) throw new JsonPatchError("replace operation value must be object or array");
  return result;
}

function jsonKind(value: unknown): string {
  return Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
}

/** A null among them is an operation that says nothing, which no operation is. */
function checkOperations(body: JsonValue): JsonValue {
  const refused = (value: unknown, type: string): StatusError =>
    new StatusError(
      badRequest(`error decoding patch: json: cannot unmarshal ${jsonKind(value)} into Go value of type ${type}`),
    );
  if (!Array.isArray(body)) throw refused(body, "[]handlers.jsonPatchOp");
  for (const operation of body)
    if (operation !== null && !isObject(operation)) throw refused(operation, "handlers.jsonPatchOp");
  return body.map((operation) => operation ?? {});
}

/** The path says which object it is; a patch cannot move it. */
function checkPlace(result: JsonObject, { metadata }: KubeObject): void {
  const { name = "", namespace = "" } = (result.metadata ?? {}) as { name?: string; namespace?: string };
  if (name !== metadata.name)
    throw new StatusError(
      badRequest(`the name of the object (${name}) does not match the name on the URL (${metadata.name})`),
    );
  if (namespace !== (metadata.namespace ?? ""))
    throw new StatusError(
      badRequest(
        `the namespace of the object (${namespace}) does not match the namespace on the URL (${metadata.namespace ?? ""})`,
      ),
    );
}

/** A patch may repeat what it patches, but not turn it into something else. */
function checkIdentity(kind: Kind, body: JsonObject): void {
  const version = body.apiVersion;
  if (typeof version === "string" && version !== "" && version !== apiVersionOf(kind))
    throw new StatusError(
      badRequest(
        `the API version in the data (${version}) does not match the expected API version (${apiVersionOf(kind)})`,
      ),
    );
}
