/**
 * JSON to the byte as Go writes a map: keys in order, and nothing between them.
 *
 * Models: encoding/json Marshal
 */
import { isObject } from "./objects.ts";

export function goJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(",")}]`;
  if (!isObject(value)) return htmlSafe(JSON.stringify(value) ?? "null");
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  return `{${keys
    .sort()
    .map((key) => `${goJson(key)}:${goJson(value[key])}`)
    .join(",")}}`;
}

/** What HTML would take for markup, escaped. */
export function htmlSafe(text: string): string {
  return text.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
