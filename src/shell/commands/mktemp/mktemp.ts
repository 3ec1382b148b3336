/** Makes a file or folder with a name nobody has. Models: coreutils src/mktemp.c, BusyBox debianutils/mktemp.c */

import type { Prng } from "../../../sim/core/prng.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { setAttributes } from "../../../sim/os/vfs/node.ts";
import { fail } from "../failure.ts";
import { attempt, lookUp } from "../files.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { type Options, parseOptions } from "../options.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

export function* mktemp(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "dp:qtu",
    long: { directory: "d", quiet: "q", "dry-run": "u", "suffix=": "suffix", "tmpdir?": "p" },
    hint: flavour.hint(process),
  });
  if (options.operands.length > 1) wrongUsage(process, flavour, "too many templates");
  const template = templateOf(process, options);
  const [, head, xs, tail] = /^(.*?)(X*)([^X]*)$/s.exec(template) as unknown as [string, string, string, string];
  const minimum = flavour.name === "gnu" ? 3 : 6;
  if (xs.length < minimum || (flavour.name !== "gnu" && tail !== ""))
    return flavour.name === "gnu"
      ? fail(process, `too few X's in template ${localeQuoted(process, template)}`)
      : fail(process, `${template}: Invalid argument`);
  const path = freeName(
    process,
    { head, tail, length: xs.length },
    process.machine.prng.split(`mktemp/${process.pid}`),
  );
  if (!options.has("u")) {
    const kind = options.has("d") ? "directory" : "file";
    const what =
      flavour.name === "gnu" ? `failed to create ${kind} via template ${localeQuoted(process, template)}` : template;
    if (options.has("q")) {
      if (!canMake(process, path, kind)) return 1;
    } else if (!(yield* attempt(process, what, () => make(process, path, kind)))) return 1;
  }
  yield* process.print(`${path}\n`);
  return 0;
}

/** With the folder in front that the options ask for. */
function templateOf(process: Process, options: Options): string {
  const given = options.operands[0];
  const template = `${given ?? "tmp.XXXXXXXXXX"}${options.value("suffix") ?? ""}`;
  const isUnderFolder = given === undefined || options.has("p", "t");
  if (!isUnderFolder) return template;
  if (options.has("t") && template.includes("/"))
    fail(process, `invalid template, ${localeQuoted(process, template)}, contains directory separator`);
  if (template.startsWith("/"))
    fail(process, `invalid template, ${localeQuoted(process, template)}; with --tmpdir, it may not be absolute`);
  const ofEnvironment = process.env.get("TMPDIR") || "/tmp";
  const folder = options.has("t") ? process.env.get("TMPDIR") || options.value("p") : options.value("p");
  return `${(folder || ofEnvironment).replace(/(.)\/+$/, "$1")}/${template}`;
}

interface Shape {
  readonly head: string;
  readonly tail: string;
  readonly length: number;
}

function freeName(process: Process, { head, tail, length }: Shape, prng: Prng): string {
  for (;;) {
    const path = `${head}${prng.text(LETTERS, length)}${tail}`;
    if (lookUp(process, path, true) === null) return path;
  }
}

function make(process: Process, path: string, kind: "directory" | "file"): void {
  const { fs } = process.machine;
  if (kind === "directory") fs.makeDirectory(path, process.cwd, { parents: false, mode: 0o700 });
  else setAttributes(fs.openForWriting(path, process.cwd), { mode: 0o600 });
}

function canMake(process: Process, path: string, kind: "directory" | "file"): boolean {
  try {
    make(process, path, kind);
    return true;
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    return false;
  }
}
