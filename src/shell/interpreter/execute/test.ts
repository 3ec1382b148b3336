/** `[[ … ]]`. Models: bash execute_cmd.c, execute_cond_command; test.c for the operators that `[` has too. */
import type { Run } from "../../../sim/core/wait.ts";
import { compileRegex, groupText, RegexError } from "../../commands/posix-regex/posix-regex.ts";
import type { Test, TestExpression } from "../../syntax/ast.ts";
import { evaluateArithmetic } from "../arithmetic/evaluate.ts";
import { compareFiles, testUnary } from "../builtins/file-tests.ts";
import { expandPattern, expandRegex, expandText } from "../expansion/expand.ts";
import { Pattern } from "../expansion/pattern.ts";
import { quoteTrace } from "../quote.ts";
import type { Shell } from "../shell.ts";
import { ShellError } from "../shell-error.ts";
import { trace } from "./trace.ts";

/** What is wrong with a test ends the test and nothing more. */
class TestError extends Error {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

export function* runTest(shell: Shell, node: Test): Run<number> {
  try {
    return (yield* holds(shell, node.expression)) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TestError)) throw error;
    if (error.message !== "") yield* shell.complain(error.message);
    return error.status;
  }
}

function* holds(shell: Shell, expression: TestExpression): Run<boolean> {
  switch (expression.kind) {
    case "not":
      return !(yield* holds(shell, expression.operand));
    case "logical": {
      const stopsAt = expression.operator === "||";
      for (const operand of expression.operands) if ((yield* holds(shell, operand)) === stopsAt) return stopsAt;
      return !stopsAt;
    }
    case "unary": {
      const operand = yield* expandText(shell, expression.operand);
      if (shell.options.xtrace) yield* trace(shell, `[[ ${expression.operator} ${quoteTrace(operand)} ]]`);
      return testUnary(shell, expression.operator, operand);
    }
    case "binary":
      return yield* binary(shell, expression);
  }
}

function* binary(shell: Shell, expression: Extract<TestExpression, { kind: "binary" }>): Run<boolean> {
  const { operator } = expression;
  const left = yield* expandText(shell, expression.left);
  if (operator === "=~") {
    const pattern = yield* expandRegex(shell, expression.right);
    if (shell.options.xtrace) yield* trace(shell, `[[ ${quoteTrace(left)} =~ ${pattern} ]]`);
    return matchRegex(shell, left, pattern);
  }
  if (operator === "=" || operator === "==" || operator === "!=") {
    const pattern = yield* expandPattern(shell, expression.right);
    if (shell.options.xtrace) yield* trace(shell, `[[ ${quoteTrace(left)} ${operator} ${pattern} ]]`);
    const matches = new Pattern(pattern, { extended: true, ignoreCase: shell.options.nocasematch }).matches(left);
    return matches === (operator !== "!=");
  }
  const right = yield* expandText(shell, expression.right);
  if (shell.options.xtrace) yield* trace(shell, `[[ ${quoteTrace(left)} ${operator} ${quoteTrace(right)} ]]`);
  if (operator === "<") return left < right;
  if (operator === ">") return left > right;
  if (/^-(?:nt|ot|ef)$/.test(operator)) return compareFiles(shell, operator, [left, right]);
  const number = (text: string): number | bigint => {
    try {
      return evaluateArithmetic(shell, text);
    } catch (error) {
      if (error instanceof ShellError && error.scope === "line") throw new TestError(`[[: ${error.message}`, 1);
      throw error;
    }
  };
  return compareNumbers(operator, number(left), number(right));
}

export function compareNumbers(operator: string, a: number | bigint, b: number | bigint): boolean {
  switch (operator) {
    case "-eq":
      return a === b;
    case "-ne":
      return a !== b;
    case "-lt":
      return a < b;
    case "-le":
      return a <= b;
    case "-gt":
      return a > b;
    default:
      return a >= b;
  }
}

function matchRegex(shell: Shell, text: string, pattern: string): boolean {
  const found = execRegex(pattern, text, shell.options.nocasematch);
  if (shell.variables.find("BASH_REMATCH")?.readonly !== true) shell.variables.forceList("BASH_REMATCH", found ?? []);
  return found !== null;
}

/** The match and its groups, by the same engine as grep's, which no pattern can keep busy for ever. */
function execRegex(pattern: string, text: string, ignoreCase: boolean): string[] | null {
  try {
    const regex = compileRegex(pattern, { extended: true, ignoreCase });
    const match = regex.exec(text);
    if (match === null) return null;
    return Array.from({ length: regex.groups + 1 }, (_, index) => groupText(text, match, index));
  } catch (error) {
    if (error instanceof RegexError) throw new TestError("", 2);
    throw error;
  }
}
