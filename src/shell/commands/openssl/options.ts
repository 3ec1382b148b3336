/** Options of openssl's commands: one dash, whole words, some with a value. Models: OpenSSL apps/lib/opt.c */
import { Failure } from "../failure.ts";

export interface OpensslOptions {
  has(name: string): boolean;
  /** The last one given. */
  value(name: string): string | undefined;
  values(name: string): readonly string[];
  /** Names in the order in which they were given. */
  readonly order: readonly string[];
  readonly operands: readonly string[];
}

export function parseOpenssl(
  command: string,
  args: readonly string[],
  { flags, valued }: { readonly flags: string; readonly valued: string },
): OpensslOptions {
  const isFlag = new Set(flags.split(" "));
  const isValued = new Set(valued.split(" "));
  const given = new Map<string, string[]>();
  const order: string[] = [];
  const operands: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as string;
    const name = word.replace(/^--?/, "");
    if (!word.startsWith("-") || word === "-") {
      operands.push(word);
      continue;
    }
    if (!isFlag.has(name) && !isValued.has(name))
      throw new Failure(`${command}: Unknown option: ${word}\n${command}: Use -help for summary.\n`);
    order.push(name);
    if (!isValued.has(name)) {
      given.set(name, []);
      continue;
    }
    const value = args[++i];
    if (value === undefined)
      throw new Failure(`${command}: Option ${word} needs a value\n${command}: Use -help for summary.\n`);
    given.set(name, [...(given.get(name) ?? []), value]);
  }
  return {
    order,
    operands,
    has: (name) => given.has(name),
    value: (name) => given.get(name)?.at(-1),
    values: (name) => given.get(name) ?? [],
  };
}
