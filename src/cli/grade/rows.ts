/** Grades of files as rows, and rows in the forms that instructors and machines read. */
import type { Grade } from "../../grade/submission/regrade.ts";

export interface Row extends Omit<Grade, "standing"> {
  readonly file: string;
  readonly standing: Grade["standing"] | "missing";
}

export type Format = "table" | "csv" | "json" | "junit";

export const FORMATS: readonly Format[] = ["table", "csv", "json", "junit"];

export function formatted(rows: readonly Row[], format: Format): string {
  switch (format) {
    case "json":
      return `[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]\n`;
    case "csv":
      return csv(rows);
    case "junit":
      return junit(rows);
    case "table":
      return table(rows);
  }
}

function cellsOf({ file, student, lab, standing, earned, total, reason }: Row): string[] {
  const points = standing === "graded" ? [String(earned), String(total)] : ["", ""];
  return [file, student, lab, standing, ...points, reason];
}

const HEAD = ["file", "student", "lab", "standing", "earned", "total", "reason"];

function csv(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(cellsOf)];
  return `${lines.map((cells) => cells.map(csvCell).join(",")).join("\n")}\n`;
}

/** A cell that a spreadsheet would take for a formula is only text. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A row is a line, and what a submission says of itself is nothing that a terminal obeys. */
function table(rows: readonly Row[]): string {
  const plain = (cell: string): string => cell.replace(/\p{Cc}/gu, "?");
  const lines = [HEAD.map((name) => name.toUpperCase()), ...rows.map((row) => cellsOf(row).map(plain))];
  const widths = HEAD.map((_, i) => lines.reduce((width, cells) => Math.max(width, (cells[i] ?? "").length), 0));
  const text = lines.map((cells) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] as number))
      .join("  ")
      .trimEnd(),
  );
  return `${text.join("\n")}\n`;
}

function junit(rows: readonly Row[]): string {
  const suites = rows.map((row) => {
    const cases =
      row.standing === "graded"
        ? row.tasks.map(({ id, earned, weight }) =>
            caseOf(row, id, earned < weight ? `${earned} of ${weight} points` : null),
          )
        : [caseOf(row, row.standing, row.reason)];
    const failures = cases.filter(({ failed }) => failed).length;
    const name = xml(row.student || row.file);
    const text = cases.map((one) => one.text).join("\n");
    return `  <testsuite name="${name}" tests="${cases.length}" failures="${failures}">\n${text}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join("\n")}\n</testsuites>\n`;
}

function caseOf({ lab, file }: Row, name: string, failure: string | null): { text: string; failed: boolean } {
  const head = `    <testcase classname="${xml(lab || file)}" name="${xml(name)}"`;
  if (failure === null) return { text: `${head}/>`, failed: false };
  return { text: `${head}><failure message="${xml(failure)}"/></testcase>`, failed: true };
}

function xml(text: string): string {
  const plain = text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, "?");
  return plain.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
