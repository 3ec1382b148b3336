/**
 * The functions of Go templates, and kubectl's two.
 *
 * Models: text/template/funcs.go, k8s.io/cli-runtime/pkg/printers/template.go
 */
import { decodeUtf8, encodeUtf8 } from "../../../../sim/core/utf8.ts";
import { fromBase64 } from "../output/base64.ts";
import { TemplateError } from "./lexer.ts";
import type { Argument } from "./nodes.ts";
import { shown, shownAsText, sprintf } from "./printf.ts";
import { Complex, floatIn, isInteger, isMap, isNothing, isTrue, typeOf, type Value } from "./values.ts";

/** What a function says of its arguments; the template adds where. */
export class FunctionError extends TemplateError {}

type TemplateFunction = (args: readonly Value[]) => Value;

/** `and` and `or` stop early and are the evaluator's. */
export const SHORT_CIRCUIT: readonly string[] = ["and", "or"];

interface Known {
  readonly least: number;
  readonly most?: number;
  /** How many of the first arguments have to be strings. */
  readonly strings?: number;
  readonly run: TemplateFunction;
}

const FUNCTIONS: ReadonlyMap<string, Known> = new Map<string, Known>([
  ["not", { least: 1, most: 1, run: ([value]) => !isTrue(value) }],
  ["len", { least: 1, most: 1, run: ([value]) => lengthOf(value) }],
  ["index", { least: 1, run: ([value, ...keys]) => indexedBy(value, keys) }],
  ["slice", { least: 1, run: sliced }],
  ["print", { least: 0, run: printed }],
  ["println", { least: 0, run: (args) => `${args.map(shown).join(" ")}\n` }],
  ["printf", { least: 1, strings: 1, run: ([pattern, ...args]) => sprintf(String(pattern), args) }],
  ["html", { least: 0, run: (args) => escapeHtml(escapable(args)) }],
  ["js", { least: 0, run: (args) => escapeScript(escapable(args)) }],
  ["urlquery", { least: 0, run: (args) => escapeQuery(escapable(args)) }],
  ["eq", { least: 1, run: equalToAny }],
  ["ne", { least: 2, most: 2, run: ([one, other]) => !isEqual(one, other) }],
  ["lt", { least: 2, most: 2, run: ([one, other]) => isLess(one, other) }],
  ["le", { least: 2, most: 2, run: ([one, other]) => isLess(one, other) || isEqual(one, other) }],
  ["gt", { least: 2, most: 2, run: ([one, other]) => !isLess(one, other) && !isEqual(one, other) }],
  ["ge", { least: 2, most: 2, run: ([one, other]) => !isLess(one, other) }],
  ["exists", { least: 1, run: exists }],
  ["base64decode", { least: 1, most: 1, strings: 1, run: ([value]) => decoded(String(value)) }],
]);

/** `call` wants a function, which no value is. */
const CALL = "call";

export const FUNCTION_NAMES: ReadonlySet<string> = new Set([...FUNCTIONS.keys(), ...SHORT_CIRCUIT, CALL]);

/** What is wrong with so many arguments. */
export function countProblem(name: string, given: number, piped: number): string | null {
  const { least, most } = FUNCTIONS.get(name) ?? { least: 1 };
  if (most === undefined)
    return given + piped < least ? `wrong number of args for ${name}: want at least ${least} got ${given}` : null;
  const count = given + piped;
  return count === most ? null : `wrong number of args for ${name}: want ${most} got ${count}`;
}

export function wantsString(name: string, at: number): boolean {
  return at < (FUNCTIONS.get(name)?.strings ?? 0);
}

/** `first`: how the first argument is written, when it does not come through a pipe. */
export function callFunction(name: string, args: readonly Value[], first: Argument | undefined): Value {
  if (name !== CALL) return (FUNCTIONS.get(name) as Known).run(args);
  const [value] = args;
  if (isNothing(value)) throw new FunctionError("call of nil");
  const type = typeOf(value);
  const piped = typeof value === "string" ? value : `<${type} Value>`;
  const written = first?.type === "pipe" ? first.pipe.source.text : first?.source.text;
  throw new FunctionError(`non-function ${written ?? piped} of type ${type}`);
}

function lengthOf(value: Value): bigint {
  if (typeof value === "string") return BigInt(encodeUtf8(value).length);
  if (Array.isArray(value)) return BigInt(value.length);
  if (isMap(value)) return BigInt(Object.keys(value).length);
  throw new FunctionError(
    value === undefined || value === null
      ? "reflect: call of reflect.Value.Type on zero Value"
      : `len of type ${typeOf(value)}`,
  );
}

function indexedBy(value: Value, keys: readonly Value[]): Value {
  if (isNothing(value)) throw new FunctionError("index of untyped nil");
  return keys.reduce(indexed, value);
}

function indexed(value: Value, key: Value): Value {
  if (isNothing(value)) throw new FunctionError("index of nil pointer");
  if (Array.isArray(value)) return value[positionOf(key, value.length)];
  if (typeof value === "string") {
    const bytes = encodeUtf8(value);
    return BigInt(bytes[positionOf(key, bytes.length)] as number);
  }
  if (!isMap(value)) throw new FunctionError(`can't index item of type ${typeOf(value)}`);
  if (isNothing(key)) throw new FunctionError("value is nil; should be of type string");
  if (typeof key !== "string") throw new FunctionError(`value has type ${typeOf(key)}; should be string`);
  return value[key];
}

function positionOf(key: Value, length: number): number {
  if (isNothing(key)) throw new FunctionError("cannot index slice/array with nil");
  if (!isInteger(key)) throw new FunctionError(`cannot index slice/array with type ${typeOf(key)}`);
  const at = Number(key);
  if (at < 0 || at >= length) throw new FunctionError(`index out of range: ${at}`);
  return at;
}

