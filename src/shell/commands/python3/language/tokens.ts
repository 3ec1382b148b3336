/**
 * A program's text as tokens, with the indentation as tokens too.
 *
 * Models: CPython 3.11 Parser/tokenizer.c
 * SIMPLIFIED: ASCII names only, no complex numbers, no encoding declarations.
 */
import { SyntaxFault } from "./syntax-fault.ts";

export type TokenKind = "name" | "number" | "string" | "operator" | "newline" | "indent" | "dedent" | "end";

export interface Token {
  readonly kind: TokenKind;
  /** A string's is what stands between its quotes, as written. */
  readonly text: string;
  /** Of a string: its letters in front, in lower case. */
  readonly prefix: string;
  readonly line: number;
  readonly column: number;
}

const STRING = /([rbfu]|rb|br|rf|fr)?("""|'''|"|')/iy;
const NUMBER =
  /0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*)?\.\d[\d_]*(?:[eE][-+]?\d+)?|\d[\d_]*\.?(?:[eE][-+]?\d+)?/y;
const NAME = /[A-Za-z_][A-Za-z_0-9]*/y;
const OPERATOR =
  /\*\*=|\/\/=|>>=|<<=|\.\.\.|!=|==|<=|>=|->|:=|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|@=|\*\*|\/\/|<<|>>|[-+*/%@&|^~<>()[\]{},:.;=]/y;

export function tokensOf(text: string): Token[] {
  return new Tokenizer(text.replace(/\r\n?/g, "\n")).all();
}

class Tokenizer {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  readonly #indents = [0];
  #at = 0;
  #line = 1;
  #lineStart = 0;
  #open: Token[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  all(): Token[] {
    while (this.#at < this.#text.length) {
      if (this.#at === this.#lineStart && this.#open.length === 0 && !this.#indentation()) continue;
      this.#next();
    }
    const open = this.#open.at(-1);
    if (open !== undefined) throw new SyntaxFault(`'${open.text}' was never closed`, open.line, open.column);
    if (this.#tokens.length > 0 && this.#tokens.at(-1)?.kind !== "newline") this.#push("newline", "");
    while (this.#indents.length > 1) {
      this.#indents.pop();
      this.#push("dedent", "");
    }
    this.#push("end", "");
    return this.#tokens;
  }

  /** False when the line was blank, and is behind us. */
  #indentation(): boolean {
    const white = /[ \t\f]*/y;
    white.lastIndex = this.#at;
    const space = (white.exec(this.#text) as RegExpExecArray)[0];
    const next = this.#text[this.#at + space.length];
    if (next === "\n" || next === "#" || next === undefined) {
      const end = this.#text.indexOf("\n", this.#at);
      this.#at = end < 0 ? this.#text.length : end + 1;
      if (end >= 0) this.#newLine();
      return false;
    }
    this.#at += space.length;
    const width = [...space].reduce((sum, char) => (char === "\t" ? (Math.floor(sum / 8) + 1) * 8 : sum + 1), 0);
    if (width > (this.#indents.at(-1) as number)) {
      this.#indents.push(width);
      this.#push("indent", "");
    }
    while (width < (this.#indents.at(-1) as number)) {
      this.#indents.pop();
      this.#push("dedent", "");
    }
    if (width !== this.#indents.at(-1))
      throw new SyntaxFault("unindent does not match any outer indentation level", this.#line, width, {
        type: "IndentationError",
      });
    return true;
  }

  #next(): void {
    const char = this.#text[this.#at] as string;
    if (char === "\n") {
      if (this.#open.length === 0) this.#push("newline", "");
      this.#at++;
      this.#newLine();
    } else if (/[ \t\f]/.test(char)) this.#at++;
    else if (char === "#") {
      const end = this.#text.indexOf("\n", this.#at);
      this.#at = end < 0 ? this.#text.length : end;
    } else if (char === "\\" && this.#text[this.#at + 1] === "\n") {
      this.#at += 2;
      this.#newLine();
    } else if (!this.#string() && !this.#take("number", NUMBER) && !this.#take("name", NAME)) this.#operator();
  }

  #newLine(): void {
    this.#line++;
    this.#lineStart = this.#at;
  }

  #push(kind: TokenKind, text: string, prefix = ""): void {
    this.#tokens.push({ kind, text, prefix, line: this.#line, column: this.#at - this.#lineStart });
  }

  #take(kind: TokenKind, shape: RegExp): boolean {
    shape.lastIndex = this.#at;
    const found = shape.exec(this.#text);
    if (found === null) return false;
    this.#push(kind, found[0]);
    this.#at += found[0].length;
    return true;
  }

  #operator(): void {
    if (!this.#take("operator", OPERATOR))
      throw new SyntaxFault("invalid syntax", this.#line, this.#at - this.#lineStart);
    const token = this.#tokens.at(-1) as Token;
    if ("([{".includes(token.text)) this.#open.push(token);
    if (!")]}".includes(token.text)) return;
    const open = this.#open.pop();
    if (open === undefined) throw new SyntaxFault(`unmatched '${token.text}'`, token.line, token.column);
    if ("([{".indexOf(open.text) !== ")]}".indexOf(token.text)) {
      const words = `closing parenthesis '${token.text}' does not match opening parenthesis '${open.text}'`;
      throw new SyntaxFault(words, token.line, token.column);
    }
  }

  #string(): boolean {
    STRING.lastIndex = this.#at;
    const found = STRING.exec(this.#text);
    if (found === null) return false;
    const quote = found[2] as string;
    const [line, column] = [this.#line, this.#at - this.#lineStart];
    let end = this.#at + found[0].length;
    const start = end;
    for (; !this.#text.startsWith(quote, end); end++) {
      const char = this.#text[end];
      if (char === undefined || (char === "\n" && quote.length === 1)) {
        const words = quote.length === 1 ? "unterminated string literal" : "unterminated triple-quoted string literal";
        throw new SyntaxFault(`${words} (detected at line ${this.#line})`, line, column);
      }
      if (char === "\\") end++;
      if (this.#text[end] === "\n") {
        this.#line++;
        this.#lineStart = end + 1;
      }
    }
    const prefix = (found[1] ?? "").toLowerCase();
    this.#tokens.push({ kind: "string", text: this.#text.slice(start, end), prefix, line, column });
    this.#at = end + quote.length;
    return true;
  }
}
