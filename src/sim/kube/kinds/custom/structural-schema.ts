/**
 * What the schema of a custom resource does to an object: fields it does not know go, defaults come, and what does not
 * fit is said in the words of the API server.
 *
 * Models: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/{pruning,defaulting}, pkg/apiserver/validation
 * SIMPLIFIED: validation rules in CEL are stored and not checked; of formats only date-time is.
 */
import { parseRfc3339 } from "../../../core/time.ts";
import { draftOf, isObject, type JsonObject, type JsonValue, type Mutable, sameJson } from "../../api/objects.ts";
import { type FieldError, invalid, required, tooLong, tooMany, unsupported } from "../../api/validation/field-error.ts";

export interface Schema {
  readonly type?: string;
  readonly properties?: { readonly [name: string]: Schema };
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly enum?: readonly JsonValue[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly uniqueItems?: boolean;
  readonly nullable?: boolean;
  readonly default?: JsonValue;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly "x-kubernetes-int-or-string"?: boolean;
}

function below(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function schemaOfField(schema: Schema, name: string): Schema | undefined {
  const known = schema.properties?.[name];
  if (known !== undefined) return known;
  const { additionalProperties } = schema;
  return additionalProperties === true ? {} : additionalProperties === false ? undefined : additionalProperties;
}

/** A copy without the fields that the schema does not name; their paths are added to `unknown`. */
export function pruned(schema: Schema, value: JsonValue, place: { path: string; unknown: string[] }): Mutable {
  const { path, unknown } = place;
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined
      ? draftOf(value)
      : value.map((item, i) => pruned(items, item, { path: `${path}[${i}]`, unknown }));
  }
  if (!isObject(value)) return value;
  const keepsAll = schema["x-kubernetes-preserve-unknown-fields"] === true;
  const out: Mutable = {};
  for (const [name, part] of Object.entries(value)) {
    if (part === undefined) continue;
    const inner = schemaOfField(schema, name);
    if (inner !== undefined) out[name] = pruned(inner, part, { path: below(path, name), unknown });
    else if (keepsAll || schema.type === undefined) out[name] = draftOf(part);
    else unknown.push(`unknown field ${JSON.stringify(below(path, name))}`);
  }
  return out;
}

/** Absent fields get their defaults, from the outside in. */
export function fillDefaults(schema: Schema, value: Mutable): void {
  if (Array.isArray(value)) {
    if (schema.items !== undefined) for (const item of value) fillDefaults(schema.items, item);
    return;
  }
  if (!isObject(value)) return;
  const object = value as Mutable;
  for (const [name, { default: given, nullable }] of Object.entries(schema.properties ?? {}))
    if (given !== undefined && (object[name] === undefined || (object[name] === null && nullable !== true)))
      object[name] = draftOf(given);
  for (const [name, part] of Object.entries(object)) {
    const inner = schemaOfField(schema, name);
    if (inner !== undefined) fillDefaults(inner, part);
  }
}

function typeOf(value: JsonValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function hasType(schema: Schema, value: JsonValue): boolean {
  const actual = typeOf(value);
  if (schema["x-kubernetes-int-or-string"] === true) return actual === "integer" || actual === "string";
  if (schema.type === undefined || actual === schema.type) return true;
  return schema.type === "number" && actual === "integer";
}

export function checked(schema: Schema, value: JsonValue, path: string): FieldError[] {
  if (value === null && schema.nullable === true) return [];
  if (!hasType(schema, value)) {
    const actual = typeOf(value);
    const wanted = `${path} in body must be of type ${schema.type ?? "integer,string"}: ${JSON.stringify(actual)}`;
    return [{ ...invalid(path, actual, wanted), type: "TypeInvalid" }];
  }
  return [
    ...checkedEnum(schema, value, path),
    ...(typeof value === "string" ? checkedText(schema, value, path) : []),
    ...(typeof value === "number" ? checkedNumber(schema, value, path) : []),
    ...(Array.isArray(value) ? checkedList(schema, value, path) : []),
    ...(isObject(value) ? checkedObject(schema, value, path) : []),
    ...checkedCombinations(schema, value, path),
  ];
}

function checkedEnum(schema: Schema, value: JsonValue, path: string): FieldError[] {
  if (schema.enum === undefined || schema.enum.some((one) => sameJson(one, value))) return [];
  return [unsupported(path, value, schema.enum.map(String))];
}

function checkedText(schema: Schema, value: string, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const say = (what: string): number => errors.push(invalid(path, value, `${path} in body ${what}`));
  const length = [...value].length;
  if (schema.maxLength !== undefined && length > schema.maxLength) errors.push(tooLong(path, schema.maxLength));
  if (schema.minLength !== undefined && length < schema.minLength)
    say(`should be at least ${schema.minLength} chars long`);
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, "u").test(value))
    say(`should match '${schema.pattern}'`);
  if (schema.format === "date-time" && parseRfc3339(value) === null)
    say(`must be of type date-time: ${JSON.stringify(value)}`);
  return errors;
}

