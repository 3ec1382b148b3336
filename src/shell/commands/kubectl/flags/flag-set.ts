/**
 * Reads a command's words: flags anywhere, shorthands in groups, `--` ends them.
 *
 * Models: github.com/spf13/pflag/flag.go
 */
import { CommandError, goQuote } from "../errors.ts";
import { parseDuration } from "./duration.ts";
import type { Flag, FlagValue } from "./flag.ts";

/** A word that cannot be read as a flag; the caller adds where help is to be found. */
export class FlagError extends Error {}

/** The flags of one call, with what was given. */
export class FlagSet {
  readonly #flags = new Map<string, Flag>();
  readonly #shorthands = new Map<string, Flag>();
  readonly #values = new Map<string, FlagValue>();
  /** Deprecated flags that were used, as they are to be told. */
  readonly notices: string[] = [];
  /** Names and values as they were given, in order. */
  readonly given: [name: string, value: string][] = [];
  args: string[] = [];
  /** How many arguments stood before `--`; -1 without one. */
  dashAt = -1;

  constructor(flags: readonly Flag[]) {
    for (const flag of flags) {
      this.#flags.set(flag.name, flag);
      if (flag.shorthand !== undefined) this.#shorthands.set(flag.shorthand, flag);
    }
  }

  flag(name: string): Flag | undefined {
    return this.#flags.get(name);
  }

  /** The flag that a word (`--namespace`, `-n`) is. */
  named(word: string): Flag | undefined {
    return word.startsWith("--") ? this.#flags.get(normalName(word.slice(2))) : this.#shorthands.get(word.slice(1));
  }

  has(name: string): boolean {
    return this.#flags.has(name);
  }

  /** Whether the flag was given. */
  changed(name: string): boolean {
    return this.#values.has(name);
  }

  bool(name: string): boolean {
    return this.#value(name) === true;
  }

  text(name: string): string {
    return this.#value(name) as string;
  }

  int(name: string): number {
    return this.#value(name) as number;
  }

  list(name: string): readonly string[] {
    return this.#value(name) as readonly string[];
  }

  /** `""` and `[]` for flags that this command does not have. */
  textOr(name: string, otherwise: string): string {
    return this.has(name) ? this.text(name) : otherwise;
  }

  boolOr(name: string, otherwise: boolean): boolean {
    return this.has(name) ? this.bool(name) : otherwise;
  }

  #value(name: string): FlagValue {
    const given = this.#values.get(name);
    if (given !== undefined) return given;
    const flag = this.#flags.get(name);
    if (flag === undefined) throw new Error(`there is no flag --${name}`);
    return flag.fallback;
  }

  /** Whether this word (`--namespace`, `-n`) takes the next one as its value. */
  takesNext(word: string): boolean {
    const flag = word.startsWith("--")
      ? this.#flags.get(normalName(word.slice(2)))
      : word.length === 2
        ? this.#shorthands.get(word.slice(1))
        : undefined;
    return flag !== undefined && flag.whenBare === undefined;
  }

  parse(words: readonly string[]): void {
    const rest = [...words];
    while (rest.length > 0) {
      const word = rest.shift() as string;
      if (word === "--") {
        this.dashAt = this.args.length;
        this.args.push(...rest);
        return;
      }
      if (word.length < 2 || !word.startsWith("-")) this.args.push(word);
      else if (word.startsWith("--")) this.#long(word, rest);
      else this.#group(word.slice(1), rest);
    }
  }

  #long(word: string, rest: string[]): void {
    const equals = word.indexOf("=");
    const written = word.slice(2, equals < 0 ? undefined : equals);
    if (written === "" || written.startsWith("-")) throw new FlagError(`bad flag syntax: ${word}`);
    const flag = this.#flags.get(normalName(written));
    if (flag === undefined) throw new FlagError(`unknown flag: --${written}`);
    if (equals >= 0) this.#set(flag, word.slice(equals + 1));
    else if (flag.whenBare !== undefined) this.#set(flag, flag.whenBare);
    else if (rest.length > 0) this.#set(flag, rest.shift() as string);
    else throw new FlagError(`flag needs an argument: --${written}`);
  }

  #group(letters: string, rest: string[]): void {
    for (let at = 0; at < letters.length; at++) {
      const letter = letters[at] as string;
      const flag = this.#shorthands.get(letter);
      if (flag === undefined) throw new FlagError(`unknown shorthand flag: ${quoteLetter(letter)} in -${letters}`);
      const after = letters.slice(at + 1);
      const value = after.length > 1 && after.startsWith("=") ? after.slice(1) : null;
      if (value === null && flag.whenBare !== undefined) {
        this.#set(flag, flag.whenBare);
        continue;
      }
      const taken = value ?? (after !== "" ? after : rest.shift());
      if (taken === undefined) throw new FlagError(`flag needs an argument: ${quoteLetter(letter)} in -${letters}`);
      this.#set(flag, taken);
      return;
    }
  }

  #set(flag: Flag, value: string): void {
    try {
      this.#values.set(flag.name, this.#read(flag, value));
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      const names = flag.shorthand === undefined ? `--${flag.name}` : `-${flag.shorthand}, --${flag.name}`;
      throw new FlagError(`invalid argument ${goQuote(value)} for ${goQuote(names)} flag: ${error.message}`);
    }
    this.given.push([flag.name, value]);
    if (flag.deprecated !== undefined) this.notices.push(`Flag --${flag.name} has been deprecated, ${flag.deprecated}`);
  }

  #read(flag: Flag, value: string): FlagValue {
    switch (flag.type) {
      case "bool":
        return parseBool(value);
      case "int":
        return parseInteger(value);
      case "duration":
        return this.#duration(flag, value);
      case "list":
        return [...((this.#values.get(flag.name) as readonly string[] | undefined) ?? []), value];
      case "slice":
      case "pairs":
        this.#check(flag, value);
        return [
          ...((this.#values.get(flag.name) as readonly string[] | undefined) ?? []),
          ...(value === "" ? [] : value.split(",")),
        ];
      default:
        this.#check(flag, value);
        return value;
    }
  }

  #check(flag: Flag, value: string): void {
    const fault = flag.wrong?.(value) ?? null;
    if (fault !== null) throw new CommandError(fault);
  }

  #duration(flag: Flag, value: string): number {
    try {
      return parseDuration(value);
    } catch (error) {
      throw flag.wrong === undefined ? error : new CommandError(flag.wrong(value) ?? "");
    }
  }
}

/** kubectl takes `--dry_run` for `--dry-run`. */
function normalName(name: string): string {
  return name.replaceAll("_", "-");
}

function quoteLetter(letter: string): string {
  return `'${letter === "'" || letter === "\\" ? `\\${letter}` : letter}'`;
}

export const TRUE = ["1", "t", "T", "TRUE", "true", "True"];
export const FALSE = ["0", "f", "F", "FALSE", "false", "False"];

export function parseBool(value: string): boolean {
  if (TRUE.includes(value)) return true;
  if (FALSE.includes(value)) return false;
  throw new CommandError(`strconv.ParseBool: parsing ${goQuote(value)}: invalid syntax`);
}

function parseInteger(value: string): number {
  if (!/^[+-]?(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|[0-9]+)$/.test(value))
    throw new CommandError(`strconv.ParseInt: parsing ${goQuote(value)}: invalid syntax`);
  const number = Number(value.replace(/^([+-]?)0([0-7]+)$/, "$10o$2").replace(/^\+/, ""));
  if (!Number.isSafeInteger(number))
    throw new CommandError(`strconv.ParseInt: parsing ${goQuote(value)}: value out of range`);
  return number;
}
