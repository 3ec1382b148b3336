/** A bc program as data. Models: POSIX bc(1), grammar, and GNU's print, else, &&, || and ! */
import { BcError } from "./number.ts";

export type BcExpression =
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "name"; readonly name: string; readonly index: BcExpression | null }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly BcExpression[] }
  | { readonly kind: "assign"; readonly operator: string; readonly target: BcExpression; readonly value: BcExpression }
  | { readonly kind: "step"; readonly target: BcExpression; readonly by: 1 | -1; readonly isPrefix: boolean }
  | { readonly kind: "unary"; readonly operator: "-" | "!"; readonly operand: BcExpression }
  | { readonly kind: "binary"; readonly operator: string; readonly left: BcExpression; readonly right: BcExpression };

export type BcStatement =
  | { readonly kind: "value"; readonly value: BcExpression; readonly isShown: boolean }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "print"; readonly parts: readonly (BcExpression | string)[] }
  | { readonly kind: "block"; readonly body: readonly BcStatement[] }
  | { readonly kind: "if"; readonly test: BcExpression; readonly yes: BcStatement; readonly no: BcStatement | null }
  | {
      readonly kind: "loop";
      readonly start: BcExpression | null;
      readonly test: BcExpression | null;
      readonly step: BcExpression | null;
      readonly body: BcStatement;
    }
  | { readonly kind: "define"; readonly name: string; readonly made: BcFunction }
  | { readonly kind: "return"; readonly value: BcExpression | null }
  | { readonly kind: "break" | "continue" | "quit" | "halt" };

export interface BcFunction {
  readonly parameters: readonly string[];
  readonly locals: readonly string[];
  readonly body: BcStatement;
}

interface Token {
  readonly kind: "number" | "name" | "text" | "symbol" | "line" | "end";
  readonly text: string;
}

const TOKEN =
  /\s*(?:\\\n)?(?:(?<number>[0-9A-F]+\.?[0-9A-F]*|\.[0-9A-F]+)|(?<name>[a-z][a-z0-9_]*)|"(?<text>[^"]*)"|(?<symbol>\+\+|--|[-+*/%^<>=!]=|&&|\|\||[-+*/%^<>=!(){}[\],;.])|(?<line>\n))/y;
const ASSIGNMENTS = ["=", "+=", "-=", "*=", "/=", "%=", "^="];
const RELATIONS = ["==", "<=", ">=", "!=", "<", ">"];

