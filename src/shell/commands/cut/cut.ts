/** Selected fields, characters or bytes of each line. Models: coreutils src/cut.c, busybox coreutils/cut.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { fail } from "../failure.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { closeInput, Lines, openInput } from "../input.ts";
import { type Options, parseOptions } from "../options.ts";
import { Output } from "../output.ts";

type Range = readonly [from: number, to: number];

export function* cut(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "b:c:d:f:nsz",
    long: {
      "bytes=": "b",
      "characters=": "c",
      "delimiter=": "d",
      "fields=": "f",
      complement: "complement",
      "only-delimited": "s",
      "output-delimiter=": "output",
      "zero-terminated": "z",
    },
    hint: flavour.hint(process),
  });
  const pick = picker(process, flavour, options);
  const out = new Output(process);
  let exitCode = 0;
  for (const name of options.operands.length === 0 ? ["-"] : options.operands) {
    try {
      const fd = openInput(process, name);
      const lines = new Lines(process, fd, options.has("z") ? 0 : 10);
      for (let batch = yield* lines.next(); batch !== null; batch = yield* lines.next()) {
        for (const line of batch) {
          const picked = pick(line);
          if (picked !== null) out.write(`${picked}${options.has("z") ? "\0" : "\n"}`);
        }
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

function picker(process: Process, flavour: Flavour, options: Options): (line: string) => string | null {
  const kinds = ["b", "c", "f"].filter((key) => options.has(key));
  if (kinds.length === 0) {
    if (flavour.name === "busybox") fail(process, "expected a list of bytes, characters, or fields");
    wrongUsage(process, flavour, "you must specify a list of bytes, characters, or fields");
  }
  if (kinds.length > 1) wrongUsage(process, flavour, "only one list may be specified");
  const kind = kinds[0] as "b" | "c" | "f";
  const delimiter = options.value("d") ?? "\t";
  if ([...delimiter].length > 1) wrongUsage(process, flavour, "the delimiter must be a single character");
  if (kind !== "f" && options.has("d"))
    wrongUsage(process, flavour, "an input delimiter may be specified only when operating on fields");
  const ranges: readonly Range[] = parseList(process, flavour, options.value(kind) as string, kind === "f");
  const wanted = (n: number): boolean =>
    ranges.some(([from, to]: Range) => n >= from && n <= to) !== options.has("complement");
  const output = options.value("output");
  if (kind === "f")
    return (line) => {
      const fields = line.split(delimiter === "" ? "\0" : delimiter);
      if (fields.length === 1) return options.has("s") ? null : line;
      return fields.filter((_, i) => wanted(i + 1)).join(output ?? delimiter);
    };
  return (line) => {
    const units = [...line];
    if (output === undefined) return units.filter((_, i) => wanted(i + 1)).join("");
    const groups: string[] = [];
    for (let i = 0; i < units.length; i++)
      if (wanted(i + 1)) {
        const goesOn = i > 0 && wanted(i) && groups.length > 0;
        groups.push((goesOn ? (groups.pop() as string) : "") + units[i]);
      }
    return groups.join(output);
  };
}

function parseList(process: Process, flavour: Flavour, text: string, fields: boolean): Range[] {
  return text.split(/[, ]/).map((part): Range => {
    const found = /^(\d*)(-?)(\d*)$/.exec(part);
    if (found === null) {
      if (flavour.name === "busybox") return fail(process, `invalid number '${part}'`);
      const noun = fields ? "field value" : "byte/character position";
      return wrongUsage(process, flavour, `invalid ${noun} ${localeQuoted(process, part)}`);
    }
    const [, from = "", dash = "", to = ""] = found;
    if (dash === "-" && from === "" && to === "") wrongUsage(process, flavour, "invalid range with no endpoint: -");
    if (Number(from || "1") === 0 || (to !== "" && Number(to) === 0) || (from === "" && dash === ""))
      wrongUsage(process, flavour, `${fields ? "fields" : "byte/character positions"} are numbered from 1`);
    const low = from === "" ? 1 : Number(from);
    const high = dash === "" ? low : to === "" ? Number.POSITIVE_INFINITY : Number(to);
    if (high < low) wrongUsage(process, flavour, "invalid decreasing range");
    return [low, high];
  });
}
