/**
 * JSON Patch: operations on places in a document, all or none.
 *
 * Models: RFC 6902, RFC 6901 (pointers); texts of gopkg.in/evanphx/json-patch.v4
 */
import { draftOf, isObject, type JsonValue, type Mutable, sameJson } from "../objects.ts";

export class JsonPatchError extends Error {}

type Operation = {
  readonly op?: unknown;
  readonly path?: unknown;
  readonly from?: unknown;
  readonly value?: JsonValue;
};

export function applyJsonPatch(document: JsonValue, patch: JsonValue): JsonValue {
  if (!Array.isArray(patch)) throw new JsonPatchError("a JSON patch is a list of operations");
  let result: Mutable = draftOf(document);
  for (const operation of patch) result = applyOne(result, operation as Operation);
  return result;
}

function applyOne(document: Mutable, operation: Operation): Mutable {
  const { op } = operation;
  const path = pointerOf(operation.path, "path");
  switch (op) {
    case "add":
      return put(document, path, draftOf(operandOf(operation)), "add");
    case "replace":
      find(document, path, "replace");
      return put(document, path, draftOf(operandOf(operation)), "replace");
    case "remove":
      return remove(document, path);
    case "move": {
      const from = pointerOf(operation.from, "from");
      const moved = find(document, from, "move");
      return put(remove(document, from), path, moved, "move");
    }
    case "copy":
      return put(document, path, draftOf(find(document, pointerOf(operation.from, "from"), "copy")), "copy");
    case "test":
      return test(document, path, operation);
    default:
      throw new JsonPatchError(`Unexpected kind: ${String(op)}`);
  }
}

function operandOf(operation: Operation): JsonValue {
  if (!("value" in operation) || operation.value === undefined)
    throw new JsonPatchError(`${String(operation.op)} operation: missing value`);
  return operation.value;
}

function pointerOf(pointer: unknown, name: string): string[] {
  if (typeof pointer !== "string") throw new JsonPatchError(`operation: missing '${name}'`);
  if (pointer === "") return [];
  if (!pointer.startsWith("/")) throw new JsonPatchError(`invalid pointer: ${pointer}`);
  return pointer
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function textOf(path: readonly string[]): string {
  return path.map((token) => `/${token.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function missing(op: string, path: readonly string[]): JsonPatchError {
  return new JsonPatchError(`${op} operation does not apply: doc is missing path: "${textOf(path)}": missing value`);
}

function find(document: Mutable, path: readonly string[], op: string): Mutable {
  let at = document;
  for (const token of path) {
    if (Array.isArray(at)) {
      if (!/^(0|[1-9]\d*)$/.test(token) || Number(token) >= at.length) throw missing(op, path);
      at = at[Number(token)];
    } else if (isObject(at) && Object.hasOwn(at, token)) at = at[token];
    else throw missing(op, path);
  }
  return at;
}

function put(document: Mutable, path: readonly string[], value: Mutable, op: string): Mutable {
  if (path.length === 0) return value;
  const parent = find(document, path.slice(0, -1), op);
  const token = path.at(-1) as string;
  if (Array.isArray(parent)) {
    if (op === "replace") {
      parent[Number(token)] = value;
      return document;
    }
    const index = token === "-" ? parent.length : /^(0|[1-9]\d*)$/.test(token) ? Number(token) : -1;
    if (index < 0 || index > parent.length)
      throw new JsonPatchError(
        `${op} operation does not apply: doc is missing path: "${textOf(path)}": invalid index referenced`,
      );
    parent.splice(index, 0, value);
  } else if (isObject(parent)) (parent as Mutable)[token] = value;
  else throw missing(op, path);
  return document;
}

function remove(document: Mutable, path: readonly string[]): Mutable {
  if (path.length === 0) return null;
  const parent = find(document, path.slice(0, -1), "remove");
  const token = path.at(-1) as string;
  if (Array.isArray(parent)) {
    if (!/^(0|[1-9]\d*)$/.test(token) || Number(token) >= parent.length)
      throw new JsonPatchError(
        `remove operation does not apply: doc is missing path: "${textOf(path)}": invalid index referenced`,
      );
    parent.splice(Number(token), 1);
  } else if (isObject(parent) && Object.hasOwn(parent, token)) delete (parent as Mutable)[token];
  else
    throw new JsonPatchError(`remove operation does not apply: doc is missing path: "${textOf(path)}": missing value`);
  return document;
}

function test(document: Mutable, path: readonly string[], operation: Operation): Mutable {
  const wanted = operandOf(operation);
  if (!sameJson(find(document, path, "test"), wanted))
    throw new JsonPatchError(`testing path ${textOf(path)} failed: test failed`);
  return document;
}
