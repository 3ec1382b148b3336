/** The line that is edited, and everything that moves in it or changes it. Models: GNU readline's text and kill commands. */

export class LineBuffer {
  /** Characters, so that the cursor never stands inside one. */
  #chars: string[] = [];
  #cursor = 0;
  #killed: string[] = [];
  #yanked: { start: number; length: number; index: number } | null = null;
  #undo: { chars: string[]; cursor: number }[] = [];
  #lastKill: "forward" | "backward" | null = null;

  get text(): string {
    return this.#chars.join("");
  }

  get chars(): readonly string[] {
    return this.#chars;
  }

  get cursor(): number {
    return this.#cursor;
  }

  get before(): string {
    return this.#chars.slice(0, this.#cursor).join("");
  }

  get after(): string {
    return this.#chars.slice(this.#cursor).join("");
  }

  /** Call before every key, so that kills in a row add up and no other key continues a yank. */
  beginKey(name: string): void {
    if (!/^(?:ctrl-[kuw]|alt-d|alt-backspace|alt-ctrl-h)$/.test(name)) this.#lastKill = null;
    if (name !== "ctrl-y" && name !== "alt-y") this.#yanked = null;
  }

  set(text: string, cursor = text.length): void {
    this.#chars = [...text];
    this.#cursor = cursor >= text.length ? this.#chars.length : [...text.slice(0, cursor)].length;
  }

  clear(): void {
    this.set("");
    this.#undo = [];
  }

  #remember(): void {
    this.#undo.push({ chars: [...this.#chars], cursor: this.#cursor });
    if (this.#undo.length > 200) this.#undo.shift();
  }

  undo(): void {
    const before = this.#undo.pop();
    if (before === undefined) return;
    this.#chars = before.chars;
    this.#cursor = before.cursor;
  }

  insert(text: string): void {
    this.#remember();
    const chars = [...text];
    if (this.#cursor === this.#chars.length) for (const char of chars) this.#chars.push(char);
    else this.#chars = [...this.#chars.slice(0, this.#cursor), ...chars, ...this.#chars.slice(this.#cursor)];
    this.#cursor += chars.length;
  }

  /** Takes out what lies between two places; the cursor goes to the first. */
  remove(from: number, to: number): string {
    this.#remember();
    const removed = this.#chars.splice(from, to - from);
    this.#cursor = from;
    return removed.join("");
  }

  backspace(): boolean {
    if (this.#cursor === 0) return false;
    this.remove(this.#cursor - 1, this.#cursor);
    return true;
  }

  deleteForward(): boolean {
    if (this.#cursor >= this.#chars.length) return false;
    this.remove(this.#cursor, this.#cursor + 1);
    return true;
  }

  move(by: number): boolean {
    const to = this.#cursor + by;
    if (to < 0 || to > this.#chars.length) return false;
    this.#cursor = to;
    return true;
  }

  moveTo(place: number): void {
    this.#cursor = Math.max(0, Math.min(place, this.#chars.length));
  }

  end(): number {
    return this.#chars.length;
  }

  #isWord(at: number): boolean {
    return /[\p{L}\p{N}]/u.test(this.#chars[at] ?? "");
  }

  wordBefore(): number {
    let at = this.#cursor;
    while (at > 0 && !this.#isWord(at - 1)) at--;
    while (at > 0 && this.#isWord(at - 1)) at--;
    return at;
  }

  wordAfter(): number {
    let at = this.#cursor;
    while (at < this.#chars.length && !this.#isWord(at)) at++;
    while (at < this.#chars.length && this.#isWord(at)) at++;
    return at;
  }

  /** Ctrl-W: back to a blank. */
  blankBefore(): number {
    let at = this.#cursor;
    while (at > 0 && /\s/.test(this.#chars[at - 1] as string)) at--;
    while (at > 0 && !/\s/.test(this.#chars[at - 1] as string)) at--;
    return at;
  }

  kill(from: number, to: number): void {
    if (from === to) return;
    const direction = from < this.#cursor ? "backward" : "forward";
    const text = this.remove(from, to);
    const last = this.#killed.at(-1);
    if (this.#lastKill === null || last === undefined) this.#killed.push(text);
    else this.#killed[this.#killed.length - 1] = direction === "forward" ? last + text : text + last;
    this.#lastKill = direction;
  }

  yank(): void {
    const text = this.#killed.at(-1);
    if (text === undefined) return;
    const start = this.#cursor;
    this.insert(text);
    this.#yanked = { start, length: this.#cursor - start, index: this.#killed.length - 1 };
  }

  /** Alt-Y: the kill before instead. */
  yankBefore(): void {
    const yanked = this.#yanked;
    if (yanked === null || this.#killed.length < 2) return;
    const index = (yanked.index + this.#killed.length - 1) % this.#killed.length;
    this.remove(yanked.start, yanked.start + yanked.length);
    this.insert(this.#killed[index] as string);
    this.#yanked = { start: yanked.start, length: this.#cursor - yanked.start, index };
  }

  transpose(): boolean {
    if (this.#cursor === 0 || this.#chars.length < 2) return false;
    this.#remember();
    const at = this.#cursor === this.#chars.length ? this.#cursor - 1 : this.#cursor;
    const [a, b] = [this.#chars[at - 1] as string, this.#chars[at] as string];
    this.#chars[at - 1] = b;
    this.#chars[at] = a;
    this.#cursor = at + 1;
    return true;
  }

  /** Alt-U, Alt-L, Alt-C on the word ahead. */
  changeWord(change: (word: string) => string): void {
    this.#remember();
    const to = this.wordAfter();
    const word = change(this.#chars.slice(this.#cursor, to).join(""));
    this.#chars.splice(this.#cursor, to - this.#cursor, ...word);
    this.#cursor = to;
  }
}
