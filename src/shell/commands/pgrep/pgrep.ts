/** Processes by what they are called: pgrep, pkill, pidof. Models: procps-ng pgrep.c, sysvinit pidof */
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { type SeenProcess, seenProcesses } from "../../../sim/os/process-view.ts";
import { parseSignal, type Signal } from "../../../sim/os/signal.ts";
import { Failure, inOrder } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { parseOptions } from "../options.ts";
import { compileRegex } from "../posix-regex/posix-regex.ts";

export function* pgrep(process: Process, flavour: Flavour): Run<number> {
  const [name = "pgrep", ...words] = process.argv;
  let signal: Signal | null = "TERM";
  const rest = words.filter((word) => {
    // Signal 0 only asks whether there is anybody.
    if (process.name === "pkill" && word === "-0") {
      signal = null;
      return false;
    }
    const given = process.name === "pkill" && /^-([A-Z]+|\d+)$/.test(word) ? parseSignal(word.slice(1)) : null;
    if (given !== null) signal = given;
    return given === null;
  });
  const options = parseOptions(
    process,
    {
      short: "flaxvnoecu:P:s:",
      long: {
        full: "f",
        "list-name": "l",
        "list-full": "a",
        exact: "x",
        inverse: "v",
        newest: "n",
        oldest: "o",
        count: "c",
      },
      hint: flavour.hint(process),
      exitCode: 2,
    },
    [name, ...rest],
  );
  const [pattern] = options.operands;
  if (pattern === undefined)
    throw new Failure(inOrder(`${process.name}: no matching criteria specified\n`, flavour.hint(process)), 2);
  const regex = compileRegex(options.has("x") ? `^(${pattern})$` : pattern, { extended: true });
  const parents = options.value("P")?.split(",").map(Number);
  let found = seenProcesses(process.machine).filter(
    (one) =>
      one.process !== process &&
      (parents === undefined || parents.includes(one.ppid)) &&
      regex.test(options.has("f") ? one.argv.join(" ") : one.name) !== options.has("v"),
  );
  if (options.has("n")) found = found.slice(-1);
  if (options.has("o")) found = found.slice(0, 1);
  if (process.name === "pkill") {
    if (signal !== null) for (const one of found) yield* sent(process, one, signal);
  } else if (options.has("c"))
    yield* process.print(`${found.length}
`);
  else
    yield* process.print(
      found
        .map(
          (one) =>
            `${one.pid}${options.has("a") ? ` ${one.argv.join(" ")}` : options.has("l") ? ` ${one.name}` : ""}\n`,
        )
        .join(""),
    );
  return found.length > 0 ? 0 : 1;
}

function* sent(process: Process, one: SeenProcess, signal: Signal): Run<void> {
  try {
    one.signal(signal);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    yield* process.printError(`pkill: killing pid ${one.pid} failed: ${error.message}\n`);
  }
}

export function* pidof(process: Process): Run<number> {
  const wanted = process.argv.slice(1).filter((word) => !word.startsWith("-"));
  const found = seenProcesses(process.machine).filter(({ name }) => wanted.includes(name));
  if (found.length === 0) return 1;
  const pids = found.map(({ pid }) => pid).reverse();
  yield* process.print(`${(process.argv.includes("-s") ? pids.slice(0, 1) : pids).join(" ")}\n`);
  return 0;
}
