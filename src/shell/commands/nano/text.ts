/** The text that nano edits: lines, the cursor, and what its keys do to them. Models: GNU nano 7.2 src/text.c, cut.c, move.c */
import { expanded } from "../screen/keyboard.ts";
import { Buffer, type Place } from "../vi/buffer.ts";

export class NanoText {
  readonly #buffer = new Buffer();
  at: { line: number; column: number } = { line: 0, column: 0 };
  /** The first line on the screen. */
  top = 0;
  #cut: string[] = [];
  /** `^K` after `^K` adds to what was cut. */
  #goesOnCutting = false;

  load(text: string): void {
    this.#buffer.load(text);
    // Behind the last line there is always an empty one to go on writing in.
    if (text !== "") this.#buffer.lines.push("");
  }

  get lines(): readonly string[] {
    return this.#buffer.lines;
  }

  get lineCount(): number {
    return this.lines.length - (this.lines.at(-1) === "" ? 1 : 0);
  }

  get content(): string {
    return this.lines.at(-1) === "" ? this.lines.join("\n") : `${this.lines.join("\n")}\n`;
  }

  get isModified(): boolean {
    return this.#buffer.isChanged;
  }

  set isModified(value: boolean) {
    this.#buffer.isChanged = value;
  }

  undo(): boolean {
    const place = this.#buffer.undo(this.at);
    if (place !== null) this.#to(place);
    return place !== null;
  }

  /** `LINE` or `LINE,COLUMN`, counted from 1. */
  goTo(text: string): void {
    const [line = "1", column = "1"] = text.split(",");
    this.#to({ line: (Number(line) || 1) - 1, column: (Number(column) || 1) - 1 });
  }

  where(): string {
    const total = this.lines.length;
    const length = (this.lines[this.at.line] ?? "").length;
    const percent = (part: number, whole: number): number => (whole === 0 ? 100 : Math.floor((part * 100) / whole));
    const before = this.lines.slice(0, this.at.line).reduce((sum, line) => sum + line.length + 1, 0) + this.at.column;
    const all = this.content.length;
    return `[ line ${this.at.line + 1}/${total} (${percent(this.at.line + 1, total)}%), col ${this.at.column + 1}/${length + 1} (${percent(this.at.column + 1, length + 1)}%), char ${before}/${all} (${percent(before, all)}%) ]`;
  }

  search(wanted: string): "found" | "wrapped" | "none" {
    const low = wanted.toLowerCase();
    const total = this.lines.length;
    for (let step = 0; step <= total; step++) {
      const line = (this.at.line + step) % total;
      const found = (this.lines[line] as string).toLowerCase().indexOf(low, step === 0 ? this.at.column + 1 : 0);
      if (found < 0 || (step === total && found > this.at.column)) continue;
      const isWrapped = line < this.at.line || step === total;
      this.at = { line, column: found };
      return isWrapped ? "wrapped" : "found";
    }
    return "none";
  }

  /** Whether the key means anything. */
  key(key: string, { page, readOnly }: { readonly page: number; readonly readOnly: boolean }): boolean {
    if (this.#move(key, page)) {
      this.#goesOnCutting = false;
      return true;
    }
    if (readOnly) return false;
    const known = this.#change(key);
    if (key !== "^K") this.#goesOnCutting = false;
    return known;
  }

  #move(key: string, page: number): boolean {
    const { line, column } = this.at;
    const length = (this.lines[line] as string).length;
    const moves: Readonly<Record<string, Place>> = {
      up: { line: line - 1, column },
      "^P": { line: line - 1, column },
      down: { line: line + 1, column },
      "^N": { line: line + 1, column },
      left: column > 0 ? { line, column: column - 1 } : { line: line - 1, column: Number.POSITIVE_INFINITY },
      "^B": column > 0 ? { line, column: column - 1 } : { line: line - 1, column: Number.POSITIVE_INFINITY },
      right: column < length ? { line, column: column + 1 } : { line: line + 1, column: 0 },
      "^F": column < length ? { line, column: column + 1 } : { line: line + 1, column: 0 },
      home: { line, column: 0 },
      "^A": { line, column: 0 },
      end: { line, column: length },
      "^E": { line, column: length },
      pageup: { line: line - page, column },
      "^Y": { line: line - page, column },
      pagedown: { line: line + page, column },
      "^V": { line: line + page, column },
    };
    const to = moves[key];
    if (to === undefined) return key === "^L" || key === "paste-start" || key === "paste-end";
    const isPage = key.startsWith("page") || key === "^Y" || key === "^V";
    if (isPage || (to.line >= 0 && to.line < this.lines.length)) this.#to(to);
    return true;
  }

  #change(key: string): boolean {
    const { line, column } = this.at;
    if (key === "^K") {
      if (!this.#goesOnCutting) this.#cut = [];
      if (line === this.lines.length - 1 && this.lines[line] === "") return true;
      this.#buffer.remember(this.at);
      this.#cut.push(...this.#buffer.lines.splice(line, 1));
      if (this.#buffer.lines.length === 0) this.#buffer.lines.push("");
      this.#goesOnCutting = true;
      this.#to({ line: Math.min(line, this.lines.length - 1), column: 0 });
      return true;
    }
    if (key === "^U") {
      if (this.#cut.length === 0) return true;
      this.#buffer.remember(this.at);
      this.#buffer.lines.splice(line, 0, ...this.#cut);
      this.#to({ line: line + this.#cut.length, column: 0 });
      return true;
    }
    if (key === "backspace" || key === "^H") {
      if (column > 0) this.#cutOut({ line, column: column - 1 }, this.at);
      else if (line > 0) this.#cutOut({ line: line - 1, column: (this.lines[line - 1] as string).length }, this.at);
      return true;
    }
    if (key === "delete" || key === "^D") {
      if (column < (this.lines[line] as string).length) this.#cutOut(this.at, { line, column: column + 1 });
      else if (line + 1 < this.lines.length) this.#cutOut(this.at, { line: line + 1, column: 0 });
      return true;
    }
    const typed = key === "enter" || key === "^M" ? "\n" : key === "tab" || key === "^I" ? "\t" : key;
    if ([...typed].length !== 1) return false;
    this.#type(typed);
    return true;
  }

  #cutOut(from: Place, to: Place): void {
    this.#buffer.remember(this.at);
    this.#buffer.cut(from, to);
    this.#to(from);
  }

  #type(text: string): void {
    this.#buffer.remember(this.at);
    const { line, column } = this.at;
    const whole = this.lines[line] as string;
    if (text === "\n") {
      this.#buffer.lines.splice(line, 1, whole.slice(0, column), whole.slice(column));
      this.at = { line: line + 1, column: 0 };
    } else {
      this.#buffer.lines[line] = whole.slice(0, column) + text + whole.slice(column);
      this.at = { line, column: column + text.length };
    }
  }

  #to({ line, column }: Place): void {
    const at = Math.max(0, Math.min(line, this.lines.length - 1));
    this.at = { line: at, column: Math.max(0, Math.min(column, (this.lines[at] as string).length)) };
  }

  /** Where the cursor stands on the screen, tabs counted. */
  get shownColumn(): number {
    return [...expanded((this.lines[this.at.line] as string).slice(0, this.at.column))].length;
  }
}
