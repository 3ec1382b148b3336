/**
 * Where the edited line stands on the screen, and the bytes that bring the screen in step with it.
 *
 * Models: readline's redisplay over ANSI/VT100 cursor movements.
 */
import { shownAs, textWidth, widthOf } from "./width.ts";

interface Spot {
  readonly row: number;
  readonly column: number;
}

export class Screen {
  readonly #columns: () => number;
  /** The column behind the prompt, where the text begins. */
  #start = 0;
  #cursor: Spot = { row: 0, column: 0 };
  #shown: readonly string[] = [];
  #end: Spot = { row: 0, column: 0 };

  constructor(columns: () => number) {
    this.#columns = columns;
  }

  /** The prompt was just written and nothing behind it. */
  begin(prompt: string): void {
    const lastLine = prompt.slice(prompt.lastIndexOf("\n") + 1);
    this.#start = textWidth(lastLine) % this.#width;
    this.#cursor = { row: 0, column: this.#start };
    this.#end = this.#cursor;
    this.#shown = [];
  }

  get #width(): number {
    return Math.max(this.#columns(), 2);
  }

  /** What to write so that the line and the cursor are shown as they are. */
  update(chars: readonly string[], cursor: number): string {
    const isAppended = cursor === chars.length && startsWith(chars, this.#shown) && same(this.#cursor, this.#end);
    if (isAppended) {
      const added = chars.slice(this.#shown.length);
      const drawn = this.#draw(added, this.#end);
      this.#shown = [...chars];
      this.#end = drawn.spot;
      this.#cursor = drawn.spot;
      return drawn.text;
    }
    const target = this.#draw(chars.slice(0, cursor), { row: 0, column: this.#start }).spot;
    if (chars.length === this.#shown.length && startsWith(chars, this.#shown)) return this.#moveTo(target);
    let out = this.#moveTo({ row: 0, column: this.#start });
    const drawn = this.#draw(chars, { row: 0, column: this.#start });
    out += `\x1b[J${drawn.text}`;
    this.#shown = [...chars];
    this.#end = drawn.spot;
    this.#cursor = drawn.spot;
    return out + this.#moveTo(target);
  }

  /** To the line behind the text, as after Enter. */
  leave(): string {
    const out = this.#moveTo(this.#end);
    return `${out}\r\n`;
  }

  /** Back to the beginning of the prompt's last line, everything from there on erased. */
  erase(): string {
    const out = this.#moveTo({ row: 0, column: 0 });
    return `${out}\x1b[J`;
  }

  #draw(chars: readonly string[], from: Spot): { text: string; spot: Spot } {
    let { row, column } = from;
    let text = "";
    for (const char of chars) {
      if (char === "\n") {
        text += "\r\n";
        row++;
        column = 0;
        continue;
      }
      const width = widthOf(char);
      if (column + width > this.#width) {
        row++;
        column = 0;
        text += "\r\n";
      }
      text += shownAs(char);
      column += width;
    }
    if (column < this.#width) return { text, spot: { row, column } };
    return { text: `${text}\r\n`, spot: { row: row + 1, column: 0 } };
  }

  #moveTo(target: Spot): string {
    const rows = target.row - this.#cursor.row;
    const columns = target.column - this.#cursor.column;
    this.#cursor = target;
    let out = rows < 0 ? `\x1b[${-rows}A` : rows > 0 ? `\x1b[${rows}B` : "";
    if (columns === -1) out += "\b";
    else if (columns < 0) out += target.column === 0 ? "\r" : `\x1b[${-columns}D`;
    else if (columns > 0) out += `\x1b[${columns}C`;
    return out;
  }
}

function startsWith(chars: readonly string[], start: readonly string[]): boolean {
  return chars.length >= start.length && start.every((char, i) => chars[i] === char);
}

function same(a: Spot, b: Spot): boolean {
  return a.row === b.row && a.column === b.column;
}
