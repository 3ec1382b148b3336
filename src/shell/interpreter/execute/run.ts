/**
 * Running what the parser made: lists, conditions, and the choice of what a node is.
 *
 * Models: bash execute_cmd.c
 */
import type { Run } from "../../../sim/core/wait.ts";
import type { AndOr, List, Node, Statement } from "../../syntax/ast.ts";
import type { Shell } from "../shell.ts";
import { ShellError } from "../shell-error.ts";
import { startBackground } from "./background.ts";
import { runCompound } from "./compound.ts";
import { runPipeline } from "./pipeline.ts";
import { Complaint, runPlain } from "./plain.ts";
import { runSimple, tellBuiltinError } from "./simple.ts";
import { runPendingTraps, runTrap } from "./trap-run.ts";

/** Virtual CPU of one command: no faster than the simulator itself runs it, so that a loop without end is no frozen page. */
const STATEMENT_US = 20;

/** One after the other, until something jumps. The status of the last. */
export function* runList(shell: Shell, list: List): Run<number> {
  for (const statement of list) {
    yield* runStatement(shell, statement);
    if (shell.jump !== null) break;
  }
  return shell.status;
}

export function* runStatement(shell: Shell, statement: Statement): Run<number> {
  if (statement.background) {
    yield* startBackground(shell, statement);
    return 0;
  }
  return yield* runNode(shell, statement.node);
}

/** Runs a node and leaves its status in `$?`. */
export function* runNode(shell: Shell, node: Node): Run<number> {
  if (shell.charge(STATEMENT_US)) yield* shell.rest();
  if (shell.traps.hasPending) yield* runPendingTraps(shell);
  if (shell.options.noexec && !shell.isInteractive) return 0;
  const done = yield* runShort(shell, node);
  if (done !== null) return done;
  shell.status = yield* runAny(shell, node);
  if (shell.traps.hasPending) yield* runPendingTraps(shell);
  return shell.status;
}

/** The short way, if the node can go it. */
function* runShort(shell: Shell, node: Node): Run<number | null> {
  let status: number | null;
  try {
    status = runPlain(shell, node);
  } catch (error) {
    if (!(error instanceof Complaint)) throw error;
    yield* tellBuiltinError(shell, error.message, error.builtin);
    status = error.status;
  }
  if (status === null) return null;
  shell.pipeStatus = null;
  if (status !== 0 && node.kind === "simple") shell.command = node.text;
  shell.status = status === 0 ? 0 : yield* finish(shell, status);
  return shell.status;
}

function* runAny(shell: Shell, node: Node): Run<number> {
  switch (node.kind) {
    case "simple": {
      const status = yield* runSimple(shell, node);
      shell.pipeStatus = null;
      return yield* finish(shell, status);
    }
    case "pipeline":
      return yield* runPipeline(shell, node);
    case "and-or":
      return yield* runAndOr(shell, node);
    case "function":
      return defineFunction(shell, node);
    case "coprocess":
      throw new ShellError(shell.dialect.id === "bash" ? "coproc is not simulated here" : "coproc: not found");
    default: {
      const status = yield* runCompound(shell, node);
      const counts = node.kind === "subshell" || node.kind === "test" || node.kind === "arithmetic";
      if (counts) shell.pipeStatus = null;
      return counts ? yield* finish(shell, status) : status;
    }
  }
}

/** After a command that `set -e` and the ERR trap look at. */
export function* finish(shell: Shell, status: number): Run<number> {
  if (status === 0 || shell.guarded > 0 || shell.jump !== null) return status;
  shell.status = status;
  if (shell.traps.has("ERR") && (!shell.variables.inFunction || shell.options.isOn("errtrace")))
    yield* runTrap(shell, "ERR");
  if (shell.options.errexit) shell.jump = { kind: "exit" };
  return status;
}

/** Runs a list whose failure is no failure: a condition. */
export function* runGuarded(shell: Shell, run: () => Run<number>): Run<number> {
  shell.guarded++;
  try {
    return yield* run();
  } finally {
    shell.guarded--;
  }
}

function* runAndOr(shell: Shell, node: AndOr): Run<number> {
  let status = 0;
  const last = node.commands.length - 1;
  for (const [i, command] of node.commands.entries()) {
    const operator = node.operators[i - 1];
    if ((operator === "&&" && status !== 0) || (operator === "||" && status === 0)) continue;
    status = yield* i < last ? runGuarded(shell, () => runNode(shell, command)) : runNode(shell, command);
    if (shell.jump !== null) return shell.status;
  }
  return status;
}

/** Where bash says that a function came from which no file defined. */
function sourceOf(shell: Shell): string {
  if (shell.isInteractive) return "main";
  return shell.source || (shell.variables.has("BASH_EXECUTION_STRING") ? "environment" : "main");
}

function defineFunction(shell: Shell, node: Extract<Node, { kind: "function" }>): number {
  const { name, body, line } = node;
  if (shell.readonlyFunctions.has(name)) throw new ShellError(`${name}: readonly function`);
  if (name.includes("$")) throw new ShellError(`\`${name}': not a valid identifier`);
  shell.functions.set(name, {
    name,
    body,
    line,
    source: shell.calls.at(-1)?.source ?? sourceOf(shell),
  });
  return 0;
}
