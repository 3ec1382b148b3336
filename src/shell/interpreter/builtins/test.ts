/** `test` and `[`. Models: bash test.c; POSIX decides by the number of arguments. */

import { parseInt64 } from "../arithmetic/int64.ts";
import { compareNumbers } from "../execute/test.ts";
import type { Shell } from "../shell.ts";
import { BuiltinError } from "../shell-error.ts";
import type { Builtin } from "./builtin.ts";
import { compareFiles, testUnary, UNARY } from "./file-tests.ts";

export const test: Builtin = { plain: (shell, args) => run(shell, args.slice(1)) };

export const bracket: Builtin = {
  plain(shell, args) {
    if (args.at(-1) !== "]") throw new BuiltinError(shell.dialect.id === "bash" ? "missing `]'" : "missing ]", 2);
    return run(shell, args.slice(1, -1));
  },
};

function run(shell: Shell, args: readonly string[]): number {
  return new Expression(shell, args).holds() ? 0 : 1;
}

const BINARY = /^(?:=|==|!=|<|>|-eq|-ne|-lt|-le|-gt|-ge|-nt|-ot|-ef)$/;

class Expression {
  readonly #shell: Shell;
  readonly #args: readonly string[];
  #at = 0;

  constructor(shell: Shell, args: readonly string[]) {
    this.#shell = shell;
    this.#args = args;
  }

  holds(): boolean {
    return this.#byCount(this.#args);
  }

  #byCount(args: readonly string[]): boolean {
    const [a = "", b = "", c = "", d = ""] = args;
    switch (args.length) {
      case 0:
        return false;
      case 1:
        return a !== "";
      case 2:
        if (a === "!") return b === "";
        if (UNARY.test(a)) return testUnary(this.#shell, a, b);
        throw this.#problem("two words", args);
      case 3:
        if (BINARY.test(b)) return this.#binary(a, b, c);
        if (b === "-a") return a !== "" && c !== "";
        if (b === "-o") return a !== "" || c !== "";
        if (a === "!") return !this.#byCount([b, c]);
        if (a === "(" && c === ")") return b !== "";
        throw new BuiltinError(this.#shell.dialect.words.unknownOperator(args), 2);
      case 4:
        if (a === "!") return !this.#byCount([b, c, d]);
        if (a === "(" && d === ")") return this.#byCount([b, c]);
        break;
    }
    const result = this.#or();
    if (this.#at < this.#args.length) {
      const extra = this.#args[this.#at] as string;
      throw this.#problem("unread", [extra]);
    }
    return result;
  }

  #problem(problem: "two words" | "unread" | "open", words: readonly string[]): BuiltinError {
    return new BuiltinError(this.#shell.dialect.words.testProblem(problem, words), 2);
  }

  get #token(): string | undefined {
    return this.#args[this.#at];
  }

  #or(): boolean {
    let result = this.#and();
    while (this.#token === "-o") {
      this.#at++;
      const right = this.#and();
      result = result || right;
    }
    return result;
  }

  #and(): boolean {
    let result = this.#not();
    while (this.#token === "-a") {
      this.#at++;
      const right = this.#not();
      result = result && right;
    }
    return result;
  }

  #not(): boolean {
    if (this.#token !== "!") return this.#primary();
    this.#at++;
    return !this.#not();
  }

  #primary(): boolean {
    const token = this.#token;
    if (token === undefined) throw new BuiltinError("argument expected", 2);
    const next = this.#args[this.#at + 1];
    if (token === "(") {
      this.#at++;
      const result = this.#or();
      if (this.#token !== ")") throw this.#problem("open", []);
      this.#at++;
      return result;
    }
    if (next !== undefined && BINARY.test(next) && this.#at + 2 < this.#args.length) {
      this.#at += 3;
      return this.#binary(token, next, this.#args[this.#at - 1] as string);
    }
    if (UNARY.test(token) && next !== undefined) {
      this.#at += 2;
      return testUnary(this.#shell, token, next);
    }
    this.#at++;
    return token !== "";
  }

  #binary(left: string, operator: string, right: string): boolean {
    switch (operator) {
      case "=":
      case "==":
        return left === right;
      case "!=":
        return left !== right;
      case "<":
        return left < right;
      case ">":
        return left > right;
      case "-nt":
      case "-ot":
      case "-ef":
        return compareFiles(this.#shell, operator, [left, right]);
      default:
        return compareNumbers(operator, this.#number(left), this.#number(right));
    }
  }

  #number(text: string): number | bigint {
    const found = /^\s*([-+]?)(\d+)\s*$/.exec(text);
    if (found === null) {
      const { id, words } = this.#shell.dialect;
      throw new BuiltinError(
        id === "bash"
          ? `${text}: integer expression expected`
          : id === "dash"
            ? words.illegalNumber(text)
            : `${text}: bad number`,
        2,
      );
    }
    const digits = (found[2] as string).replace(/^0+(?=\d)/, "");
    const value = digits.length <= 15 ? Number(digits) : parseInt64(digits);
    return found[1] === "-" ? -value : value;
  }
}
