/**
 * Simple commands: assignments, functions, builtins, programs.
 *
 * Models: POSIX XCU 2.9.1, bash execute_simple_command.
 */

import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Assignment, Simple } from "../../syntax/ast.ts";
import { BUILTINS, type Builtin } from "../builtins/index.ts";
import { expandInto, expandText } from "../expansion/expand.ts";
import { quoteTrace } from "../quote.ts";
import type { Shell } from "../shell.ts";
import { BuiltinError, ShellError } from "../shell-error.ts";
import { closeProcessFiles } from "../substitution.ts";
import { assign } from "./assign.ts";
import { callFunction } from "./function.ts";
import { runProgram } from "./program.ts";
import { applyForGood, withRedirects } from "./redirect.ts";
import { trace } from "./trace.ts";
import { runDebugTrap } from "./trap-run.ts";

/** A command whose words are expanded. */
export interface Invocation {
  readonly args: readonly string[];
  /** Array assignments among the arguments of `declare`, by their position. */
  readonly arrays: ReadonlyMap<number, Assignment>;
  readonly node: Simple;
}

export function* runSimple(shell: Shell, node: Simple): Run<number> {
  shell.line = node.line;
  shell.substitutionStatus = null;
  yield* runDebugTrap(shell, node.text);
  const filesBefore = shell.processFiles.length;
  try {
    const { args, arrays } = yield* expandArguments(shell, node);
    if (args.length === 0) return yield* assignOnly(shell, node);
    const invocation = { args, arrays, node };
    if (args[0] === "exec" && !shell.functions.has("exec")) return yield* runExec(shell, invocation);
    if (shell.options.xtrace && node.assignments.length === 0) yield* trace(shell, args.map(quoteTrace).join(" "));
    return yield* withRedirects(shell, node.redirects, () => runInvocation(shell, invocation));
  } finally {
    closeProcessFiles(shell, filesBefore);
  }
}

function* expandArguments(shell: Shell, node: Simple): Run<{ args: string[]; arrays: Map<number, Assignment> }> {
  const args: string[] = [];
  const arrays = new Map<number, Assignment>();
  for (const word of node.words) {
    if (word.kind === "word") {
      yield* expandInto(shell, word, args);
      continue;
    }
    const subscript = word.subscript === null ? "" : `[${word.subscript.text}]`;
    const start = `${word.name}${subscript}${word.append ? "+=" : "="}`;
    if (word.value.kind === "array") {
      arrays.set(args.length, word);
      args.push(start + word.value.text);
    } else if (
      shell.dialect.id === "dash" ||
      shell.dialect.id === "ash" ||
      BUILTINS.get(args[0] as string)?.declares === true ||
      isWrapper(args[0])
    )
      args.push(start + (yield* expandText(shell, word.value)));
    else
      yield* expandInto(
        shell,
        { ...word.value, parts: [{ kind: "text", text: start, quoted: false }, ...word.value.parts], constant: null },
        args,
      );
  }
  return { args, arrays };
}

function isWrapper(name: string | undefined): boolean {
  return name === "command" || name === "builtin";
}

/** No command: the assignments stay. The status is that of the last `$( )`. */
function* assignOnly(shell: Shell, node: Simple): Run<number> {
  for (const assignment of node.assignments) {
    const shown = yield* assign(shell, assignment);
    if (shell.options.xtrace) yield* trace(shell, shown);
  }
  const status = shell.substitutionStatus ?? 0;
  if (node.redirects.length === 0) return status;
  return yield* withRedirects(shell, node.redirects, function* nothing() {
    if (shell.charge(1)) yield* shell.rest();
    return status;
  });
}

