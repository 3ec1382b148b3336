/** Symbolic links. Models: coreutils src/ln.c. SIMPLIFIED: a hard link is refused, since files have one name here. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { basename } from "../../../sim/os/vfs/path.ts";
import { fail } from "../failure.ts";
import { attempt, isDirectory, lookUp } from "../files.ts";
import { type Flavour, wrongUsage } from "../flavour.ts";
import { parseOptions } from "../options.ts";
import { shellQuoted } from "../quoting.ts";

export function* ln(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "sfnvT",
    long: { symbolic: "s", force: "f", "no-dereference": "n", verbose: "v", "no-target-directory": "T" },
    refused: { short: "bdFiLPrSt", long: ["relative", "backup", "target-directory"] },
    hint: flavour.hint(process),
  });
  const { operands } = options;
  if (operands.length === 0) wrongUsage(process, flavour, "missing file operand");
  if (!options.has("s")) fail(process, "hard links are not simulated here; use -s");
  const target = operands.length === 1 ? "." : (operands.at(-1) as string);
  const sources = operands.length === 1 ? operands : operands.slice(0, -1);
  const into =
    isDirectory(process, target) &&
    !options.has("T") &&
    !(options.has("n") && lookUp(process, target, true)?.kind === "link");
  if (sources.length > 1 && !into) fail(process, `target ${shellQuoted(target)} is not a directory`);
  let exitCode = 0;
  for (const source of sources) {
    const path = into ? `${target.replace(/\/$/, "")}/${basename(source)}` : target;
    const words =
      flavour.name === "gnu"
        ? `failed to create symbolic link ${shellQuoted(path.replace(/^\.\//, operands.length === 1 ? "./" : ""))}`
        : path;
    const done = yield* attempt(process, words, () => {
      if (options.has("f") && lookUp(process, path, true) !== null) process.machine.fs.removeFile(path, process.cwd);
      process.machine.fs.link(source, path, process.cwd);
    });
    if (!done) exitCode = 1;
    else if (options.has("v")) yield* process.print(`${shellQuoted(path)} -> ${shellQuoted(source)}\n`);
  }
  return exitCode;
}
