/** Renames. Models: coreutils src/mv.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { operandsOf } from "../cp/cp.ts";
import { attempt, lookUp, targetIn } from "../files.ts";
import type { Flavour } from "../flavour.ts";
import { parseOptions } from "../options.ts";
import { shellQuoted } from "../quoting.ts";
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
        `${process.name}: ${flavour.name === "gnu" ? `cannot stat ${shellQuoted(from)}` : `can't rename '${from}'`}: No such file or directory\n`,
      );
      exitCode = 1;
      continue;
    }
    if (existing === node) {
      yield* process.printError(`${process.name}: ${shellQuoted(from)} and ${shellQuoted(to)} are the same file\n`);
      exitCode = 1;
      continue;
    }
    if (existing !== null && options.lastOf("i", "f", "n") === "n") continue;
    if (
      existing !== null &&
      options.lastOf("i", "f", "n") === "i" &&
      !(yield* confirm(process, `overwrite ${shellQuoted(to)}`))
    )
      continue;
    const words =
      flavour.name === "gnu" ? `cannot move ${shellQuoted(from)} to ${shellQuoted(to)}` : `can't rename '${from}'`;
    const done = yield* attempt(process, words, () => fs.rename(from, to, process.cwd));
    if (!done) exitCode = 1;
    else if (options.has("v")) yield* process.print(`renamed ${shellQuoted(from)} -> ${shellQuoted(to)}\n`);
  }
  return exitCode;
}
