/** Going through tokens one by one, and the words when one comes that nobody expected. */
import { JqSyntaxError, type Token } from "./lexer.ts";

export class TokenReader {
  protected readonly tokens: readonly Token[];
  protected at = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  protected isAtEnd(): boolean {
    return this.peek.type === "end";
  }

  protected get peek(): Token {
    return this.tokens[this.at] as Token;
  }

  protected textOf(token: Token | undefined): string | null {
    return token !== undefined && (token.type === "symbol" || token.type === "keyword") ? token.text : null;
  }

  protected is(text: string): boolean {
    return this.textOf(this.peek) === text;
  }

  protected nextIs(text: string): boolean {
    return this.textOf(this.tokens[this.at + 1]) === text;
  }

  protected take(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }

  protected symbol(of: ReadonlySet<string>): string | null {
    const text = this.textOf(this.peek);
    if (text === null || !of.has(text)) return null;
    this.at++;
    return text;
  }

  protected expect(text: string): void {
    if (!this.take(text)) this.unexpected();
  }

  protected variable(): string {
    const token = this.peek;
    if (token.type !== "variable") return this.unexpected();
    this.at++;
    return token.text;
  }

  protected word(): string {
    const token = this.peek;
    if (token.type !== "name" && token.type !== "keyword") return this.unexpected();
    this.at++;
    return token.text;
  }

  protected unexpected(expecting?: string): never {
    throw new JqSyntaxError(
      `unexpected ${tokenName(this.peek)}${expecting === undefined ? "" : `, expecting ${expecting}`}`,
      this.peek.at,
    );
  }
}

function tokenName(token: Token): string {
  switch (token.type) {
    case "number":
      return "LITERAL";
    case "text":
      return "QQSTRING_START";
    case "name":
      return "IDENT";
    case "field":
      return "FIELD";
    case "format":
      return "FORMAT";
    case "variable":
      return "'$'";
    case "end":
      return "$end";
    default:
      return token.text.length === 1 || token.type === "keyword"
        ? token.type === "keyword"
          ? token.text
          : `'${token.text}'`
        : token.text;
  }
}
