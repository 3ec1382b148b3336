/** Values as Go's fmt prints them. Models: fmt's %v and %#v of what encoding/json decodes into */
import { isObject, type Mutable } from "../../../../sim/kube/api/objects.ts";
import { goQuote } from "../errors.ts";

/** `%v`: `map[app:web]`, `[1 2]`. */
export function goText(value: Mutable): string {
  if (value === null || value === undefined) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(goText).join(" ")}]`;
  if (isObject(value))
    return `map[${definedKeys(value)
      .map((key) => `${key}:${goText(value[key])}`)
      .join(" ")}]`;
  return String(value);
}

/** `%#v`: `map[string]interface {}{"app":"web"}`. */
export function goSyntax(value: Mutable): string {
  if (value === null || value === undefined) return "interface {}(nil)";
  if (typeof value === "string") return goQuote(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(", ")}}`;
  if (isObject(value))
    return `map[string]interface {}{${definedKeys(value)
      .map((key) => `${goQuote(key)}:${goSyntax(value[key])}`)
      .join(", ")}}`;
  return String(value);
}

function definedKeys(value: { readonly [field: string]: Mutable }): string[] {
  return Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort();
}
