/** awk's rules, functions and statements. Models: POSIX awk(1), "Grammar" */
import { AwkError, tokenize } from "./lexer.ts";
import { AwkExpressionParser } from "./parse-expression.ts";
import type { AwkExpression, AwkFunction, AwkProgram, AwkRedirect, AwkRule, AwkStatement } from "./syntax.ts";

/** Where the two that are modelled part ways: Debian's mawk 1.3.4 and BusyBox's. */
export type AwkDialect = AwkProgram["dialect"];

export function parseAwk(source: string, dialect: AwkDialect): AwkProgram {
  return new AwkParser(tokenize(source, dialect)).program(dialect);
}

class AwkParser extends AwkExpressionParser {
  #isInFunction = false;
  #isInRule = false;

  program(dialect: AwkDialect): AwkProgram {
    const rules: AwkRule[] = [];
    const functions = new Map<string, AwkFunction>();
    for (this.blank(); this.token.kind !== "end"; this.blank()) {
      if (this.is("function")) {
        const made = this.function();
        functions.set(made.name, made);
      } else rules.push(this.rule());
    }
    const unknown = this.called.find((name) => !functions.has(name));
    if (unknown !== undefined) throw new AwkError(`line ${this.token.line + 1}: function ${unknown} never defined`);
    return { rules, functions, dialect };
  }

  protected blank(): void {
    while (this.token.kind === "newline" || this.is(";")) this.at++;
  }

  protected rule(): AwkRule {
    if (this.accept("BEGIN")) return { pattern: "BEGIN", body: this.block() };
    if (this.accept("END")) return { pattern: "END", body: this.block() };
    return this.recordRule();
  }

  protected recordRule(): AwkRule {
    if (this.is("{")) return { pattern: "always", body: this.recordBlock() };
    const from = this.expression();
    let to: AwkExpression | null = null;
    if (this.accept(",")) {
      this.newlines();
      to = this.expression();
    }
    return { pattern: { from, to }, body: this.is("{") ? this.recordBlock() : null };
  }

  protected recordBlock(): AwkStatement {
    this.#isInRule = true;
    const block = this.block();
    this.#isInRule = false;
    return block;
  }

  protected function(): AwkFunction {
    this.expect("function");
    const name = this.name();
    this.expect("(");
    const parameters: string[] = [];
    while (!this.is(")")) {
      parameters.push(this.name());
      if (!this.accept(",")) break;
      this.newlines();
    }
    this.expect(")");
    this.newlines();
    this.#isInFunction = true;
    const body = this.block();
    this.#isInFunction = false;
    return { name, parameters, body };
  }

  protected block(): AwkStatement {
    this.expect("{");
    const body: AwkStatement[] = [];
    for (this.blank(); !this.is("}"); this.blank()) {
      if (this.token.kind === "end") throw new AwkError(`line ${this.token.line + 1}: missing } near end of file`);
      body.push(this.statement());
    }
    this.expect("}");
    return { kind: "block", body };
  }

  protected end(): void {
    if (this.accept(";") || this.token.kind === "newline") {
      this.newlines();
      return;
    }
    if (!this.is("}") && this.token.kind !== "end") throw this.error();
  }

  /** A statement behind if, while, for: perhaps on the next line, perhaps empty. */
  protected body(): AwkStatement {
    this.newlines();
    if (this.accept(";")) return { kind: "block", body: [] };
    return this.statement();
  }

  protected statement(): AwkStatement {
    const token = this.token;
    if (this.is("{")) {
      const block = this.block();
      this.accept(";");
      return block;
    }
    if (token.kind === "keyword") {
      const made = this.keywordStatement(token.text);
      if (made !== null) return made;
    }
    const statement = this.simple();
    this.end();
    return statement;
  }

  protected keywordStatement(word: string): AwkStatement | null {
    switch (word) {
      case "if":
        return this.if();
      case "while": {
        const test = this.condition();
        return { kind: "while", test, body: this.body() };
      }
      case "do":
        return this.do();
      case "for":
        return this.for();
      case "break":
      case "continue":
      case "next":
      case "nextfile":
        if (word.startsWith("next") && !this.#isInRule && !this.#isInFunction)
          throw new AwkError(`line ${this.token.line}: improper use of ${word}`);
        this.at++;
        this.end();
        return { kind: word };
      case "exit":
      case "return": {
        if (word === "return" && !this.#isInFunction)
          throw new AwkError(`line ${this.token.line}: return outside function body`);
        this.at++;
        const isBare = this.token.kind === "newline" || this.is(";") || this.is("}");
        const value = isBare ? null : this.expression();
        this.end();
        return { kind: word, value };
      }
      default:
        return null;
    }
  }

  protected condition(): AwkExpression {
    this.at++;
    this.expect("(");
    const test = this.expression();
    this.expect(")");
    return test;
  }

  protected if(): AwkStatement {
    const test = this.condition();
    const yes = this.body();
    const before = this.at;
    this.blank();
    if (this.accept("else")) return { kind: "if", test, yes, no: this.body() };
    this.at = before;
    return { kind: "if", test, yes, no: null };
  }

  protected do(): AwkStatement {
    this.at++;
    const body = this.body();
    this.blank();
    if (!this.is("while")) throw this.error();
    const test = this.condition();
    this.end();
    return { kind: "do", body, test };
  }

  protected for(): AwkStatement {
    this.at++;
    this.expect("(");
    const [variable, keyword, array, close] = [0, 1, 2, 3].map((n) => this.tokens[this.at + n]);
    if (
      variable?.kind === "name" &&
      keyword?.kind === "keyword" &&
      keyword.text === "in" &&
      array?.kind === "name" &&
      close?.kind === "symbol" &&
      close.text === ")"
    ) {
      this.at += 4;
      return { kind: "for-in", variable: variable.text, array: array.text, body: this.body() };
    }
    const start = this.is(";") ? null : this.simple();
    this.expect(";");
    this.newlines();
    const test = this.is(";") ? null : this.expression();
    this.expect(";");
    this.newlines();
    const step = this.is(")") ? null : this.simple();
    this.expect(")");
    return { kind: "for", start, test, step, body: this.body() };
  }

  protected simple(): AwkStatement {
    if (this.is("print") || this.is("printf")) return this.print();
    if (this.accept("delete")) {
      const name = this.name();
      if (!this.accept("[")) return { kind: "delete", name, keys: null };
      const keys = this.list("]");
      return { kind: "delete", name, keys };
    }
    return { kind: "expression", value: this.expression() };
  }

  protected print(): AwkStatement {
    const kind = this.is("print") ? "print" : "printf";
    this.at++;
    const before = this.noGreater;
    this.noGreater = true;
    let args: readonly AwkExpression[] = [];
    const ends = (): boolean =>
      this.token.kind === "newline" ||
      this.token.kind === "end" ||
      [";", "}", ">", ">>", "|"].some((text) => this.is(text));
    if (!ends()) {
      const list = [this.expression()];
      while (this.accept(",")) {
        this.newlines();
        list.push(this.expression());
      }
      const [only] = list;
      args = list.length === 1 && only?.kind === "group" ? only.parts : list;
    }
    let redirect: AwkRedirect | null = null;
    for (const operator of [">", ">>", "|"] as const)
      if (redirect === null && this.accept(operator)) redirect = { operator, to: this.expression() };
    this.noGreater = before;
    return { kind, args, redirect };
  }
}
