/**
 * Makes archives, lists them and takes them apart. Models: GNU tar 1.34, busybox archival/tar.c
 * SIMPLIFIED: no append, update, incremental, sparse or multi-volume archives, no exclude files, gzip only.
 */

import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { setAttributes } from "../../../sim/os/vfs/node.ts";
import { absolutePath } from "../../../sim/os/vfs/path.ts";
import { formatTime } from "../date/format-time.ts";
import { Failure } from "../failure.ts";
import { lookUp } from "../files.ts";
import type { Flavour } from "../flavour.ts";
import { globToRegExp } from "../glob.ts";
import { gunzipped, gzipped, isGzip, NotGzip } from "../gzip/container.ts";
import { InflateError } from "../gzip/inflate.ts";
import { closeInput, openInput } from "../input.ts";
import { type Options, parseOptions } from "../options.ts";
import { ArchiveError, readArchive, type TarEntry, writeArchive } from "./archive.ts";

const USAGE_HINT = "Try 'tar --help' or 'tar --usage' for more information.\n";

export function* tar(process: Process, flavour: Flavour): Run<number> {
  const options = readOptions(process, flavour);
  const modes = ["c", "x", "t"].filter((mode) => options.has(mode));
  if (modes.length === 0)
    throw new Failure(
      flavour.name === "busybox"
        ? flavour.hint(process)
        : `tar: You must specify one of the '-Acdtrux', '--delete' or '--test-label' options\n${USAGE_HINT}`,
      flavour.name === "busybox" ? 1 : 2,
    );
  if (modes.length > 1)
    throw new Failure(
      `tar: You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option\n${USAGE_HINT}`,
      2,
    );
  const base = options.has("C") ? absolutePath(options.value("C") ?? "", process.cwd) : process.cwd;
  if (lookUp(process, base)?.kind !== "directory")
    throw new Failure(
      `tar: ${options.value("C")}: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now\n`,
      2,
    );
  return modes[0] === "c"
    ? yield* create(process, options, base)
    : yield* take(process, options, { base, lists: modes[0] === "t" });
}

/** The first word may lack its dash, and its letters then take their values in turn. */
function readOptions(process: Process, flavour: Flavour): Options {
  const [name = "tar", first = "", ...rest] = process.argv;
  const spec = {
    short: "cxtvzf:C:OpmkhPX:T:aj",
    long: {
      create: "c",
      extract: "x",
      get: "x",
      list: "t",
      verbose: "v",
      gzip: "z",
      gunzip: "z",
      "file=": "f",
      "directory=": "C",
      "to-stdout": "O",
      "exclude=": "exclude",
      "strip-components=": "strip",
      "no-same-owner": "m",
      "no-same-permissions": "m",
      "same-permissions": "p",
      "preserve-permissions": "p",
      "absolute-names": "P",
      overwrite: "m",
    },
    refused: { short: "AdruJjXT", long: ["append", "update", "delete", "diff", "bzip2", "xz", "wildcards"] },
    hint: flavour.name === "busybox" ? flavour.hint(process) : USAGE_HINT,
    exitCode: flavour.name === "busybox" ? 1 : 64,
  };
  if (first.startsWith("-") || first === "") return parseOptions(process, spec);
  const words: string[] = [name];
  const values = [...rest];
  for (const letter of first) words.push(/[fCXT]/.test(letter) ? `-${letter}${values.shift() ?? ""}` : `-${letter}`);
  return parseOptions(process, spec, [...words, ...values]);
}

function listed(entry: TarEntry, isLong: boolean): string {
  const name = entry.kind === "link" && isLong ? `${entry.name} -> ${entry.target}` : entry.name;
  if (!isLong) return `${entry.name}\n`;
  const letters = "rwxrwxrwx".replace(/./g, (letter, i: number) => ((entry.mode >> (8 - i)) & 1 ? letter : "-"));
  const kind = entry.kind === "directory" ? "d" : entry.kind === "link" ? "l" : "-";
  const owner = `${ownerName(entry.uid)}/${ownerName(entry.gid)}`;
  const size = String(entry.bytes.length).padStart(Math.max(1, 19 - owner.length));
  return `${kind}${letters} ${owner}${size.startsWith(" ") ? size : ` ${size}`} ${formatTime("%Y-%m-%d %H:%M", entry.mtimeSec * 1_000_000)} ${name}\n`;
}

