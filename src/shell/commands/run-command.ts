/** Runs another program in the foreground, as env, xargs, timeout, watch and sudo do: same files, same group. */
import type { Run } from "../../sim/core/wait.ts";
import { OsError } from "../../sim/os/os-error.ts";
import type { Process } from "../../sim/os/process.ts";
import type { OpenFile } from "../../sim/os/vfs/open-file.ts";

export interface RunCommandOptions {
  readonly env?: ReadonlyMap<string, string>;
  readonly cwd?: string;
  readonly fds?: ReadonlyMap<number, OpenFile>;
}

/** The child, or the exit status that says why there is none: 127 not found, 126 found but not to be run. */
export function* startCommand(
  process: Process,
  words: readonly string[],
  options: RunCommandOptions = {},
): Run<Process | number> {
  const environment = options.env ?? process.env;
  const [name = ""] = words;
  try {
    const { program } = process.machine.executable(name, { cwd: process.cwd, path: environment.get("PATH") });
    return yield* process.spawn(program, {
      argv: words,
      env: environment,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.fds === undefined ? {} : { fds: options.fds }),
    });
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    const quoted =
      process.name === "env" || process.name === "nohup" || process.name === "nice" ? `\u2018${name}\u2019` : name;
    const utf8 = /utf-?8/i.test(process.env.get("LANG") ?? "");
    const verb =
      process.name === "timeout"
        ? `failed to run command ${utf8 ? `\u2018${name}\u2019` : `'${name}'`}`
        : utf8
          ? quoted
          : quoted.replace(/[\u2018\u2019]/g, "'");
    yield* process.printError(`${process.name}: ${verb}: ${error.message}\n`);
    return error.code === "ENOENT" ? 127 : 126;
  }
}

export function* runCommand(process: Process, words: readonly string[], options: RunCommandOptions = {}): Run<number> {
  const child = yield* startCommand(process, words, options);
  if (typeof child === "number") return child;
  try {
    return (yield* process.wait(child)).code;
  } finally {
    if (child.exit === null) child.signal("TERM");
  }
}
