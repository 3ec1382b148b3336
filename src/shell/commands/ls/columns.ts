/** Names in as many columns as fit, filled downwards or across. Models: coreutils src/ls.c calculate_columns() */

export interface Cell {
  readonly text: string;
  readonly width: number;
}

export function inColumns(
  cells: readonly Cell[],
  { lineWidth, across }: { readonly lineWidth: number; readonly across: boolean },
): string {
  if (cells.length === 0) return "";
  for (let columns = Math.min(cells.length, Math.max(1, Math.floor(lineWidth / 3))); ; columns--) {
    const rows = Math.ceil(cells.length / columns);
    if (columns > 1 && !across && Math.ceil(cells.length / rows) !== columns) continue;
    const lines = Array.from({ length: rows }, (_, row) =>
      across ? cells.slice(row * columns, (row + 1) * columns) : cells.filter((_cell, i) => i % rows === row),
    );
    const widths = Array.from({ length: columns }, (_, column) => {
      const widest = Math.max(...lines.map((line) => line[column]?.width ?? 0));
      return widest + (column === columns - 1 ? 0 : 2);
    });
    if (columns > 1 && widths.reduce((sum, width) => sum + width, 0) > lineWidth) continue;
    return lines.map((line) => oneLine(line, widths)).join("");
  }
}

function oneLine(cells: readonly Cell[], widths: readonly number[]): string {
  let line = "";
  for (const [column, { text, width }] of cells.entries())
    line += text + (column === cells.length - 1 ? "" : " ".repeat((widths[column] as number) - width));
  return `${line}\n`;
}
