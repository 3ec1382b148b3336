/** Options as Go's pflag takes them apart, and how Cilium's tools give up. Models: github.com/spf13/pflag flag.go */
import type { Run } from "../../../core/wait.ts";
import type { Process, Program } from "../../../os/process.ts";

export class ToolError extends Error {
  readonly text: string;

  constructor(text: string) {
    super(text);
    this.text = text;
  }
}

export interface ToolOptions {
  readonly operands: readonly string[];
  has(name: string): boolean;
  /** All values given, those between commas apart. */
  values(name: string): readonly string[];
}

/** `flags`: long names; one that ends in `=` takes a value. `short`: letter to long name. */
export function toolOptions(
  words: readonly string[],
  { flags, short = {} }: { readonly flags: readonly string[]; readonly short?: Readonly<Record<string, string>> },
): ToolOptions {
  const given = new Map<string, string[]>();
  const operands: string[] = [];
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith("-") || word === "-") {
      operands.push(word);
      continue;
    }
    const { name, attached } = nameOf(word, short);
    const takesValue = flags.includes(`${name}=`);
    if (!takesValue && !flags.includes(name)) throw new ToolError(`Error: ${unknown(word, name)}\n`);
    const value = takesValue ? (attached ?? rest.shift()) : "true";
    if (value === undefined) throw new ToolError(`Error: flag needs an argument: ${word}\n`);
    given.set(name, [...(given.get(name) ?? []), value]);
  }
  return {
    operands,
    has: (name) => given.has(name),
    values: (name) => (given.get(name) ?? []).flatMap((value) => value.split(",")),
  };
}

function nameOf(word: string, short: Readonly<Record<string, string>>): { name: string; attached: string | undefined } {
  if (word.startsWith("--")) {
    const [name = "", value] = word.slice(2).split(/=(.*)/s);
    return { name, attached: value };
  }
  const attached = word.length > 2 ? word.slice(2).replace(/^=/, "") : undefined;
  return { name: short[word[1] ?? ""] ?? word.slice(1), attached };
}

function unknown(word: string, name: string): string {
  return word.startsWith("--") ? `unknown flag: --${name}` : `unknown shorthand flag: '${word[1]}' in ${word}`;
}

export function notSimulated(process: Process, what: string): never {
  throw new ToolError(`${process.name}: ${what} is not simulated here\n`);
}

/** Makes a program of a body that may give up. */
export function goTool(body: (process: Process) => Run<number>): Program {
  return function* guarded(process) {
    try {
      return yield* body(process);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      yield* process.printError(error.text);
      return 1;
    }
  };
}
