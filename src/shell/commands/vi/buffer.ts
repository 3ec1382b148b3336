/** A text being edited: lines, changes to them, and the way back. Models: vim's undo(), one step for each command */

export interface Place {
  readonly line: number;
  readonly column: number;
}

export class Buffer {
  lines: string[] = [""];
  isChanged = false;
  readonly #undo: { readonly lines: readonly string[]; readonly at: Place }[] = [];
  readonly #redo: { readonly lines: readonly string[]; readonly at: Place }[] = [];

  load(text: string): void {
    const lines = text.split("\n");
    if (lines.at(-1) === "") lines.pop();
    this.lines = lines.length === 0 ? [""] : lines;
    this.isChanged = false;
    this.#undo.length = 0;
    this.#redo.length = 0;
  }

  get text(): string {
    return this.lines.length === 1 && this.lines[0] === "" ? "" : `${this.lines.join("\n")}\n`;
  }

  line(at: number): string {
    return this.lines[at] ?? "";
  }

  /** Before a command that changes something. */
  remember(at: Place): void {
    this.#undo.push({ lines: [...this.lines], at });
    if (this.#undo.length > STEPS) this.#undo.shift();
    this.#redo.length = 0;
    this.isChanged = true;
  }

  /** The last remembered step turned out to change nothing. */
  forget(): void {
    this.#undo.pop();
  }

  undo(now: Place): Place | null {
    return this.#step(this.#undo, this.#redo, now);
  }

  redo(now: Place): Place | null {
    return this.#step(this.#redo, this.#undo, now);
  }

  #step(
    from: { readonly lines: readonly string[]; readonly at: Place }[],
    to: { readonly lines: readonly string[]; readonly at: Place }[],
    now: Place,
  ): Place | null {
    const step = from.pop();
    if (step === undefined) return null;
    to.push({ lines: this.lines, at: now });
    this.lines = [...step.lines];
    this.isChanged = true;
    return step.at;
  }

  /** Takes out what lies between two places, the second not included; what it was. */
  cut(from: Place, to: Place): string {
    const taken = this.between(from, to);
    const head = this.line(from.line).slice(0, from.column);
    const tail = this.line(to.line).slice(to.column);
    this.lines.splice(from.line, to.line - from.line + 1, head + tail);
    return taken;
  }

  between(from: Place, to: Place): string {
    if (from.line === to.line) return this.line(from.line).slice(from.column, to.column);
    return [
      this.line(from.line).slice(from.column),
      ...this.lines.slice(from.line + 1, to.line),
      this.line(to.line).slice(0, to.column),
    ].join("\n");
  }

  /** Puts text in; where it ends. */
  insert(at: Place, text: string): Place {
    const parts = text.split("\n");
    const line = this.line(at.line);
    const last = parts.at(-1) as string;
    const made = [...parts];
    made[0] = line.slice(0, at.column) + made[0];
    made[made.length - 1] += line.slice(at.column);
    this.lines.splice(at.line, 1, ...made);
    const end = at.line + parts.length - 1;
    return { line: end, column: parts.length === 1 ? at.column + last.length : last.length };
  }

  cutLines(from: number, to: number): string[] {
    const taken = this.lines.splice(from, to - from + 1);
    if (this.lines.length === 0) this.lines = [""];
    return taken;
  }
}

const STEPS = 200;
