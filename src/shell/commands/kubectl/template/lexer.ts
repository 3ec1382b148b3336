/** Cuts a Go template into text and the words of its actions. Models: text/template/parse/lex.go */

export class TemplateError extends Error {}

export type TokenType =
  | "text"
  | "left"
  | "right"
  | "word"
  | "keyword"
  | "field"
  | "dot"
  | "nil"
  | "bool"
  | "variable"
  | "number"
  | "string"
  | "pipe"
  | "lparen"
  | "rparen"
  | "declare"
  | "assign"
  | "char"
  | "space"
  /** What could not be read; its text says why. It is the last. */
  | "error"
  | "eof";

export interface Token {
  readonly type: TokenType;
  readonly text: string;
  /** Where it begins in the template. */
  readonly at: number;
}

const KEYWORDS = ["if", "else", "end", "range", "with", "define", "block", "template", "break", "continue"];
const SPACE = /[ \t\r\n]/;
const SPACES = /[ \t\r\n]+/y;
const WORD = /[\p{L}\p{Nd}_]+/uy;
const WORD_OR_NONE = /[\p{L}\p{Nd}_]*/uy;
const NUMBER =
  /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[bB][01_]*(?:\.[01_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y;
const QUOTED = /"(?:[^"\\\n]|\\[^\n])*"/y;
const RAW = /`[^`]*`/y;
const CHARACTER = /'(?:[^'\\\n]|\\[^\n])*'/y;

export function tokensOf(template: string): Token[] {
  return new Lexer(template).run();
}

export function lineOf(template: string, at: number): number {
  return template.slice(0, at).split("\n").length;
}

/** As Go's `%#U` shows a character. */
function named(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character) ? `U+${code} '${character}'` : `U+${code}`;
}

class Lexer {
  readonly #template: string;
  readonly #tokens: Token[] = [];
  #at = 0;
  #depth = 0;

