/**
 * The checks that every object's metadata goes through, and those of labels and selectors.
 *
 * Models: staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go, pkg/apis/meta/v1/validation
 */
import type { JsonValue, KubeObject, Labels, ObjectMeta } from "../objects.ts";
import { sameJson } from "../objects.ts";
import type { LabelSelectorObject } from "../selectors.ts";
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  invalidEach,
  required,
  unsupported,
} from "./field-error.ts";
import { isDNS1123Label, isDNS1123Subdomain, isQualifiedName, isValidLabelValue } from "./formats.ts";

const ANNOTATIONS_LIMIT = 256 * 1024;

export interface MetaRules {
  readonly namespaced: boolean;
  readonly validateName: (name: string) => readonly string[];
}

export function validateObjectMeta(
  meta: ObjectMeta,
  { namespaced, validateName }: MetaRules,
  path = "metadata",
): FieldError[] {
  const errors: FieldError[] = [];
  if (meta.generateName !== undefined && meta.generateName !== "")
    errors.push(
      ...invalidEach(`${path}.generateName`, meta.generateName, validateName(maskTrailingDash(meta.generateName))),
    );
  if (meta.name === undefined || meta.name === "")
    errors.push(required(`${path}.name`, meta.generateName === undefined ? "name or generateName is required" : ""));
  else errors.push(...invalidEach(`${path}.name`, meta.name, validateName(meta.name)));
  if (namespaced) {
    if (meta.namespace === undefined || meta.namespace === "") errors.push(required(`${path}.namespace`));
    else errors.push(...invalidEach(`${path}.namespace`, meta.namespace, isDNS1123Label(meta.namespace)));
  } else if (meta.namespace !== undefined && meta.namespace !== "")
    errors.push(forbiddenField(`${path}.namespace`, "not allowed on this type"));
  errors.push(...validateLabels(meta.labels, `${path}.labels`));
  errors.push(...validateAnnotations(meta.annotations, `${path}.annotations`));
  errors.push(...validateOwners(meta, path));
  for (const finalizer of meta.finalizers ?? [])
    errors.push(...invalidEach(`${path}.finalizers`, finalizer, isQualifiedName(finalizer)));
  return errors;
}

function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith("-") ? `${name.slice(0, -2)}a` : name;
}

export function validateLabels(labels: Labels | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(labels ?? {})) {
    errors.push(...invalidEach(path, key, isQualifiedName(key)));
    errors.push(...invalidEach(path, value, isValidLabelValue(value)));
  }
  return errors;
}

export function validateAnnotations(annotations: Labels | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const [key, value] of Object.entries(annotations ?? {})) {
    errors.push(...invalidEach(path, key, isQualifiedName(key.toLowerCase())));
    size += key.length + value.length;
  }
  if (size > ANNOTATIONS_LIMIT)
    errors.push({ type: "TooLong", field: path, message: `Too long: may not be more than ${ANNOTATIONS_LIMIT} bytes` });
  return errors;
}

function validateOwners(meta: ObjectMeta, path: string): FieldError[] {
  const errors: FieldError[] = [];
  let controllers = 0;
  for (const [i, owner] of (meta.ownerReferences ?? []).entries()) {
    const at = `${path}.ownerReferences[${i}]`;
    if (!owner.apiVersion)
      errors.push(invalid(`${at}.apiVersion`, owner.apiVersion ?? "", "version must not be empty"));
    if (!owner.kind) errors.push(invalid(`${at}.kind`, owner.kind ?? "", "kind must not be empty"));
    if (!owner.name) errors.push(invalid(`${at}.name`, owner.name ?? "", "name must not be empty"));
    if (!owner.uid) errors.push(invalid(`${at}.uid`, owner.uid ?? "", "uid must not be empty"));
    if (owner.controller === true) controllers++;
  }
  if (controllers > 1)
    errors.push(
      invalid(
        `${path}.ownerReferences`,
        meta.ownerReferences as unknown as JsonValue,
        "Only one reference can have Controller set to true.",
      ),
    );
  return errors;
}

/** What an update may not touch. */
export function validateMetaUpdate(meta: ObjectMeta, old: ObjectMeta): FieldError[] {
  const errors: FieldError[] = [];
  if (meta.name !== old.name) errors.push(immutable("metadata.name", meta.name));
  if (meta.namespace !== old.namespace) errors.push(immutable("metadata.namespace", meta.namespace));
  if (meta.deletionTimestamp !== undefined && old.deletionTimestamp !== undefined) {
    const added = (meta.finalizers ?? []).filter((one) => !(old.finalizers ?? []).includes(one));
    if (added.length > 0)
      errors.push(
        forbiddenField(
          "metadata.finalizers",
          `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((one) => JSON.stringify(one)).join(", ")}}`,
        ),
      );
  }
  return errors;
}

export const IMMUTABLE = "field is immutable";

export function immutable(field: string, value: JsonValue | undefined): FieldError {
  return invalid(field, value, IMMUTABLE);
}

export function immutableField(object: KubeObject, old: KubeObject, field: string): FieldError[] {
  const [now, before] = [at(object, field), at(old, field)];
  return sameJson(now, before) ? [] : [immutable(field, now)];
}

function at(object: KubeObject, field: string): JsonValue | undefined {
  return field
    .split(".")
    .reduce<JsonValue | undefined>(
      (value, part) => (value as { [key: string]: JsonValue } | undefined)?.[part],
      object,
    );
}

const SELECTOR_OPERATORS = ["In", "NotIn", "Exists", "DoesNotExist"];

export function validateLabelSelector(selector: LabelSelectorObject | undefined, path: string): FieldError[] {
  const errors = validateLabels(selector?.matchLabels, `${path}.matchLabels`);
  for (const [i, { key, operator, values = [] }] of (selector?.matchExpressions ?? []).entries()) {
    const at = `${path}.matchExpressions[${i}]`;
    if (operator === "In" || operator === "NotIn") {
      if (values.length === 0)
        errors.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    } else if (operator === "Exists" || operator === "DoesNotExist") {
      if (values.length > 0)
        errors.push(
          forbiddenField(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
        );
    } else errors.push(invalid(`${at}.operator`, operator ?? "", "not a valid selector operator"));
    errors.push(...invalidEach(`${at}.key`, key ?? "", isQualifiedName(key ?? "")));
    for (const [j, value] of values.entries())
      errors.push(...invalidEach(`${at}.values[${j}]`, value, isValidLabelValue(value)));
  }
  return errors;
}

export function isSelectorOperator(operator: string): boolean {
  return SELECTOR_OPERATORS.includes(operator);
}

export function nonNegative(field: string, value: number | undefined): FieldError[] {
  return value !== undefined && value < 0 ? [invalid(field, value, "must be greater than or equal to 0")] : [];
}

export function oneOf(field: string, value: string | undefined, supported: readonly string[]): FieldError[] {
  if (value === undefined || value === "") return [required(field)];
  return supported.includes(value) ? [] : [unsupported(field, value, supported)];
}

export function optionalOneOf(field: string, value: string | undefined, supported: readonly string[]): FieldError[] {
  return value === undefined || supported.includes(value) ? [] : [unsupported(field, value, supported)];
}

export function noDuplicates(values: readonly string[], path: (i: number) => string): FieldError[] {
  const seen = new Set<string>();
  return values.flatMap((value, i) => {
    if (seen.has(value)) return [duplicate(path(i), value)];
    seen.add(value);
    return [];
  });
}

export { isDNS1123Label, isDNS1123Subdomain };
