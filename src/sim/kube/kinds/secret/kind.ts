/**
 * Settings that are not shown by accident.
 *
 * Models: pkg/registry/core/secret/strategy.go, ValidateSecret
 */
import type { Mutable } from "../../api/objects.ts";
import { sameJson } from "../../api/objects.ts";
import { type FieldError, forbiddenField, invalidEach, required } from "../../api/validation/field-error.ts";
import { isConfigMapKey } from "../../api/validation/formats.ts";
import { immutable } from "../../api/validation/object-meta.ts";
import type { Secret } from "../../schema/types.ts";
import { AGE, ageOf, NAME } from "../columns.ts";
import type { Kind } from "../kind.ts";
import { encodeBase64 } from "./base64.ts";

const REQUIRED_KEYS: ReadonlyMap<string, readonly string[]> = new Map([
  ["kubernetes.io/tls", ["tls.crt", "tls.key"]],
  ["kubernetes.io/dockercfg", [".dockercfg"]],
  ["kubernetes.io/dockerconfigjson", [".dockerconfigjson"]],
  ["kubernetes.io/ssh-auth", ["ssh-privatekey"]],
]);

function defaults(draft: Mutable): void {
  draft.type ??= "Opaque";
  if (draft.stringData === undefined) return;
  draft.data ??= {};
  for (const [key, value] of Object.entries(draft.stringData)) draft.data[key] = encodeBase64(value as string);
  delete draft.stringData;
}

function validate(secret: Secret, old: Secret | undefined): FieldError[] {
  const errors = Object.keys(secret.data ?? {}).flatMap((key) => invalidEach(`data[${key}]`, key, isConfigMapKey(key)));
  for (const key of REQUIRED_KEYS.get(secret.type ?? "") ?? [])
    if (secret.data?.[key] === undefined) errors.push(required(`data[${key}]`));
  if (old === undefined) return errors;
  if (secret.type !== old.type) errors.push(immutable("type", secret.type));
  if (old.immutable === true && (secret.immutable !== true || !sameJson(secret.data, old.data)))
    errors.push(
      forbiddenField(secret.immutable !== true ? "immutable" : "data", "field is immutable when `immutable` is set"),
    );
  return errors;
}

export const secret: Kind = {
  group: "",
  version: "v1",
  kind: "Secret",
  resource: "secrets",
  singular: "secret",
  shortNames: [],
  categories: [],
  namespaced: true,
  schema: "Secret",
  subresources: [],
  hasGeneration: false,
  columns: {
    definitions: [NAME, { name: "Type" }, { name: "Data" }, AGE],
    cells: (object, nowMs) => {
      const { type = "", data = {} } = object as Secret;
      return [object.metadata.name, type, Object.keys(data).length, ageOf(object, nowMs)];
    },
  },
  defaults,
  validate: (object, old) => validate(object as Secret, old as Secret | undefined),
  selectableFields: { type: (object) => (object as Secret).type ?? "" },
};