function checkedNumber(schema: Schema, value: number, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const say = (what: string): number => errors.push(invalid(path, value, `${path} in body should be ${what}`));
  const { minimum, maximum, multipleOf } = schema;
  const isAbove = schema.exclusiveMinimum === true;
  const isBelow = schema.exclusiveMaximum === true;
  if (minimum !== undefined && (value < minimum || (isAbove && value === minimum)))
    say(`greater than ${isAbove ? "" : "or equal to "}${minimum}`);
  if (maximum !== undefined && (value > maximum || (isBelow && value === maximum)))
    say(`less than ${isBelow ? "" : "or equal to "}${maximum}`);
  if (multipleOf !== undefined && value % multipleOf !== 0) say(`a multiple of ${multipleOf}`);
  return errors;
}

function checkedList(schema: Schema, value: readonly JsonValue[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { items, minItems, maxItems } = schema;
  if (maxItems !== undefined && value.length > maxItems) errors.push(tooMany(path, value.length, maxItems));
  if (minItems !== undefined && value.length < minItems)
    errors.push(invalid(path, value.length, `${path} in body should have at least ${minItems} items`));
  if (schema.uniqueItems === true && value.some((one, i) => value.slice(0, i).some((other) => sameJson(one, other))))
    errors.push(invalid(path, value, `${path} in body shouldn't contain duplicates`));
  if (items !== undefined)
    for (const [i, item] of value.entries()) errors.push(...checked(items, item, `${path}[${i}]`));
  return errors;
}

function checkedObject(schema: Schema, value: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const count = Object.keys(value).length;
  for (const name of schema.required ?? []) if (value[name] === undefined) errors.push(required(below(path, name)));
  if (schema.maxProperties !== undefined && count > schema.maxProperties)
    errors.push(tooMany(path, count, schema.maxProperties));
  if (schema.minProperties !== undefined && count < schema.minProperties)
    errors.push(invalid(path, value, `${path} in body should have at least ${schema.minProperties} properties`));
  for (const [name, part] of Object.entries(value)) {
    const inner = part === undefined ? undefined : schemaOfField(schema, name);
    if (inner !== undefined && part !== undefined) errors.push(...checked(inner, part, below(path, name)));
  }
  return errors;
}

function checkedCombinations(schema: Schema, value: JsonValue, path: string): FieldError[] {
  const fits = (one: Schema): boolean => checked(one, value, path).length === 0;
  const say = (what: string): FieldError[] => [invalid(path, value, `${JSON.stringify(path)} must ${what}`)];
  const errors = (schema.allOf ?? []).flatMap((one) => checked(one, value, path));
  if (schema.anyOf !== undefined && !schema.anyOf.some(fits))
    errors.push(...say("validate at least one schema (anyOf)"));
  const fitting = schema.oneOf?.filter(fits).length;
  if (fitting !== undefined && fitting !== 1) {
    const found = fitting === 0 ? "Found none valid" : `Found ${fitting} valid alternatives`;
    errors.push(...say(`validate one and only one schema (oneOf). ${found}`));
  }
  if (schema.not !== undefined && fits(schema.not)) errors.push(...say("not validate the schema (not)"));
  return errors;
}
