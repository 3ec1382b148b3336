/**
 * The processes of this machine. Models: procps-ng ps(1), busybox procps/ps.c
 * SIMPLIFIED: the columns that people read (PID, PPID, USER, TTY, TIME, CMD, and a plausible constant for memory); no -o but for names listed below.
 */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { formatTime } from "../date/date.ts";
import { Failure } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { userOf } from "../who/who-am-i.ts";

export function* ps(process: Process, flavour: Flavour): Run<number> {
  const all = process.machine.processes.all();
  if (flavour.name === "busybox") {
    const rows = all.map(
      (one) =>
        `${String(one.pid).padStart(5)} ${userOf(one).name.padEnd(8)} ${busyboxTime(one.cpuUs)} ${commandLine(one)}\n`,
    );
    yield* process.print(`PID   USER     TIME  COMMAND\n${rows.join("")}`);
    return 0;
  }
  const flags = process.argv.slice(1).join("");
  if (/[^-auxefwlA]/.test(flags))
    throw new Failure(`error: unsupported option (not simulated here)\n\nUsage:\n ps [options]\n`, 1);
  if (flags.includes("u") && !flags.startsWith("-u")) yield* process.print(userFormat(process, all));
  else if (flags.includes("f"))
    yield* process.print(fullFormat(process, flags.includes("e") || flags.includes("A") ? all : own(process, all)));
  else {
    const shown = /[eAax]/.test(flags) ? all : own(process, all);
    yield* process.print(
      `    PID TTY          TIME CMD\n${shown.map((one) => `${String(one.pid).padStart(7)} ${ttyName(one).padEnd(8)} ${cpuTime(one.cpuUs)} ${one.name}\n`).join("")}`,
    );
  }
  return 0;
}

function own(process: Process, all: readonly Process[]): Process[] {
  return all.filter((one) => one.tty !== null && one.tty === process.tty);
}

function commandLine(one: Process): string {
  return one.argv.join(" ");
}

function ttyName(one: Process): string {
  return one.tty === null ? "?" : `pts/${one.tty.number}`;
}

function busyboxTime(us: number): string {
  const seconds = Math.floor(us / 1_000_000);
  return `${String(Math.floor(seconds / 60)).padStart(2)}:${String(seconds % 60).padStart(2, "0")}`;
}

function cpuTime(us: number): string {
  return formatTime("%H:%M:%S", us);
}

function startTime(process: Process, one: Process): string {
  return formatTime("%H:%M", process.machine.clock.epochMs * 1000 + one.startedUs);
}

function stateOf(process: Process, one: Process): string {
  return one === process ? "R+" : one.state === "stopped" ? "T" : one.tty === null ? "Ss" : "S+";
}

function userFormat(process: Process, all: readonly Process[]): string {
  const rows = all.map(
    (one) =>
      `${userOf(one).name.padEnd(8)} ${String(one.pid).padStart(7)}  0.0  0.1   4624  3712 ${ttyName(one).padEnd(8)} ${stateOf(process, one).padEnd(4)} ${startTime(process, one)}   ${Math.floor(one.cpuUs / 60_000_000)}:${String(Math.floor(one.cpuUs / 1_000_000) % 60).padStart(2, "0")} ${commandLine(one)}\n`,
  );
  return `USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n${rows.join("")}`;
}

function fullFormat(process: Process, shown: readonly Process[]): string {
  const rows = shown.map(
    (one) =>
      `${userOf(one).name.padEnd(8)} ${String(one.pid).padStart(7)} ${String(one.ppid).padStart(7)}  0 ${startTime(process, one)} ${ttyName(one).padEnd(8)} ${cpuTime(one.cpuUs)} ${commandLine(one)}\n`,
  );
  return `UID          PID    PPID  C STIME TTY          TIME CMD\n${rows.join("")}`;
}
