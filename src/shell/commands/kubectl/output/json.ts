/** JSON as Go's encoding/json writes it: fields in order of name, `<`, `>` and `&` escaped. Models: encoding/json */
import { isObject, type Mutable } from "../../../../sim/kube/api/objects.ts";

/** How the fields of an object are put in order; `parent` is the field that holds it. */
export type FieldOrder = (keys: readonly string[], parent: string) => string[];

export const BY_NAME: FieldOrder = (keys) => [...keys].sort();

/** On one line. */
export function compactJson(value: Mutable, order: FieldOrder = BY_NAME): string {
  return write(value, { indent: "", order, parent: "" }, "");
}

/** Indented; kubectl uses four spaces. */
export function indentedJson(value: Mutable, indent = "    ", order: FieldOrder = BY_NAME): string {
  return write(value, { indent, order, parent: "" }, "\n");
}

interface Form {
  readonly indent: string;
  readonly order: FieldOrder;
  readonly parent: string;
}

function write(value: Mutable, form: Form, margin: string): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "string") return quoteJson(value);
  if (typeof value === "number") return formatFloat(value);
  if (typeof value === "boolean") return String(value);
  const { indent } = form;
  const inner = margin + indent;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[${inner}${value.map((item) => write(item, form, inner)).join(`,${inner}`)}${margin}]`;
  }
  if (!isObject(value)) return "null";
  const keys = form.order(
    Object.keys(value).filter((key) => value[key] !== undefined),
    form.parent,
  );
  if (keys.length === 0) return "{}";
  const colon = indent === "" ? ":" : ": ";
  const fields = keys.map((key) => `${quoteJson(key)}${colon}${write(value[key], { ...form, parent: key }, inner)}`);
  return `{${inner}${fields.join(`,${inner}`)}${margin}}`;
}

/** Go's float64: an exponent below 1e-6 and from 1e21 on, of at least two digits. */
function formatFloat(value: number): string {
  return String(value)
    .replace(/e([+-])(\d)$/, "e$10$2")
    .replace(/e-0(\d)$/, "e-0$1");
}

export function quoteJson(text: string): string {
  return JSON.stringify(text)
    .replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replaceAll("\u007f", "\u007f");
}
