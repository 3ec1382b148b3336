/** Starting a process, or saying as fork does that there are too many already. Models: fork(2) EAGAIN, bash jobs.c make_child. */
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process, Program, SpawnOptions } from "../../../sim/os/process.ts";
import type { Shell } from "../shell.ts";
import { ShellError } from "../shell-error.ts";

export function* spawn(shell: Shell, program: Program, options: SpawnOptions): Run<Process> {
  try {
    return yield* shell.process.spawn(program, options);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    throw new ShellError(`fork: retry: ${error.message}`, "line", 254);
  }
}
