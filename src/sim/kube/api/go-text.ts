/**
 * A document as Go prints it once it is decoded, in errors of the server and of kubectl: `map[metadata:map[labels:invalid]]`.
 *
 * Models: fmt's %v of what encoding/json decodes into
 */
import { isObject, type JsonValue } from "./objects.ts";

export function goText(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(" ")}]`;
  if (!isObject(value)) return value === null ? "<nil>" : String(value);
  const pairs = Object.keys(value).sort();
  return `map[${pairs.map((key) => `${key}:${goText(value[key] as JsonValue)}`).join(" ")}]`;
}
