/** `${x@Q}` and the other transformations. Models: bash subst.c, string_transform. */

import { decodeEscapes } from "../../syntax/escapes.ts";
import { attributeLetters, declaration, declarationOfPositional } from "../declaration.ts";
import { expandPrompt } from "../prompt.ts";
import { quoteDouble, quoteSingle } from "../quote.ts";
import type { Shell } from "../shell.ts";
import { elementsOf, isArray } from "../variables.ts";
import type { ParameterValue } from "./parameter.ts";

type Result = Pick<ParameterValue, "values" | "list">;

/** Null when there is nothing to transform. */
export function transformed(shell: Shell, value: ParameterValue, operator: string): Result | null {
  if (operator === "A") return one(assignmentOf(shell, value));
  if (operator === "a") return attributes(shell, value);
  if (!value.isSet) return null;
  if (operator === "K" || operator === "k") return keyed(shell, value, operator);
  const change = changes(shell)[operator] as (text: string) => string;
  return { values: value.values.map(change), list: value.list };
}

function one(text: string | null): Result | null {
  return text === null ? null : { values: [text], list: null };
}

function attributes(shell: Shell, value: ParameterValue): Result | null {
  const variable = shell.variables.find(value.name);
  if (variable === undefined) return value.list === null ? null : { ...value, values: value.values.map(() => "") };
  const letters = attributeLetters(variable);
  return value.list === null
    ? { values: [letters], list: null }
    : { values: value.values.map(() => letters), list: value.list };
}

function assignmentOf(shell: Shell, value: ParameterValue): string | null {
  if (value.name === "@" || value.name === "*") return declarationOfPositional(value.values);
  const variable = shell.variables.find(value.name);
  if (variable === undefined || (!value.isSet && !isArray(variable))) return null;
  if (!value.isSet && value.list === null) return `declare -${attributeLetters(variable)} ${value.name}`;
  if (value.list === null && isArray(variable)) {
    return `declare -${attributeLetters(variable)} ${value.name}=${quoteSingle(value.values[0] ?? "")}`;
  }
  if (isArray(variable)) return declaration(value.name, variable);
  const letters = attributeLetters(variable);
  const text = `${value.name}=${quoteSingle(value.values[0] ?? "")}`;
  return letters === "" ? text : `declare -${letters} ${text}`;
}

function keyed(shell: Shell, value: ParameterValue, operator: string): Result {
  const variable = shell.variables.find(value.name);
  if (variable === undefined || value.list === null) return { values: value.values.map(quoteSingle), list: value.list };
  const elements = elementsOf(variable);
  if (operator === "k") return { values: elements.flat(), list: value.list };
  return {
    values: [
      elements.map(([key, text]) => `${/^[\w]+$/.test(key) ? key : quoteDouble(key)} ${quoteDouble(text)}`).join(" "),
    ],
    list: null,
  };
}

function changes(shell: Shell): Readonly<Record<string, (text: string) => string>> {
  return {
    Q: quoteSingle,
    E: (text) => decodeEscapes(text, "ansi").text,
    P: (text) => expandPrompt(shell, text),
    U: (text) => text.toUpperCase(),
    u: (text) => text.replace(/^./su, (char) => char.toUpperCase()),
    L: (text) => text.toLowerCase(),
  };
}
