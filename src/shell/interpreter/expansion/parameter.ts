/** `${…}` with an operator, a subscript or an indirection. Models: bash subst.c, param_expand and parameter_brace_expand. */
import type { Run } from "../../../sim/core/wait.ts";
import type { ParameterOperation, ParameterPart } from "../../syntax/ast.ts";
import { characterCount } from "../../syntax/bytes.ts";
import { parseDocument } from "../../syntax/parse.ts";
import { evaluate, evaluateArithmetic } from "../arithmetic/evaluate.ts";
import type { Shell } from "../shell.ts";
import { ShellError } from "../shell-error.ts";
import { elementsOf, isArray } from "../variables.ts";
import { emit, emitList, expandParts, expandPattern, expandReplacement, expandText, type Target } from "./expand.ts";
import { Pattern } from "./pattern.ts";
import { changeCase, removePattern, replacePattern } from "./replace.ts";
import { element, elementKey, listIndex, parseReference } from "./subscript.ts";
import { transformed } from "./transform.ts";

/** What a parameter is before anything is done to it. */
export interface ParameterValue {
  readonly values: readonly string[];
  /** `@` or `*` when it is a list. */
  readonly list: "@" | "*" | null;
  readonly isSet: boolean;
  /** The name and subscript to assign to and to complain about. */
  readonly name: string;
  readonly key: number | string | null;
}

export function* expandParameter(shell: Shell, part: ParameterPart, target: Target): Run<void> {
  const { operation } = part;
  if (operation?.kind === "bad") throw badSubstitution(shell, part);
  if (!shell.dialect.features.arrays && !isPosix(shell, part)) throw badSubstitution(shell, part);
  if (operation?.kind === "names") {
    emitList(shell, shell.variables.names(part.name), operation.operator, target);
    return;
  }
  if (part.prefix === "!" && part.subscript !== null && typeof part.subscript === "string" && operation === null) {
    const variable = shell.variables.find(part.name);
    const keys = variable === undefined ? [] : elementsOf(variable).map(([key]) => key);
    emitList(shell, keys, part.subscript, target);
    return;
  }
  const value = part.prefix === "!" ? yield* indirectValue(shell, part) : yield* directValue(shell, part);
  if (part.prefix === "#") emit(lengthOf(shell, part, value), target);
  else if (operation === null) emitValue(shell, checked(shell, value), target);
  else yield* operate(shell, { operation, value, part }, target);
}

function badSubstitution(shell: Shell, part: ParameterPart): ShellError {
  return new ShellError(
    shell.dialect.words.badSubstitution(part.text),
    shell.isInteractive || shell.dialect.id === "bash" ? "line" : "shell",
    shell.dialect.id === "bash" ? 1 : 2,
  );
}

/** What every POSIX shell has; BusyBox also slices and replaces. */
function isPosix(shell: Shell, part: ParameterPart): boolean {
  if (part.subscript !== null || part.prefix === "!") return false;
  const kind = part.operation?.kind;
  if (kind === undefined || kind === "default" || kind === "remove") return true;
  return shell.dialect.features.slices && (kind === "slice" || kind === "replace");
}

function* directValue(shell: Shell, part: ParameterPart): Run<ParameterValue> {
  const { name, subscript } = part;
  if (name === "@" || name === "*") return listValue(name, shell.positional, name);
  if (subscript === null) return scalarValue(name, shell.parameter(name));
  if (typeof subscript !== "string" && subscript.text === "") throw badSubstitution(shell, part);
  if (subscript === "@" || subscript === "*") return arrayValue(shell, name, subscript);
  const key = yield* keyOf(shell, name, subscript);
  if (key === null) return { values: [], list: null, isSet: false, name, key: null };
  const variable = shell.variables.find(name);
  const value = variable === undefined ? null : element(variable, key);
  return { ...scalarValue(name, value), key };
}

/** An element's key; a list is not asked for an element before its beginning: that is a complaint and no value. */
export function* keyOf(
  shell: Shell,
  name: string,
  subscript: { readonly text: string } & Parameters<typeof expandText>[1],
): Run<number | string | null> {
  const text = yield* expandText(shell, subscript);
  if (shell.variables.find(name)?.map != null) return text;
  const index = Number(evaluateArithmetic(shell, text));
  try {
    return listIndex(shell, name, index);
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    yield* shell.complain(`${name}: bad array subscript`);
    return null;
  }
}

