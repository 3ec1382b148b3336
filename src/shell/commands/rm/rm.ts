/** Removes files and trees. Models: coreutils src/rm.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { basename } from "../../../sim/os/vfs/path.ts";
import { attempt, lookUp } from "../files.ts";
import { type Flavour, wrongUsage } from "../flavour.ts";
import { type Options, parseOptions } from "../options.ts";
import { shellQuoted } from "../quoting.ts";

export function* rm(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "dfiIrRv",
    long: {
      dir: "d",
      force: "f",
      "interactive?": "i",
      recursive: "r",
      verbose: "v",
      "no-preserve-root": "no-root",
      "preserve-root?": "root",
      "one-file-system": "one",
    },
    hint: flavour.hint(process),
  });
  if (options.operands.length === 0) return options.has("f") ? 0 : wrongUsage(process, flavour, "missing operand");
  let exitCode = 0;
  for (const path of options.operands) if (!(yield* removeOne(process, path, { options, flavour }))) exitCode = 1;
  return exitCode;
}

interface Manner {
  readonly options: Options;
  readonly flavour: Flavour;
}

function* removeOne(process: Process, path: string, manner: Manner): Run<boolean> {
  const { options, flavour } = manner;
  const gnu = flavour.name === "gnu";
  const node = lookUp(process, path, true);
  const say = gnu ? `cannot remove ${shellQuoted(path)}` : `can't remove '${path}'`;
  if (node === null) {
    if (options.has("f")) return true;
    yield* process.printError(`${process.name}: ${say}: No such file or directory\n`);
    return false;
  }
  if ([".", ".."].includes(basename(path))) {
    yield* process.printError(
      `${process.name}: refusing to remove '.' or '..' directory: skipping ${shellQuoted(path)}\n`,
    );
    return false;
  }
  if (
    process.machine.fs.realPath(path, process.cwd) === "/" &&
    options.has("r", "R") &&
    !options.has("no-root") &&
    gnu
  ) {
    yield* process.printError(
      `${process.name}: it is dangerous to operate recursively on ${shellQuoted(path)}\n${process.name}: use --no-preserve-root to override this failsafe\n`,
    );
    return false;
  }
  if (node.kind === "directory") return yield* removeTree(process, path, { ...manner, say });
  if (
    options.has("i") &&
    options.lastOf("i", "f") === "i" &&
    !(yield* confirm(
      process,
      `remove regular ${node.kind === "file" && node.size === 0 ? "empty " : ""}file ${shellQuoted(path)}`,
    ))
  )
    return true;
  const done = yield* attempt(process, say, () => process.machine.fs.removeFile(path, process.cwd));
  if (done && options.has("v")) yield* process.print(`removed ${shellQuoted(path)}\n`);
  return done;
}

function* removeTree(process: Process, path: string, manner: Manner & { readonly say: string }): Run<boolean> {
  const { options, say, flavour } = manner;
  const { fs } = process.machine;
  if (!options.has("r", "R")) {
    if (options.has("d")) return yield* attempt(process, say, () => fs.removeDirectory(path, process.cwd));
    yield* process.printError(
      `${process.name}: ${flavour.name === "gnu" ? `${say}: Is a directory` : `'${path}' is a directory`}\n`,
    );
    return false;
  }
  for (const entry of fs.list(path, process.cwd))
    if (!(yield* removeOne(process, `${path.replace(/\/$/, "")}/${entry}`, manner))) return false;
  const done = yield* attempt(process, say, () => fs.removeDirectory(path, process.cwd));
  if (done && options.has("v")) yield* process.print(`removed directory ${shellQuoted(path)}\n`);
  return done;
}

/** Asks on stderr and reads a line. */
export function* confirm(process: Process, question: string): Run<boolean> {
  yield* process.printError(`${process.name}: ${question}? `);
  return /^y/i.test((yield* process.readLine(0)) ?? "");
}