function ownerName(id: number): string {
  return id === 0 ? "root" : id === 1000 ? "learner" : String(id);
}

function* create(process: Process, options: Options, base: string): Run<number> {
  if (options.operands.length === 0)
    throw new Failure(`tar: Cowardly refusing to create an empty archive\n${USAGE_HINT}`, 2);
  const excluded = options.values("exclude").map((pattern) => globToRegExp(pattern));
  const entries: TarEntry[] = [];
  let exitCode = 0;
  let isWarned = false;
  for (const operand of options.operands) {
    if (operand.startsWith("/") && !options.has("P") && !isWarned) {
      isWarned = true;
      yield* process.printError("tar: Removing leading `/' from member names\n");
    }
    try {
      gather(process, {
        name: operand,
        path: absolutePath(operand, base),
        entries,
        isExcluded: (name) => excluded.some((one) => one.test(name) || one.test(name.split("/").at(-1) ?? "")),
        keepsRoot: options.has("P"),
      });
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
      yield* process.printError(`tar: ${operand}: Cannot stat: ${error.message}\n`);
      exitCode = 2;
    }
  }
  const archive = writeArchive(entries);
  const file = options.value("f") ?? "-";
  const isZipped = options.has("z") || (options.has("a") && /\.t?gz$/.test(file));
  const bytes = isZipped ? gzipped(archive, { name: null, mtimeSec: 0 }) : archive;
  yield* process.charge(Math.ceil(archive.length / 200));
  const shown = options.has("v") ? entries.map((entry) => listed(entry, options.count("v") > 1)).join("") : "";
  if (file === "-") {
    yield* process.printError(shown);
    yield* process.write(1, bytes);
  } else {
    yield* process.print(shown);
    process.machine.fs.writeFile(file, bytes, process.cwd);
  }
  if (exitCode !== 0) yield* process.printError("tar: Exiting with failure status due to previous errors\n");
  return exitCode;
}

interface Gathering {
  readonly name: string;
  readonly path: string;
  readonly entries: TarEntry[];
  readonly keepsRoot: boolean;
  isExcluded(name: string): boolean;
}

function gather(process: Process, { name, path, entries, isExcluded, keepsRoot }: Gathering): void {
  if (isExcluded(name.replace(/\/$/, ""))) return;
  const node = process.machine.fs.node(path, "/", { noFollow: true });
  const shown = keepsRoot ? name : name.replace(/^\/+/, "");
  const { mode, uid, gid, mtimeMs } = node.attributes;
  const common = { mode, uid, gid, mtimeSec: Math.floor(mtimeMs / 1000), target: "", bytes: new Uint8Array(0) };
  if (node.kind === "directory") {
    const directory = shown === "" ? "./" : `${shown.replace(/\/+$/, "")}/`;
    entries.push({ ...common, name: directory, kind: "directory" });
    for (const inner of [...node.entries.keys()].sort())
      gather(process, {
        name: `${name.replace(/\/+$/, "")}/${inner}`,
        path: `${path === "/" ? "" : path}/${inner}`,
        entries,
        isExcluded,
        keepsRoot,
      });
  } else if (node.kind === "link")
    entries.push({ ...common, name: shown, kind: "link", mode: 0o777, target: node.target });
  else if (node.kind === "file") entries.push({ ...common, name: shown, kind: "file", bytes: node.bytes });
}

