/** Folders as a drawn tree. Models: tree 2.1. SIMPLIFIED: -a -d -f -L -I -P and no colours, sizes or other formats. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { absolutePath } from "../../../sim/os/vfs/path.ts";
import { lookUp } from "../files.ts";
import type { Flavour } from "../flavour.ts";
import { globToRegExp } from "../glob.ts";
import { type Options, parseOptions } from "../options.ts";

interface Walk {
  readonly options: Options;
  readonly deepest: number;
  directories: number;
  files: number;
}

export function* tree(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "adfL:I:P:nCF",
    long: { noreport: "noreport", dirsfirst: "dirsfirst" },
    refused: { short: "xlqNQpugshDJXHiSARoTv" },
    hint: flavour.hint(process),
  });
  const walk: Walk = {
    options,
    deepest: Number(options.value("L") ?? Number.POSITIVE_INFINITY),
    directories: 0,
    files: 0,
  };
  let exitCode = 0;
  for (const name of options.operands.length === 0 ? ["."] : options.operands) {
    const node = lookUp(process, name);
    if (node?.kind !== "directory") {
      yield* process.print(`${name}  [error opening dir]\n`);
      exitCode = 2;
      continue;
    }
    walk.directories++;
    yield* process.print(`${name}\n`);
    yield* draw(process, walk, {
      path: absolutePath(name, process.cwd),
      shown: name.replace(/\/$/, ""),
      margin: "",
      depth: 1,
    });
  }
  if (exitCode === 2 && walk.directories === 0) walk.directories = 0;
  if (!options.has("noreport")) yield* process.print(`\n${report(walk)}\n`);
  return exitCode;
}

function report({ directories, files, options }: Walk): string {
  const folders = `${directories} director${directories === 1 ? "y" : "ies"}`;
  return options.has("d") ? folders : `${folders}, ${files} file${files === 1 ? "" : "s"}`;
}

interface Level {
  readonly path: string;
  readonly shown: string;
  readonly margin: string;
  readonly depth: number;
}

function* draw(process: Process, walk: Walk, { path, shown, margin, depth }: Level): Run<void> {
  if (depth > walk.deepest) return;
  const { options } = walk;
  const ignored = options.value("I");
  const wanted = options.value("P");
  const names = process.machine.fs.list(path).filter((name) => {
    const kind = lookUp(process, `${path}/${name}`, true)?.kind;
    if (!options.has("a") && name.startsWith(".")) return false;
    if (options.has("d") && kind !== "directory") return false;
    if (ignored?.split("|").some((one) => globToRegExp(one).test(name)) === true) return false;
    return wanted === undefined || kind === "directory" || globToRegExp(wanted).test(name);
  });
  for (const [i, name] of names.entries()) {
    const isLast = i === names.length - 1;
    const full = `${path === "/" ? "" : path}/${name}`;
    const node = lookUp(process, full, true);
    const label = options.has("f") ? `${shown}/${name}` : name;
    const mark = options.has("F") && node?.kind === "directory" ? "/" : "";
    yield* process.print(
      `${margin}${isLast ? "└── " : "├── "}${label}${mark}${node?.kind === "link" ? ` -> ${node.target}` : ""}\n`,
    );
    if (node?.kind === "directory") {
      walk.directories++;
      yield* draw(process, walk, {
        path: full,
        shown: `${shown}/${name}`,
        margin: `${margin}${isLast ? "    " : "│\u00a0\u00a0 "}`,
        depth: depth + 1,
      });
    } else walk.files++;
    yield* process.charge(5);
  }
}
