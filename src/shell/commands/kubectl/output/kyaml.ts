/**
 * KYAML: YAML in braces, every string in quotes, so that nothing depends on how it is indented.
 *
 * Models: sigs.k8s.io/yaml/kyaml
 */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { BY_NAME, type FieldOrder } from "./json.ts";
import { formatNumber } from "./yaml.ts";

export function toKyaml(value: Mutable, order: FieldOrder = BY_NAME): string {
  return `---\n${rendered(value, 0, { parent: "", order })}\n`;
}

interface Place {
  /** The field that the value stands in. */
  readonly parent: string;
  readonly order: FieldOrder;
}

function rendered(value: Mutable, level: number, place: Place): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "string") return quoted(value, level + 1);
  if (typeof value !== "object") return formatNumber(value);
  return Array.isArray(value) ? sequence(value, level, place) : mapping(value, level, place);
}

function sequence(items: readonly Mutable[], level: number, place: Place): string {
  if (items.length === 0) return "[]";
  const isCuddled = items.every((item) => typeof item === "object" && item !== null);
  if (isCuddled) return `[${items.map((item) => rendered(item, level, place)).join(", ")}]`;
  const lines = items.map((item) => `${indent(level + 1)}${rendered(item, level + 1, place)},\n`);
  return `[\n${lines.join("")}${indent(level)}]`;
}

function mapping(object: Mutable, level: number, { parent, order }: Place): string {
  const present = Object.keys(object).filter((key) => object[key] !== undefined);
  const keys = order(present, parent);
  if (keys.length === 0) return "{}";
  const lines = keys.map((key) => {
    const name = needsQuotes(key) ? escaped(key) : key;
    return `${indent(level + 1)}${name}: ${rendered(object[key], level + 1, { parent: key, order })},\n`;
  });
  return `{\n${lines.join("")}${indent(level)}}`;
}

function indent(level: number): string {
  return "  ".repeat(level);
}

/** A text of several lines is folded: each of them ends in `\n\`, and blanks that begin one are escaped. */
function quoted(text: string, level: number): string {
  if (!text.includes("\n")) return escaped(text);
  const lines = text.split("\n");
  const last = lines.pop() as string;
  const shown = (line: string): string => {
    const first = /^\s/u.test(line) ? "\\" : " ";
    return `${indent(level)}${first}${inside(line)}`;
  };
  const body = lines.map((line) => `${shown(line)}\\n\\\n`).join("");
  const end = last === "" ? "" : `${shown(last)}\\\n`;
  return `"\\\n${body}${end}${indent(level)}"`;
}

function escaped(text: string): string {
  return `"${inside(text).replaceAll("\n", "\\n")}"`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\u0000": "\\0",
  "\u001b": "\\e",
  "\u0085": "\\N",
  "\u00a0": "\\_",
  "\u2028": "\\L",
  "\u2029": "\\P",
};

function inside(text: string): string {
  return text.replace(/["\\]|[^\n\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => {
    const short = ESCAPES[character];
    if (short !== undefined) return short;
    const code = character.codePointAt(0) as number;
    if (code < 32 || code === 127) return `\\x${code.toString(16).padStart(2, "0")}`;
    return code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
  });
}

const WORDS = new Set(
  "null ~ true y yes on t 1 false n no off f 0 .inf -.inf +.inf .nan inf +inf -inf nan infinity +infinity -infinity".split(
    " ",
  ),
);

/** Whether a key could be taken for something that is no text. */
function needsQuotes(key: string): boolean {
  if (WORDS.has(key.toLowerCase())) return true;
  const number = key.replaceAll("_", "");
  if (/^[+-]?(\d+|0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+)$/.test(number)) return true;
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(number)) return true;
  if (/^\d{4}-\d{1,2}-\d{1,2}$/.test(key)) return true;
  return !/^[\p{L}\p{N}_]([\p{L}\p{N}_./-]*[\p{L}\p{N}_])?$/u.test(key);
}
