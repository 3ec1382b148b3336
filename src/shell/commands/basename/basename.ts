/** The last part of a path. Models: coreutils src/basename.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { basename as lastPart } from "../../../sim/os/vfs/path.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { parseOptions } from "../options.ts";

export function* basename(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "as:z",
    long: { multiple: "a", "suffix=": "s", zero: "z" },
    stopsAtOperand: true,
    hint: flavour.hint(process),
  });
  const { operands } = options;
  if (operands.length === 0) wrongUsage(process, flavour, "missing operand");
  const many = options.has("a", "s");
  if (!many && operands.length > 2)
    wrongUsage(process, flavour, `extra operand ${localeQuoted(process, operands[2] as string)}`);
  const suffix = many ? (options.value("s") ?? "") : (operands[1] ?? "");
  for (const path of many ? operands : operands.slice(0, 1)) {
    const name = lastPart(path);
    const short = suffix !== "" && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
    yield* process.print(`${short}${options.has("z") ? "\0" : "\n"}`);
  }
  return 0;
}
