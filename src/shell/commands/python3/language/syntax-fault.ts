/** What keeps a program from being read, and where. Models: CPython 3.11 Python/pythonrun.c print_error_text() */

export class SyntaxFault extends Error {
  readonly line: number;
  /** From 0. */
  readonly column: number;
  readonly type: string;

  readonly #width: number;

  constructor(
    message: string,
    line: number,
    column: number,
    options: { readonly type?: string; readonly width?: number } = {},
  ) {
    super(message);
    const { type = "SyntaxError", width = 1 } = options;
    this.#width = width;
    this.line = line;
    this.column = column;
    this.type = type;
  }

  /** As it is shown; `text` is the program. */
  shown(text: string, file: string): string {
    const source = text.split("\n")[this.line - 1] ?? "";
    const indent = source.length - source.trimStart().length;
    if (this.#width === 0)
      return `  File "${file}", line ${this.line}\n    ${source.trim()}\n${this.type}: ${this.message}\n`;
    const caret = `${" ".repeat(Math.max(0, this.column - indent) + 4)}${"^".repeat(Math.max(1, this.#width))}`;
    return `  File "${file}", line ${this.line}\n    ${source.trim()}\n${caret}\n${this.type}: ${this.message}\n`;
  }
}
