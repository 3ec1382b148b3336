/** Renames. Models: coreutils src/mv.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { operandsOf } from "../cp/cp.ts";
import { attempt, lookUp, targetIn } from "../files.ts";
import { type Flavour, quoted } from "../flavour.ts";
import { parseOptions } from "../options.ts";
import { confirm } from "../rm/rm.ts";

const LONG = {
  force: "f",
  interactive: "i",
  "no-clobber": "n",
  "target-directory=": "t",
  "no-target-directory": "T",
  update: "u",
  verbose: "v",
};

export function* mv(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "fint:Tuv",
    long: LONG,
    refused: { short: "bSZ" },
    hint: flavour.hint(process),
  });
  const { sources, target } = operandsOf(process, flavour, options);
  const { fs } = process.machine;
  let exitCode = 0;
  for (const from of sources) {
    const to = options.has("T") ? target : targetIn(process, from, target);
    const node = lookUp(process, from, true);
    const existing = lookUp(process, to);
    if (node === null) {
      yield* process.printError(
        `${process.name}: ${flavour.name === "gnu" ? `cannot stat ${quoted(from)}` : `can't rename '${from}'`}: No such file or directory\n`,
      );
      exitCode = 1;
      continue;
    }
    if (existing === node) {
      yield* process.printError(`${process.name}: ${quoted(from)} and ${quoted(to)} are the same file\n`);
      exitCode = 1;
      continue;
    }
    if (existing !== null && options.lastOf("i", "f", "n") === "n") continue;
    if (
      existing !== null &&
      options.lastOf("i", "f", "n") === "i" &&
      !(yield* confirm(process, `overwrite ${quoted(to)}`))
    )
      continue;
    const words = flavour.name === "gnu" ? `cannot move ${quoted(from)} to ${quoted(to)}` : `can't rename '${from}'`;
    const done = yield* attempt(process, words, () => fs.rename(from, to, process.cwd));
    if (!done) exitCode = 1;
    else if (options.has("v")) yield* process.print(`renamed ${quoted(from)} -> ${quoted(to)}\n`);
  }
  return exitCode;
}
