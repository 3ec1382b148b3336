/** Removes empty folders. Models: coreutils src/rmdir.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { dirname } from "../../../sim/os/vfs/path.ts";
import { attempt } from "../files.ts";
import { type Flavour, wrongUsage } from "../flavour.ts";
import { parseOptions } from "../options.ts";
import { shellQuoted } from "../quoting.ts";

export function* rmdir(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "pv",
    long: { parents: "p", verbose: "v", "ignore-fail-on-non-empty": "ignore" },
    hint: flavour.hint(process),
  });
  if (options.operands.length === 0) wrongUsage(process, flavour, "missing operand");
  let exitCode = 0;
  for (const operand of options.operands)
    for (let path = operand; ; path = dirname(path)) {
      const { fs } = process.machine;
      if (options.has("v")) yield* process.print(`${process.name}: removing directory, ${shellQuoted(path)}\n`);
      if (options.has("ignore") && fs.exists(path, process.cwd) && fs.list(path, process.cwd).length > 0) break;
      if (
        !(yield* attempt(process, flavour.name === "gnu" ? `failed to remove ${shellQuoted(path)}` : `'${path}'`, () =>
          fs.removeDirectory(path, process.cwd),
        ))
      ) {
        exitCode = 1;
        break;
      }
      if (!options.has("p") || dirname(path) === "." || dirname(path) === "/") break;
    }
  return exitCode;
}
