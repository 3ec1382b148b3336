/** Makes folders. Models: coreutils src/mkdir.c */

import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { setAttributes } from "../../../sim/os/vfs/node.ts";
import { parseMode } from "../chmod/mode.ts";
import { fail } from "../failure.ts";
import { attempt, isDirectory } from "../files.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { parseOptions } from "../options.ts";
import { shellQuoted } from "../quoting.ts";

export function* mkdir(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "m:pvZ",
    long: { "mode=": "m", parents: "p", verbose: "v" },
    hint: flavour.hint(process),
  });
  if (options.operands.length === 0) wrongUsage(process, flavour, "missing operand");
  const text = options.value("m");
  const mode = text === undefined ? 0o755 : parseMode(text, 0o777, true);
  if (mode === null) return fail(process, `invalid mode ${localeQuoted(process, text ?? "")}`);
  let exitCode = 0;
  for (const path of options.operands) {
    if (options.has("p") && isDirectory(process, path)) continue;
    const what =
      flavour.name === "gnu"
        ? `cannot create directory ${localeQuoted(process, path)}`
        : `can't create directory '${path}'`;
    const { fs } = process.machine;
    const done = yield* attempt(process, what, () => {
      const made = fs.makeDirectory(path, process.cwd, { parents: options.has("p"), mode });
      setAttributes(made, { mode });
    });
    if (!done) exitCode = 1;
    else if (options.has("v")) yield* process.print(`${process.name}: created directory ${shellQuoted(path)}\n`);
  }
  return exitCode;
}