export function tokenize(source: string): Token[] {
  const text = source
    .replace(/\/\*[\s\S]*?\*\//g, " ")
    .replace(/#[^\n]*/g, "")
    .replace(/\\\n/g, "");
  const tokens: Token[] = [];
  let at = 0;
  while (/[^ \t\r]/.test(text.slice(at))) {
    const blanks = /[ \t\r]*/y;
    blanks.lastIndex = at;
    at += blanks.exec(text)?.[0].length ?? 0;
    if (text[at] === "\n") {
      tokens.push({ kind: "line", text: "\n" });
      at++;
      continue;
    }
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (found === null) throw new BcError(`illegal character: ${text[at]}`);
    at += found[0].length;
    const [kind, value] = Object.entries(found.groups ?? {}).find(([, made]) => made !== undefined) as [
      Token["kind"],
      string,
    ];
    tokens.push({ kind, text: value });
  }
  tokens.push({ kind: "end", text: "" });
  return tokens;
}

/** Reads one statement after the other, so that what stands before a mistake is carried out. */
export class BcParser {
  readonly #tokens: readonly Token[];
  #at = 0;
  /** For messages: the line that is being read. */
  line = 1;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The statements of the next line; null at the end. */
  next(): BcStatement[] | null {
    while (this.#accept("\n") || this.#accept(";"));
    if (this.#token.kind === "end") return null;
    const statements = [this.#statement()];
    // A function ends its line by itself.
    if (statements[0]?.kind === "define") return statements;
    while (this.#accept(";")) if (!this.isAtLineEnd) statements.push(this.#statement());
    if (!this.isAtLineEnd) throw new BcError("syntax error");
    return statements;
  }

  get isAtLineEnd(): boolean {
    return this.#token.kind === "line" || this.#token.kind === "end";
  }

  /** After a mistake: on with the next line. */
  skipLine(): void {
    while (this.#token.kind !== "line" && this.#token.kind !== "end") this.#at++;
  }

  get #token(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)] as Token;
  }

  #accept(text: string): boolean {
    const { kind } = this.#token;
    if (this.#token.text !== text || kind === "text" || kind === "number") return false;
    if (kind === "line") this.line++;
    this.#at++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#accept(text)) throw new BcError("syntax error");
  }

  #take(kind: Token["kind"]): string {
    if (this.#token.kind !== kind) throw new BcError("syntax error");
    return (this.#tokens[this.#at++] as Token).text;
  }

  #statement(): BcStatement {
    if (this.#token.kind === "text") return { kind: "text", text: this.#take("text") };
    if (this.#accept("{")) return this.#block();
    for (const word of ["break", "continue", "quit", "halt"] as const) if (this.#accept(word)) return { kind: word };
    if (this.#accept("return")) return this.#return();
    if (this.#accept("print")) return this.#print();
    if (this.#accept("if")) return this.#if();
    if (this.#accept("while")) {
      this.#expect("(");
      const test = this.#expression();
      this.#expect(")");
      return { kind: "loop", start: null, test, step: null, body: this.#body() };
    }
    if (this.#accept("for")) return this.#for();
    if (this.#accept("define")) return this.#define();
    const value = this.#expression();
    return { kind: "value", value, isShown: value.kind !== "assign" };
  }

  #body(): BcStatement {
    while (this.#accept("\n"));
    return this.#statement();
  }

  #block(): BcStatement {
    const body: BcStatement[] = [];
    for (;;) {
      while (this.#accept("\n") || this.#accept(";"));
      if (this.#accept("}")) return { kind: "block", body };
      if (this.#token.kind === "end") throw new BcError("syntax error");
      body.push(this.#statement());
    }
  }

  #return(): BcStatement {
    const isBare = this.#token.kind === "line" || [";", "}"].includes(this.#token.text);
    return { kind: "return", value: isBare ? null : this.#expression() };
  }

  #print(): BcStatement {
    const parts: (BcExpression | string)[] = [];
    do parts.push(this.#token.kind === "text" ? this.#take("text") : this.#expression());
    while (this.#accept(","));
    return { kind: "print", parts };
  }

  #if(): BcStatement {
    this.#expect("(");
    const test = this.#expression();
    this.#expect(")");
    const yes = this.#body();
    return { kind: "if", test, yes, no: this.#accept("else") ? this.#body() : null };
  }

  #for(): BcStatement {
    this.#expect("(");
    const part = (end: string): BcExpression | null => {
      const made = this.#token.text === end ? null : this.#expression();
      this.#expect(end);
      return made;
    };
    const [start, test, step] = [part(";"), part(";"), part(")")];
    return { kind: "loop", start, test, step, body: this.#body() };
  }

  #define(): BcStatement {
    const name = this.#take("name");
    this.#expect("(");
    const parameters = this.#names(")");
    this.#expect(")");
    while (this.#accept("\n"));
    this.#expect("{");
    while (this.#accept("\n"));
    const locals = this.#accept("auto") ? this.#names(";") : [];
    return { kind: "define", name, made: { parameters, locals, body: this.#block() } };
  }

  #names(end: string): string[] {
    const names: string[] = [];
    while (this.#token.text !== end && this.#token.kind === "name") {
      names.push(this.#take("name"));
      if (this.#accept("[")) this.#expect("]");
      if (!this.#accept(",")) break;
    }
    return names;
  }

  #expression(): BcExpression {
    return this.#logic(["||"], () => this.#logic(["&&"], () => this.#not()));
  }

  #logic(operators: readonly string[], operand: () => BcExpression): BcExpression {
    let left = operand();
    for (;;) {
      const operator = operators.find((one) => this.#accept(one));
      if (operator === undefined) return left;
      left = { kind: "binary", operator, left, right: operand() };
    }
  }

  #not(): BcExpression {
    return this.#accept("!") ? { kind: "unary", operator: "!", operand: this.#not() } : this.#relation();
  }

  #relation(): BcExpression {
    return this.#logic(RELATIONS, () => this.#assignment());
  }

  #assignment(): BcExpression {
    const left = this.#sum();
    const operator = left.kind === "name" ? ASSIGNMENTS.find((one) => this.#accept(one)) : undefined;
    if (operator === undefined) return left;
    return { kind: "assign", operator: operator.slice(0, -1), target: left, value: this.#assignment() };
  }

  #sum(): BcExpression {
    return this.#logic(["+", "-"], () => this.#logic(["*", "/", "%"], () => this.#power()));
  }

  #power(): BcExpression {
    const base = this.#unary();
    return this.#accept("^") ? { kind: "binary", operator: "^", left: base, right: this.#power() } : base;
  }

  #unary(): BcExpression {
    if (this.#accept("-")) return { kind: "unary", operator: "-", operand: this.#unary() };
    for (const [sign, by] of [
      ["++", 1],
      ["--", -1],
    ] as const)
      if (this.#accept(sign)) return { kind: "step", target: this.#primary(), by, isPrefix: true };
    const target = this.#primary();
    for (const [sign, by] of [
      ["++", 1],
      ["--", -1],
    ] as const)
      if (target.kind === "name" && this.#accept(sign)) return { kind: "step", target, by, isPrefix: false };
    return target;
  }

  #primary(): BcExpression {
    if (this.#token.kind === "number") return { kind: "number", text: this.#take("number") };
    if (this.#accept("(")) {
      const inner = this.#expression();
      this.#expect(")");
      return inner.kind === "assign"
        ? { kind: "binary", operator: "+", left: inner, right: { kind: "number", text: "0" } }
        : inner;
    }
    if (this.#accept(".")) return { kind: "name", name: "last", index: null };
    const name = this.#take("name");
    if (this.#accept("(")) {
      const args: BcExpression[] = [];
      while (this.#token.text !== ")") {
        args.push(this.#expression());
        if (!this.#accept(",")) break;
      }
      this.#expect(")");
      return { kind: "call", name, args };
    }
    if (!this.#accept("[")) return { kind: "name", name, index: null };
    const index = this.#expression();
    this.#expect("]");
    return { kind: "name", name, index };
  }
}
