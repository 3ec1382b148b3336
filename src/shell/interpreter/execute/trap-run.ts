/** Running the commands of traps. Models: bash trap.c, run_pending_traps. */
import type { Run } from "../../../sim/core/wait.ts";
import { parseScript } from "../../syntax/parse.ts";
import type { Shell } from "../shell.ts";
import type { TrapName } from "../traps.ts";
import { runList } from "./run.ts";

export function* runTrapCommand(shell: Shell, command: string): Run<number> {
  const { script, problem } = parseScript(command, shell.line);
  if (problem !== null) {
    yield* shell.complain(problem.message);
    return 2;
  }
  return yield* runList(shell, script.statements);
}

/** Signals that came while a command ran. `$?` is the same afterwards. */
export function* runPendingTraps(shell: Shell): Run<void> {
  for (const signal of shell.traps.takePending()) yield* runTrap(shell, signal);
}

/** Before a simple command, and before each round of what a compound command decides itself. */
export function* runDebugTrap(shell: Shell, text: string): Run<void> {
  if (!shell.traps.has("DEBUG")) return;
  if (shell.variables.inFunction && !shell.options.isOn("functrace")) return;
  shell.command = text;
  yield* runTrap(shell, "DEBUG");
}

export function* runTrap(shell: Shell, name: TrapName): Run<void> {
  const command = shell.traps.get(name);
  if (command === undefined || command === "" || shell.traps.running) return;
  const { status, line } = shell;
  shell.traps.running = name === "ERR" || name === "DEBUG" || name === "RETURN";
  try {
    yield* runTrapCommand(shell, command);
  } finally {
    shell.traps.running = false;
  }
  if (shell.jump === null) shell.status = status;
  shell.line = line;
}
