/**
 * Command-line options as glibc's getopt_long takes them apart: bundled letters, values attached or apart, long
 * names shortened as far as they stay unambiguous, operands in between, `--` as the end; and its words when it cannot.
 *
 * Models: glibc posix/getopt.c. What a tool prints after those words (its usage, a hint) is its own affair.
 */
import type { Process } from "../../sim/os/process.ts";
import { Failure, inOrder, type Words } from "./failure.ts";

export interface OptionSpec {
  /** As getopt has it: `ac:d::` is -a, -c VALUE, and -d with a value only when attached. */
  readonly short: string;
  /** Long name to the key that results carry (mostly the letter). `name=` takes a value, `name?` may take one. */
  readonly long?: Readonly<Record<string, string>>;
  /** What the real tool has and this one does not: letters, and long names without dashes. */
  readonly refused?: { readonly short?: string; readonly long?: readonly string[] };
  /** The first operand ends the options (env, xargs, timeout, sudo…). */
  readonly stopsAtOperand?: boolean;
  /** Printed after getopt's words. */
  readonly hint: Words;
  readonly exitCode?: number;
}

export interface GivenOption {
  readonly key: string;
  readonly value: string;
}

export class Options {
  readonly given: GivenOption[] = [];
  readonly operands: string[] = [];

  has(...keys: readonly string[]): boolean {
    return this.given.some(({ key }) => keys.includes(key));
  }

  count(key: string): number {
    return this.given.filter((option) => option.key === key).length;
  }

  /** The last value given for it. */
  value(key: string): string | undefined {
    return this.given.findLast((option) => option.key === key)?.value;
  }

  values(key: string): string[] {
    return this.given.filter((option) => option.key === key).map(({ value }) => value);
  }

  /** Which of these options came last, for those that override each other. */
  lastOf(...keys: readonly string[]): string | undefined {
    return this.given.findLast(({ key }) => keys.includes(key))?.key;
  }
}

export function parseOptions(process: Process, spec: OptionSpec, argv: readonly string[] = process.argv): Options {
  return new Parser(process.name, spec).parse(argv.slice(1));
}

class Parser {
  readonly #name: string;
  readonly #spec: OptionSpec;
  readonly #options = new Options();
  #rest: string[] = [];

  constructor(name: string, spec: OptionSpec) {
    this.#name = name;
    this.#spec = spec;
  }

  parse(args: readonly string[]): Options {
    this.#rest = [...args];
    for (let argument = this.#rest.shift(); argument !== undefined; argument = this.#rest.shift()) {
      if (argument === "--") break;
      if (argument.startsWith("--")) this.#long(argument.slice(2));
      else if (argument.startsWith("-") && argument !== "-") this.#short(argument.slice(1));
      else {
        this.#options.operands.push(argument);
        if (this.#spec.stopsAtOperand === true) break;
      }
    }
    this.#options.operands.push(...this.#rest);
    return this.#options;
  }

  #short(letters: string): void {
    for (let i = 0; i < letters.length; i++) {
      const letter = letters[i] as string;
      const at = letter === ":" || letter === "-" ? -1 : this.#spec.short.indexOf(letter);
      if (at < 0) this.#unknownLetter(letter);
      const takes = /^:{0,2}/.exec(this.#spec.short.slice(at + 1))?.[0].length ?? 0;
      const attached = letters.slice(i + 1);
      if (takes === 0) this.#add(letter, "");
      else {
        if (takes === 2 || attached !== "") this.#add(letter, attached);
        else this.#add(letter, this.#next() ?? this.#fail(`option requires an argument -- '${letter}'`));
        return;
      }
    }
  }

  #long(text: string): void {
    const equals = text.indexOf("=");
    const name = equals < 0 ? text : text.slice(0, equals);
    const attached = equals < 0 ? null : text.slice(equals + 1);
    const [long, key] = this.#findLong(name);
    const bare = long.replace(/[=?]$/, "");
    if (long.endsWith("=")) {
      this.#add(key, attached ?? this.#next() ?? this.#fail(`option '--${bare}' requires an argument`));
    } else if (attached !== null && !long.endsWith("?")) this.#fail(`option '--${bare}' doesn't allow an argument`);
    else this.#add(key, attached ?? "");
  }

  #findLong(name: string): readonly [string, string] {
    const refused = this.#spec.refused?.long ?? [];
    const all = Object.entries(this.#spec.long ?? {});
    const bare = (long: string): string => long.replace(/[=?]$/, "");
    const exact = all.find(([long]) => bare(long) === name);
    if (exact !== undefined) return exact;
    if (refused.includes(name)) this.#refuse(`--${name}`);
    const matches = all.filter(([long]) => long.startsWith(name));
    const names = [...matches.map(([long]) => bare(long)), ...refused.filter((long) => long.startsWith(name))];
    if (names.length === 0) this.#fail(`unrecognized option '--${name}'`);
    const one = matches[0];
    if (one !== undefined && matches.length === names.length && matches.every(([, key]) => key === one[1])) return one;
    if (names.length === 1) this.#refuse(`--${names[0]}`);
    return this.#fail(
      `option '--${name}' is ambiguous; possibilities: ${names.map((long) => `'--${long}'`).join(" ")}`,
    );
  }

  #unknownLetter(letter: string): never {
    if (this.#spec.refused?.short?.includes(letter) === true) this.#refuse(`-${letter}`);
    return this.#fail(`invalid option -- '${letter}'`);
  }

  #refuse(option: string): never {
    throw new Failure(`${this.#name}: option '${option}' is not simulated here\n`, this.#spec.exitCode ?? 1);
  }

  #add(key: string, value: string): void {
    this.#options.given.push({ key, value });
  }

  #next(): string | undefined {
    return this.#rest.shift();
  }

  #fail(message: string): never {
    throw new Failure(inOrder(`${this.#name}: ${message}\n`, this.#spec.hint), this.#spec.exitCode ?? 1);
  }
}
