/**
 * What is wrong with which field, in the words that every validator of the API server shares.
 *
 * Models: staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go
 */
import type { JsonValue } from "../objects.ts";
import { failure, type Status, type StatusCause } from "../status.ts";

export type FieldErrorType =
  | "Required"
  | "Invalid"
  | "NotSupported"
  | "Forbidden"
  | "Duplicate"
  | "TooLong"
  | "TooMany"
  | "NotFound"
  | "TypeInvalid";

export interface FieldError {
  readonly type: FieldErrorType;
  readonly field: string;
  /** Without the field: `Invalid value: 0: must be between 1 and 65535, inclusive`. */
  readonly message: string;
}

const REASONS: Readonly<Record<FieldErrorType, string>> = {
  Required: "FieldValueRequired",
  Invalid: "FieldValueInvalid",
  NotSupported: "FieldValueNotSupported",
  Forbidden: "FieldValueForbidden",
  Duplicate: "FieldValueDuplicate",
  TooLong: "FieldValueTooLong",
  TooMany: "FieldValueTooMany",
  NotFound: "FieldValueNotFound",
  TypeInvalid: "FieldValueTypeInvalid",
};

function withDetail(head: string, detail: string): string {
  return detail === "" ? head : `${head}: ${detail}`;
}

/** A value as Go's %q or JSON writes it. */
export function quoted(value: unknown): string {
  return value === undefined ? "null" : JSON.stringify(value);
}

export function required(field: string, detail = ""): FieldError {
  return { type: "Required", field, message: withDetail("Required value", detail) };
}

export function invalid(field: string, value: JsonValue | undefined, detail: string): FieldError {
  return { type: "Invalid", field, message: withDetail(`Invalid value: ${quoted(value)}`, detail) };
}

export function unsupported(field: string, value: JsonValue | undefined, supported: readonly string[]): FieldError {
  const list = supported.map((one) => JSON.stringify(one));
  return {
    type: "NotSupported",
    field,
    message: `Unsupported value: ${quoted(value)}: supported values: ${list.join(", ")}`,
  };
}

export function forbiddenField(field: string, detail: string): FieldError {
  return { type: "Forbidden", field, message: withDetail("Forbidden", detail) };
}

export function duplicate(field: string, value: JsonValue | undefined): FieldError {
  return { type: "Duplicate", field, message: `Duplicate value: ${quoted(value)}` };
}

export function tooLong(field: string, max: number): FieldError {
  return { type: "TooLong", field, message: `Too long: may not be more than ${max} bytes` };
}

export function tooMany(field: string, count: number, max: number): FieldError {
  return { type: "TooMany", field, message: `Too many: ${count}: must have at most ${max} items` };
}

export function fieldNotFound(field: string, value: JsonValue | undefined): FieldError {
  return { type: "NotFound", field, message: `Not found: ${quoted(value)}` };
}

/** Turns the messages of a format check into errors of one field. */
export function invalidEach(field: string, value: JsonValue | undefined, messages: readonly string[]): FieldError[] {
  return messages.map((message) => invalid(field, value, message));
}

export function describe(error: FieldError): string {
  return `${error.field}: ${error.message}`;
}

export function invalidStatus(
  { group, kind }: { group: string; kind: string },
  name: string,
  errors: readonly FieldError[],
): Status {
  const seen = new Set<string>();
  const texts = errors.map(describe).filter((text) => !seen.has(text) && seen.add(text));
  const listed = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
  const causes: StatusCause[] = errors.map(({ type, field, message }) => ({ reason: REASONS[type], message, field }));
  const qualified = group === "" ? kind : `${kind}.${group}`;
  return failure(422, "Invalid", `${qualified} ${JSON.stringify(name)} is invalid: ${listed}`, {
    ...(name === "" ? {} : { name }),
    ...(group === "" ? {} : { group }),
    kind,
    causes,
  });
}
