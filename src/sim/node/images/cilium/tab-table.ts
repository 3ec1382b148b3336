/** Columns as Go's text/tabwriter makes them with cells of at least 5 and three blanks between. Models: text/tabwriter */

export function tabTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows
    .map((row) => `${row.map((cell, i) => cell.padEnd(Math.max((widths[i] ?? 0) + 3, 5))).join("")}\n`)
    .join("");
}
