/** One line that was read, with everything that can go wrong in it kept inside. */
import type { Run } from "../../sim/core/wait.ts";
import { Interrupted, SIGNALS } from "../../sim/os/signal.ts";
import type { Script } from "../syntax/ast.ts";
import { runStatement } from "./execute/run.ts";
import { isStackOverflow } from "./execute/top.ts";
import { recover } from "./script.ts";
import type { Shell } from "./shell.ts";
import { ShellError } from "./shell-error.ts";

/** The status. At a prompt Ctrl-C gives up the line and not the shell. */
export function* runLine(shell: Shell, script: Script): Run<number> {
  try {
    for (const statement of script.statements) {
      yield* runStatement(shell, statement);
      if (shell.jump !== null || wasInterrupted(shell)) break;
    }
    if (shell.jump !== null && shell.jump.kind !== "exit") recover(shell);
  } catch (error) {
    yield* giveUp(shell, error);
  }
  return shell.status;
}

/** Ctrl-C that ended a command ends the rest of the line too, unless there is a trap for it; so does Ctrl-Z. */
function wasInterrupted({ isInteractive, endedBySignal, traps }: Shell): boolean {
  return isInteractive && ((endedBySignal === "INT" && !traps.has("INT")) || endedBySignal === "TSTP");
}

function* giveUp(shell: Shell, error: unknown): Run<void> {
  if (error instanceof ShellError && (error.scope === "line" || shell.isInteractive)) {
    yield* shell.complain(error.message);
    shell.status = error.status;
  } else if (error instanceof Interrupted && shell.isInteractive && error.signal === "INT") {
    if (!shell.toldInterrupt) yield* shell.printError("\n");
    shell.toldInterrupt = false;
    shell.status = 128 + SIGNALS.INT;
  } else if (isStackOverflow(error)) {
    yield* shell.complain("too many commands inside each other");
    shell.status = 2;
  } else throw error;
  recover(shell);
}
