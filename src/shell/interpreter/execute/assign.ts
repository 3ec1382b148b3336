/** Assignments, to variables, elements and whole arrays. Models: bash arrayfunc.c, subst.c do_assignment_internal. */
import type { Run } from "../../../sim/core/wait.ts";
import type { ArrayValue, Assignment } from "../../syntax/ast.ts";
import { evaluateArithmetic } from "../arithmetic/evaluate.ts";
import { expandInto, expandText } from "../expansion/expand.ts";
import { elementKey, listIndex, parseReference } from "../expansion/subscript.ts";
import { quoteTrace } from "../quote.ts";
import type { Shell } from "../shell.ts";
import { ShellError } from "../shell-error.ts";
import type { Variable } from "../variables.ts";

/** Assigns; what `set -x` shows of it. A temporary one shadows the variable, whose old value it may still speak of. */
export function* assign(shell: Shell, assignment: Assignment, isTemporary = false): Run<string> {
  const { name, subscript, value, append } = assignment;
  const equals = append ? "+=" : "=";
  if (value.kind === "array") {
    if (isTemporary) shell.variables.makeTemporary(name);
    if (subscript !== null) throw new ShellError(`${name}[${subscript.text}]: cannot assign list to array member`);
    if (!shell.dialect.features.arrays) throw shell.fatal(shell.dialect.words.syntax("(", "", null));
    yield* assignArray(shell, name, value, append);
    return `${name}${equals}${value.text}`;
  }
  const text = yield* expandText(shell, value);
  if (isTemporary) {
    const before = append ? (shell.variables.get(name) ?? "") : "";
    shell.variables.makeTemporary(name);
    if (append) shell.variables.set(name, before, false);
  }
  const pointed =
    subscript === null && shell.variables.own(name)?.reference === true
      ? parseReference(shell.variables.resolve(name))
      : null;
  if (pointed !== null && pointed.subscript !== null) {
    shell.variables.setElement(pointed.name, elementKey(shell, pointed.name, pointed.subscript), text, append);
    return `${name}${equals}${text}`;
  }
  if (subscript === null) {
    shell.variables.set(name, text, append);
    if (shell.options.allexport) shell.variables.writable(name).exported = true;
    return `${name}${equals}${text === "" ? "" : quoteTrace(text)}`;
  }
  if (subscript.text === "") throw new ShellError(`${name}[]: bad array subscript`);
  const target = shell.variables.resolve(name);
  if (target.includes("[")) throw new ShellError(`\`${target}': not a valid identifier`);
  const key = yield* elementKeyOf(shell, target, subscript);
  shell.variables.setElement(target, key, text, append);
  return `${name}[${subscript.text}]${equals}${text === "" ? "" : quoteTrace(text)}`;
}

function* elementKeyOf(
  shell: Shell,
  name: string,
  subscript: NonNullable<Assignment["subscript"]>,
): Run<number | string> {
  const text = yield* expandText(shell, subscript);
  if (shell.variables.find(name)?.map != null) {
    if (text === "") throw new ShellError(`${name}[${subscript.text}]: bad array subscript`);
    return text;
  }
  const index = Number(evaluateArithmetic(shell, text));
  if (index < 0) {
    const length = shell.variables.find(name)?.list?.length ?? 0;
    if (length + index < 0) throw new ShellError(`${name}[${subscript.text}]: bad array subscript`);
  }
  return listIndex(shell, name, index);
}

/** `a=(…)` and `a+=(…)`: the elements are expanded before the old ones go. */
export function* assignArray(shell: Shell, name: string, value: ArrayValue, append: boolean): Run<void> {
  const own = shell.variables.own(name);
  if (own?.reference === true && own.value === null) {
    yield* shell.complain(`warning: ${name}: removing nameref attribute`);
    own.reference = false;
  }
  const variable = shell.variables.writable(name);
  if (variable.map !== null) yield* assignMap(shell, variable, value, append);
  else yield* assignList(shell, { name, variable }, value, append);
}

function* assignList(
  shell: Shell,
  { name, variable }: { name: string; variable: Variable },
  value: ArrayValue,
  append: boolean,
): Run<void> {
  const list: string[] = append ? (shell.variables.asList(variable).list as string[]).slice() : [];
  const shaped = (text: string): string => shapeOf(shell, variable, text);
  let next = list.length;
  for (const element of value.elements) {
    if (element.subscript === null) {
      const made: string[] = [];
      yield* expandInto(shell, element.value, made);
      for (const one of made) list[next++] = shaped(one);
      continue;
    }
    let index = Number(evaluateArithmetic(shell, yield* expandText(shell, element.subscript)));
    if (index < 0) index += list.length;
    if (index < 0) throw new ShellError(`[${element.subscript.text}]=${element.value.text}: bad array subscript`);
    const text = yield* expandText(shell, element.value);
    const before = element.append ? list[index] : undefined;
    list[index] =
      before === undefined ? shaped(text) : variable.integer ? shaped(`${before}+(${text})`) : before + text;
    next = index + 1;
  }
  const target = shell.variables.writable(name);
  target.value = null;
  target.list = list;
}

function shapeOf(shell: Shell, variable: Variable, text: string): string {
  if (variable.integer) return String(evaluateArithmetic(shell, text));
  return variable.fold === "" ? text : variable.fold === "lower" ? text.toLowerCase() : text.toUpperCase();
}

function* assignMap(shell: Shell, variable: Variable, value: ArrayValue, append: boolean): Run<void> {
  const map = append ? new Map(variable.map) : new Map<string, string>();
  const bare: string[] = [];
  const hasKeys = value.elements.some((element) => element.subscript !== null);
  for (const element of value.elements) {
    if (element.subscript === null) {
      if (hasKeys) {
        yield* shell.complain(
          `${value.text.slice(1, -1).split(" ")[0] === "" ? "" : `${element.value.text}: `}must use subscript when assigning associative array`,
        );
        continue;
      }
      yield* expandInto(shell, element.value, bare);
      continue;
    }
    const key = yield* expandText(shell, element.subscript);
    const text = yield* expandText(shell, element.value);
    map.set(key, element.append ? (map.get(key) ?? "") + text : shapeOf(shell, variable, text));
  }
  for (let i = 0; i < bare.length; i += 2) map.set(bare[i] as string, bare[i + 1] ?? "");
  variable.map = map;
}