function scalarValue(name: string, value: string | null): ParameterValue {
  return { values: value === null ? [] : [value], list: null, isSet: value !== null, name, key: null };
}

function listValue(name: string, values: readonly string[], list: "@" | "*"): ParameterValue {
  return { values, list, isSet: values.length > 0, name, key: null };
}

function arrayValue(shell: Shell, name: string, list: "@" | "*"): ParameterValue {
  const variable = shell.variables.find(name);
  const values = variable === undefined ? [] : elementsOf(variable).map(([, value]) => value);
  return listValue(name, values, list);
}

function* indirectValue(shell: Shell, part: ParameterPart): Run<ParameterValue> {
  const own = shell.variables.own(part.name);
  if (own?.reference === true && part.subscript === null) return scalarValue(part.name, own.value);
  const pointer = yield* directValue(shell, part);
  const target = pointer.values.join(" ");
  if (!pointer.isSet) {
    if (part.operation?.kind === "default" || part.operation?.kind === "transform") return scalarValue(part.name, null);
    throw new ShellError(`${part.name}: invalid indirect expansion`);
  }
  if (/^(?:\d+|[?#$!@*-])$/.test(target)) {
    if (target === "@" || target === "*") return listValue(target, shell.positional, target);
    return scalarValue(target, shell.parameter(target));
  }
  const reference = parseReference(target);
  if (reference === null) throw new ShellError(`${target}: invalid variable name`);
  const { name, subscript } = reference;
  if (subscript === null) return scalarValue(name, shell.variables.get(name));
  if (subscript === "@" || subscript === "*") return arrayValue(shell, name, subscript);
  const key = elementKey(shell, name, yield* expandText(shell, parseDocument(subscript)));
  const variable = shell.variables.find(name);
  return { ...scalarValue(name, variable === undefined ? null : element(variable, key)), key };
}

function checked(shell: Shell, value: ParameterValue): ParameterValue {
  if (!value.isSet && shell.options.nounset && value.list === null) shell.unset(shownName(value));
  return value;
}

function shownName({ name, key }: ParameterValue): string {
  return key === null ? (/^\d+$/.test(name) ? `$${name}` : name) : `${name}[${key}]`;
}

function lengthOf(shell: Shell, part: ParameterPart, value: ParameterValue): string {
  if (part.operation !== null) throw badSubstitution(shell, part);
  if (value.list !== null) return String(value.values.length);
  return String(characterCount(checked(shell, value).values[0] ?? ""));
}

function emitValue(shell: Shell, value: ParameterValue, target: Target): void {
  if (value.list !== null) emitList(shell, value.values, value.list, target);
  else emit(value.values[0] ?? "", target);
}

interface Operation {
  readonly operation: ParameterOperation;
  readonly value: ParameterValue;
  readonly part: ParameterPart;
}

function* operate(shell: Shell, { operation, value, part }: Operation, target: Target): Run<void> {
  if (operation.kind === "default") {
    yield* useDefault(shell, { operation, value, part }, target);
    return;
  }
  if (operation.kind === "transform") {
    emitTransformed(shell, { operation, value, part }, target);
    return;
  }
  checked(shell, value);
  if (operation.kind === "slice") {
    emitValue(shell, yield* sliced(shell, operation, value), target);
    return;
  }
  const change = yield* changeOf(shell, operation);
  emitValue(shell, { ...value, values: value.values.map(change) }, target);
}

function emitTransformed(shell: Shell, { operation, value, part }: Operation, target: Target): void {
  if (operation.kind !== "transform") return;
  if (!/^[QEPAaKkUuL]$/.test(operation.operator)) throw badSubstitution(shell, part);
  const result = transformed(shell, value, operation.operator);
  if (result === null) checked(shell, value);
  else if (result.list !== null) emitList(shell, result.values, result.list, target);
  else emit(result.values[0] ?? "", target);
}

/** `-`, `=`, `?` and `+`, with and without the colon. */
function* useDefault(shell: Shell, { operation, value }: Operation, target: Target): Run<void> {
  if (operation.kind !== "default") return;
  const { operator, colon, word } = operation;
  const ifs = shell.variables.get("IFS");
  const glue = value.list === "*" && ifs !== null && (ifs !== "" || target.quoted) ? ifs.slice(0, 1) : " ";
  const isNull = !value.isSet || (colon && value.values.join(glue) === "");
  if (operator === "+") {
    if (!isNull) yield* expandParts(shell, word.parts, { ...target, inOperand: true });
    return;
  }
  if (!isNull) {
    emitValue(shell, value, target);
    return;
  }
  if (operator === "-") {
    yield* expandParts(shell, word.parts, { ...target, inOperand: true });
    return;
  }
  const text = yield* expandText(shell, word);
  if (operator === "?") {
    const message = text !== "" ? text : colon ? shell.dialect.words.emptyParameter : "parameter not set";
    const name = shownName(value);
    throw shell.fatal(`${shell.dialect.id === "bash" ? name : name.replace("$", "")}: ${message}`);
  }
  assignDefault(shell, value, text);
  emit(shell.parameter(value.name) ?? text, target);
}

function assignDefault(shell: Shell, { name, key }: ParameterValue, text: string): void {
  if (!/^[A-Za-z_]/.test(name)) throw new ShellError(`$${name}: cannot assign in this way`);
  if (key === null) shell.variables.set(name, text);
  else shell.variables.setElement(name, key, text);
}

function* sliced(shell: Shell, operation: ParameterOperation, value: ParameterValue): Run<ParameterValue> {
  if (operation.kind !== "slice") return value;
  const offset = Number(yield* evaluate(shell, operation.offset));
  const length = operation.length === null ? null : Number(yield* evaluate(shell, operation.length));
  if (value.list === null) return { ...value, values: value.values.map((text) => substring(text, offset, length)) };
  if (length !== null && length < 0) throw new ShellError(`${length}: substring expression < 0`);
  return { ...value, values: sliceList(shell, value, { offset, length }) };
}

function sliceList(
  shell: Shell,
  { name, values }: ParameterValue,
  { offset, length }: { offset: number; length: number | null },
): string[] {
  const isPositional = name === "@" || name === "*";
  const variable = isPositional ? undefined : shell.variables.find(name);
  const list = isPositional ? [shell.name, ...values] : variable?.list;
  if (list == null) {
    const from = offset < 0 ? values.length + offset : offset;
    return from < 0 ? [] : values.slice(from, length === null ? undefined : from + length);
  }
  const from = offset < 0 ? list.length + offset : offset;
  if (from < 0) return [];
  const taken: string[] = [];
  list.forEach((one, index) => {
    if (index >= from && (length === null || taken.length < length)) taken.push(one);
  });
  return taken;
}

function substring(text: string, offset: number, length: number | null): string {
  const characters = characterCount(text) === text.length ? text : [...text];
  const from = offset < 0 ? characters.length + offset : offset;
  if (from < 0 || from > characters.length) return "";
  const to = length === null ? characters.length : length < 0 ? characters.length + length : from + length;
  if (to < from) {
    if (length !== null && length < 0) throw new ShellError(`${length}: substring expression < 0`);
    return "";
  }
  const part = characters.slice(from, to);
  return typeof part === "string" ? part : part.join("");
}

type Change = (text: string) => string;

function* changeOf(shell: Shell, operation: ParameterOperation): Run<Change> {
  const options = { extended: true, ignoreCase: operation.kind === "replace" && shell.options.nocasematch };
  if (operation.kind === "remove") {
    const pattern = new Pattern(yield* expandPattern(shell, operation.pattern), options);
    return (text) => removePattern(text, pattern, operation.operator);
  }
  if (operation.kind === "case") {
    const pattern =
      operation.pattern === null ? null : new Pattern(yield* expandPattern(shell, operation.pattern), options);
    return (text) => changeCase(text, operation.operator, pattern);
  }
  if (operation.kind !== "replace") return (text) => text;
  const pattern = new Pattern(yield* expandPattern(shell, operation.pattern), options);
  const template = yield* expandReplacement(shell, operation.replacement);
  const usesMatch = shell.options.shopt("patsub_replacement") && shell.dialect.id === "bash";
  const replacement = replacementOf(template, usesMatch);
  return (text) => replacePattern(text, { pattern, operator: operation.operator, replacement });
}

function replacementOf(template: string, usesMatch: boolean): (matched: string) => string {
  if (!/[\\&]/.test(template)) return () => template;
  return (matched) =>
    template.replace(
      /\\([\\&])|&/g,
      (all: string, escaped: string | undefined) => escaped ?? (usesMatch ? matched : all),
    );
}

export function hasArray(shell: Shell, name: string): boolean {
  const variable = shell.variables.find(name);
  return variable !== undefined && isArray(variable);
}
