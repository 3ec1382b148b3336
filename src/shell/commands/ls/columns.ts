/** Names in as many columns as fit, filled downwards. Models: coreutils src/ls.c calculate_columns() */

export interface Cell {
  readonly text: string;
  readonly width: number;
}

export function inColumns(cells: readonly Cell[], lineWidth: number): string {
  if (cells.length === 0) return "";
  for (let columns = Math.min(cells.length, Math.max(1, Math.floor(lineWidth / 3))); ; columns--) {
    const rows = Math.ceil(cells.length / columns);
    const widths = columnWidths(cells, rows);
    if (columns > 1 && widths.reduce((sum, width) => sum + width, 0) > lineWidth) continue;
    if (columns > 1 && Math.ceil(cells.length / rows) !== columns) continue;
    return Array.from({ length: rows }, (_, row) => oneRow(cells, { row, rows, widths })).join("");
  }
}

function columnWidths(cells: readonly Cell[], rows: number): number[] {
  const widths: number[] = [];
  for (let start = 0; start < cells.length; start += rows) {
    const column = cells.slice(start, start + rows);
    const isLast = start + rows >= cells.length;
    widths.push(Math.max(...column.map(({ width }) => width)) + (isLast ? 0 : 2));
  }
  return widths;
}

function oneRow(
  cells: readonly Cell[],
  { row, rows, widths }: { row: number; rows: number; widths: readonly number[] },
): string {
  let line = "";
  for (let column = 0; row + column * rows < cells.length; column++) {
    const cell = cells[row + column * rows] as Cell;
    const isLast = row + (column + 1) * rows >= cells.length;
    line += cell.text + (isLast ? "" : " ".repeat((widths[column] as number) - cell.width));
  }
  return `${line}\n`;
}
