/** Changes modes. Models: coreutils src/chmod.c */

import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { setAttributes } from "../../../sim/os/vfs/node.ts";
import { fail } from "../failure.ts";
import { isDirectory, lookUp } from "../files.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { parseOptions } from "../options.ts";
import { shellQuoted } from "../quoting.ts";
import { parseMode } from "./mode.ts";

export function* chmod(process: Process, flavour: Flavour): Run<number> {
  const [name = "chmod", ...args] = process.argv;
  const minus = args.findIndex((word) => /^-[rwxXst]+$/.test(word));
  const argv = minus < 0 ? process.argv : [name, ...args.slice(0, minus), "--", ...args.slice(minus)];
  const options = parseOptions(
    process,
    {
      short: "Rcfv",
      long: { recursive: "R", changes: "c", silent: "f", quiet: "f", verbose: "v" },
      refused: { long: ["reference"] },
      hint: flavour.hint(process),
    },
    argv,
  );
  const [mode, ...paths] = options.operands;
  if (mode === undefined) return wrongUsage(process, flavour, "missing operand");
  if (paths.length === 0) return wrongUsage(process, flavour, `missing operand after ${localeQuoted(process, mode)}`);
  if (parseMode(mode, 0, false) === null) {
    if (flavour.name === "busybox") return fail(process, `invalid mode '${mode}'`);
    return wrongUsage(process, flavour, `invalid mode: ${localeQuoted(process, mode)}`);
  }
  let exitCode = 0;
  for (const path of paths)
    if (!(yield* change(process, { path, mode, recursive: options.has("R"), flavour }))) exitCode = 1;
  return exitCode;
}

function* change(
  process: Process,
  { path, mode, recursive, flavour }: { path: string; mode: string; recursive: boolean; flavour: Flavour },
): Run<boolean> {
  const node = lookUp(process, path);
  if (node === null) {
    yield* process.printError(
      `${process.name}: ${flavour.name === "gnu" ? `cannot access ${shellQuoted(path)}` : path}: No such file or directory\n`,
    );
    return false;
  }
  const { mode: had } = node.attributes;
  setAttributes(node, { mode: parseMode(mode, had, node.kind === "directory") ?? had });
  if (!recursive || !isDirectory(process, path)) return true;
  let good = true;
  for (const entry of process.machine.fs.list(path, process.cwd))
    if (!(yield* change(process, { path: `${path}/${entry}`, mode, recursive, flavour }))) good = false;
  return good;
}
