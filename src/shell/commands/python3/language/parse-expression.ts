/**
 * Expressions of Python, by descent.
 *
 * Models: CPython 3.11 Grammar/python.gram
 * SIMPLIFIED: no `yield`, no `await`, no positional-only marks, no annotations kept.
 */
import type { Argument, Clause, Expression, FormatPart, Parameter } from "./ast.ts";
import { notSimulated } from "./not-simulated.ts";
import { formatParts, unescaped } from "./parse-text.ts";
import { SyntaxFault } from "./syntax-fault.ts";
import { type Token, type TokenKind, tokensOf } from "./tokens.ts";
import { PyBytes, type Value } from "./values.ts";

const KEYWORDS = new Set(
  "and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(
    " ",
  ),
);
/** Words of the language that we do not know. */
const UNSUPPORTED = new Set(["async", "await", "yield"]);
/** From loosest to tightest. */
const BINARY: readonly (readonly string[])[] = [
  ["|"],
  ["^"],
  ["&"],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "//", "%", "@"],
];
const COMPARISONS = new Set(["==", "!=", "<", ">", "<=", ">=", "in", "is"]);
const CONSTANTS: Readonly<Record<string, Value>> = { None: null, True: true, False: false };

export class ExpressionParser {
  readonly tokens: readonly Token[];
  at = 0;

  constructor(text: string) {
    this.tokens = tokensOf(text);
  }

  get token(): Token {
    return this.tokens[this.at] as Token;
  }

  isKind(kind: TokenKind): boolean {
    return this.token.kind === kind;
  }

  is(text: string): boolean {
    const { kind, text: own } = this.token;
    return own === text && (kind === "operator" || kind === "name");
  }

  accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) throw text === ":" ? this.fault("expected ':'") : this.fault();
  }

  name(): string {
    const { kind, text } = this.token;
    if (kind !== "name" || KEYWORDS.has(text)) throw this.fault();
    this.at++;
    return text;
  }

  fault(message = "invalid syntax"): Error {
    const { kind, text, line, column } = this.token;
    if (kind === "name" && UNSUPPORTED.has(text)) return notSimulated(`\`${text}\``);
    return new SyntaxFault(message, line, column, {
      width: kind === "string" ? text.length + 2 : Math.max(1, text.length),
    });
  }

  /** An expression inside an f-string. */
  inner(text: string): Expression {
    return new ExpressionParser(text).list();
  }

  /** `a, *b` is a tuple. */
  list(): Expression {
    const first = this.starred();
    if (!this.is(",")) return first;
    const items = [first];
    while (this.accept(",")) {
      if (!this.#startsExpression()) break;
      items.push(this.starred());
    }
    return { kind: "tuple", items };
  }

  #startsExpression(): boolean {
    const { kind, text } = this.token;
    if (kind === "operator") return "([{-+~*...".includes(text);
    if (kind === "name") return !KEYWORDS.has(text) || text === "not" || text === "lambda";
    return kind === "number" || kind === "string";
  }

  starred(): Expression {
    return this.accept("*") ? { kind: "starred", value: this.#binary(0) } : this.expression();
  }

  expression(): Expression {
    if (this.accept("lambda")) {
      const parameters = this.parameters(":");
      this.expect(":");
      return { kind: "lambda", parameters, body: this.expression() };
    }
    const next = this.tokens[this.at + 1];
    if (this.token.kind === "name" && next?.kind === "operator" && next.text === ":=") {
      const name = this.name();
      this.at++;
      return { kind: "walrus", name, value: this.expression() };
    }
    const then = this.#or();
    if (!this.accept("if")) return then;
    const when = this.#or();
    this.expect("else");
    return { kind: "choice", when, then, otherwise: this.expression() };
  }

  parameters(end: string): Parameter[] {
    const found: Parameter[] = [];
    while (!this.is(end)) {
      const stars = this.accept("**") ? 2 : this.accept("*") ? 1 : 0;
      const name = stars === 1 && this.is(",") ? "" : this.name();
      if (end === ")" && this.accept(":")) this.expression();
      const fallback = this.accept("=") ? this.expression() : null;
      if (name !== "") found.push({ name, fallback, stars });
      if (!this.accept(",")) break;
    }
    return found;
  }

  #or(): Expression {
    let left = this.#and();
    while (this.accept("or")) left = { kind: "logic", operator: "or", left, right: this.#and() };
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    while (this.accept("and")) left = { kind: "logic", operator: "and", left, right: this.#not() };
    return left;
  }

  #not(): Expression {
    return this.accept("not") ? { kind: "unary", operator: "not", operand: this.#not() } : this.#comparison();
  }

  #comparison(): Expression {
    const first = this.#binary(0);
    const rest: [string, Expression][] = [];
    for (;;) {
      const operator = this.#comparisonOperator();
      if (operator === null) break;
      rest.push([operator, this.#binary(0)]);
    }
    return rest.length === 0 ? first : { kind: "compare", first, rest };
  }

  #comparisonOperator(): string | null {
    const { text } = this.token;
    const next = this.tokens[this.at + 1]?.text;
    if (this.is("not") && next === "in") {
      this.at += 2;
      return "not in";
    }
    if (this.token.kind === "string" || !COMPARISONS.has(text)) return null;
    this.at++;
    return text === "is" && this.accept("not") ? "is not" : text;
  }

  #binary(level: number): Expression {
    const operators = BINARY[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    while (this.token.kind === "operator" && operators.includes(this.token.text)) {
      const operator = this.token.text;
      this.at++;
      left = { kind: "binary", operator, left, right: this.#binary(level + 1) };
    }
    return left;
  }

  #unary(): Expression {
    for (const operator of ["-", "+", "~"])
      if (this.accept(operator)) return { kind: "unary", operator, operand: this.#unary() };
    const left = this.#primary();
    return this.accept("**") ? { kind: "binary", operator: "**", left, right: this.#unary() } : left;
  }

  #primary(): Expression {
    let value = this.#atom();
    for (;;) {
      if (this.accept(".")) value = { kind: "attribute", of: value, name: this.name() };
      else if (this.accept("(")) value = { kind: "call", callee: value, args: this.#arguments() };
      else if (this.accept("[")) {
        const items = [this.#subscript()];
        let isTuple = false;
        while (this.accept(",")) {
          isTuple = true;
          if (!this.is("]")) items.push(this.#subscript());
        }
        this.expect("]");
        value = { kind: "index", of: value, at: isTuple ? { kind: "tuple", items } : (items[0] as Expression) };
      } else return value;
    }
  }

  #subscript(): Expression {
    const from = this.is(":") ? null : this.expression();
    if (!this.accept(":")) return from as Expression;
    const bound = (): Expression | null => (this.is(":") || this.is("]") || this.is(",") ? null : this.expression());
    const to = bound();
    return { kind: "slice", from, to, step: this.accept(":") ? bound() : null };
  }

  #arguments(): Argument[] {
    const args: Argument[] = [];
    while (!this.accept(")")) {
      const stars = this.accept("**") ? 2 : this.accept("*") ? 1 : 0;
      const next = this.tokens[this.at + 1];
      const isNamed = stars === 0 && this.token.kind === "name" && next?.kind === "operator" && next.text === "=";
      const name = isNamed ? this.name() : null;
      if (isNamed) this.at++;
      const value = this.expression();
      const clauses = name === null && stars === 0 ? this.#clauses() : [];
      args.push({
        name,
        stars,
        value:
          clauses.length === 0
            ? value
            : { kind: "comprehension", makes: "generator", key: null, element: value, clauses },
      });
      if (this.accept(",")) continue;
      this.expect(")");
      break;
    }
    return args;
  }

  #clauses(): Clause[] {
    const clauses: Clause[] = [];
    while (this.accept("for")) {
      const target = this.targets();
      this.expect("in");
      const over = this.#or();
      const conditions: Expression[] = [];
      while (this.accept("if")) conditions.push(this.#or());
      clauses.push({ target, over, conditions });
    }
    return clauses;
  }

  /** What a `for` gives its values to. */
  targets(): Expression {
    const first = this.#target();
    if (!this.is(",")) return first;
    const items = [first];
    while (this.accept(",")) if (!this.is("in")) items.push(this.#target());
    return { kind: "tuple", items };
  }

  #target(): Expression {
    return this.accept("*") ? { kind: "starred", value: this.#primary() } : this.#primary();
  }

  #atom(): Expression {
    const { kind, text } = this.token;
    if (kind === "string") return this.#strings();
    if (kind === "number") {
      this.at++;
      return { kind: "constant", value: numberOf(text) };
    }
    if (this.accept("(")) return this.#parenthesis();
    if (this.accept("[")) return this.#display("list", "]");
    if (this.accept("{")) return this.#braces();
    if (kind === "name" && text in CONSTANTS) {
      this.at++;
      return { kind: "constant", value: CONSTANTS[text] as Value };
    }
    if (kind === "name") return { kind: "name", name: this.name() };
    throw this.fault();
  }

  #parenthesis(): Expression {
    if (this.accept(")")) return { kind: "tuple", items: [] };
    const value = this.list();
    const clauses = this.#clauses();
    this.expect(")");
    return clauses.length === 0
      ? value
      : { kind: "comprehension", makes: "generator", key: null, element: value, clauses };
  }

  #display(makes: "list" | "set", end: string, first?: Expression): Expression {
    const items = first === undefined ? [] : [first];
    if (first === undefined && !this.is(end)) items.push(this.starred());
    const clauses = this.#clauses();
    if (clauses.length > 0) {
      this.expect(end);
      return { kind: "comprehension", makes, key: null, element: items[0] as Expression, clauses };
    }
    while (this.accept(",")) if (!this.is(end)) items.push(this.starred());
    this.expect(end);
    return { kind: makes, items };
  }

  #braces(): Expression {
    if (this.accept("}")) return { kind: "dict", entries: [] };
    const entry = (): [Expression | null, Expression] => {
      if (this.accept("**")) return [null, this.#binary(0)];
      const key = this.expression();
      this.expect(":");
      return [key, this.expression()];
    };
    if (!this.is("**")) {
      const key = this.starred();
      if (!this.accept(":")) return this.#display("set", "}", key);
      const element = this.expression();
      const clauses = this.#clauses();
      if (clauses.length > 0) {
        this.expect("}");
        return { kind: "comprehension", makes: "dict", key, element, clauses };
      }
      const entries: [Expression | null, Expression][] = [[key, element]];
      while (this.accept(",")) if (!this.is("}")) entries.push(entry());
      this.expect("}");
      return { kind: "dict", entries };
    }
    const entries = [entry()];
    while (this.accept(",")) if (!this.is("}")) entries.push(entry());
    this.expect("}");
    return { kind: "dict", entries };
  }

  /** Strings that stand beside each other are one. */
  #strings(): Expression {
    const parts: (string | FormatPart)[] = [];
    let bytes: string | null = null;
    for (; this.token.kind === "string"; this.at++) {
      const { prefix, text } = this.token;
      const isRaw = prefix.includes("r");
      if (prefix.includes("b")) bytes = (bytes ?? "") + (isRaw ? text : unescaped(text));
      else if (prefix.includes("f")) parts.push(...formatParts(text, { isRaw, outer: this }));
      else parts.push(isRaw ? text : unescaped(text));
    }
    if (bytes !== null) {
      if (parts.length > 0) throw this.fault("cannot mix bytes and nonbytes literals");
      return { kind: "constant", value: new PyBytes(Uint8Array.from(bytes, (char) => char.charCodeAt(0))) };
    }
    const isPlain = parts.every((part) => typeof part === "string");
    return isPlain ? { kind: "constant", value: parts.join("") } : { kind: "format", parts };
  }
}

function numberOf(text: string): Value {
  const plain = text.replace(/_/g, "").toLowerCase();
  return /^0[xbo]/.test(plain) || /^\d+$/.test(plain) ? BigInt(plain) : Number(plain);
}
