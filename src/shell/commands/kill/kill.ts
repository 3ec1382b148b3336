/** Signals to processes. Models: procps-ng kill, busybox procps/kill.c. SIMPLIFIED: killall goes by the process's name only. */
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { type SeenProcess, seenProcesses } from "../../../sim/os/process-view.ts";
import { parseSignal, SIGNALS, type Signal } from "../../../sim/os/signal.ts";
import { Failure, fail } from "../failure.ts";
import type { Flavour } from "../flavour.ts";

const USAGE = "\nUsage:\n kill [options] <pid> [...]\n\n";

function signalOf(process: Process, args: string[]): Signal {
  const first = args[0] ?? "";
  if (!/^-./.test(first)) return "TERM";
  args.shift();
  const text = first === "-s" || first === "-n" ? (args.shift() ?? "") : first.replace(/^-(s|n)?/, "");
  return parseSignal(text) ?? fail(process, `unknown signal ${text}`);
}

export function* kill(process: Process, flavour: Flavour): Run<number> {
  const args = process.argv.slice(1);
  if (args[0] === "-l" || args[0] === "-L") {
    yield* process.print(`${Object.keys(SIGNALS).join(" ")}\n`);
    return 0;
  }
  const signal = signalOf(process, args);
  if (args[0] === "--") args.shift();
  if (args.length === 0) throw new Failure(flavour.name === "gnu" ? USAGE : flavour.hint(process), 1);
  let exitCode = 0;
  for (const text of args) {
    if (!/^-?\d+$/.test(text)) {
      yield* process.printError(
        `${process.name}: ${flavour.name === "gnu" ? `failed to parse argument: '${text}'` : `invalid number '${text}'`}\n`,
      );
      exitCode = 1;
      continue;
    }
    const pid = Number(text);
    const { processes } = process.machine;
    const target = seenProcesses(process.machine).find((one) => one.pid === pid);
    const problem = pid < 0 ? (processes.signalGroup(-pid, signal) ? null : "No such process") : sent(target, signal);
    if (problem !== null) {
      yield* process.printError(
        `${process.name}: ${flavour.name === "gnu" ? `(${pid})` : `can't kill pid ${pid}`}: ${problem}\n`,
      );
      exitCode = 1;
    }
  }
  return exitCode;
}

/** Null, or what stands against it. */
function sent(target: SeenProcess | undefined, signal: Signal): string | null {
  if (target === undefined) return new OsError("ESRCH").message;
  try {
    target.signal(signal);
    return null;
  } catch (error) {
    if (error instanceof OsError) return error.message;
    throw error;
  }
}

export function* killall(process: Process, flavour: Flavour): Run<number> {
  const args = process.argv.slice(1);
  const signal = signalOf(process, args);
  if (args.length === 0) throw new Failure(flavour.hint(process), 1);
  let exitCode = 0;
  for (const name of args) {
    const targets = seenProcesses(process.machine).filter((one) => one.name === name && one.process !== process);
    for (const target of targets) sent(target, signal);
    if (targets.length > 0) continue;
    yield* process.printError(`${name}: no process found\n`);
    exitCode = 1;
  }
  return exitCode;
}
