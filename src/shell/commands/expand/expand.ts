/** Tabs to spaces and back. Models: coreutils src/expand.c, src/unexpand.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { fail } from "../failure.ts";
import { type Flavour, localeQuoted } from "../flavour.ts";
import { closeInput, Lines, openInput } from "../input.ts";
import { type Options, parseOptions } from "../options.ts";
import { Output } from "../output.ts";

export function* expand(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "it:",
    long: { initial: "i", "tabs=": "t" },
    hint: flavour.hint(process),
  });
  const stops = stopsOf(process, options);
  return yield* eachLine(process, { flavour, options }, (line) => expanded(line, stops, options.has("i")));
}

export function* unexpand(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "at:",
    long: { all: "a", "first-only": "first", "tabs=": "t" },
    hint: flavour.hint(process),
  });
  const stops = stopsOf(process, options);
  const everywhere = options.has("a", "t") && !options.has("first");
  return yield* eachLine(process, { flavour, options }, (line) => unexpanded(line, stops, everywhere));
}

/** The next stop behind a column; null behind the last of a list. */
type Stops = (column: number) => number | null;

function stopsOf(process: Process, options: Options): Stops {
  const list = (options.value("t") ?? "8").split(/[ ,]+/).map((text) => {
    if (!/^\d+$/.test(text)) fail(process, `tab size contains invalid character(s): ${localeQuoted(process, text)}`);
    if (Number(text) === 0) fail(process, "tab size cannot be 0");
    return Number(text);
  });
  const [every] = list;
  if (list.length === 1 && every !== undefined) return (column) => (Math.floor(column / every) + 1) * every;
  return (column) => list.find((stop) => stop > column) ?? null;
}

function expanded(line: string, stops: Stops, onlyInitial: boolean): string {
  let out = "";
  let column = 0;
  let isInitial = true;
  for (const char of line) {
    if (char !== " " && char !== "\t") isInitial = false;
    if (char !== "\t" || (onlyInitial && !isInitial)) {
      out += char;
      column += char === "\b" ? -1 : 1;
      continue;
    }
    const next = stops(column) ?? column + 1;
    out += " ".repeat(next - column);
    column = next;
  }
  return out;
}

function unexpanded(line: string, stops: Stops, everywhere: boolean): string {
  let out = "";
  let column = 0;
  let blanks = "";
  let isInitial = true;
  for (const char of line) {
    const isBlank = char === " " || char === "\t";
    if (!isBlank || !(isInitial || everywhere)) {
      if (!isBlank) isInitial = false;
      out += blanks + char;
      blanks = "";
      column++;
      continue;
    }
    const next = stops(column);
    column = char === "\t" ? (next ?? column + 1) : column + 1;
    blanks += char;
    if (column !== next) continue;
    // One blank before a stop stays as it is, unless more blanks follow a stop.
    out += blanks === " " && !isInitial ? " " : "\t";
    blanks = "";
  }
  return out + blanks;
}

function* eachLine(
  process: Process,
  { flavour, options }: { flavour: Flavour; options: Options },
  change: (line: string) => string,
): Run<number> {
  const out = new Output(process);
  let exitCode = 0;
  for (const name of options.operands.length === 0 ? ["-"] : options.operands) {
    try {
      const fd = openInput(process, name);
      const lines = new Lines(process, fd);
      for (let batch = yield* lines.next(); batch !== null; batch = yield* lines.next()) {
        for (const [i, line] of batch.entries())
          out.write(change(line) + (lines.endsOpen && i === batch.length - 1 ? "" : "\n"));
        yield* out.flush();
      }
      closeInput(process, fd);
    } catch (error) {
      yield* process.printError(`${process.name}: ${flavour.cannotOpen(name, error)}\n`);
      exitCode = 1;
    }
  }
  return exitCode;
}
