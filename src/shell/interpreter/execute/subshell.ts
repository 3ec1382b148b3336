/** Subshells: a copy of the shell in a process of its own. Models: fork(2) as bash's make_child uses it. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { OpenFile } from "../../../sim/os/vfs/open-file.ts";
import type { Node } from "../../syntax/ast.ts";
import { Shell } from "../shell.ts";
import { runNode } from "./run.ts";
import { spawn } from "./spawn.ts";
import { runTop } from "./top.ts";

export interface ForkOptions {
  /** Descriptors that differ from the parent's; null closes one. Handed over. */
  readonly fds?: ReadonlyMap<number, OpenFile | null>;
  readonly pgid?: number | "new";
  readonly argv?: readonly string[];
  /** The copy may still show the jobs of this shell. */
  readonly showsJobs?: boolean;
}

/** Starts a copy of the shell that does `body`. What the copy knows is what the shell knows now. */
export function* fork(shell: Shell, body: (copy: Shell) => Run<number>, options: ForkOptions = {}): Run<Process> {
  const { process } = shell;
  const fds = new Map<number, OpenFile>();
  for (const [fd, file] of process.fds) if (options.fds?.has(fd) !== true) fds.set(fd, file.dup());
  for (const [fd, file] of options.fds ?? []) if (file !== null) fds.set(fd, file);
  const made: { shell: Shell | null } = { shell: null };
  const child = yield* spawn(
    shell,
    function* subshell() {
      const copy = made.shell as Shell;
      return yield* runTop(copy, () => body(copy));
    },
    {
      argv: options.argv ?? process.argv,
      fds,
      cwd: process.cwd,
      env: process.env,
      ...(options.pgid === undefined ? {} : { pgid: options.pgid }),
    },
  );
  for (const signal of ["INT", "QUIT", "TERM", "TSTP", "TTIN", "TTOU", "HUP"] as const)
    if (shell.traps.get(signal) !== "" && child.handlerOf(signal) === "ignore") child.on(signal, "default");
  made.shell = new Shell(child, shell, shell);
  if (options.showsJobs === true) made.shell.jobs.parents = shell.jobs.shown;
  return child;
}

/** A part of a pipeline or a background command: a program that it runs takes the process over. */
export function* forkNode(shell: Shell, node: Node, options: ForkOptions): Run<Process> {
  return yield* fork(
    shell,
    (copy) => {
      copy.takesOver = node.kind === "simple";
      return runNode(copy, node);
    },
    options,
  );
}