export function* runInvocation(shell: Shell, invocation: Invocation): Run<number> {
  const { args, node } = invocation;
  const name = args[0] as string;
  shell.command = node.text;
  const own = shell.functions.get(name);
  if (name.startsWith("%") && shell.options.isOn("monitor") && shell.dialect.id === "bash" && !shell.isSubshell)
    return yield* runInvocation(shell, { ...invocation, args: ["fg", ...args] });
  const builtin = own === undefined ? builtinOf(shell, name) : undefined;
  const inShell = own !== undefined || builtin !== undefined;
  // For a special builtin of the small shells they are assignments for good.
  const isForGood = builtin?.isSpecial === true && shell.dialect.id !== "bash";
  const isLocal = node.assignments.length > 0 && !isForGood;
  if (isLocal) shell.variables.enter(false);
  try {
    for (const assignment of node.assignments) {
      if (shell.variables.find(assignment.name)?.readonly === true) {
        yield* shell.complain(shell.dialect.words.readonly(assignment.name));
        continue;
      }
      const shown = yield* assign(shell, assignment, assignment.subscript === null);
      if (shell.options.xtrace) yield* trace(shell, shown);
    }
    if (shell.options.xtrace && node.assignments.length > 0) yield* trace(shell, args.map(quoteTrace).join(" "));
    shell.lastArgument = inShell ? shell.lastArgument : (args.at(-1) as string);
    // What a function or eval starts is one of its commands, not the last thing that this shell does.
    if (inShell) shell.takesOver = false;
    if (own !== undefined) return yield* callFunction(shell, own, args);
    if (builtin !== undefined) return yield* runBuiltin(shell, builtin, invocation);
    return yield* runProgram(shell, args, node);
  } finally {
    if (isLocal) shell.variables.leave();
    if (inShell) shell.lastArgument = args.at(-1) as string;
  }
}

export function builtinOf(shell: Shell, name: string): Builtin | undefined {
  const builtin = BUILTINS.get(name);
  return builtin === undefined || shell.disabled.has(name) || shell.dialect.lacks.has(name) ? undefined : builtin;
}

/** Runs a builtin; what it complains about is told behind its name. */
export function* runBuiltin(shell: Shell, builtin: Builtin, invocation: Invocation): Run<number> {
  const name = invocation.args[0] as string;
  try {
    if (builtin.run !== undefined) return yield* builtin.run(shell, invocation.args, invocation);
    return builtin.plain?.(shell, invocation.args) ?? 0;
  } catch (error) {
    if (error instanceof BuiltinError) {
      const letter = /^-(.): invalid option/.exec(error.message)?.[1];
      if (letter !== undefined && shell.dialect.id !== "bash")
        return yield* tellIllegalOption(shell, { name, letter, builtin });
      yield* tellBuiltinError(shell, error.message, name);
      return error.status;
    }
    if (error instanceof OsError) {
      yield* shell.complain(`write error: ${error.message}`, shell.dialect.id === "ash" ? null : name);
      return 1;
    }
    throw error;
  }
}

/** In the small shells a wrong option of a special builtin ends the script. */
function* tellIllegalOption(
  shell: Shell,
  { name, letter, builtin }: { name: string; letter: string; builtin: Builtin },
): Run<number> {
  yield* shell.complain(shell.dialect.words.illegalOption(letter), name);
  if (builtin.isSpecial === true && !shell.isInteractive) shell.jump = { kind: "exit" };
  shell.status = 2;
  return 2;
}

/** A bare usage line stands behind the builtin's name alone, everything else behind the shell's and the line too. */
export function* tellBuiltinError(shell: Shell, message: string, builtin: string): Run<void> {
  if (message === "") return;
  if (message.startsWith("usage:")) yield* shell.printError(`${builtin}: ${message}\n`);
  else yield* shell.complain(message, builtin);
}

/** `exec`: redirections for good, or a program in the shell's place. */
function* runExec(shell: Shell, invocation: Invocation): Run<number> {
  const { node } = invocation;
  if (!(yield* applyForGood(shell, node.redirects))) {
    if (!shell.isInteractive) shell.jump = { kind: "exit" };
    shell.status = 1;
    return 1;
  }
  const builtin = BUILTINS.get("exec");
  if (builtin === undefined) throw new ShellError("exec: not found");
  const bare: Simple = { ...node, redirects: [] };
  return yield* runInvocation(shell, { ...invocation, node: bare });
}
