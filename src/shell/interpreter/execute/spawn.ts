/** Starting a process; when there are too many, waiting for some to end. Models: fork(2) EAGAIN, bash jobs.c make_child. */
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process, Program, SpawnOptions } from "../../../sim/os/process.ts";
import { LIMITS } from "../../syntax/limits.ts";
import type { Shell } from "../shell.ts";
import { ShellError } from "../shell-error.ts";

/** Bash tries again after 1, 2, 4 and 8 seconds. */
const LONGEST_WAIT_SEC = 8;

export function* spawn(shell: Shell, program: Program, options: SpawnOptions): Run<Process> {
  for (let waitSec = 1; ; waitSec *= 2) {
    try {
      // Each subshell is a copy of all that its parent knows: of a recursion without end they would fill the memory.
      if (shell.level >= LIMITS.subshellDepth) throw new OsError("EAGAIN");
      return yield* shell.process.spawn(program, options);
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
      if (waitSec > LONGEST_WAIT_SEC) throw new ShellError(`fork: ${error.message}`, "line", 254);
      yield* shell.complain(`fork: retry: ${error.message}`);
    }
    yield* shell.process.sleep(waitSec * 1_000_000);
  }
}
