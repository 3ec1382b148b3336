/** A filter's text as tokens. Models: jq 1.6 src/lexer.l */
import { unescaped } from "./read-json.ts";

export type Token =
  | { readonly type: "number"; readonly value: number; readonly line: number; readonly at: number }
  | {
      readonly type: "text";
      readonly parts: readonly (string | readonly Token[])[];
      readonly line: number;
      readonly at: number;
    }
  | {
      readonly type: "name" | "field" | "variable" | "format" | "keyword" | "symbol" | "end";
      readonly text: string;
      readonly line: number;
      /** Where it stands in the text. */
      readonly at: number;
    };

export class JqSyntaxError extends Error {
  /** Where in the text; the message is set off by so many blanks. */
  readonly at: number;

  constructor(message: string, at = 0) {
    super(message);
    this.at = at;
  }
}

const KEYWORDS = new Set(
  "def if then elif else end as reduce foreach try catch label import include and or not __loc__".split(" "),
);
KEYWORDS.delete("not");

const SYMBOL = /^(\?\/\/|\|=|\+=|-=|\*=|\/\/=|\/=|%=|==|!=|<=|>=|\/\/|\.\.|[.[\](){}|,:;=<>+\-*/%?$])/;
const NAME = /^[A-Za-z_][\w]*(::[A-Za-z_]\w*)*/;
const NUMBER = /^(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?/;

export function tokenize(source: string): Token[] {
  return new Lexer(source).all();
}

class Lexer {
  readonly #source: string;
  #at = 0;
  #line = 1;

  constructor(source: string) {
    this.#source = source;
  }

  all(): Token[] {
    const tokens = this.#until(null);
    tokens.push({ type: "end", text: "", line: this.#line, at: Math.max(0, this.#at - 1) });
    return tokens;
  }

  /** Up to the parenthesis that closes an interpolation, or to the end. */
  #until(close: ")" | null): Token[] {
    const tokens: Token[] = [];
    let depth = 0;
    for (;;) {
      this.#skip();
      if (this.#at >= this.#source.length) {
        if (close !== null) throw new JqSyntaxError("unexpected $end", this.#source.length - 1);
        return tokens;
      }
      const char = this.#source[this.#at];
      if (char === ")" && depth === 0 && close !== null) {
        this.#at++;
        tokens.push({ type: "end", text: "", line: this.#line, at: Math.max(0, this.#at - 1) });
        return tokens;
      }
      if (char === "(") depth++;
      if (char === ")") depth--;
      tokens.push(this.#one());
    }
  }

  #skip(): void {
    for (;;) {
      const blank = /^(\s+|#[^\n]*)/.exec(this.#rest);
      if (blank === null) return;
      this.#line += (blank[0].match(/\n/g) ?? []).length;
      this.#at += blank[0].length;
    }
  }

  get #rest(): string {
    return this.#source.slice(this.#at, this.#at + 200);
  }

  #one(): Token {
    const rest = this.#rest;
    const line = this.#line;
    const at = this.#at;
    if (rest[0] === '"') {
      this.#at++;
      return { type: "text", parts: this.#text(), line, at };
    }
    const number = NUMBER.exec(rest);
    if (number !== null) {
      this.#at += number[0].length;
      return { type: "number", value: Number(number[0]), line, at };
    }
    if (rest[0] === "." && NAME.test(rest.slice(1))) {
      const [name = ""] = /^[A-Za-z_]\w*/.exec(rest.slice(1)) ?? [];
      this.#at += name.length + 1;
      return { type: "field", text: name, line, at };
    }
    if (rest[0] === "$" && NAME.test(rest.slice(1))) {
      const [name = ""] = NAME.exec(rest.slice(1)) ?? [];
      this.#at += name.length + 1;
      return { type: "variable", text: name, line, at };
    }
    const format = /^@\w+/.exec(rest);
    if (format !== null) {
      this.#at += format[0].length;
      return { type: "format", text: format[0], line, at };
    }
    const name = NAME.exec(rest);
    if (name !== null) {
      this.#at += name[0].length;
      return { type: KEYWORDS.has(name[0]) ? "keyword" : "name", text: name[0], line, at };
    }
    const symbol = SYMBOL.exec(rest);
    if (symbol === null) throw new JqSyntaxError("unexpected INVALID_CHARACTER", this.#at);
    this.#at += symbol[0].length;
    return { type: "symbol", text: symbol[0], line, at };
  }

  #text(): (string | readonly Token[])[] {
    const parts: (string | readonly Token[])[] = [];
    let raw = "";
    const flush = (): void => {
      const plain = unescaped(raw);
      if (plain === null) throw new JqSyntaxError("Invalid escape");
      if (plain !== "") parts.push(plain);
      raw = "";
    };
    for (;;) {
      const char = this.#source[this.#at];
      if (char === undefined)
        throw new JqSyntaxError("unexpected $end, expecting QQSTRING_TEXT or QQSTRING_INTERP_START or QQSTRING_END", 1);
      this.#at++;
      if (char === '"') {
        flush();
        return parts;
      }
      if (char === "\n") this.#line++;
      if (char === "\\" && this.#source[this.#at] === "(") {
        this.#at++;
        flush();
        parts.push(this.#until(")"));
      } else if (char === "\\") {
        raw += char + (this.#source[this.#at] ?? "");
        this.#at++;
      } else raw += char;
    }
  }
}
