/** gzip, gunzip, zcat. Models: gzip 1.12 gzip.c, busybox archival/bbunzip.c */

import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { setAttributes } from "../../../sim/os/vfs/node.ts";
import { Failure } from "../failure.ts";
import { lookUp } from "../files.ts";
import type { Flavour } from "../flavour.ts";
import { isTerminal } from "../kubectl/terminal.ts";
import { type Options, parseOptions } from "../options.ts";
import { gunzipped, gzipped, NotGzip } from "./container.ts";
import { InflateError } from "./inflate.ts";

export function* gzip(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "cdfhklnqrtvNV123456789",
    long: {
      stdout: "c",
      "to-stdout": "c",
      decompress: "d",
      uncompress: "d",
      force: "f",
      keep: "k",
      list: "l",
      quiet: "q",
      test: "t",
      verbose: "v",
      fast: "1",
      best: "9",
      "no-name": "n",
    },
    refused: { short: "rlS" },
    hint: flavour.hint(process),
  });
  const expands = options.has("d", "t") || process.name === "gunzip" || process.name === "zcat";
  const toOutput = options.has("c") || process.name === "zcat";
  const names = options.operands.length === 0 ? ["-"] : options.operands;
  let exitCode = 0;
  for (const name of names) {
    try {
      if (name === "-") yield* standard(process, options, expands);
      else yield* onFile(process, options, { name, expands, toOutput });
    } catch (error) {
      if (!(error instanceof NotGzip) && !(error instanceof InflateError) && !(error instanceof OsError)) throw error;
      const shown = name === "-" ? "stdin" : name;
      const words = error instanceof OsError ? `${shown}: ${error.message}` : `${shown}: ${error.message}`;
      yield* process.printError(`${error instanceof OsError ? "" : "\n"}gzip: ${words}\n`);
      exitCode = 1;
    }
  }
  return exitCode;
}

function* standard(process: Process, options: Options, expands: boolean): Run<void> {
  if (!expands && isTerminal(process, 1) && !options.has("f"))
    throw new Failure(
      "gzip: compressed data not written to a terminal. Use -f to force compression.\nFor help, type: gzip -h\n",
      1,
    );
  const bytes = yield* process.readToEnd(0);
  const made = expands ? gunzipped(bytes) : gzipped(bytes, { name: null, mtimeSec: 0 });
  yield* process.charge(Math.ceil(bytes.length / 50));
  if (!options.has("t")) yield* process.write(1, made);
}

interface Job {
  readonly name: string;
  readonly expands: boolean;
  readonly toOutput: boolean;
}

function* onFile(process: Process, options: Options, { name, expands, toOutput }: Job): Run<void> {
  const { fs } = process.machine;
  const file = fs.exists(name, process.cwd) || !expands ? name : `${name}.gz`;
  const node = fs.node(file, process.cwd);
  if (node.kind === "directory") {
    yield* process.printError(`gzip: ${file} is a directory -- ignored\n`);
    return;
  }
  if (node.kind !== "file") return;
  if (!expands && /\.gz$/.test(file) && !toOutput) {
    yield* process.printError(`gzip: ${file} already has .gz suffix -- unchanged\n`);
    return;
  }
  const target = expands ? file.replace(/\.t?gz$/, (suffix) => (suffix === ".tgz" ? ".tar" : "")) : `${file}.gz`;
  if (expands && target === file && !toOutput && !options.has("t")) {
    yield* process.printError(`gzip: ${file}: unknown suffix -- ignored\n`);
    return;
  }
  const bytes = node.bytes;
  const made = expands
    ? gunzipped(bytes)
    : gzipped(bytes, {
        name: options.has("n") ? null : (file.split("/").at(-1) ?? ""),
        mtimeSec: Math.floor(node.attributes.mtimeMs / 1000),
      });
  yield* process.charge(Math.ceil(bytes.length / 50));
  if (options.has("t")) return;
  if (toOutput) {
    yield* process.write(1, made);
    return;
  }
  if (lookUp(process, target) !== null && !options.has("f"))
    throw new Failure(`gzip: ${target} already exists;\tnot overwritten\n`, 2);
  const { mode, mtimeMs } = node.attributes;
  const written = fs.writeFile(target, made, process.cwd);
  setAttributes(written, { mode, mtimeMs });
  if (!options.has("k")) fs.removeFile(file, process.cwd);
  if (options.has("v")) {
    const [small, large] = expands ? [bytes.length, made.length] : [made.length, bytes.length];
    const saved = large === 0 ? 0 : (1 - small / large) * 100;
    yield* process.printError(
      `${file}:\t${saved.toFixed(1).padStart(5)}% -- ${options.has("k") ? "created" : "replaced with"} ${target}\n`,
    );
  }
}
