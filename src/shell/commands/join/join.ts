/** Lines of two sorted files that share a field, joined. Models: coreutils src/join.c. SIMPLIFIED: the order is checked only when asked. */
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
    long: { "ignore-case": "i", "check-order": "check", "nocheck-order": "nocheck", header: "header" },
    refused: { short: "z", long: ["zero-terminated"] },
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
  const widths: [number, number] = [left[0]?.length ?? 0, right[0]?.length ?? 0];
  const show = shower(options, { separator: separator ?? " ", leftKey, rightKey, widths });
  const unpaired = (side: string): boolean => options.values("a").includes(side) || options.values("v").includes(side);
  const out = new Output(process);
  const header = options.has("header") ? [left.shift() ?? [], right.shift() ?? []] : null;
  if (header !== null) out.line(show(header[0] as Row, header[1] as Row));
  if (options.has("check"))
    for (const [name, rows, key] of [
      [first, left, leftKey],
      [second, right, rightKey],
    ] as const) {
      const at = rows.findIndex((row, i) => i > 0 && fold(rows[i - 1]?.[key]) > fold(row[key]));
      if (at >= 0) {
        yield* out.flush();
        fail(
          process,
          `${name}:${at + 1 + (header === null ? 0 : 1)}: is not sorted: ${(rows[at] as Row).join(separator ?? " ")}`,
        );
      }
    }
  let [l, r] = [0, 0];
  while (l < left.length || r < right.length) {
    const [a, b] = [left[l], right[r]];
    const [leftText, rightText] = [fold(a?.[leftKey]), fold(b?.[rightKey])];
    if (b === undefined || (a !== undefined && leftText < rightText)) {
      if (unpaired("1")) out.line(show(a as Row, null));
      l++;
    } else if (a === undefined || leftText > rightText) {
      if (unpaired("2")) out.line(show(null, b));
      r++;
    } else {
      const ends = (rows: readonly Row[], from: number, key: number): number => {
        let end = from;
        while (end < rows.length && fold(rows[end]?.[key]) === leftText) end++;
        return end;
      };
      const [leftEnd, rightEnd] = [ends(left, l, leftKey), ends(right, r, rightKey)];
      for (const one of left.slice(l, leftEnd))
        for (const other of right.slice(r, rightEnd)) if (!options.has("v")) out.line(show(one, other));
      [l, r] = [leftEnd, rightEnd];
    }
    yield* out.drain();
  }
  yield* out.flush();
  return 0;
}

function shower(
  options: Options,
  {
    separator,
    leftKey,
    rightKey,
    widths,
  }: { separator: string; leftKey: number; rightKey: number; widths: [number, number] },
): (left: Row | null, right: Row | null) => string {
  const empty = options.value("e") ?? "";
  const others = (side: number, keyAt: number): string[] =>
    Array.from({ length: widths[side] as number }, (_, i) => `${side + 1}.${i + 1}`).filter((_, i) => i !== keyAt);
  const format =
    options.value("o") === "auto"
      ? ["0", ...others(0, leftKey), ...others(1, rightKey)]
      : options
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
