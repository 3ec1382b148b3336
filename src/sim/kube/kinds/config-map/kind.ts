/**
 * Settings by key.
 *
 * Models: pkg/registry/core/configmap/strategy.go, ValidateConfigMap
 */

import { sameJson } from "../../api/objects.ts";
import { type FieldError, forbiddenField, invalid, invalidEach } from "../../api/validation/field-error.ts";
import { isConfigMapKey } from "../../api/validation/formats.ts";
import type { ConfigMap } from "../../schema/types.ts";
import { AGE, ageOf, NAME } from "../columns.ts";
import type { Kind } from "../kind.ts";

const SIZE_LIMIT = 1024 * 1024;

function validate(map: ConfigMap, old: ConfigMap | undefined): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const [key, value] of Object.entries(map.data ?? {})) {
    errors.push(...invalidEach(`data[${key}]`, key, isConfigMapKey(key)));
    if (map.binaryData?.[key] !== undefined)
      errors.push(invalid(`data[${key}]`, key, "duplicate of key present in binaryData"));
    size += value.length;
  }
  for (const [key, value] of Object.entries(map.binaryData ?? {})) {
    errors.push(...invalidEach(`binaryData[${key}]`, key, isConfigMapKey(key)));
    size += Math.floor((value.length * 3) / 4);
  }
  if (size > SIZE_LIMIT)
    errors.push({ type: "TooLong", field: "", message: `Too long: may not be more than ${SIZE_LIMIT} bytes` });
  if (old?.immutable === true) {
    if (map.immutable !== true) errors.push(forbiddenField("immutable", "field is immutable when `immutable` is set"));
    if (!sameJson(map.data, old.data))
      errors.push(forbiddenField("data", "field is immutable when `immutable` is set"));
    if (!sameJson(map.binaryData, old.binaryData))
      errors.push(forbiddenField("binaryData", "field is immutable when `immutable` is set"));
  }
  return errors;
}

export const configMap: Kind = {
  group: "",
  version: "v1",
  kind: "ConfigMap",
  resource: "configmaps",
  singular: "configmap",
  shortNames: ["cm"],
  categories: [],
  namespaced: true,
  schema: "ConfigMap",
  subresources: [],
  hasGeneration: false,
  columns: {
    definitions: [NAME, { name: "Data" }, AGE],
    cells: (object, nowMs) => {
      const { data = {}, binaryData = {} } = object as ConfigMap;
      return [object.metadata.name, Object.keys(data).length + Object.keys(binaryData).length, ageOf(object, nowMs)];
    },
  },
  validate: (object, old) => validate(object as ConfigMap, old as ConfigMap | undefined),
};
