/** Signals to processes. Models: procps-ng kill, busybox procps/kill.c. SIMPLIFIED: killall goes by the process's name only. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
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
    const target = processes.get(pid);
    if (pid < 0 ? processes.signalGroup(-pid, signal) : target !== undefined) target?.signal(signal);
    else {
      yield* process.printError(
        `${process.name}: ${flavour.name === "gnu" ? `(${pid})` : `can't kill pid ${pid}`}: No such process\n`,
      );
      exitCode = 1;
    }
  }
  return exitCode;
}

export function* killall(process: Process, flavour: Flavour): Run<number> {
  const args = process.argv.slice(1);
  const signal = signalOf(process, args);
  if (args.length === 0) throw new Failure(flavour.hint(process), 1);
  let exitCode = 0;
  for (const name of args) {
    const targets = process.machine.processes.all().filter((other) => other.name === name && other !== process);
    for (const target of targets) target.signal(signal);
    if (targets.length > 0) continue;
    yield* process.printError(`${name}: no process found\n`);
    exitCode = 1;
  }
  return exitCode;
}
