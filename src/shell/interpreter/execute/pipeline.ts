/**
 * Pipelines: every command a process of its own, all running at once, joined by pipes that hold 64 KiB.
 *
 * Models: POSIX XCU 2.9.2, bash execute_pipeline (lastpipe, pipefail, time, !).
 */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Interrupted } from "../../../sim/os/signal.ts";
import type { OpenFile } from "../../../sim/os/vfs/open-file.ts";
import type { Node, Pipeline } from "../../syntax/ast.ts";
import type { Shell } from "../shell.ts";
import { hasJobControl, waitForeground } from "./foreground.ts";
import { jobTexts } from "./job-texts.ts";
import { openPipe } from "./redirect.ts";
import { finish, runGuarded, runNode } from "./run.ts";
import { forkNode } from "./subshell.ts";
import { tellTimes, timesNow } from "./time.ts";
import { runDebugTrap } from "./trap-run.ts";

export function* runPipeline(shell: Shell, node: Pipeline): Run<number> {
  const commands = (): Run<number> =>
    node.negated ? runGuarded(shell, () => runCommands(shell, node)) : runCommands(shell, node);
  let status = yield* node.timed === null ? commands() : timed(shell, node.timed, commands);
  if (node.negated && shell.jump === null) {
    status = status === 0 ? 1 : 0;
    shell.status = status;
    return status;
  }
  return status;
}

/** A command that Ctrl-C ends is timed too. */
function* timed(shell: Shell, format: "bash" | "posix", commands: () => Run<number>): Run<number> {
  const before = timesNow(shell);
  try {
    const status = yield* commands();
    yield* tellTimes(shell, before, format === "posix");
    return status;
  } catch (error) {
    if (error instanceof Interrupted && error.signal === "INT" && shell.isInteractive) {
      yield* shell.printError("\n");
      shell.toldInterrupt = true;
      yield* tellTimes(shell, before, format === "posix");
    }
    throw error;
  }
}

function* runCommands(shell: Shell, node: Pipeline): Run<number> {
  const { commands } = node;
  if (commands.length === 0) return 0;
  if (commands.length === 1) return yield* runNode(shell, commands[0] as Node);
  const lastHere = shell.options.shopt("lastpipe") && !hasJobControl(shell);
  const statuses = yield* lastHere ? runWithLastHere(shell, node) : runApart(shell, node);
  shell.pipeStatus = statuses;
  const failed = shell.options.pipefail
    ? (statuses.findLast((status) => status !== 0) ?? 0)
    : (statuses.at(-1) as number);
  return shell.jump === null ? yield* finish(shell, failed) : failed;
}

function* runApart(shell: Shell, node: Pipeline): Run<number[]> {
  const processes = yield* startPipeline(shell, node, { isBackground: false });
  return yield* waitForeground(shell, {
    processes,
    texts: () => jobTexts(shell, { ...node, negated: false, timed: null }, node.texts),
  });
}

/** `shopt -s lastpipe`: the last command runs in this shell. */
function* runWithLastHere(shell: Shell, node: Pipeline): Run<number[]> {
  const first = { ...node, commands: node.commands.slice(0, -1) };
  const { reader, writer } = openPipe();
  const processes = yield* startPipeline(shell, first, { isBackground: false, lastOutput: writer });
  const { fds } = shell.process;
  const stdin = fds.get(0);
  fds.set(0, reader);
  const status = yield* runNode(shell, node.commands.at(-1) as Node);
  fds.get(0)?.close();
  if (stdin === undefined) fds.delete(0);
  else fds.set(0, stdin);
  const statuses = yield* waitForeground(shell, {
    processes,
    texts: () => jobTexts(shell, { ...node, negated: false, timed: null }, node.texts),
  });
  return [...statuses, status];
}

export interface StartOptions {
  readonly isBackground: boolean;
  /** Where the last command writes, when that is not where the shell writes. */
  readonly lastOutput?: OpenFile;
}

/** Starts all the commands; they run while the shell goes on. */
export function* startPipeline(shell: Shell, node: Pipeline, options: StartOptions): Run<Process[]> {
  const processes: Process[] = [];
  const controls = hasJobControl(shell);
  let input: OpenFile | null = null;
  for (const [i, command] of node.commands.entries()) {
    const isLast = i === node.commands.length - 1;
    if (command.kind === "simple") yield* runDebugTrap(shell, command.text);
    const pipe = isLast ? null : openPipe();
    const fds = new Map<number, OpenFile | null>();
    if (input !== null) fds.set(0, input);
    const output: OpenFile | null = pipe?.writer ?? options.lastOutput ?? null;
    if (output !== null) fds.set(1, output);
    if (output !== null && node.withErrors[i] === true) fds.set(2, output.dup());
    const pgid: number | "new" | undefined = controls ? (processes[0]?.pgid ?? "new") : undefined;
    const showsJobs = command.kind === "simple" && command.text.startsWith("jobs");
    processes.push(yield* forkNode(shell, command, { fds, showsJobs, ...(pgid === undefined ? {} : { pgid }) }));
    input = pipe?.reader ?? null;
    if (i === 0 && controls && !options.isBackground && shell.process.tty !== null)
      shell.process.tty.foreground = (processes[0] as Process).pgid;
  }
  return processes;
}
