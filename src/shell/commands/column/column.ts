/** Words in a table. Models: util-linux 2.38 text-utils/column.c. SIMPLIFIED: -t with -s, -o and -N; filling columns without -t. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { Flavour } from "../flavour.ts";
import { Lines, openInput } from "../input.ts";
import { inColumns } from "../ls/columns.ts";
import { parseOptions } from "../options.ts";

export function* column(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "ts:o:N:c:xLne",
    long: { table: "t", "separator=": "s", "output-separator=": "o", "table-columns=": "N", "output-width=": "c" },
    refused: { short: "JRTHEWdOlrpi" },
    hint: flavour.hint(process),
  });
  const lines: string[] = [];
  for (const name of options.operands.length === 0 ? ["-"] : options.operands)
    lines.push(...(yield* new Lines(process, openInput(process, name)).all()));
  const shown = lines.filter((line) => line.trim() !== "");
  if (!options.has("t")) {
    yield* process.print(
      inColumns(
        shown.map((text) => ({ text, width: [...text].length })),
        Number(options.value("c") ?? process.tty?.columns ?? 80),
      ),
    );
    return 0;
  }
  const separators = options.value("s");
  const split = (line: string): string[] =>
    separators === undefined
      ? line.trim().split(/[ \t]+/)
      : line.split(new RegExp(`[${separators.replace(/[\]\\^-]/g, "\\$&")}]`));
  const head = options.has("N") ? [(options.value("N") as string).split(",")] : [];
  const rows = [...head, ...shown.map(split)];
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, i) => Math.max(...rows.map((row) => [...(row[i] ?? "")].length)));
  const between = options.value("o") ?? "  ";
  yield* process.print(
    rows
      .map(
        (row) =>
          `${Array.from({ length: count }, (_, i) => (i === count - 1 ? (row[i] ?? "") : (row[i] ?? "").padEnd(widths[i] as number))).join(between)}\n`,
      )
      .join(""),
  );
  return 0;
}
