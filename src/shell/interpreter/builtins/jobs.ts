/** `jobs`, `fg`, `bg`, `wait`, `kill`, `disown`, `suspend`. Models: bash builtins/jobs.def, fg_bg.def, wait.def, kill.def */
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import { seenProcesses } from "../../../sim/os/process-view.ts";
import { parseSignal, SIGNALS, type Signal } from "../../../sim/os/signal.ts";
import { toBytes } from "../../syntax/bytes.ts";
import { waitForeground } from "../execute/foreground.ts";
import { runPendingTraps } from "../execute/trap-run.ts";
import { type Job, jobState, jobStatus } from "../jobs.ts";
import type { Shell } from "../shell.ts";
import { BuiltinError } from "../shell-error.ts";
import { type Builtin, parseFlags, parseNumber, usageError } from "./builtin.ts";
import { signalList, signalTable } from "./trap.ts";

function findJob(shell: Shell, spec: string | undefined): Job {
  const found = shell.jobs.find(spec ?? "%+");
  if (found === "ambiguous") throw new BuiltinError(`${spec}: ambiguous job spec`);
  if (found !== undefined) return found;
  if (shell.dialect.id === "bash") throw new BuiltinError(`${spec === undefined ? "current" : spec}: no such job`);
  throw new BuiltinError(spec === undefined ? "No current job" : `${spec}: no such job`, 2);
}

export const jobs: Builtin = {
  *run(shell, args) {
    const { flags, rest } = parseFlags(
      args,
      "lnprs",
      "jobs: usage: jobs [-lnprs] [jobspec ...] or jobs -x command [args]",
    );
    const table = shell.jobs.shown;
    const chosen = rest.length > 0 ? rest.map((spec) => findJob(shell, spec)) : table.all;
    let text = "";
    for (const job of [...chosen]) {
      const state = jobState(job);
      if ((flags.has("r") && state !== "running") || (flags.has("s") && state !== "stopped")) continue;
      text += flags.has("p") ? `${job.pgid}\n` : `${flags.has("l") ? table.linesByProcess(job) : table.line(job)}\n`;
      if (table !== shell.jobs) continue;
      job.isNotified = true;
      if (state === "done") shell.jobs.remove(job);
    }
    yield* shell.process.write(1, toBytes(text));
    return 0;
  },
};

function requireJobControl(shell: Shell): void {
  if (!shell.options.isOn("monitor") && shell.dialect.id === "bash") throw new BuiltinError("no job control");
}

export const fg: Builtin = {
  *run(shell, args) {
    requireJobControl(shell);
    const job = findJob(shell, args[1]);
    yield* shell.process.print(`${job.text}\n`);
    if (shell.process.tty !== null) shell.process.tty.foreground = job.pgid;
    if (jobState(job) === "stopped") shell.process.machine.processes.signalGroup(job.pgid, "CONT");
    job.isBackground = false;
    const statuses = yield* waitForeground(shell, { processes: job.processes, texts: () => job.texts, job });
    return statuses.at(-1) ?? 0;
  },
};

export const bg: Builtin = {
  *run(shell, args) {
    requireJobControl(shell);
    for (const spec of args.length > 1 ? args.slice(1) : [undefined]) {
      const job = findJob(shell, spec);
      if (jobState(job) === "running") {
        yield* shell.complain(`job ${job.number} already in background`, "bg");
        continue;
      }
      job.isBackground = true;
      yield* shell.process.print(`[${job.number}]${shell.jobs.mark(job)} ${job.text} &\n`);
      shell.process.machine.processes.signalGroup(job.pgid, "CONT");
    }
    return 0;
  },
};

const WAIT_USAGE = "wait: usage: wait [-fn] [-p var] [id ...]";

export const wait: Builtin = {
  *run(shell, args) {
    const { flags, values, rest } = parseFlags(args, "fnp:", WAIT_USAGE);
    if (flags.has("n")) return yield* waitAny(shell, rest, values.get("p"));
    if (rest.length === 0) {
      for (const job of [...shell.jobs.all])
        if (jobState(job) === "stopped") yield* tellStopped(shell, job);
        else if (!(yield* waitJob(shell, job))) return shell.status;
      return 0;
    }
    let status = 0;
    for (const spec of rest) {
      const result = yield* waitOne(shell, spec);
      if (result === "interrupted") return shell.status;
      status = result;
    }
    return status;
  },
};