  constructor(template: string) {
    this.#template = template;
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
      const after = this.#template.startsWith("/*", this.#at) ? this.#comment() : this.#action(left);
      if (after === null) return this.#tokens;
      trims = after === "trims";
    }
    this.#push("eof", "", this.#at);
    return this.#tokens;
  }

  #push(type: TokenType, text: string, at: number): void {
    this.#tokens.push({ type, text, at });
  }

  #fail(message: string): null {
    this.#push("error", message, this.#at);
    return null;
  }

  #peek(): string {
    return String.fromCodePoint(this.#template.codePointAt(this.#at) ?? 0);
  }

  /** The closing braces that stand here, and whether the text after them loses its first spaces. */
  #closing(): RegExpExecArray | null {
    return /^([ \t\r\n]-)?\}\}/.exec(this.#template.slice(this.#at, this.#at + 4));
  }

  #comment(): "trims" | "keeps" | null {
    const end = this.#template.indexOf("*/", this.#at);
    if (end < 0) return this.#fail("unclosed comment");
    this.#at = end + 2;
    const close = this.#closing();
    if (close === null) return this.#fail("comment ends before closing delimiter");
    this.#at += close[0].length;
    return close[1] === undefined ? "keeps" : "trims";
  }

  #action(left: number): "trims" | "keeps" | null {
    this.#push("left", "{{", left);
    this.#depth = 0;
    for (;;) {
      const close = this.#closing();
      if (close !== null) {
        if (this.#depth > 0) return this.#fail("unclosed left paren");
        this.#push("right", "}}", this.#at);
        this.#at += close[0].length;
        return close[1] === undefined ? "keeps" : "trims";
      }
      if (this.#at >= this.#template.length) return this.#fail("unclosed action");
      if (!this.#token()) return null;
    }
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#template)?.[0] ?? null;
  }

  #take(type: TokenType, text: string): true {
    this.#push(type, text, this.#at);
    this.#at += text.length;
    return true;
  }

  /** False when what stands here is no token. */
  #token(): boolean {
    const character = this.#peek();
    if (SPACE.test(character)) return this.#spaces();
    switch (character) {
      case "=":
        return this.#take("assign", "=");
      case ":":
        if (this.#template[this.#at + 1] === "=") return this.#take("declare", ":=");
        return this.#fail("expected :=") ?? false;
      case "|":
        return this.#take("pipe", "|");
      case '"':
        return this.#quoted(QUOTED, "string", "unterminated quoted string");
      case "`":
        return this.#quoted(RAW, "string", "unterminated raw quoted string");
      case "'":
        return this.#quoted(CHARACTER, "number", "unterminated character constant");
      case "$":
        return this.#name("variable");
      case "(":
        this.#depth++;
        return this.#take("lparen", "(");
      case ")":
        if (--this.#depth < 0) return this.#fail("unexpected right paren") ?? false;
        return this.#take("rparen", ")");
      default:
        return this.#other(character);
    }
  }

  #other(character: string): boolean {
    if (character === "." && !/[0-9]/.test(this.#template[this.#at + 1] ?? "")) return this.#name("field");
    if (/[-+.0-9]/.test(character)) return this.#number();
    const word = this.#match(WORD);
    if (word !== null) return this.#word(word);
    if (/[!-~]/.test(character)) return this.#take("char", character);
    return this.#fail(`unrecognized character in action: ${named(character)}`) ?? false;
  }

  /** The last space before `-}}` belongs to the braces. */
  #spaces(): boolean {
    const spaces = this.#match(SPACES) as string;
    const isTrim = this.#template.startsWith("-}}", this.#at + spaces.length);
    const kept = isTrim ? spaces.slice(0, -1) : spaces;
    return kept === "" || this.#take("space", kept);
  }

  #quoted(pattern: RegExp, type: TokenType, problem: string): boolean {
    const found = this.#match(pattern);
    return found === null ? (this.#fail(problem) ?? false) : this.#take(type, found);
  }

  /** Whether a word may end here. */
  #endsHere(end: number): boolean {
    return (
      end >= this.#template.length ||
      /[ \t\r\n.,|:()]/.test(this.#template[end] as string) ||
      this.#template.startsWith("}}", end)
    );
  }

  #badCharacter(end: number): boolean {
    const character = String.fromCodePoint(this.#template.codePointAt(end) ?? 0);
    return this.#fail(`bad character ${named(character)}`) ?? false;
  }

  #word(word: string): boolean {
    if (!this.#endsHere(this.#at + word.length)) return this.#badCharacter(this.#at + word.length);
    if (KEYWORDS.includes(word)) return this.#take("keyword", word);
    if (word === "true" || word === "false") return this.#take("bool", word);
    return this.#take(word === "nil" ? "nil" : "word", word);
  }

  /** `$x`, `.x`, and the bare `$` and `.`. */
  #name(type: "variable" | "field"): boolean {
    const mark = this.#template[this.#at] as string;
    this.#at++;
    const word = this.#match(WORD_OR_NONE) ?? "";
    const end = this.#at + word.length;
    if (!this.#endsHere(end)) return this.#badCharacter(end);
    this.#at--;
    return this.#take(word === "" && type === "field" ? "dot" : type, mark + word);
  }

  /** A number, or a complex one of two parts. */
  #number(): boolean {
    let text = this.#match(NUMBER) ?? "";
    const odd = (): boolean => /^[\p{L}\p{Nd}_]/u.test(this.#template.slice(this.#at + text.length));
    if (!odd() && /[-+]/.test(this.#template[this.#at + text.length] ?? "")) {
      NUMBER.lastIndex = this.#at + text.length;
      text += NUMBER.exec(this.#template)?.[0] ?? "";
      if (!text.endsWith("i")) return this.#fail(`bad number syntax: "${text}"`) ?? false;
    }
    if (odd()) {
      const shown = text + String.fromCodePoint(this.#template.codePointAt(this.#at + text.length) ?? 0);
      return this.#fail(`bad number syntax: "${shown}"`) ?? false;
    }
    return this.#take("number", text);
  }
}
