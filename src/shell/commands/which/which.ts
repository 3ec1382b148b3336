/** Where a command lies. Models: debianutils which, busybox debianutils/which.c */
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { Flavour } from "../flavour.ts";
import { parseOptions } from "../options.ts";

export function* which(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "a",
    hint: flavour.name === "gnu" ? "Usage: /usr/bin/which [-as] args\n" : flavour.hint(process),
    exitCode: 2,
  });
  let exitCode = options.operands.length === 0 ? 1 : 0;
  for (const name of options.operands) {
    try {
      yield* process.print(
        `${process.machine.executable(name, { cwd: process.cwd, path: process.env.get("PATH") }).path}\n`,
      );
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
      exitCode = 1;
    }
  }
  return exitCode;
}
