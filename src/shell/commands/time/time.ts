/** How long a command took, as the program (not the shell's word) tells it. Models: GNU time 1.9, busybox miscutils/time.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { parseOptions } from "../options.ts";
import { runCommand } from "../run-command.ts";

export function* time(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "pv",
    refused: { short: "foaq" },
    stopsAtOperand: true,
    hint: flavour.hint(process),
  });
  if (options.operands.length === 0) throw new Failure(flavour.hint(process), 125);
  const startUs = process.nowUs;
  const exitCode = yield* runCommand(process, options.operands);
  const real = (process.nowUs - startUs) / 1_000_000;
  if (flavour.name === "busybox" || options.has("p")) {
    const minutes = Math.floor(real / 60);
    yield* process.printError(
      options.has("p")
        ? `real ${real.toFixed(2)}\nuser 0.00\nsys 0.00\n`
        : `real\t${minutes}m ${(real % 60).toFixed(2)}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n`,
    );
  } else
    yield* process.printError(
      `0.00user 0.00system ${Math.floor(real / 60)}:${(real % 60).toFixed(2).padStart(5, "0")}elapsed 0%CPU (0avgtext+0avgdata 2048maxresident)k\n0inputs+0outputs (0major+90minor)pagefaults 0swaps\n`,
    );
  return exitCode;
}
