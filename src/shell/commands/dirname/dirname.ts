/** A path without its last part. Models: coreutils src/dirname.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { dirname as allButLast } from "../../../sim/os/vfs/path.ts";
import { type Flavour, wrongUsage } from "../flavour.ts";
import { parseOptions } from "../options.ts";

export function* dirname(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, { short: "z", long: { zero: "z" }, hint: flavour.hint(process) });
  if (options.operands.length === 0) wrongUsage(process, flavour, "missing operand");
  for (const path of options.operands) yield* process.print(`${allButLast(path)}${options.has("z") ? "\0" : "\n"}`);
  return 0;
}