function* waitOne(shell: Shell, spec: string): Run<number | "interrupted"> {
  if (!spec.startsWith("%")) {
    const pid = parseNumber(spec);
    if (pid === null) throw new BuiltinError(`\`${spec}': not a pid or valid job spec`, 1);
    const job = shell.jobs.findPid(pid);
    if (job === undefined) {
      const remembered = shell.jobs.remembered.get(pid);
      if (remembered !== undefined) return remembered;
      if (shell.dialect.id === "bash") yield* shell.complain(`pid ${pid} is not a child of this shell`, "wait");
      return 127;
    }
    const process = job.processes.find((one) => one.pid === pid);
    if (!(yield* waitJob(shell, job))) return "interrupted";
    return process?.exit?.code ?? 127;
  }
  const job = shell.jobs.find(spec);
  if (job === undefined || job === "ambiguous") {
    yield* shell.complain(`${spec}: no such job`, "wait");
    return 127;
  }
  return (yield* waitJob(shell, job)) ? jobStatus(job) : "interrupted";
}

function* tellStopped(shell: Shell, job: Job): Run<void> {
  yield* shell.complain(`warning: job ${job.number}[${job.pgid}] stopped`, "wait");
}

/** False when a trapped signal came first. */
function* waitJob(shell: Shell, job: Job): Run<boolean> {
  for (;;) {
    const running = job.processes.filter((process) => process.exit === null);
    if (running.length === 0) break;
    yield { on: [...running.map((process) => process.changed), shell.traps.arrived] };
    if (yield* wasInterrupted(shell)) return false;
  }
  if (!shell.isInteractive || job.isNotified) shell.jobs.remove(job);
  return true;
}

function* wasInterrupted(shell: Shell): Run<boolean> {
  if (!shell.traps.hasPending) return false;
  const [signal] = shell.traps.takePending();
  shell.status = 128 + SIGNALS[signal as Signal];
  const command = shell.traps.get(signal as Signal);
  if (command !== undefined) shell.traps.set(signal as Signal, command);
  shell.process.signal(signal as Signal);
  yield* runPendingTraps(shell);
  return true;
}

function* waitAny(shell: Shell, specs: readonly string[], into: string | undefined): Run<number> {
  const wanted = specs.map((spec) => (spec.startsWith("%") ? findJob(shell, spec) : shell.jobs.findPid(Number(spec))));
  const candidates = (): Job[] => (specs.length > 0 ? wanted.filter((job) => job !== undefined) : [...shell.jobs.all]);
  for (;;) {
    const all = candidates();
    if (all.length === 0) return 127;
    const done = all.find((job) => jobState(job) === "done");
    if (done !== undefined) {
      if (into !== undefined) shell.variables.set(into, String(done.processes.at(-1)?.pid));
      shell.jobs.remove(done);
      return jobStatus(done);
    }
    yield { on: [...all.flatMap((job) => job.processes.map((process) => process.changed)), shell.traps.arrived] };
    if (yield* wasInterrupted(shell)) return shell.status;
  }
}

const KILL_USAGE = "kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]";

export const kill: Builtin = {
  *run(shell, args) {
    const { signal, operands, lists } = parseKill(args);
    if (lists) return yield* listSignals(shell, operands);
    if (operands.length === 0) throw usageError(KILL_USAGE);
    let status = 0;
    for (const operand of operands) {
      const problem = sendSignal(shell, signal, operand);
      if (problem === null) continue;
      const isAsh = shell.dialect.id === "ash";
      yield* shell.complain(
        isAsh ? problem.replace(/^\((.*)\) - /, "can't kill pid $1: ") : problem,
        isAsh ? null : "kill",
      );
      status = 1;
    }
    // A signal to the shell itself counts before the next command.
    yield* shell.process.sleep(0);
    return status;
  },
};

