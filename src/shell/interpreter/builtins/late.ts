/**
 * Builtins whose code lies in a program of its own (`commands/shell-builtins`), so that a page can fetch it when one of
 * them is first run. The shell runs that program in its own process, where the call waits for it.
 */
import { assert } from "../../../sim/core/assert.ts";
import type { Process, Program } from "../../../sim/os/process.ts";
import type { Invocation } from "../execute/simple.ts";
import type { Shell } from "../shell.ts";
import type { Builtin } from "./builtin.ts";

/** The id of the program among all others; no file leads to it. */
export const LATE_PROGRAM = "shell-builtins";

interface BuiltinCall {
  readonly name: string;
  readonly shell: Shell;
  readonly args: readonly string[];
  readonly invocation: Invocation;
}

const CALLS = new WeakMap<Process, BuiltinCall>();

export function lateBuiltin(name: string, marks: Pick<Builtin, "declares" | "isSpecial"> = {}): Builtin {
  return {
    ...marks,
    *run(shell, args, invocation) {
      const { process } = shell;
      const program = process.machine.programs.get(LATE_PROGRAM);
      assert(program !== undefined, "a machine's shell without its builtins", name);
      CALLS.set(process, { name, shell, args, invocation });
      return yield* (program as Program)(process);
    },
  };
}

/** What a shell wants of the program that runs in its process. */
export function lateCallOf(process: Process): BuiltinCall {
  const call = CALLS.get(process);
  assert(call !== undefined, "no shell asks for a builtin", process.name);
  return call as BuiltinCall;
}
