/** Cuts a Go template into text and the words of its actions. Models: text/template/parse/lex.go */

export class TemplateError extends Error {}

export type TokenType =
  | "text"
  | "left"
  | "right"
  | "word"
  | "field"
  | "dot"
  | "variable"
  | "number"
  | "string"
  | "pipe"
  | "lparen"
  | "rparen"
  | "declare"
  | "assign"
  | "comma"
  | "char"
  | "space"
  | "eof";

export interface Token {
  readonly type: TokenType;
  readonly text: string;
  /** Where it begins in the template. */
  readonly at: number;
}

const PATTERNS: readonly (readonly [TokenType, RegExp])[] = [
  ["space", /[ \t\r\n]+/y],
  ["declare", /:=/y],
  ["assign", /=/y],
  ["pipe", /\|/y],
  ["comma", /,/y],
  ["lparen", /\(/y],
  ["rparen", /\)/y],
  ["string", /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y],
  ["number", /[+-]?(?:0[xX][0-9a-fA-F_]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y],
  ["number", /'(?:[^'\\\n]|\\.)'/y],
  ["variable", /\$\w*/y],
  ["field", /\.[A-Za-z_]\w*/y],
  ["dot", /\./y],
  ["word", /[A-Za-z_]\w*/y],
  ["char", /[!#-&(-_a-~]/y],
];

export function tokensOf(template: string, name: string): Token[] {
  return new Lexer(template, name).run();
}

export function lineOf(template: string, at: number): number {
  return template.slice(0, at).split("\n").length;
}

class Lexer {
  readonly #template: string;
  readonly #name: string;
  readonly #tokens: Token[] = [];
  #at = 0;

  constructor(template: string, name: string) {
    this.#template = template;
    this.#name = name;
  }

  run(): Token[] {
    let trims = false;
    for (;;) {
      const left = this.#template.indexOf("{{", this.#at);
      const end = left < 0 ? this.#template.length : left;
      let text = this.#template.slice(this.#at, end);
      if (trims) text = text.replace(/^[ \t\r\n]+/, "");
      const trimsBefore = left >= 0 && /^\{\{-[ \t\r\n]/.test(this.#template.slice(left, left + 4));
      if (trimsBefore) text = text.replace(/[ \t\r\n]+$/, "");
      if (text !== "") this.#push("text", text, this.#at);
      this.#at = end;
      if (left < 0) break;
      this.#at += trimsBefore ? 4 : 2;
      trims = this.#template.startsWith("/*", this.#at) ? this.#comment() : this.#action(left);
    }
    this.#push("eof", "", this.#at);
    return this.#tokens;
  }

  #push(type: TokenType, text: string, at: number): void {
    this.#tokens.push({ type, text, at });
  }

  #fail(message: string): TemplateError {
    return new TemplateError(`template: ${this.#name}:${lineOf(this.#template, this.#at)}: ${message}`);
  }

  /** True when the text after it loses its first spaces. */
  #comment(): boolean {
    const end = this.#template.indexOf("*/", this.#at);
    if (end < 0) throw this.#fail("unclosed comment");
    this.#at = end + 2;
    const close = /^([ \t\r\n]-)?\}\}/.exec(this.#template.slice(this.#at, this.#at + 4));
    if (close === null) throw this.#fail("comment ends before closing delimiter");
    this.#at += close[0].length;
    return close[1] !== undefined;
  }

  #action(left: number): boolean {
    this.#push("left", "{{", left);
    for (;;) {
      const close = /^([ \t\r\n]-)?\}\}/.exec(this.#template.slice(this.#at, this.#at + 4));
      if (close !== null) {
        this.#push("right", "}}", this.#at);
        this.#at += close[0].length;
        return close[1] !== undefined;
      }
      if (this.#at >= this.#template.length) throw this.#fail("unclosed action");
      this.#token();
    }
  }

  /** `'ab'` is closed, but too long. */
  #characterProblem(): string {
    const closed = /^'(?:[^'\\\n]|\\.)*'/.exec(this.#template.slice(this.#at));
    return closed === null ? "unterminated character constant" : `malformed character constant: ${closed[0]}`;
  }

  #token(): void {
    for (const [type, pattern] of PATTERNS) {
      pattern.lastIndex = this.#at;
      const found = pattern.exec(this.#template);
      if (found === null) continue;
      if (type === "string" && /^"(?:[^\\]|\\[abfnrtv\\"'xuU0-7])*\\[^abfnrtv\\"xuU0-7]/.test(found[0]))
        throw this.#fail("invalid syntax");
      this.#push(type, found[0], this.#at);
      this.#at += found[0].length;
      return;
    }
    const character = this.#template[this.#at] as string;
    if (character === '"') throw this.#fail("unterminated quoted string");
    if (character === "`") throw this.#fail("unterminated raw quoted string");
    if (character === "'") throw this.#fail(this.#characterProblem());
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    throw this.#fail(`unrecognized character in action: U+${code} '${character}'`);
  }
}
