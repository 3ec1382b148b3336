/** md5sum, sha1sum and sha256sum: computing and checking. Models: coreutils src/digest.c */
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { Flavour } from "../flavour.ts";
import { closeInput, openInput, readText } from "../input.ts";
import { type Options, parseOptions } from "../options.ts";
import { shellQuotedIfNeeded } from "../quoting.ts";
import { type DigestName, digest } from "./digest.ts";

export function* checksum(process: Process, flavour: Flavour): Run<number> {
  const name = (process.name.replace(/^busybox-/, "").replace(/sum$/, "") || "md5") as DigestName;
  const options = parseOptions(process, {
    short: "bctwz",
    long: {
      check: "c",
      binary: "b",
      text: "t",
      quiet: "quiet",
      status: "status",
      strict: "strict",
      warn: "w",
      tag: "tag",
      zero: "z",
    },
    refused: { long: ["ignore-missing"] },
    hint: flavour.hint(process),
  });
  const names = options.operands.length === 0 ? ["-"] : options.operands;
  let exitCode = 0;
  for (const file of names) {
    try {
      if (options.has("c")) {
        if (!(yield* check(process, { name, file, options }))) exitCode = 1;
        continue;
      }
      const sum = yield* sumOf(process, name, file);
      yield* process.print(
        options.has("tag")
          ? `${name.toUpperCase()} (${file}) = ${sum}\n`
          : `${sum} ${options.has("b") ? "*" : " "}${file}\n`,
      );
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
      yield* process.printError(
        `${process.name}: ${flavour.name === "gnu" ? `${shellQuotedIfNeeded(file)}: ${error.message}` : `can't open '${file}': ${error.message}`}\n`,
      );
      exitCode = 1;
    }
  }
  return exitCode;
}

function* sumOf(process: Process, name: DigestName, file: string): Run<string> {
  const fd = openInput(process, file);
  const bytes = yield* process.readToEnd(fd);
  closeInput(process, fd);
  yield* process.charge(bytes.length / 200);
  return digest(name, bytes);
}

function* check(
  process: Process,
  { name, file, options }: { name: DigestName; file: string; options: Options },
): Run<boolean> {
  let failed = 0;
  let unread = 0;
  for (const line of (yield* readText(process, file)).split("\n")) {
    const found = /^([0-9a-fA-F]+) [ *](.*)$/.exec(line);
    if (found === null) continue;
    const target = found[2] as string;
    try {
      const good = (yield* sumOf(process, name, target)) === (found[1] as string).toLowerCase();
      if (!good) failed++;
      if (!options.has("status") && (!good || !options.has("quiet")))
        yield* process.print(`${target}: ${good ? "OK" : "FAILED"}\n`);
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
      unread++;
      yield* process.printError(`${process.name}: ${target}: ${error.message}\n`);
      yield* process.print(`${target}: FAILED open or read\n`);
    }
  }
  const plural = (count: number): string => (count === 1 ? "" : "s");
  if (unread > 0)
    yield* process.printError(`${process.name}: WARNING: ${unread} listed file${plural(unread)} could not be read\n`);
  if (failed > 0 && !options.has("status"))
    yield* process.printError(`${process.name}: WARNING: ${failed} computed checksum${plural(failed)} did NOT match\n`);
  return failed + unread === 0;
}
