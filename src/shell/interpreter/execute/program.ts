/** Programs: finding them along PATH, starting them, and the words when that does not work. Models: bash findcmd.c, shell_execve. */

import type { Run } from "../../../sim/core/wait.ts";
import type { Executable } from "../../../sim/os/machine.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Simple } from "../../syntax/ast.ts";
import { fromBytes } from "../../syntax/bytes.ts";
import { runFile } from "../script.ts";
import { Shell } from "../shell.ts";
import { hasJobControl, waitForeground } from "./foreground.ts";
import { callFunction } from "./function.ts";
import { jobTexts } from "./job-texts.ts";
import { spawn } from "./spawn.ts";
import { runTop } from "./top.ts";

export type Found = Executable | { readonly problem: string; readonly status: number };

/** What a command name runs. */
export function findProgram(shell: Shell, name: string, path = shell.variables.get("PATH") ?? undefined): Found {
  const { process, dialect } = shell;
  const { machine, cwd } = process;
  try {
    if (name === "") throw new OsError("ENOENT", name);
    const hashed = shell.commandPaths.get(name);
    if (hashed !== undefined && !name.includes("/")) {
      hashed.hits++;
      return machine.executable(hashed.path, { cwd });
    }
    const found = machine.executable(name, { cwd, path });
    if (!name.includes("/") && shell.options.isOn("hashall"))
      shell.commandPaths.set(name, { path: found.path, hits: 1 });
    return found;
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    if (error.code === "ENOEXEC") {
      if (!name.includes("/")) shell.commandPaths.set(name, { path: error.path, hits: 1 });
      return scriptWithoutInterpreter(shell, error.path);
    }
    if (error.code === "ENOENT" && !name.includes("/")) return { problem: dialect.words.notFound(name), status: 127 };
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return missing(shell, name, error);
    const isDirectory = machine.fs.tryNode(error.path, cwd)?.kind === "directory";
    const words = isDirectory && dialect.id === "bash" ? "Is a directory" : "Permission denied";
    return { problem: `${dialect.id === "bash" ? error.path : name}: ${words}`, status: 126 };
  }
}

function missing(shell: Shell, name: string, error: OsError): Found {
  const { machine, cwd } = shell.process;
  if (shell.dialect.id !== "bash") return { problem: shell.dialect.words.notFound(name), status: 127 };
  if (!machine.fs.exists(name, cwd)) return { problem: `${name}: ${error.message}`, status: 127 };
  return { problem: `${name}: cannot execute: required file not found`, status: 127 };
}

/** A file without `#!` is run by the shell itself, unless it is no text. */
function scriptWithoutInterpreter(shell: Shell, path: string): Found {
  const { machine, cwd } = shell.process;
  const bytes = machine.fs.readFile(path, cwd);
  if (bytes.subarray(0, 80).includes(0))
    return { problem: `${path}: cannot execute binary file: Exec format error`, status: 126 };
  const { dialect } = shell;
  return {
    path,
    *program(process) {
      const [, ...positional] = process.argv;
      const inner = new Shell(process, { dialect, name: path, positional, isInteractive: false });
      for (const [name, value] of process.env) importVariable(inner, name, value);
      return yield* runTop(inner, () => runFile(inner, fromBytes(bytes), path));
    },
  };
}

export function importVariable(shell: Shell, name: string, value: string): void {
  if (!/^[A-Za-z_]\w*$/.test(name) || shell.variables.find(name)?.readonly === true) return;
  shell.variables.set(name, value);
  shell.variables.writable(name).exported = true;
}

export function* runProgram(shell: Shell, args: readonly string[], node: Simple): Run<number> {
  const { process } = shell;
  const found = findProgram(shell, args[0] as string);
  if ("problem" in found) return yield* notFound(shell, found, args);
  const env = shell.variables.environment();
  env.set("_", found.path);
  if (shell.takesOver) return yield* takeOver(shell, found, args);
  const controls = hasJobControl(shell);
  const child = yield* spawn(shell, found.program, {
    argv: args,
    env,
    cwd: process.cwd,
    ...(controls ? { pgid: "new" as const } : {}),
  });
  for (const signal of ["INT", "QUIT", "TERM", "TSTP", "TTIN", "TTOU"] as const)
    if (shell.traps.get(signal) !== "" && !shell.isSubshell) child.on(signal, "default");
  return (yield* waitForeground(shell, {
    processes: [child],
    texts: () => jobTexts(shell, node, [node.text]),
  }))[0] as number;
}

/** The program runs in this very process: `exec`, and the last thing a subshell does. */
export function* takeOver(shell: Shell, { path, program }: Executable, args: readonly string[]): Run<number> {
  const { process } = shell;
  process.env = shell.variables.environment();
  process.env.set("_", path);
  process.argv = args;
  for (const signal of ["INT", "TERM", "HUP", "QUIT", "TSTP", "TTIN", "TTOU"] as const)
    if (process.handlerOf(signal) !== "ignore") process.on(signal, "default");
  shell.traps.reset("EXIT", () => {});
  const status = yield* program(process);
  return process.quit(status);
}

function* notFound(
  shell: Shell,
  { problem, status }: { problem: string; status: number },
  args: readonly string[],
): Run<number> {
  const handler =
    status === 127 && !(args[0] as string).includes("/") ? shell.functions.get("command_not_found_handle") : undefined;
  if (handler !== undefined) return yield* callFunction(shell, handler, ["command_not_found_handle", ...args]);
  yield* shell.complain(problem);
  return status;
}