function parseKill(args: readonly string[]): { signal: Signal | 0; operands: readonly string[]; lists: boolean } {
  const [, first = ""] = args;
  if (first === "-l" || first === "-L") return { signal: "TERM", operands: args.slice(2), lists: true };
  if (first === "-s" || first === "-n") {
    if (args[2] === undefined)
      throw new BuiltinError(`${first}: option requires an argument\nkill: usage: ${KILL_USAGE}`, 2);
    return { signal: signalNamed(args[2]), operands: args.slice(3), lists: false };
  }
  if (first === "--") return { signal: "TERM", operands: args.slice(2), lists: false };
  if (/^-./.test(first))
    return { signal: signalNamed(first.slice(1)), operands: args.slice(args[2] === "--" ? 3 : 2), lists: false };
  return { signal: "TERM", operands: args.slice(1), lists: false };
}

function signalNamed(text: string): Signal | 0 {
  if (text === "0") return 0;
  const signal = parseSignal(text);
  if (signal === null) throw new BuiltinError(`${text}: invalid signal specification`);
  return signal;
}

function sendSignal(shell: Shell, signal: Signal | 0, operand: string): string | null {
  const { processes } = shell.process.machine;
  if (operand.startsWith("%")) {
    const job = shell.jobs.find(operand);
    if (job === undefined || job === "ambiguous") return `${operand}: no such job`;
    if (jobState(job) === "done") return `(${job.pgid}) - No such process`;
    if (signal === 0) return null;
    const own = job.pgid === shell.process.pgid;
    if (own) for (const process of job.processes) process.signal(signal);
    else processes.signalGroup(job.pgid, signal);
    if (jobState(job) === "stopped" && (signal === "TERM" || signal === "HUP")) processes.signalGroup(job.pgid, "CONT");
    return null;
  }
  const pid = parseNumber(operand);
  if (pid === null) return `${operand}: arguments must be process or job IDs`;
  if (pid <= 0) {
    const group = pid === 0 ? shell.process.pgid : -pid;
    if (signal !== 0 && !processes.signalGroup(group, signal)) return `(${pid}) - No such process`;
    return null;
  }
  const target = seenProcesses(shell.process.machine).find((one) => one.pid === pid);
  if (target === undefined) return `(${pid}) - No such process`;
  try {
    if (signal !== 0) target.signal(signal);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    return `(${pid}) - ${error.message}`;
  }
  return null;
}

function* listSignals(shell: Shell, operands: readonly string[]): Run<number> {
  if (operands.length === 0) {
    yield* shell.process.print(shell.dialect.id === "bash" ? signalTable() : signalList());
    return 0;
  }
  let status = 0;
  for (const operand of operands) {
    const number = parseNumber(operand);
    const signal = parseSignal(number === null ? operand : String(number > 128 ? number - 128 : number));
    if (signal === null) {
      yield* shell.complain(`${operand}: invalid signal specification`, "kill");
      status = 1;
    } else yield* shell.process.print(number === null ? `${SIGNALS[signal]}\n` : `${signal}\n`);
  }
  return status;
}

export const disown: Builtin = {
  *run(shell, args) {
    const { flags, rest } = parseFlags(args, "ahr", "disown: usage: disown [-h] [-ar] [jobspec ... | pid ...]");
    const all = flags.has("a") || flags.has("r");
    const chosen =
      rest.length > 0
        ? rest.map((spec) => shell.jobs.findPid(Number(spec)) ?? findJob(shell, spec))
        : all
          ? [...shell.jobs.all]
          : [findJob(shell, undefined)];
    for (const job of chosen) {
      if (flags.has("r") && jobState(job) !== "running") continue;
      if (flags.has("h")) job.isDisowned = true;
      else shell.jobs.remove(job);
    }
    return 0;
  },
};

export const suspend: Builtin = {
  *run(shell) {
    if (!shell.options.isOn("monitor")) throw new BuiltinError("cannot suspend: no job control");
    if (shell.isInteractive && shell.process.ppid === 0) throw new BuiltinError("cannot suspend a login shell");
    shell.process.signal("STOP");
    yield* shell.process.sleep(0);
    return 0;
  },
};
