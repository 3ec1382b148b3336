/** `name[subscript]` as the shell meets it in texts: which element is meant. */
import { parseDocument } from "../../syntax/parse.ts";
import { evaluateArithmetic } from "../arithmetic/evaluate.ts";
import type { Shell } from "../shell.ts";
import { ShellError } from "../shell-error.ts";
import { elementsOf, type Variable } from "../variables.ts";
import { expandPlainText } from "./expand.ts";

export interface Reference {
  readonly name: string;
  readonly subscript: string | null;
}

const REFERENCE = /^([A-Za-z_]\w*)(?:\[(.*)\])?$/s;

/** Takes `a` or `a[1]` apart; null when the text is neither. */
export function parseReference(text: string): Reference | null {
  const found = REFERENCE.exec(text);
  if (found === null || found[2] === "") return null;
  return { name: found[1] as string, subscript: found[2] ?? null };
}

/** The key of an element: text for an associative array, else a number, counted from the end when negative. */
export function elementKey(shell: Shell, name: string, subscript: string): number | string {
  const variable = shell.variables.find(name);
  if (variable?.map != null) return unquoted(shell, subscript);
  return listIndex(shell, name, Number(evaluateArithmetic(shell, withoutExpansions(shell, subscript))));
}

export function listIndex(shell: Shell, name: string, index: number): number {
  if (index >= 0) return index;
  const variable = shell.variables.find(name);
  const length = variable?.list?.length ?? variable?.computed?.list?.().length ?? (variable === undefined ? 0 : 1);
  if (length + index < 0) throw new ShellError(`${name}[${index}]: bad array subscript`);
  return length + index;
}

export function readElement(shell: Shell, name: string, subscript: string): string | null {
  const variable = shell.variables.find(name);
  if (variable === undefined) return null;
  if (subscript === "@" || subscript === "*") {
    const values = elementsOf(variable).map(([, value]) => value);
    return values.length === 0 ? null : values.join(" ");
  }
  return element(variable, elementKey(shell, name, subscript));
}

export function element(variable: Variable, key: number | string): string | null {
  if (variable.map !== null) return variable.map.get(String(key)) ?? null;
  const list = variable.list ?? variable.computed?.list?.() ?? null;
  if (list !== null) return list[Number(key)] ?? null;
  return key === 0 ? (variable.computed?.get() ?? variable.value) : null;
}

function withoutExpansions(shell: Shell, text: string): string {
  if (!/[$`"'\\]/.test(text)) return text;
  return plain(shell, text.replaceAll('"', ""));
}

function plain(shell: Shell, text: string): string {
  const word = parseDocument(text);
  return word.isPlain ? expandPlainText(shell, word) : text;
}

/** A key as it stands in arithmetic or in `unset 'a[key]'`: one level of quotes is taken away. */
function unquoted(shell: Shell, text: string): string {
  const quoted = /^'(.*)'$/s.exec(text);
  if (quoted !== null) return quoted[1] as string;
  return withoutExpansions(shell, text.replace(/^"(.*)"$/s, "$1"));
}
