/**
 * The functions of Go templates, and kubectl's two.
 *
 * Models: text/template/funcs.go, k8s.io/cli-runtime/pkg/printers/template.go
 */
import { decodeUtf8, encodeUtf8 } from "../../../../sim/core/utf8.ts";
import { isObject } from "../../../../sim/kube/api/objects.ts";
import { fromBase64 } from "../output/base64.ts";
import { TemplateError } from "./lexer.ts";
import { format, isInteger, isTrue, shown, typeOf, type Value } from "./values.ts";

/** What a function says of its arguments; the template adds where. */
export class FunctionError extends TemplateError {}

type TemplateFunction = (args: readonly Value[]) => Value;

/** `and` and `or` stop early and are the evaluator's. */
export const SHORT_CIRCUIT: readonly string[] = ["and", "or"];

const FUNCTIONS: ReadonlyMap<
  string,
  { readonly least: number; readonly most?: number; readonly run: TemplateFunction }
> = new Map([
  ["not", { least: 1, most: 1, run: ([value]: readonly Value[]) => !isTrue(value) }],
  ["len", { least: 1, most: 1, run: ([value]: readonly Value[]) => lengthOf(value) }],
  ["index", { least: 1, run: ([value, ...keys]: readonly Value[]) => keys.reduce(indexed, value) }],
  ["slice", { least: 1, run: sliced }],
  ["print", { least: 0, run: printed }],
  ["println", { least: 0, run: (args: readonly Value[]) => `${args.map(shown).join(" ")}\n` }],
  ["printf", { least: 1, run: ([pattern, ...args]: readonly Value[]) => format(String(pattern), args) }],
  ["html", { least: 0, run: (args: readonly Value[]) => escapeHtml(String(printed(args))) }],
  ["js", { least: 0, run: (args: readonly Value[]) => escapeScript(String(printed(args))) }],
  ["urlquery", { least: 0, run: (args: readonly Value[]) => escapeQuery(String(printed(args))) }],
  ["eq", { least: 1, run: equalToAny }],
  ["ne", { least: 2, most: 2, run: ([one, other]: readonly Value[]) => !isEqual(one, other) }],
  ["lt", { least: 2, most: 2, run: ([one, other]: readonly Value[]) => isLess(one, other) }],
  ["le", { least: 2, most: 2, run: ([one, other]: readonly Value[]) => isLess(one, other) || isEqual(one, other) }],
  ["gt", { least: 2, most: 2, run: ([one, other]: readonly Value[]) => !isLess(one, other) && !isEqual(one, other) }],
  ["ge", { least: 2, most: 2, run: ([one, other]: readonly Value[]) => !isLess(one, other) }],
  ["exists", { least: 1, run: exists }],
  ["base64decode", { least: 1, most: 1, run: ([value]: readonly Value[]) => decoded(value) }],
]);

export const FUNCTION_NAMES: ReadonlySet<string> = new Set([...FUNCTIONS.keys(), ...SHORT_CIRCUIT]);

export function callFunction(name: string, args: readonly Value[]): Value {
  const known = FUNCTIONS.get(name);
  if (known === undefined) throw new TemplateError(`function ${name} not defined`);
  const { least, most } = known;
  if (args.length < least || (most !== undefined && args.length > most)) {
    const wanted = most === undefined ? `at least ${least}` : String(least);
    throw new TemplateError(`wrong number of args for ${name}: want ${wanted} got ${args.length}`);
  }
  return known.run(args);
}

function lengthOf(value: Value): bigint {
  if (typeof value === "string") return BigInt(encodeUtf8(value).length);
  if (Array.isArray(value)) return BigInt(value.length);
  if (isObject(value)) return BigInt(Object.keys(value).length);
  throw new FunctionError(
    value === undefined || value === null
      ? "reflect: call of reflect.Value.Type on zero Value"
      : `len of type ${typeOf(value)}`,
  );
}

