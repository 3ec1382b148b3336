/** What a builtin is, and how its options are taken apart. Models: bash builtins/bashgetopt.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Invocation } from "../execute/simple.ts";
import type { Shell } from "../shell.ts";
import { BuiltinError } from "../shell-error.ts";

export interface Builtin {
  /** A builtin that waits, writes or runs something. `args[0]` is its name. */
  run?(shell: Shell, args: readonly string[], invocation: Invocation): Run<number>;
  /** One that does neither: it can run without a generator. It complains by throwing BuiltinError. */
  plain?(shell: Shell, args: readonly string[]): number;
  /** Its arguments may be assignments. */
  readonly declares?: boolean;
  /** POSIX calls it special. */
  readonly isSpecial?: boolean;
}

export interface Parsed {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
}

/** `spec` is getopt's: `ab:` is -a and -b VALUE. `usage` follows a wrong option. */
export function parseFlags(args: readonly string[], spec: string, usage: string, from = 1): Parsed {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  let i = from;
  for (; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === "--") {
      i++;
      break;
    }
    if (!/^-./.test(arg)) break;
    for (let at = 1; at < arg.length; at++) {
      const letter = arg.charAt(at);
      const known = letter === ":" ? -1 : spec.indexOf(letter);
      if (known < 0) throw new BuiltinError(`-${letter}: invalid option\n${usage}`, 2);
      flags.add(letter);
      if (spec[known + 1] !== ":") continue;
      const value = at + 1 < arg.length ? arg.slice(at + 1) : args[++i];
      if (value === undefined) throw new BuiltinError(`-${letter}: option requires an argument\n${usage}`, 2);
      values.set(letter, value);
      break;
    }
  }
  return { flags, values, rest: args.slice(i) };
}

/** Complains without the builtin's name before it: `kill: usage: …`. */
export function usageError(usage: string, status = 2): BuiltinError {
  return new BuiltinError(`usage: ${usage}`, status);
}

/** A whole number, as the builtins that take one read it. */
export function parseNumber(text: string): number | null {
  return /^\s*[-+]?\d+\s*$/.test(text) ? Number(text) : null;
}
