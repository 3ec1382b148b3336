/** Where links lead; realpath does the same with -f. Models: coreutils src/readlink.c, src/realpath.c */
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { absolutePath, basename, dirname } from "../../../sim/os/vfs/path.ts";
import { lookUp } from "../files.ts";
import { type Flavour, wrongUsage } from "../flavour.ts";
import { parseOptions } from "../options.ts";
import { shellQuotedIfNeeded } from "../quoting.ts";

export function* readlink(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "efmnqsvz",
    long: {
      canonicalize: "f",
      "canonicalize-existing": "e",
      "canonicalize-missing": "m",
      "no-newline": "n",
      quiet: "q",
      silent: "q",
      verbose: "v",
      zero: "z",
    },
    hint: flavour.hint(process),
  });
  if (options.operands.length === 0) wrongUsage(process, flavour, "missing operand");
  const mode = options.lastOf("e", "f", "m");
  const end = options.has("z") ? "\0" : options.has("n") && options.operands.length === 1 ? "" : "\n";
  let exitCode = 0;
  for (const path of options.operands) {
    const node = lookUp(process, path, true);
    try {
      const found = mode !== undefined ? canonical(process, path, mode) : node?.kind === "link" ? node.target : null;
      if (found === null) exitCode = 1;
      else yield* process.print(found + end);
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
      exitCode = 1;
    }
  }
  return exitCode;
}

export function* realpath(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "emqsz",
    long: {
      "canonicalize-existing": "e",
      "canonicalize-missing": "m",
      quiet: "q",
      strip: "s",
      "no-symlinks": "s",
      "relative-to=": "to",
      "relative-base=": "base",
      zero: "z",
    },
    refused: { short: "LP" },
    hint: flavour.hint(process),
  });
  if (options.operands.length === 0) wrongUsage(process, flavour, "missing operand");
  const real = (path: string): string =>
    options.has("s") ? absolutePath(path, process.cwd) : canonical(process, path, options.lastOf("e", "m") ?? "f");
  let exitCode = 0;
  for (const path of options.operands) {
    try {
      const found = asSeenFrom(real(path), {
        to: options.value("to") ?? options.value("base"),
        base: options.value("base"),
        real,
      });
      yield* process.print(found + (options.has("z") ? "\0" : "\n"));
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
      exitCode = 1;
      if (!options.has("q"))
        yield* process.printError(`${process.name}: ${shellQuotedIfNeeded(path)}: ${error.message}\n`);
    }
  }
  return exitCode;
}

/** From the folder `to`, unless the path, or that folder, is outside of `base`. */
function asSeenFrom(
  path: string,
  {
    to,
    base,
    real,
  }: { readonly to: string | undefined; readonly base: string | undefined; real(path: string): string },
): string {
  if (to === undefined) return path;
  const from = partsOf(real(to));
  const wanted = partsOf(path);
  const within = base === undefined ? [] : partsOf(real(base));
  if (!within.every((part, i) => wanted[i] === part && from[i] === part)) return path;
  let shared = 0;
  while (shared < from.length && from[shared] === wanted[shared]) shared++;
  const up = from.slice(shared).map(() => "..");
  return [...up, ...wanted.slice(shared)].join("/") || ".";
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}

/** `e`: all of it must be there; `f`: all but the last part; `m`: none of it. */
function canonical(process: Process, path: string, mode: string): string {
  const { fs } = process.machine;
  if (fs.exists(path, process.cwd)) return fs.realPath(path, process.cwd);
  if (mode === "m") return absolutePath(path, process.cwd);
  if (mode === "e") throw new OsError("ENOENT", path);
  const parent = fs.realPath(dirname(path), process.cwd);
  return `${parent === "/" ? "" : parent}/${basename(path)}`;
}
