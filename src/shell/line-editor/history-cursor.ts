/** A walk through the history while one line is typed: up and down, searching, last arguments. Edits are remembered. */

export class HistoryCursor {
  readonly #lines: readonly string[];
  /** Lines as they were changed on the way, by their place; the one behind the last is the new line. */
  readonly #edited = new Map<number, string>();
  #at: number;
  #searchAt: number;
  #argumentAt: number;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
    this.#at = lines.length;
    this.#searchAt = lines.length - 1;
    this.#argumentAt = lines.length;
  }

  /** The line that a key leads to; null when the key leads nowhere. */
  move(key: string, current: string): string | null {
    const to = this.#target(key);
    if (to === null || to < 0 || to > this.#lines.length || to === this.#at) return null;
    this.#edited.set(this.#at, current);
    this.#at = to;
    return this.#edited.get(to) ?? this.#lines[to] ?? "";
  }

  #target(key: string): number | null {
    if (key === "up" || key === "ctrl-p") return this.#at - 1;
    if (key === "down" || key === "ctrl-n") return this.#at + 1;
    if (key === "alt-<" || key === "page-up") return 0;
    return key === "alt->" || key === "page-down" ? this.#lines.length : null;
  }

  /** The newest line that contains the text, from where the search stands. */
  search(query: string): { line: string; at: number } | null {
    if (query === "") return null;
    for (let i = this.#searchAt; i >= 0; i--) {
      const line = this.#lines[i] as string;
      const at = line.lastIndexOf(query);
      if (at < 0) continue;
      this.#searchAt = i;
      return { line, at };
    }
    return null;
  }

  searchOlder(): void {
    if (this.#searchAt > 0) this.#searchAt--;
  }

  endSearch(): void {
    this.#at = this.#lines.length;
    this.#searchAt = this.#lines.length - 1;
  }

  /** Alt-. : the last word of the last line, of the one before when pressed again. */
  lastArgument(again: boolean): string | null {
    if (!again) this.#argumentAt = this.#lines.length;
    while (--this.#argumentAt >= 0) {
      const words = (this.#lines[this.#argumentAt] as string).trim().split(/\s+/);
      const last = words.at(-1);
      if (last !== undefined && last !== "") return last;
    }
    return null;
  }
}