const MOST_BOUNDS = 3;

/** `slice`, unlike `index`, does not look into what it is given as a bound. */
export function checkBounds(name: string, [value]: readonly Value[], isHeld: readonly boolean[]): void {
  const isSliceable = typeof value === "string" || Array.isArray(value);
  if (name !== "slice" || !isSliceable || !isHeld.slice(1, MOST_BOUNDS + 1).includes(true)) return;
  throw new FunctionError("cannot index slice/array with type interface {}");
}

function sliced([value, ...bounds]: readonly Value[]): Value {
  if (isNothing(value)) throw new FunctionError("slice of untyped nil");
  if (bounds.length > MOST_BOUNDS) throw new FunctionError(`too many slice indexes: ${bounds.length}`);
  if (typeof value === "string") {
    if (bounds.length === MOST_BOUNDS) throw new FunctionError("cannot 3-index slice a string");
    const bytes = encodeUtf8(value);
    const [from, to] = boundsOf(bounds, bytes.length);
    return decodeUtf8(bytes.slice(from, to));
  }
  if (!Array.isArray(value)) throw new FunctionError(`can't slice item of type ${typeOf(value)}`);
  const [from, to] = boundsOf(bounds, value.length);
  return value.slice(from, to);
}

function boundsOf(bounds: readonly Value[], length: number): readonly [number, number] {
  const [from = 0, to = length, most = length] = bounds.map((bound) => positionOf(bound, length + 1));
  if (from > to) throw new FunctionError(`invalid slice index: ${from} > ${to}`);
  if (to > most) throw new FunctionError(`invalid slice index: ${to} > ${most}`);
  return [from, to];
}

/** Like fmt.Sprint: a space only between two that are no text. */
function printed(args: readonly Value[]): string {
  let text = "";
  args.forEach((value, i) => {
    if (i > 0 && typeof value !== "string" && typeof args[i - 1] !== "string") text += " ";
    text += shown(value);
  });
  return text;
}

/** What is escaped: for what is not there, what a template shows. */
function escapable(args: readonly Value[]): string {
  return printed(args.map((value) => (isNothing(value) ? "<no value>" : value)));
}

function kindOf(value: Value): string | null {
  if (isNothing(value)) return null;
  if (isInteger(value)) return "integer";
  if (floatIn(value) !== null) return "number";
  if (value instanceof Complex) return "complex";
  return ["string", "boolean"].includes(typeof value) ? typeof value : "other";
}

function equalToAny([one, ...others]: readonly Value[]): Value {
  if (others.length === 0) throw new FunctionError("missing argument for comparison");
  return others.some((other) => isEqual(one, other));
}

function isEqual(one: Value, other: Value): boolean {
  if (isNothing(one) || isNothing(other)) return isNothing(one) && isNothing(other);
  const kind = kindOf(one);
  if (kind !== kindOf(other)) throw incompatible(one, other);
  if (kind === "other") throw incomparable(one, other);
  if (one instanceof Complex && other instanceof Complex)
    return one.real === other.real && one.imaginary === other.imaginary;
  if (kind === "number") return floatIn(one) === floatIn(other);
  return isInteger(one) && isInteger(other) ? BigInt(one) === BigInt(other) : one === other;
}

function incomparable(one: Value, other: Value): FunctionError {
  if (typeOf(one) === typeOf(other))
    return new FunctionError(`non-comparable type ${shownAsText(other)}: ${typeOf(other)}`);
  const [first, second] = [`${shownAsText(one)}: ${typeOf(one)}`, `${typeOf(other)}: ${shown(other)}`];
  return new FunctionError(`non-comparable types ${first}, ${second}`);
}

function incompatible(one: Value, other: Value): FunctionError {
  return new FunctionError(`incompatible types for comparison: ${typeOf(one)} and ${typeOf(other)}`);
}

function isLess(one: Value, other: Value): boolean {
  const [a, b] = [kindOf(one), kindOf(other)];
  if (a === null || b === null || a === "other" || b === "other")
    throw new FunctionError("invalid type for comparison");
  if (a !== b) throw incompatible(one, other);
  if (a === "boolean" || a === "complex") throw new FunctionError("invalid type for comparison");
  if (a === "number") return (floatIn(one) as number) < (floatIn(other) as number);
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
    } else if (isMap(here) && typeof key === "string" && here[key] !== undefined) here = here[key];
    else return false;
  }
  return keys.length === 0 || here !== undefined;
}

function decoded(value: string): string {
  const bytes = fromBase64(value);
  if (bytes === null)
    throw new FunctionError(`base64 decode failed: illegal base64 data at input byte ${corruptAt(encodeUtf8(value))}`);
  return decodeUtf8(bytes);
}

/** Where Go's decoder stops: at what is no digit, at a group that is too short, or behind its padding. */
function corruptAt(bytes: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at++) {
    const character = String.fromCharCode(bytes[at] as number);
    if (/[\r\n]/.test(character)) continue;
    if (character === "=") return paddingProblem(bytes, at, count);
    if (!/[A-Za-z0-9+/]/.test(character)) return at;
    count = (count + 1) % 4;
  }
  return bytes.length - count;
}

function paddingProblem(bytes: Uint8Array, at: number, count: number): number {
  if (count < 2) return at;
  const isEnd = (next: number): boolean => bytes[next] === 10 || bytes[next] === 13;
  let next = at + 1;
  while (isEnd(next)) next++;
  if (count === 3) return next;
  if (next >= bytes.length) return bytes.length;
  if (bytes[next] !== 61) return next - 1;
  do next++;
  while (isEnd(next));
  return next;
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
