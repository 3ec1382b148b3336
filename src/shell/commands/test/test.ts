/** Conditions, as a program. Models: coreutils 9.1 src/test.c, POSIX test(1). SIMPLIFIED: -r and -w hold for every file that exists. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { fail } from "../failure.ts";
import { lookUp } from "../files.ts";
import { type Flavour, localeQuoted } from "../flavour.ts";

// biome-ignore lint/correctness/useYield: a program is a generator even when it waits for nothing.
export function* test(process: Process, _flavour: Flavour): Run<number> {
  const words = process.argv.slice(1);
  if (process.name === "[" && words.pop() !== "]") fail(process, `missing ${localeQuoted(process, "]")}`, 2);
  return new Condition(process, words).evaluate() ? 0 : 1;
}

const BINARY = ["=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"];
const UNARY = "bcdefgGhkLnNOprsStuwxz";

class Condition {
  readonly #process: Process;
  readonly #words: readonly string[];
  #at = 0;

  constructor(process: Process, words: readonly string[]) {
    this.#process = process;
    this.#words = words;
  }

  evaluate(): boolean {
    const words = this.#words;
    if (words.length === 0) return false;
    if (words.length === 1) return words[0] !== "";
    if (words.length === 2) return this.#two(words[0] as string, words[1] as string);
    if (words.length === 3 && BINARY.includes(words[1] as string))
      return this.#binary(words[0] as string, words[1] as string, words[2] as string);
    const result = this.#or();
    if (this.#at < words.length) this.#fail(`extra argument ${localeQuoted(this.#process, words[this.#at] as string)}`);
    return result;
  }

  #fail(message: string): never {
    return fail(this.#process, message, 2);
  }

  #two(first: string, second: string): boolean {
    if (first === "!") return second === "";
    if (/^-.$/.test(first) && UNARY.includes(first[1] as string)) return this.#unary(first, second);
    if (/^-.$/.test(first)) this.#fail(`${localeQuoted(this.#process, first)}: unary operator expected`);
    return this.#fail(`missing argument after ${localeQuoted(this.#process, second)}`);
  }

  #or(): boolean {
    let result = this.#and();
    while (this.#words[this.#at] === "-o") {
      this.#at++;
      const right = this.#and();
      result = result || right;
    }
    return result;
  }

  #and(): boolean {
    let result = this.#term();
    while (this.#words[this.#at] === "-a") {
      this.#at++;
      const right = this.#term();
      result = result && right;
    }
    return result;
  }

  #term(): boolean {
    const word = this.#words[this.#at];
    if (word === undefined)
      return this.#fail(`missing argument after ${localeQuoted(this.#process, this.#words.at(-1) ?? "")}`);
    const next = this.#words[this.#at + 1];
    if (next !== undefined && BINARY.includes(next) && this.#words[this.#at + 2] !== undefined) {
      this.#at += 3;
      return this.#binary(word, next, this.#words[this.#at - 1] as string);
    }
    if (word === "!") {
      this.#at++;
      return !this.#term();
    }
    if (word === "(") {
      this.#at++;
      const result = this.#or();
      if (this.#words[this.#at++] !== ")") this.#fail(`${localeQuoted(this.#process, ")")} expected`);
      return result;
    }
    if (/^-.$/.test(word) && UNARY.includes(word[1] as string) && next !== undefined) {
      this.#at += 2;
      return this.#unary(word, next);
    }
    this.#at++;
    if (next !== undefined && !["-a", "-o", ")"].includes(next))
      this.#fail(`${localeQuoted(this.#process, next)}: binary operator expected`);
    return word !== "";
  }

  #unary(operator: string, operand: string): boolean {
    if (operator === "-n") return operand !== "";
    if (operator === "-z") return operand === "";
    if (operator === "-t")
      return this.#process.tty !== null && this.#process.fds.get(Number(operand))?.stream === this.#process.tty.stream;
    const node = lookUp(this.#process, operand, operator === "-L" || operator === "-h");
    if (node === null) return false;
    switch (operator) {
      case "-d":
        return node.kind === "directory";
      case "-f":
        return node.kind === "file";
      case "-L":
      case "-h":
        return node.kind === "link";
      case "-c":
        return node.kind === "device";
      case "-s":
        return node.kind === "directory" || (node.kind === "file" && node.size > 0);
      case "-x":
        return (node.attributes.mode & 0o111) !== 0;
      case "-b":
      case "-p":
      case "-S":
      case "-g":
      case "-u":
      case "-k":
        return false;
      default:
        return true;
    }
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
        return this.#files(left, operator, right);
      default:
        return this.#compare(operator, this.#integer(left) - this.#integer(right));
    }
  }

  #compare(operator: string, difference: number): boolean {
    const holds = {
      "-eq": difference === 0,
      "-ne": difference !== 0,
      "-lt": difference < 0,
      "-le": difference <= 0,
      "-gt": difference > 0,
      "-ge": difference >= 0,
    }[operator];
    return holds === true;
  }

  #files(left: string, operator: string, right: string): boolean {
    const [a, b] = [lookUp(this.#process, left), lookUp(this.#process, right)];
    if (operator === "-ef") return a !== null && a === b;
    const [older, newer] = operator === "-nt" ? [b, a] : [a, b];
    return newer !== null && (older === null || newer.attributes.mtimeMs > older.attributes.mtimeMs);
  }

  #integer(text: string): number {
    if (!/^\s*[-+]?\d+\s*$/.test(text)) this.#fail(`invalid integer ${localeQuoted(this.#process, text)}`);
    return Number(text);
  }
}