function* take(
  process: Process,
  options: Options,
  { base, lists }: { readonly base: string; readonly lists: boolean },
): Run<number> {
  const file = options.value("f") ?? "-";
  const entries = archived(yield* bytesOf(process, file), options);
  const strip = Number(options.value("strip") ?? 0);
  const excluded = options.values("exclude").map((pattern) => globToRegExp(pattern));
  const wanted = options.operands.map((name) => name.replace(/\/$/, ""));
  const met = new Set<string>();
  for (const entry of entries) {
    const name = entry.name.replace(/\/$/, "");
    const by = wanted.find((one) => name === one || name.startsWith(`${one}/`));
    if (wanted.length > 0 && by === undefined) continue;
    if (excluded.some((one) => one.test(name) || one.test(name.split("/").at(-1) ?? ""))) continue;
    if (by !== undefined) met.add(by);
    if (lists || options.has("v")) {
      const text = listed(entry, lists ? options.has("v") : options.count("v") > 1);
      if (options.has("O")) yield* process.printError(text);
      else yield* process.print(text);
    }
    if (lists) continue;
    if (options.has("O")) yield* process.write(1, entry.bytes);
    else extract(process, { ...entry, name: stripped(entry.name, strip) }, base);
    yield* process.charge(10);
  }
  const missing = wanted.filter((name) => !met.has(name));
  for (const name of missing) yield* process.printError(`tar: ${name}: Not found in archive\n`);
  if (missing.length > 0) yield* process.printError("tar: Exiting with failure status due to previous errors\n");
  return missing.length > 0 ? 2 : 0;
}

function stripped(name: string, count: number): string {
  return name.split("/").slice(count).join("/");
}

function* bytesOf(process: Process, file: string): Run<Uint8Array> {
  if (file === "-") return yield* process.readToEnd(0);
  try {
    const fd = openInput(process, file);
    const bytes = yield* process.readToEnd(fd);
    closeInput(process, fd);
    return bytes;
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    throw new Failure(`tar: ${file}: Cannot open: ${error.message}\ntar: Error is not recoverable: exiting now\n`, 2);
  }
}

function archived(bytes: Uint8Array, options: Options): TarEntry[] {
  try {
    if (options.has("z") && !isGzip(bytes)) throw new NotGzip("not in gzip format");
    return readArchive(isGzip(bytes) ? gunzipped(bytes) : bytes);
  } catch (error) {
    if (error instanceof NotGzip || error instanceof InflateError)
      throw new Failure(
        `\ngzip: stdin: ${error.message}\ntar: Child returned status 1\ntar: Error is not recoverable: exiting now\n`,
        2,
      );
    if (error instanceof ArchiveError)
      throw new Failure(
        `tar: ${error.message}\n${error.message.startsWith("Unexpected") ? "tar: Error is not recoverable: exiting now\n" : "tar: Exiting with failure status due to previous errors\n"}`,
        2,
      );
    throw error;
  }
}

/** Never outside of where it was told to: a way up is cut off. */
function extract(process: Process, entry: TarEntry, base: string): void {
  const name = entry.name
    .replace(/^\/+/, "")
    .split("/")
    .filter((part) => part !== "" && part !== "." && part !== "..")
    .join("/");
  if (name === "") return;
  const { fs } = process.machine;
  const path = `${base === "/" ? "" : base}/${name}`;
  if (entry.kind === "directory") {
    const directory = fs.makeDirectory(path, "/", { parents: true });
    setAttributes(directory, { mode: entry.mode & 0o7777 });
    return;
  }
  fs.makeDirectory(path.slice(0, path.lastIndexOf("/")) || "/", "/", { parents: true });
  if (entry.kind === "link") {
    if (lookUp(process, path, true) !== null) fs.removeFile(path);
    fs.link(entry.target, path);
    return;
  }
  if (lookUp(process, path, true)?.kind === "link") fs.removeFile(path);
  const made = fs.writeFile(path, entry.bytes);
  setAttributes(made, { mode: entry.mode & 0o7777, mtimeMs: entry.mtimeSec * 1000 });
}
