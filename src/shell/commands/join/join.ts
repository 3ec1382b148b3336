/** Lines of two sorted files that share a field, joined. Models: coreutils src/join.c. SIMPLIFIED: no check of the order, no --header. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { fail } from "../failure.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { Lines, openInput } from "../input.ts";
import { type Options, parseOptions } from "../options.ts";
import { Output } from "../output.ts";

type Row = readonly string[];

export function* join(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "a:e:i1:2:j:o:t:v:",
    long: { "ignore-case": "i", "check-order": "check", "nocheck-order": "nocheck" },
    refused: { short: "z", long: ["header", "zero-terminated"] },
    hint: flavour.hint(process),
  });
  const [first, second, extra] = options.operands;
  if (first === undefined) return wrongUsage(process, flavour, "missing operand");
  if (second === undefined)
    return wrongUsage(process, flavour, `missing operand after ${localeQuoted(process, first)}`);
  if (extra !== undefined) return wrongUsage(process, flavour, `extra operand ${localeQuoted(process, extra)}`);
  const separator = options.value("t");
  const split = (line: string): Row => (separator === undefined ? line.trim().split(/[ \t]+/) : line.split(separator));
  const fieldOf = (side: "1" | "2"): number => Number(options.value(side) ?? options.value("j") ?? "1") - 1;
  const [leftKey, rightKey] = [fieldOf("1"), fieldOf("2")];
  if (Number.isNaN(leftKey) || Number.isNaN(rightKey))
    fail(process, `invalid field number: ${localeQuoted(process, options.value("j") ?? "")}`);
  const left = (yield* new Lines(process, openInput(process, first)).all()).map(split);
  const right = (yield* new Lines(process, openInput(process, second)).all()).map(split);
  const fold = (text: string | undefined): string => (options.has("i") ? (text ?? "").toLowerCase() : (text ?? ""));
  const show = shower(options, { separator: separator ?? " ", leftKey, rightKey });
  const unpaired = (side: string): boolean => options.values("a").includes(side) || options.values("v").includes(side);
  const out = new Output(process);
  const matched = new Set<Row>();
  for (const row of left) {
    const partners = right.filter((other) => fold(other[rightKey]) === fold(row[leftKey]));
    for (const other of partners) {
      matched.add(other);
      if (!options.has("v")) out.line(show(row, other));
    }
    if (partners.length === 0 && unpaired("1")) out.line(show(row, null));
    yield* out.drain();
  }
  if (unpaired("2")) for (const row of right) if (!matched.has(row)) out.line(show(null, row));
  yield* out.flush();
  return 0;
}

function shower(
  options: Options,
  { separator, leftKey, rightKey }: { separator: string; leftKey: number; rightKey: number },
): (left: Row | null, right: Row | null) => string {
  const empty = options.value("e") ?? "";
  const format = options
    .values("o")
    .flatMap((text) => text.split(/[ ,]+/))
    .filter((text) => text !== "");
  return (left, right) => {
    const key = left?.[leftKey] ?? right?.[rightKey] ?? "";
    if (format.length > 0)
      return format
        .map((spec) => {
          if (spec === "0") return key;
          const [side, field] = spec.split(".");
          return (side === "1" ? left : right)?.[Number(field) - 1] || empty;
        })
        .join(separator);
    const rest = (row: Row | null, keyAt: number): Row => (row === null ? [] : row.filter((_, i) => i !== keyAt));
    return [key, ...rest(left, leftKey), ...rest(right, rightKey)].join(separator);
  };
}
