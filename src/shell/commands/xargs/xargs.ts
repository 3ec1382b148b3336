/** Words of standard input as arguments. Models: findutils xargs/xargs.c, busybox findutils/xargs.c. SIMPLIFIED: -P runs one after the other. */
import { decodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { openNull } from "../../../sim/os/null-device.ts";
import type { Process } from "../../../sim/os/process.ts";
import { OpenFile } from "../../../sim/os/vfs/open-file.ts";
import { fail } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { type Options, parseOptions } from "../options.ts";
import { runCommand } from "../run-command.ts";

const MAX_BYTES = 131_072;

export function* xargs(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "0a:d:E:I:i::L:l::n:oP:prs:tx",
    long: {
      null: "0",
      "delimiter=": "d",
      "replace?": "i",
      "max-lines?": "l",
      "max-args=": "n",
      "no-run-if-empty": "r",
      verbose: "t",
      "max-procs=": "P",
      "max-chars=": "s",
      "arg-file=": "a",
      exit: "x",
      interactive: "p",
    },
    refused: { long: ["show-limits", "process-slot-var", "open-tty"] },
    stopsAtOperand: true,
    hint: flavour.hint(process),
  });
  const command = options.operands.length === 0 ? ["echo"] : options.operands;
  const text = options.has("a")
    ? process.machine.fs.readText(options.value("a") as string, process.cwd)
    : decodeUtf8(yield* process.readToEnd(0));
  const replace = options.has("I") ? options.value("I") : options.has("i") ? options.value("i") || "{}" : undefined;
  const batches = batchesOf(process, text, options, replace !== undefined);
  if (batches.length === 0 && !options.has("r") && replace === undefined && flavour.name === "gnu") batches.push([]);
  let exitCode = 0;
  for (const batch of batches) {
    const words =
      replace === undefined ? [...command, ...batch] : command.map((word) => word.replaceAll(replace, batch[0] ?? ""));
    if (options.has("t")) yield* process.printError(`${words.join(" ")}\n`);
    const code = yield* runCommand(process, words, { fds: childFiles(process) });
    if (code === 127 || code === 126) return code;
    if (code === 255) fail(process, `${words[0]}: exited with status 255; aborting`, 124);
    if (code >= 128) fail(process, `${words[0]}: terminated by signal ${code - 128}`, 125);
    if (code !== 0) exitCode = 123;
  }
  return exitCode;
}

/** Children read nothing: their standard input is /dev/null. */
function childFiles(process: Process): Map<number, OpenFile> {
  const files = new Map([[0, new OpenFile(openNull())]]);
  for (const fd of [1, 2]) if (process.fds.has(fd)) files.set(fd, process.file(fd).dup());
  return files;
}

function batchesOf(process: Process, text: string, options: Options, replacing: boolean): string[][] {
  const whole = (key: string): number | null => {
    const value = options.value(key);
    if (value === undefined) return null;
    return /^[1-9]\d*$/.test(value || "1")
      ? Number(value || "1")
      : fail(process, `value ${value} for -${key} option should be >= 1`);
  };
  if (replacing) return linesOf(process, text, options).map((line) => [line]);
  const perLine = whole("L") ?? (options.has("l") ? whole("l") : null);
  if (perLine !== null)
    return grouped(
      text
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line) => wordsOf(process, line)),
      perLine,
    );
  const words = options.has("0", "d") ? linesOf(process, text, options) : wordsOf(process, text);
  const most = whole("n") ?? Number.POSITIVE_INFINITY;
  const batches: string[][] = [];
  let size = 0;
  for (const word of words) {
    const last = batches.at(-1);
    if (last === undefined || last.length >= most || size + word.length > MAX_BYTES) {
      batches.push([word]);
      size = word.length;
    } else {
      last.push(word);
      size += word.length + 1;
    }
  }
  return batches;
}

function grouped(lines: readonly string[][], count: number): string[][] {
  const batches: string[][] = [];
  for (let i = 0; i < lines.length; i += count) batches.push(lines.slice(i, i + count).flat());
  return batches;
}

function linesOf(process: Process, text: string, options: Options): string[] {
  const delimiter = options.has("0")
    ? "\0"
    : options.has("d")
      ? ({ "\\n": "\n", "\\t": "\t", "\\0": "\0" }[options.value("d") as string] ?? (options.value("d") as string))
      : null;
  if (delimiter !== null)
    return (text.endsWith(delimiter) ? text.slice(0, -delimiter.length) : text)
      .split(delimiter)
      .filter((word, i, all) => all.length > 1 || word !== "" || i > 0);
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => unquote(process, line.replace(/^[ \t]+/, "")));
}

function unquote(process: Process, line: string): string {
  return wordsOf(process, line.replace(/([ \t])/g, "\\$1"))[0] ?? "";
}

function wordsOf(process: Process, text: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === "'" || char === '"') {
      const end = text.indexOf(char, i + 1);
      if (end < 0 || text.slice(i, end).includes("\n"))
        fail(
          process,
          `unmatched ${char === "'" ? "single" : "double"} quote; by default quotes are special to xargs unless you use the -0 option`,
        );
      word = (word ?? "") + text.slice(i + 1, end);
      i = end;
    } else if (char === "\\") word = (word ?? "") + (text[++i] ?? "");
    else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? "") + char;
  }
  if (word !== null) words.push(word);
  return words;
}
