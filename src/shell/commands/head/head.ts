/** The first lines or bytes. Models: coreutils src/head.c, busybox coreutils/head.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure, fail } from "../failure.ts";
import { type Flavour, localeQuoted } from "../flavour.ts";
import { closeInput, errorWords, openInput } from "../input.ts";
import { parseOptions } from "../options.ts";
import { shellQuotedIfNeeded } from "../quoting.ts";
import { parseSize } from "../size.ts";

interface Wanted {
  readonly unit: "lines" | "bytes";
  readonly count: number;
  /** `-n -3`: all but the last three. */
  readonly fromEnd: boolean;
}

export function* head(process: Process, flavour: Flavour): Run<number> {
  const [first = "", ...others] = process.argv;
  const argv = [first, ...others.map((word, i) => (i === 0 ? word.replace(/^-(\d+)([bkm]?)$/, "-n$1$2") : word))];
  const options = parseOptions(
    process,
    {
      short: "c:n:qvz",
      long: { "bytes=": "c", "lines=": "n", quiet: "q", silent: "q", verbose: "v", "zero-terminated": "z" },
      hint: flavour.hint(process),
    },
    argv,
  );
  const wanted = whatIsWanted(
    process,
    flavour,
    options.lastOf("c", "n"),
    options.value(options.lastOf("c", "n") ?? ""),
  );
  const names = options.operands.length === 0 ? ["-"] : options.operands;
  const titles = options.has("v") || (names.length > 1 && !options.has("q"));
  let exitCode = 0;
  let isFirst = true;
  for (const name of names) {
    try {
      const fd = openInput(process, name);
      if (titles) yield* process.print(`${isFirst ? "" : "\n"}==> ${name === "-" ? "standard input" : name} <==\n`);
      isFirst = false;
      yield* copyHead(process, fd, { ...wanted, separator: options.has("z") ? 0 : 10 });
      closeInput(process, fd);
    } catch (error) {
      if (error instanceof Failure) throw error;
      const words = errorWords(error);
      const gnu =
        words === "Is a directory"
          ? `error reading '${name}': ${words}`
          : `cannot open ${always(name)} for reading: ${words}`;
      yield* process.printError(`${process.name}: ${flavour.name === "gnu" ? gnu : `${name}: ${words}`}\n`);
      exitCode = 1;
    }
  }
  return exitCode;
}

function always(name: string): string {
  const text = shellQuotedIfNeeded(name);
  return text === name ? `'${name}'` : text;
}

function whatIsWanted(process: Process, flavour: Flavour, key: string | undefined, value: string | undefined): Wanted {
  const unit = key === "c" ? "bytes" : "lines";
  if (value === undefined) return { unit, count: 10, fromEnd: false };
  const count = parseSize(value.replace(/^[-+]/, ""));
  if (count === null) {
    if (flavour.name === "busybox") fail(process, `invalid number '${value}'`);
    fail(process, `invalid number of ${unit}: ${localeQuoted(process, value.replace(/^-/, ""))}`);
  }
  return { unit, count: count as number, fromEnd: value.startsWith("-") };
}

function* copyHead(process: Process, fd: number, wanted: Wanted & { readonly separator: number }): Run<void> {
  if (wanted.fromEnd) return yield* copyAllBut(process, fd, wanted);
  let left = wanted.count;
  while (left > 0) {
    const part = yield* process.read(fd);
    if (part === null) return;
    let end = part.length;
    if (wanted.unit === "bytes") end = Math.min(left, part.length);
    else
      for (let i = 0, lines = left; i < part.length; i++)
        if (part[i] === wanted.separator && --lines === 0) {
          end = i + 1;
          break;
        }
    left -= wanted.unit === "bytes" ? end : countOf(part.subarray(0, end), wanted.separator);
    yield* process.write(1, part.subarray(0, end));
    if (end < part.length) process.file(fd).unread(part.subarray(end));
  }
}

function* copyAllBut(process: Process, fd: number, wanted: Wanted & { readonly separator: number }): Run<void> {
  const all = yield* process.readToEnd(fd);
  if (wanted.unit === "bytes") return yield* process.write(1, all.subarray(0, Math.max(0, all.length - wanted.count)));
  let end = all.length;
  for (let lines = wanted.count; lines > 0 && end > 0; lines--) end = all.lastIndexOf(wanted.separator, end - 2) + 1;
  yield* process.write(1, all.subarray(0, end));
}

function countOf(bytes: Uint8Array, wanted: number): number {
  let count = 0;
  for (const byte of bytes) if (byte === wanted) count++;
  return count;
}
