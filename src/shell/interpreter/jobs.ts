/**
 * Jobs: the pipelines that a shell has started and not yet forgotten.
 *
 * Models: bash jobs.c, POSIX XCU 3.204 (job control job ID).
 */

import type { Process } from "../../sim/os/process.ts";
import { SIGNALS, type Signal } from "../../sim/os/signal.ts";

export type JobState = "running" | "stopped" | "done";

export interface Job {
  readonly number: number;
  readonly pgid: number;
  readonly processes: readonly Process[];
  /** What each process does, as the shell writes commands. */
  readonly texts: readonly string[];
  readonly text: string;
  isBackground: boolean;
  /** The user has been told of its present state. */
  isNotified: boolean;
  isDisowned: boolean;
}

const DESCRIPTIONS: Partial<Record<Signal, string>> = {
  HUP: "Hangup",
  INT: "Interrupt",
  QUIT: "Quit",
  ILL: "Illegal instruction",
  TRAP: "Trace/breakpoint trap",
  ABRT: "Aborted",
  BUS: "Bus error",
  FPE: "Floating point exception",
  KILL: "Killed",
  USR1: "User defined signal 1",
  SEGV: "Segmentation fault",
  USR2: "User defined signal 2",
  PIPE: "Broken pipe",
  ALRM: "Alarm clock",
  TERM: "Terminated",
};

export function describeSignal(signal: Signal): string {
  return DESCRIPTIONS[signal] ?? `Signal ${SIGNALS[signal]}`;
}

export function jobState(job: Job): JobState {
  if (job.processes.every((process) => process.exit !== null)) return "done";
  return job.processes.some((process) => process.state === "stopped") ? "stopped" : "running";
}

export function jobStatus(job: Job): number {
  return job.processes.at(-1)?.exit?.code ?? 0;
}

export class JobTable {
  #jobs: Job[] = [];
  /** Statuses of finished background processes that `wait PID` may still ask for. */
  readonly remembered = new Map<number, number>();
  /** In the order in which they became current; the last is `%+`. */
  #recent: number[] = [];

  /** What a subshell of a command substitution or of `jobs | …` shows of its parent's jobs; it can do nothing with them. */
  parents: JobTable | null = null;

  /** Its own, or as long as it has none those that it may show. */
  get shown(): JobTable {
    return this.#jobs.length === 0 && this.parents !== null ? this.parents : this;
  }

  get all(): readonly Job[] {
    return this.#jobs;
  }

  add(processes: readonly Process[], texts: readonly string[]): Job {
    const number = (this.#jobs.at(-1)?.number ?? 0) + 1;
    const pgid = (processes[0] as Process).pgid;
    const job: Job = {
      number,
      pgid,
      processes,
      texts,
      text: texts.join(" | "),
      isBackground: true,
      isNotified: true,
      isDisowned: false,
    };
    this.#jobs.push(job);
    this.#recent.push(number);
    return job;
  }

  makeCurrent(job: Job): void {
    this.#recent = [...this.#recent.filter((number) => number !== job.number), job.number];
  }

  remove(job: Job): void {
    this.#jobs = this.#jobs.filter((other) => other !== job);
    this.#recent = this.#recent.filter((number) => number !== job.number);
    for (const process of job.processes) if (process.exit !== null) this.remembered.set(process.pid, process.exit.code);
  }

  /** `+`, `-` or a blank. */
  mark(job: Job): string {
    return job === this.current() ? "+" : job === this.previous() ? "-" : " ";
  }

  current(): Job | undefined {
    const stopped = this.#byRecency().filter((job) => jobState(job) === "stopped");
    return stopped.at(-1) ?? this.#byRecency().at(-1);
  }

  previous(): Job | undefined {
    const current = this.current();
    const others = this.#byRecency().filter((job) => job !== current);
    return others.filter((job) => jobState(job) === "stopped").at(-1) ?? others.at(-1);
  }

  #byRecency(): Job[] {
    return this.#recent.flatMap((number) => this.#jobs.find((job) => job.number === number) ?? []);
  }

  /** `%1`, `%+`, `%-`, `%name`, `%?part`; `"ambiguous"` when several fit. */
  find(spec: string): Job | undefined | "ambiguous" {
    const name = spec.replace(/^%/, "");
    if (name === "" || name === "+" || name === "%") return this.current();
    if (name === "-") return this.previous() ?? this.current();
    if (/^\d+$/.test(name)) return this.#jobs.find((job) => job.number === Number(name));
    const fits = this.#jobs.filter((job) =>
      name.startsWith("?") ? job.text.includes(name.slice(1)) : job.text.startsWith(name),
    );
    return fits.length > 1 ? "ambiguous" : fits[0];
  }

  findPid(pid: number): Job | undefined {
    return this.#jobs.find((job) => job.processes.some((process) => process.pid === pid));
  }

  /** `[1]+  Done                    sleep 1` */
  line(job: Job): string {
    return `${this.#head(job)}  ${describeJob(job).padEnd(STATE_WIDTH)}  ${job.text}${ampersand(job)}`;
  }

  /** `jobs -l`: a line for each process. */
  linesByProcess(job: Job): string {
    const state = describeJob(job).padEnd(STATE_WIDTH);
    const lines = job.processes.map(({ pid }, i) =>
      i === 0 ? `${this.#head(job)} ${pidText(pid)} ${state}  ` : `     ${pidText(pid)} ${" ".repeat(STATE_WIDTH)}| `,
    );
    return `${lines.map((line, i) => line + (job.texts[i] ?? "")).join("\n")}${ampersand(job)}`;
  }

  #head(job: Job): string {
    return `[${job.number}]${this.mark(job)}`;
  }
}

const STATE_WIDTH = 22;

function pidText(pid: number): string {
  return String(pid).padStart(5);
}

function ampersand(job: Job): string {
  return jobState(job) === "running" ? " &" : "";
}

export function describeJob(job: Job): string {
  const state = jobState(job);
  if (state === "running") return "Running";
  if (state === "stopped") return "Stopped";
  const exit = job.processes.at(-1)?.exit;
  if (exit?.signal != null) return describeSignal(exit.signal);
  return exit == null || exit.code === 0 ? "Done" : `Exit ${exit.code}`;
}
