/** Arithmetic and text for scripts of old. Models: coreutils src/expr.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { fail } from "../failure.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { compileRegex, groupText, RegexError } from "../posix-regex/posix-regex.ts";

const LEVELS: readonly (readonly string[])[] = [
  ["|"],
  ["&"],
  ["<", "<=", "=", "==", "!=", ">=", ">"],
  ["+", "-"],
  ["*", "/", "%"],
  [":"],
];

export function* expr(process: Process, flavour: Flavour): Run<number> {
  const words = process.argv.slice(process.argv[1] === "--" ? 2 : 1);
  if (words.length === 0) wrongUsage(process, flavour, "missing operand", 2);
  const value = new Evaluation(process, words).value();
  yield* process.print(`${value}\n`);
  return isNull(value) ? 1 : 0;
}

function isNull(value: string): boolean {
  return value === "" || /^-?0+$/.test(value);
}

class Evaluation {
  readonly #process: Process;
  readonly #words: readonly string[];
  #at = 0;

  constructor(process: Process, words: readonly string[]) {
    this.#process = process;
    this.#words = words;
  }

  value(): string {
    const value = this.#level(0);
    if (this.#at < this.#words.length)
      this.#fail(`syntax error: unexpected argument ${localeQuoted(this.#process, this.#words[this.#at] as string)}`);
    return value;
  }

  #fail(message: string): never {
    return fail(this.#process, message, 2);
  }

  #level(depth: number): string {
    const operators = LEVELS[depth];
    if (operators === undefined) return this.#primary();
    let left = this.#level(depth + 1);
    for (
      let operator = this.#words[this.#at];
      operator !== undefined && operators.includes(operator);
      operator = this.#words[this.#at]
    ) {
      this.#at++;
      left = this.#apply(operator, left, this.#level(depth + 1));
    }
    return left;
  }

  #next(): string {
    const word = this.#words[this.#at++];
    if (word === undefined)
      return this.#fail(
        `syntax error: missing argument after ${localeQuoted(this.#process, this.#words.at(-1) ?? "")}`,
      );
    return word;
  }

  #primary(): string {
    const word = this.#next();
    if (word === "(") {
      const inner = this.#level(0);
      if (this.#words[this.#at++] !== ")")
        this.#fail(
          `syntax error: expecting ${localeQuoted(this.#process, ")")} after ${localeQuoted(this.#process, this.#words[this.#at - 2] ?? "")}`,
        );
      return inner;
    }
    if (word === "length") return String([...this.#primary()].length);
    if (word === "index") {
      const [text, set] = [[...this.#primary()], [...this.#primary()]];
      return String(text.findIndex((char) => set.includes(char)) + 1);
    }
    if (word === "substr") {
      const [text, from, length] = [[...this.#primary()], Number(this.#primary()), Number(this.#primary())];
      return from >= 1 && length >= 1 ? text.slice(from - 1, from - 1 + length).join("") : "";
    }
    if (word === "match") return this.#match(this.#primary(), this.#primary());
    return word === "+" ? this.#next() : word;
  }

  #apply(operator: string, left: string, right: string): string {
    switch (operator) {
      case "|":
        return isNull(left) ? (isNull(right) ? "0" : right) : left;
      case "&":
        return isNull(left) || isNull(right) ? "0" : left;
      case ":":
        return this.#match(left, right);
      case "+":
      case "-":
      case "*":
      case "/":
      case "%":
        return this.#arithmetic(operator, left, right);
      default:
        return this.#compare(operator, left, right) ? "1" : "0";
    }
  }

  #arithmetic(operator: string, left: string, right: string): string {
    if (!/^-?\d+$/.test(left) || !/^-?\d+$/.test(right)) this.#fail("non-integer argument");
    const [a, b] = [BigInt(left), BigInt(right)];
    if ((operator === "/" || operator === "%") && b === 0n) this.#fail("division by zero");
    const result = { "+": () => a + b, "-": () => a - b, "*": () => a * b, "/": () => a / b, "%": () => a % b }[
      operator
    ];
    return String(result?.());
  }

  #compare(operator: string, left: string, right: string): boolean {
    const numeric = /^-?\d+$/.test(left) && /^-?\d+$/.test(right);
    const order = numeric ? Number(left) - Number(right) : left < right ? -1 : left > right ? 1 : 0;
    return (
      {
        "<": order < 0,
        "<=": order <= 0,
        "=": order === 0,
        "==": order === 0,
        "!=": order !== 0,
        ">=": order >= 0,
        ">": order > 0,
      }[operator] === true
    );
  }

  #match(text: string, pattern: string): string {
    try {
      const regex = compileRegex(`^\\(${pattern}\\)`, { extended: false });
      const match = regex.exec(text);
      if (regex.groups > 1) return match === null ? "" : groupText(text, match, 2);
      return match === null ? "0" : String([...groupText(text, match, 0)].length);
    } catch (error) {
      if (error instanceof RegexError) return this.#fail(error.message);
      throw error;
    }
  }
}
