/** Calling functions. Models: bash execute_function. */
import type { Run } from "../../../sim/core/wait.ts";
import { LIMITS } from "../../syntax/limits.ts";
import type { Shell, ShellFunction } from "../shell.ts";
import { ShellError } from "../shell-error.ts";
import { runNode } from "./run.ts";
import { detach } from "./trampoline.ts";
import { runDebugTrap, runTrap } from "./trap-run.ts";

export function* callFunction(shell: Shell, called: ShellFunction, args: readonly string[]): Run<number> {
  const { positional, loops, line } = shell;
  enterCall(shell, called.name);
  shell.positional = args.slice(1);
  shell.loops = 0;
  shell.calls.push({ name: called.name, source: called.source, line });
  shell.variables.enter(true);
  const { returnsSet } = shell.traps;
  try {
    yield* runDebugTrap(shell, called.name);
    const status = yield* deepen(shell, runNode(shell, called.body));
    const returns = shell.jump?.kind === "return";
    if (shell.jump !== null && shell.jump.kind !== "exit") shell.jump = null;
    // A RETURN trap is its own function's affair, unless functrace hands it down.
    if (shell.traps.returnsSet !== returnsSet || shell.options.isOn("functrace")) yield* runTrap(shell, "RETURN");
    return returns ? shell.status : status;
  } catch (error) {
    if (error instanceof ShellError) error.prefix ??= shell.prefix();
    throw error;
  } finally {
    shell.variables.leave();
    shell.calls.pop();
    shell.positional = positional;
    shell.loops = loops;
    shell.line = line;
    shell.depth--;
  }
}

const LEVELS_ON_STACK = 12;

/** Runs what is one level deeper, now and then from the bottom of the stack. */
export function deepen(shell: Shell, run: Run<number>): Run<number> {
  return shell.depth % LEVELS_ON_STACK === 0 ? detach(run) : run;
}

/** One level deeper; too deep is an error and not the end of the page. */
export function enterCall(shell: Shell, name: string): void {
  const own = Number(shell.variables.get("FUNCNEST") ?? 0);
  const limit = own > 0 ? Math.min(own, LIMITS.callDepth) : LIMITS.callDepth;
  if (shell.depth >= limit) throw new ShellError(`${name}: maximum function nesting level exceeded (${limit})`);
  shell.depth++;
}