function indexed(value: Value, key: Value): Value {
  if (value === undefined || value === null) throw new FunctionError("index of untyped nil");
  if (Array.isArray(value)) {
    const at = positionOf(key);
    if (at < 0 || at >= value.length) throw new FunctionError(`index out of range: ${at}`);
    return value[at];
  }
  if (typeof value === "string") {
    const bytes = encodeUtf8(value);
    const at = positionOf(key);
    if (at < 0 || at >= bytes.length) throw new FunctionError(`index out of range: ${at}`);
    return BigInt(bytes[at] as number);
  }
  if (!isObject(value)) throw new FunctionError(`can't index item of type ${typeOf(value)}`);
  if (typeof key !== "string") throw new FunctionError(`value has type ${typeOf(key)}; should be string`);
  return value[key];
}

function positionOf(key: Value): number {
  if (!isInteger(key)) throw new FunctionError(`cannot index slice/array with type ${typeOf(key)}`);
  return Number(key);
}

function sliced([value, ...bounds]: readonly Value[]): Value {
  if (typeof value !== "string" && !Array.isArray(value))
    throw new FunctionError(
      value === undefined || value === null ? "slice of untyped nil" : `can't slice item of type ${typeOf(value)}`,
    );
  const [from = 0, to = value.length] = bounds.map(positionOf);
  for (const at of [from, to]) if (at < 0 || at > value.length) throw new FunctionError(`index out of range: ${at}`);
  if (from > to) throw new FunctionError(`invalid slice index: ${from} > ${to}`);
  return value.slice(from, to);
}

/** Like fmt.Sprint: a space only between two that are no text. */
function printed(args: readonly Value[]): Value {
  let text = "";
  args.forEach((value, i) => {
    if (i > 0 && typeof value !== "string" && typeof args[i - 1] !== "string") text += " ";
    text += shown(value);
  });
  return text;
}

function kindOf(value: Value): string | null {
  if (value === undefined || value === null) return null;
  if (isInteger(value)) return "integer";
  return ["number", "string", "boolean"].includes(typeof value) ? typeof value : "other";
}

function equalToAny([one, ...others]: readonly Value[]): Value {
  if (others.length === 0) throw new FunctionError("missing argument for comparison");
  return others.some((other) => isEqual(one, other));
}

function isEqual(one: Value, other: Value): boolean {
  const [a, b] = [kindOf(one), kindOf(other)];
  if (a === null || b === null) return a === b;
  if (a === "other" || b === "other") {
    const odd = b === "other" ? other : one;
    throw new FunctionError(`non-comparable type ${shown(odd)}: ${typeOf(odd)}`);
  }
  if (a !== b) throw incompatible(one, other);
  return a === "integer" ? BigInt(one) === BigInt(other) : one === other;
}

function incompatible(one: Value, other: Value): FunctionError {
  return new FunctionError(`incompatible types for comparison: ${typeOf(one)} and ${typeOf(other)}`);
}

function isLess(one: Value, other: Value): boolean {
  const [a, b] = [kindOf(one), kindOf(other)];
  if (a === null || b === null || a === "other" || b === "other")
    throw new FunctionError("invalid type for comparison");
  if (a !== b) throw incompatible(one, other);
  if (a === "boolean") throw new FunctionError("invalid type for comparison");
  return (one as number) < (other as number);
}

/** Whether all the steps lead somewhere. */
function exists([value, ...keys]: readonly Value[]): boolean {
  let here = value;
  for (const key of keys) {
    if (Array.isArray(here)) {
      const at = Number(key);
      if (!(at >= 0 && at < here.length)) return false;
      here = here[at];
    } else if (isObject(here) && typeof key === "string" && here[key] !== undefined) here = here[key];
    else return false;
  }
  return here !== undefined;
}

function decoded(value: Value): string {
  if (typeof value !== "string") throw new TemplateError(`wrong type for value; expected string; got ${typeOf(value)}`);
  const bytes = fromBase64(value);
  if (bytes === null) throw new FunctionError("base64 decode failed: illegal base64 data at input byte 0");
  return decodeUtf8(bytes);
}

const HTML: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&#34;", "'": "&#39;" };

function escapeHtml(text: string): string {
  return text.replace(/[<>&"']/g, (character) => HTML[character] as string);
}

function escapeScript(text: string): string {
  return text
    .replace(/[\\'"]/g, (character) => `\\${character}`)
    .replace(
      /[<>&=\n\r\t]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
    );
}

function escapeQuery(text: string): string {
  return encodeURIComponent(text)
    .replaceAll("%20", "+")
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
