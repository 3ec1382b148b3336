/**
 * Runs a program with another folder as its root: `kubectl debug node/…` and then `chroot /host`.
 *
 * Models: coreutils src/chroot.c, busybox coreutils/chroot.c, chroot(2)
 * SIMPLIFIED: what is mounted below the new root is what it has itself; --userspec and --groups change nothing.
 */
import type { Run } from "../../../sim/core/wait.ts";
import type { Machine } from "../../../sim/os/machine.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { seenProcesses } from "../../../sim/os/process-view.ts";
import { Vfs } from "../../../sim/os/vfs/vfs.ts";
import { Failure, inOrder } from "../failure.ts";
import { type Flavour, localeQuoted } from "../flavour.ts";
import { parseOptions } from "../options.ts";
import { runOn } from "../run-in-namespace.ts";

export function* chroot(process: Process, flavour: Flavour): Run<number> {
  const { operands } = parseOptions(process, {
    short: "",
    long: { "userspec=": "u", "groups=": "g", "skip-chdir": "s" },
    stopsAtOperand: true,
    hint: flavour.hint(process),
    exitCode: 125,
  });
  const [path, ...words] = operands;
  if (path === undefined)
    throw new Failure(
      flavour.name === "gnu" ? inOrder("chroot: missing operand\n", flavour.hint(process)) : flavour.hint(process),
      flavour.name === "gnu" ? 125 : 1,
    );
  const shell = process.env.get("SHELL") ?? "/bin/sh";
  return yield* runOn(process, withRoot(process, path, flavour), words.length === 0 ? [shell, "-i"] : words, {
    cwd: "/",
    unable: (name, { code, message }) => {
      const what =
        flavour.name === "gnu" ? `failed to run command ${localeQuoted(process, name)}` : `can't execute '${name}'`;
      return new Failure(`chroot: ${what}: ${message}\n`, code === "ENOENT" ? 127 : 126);
    },
  });
}

function withRoot(process: Process, path: string, flavour: Flavour): Machine {
  const { machine } = process;
  try {
    const root = machine.fs.directory(path, process.cwd);
    // The root of a machine that is seen here, a node's: then what that machine has is there as well.
    const owner = seenProcesses(machine).find((one) => one.machine?.fs.root === root)?.machine;
    if (owner != null) return owner.view({ network: machine.network, processes: machine.processes });
    return machine.view({ fs: new Vfs(root, () => machine.clock.nowMs) });
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    const words =
      flavour.name === "gnu"
        ? `cannot change root directory to ${localeQuoted(process, path)}: ${error.message}`
        : `can't change root directory to '${path}': ${error.message}`;
    throw new Failure(`chroot: ${words}\n`, flavour.name === "gnu" ? 125 : 1);
  }
}
