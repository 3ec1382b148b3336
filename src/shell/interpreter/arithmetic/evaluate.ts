/** Arithmetic over the shell's variables: names are values, and values may be expressions again. */

import type { Run } from "../../../sim/core/wait.ts";
import type { ArithmeticText } from "../../syntax/ast.ts";
import { expandPlainText, expandText } from "../expansion/expand.ts";
import { elementKey, readElement } from "../expansion/subscript.ts";
import type { Shell } from "../shell.ts";
import { ExpressionError } from "../shell-error.ts";
import { ArithmeticError, type ArithmeticScope, compileArithmetic, type Expression } from "./compile.ts";
import type { Int } from "./int64.ts";

const CACHE_SIZE = 2000;
const DEPTH = 128;
/** Compiled texts: a text means the same in every shell, so this is no state. */
const compiled = new Map<string, Expression>();

function compile(text: string): Expression {
  let expression = compiled.get(text);
  if (expression === undefined) {
    expression = compileArithmetic(text);
    if (compiled.size >= CACHE_SIZE) compiled.clear();
    compiled.set(text, expression);
  }
  return expression;
}

class VariableScope implements ArithmeticScope {
  readonly #shell: Shell;
  readonly #depth: number;

  constructor(shell: Shell, depth: number) {
    this.#shell = shell;
    this.#depth = depth;
  }

  read(name: string, subscript: string | null): Int {
    const shell = this.#shell;
    const value = subscript === null ? shell.variables.get(name) : readElement(shell, name, subscript);
    if (value === null) {
      if (shell.options.nounset) shell.unset(subscript === null ? name : `${name}[${subscript}]`);
      return 0;
    }
    if (/^-?[1-9]\d{0,14}$|^0$/.test(value)) return Number(value);
    if (value.trim() === "") return 0;
    if (this.#depth >= DEPTH) throw new ArithmeticError(value, "expression recursion level exceeded", value);
    return compile(value)(new VariableScope(shell, this.#depth + 1));
  }

  write(name: string, subscript: string | null, value: Int): void {
    const { variables } = this.#shell;
    if (subscript === null) variables.set(name, String(value));
    else variables.setElement(name, elementKey(this.#shell, name, subscript), String(value));
  }
}

/** Evaluates a text whose expansions are done. Throws ShellError. */
export function evaluateArithmetic(shell: Shell, text: string): Int {
  try {
    if (!shell.dialect.features.power && text.includes("**")) throw new ArithmeticError(text, "operand expected", null);
    return compile(text)(new VariableScope(shell, 0));
  } catch (error) {
    if (error instanceof ArithmeticError) {
      const { id, words } = shell.dialect;
      if (id === "bash") throw new ExpressionError(error.message);
      throw shell.fatal(words.arithmetic(error.expression, error.problem));
    }
    throw error;
  }
}

export function evaluatePlain(shell: Shell, { text, word }: ArithmeticText): Int {
  return evaluateArithmetic(shell, word === null ? text : expandPlainText(shell, word));
}

export function* evaluate(shell: Shell, { text, word }: ArithmeticText): Run<Int> {
  return evaluateArithmetic(shell, word === null ? text : yield* expandText(shell, word));
}
