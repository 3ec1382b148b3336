/**
 * Columns under one another: cells end in a tab, each column is as wide as its widest cell and three spaces.
 *
 * Models: github.com/liggitt/tabwriter (the fork that remembers widths between flushes, for watches)
 */
import { columnsOf } from "./width.ts";

const MIN_WIDTH = 6;
const PADDING = 3;

export class TabWriter {
  readonly #minWidth: number;
  readonly #padding: number;
  #lines: string[][] = [[]];
  #widths: number[] = [];
  readonly #remembers: boolean;

  constructor(options: { readonly minWidth?: number; readonly padding?: number; readonly remembers?: boolean } = {}) {
    this.#minWidth = options.minWidth ?? MIN_WIDTH;
    this.#padding = options.padding ?? PADDING;
    this.#remembers = options.remembers ?? true;
  }

  /** A line; every cell but the last ends in a tab. */
  line(cells: readonly string[]): void {
    this.#lines[this.#lines.length - 1] = [...cells];
    this.#lines.push([]);
  }

  forgetWidths(): void {
    this.#widths = [];
  }

  /** The lines since the last flush, aligned. */
  flush(): string {
    const lines = this.#lines.slice(0, -1);
    this.#lines = [[]];
    if (lines.length === 0) return "";
    const text: string[] = lines.map(() => "");
    this.#column({ lines, text, from: 0, to: lines.length }, 0);
    return `${text.join("\n")}\n`;
  }

  /** Lays out one column over the lines that have it, then those to its right, block by block. */
  #column(block: { lines: string[][]; text: string[]; from: number; to: number }, column: number): void {
    const { lines, text, from, to } = block;
    for (let at = from; at < to; at++) {
      const line = lines[at] as string[];
      if (column >= line.length - 1) {
        if (column === line.length - 1) text[at] = `${text[at]}${line[column]}`;
        continue;
      }
      let end = at;
      while (end < to && column < (lines[end] as string[]).length - 1) end++;
      const cells = lines.slice(at, end).map((each) => each[column] as string);
      const sizes = cells.map(columnsOf);
      const width = this.#width(sizes, column);
      for (let i = at; i < end; i++)
        text[i] =
          (text[i] as string) + (cells[i - at] as string) + " ".repeat(Math.max(0, width - (sizes[i - at] as number)));
      this.#column({ lines, text, from: at, to: end }, column + 1);
      at = end - 1;
    }
  }

  #width(sizes: readonly number[], column: number): number {
    let width = this.#minWidth;
    if (this.#remembers) width = Math.max(width, this.#widths[column] ?? 0);
    for (const size of sizes) width = Math.max(width, size + this.#padding);
    this.#widths[column] = width;
    return width;
  }
}
