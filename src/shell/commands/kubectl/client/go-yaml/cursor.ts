/** A place in a text that moves forward and knows its line and column. */
import type { Mark } from "./token.ts";

export class Cursor {
  readonly #text: string;
  #index = 0;
  #line = 0;
  #column = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get mark(): Mark {
    return { index: this.#index, line: this.#line, column: this.#column };
  }

  get line(): number {
    return this.#line;
  }

  get column(): number {
    return this.#column;
  }

  get index(): number {
    return this.#index;
  }

  /** The character so many places ahead; empty at the end. */
  peek(ahead = 0): string {
    return this.#text.charAt(this.#index + ahead);
  }

  get isAtEnd(): boolean {
    return this.#index >= this.#text.length;
  }

  skip(count = 1): void {
    this.#index += count;
    this.#column += count;
  }

  /** Over a line break, of one character or two. */
  skipLine(): void {
    this.#index += this.peek() === "\r" && this.peek(1) === "\n" ? 2 : 1;
    this.#column = 0;
    this.#line++;
  }

  /** The end of the stream stands at the beginning of a line. */
  endLine(): void {
    if (this.#column === 0) return;
    this.#column = 0;
    this.#line++;
  }

  /** What was passed over. */
  since({ index }: Mark): string {
    return this.#text.slice(index, this.#index);
  }

  isBreak(ahead = 0): boolean {
    const char = this.peek(ahead);
    return char === "\n" || char === "\r" || char === "\u0085" || char === "\u2028" || char === "\u2029";
  }

  isBlank(ahead = 0): boolean {
    const char = this.peek(ahead);
    return char === " " || char === "\t";
  }

  isBreakOrEnd(ahead = 0): boolean {
    return this.peek(ahead) === "" || this.isBreak(ahead);
  }

  isBlankOrEnd(ahead = 0): boolean {
    return this.isBlank(ahead) || this.isBreakOrEnd(ahead);
  }

  /** `---` or `...` at the beginning of a line. */
  isDocumentIndicator(char: "-" | "." | null = null): boolean {
    if (this.#column !== 0 || !this.isBlankOrEnd(3)) return false;
    const first = this.peek();
    return (
      (first === "-" || first === ".") &&
      (char === null || first === char) &&
      this.peek(1) === first &&
      this.peek(2) === first
    );
  }
}
