/** Words in a table. Models: util-linux 2.38 text-utils/column.c. SIMPLIFIED: of a table's columns only names and right alignment can be set. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { Flavour } from "../flavour.ts";
import { Lines, openInput } from "../input.ts";
import { parseOptions } from "../options.ts";

export function* column(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "ts:o:N:c:xLneR:Jn:",
    long: {
      table: "t",
      "separator=": "s",
      "output-separator=": "o",
      "table-columns=": "N",
      "output-width=": "c",
      fillrows: "x",
      json: "J",
      "table-right=": "R",
      "table-name=": "n",
    },
    refused: { short: "THEWdOlrpi" },
    hint: flavour.hint(process),
  });
  const lines: string[] = [];
  for (const name of options.operands.length === 0 ? ["-"] : options.operands)
    lines.push(...(yield* new Lines(process, openInput(process, name)).all()));
  const shown = lines.filter((line) => line.trim() !== "");
  if (!options.has("t", "J")) {
    const lineWidth = Number(options.value("c") ?? process.tty?.columns ?? 80);
    yield* process.print(filled(shown, { lineWidth, across: options.has("x") }));
    return 0;
  }
  const separators = options.value("s");
  const split = (line: string): string[] =>
    separators === undefined
      ? line.trim().split(/[ \t]+/)
      : line.split(new RegExp(`[${separators.replace(/[\]\\^-]/g, "\\$&")}]`));
  const head = options.has("N") ? [(options.value("N") as string).split(",")] : [];
  if (options.has("J")) {
    yield* process.print(jsonTable(shown.map(split), head[0] ?? [], options.value("n") ?? "table"));
    return 0;
  }
  const rightward = new Set((options.value("R") ?? "").split(",").map((name) => Number(name) - 1));
  for (const name of (options.value("R") ?? "").split(","))
    if (head[0]?.includes(name)) rightward.add(head[0].indexOf(name));
  const rows = [...head, ...shown.map(split)];
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, i) => Math.max(...rows.map((row) => [...(row[i] ?? "")].length)));
  const between = options.value("o") ?? "  ";
  yield* process.print(
    rows
      .map(
        (row) =>
          `${Array.from({ length: count }, (_, i) => {
            const cell = row[i] ?? "";
            if (rightward.has(i)) return cell.padStart(widths[i] as number);
            return i === count - 1 ? cell : cell.padEnd(widths[i] as number);
          }).join(between)}\n`,
      )
      .join(""),
  );
  return 0;
}

const TAB = 8;

/** Columns of one width, a multiple of a tab, filled downwards or across, with tabs between. */
function filled(words: readonly string[], { lineWidth, across }: { lineWidth: number; across: boolean }): string {
  if (words.length === 0) return "";
  const widest = Math.max(...words.map((word) => [...word].length));
  const width = (Math.floor(widest / TAB) + 1) * TAB;
  const columns = Math.max(1, Math.floor(lineWidth / width));
  const rows = Math.ceil(words.length / columns);
  let text = "";
  for (let row = 0; row < rows; row++) {
    const line = across ? words.slice(row * columns, (row + 1) * columns) : words.filter((_, i) => i % rows === row);
    for (const [i, word] of line.entries())
      text += word + (i === line.length - 1 ? "\n" : "\t".repeat(Math.ceil((width - [...word].length) / TAB)));
  }
  return text;
}

function jsonTable(rows: readonly (readonly string[])[], names: readonly string[], title: string): string {
  const row = (cells: readonly string[]): string =>
    `{\n${names.map((name, i) => `         ${JSON.stringify(name.toLowerCase())}: ${JSON.stringify(cells[i] ?? null)}`).join(",\n")}\n      }`;
  return `{\n   ${JSON.stringify(title)}: [\n      ${rows.map(row).join(",")}\n   ]\n}\n`;
}
