/**
 * Waiting for commands in the foreground: who has the terminal, what Ctrl-C and Ctrl-Z mean, what is said when a
 * signal ended one.
 *
 * Models: bash jobs.c, wait_for and start_job; a script waits for its child before it obeys Ctrl-C itself.
 */

import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Interrupted } from "../../../sim/os/signal.ts";
import { describeSignal, type Job } from "../jobs.ts";
import type { Shell } from "../shell.ts";

export interface Foreground {
  readonly processes: readonly Process[];
  /** What each of them does; asked for only when there is something to tell. */
  readonly texts: () => readonly string[];
  /** The job it already is (`fg`). */
  readonly job?: Job;
}

/** Whether commands get process groups of their own. */
export function hasJobControl(shell: Shell): boolean {
  return shell.options.isOn("monitor") && !shell.isSubshell;
}

/** Waits until all have ended or one is stopped; the statuses, one for each process. */
export function* waitForeground(shell: Shell, { processes, texts, job }: Foreground): Run<number[]> {
  const { tty } = shell.process;
  const controls = hasJobControl(shell) && tty !== null;
  const pgid = (processes[0] as Process).pgid;
  if (controls) tty.foreground = pgid;
  shell.children = processes;
  try {
    yield* waitAll(shell, processes);
  } finally {
    shell.children = [];
    if (controls) tty.foreground = shell.process.pgid;
  }
  if (processes.some((process) => process.state === "stopped"))
    return yield* stopped(shell, { processes, texts, ...(job && { job }) });
  if (job !== undefined) shell.jobs.remove(job);
  yield* tellDeath(shell, processes, texts);
  return processes.map((process) => process.exit?.code ?? 0);
}

function* waitAll(shell: Shell, processes: readonly Process[]): Run<void> {
  for (;;) {
    const running = processes.filter((process) => process.exit === null);
    if (running.length === 0) return;
    const someStopped = running.some((process) => process.state === "stopped");
    if (someStopped && hasJobControl(shell) && running.every((process) => process.state === "stopped")) return;
    yield { on: running.map((process) => process.changed) };
  }
}

function* stopped(shell: Shell, foreground: Foreground): Run<number[]> {
  const job = foreground.job ?? shell.jobs.add(foreground.processes, foreground.texts());
  job.isBackground = true;
  job.isNotified = true;
  shell.jobs.makeCurrent(job);
  yield* shell.printError(`\n${shell.jobs.line(job)}\n`);
  shell.endedBySignal = "TSTP";
  return foreground.processes.map(() => 148);
}

function* tellDeath(shell: Shell, processes: readonly Process[], texts: () => readonly string[]): Run<void> {
  const last = processes.at(-1) as Process;
  const signal = last.exit?.signal ?? null;
  shell.endedBySignal = signal;
  if (signal === null) return;
  if (signal === "INT") {
    if (shell.isInteractive && !shell.isSubshell) {
      // Ctrl-C is for the whole line: for the loop, the list and the function that the command stood in.
      if (!shell.traps.has("INT")) throw new Interrupted("INT");
      yield* shell.printError("\n");
    } else if (shell.interrupted) yield* dieOf(shell);
    return;
  }
  if (signal === "PIPE" || shell.isSubshell) return;
  const isBare = shell.isInteractive || shell.variables.has("BASH_EXECUTION_STRING");
  if (isBare) yield* shell.printError(`${describeSignal(signal)}\n`);
  else if (shell.dialect.id === "bash")
    yield* shell.printError(
      `${shell.prefix().replace(/ $/, "")} ${String(last.pid).padStart(5)} ${describeSignal(signal).padEnd(22)}  ${texts().join(" | ")}\n`,
    );
  else yield* shell.printError(`${describeSignal(signal)}\n`);
}

/** A script whose command was ended by Ctrl-C, which it got too, ends the same way. */
function* dieOf(shell: Shell): Run<void> {
  shell.interrupted = false;
  if (shell.traps.has("INT")) return;
  if (shell.traps.has("EXIT")) {
    shell.status = 130;
    shell.jump = { kind: "exit" };
    return;
  }
  shell.process.on("INT", "default");
  shell.process.signal("INT");
  yield { on: [] };
}
