/** The outermost frame of a shell process: what ends it, and what is done when it ends. */
import type { Run } from "../../../sim/core/wait.ts";
import { Interrupted, SIGNALS } from "../../../sim/os/signal.ts";
import type { Shell } from "../shell.ts";
import { ShellError } from "../shell-error.ts";
import { bounce } from "./trampoline.ts";
import { runTrapCommand } from "./trap-run.ts";

/** Runs the body to its end, then the EXIT trap; the exit status. */
export function runTop(shell: Shell, body: () => Run<number>): Run<number> {
  return bounce(runToEnd(shell, body));
}

function* runToEnd(shell: Shell, body: () => Run<number>): Run<number> {
  let status = yield* ended(shell, body);
  const command = shell.traps.get("EXIT");
  if (command === undefined || command === "") return status;
  shell.traps.reset("EXIT", () => {});
  shell.status = status;
  shell.jump = null;
  const after = yield* ended(shell, () => runTrapCommand(shell, command));
  if (shell.jump !== null) status = after;
  return status;
}

function* ended(shell: Shell, body: () => Run<number>): Run<number> {
  try {
    return yield* body();
  } catch (error) {
    if (error instanceof ShellError) {
      yield* shell.printError(`${error.prefix ?? shell.prefix()}${error.message}\n`);
      return error.status;
    }
    if (error instanceof Interrupted) return 128 + SIGNALS[error.signal];
    if (isStackOverflow(error)) {
      yield* shell.complain("too many commands inside each other");
      return 2;
    }
    throw error;
  }
}

/** The host's own stack: our limits should be met first, and when they are not the shell still says why it stops. */
export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes("call stack");
}
