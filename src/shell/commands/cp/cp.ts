/** Copies files and trees. Models: coreutils src/cp.c, src/copy.c. SIMPLIFIED: no hard links, backups or sparse files. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { setAttributes, type VfsNode } from "../../../sim/os/vfs/node.ts";
import { fail } from "../failure.ts";
import { attempt, isDirectory, lookUp, targetIn } from "../files.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { type Options, parseOptions } from "../options.ts";
import { shellQuoted } from "../quoting.ts";
import { confirm } from "../rm/rm.ts";

const LONG = {
  archive: "a",
  force: "f",
  interactive: "i",
  "no-clobber": "n",
  "no-dereference": "P",
  dereference: "L",
  recursive: "r",
  "target-directory=": "t",
  "no-target-directory": "T",
  update: "u",
  verbose: "v",
  "preserve?": "p",
};

export function* cp(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "adfinpPLrRHt:Tuv",
    long: LONG,
    refused: { short: "blsSxZ" },
    hint: flavour.hint(process),
  });
  const { sources, target } = operandsOf(process, flavour, options);
  let exitCode = 0;
  for (const source of sources) {
    const to = options.has("T") ? target : targetIn(process, source, target);
    if (!(yield* copyOne(process, { from: source, to }, { options, flavour }))) exitCode = 1;
  }
  return exitCode;
}

/** What cp and mv ask of their operands. */
export function operandsOf(
  process: Process,
  flavour: Flavour,
  options: Options,
): { sources: readonly string[]; target: string } {
  const { operands } = options;
  if (operands.length === 0) wrongUsage(process, flavour, "missing file operand");
  const into = options.value("t");
  if (into !== undefined) {
    if (!isDirectory(process, into))
      fail(
        process,
        `target directory ${shellQuoted(into)}: ${lookUp(process, into) === null ? "No such file or directory" : "Not a directory"}`,
      );
    return { sources: operands, target: into };
  }
  if (operands.length === 1)
    wrongUsage(process, flavour, `missing destination file operand after ${shellQuoted(operands[0] as string)}`);
  const target = operands.at(-1) as string;
  if (options.has("T") && operands.length > 2)
    wrongUsage(process, flavour, `extra operand ${localeQuoted(process, operands[2] as string)}`);
  if (operands.length > 2 && !isDirectory(process, target))
    fail(
      process,
      flavour.name === "gnu"
        ? `target ${shellQuoted(target)}${lookUp(process, target) === null ? ": No such file or directory" : " is not a directory"}`
        : `target '${target}' is not a directory`,
    );
  return { sources: operands.slice(0, -1), target };
}

interface Manner {
  readonly options: Options;
  readonly flavour: Flavour;
}

function* copyOne(process: Process, { from, to }: { from: string; to: string }, manner: Manner): Run<boolean> {
  const { options, flavour } = manner;
  const gnu = flavour.name === "gnu";
  const recursive = options.has("a", "r", "R");
  const node = lookUp(process, from, (recursive || options.has("P", "d")) && !options.has("L"));
  const complain = function* (text: string): Run<boolean> {
    yield* process.printError(`${process.name}: ${text}\n`);
    return false;
  };
  if (node === null)
    return yield* complain(
      gnu
        ? `cannot stat ${shellQuoted(from)}: No such file or directory`
        : `can't stat '${from}': No such file or directory`,
    );
  const existing = lookUp(process, to);
  if (existing === node) return yield* complain(`${shellQuoted(from)} and ${shellQuoted(to)} are the same file`);
  if (node.kind === "directory") {
    if (!recursive)
      return yield* complain(
        gnu ? `-r not specified; omitting directory ${shellQuoted(from)}` : `omitting directory '${from}'`,
      );
    return yield* copyTree(process, { from, to }, { ...manner, existing });
  }
  if (existing?.kind === "directory")
    return yield* complain(`cannot overwrite directory ${shellQuoted(to)} with non-directory`);
  if (existing !== null && options.has("n")) return true;
  if (existing !== null && options.has("u") && existing.attributes.mtimeMs >= node.attributes.mtimeMs) return true;
  if (
    existing !== null &&
    options.lastOf("i", "f", "n") === "i" &&
    !(yield* confirm(process, `overwrite ${shellQuoted(to)}`))
  )
    return true;
  const done = yield* attempt(
    process,
    gnu ? `cannot create regular file ${shellQuoted(to)}` : `can't create '${to}'`,
    () => place(process, node, { to, keep: options.has("a", "p") }),
  );
  if (done && options.has("v")) yield* process.print(`${shellQuoted(from)} -> ${shellQuoted(to)}\n`);
  return done;
}

function place(process: Process, node: VfsNode, { to, keep }: { to: string; keep: boolean }): void {
  const { fs } = process.machine;
  if (node.kind === "link") {
    if (lookUp(process, to, true) !== null) fs.removeFile(to, process.cwd);
    fs.link(node.target, to, process.cwd);
    return;
  }
  const isNew = !fs.exists(to, process.cwd);
  if (node.kind === "file" && node.program !== null) {
    fs.writeFile(to, "", process.cwd);
    fs.mount(fs.realPath(to, process.cwd), node.copy());
    return;
  }
  const file = fs.writeFile(to, node.kind === "file" ? node.bytes.slice() : "", process.cwd);
  if (isNew) setAttributes(file, { mode: node.attributes.mode });
  if (keep) setAttributes(file, node.attributes);
}

function* copyTree(
  process: Process,
  { from, to }: { from: string; to: string },
  manner: Manner & { readonly existing: VfsNode | null },
): Run<boolean> {
  const { fs } = process.machine;
  if (manner.existing !== null && manner.existing.kind !== "directory") {
    yield* process.printError(
      `${process.name}: cannot overwrite non-directory ${shellQuoted(to)} with directory ${shellQuoted(from)}\n`,
    );
    return false;
  }
  const entries = fs.list(from, process.cwd);
  if (
    manner.existing === null &&
    !(yield* attempt(process, `cannot create directory ${shellQuoted(to)}`, () => fs.makeDirectory(to, process.cwd)))
  )
    return false;
  if (`${fs.realPath(to, process.cwd)}/`.startsWith(`${fs.realPath(from, process.cwd)}/`)) {
    yield* process.printError(
      `${process.name}: cannot copy a directory, ${shellQuoted(from)}, into itself, ${shellQuoted(to)}\n`,
    );
    return false;
  }
  let good = true;
  for (const entry of entries)
    if (
      !(yield* copyOne(
        process,
        { from: `${from.replace(/\/$/, "")}/${entry}`, to: `${to.replace(/\/$/, "")}/${entry}` },
        manner,
      ))
    )
      good = false;
  return good;
}
