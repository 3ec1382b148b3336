/** awk's expressions, by recursive descent. Models: POSIX awk(1), "Grammar" */
import { compileRegex, RegexError } from "../posix-regex/posix-regex.ts";
import { AwkError, type AwkToken } from "./lexer.ts";
import type { AwkExpression } from "./syntax.ts";

const COMPARISONS = new Set(["<", "<=", "==", "!=", ">", ">="]);
const ASSIGNMENTS = new Set(["=", "+=", "-=", "*=", "/=", "%=", "^="]);

export class AwkExpressionParser {
  protected readonly tokens: readonly AwkToken[];
  protected at = 0;
  /** Inside `print …` an open `>` is a redirection, inside `for (` an `in` may be the loop's. */
  protected noGreater = false;
  protected noIn = false;
  /** Names of functions that the program calls. */
  protected readonly called: string[] = [];

  constructor(tokens: readonly AwkToken[]) {
    this.tokens = tokens;
  }

  protected get token(): AwkToken {
    return this.tokens[Math.min(this.at, this.tokens.length - 1)] as AwkToken;
  }

  protected is(text: string): boolean {
    const token = this.token;
    return (token.kind === "symbol" || token.kind === "keyword") && token.text === text;
  }

  protected accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }

  protected expect(text: string): void {
    if (!this.accept(text)) throw this.error();
  }

  protected error(): AwkError {
    const token = this.token;
    const shown =
      token.kind === "end" || token.kind === "newline"
        ? "unexpected newline or end of string"
        : "text" in token
          ? token.text
          : "value" in token
            ? String(token.value)
            : "";
    return new AwkError(
      `line ${token.line}: syntax error at or near ${shown === "unexpected newline or end of string" ? "end of line" : shown}`,
    );
  }

  protected newlines(): void {
    while (this.token.kind === "newline") this.at++;
  }

  protected name(): string {
    const token = this.token;
    if (token.kind !== "name" && token.kind !== "call-name") throw this.error();
    this.at++;
    return token.text;
  }

  /** Expressions up to the closing symbol. */
  protected list(close: string): AwkExpression[] {
    const [greater, isIn] = [this.noGreater, this.noIn];
    [this.noGreater, this.noIn] = [false, false];
    const list: AwkExpression[] = [];
    this.newlines();
    while (!this.is(close)) {
      list.push(this.expression());
      this.newlines();
      if (!this.accept(",")) break;
      this.newlines();
    }
    this.expect(close);
    [this.noGreater, this.noIn] = [greater, isIn];
    return list;
  }

  protected expression(): AwkExpression {
    const made = this.choice();
    if (this.token.kind === "symbol" && ASSIGNMENTS.has(this.token.text)) throw this.error();
    return made;
  }

  protected choice(): AwkExpression {
    const test = this.or();
    if (!this.accept("?")) return test;
    this.newlines();
    const yes = this.expression();
    this.newlines();
    this.expect(":");
    this.newlines();
    return { kind: "choice", test, yes, no: this.expression() };
  }

  protected or(): AwkExpression {
    let left = this.and();
    while (this.accept("||")) {
      this.newlines();
      left = { kind: "binary", operator: "||", left, right: this.and() };
    }
    return left;
  }

  protected and(): AwkExpression {
    let left = this.in();
    while (this.accept("&&")) {
      this.newlines();
      left = { kind: "binary", operator: "&&", left, right: this.in() };
    }
    return left;
  }

  protected in(): AwkExpression {
    let left = this.match();
    while (!this.noIn && this.accept("in"))
      left = { kind: "in", keys: left.kind === "group" ? left.parts : [left], array: this.name() };
    return left;
  }

  protected match(): AwkExpression {
    let left = this.comparison();
    while (this.is("~") || this.is("!~")) {
      const operator = this.accept("~") ? "~" : "!~";
      if (operator === "!~") this.at++;
      left = { kind: "binary", operator, left, right: this.comparison() };
    }
    return left;
  }

  protected comparison(): AwkExpression {
    const left = this.pipes(this.concatenation());
    const token = this.token;
    if (token.kind !== "symbol" || !COMPARISONS.has(token.text) || (token.text === ">" && this.noGreater)) return left;
    this.at++;
    return { kind: "binary", operator: token.text, left, right: this.concatenation() };
  }

  /** `"command" | getline [target]` */
  protected pipes(source: AwkExpression): AwkExpression {
    let left = source;
    while (this.is("|") && this.nextIsGetline()) {
      this.at += 2;
      left = { kind: "getline", from: "command", source: left, target: this.target() };
    }
    return left;
  }

  protected nextIsGetline(): boolean {
    const next = this.tokens[this.at + 1];
    return next?.kind === "keyword" && next.text === "getline";
  }

  protected concatenation(): AwkExpression {
    let left = this.additive();
    while (this.startsValue()) left = { kind: "binary", operator: " ", left, right: this.additive() };
    return left;
  }

  protected startsValue(): boolean {
    const token = this.token;
    if (token.kind === "symbol")
      return ["$", "(", "!", "-", "+", "++", "--"].includes(token.text) && !(this.noIn && token.text === "in");
    return (
      token.kind === "number" ||
      token.kind === "string" ||
      token.kind === "regex" ||
      token.kind === "name" ||
      token.kind === "call-name" ||
      token.kind === "builtin"
    );
  }

  protected additive(): AwkExpression {
    let left = this.multiplicative();
    for (;;) {
      const operator = this.is("+") ? "+" : this.is("-") ? "-" : null;
      if (operator === null) return left;
      this.at++;
      left = { kind: "binary", operator, left, right: this.multiplicative() };
    }
  }

  protected multiplicative(): AwkExpression {
    let left = this.unary();
    for (;;) {
      const operator = ["*", "/", "%"].find((text) => this.is(text));
      if (operator === undefined) return left;
      this.at++;
      left = { kind: "binary", operator, left, right: this.unary() };
    }
  }

  protected unary(): AwkExpression {
    for (const operator of ["!", "-", "+"] as const)
      if (this.accept(operator)) return { kind: "unary", operator, operand: this.unary() };
    return this.power();
  }

  protected power(): AwkExpression {
    const base = this.postfix();
    if (!this.accept("^")) return base;
    const right = this.is("-") || this.is("+") || this.is("!") ? this.unary() : this.power();
    return { kind: "binary", operator: "^", left: base, right };
  }

  protected postfix(): AwkExpression {
    const target = this.primary();
    if (target.kind !== "variable" && target.kind !== "field" && target.kind !== "element") return target;
    if (this.accept("++")) return { kind: "step", target, by: 1, isPrefix: false };
    if (this.accept("--")) return { kind: "step", target, by: -1, isPrefix: false };
    // An assignment binds to the name left of it wherever that stands: `a || b = 1` is `a || (b = 1)`.
    const { token } = this;
    if (token.kind !== "symbol" || !ASSIGNMENTS.has(token.text)) return target;
    this.at++;
    this.newlines();
    return { kind: "assign", operator: token.text.slice(0, -1), target, value: this.expression() };
  }

  protected target(): AwkExpression | null {
    return this.is("$") || this.token.kind === "name" ? this.primary() : null;
  }

  protected primary(): AwkExpression {
    const token = this.token;
    this.at++;
    switch (token.kind) {
      case "number":
        return { kind: "number", value: token.value };
      case "string":
        return { kind: "string", text: token.text };
      case "regex":
        return { kind: "regex", regex: this.regex(token.text, token.line) };
      case "name":
        if (!this.accept("[")) return { kind: "variable", name: token.text };
        return { kind: "element", name: token.text, keys: this.list("]") };
      case "call-name":
        this.expect("(");
        this.called.push(token.text);
        return { kind: "call", name: token.text, args: this.list(")") };
      case "builtin":
        if (!this.accept("(")) return { kind: "builtin", name: token.text, args: [] };
        return { kind: "builtin", name: token.text, args: this.list(")") };
      default:
        this.at--;
        return this.symbolPrimary();
    }
  }

  protected symbolPrimary(): AwkExpression {
    if (this.accept("$")) {
      if (this.accept("++"))
        return { kind: "field", index: { kind: "step", target: this.primary(), by: 1, isPrefix: true } };
      if (this.accept("-")) return { kind: "field", index: { kind: "unary", operator: "-", operand: this.primary() } };
      return { kind: "field", index: this.primary() };
    }
    if (this.accept("++")) return { kind: "step", target: this.primary(), by: 1, isPrefix: true };
    if (this.accept("--")) return { kind: "step", target: this.primary(), by: -1, isPrefix: true };
    if (this.accept("(")) return { kind: "group", parts: this.list(")") };
    if (this.accept("getline")) {
      const target = this.target();
      if (this.accept("<")) return { kind: "getline", from: "file", source: this.postfix(), target };
      return { kind: "getline", from: "main", source: null, target };
    }
    throw this.error();
  }

  protected regex(text: string, line: number) {
    try {
      return compileRegex(text, { extended: true, escapes: true });
    } catch (error) {
      if (error instanceof RegexError)
        throw new AwkError(`line ${line}: regular expression compile failed (${error.message})\n${text}`);
      throw error;
    }
  }
}
