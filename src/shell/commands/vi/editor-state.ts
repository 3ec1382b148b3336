/**
 * What vi knows while it edits: the text, the cursor, the mode, the register, what has been typed of a command, and how
 * it searches.
 *
 * Models: vim 9.0 search.c do_search()
 */
import { Buffer, type Place } from "./buffer.ts";
import { compilePattern, ExError } from "./ex.ts";
import { firstNonBlank, type Motion } from "./motions.ts";

export type Mode = "normal" | "insert" | "replace" | "visual" | "visual-line" | "command";

export interface ViSettings {
  number: boolean;
  ignoreCase: boolean;
  tabStop: number;
  shiftWidth: number;
  expandTab: boolean;
  autoIndent: boolean;
  readOnly: boolean;
}

export interface Register {
  readonly text: string;
  readonly isLinewise: boolean;
}

export class EditorState {
  readonly buffer = new Buffer();
  readonly settings: ViSettings = {
    number: false,
    ignoreCase: false,
    tabStop: 8,
    shiftWidth: 8,
    expandTab: false,
    autoIndent: false,
    readOnly: false,
  };
  mode: Mode = "normal";
  at: Place = { line: 0, column: 0 };
  anchor: Place = { line: 0, column: 0 };
  /** Set by a command that wants something typed at the bottom. */
  command = "";
  message = "";
  pattern = "";
  protected searchDirection: 1 | -1 = 1;
  protected register: Register = { text: "", isLinewise: false };
  /** What has been typed of a command that is not whole yet. */
  protected keysSoFar: string[] = [];
  protected wanted = 0;
  protected lastFind: { kind: string; char: string } | null = null;
  /** The keys of the last change, for `.`. */
  protected lastChange: string[] = [];
  protected recording: string[] | null = null;
  protected isReplaying = false;
  /** How many lines the screen shows. */
  height = 23;
  /** The first line that the screen shows; kept by whoever draws. */
  top = 0;

  get pending(): string {
    return this.keysSoFar.join("");
  }

  /** Around the end of the text and on from the other. */
  search(pattern: string, direction: 1 | -1): Place | null {
    if (pattern === "") {
      this.message = "E35: No previous regular expression";
      return null;
    }
    const regex = compilePattern(pattern, this.settings.ignoreCase);
    const count = this.buffer.lines.length;
    for (let i = 0; i <= count; i++) {
      const line = (((this.at.line + direction * i) % count) + count) % count;
      const text = this.buffer.line(line);
      const hits: number[] = [];
      for (let found = regex.exec(text, 0); found !== null; ) {
        const [start = 0, end = 0] = found;
        hits.push(start);
        if (start >= text.length) break;
        found = regex.exec(text, Math.max(end, start + 1));
      }
      const { column } = this.at;
      const hit =
        direction === 1
          ? hits.find((start) => (i === 0 ? start > column : true))
          : hits.findLast((start) => (i === 0 ? start < column : true));
      if (hit === undefined) continue;
      const wrapped =
        direction === 1
          ? line < this.at.line || (i === count && hit <= column)
          : line > this.at.line || (i === count && hit >= column);
      if (wrapped)
        this.message =
          direction === 1 ? "search hit BOTTOM, continuing at TOP" : "search hit TOP, continuing at BOTTOM";
      return { line, column: hit };
    }
    this.message = `E486: Pattern not found: ${pattern}`;
    return null;
  }

  /** `/` or `?` was typed to its end. */
  searchFor(pattern: string, direction: 1 | -1): void {
    if (pattern !== "") this.pattern = pattern;
    this.searchDirection = direction;
    try {
      const to = this.search(this.pattern, direction);
      if (to !== null) this.at = to;
    } catch (error) {
      if (!(error instanceof ExError)) throw error;
      this.message = error.message;
    }
  }

  protected toLine(line: number): Motion {
    const to = Math.max(0, Math.min(this.buffer.lines.length - 1, line));
    return { to: { line: to, column: firstNonBlank(this.buffer.line(to)) }, isLinewise: true };
  }

  protected clamp(): void {
    const line = Math.max(0, Math.min(this.at.line, this.buffer.lines.length - 1));
    const { length } = this.buffer.line(line);
    const most = this.mode === "insert" || this.mode === "replace" ? length : Math.max(0, length - 1);
    this.at = { line, column: Math.max(0, Math.min(this.at.column, most)) };
  }

  protected done(): void {
    this.keysSoFar = [];
  }

  goTo(line: number): void {
    this.at = this.toLine(line).to;
  }
}
