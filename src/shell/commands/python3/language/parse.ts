/**
 * Statements of Python.
 *
 * Models: CPython 3.11 Grammar/python.gram
 * SIMPLIFIED: no `match`, no `async`, no decorators, no `yield`; few of the hints that a SyntaxError has for what was meant.
 */
import type { Block, Expression, Handler, Statement } from "./ast.ts";
import { notSimulated } from "./not-simulated.ts";
import { ExpressionParser } from "./parse-expression.ts";
import { SyntaxFault } from "./syntax-fault.ts";

/** After these Python says what it misses, whatever stands there instead. */
const SAYS_COLON = /^(function|'(try|else|except|finally)')/;
const AUGMENTED = /^(?:\*\*|\/\/|<<|>>|[-+*/%&|^])=$/;

/** Throws SyntaxFault. */
export function parseProgram(text: string): Block {
  return new StatementParser(text).program();
}

class StatementParser extends ExpressionParser {
  program(): Block {
    const block: Statement[] = [];
    while (this.token.kind !== "end") {
      if (this.token.kind === "indent") throw this.#indentFault("unexpected indent");
      block.push(...this.#statement());
    }
    return block;
  }

  #indentFault(message: string): SyntaxFault {
    return new SyntaxFault(message, this.token.line, this.token.column, { type: "IndentationError", width: 0 });
  }

  #block(what: string, line: number): Block {
    if (!this.accept(":"))
      throw this.fault(SAYS_COLON.test(what) || this.isKind("newline") ? "expected ':'" : undefined);
    if (this.token.kind !== "newline") return this.#simpleLine();
    this.at++;
    if (!this.isKind("indent"))
      throw new SyntaxFault(
        `expected an indented block after ${what} on line ${line}`,
        this.token.line,
        this.token.column,
        { type: "IndentationError" },
      );
    this.at++;
    const block: Statement[] = [];
    while (!this.isKind("dedent") && !this.isKind("end")) block.push(...this.#statement());
    this.at++;
    return block;
  }

  #statement(): Statement[] {
    const { line } = this.token;
    if (this.token.kind === "newline") {
      this.at++;
      return [];
    }
    if (this.is("@")) throw notSimulated("a decorator");
    if (this.token.kind !== "name") return this.#simpleLine();
    if (this.accept("if")) return [this.#if(line)];
    if (this.accept("while"))
      return [
        {
          line,
          kind: "while",
          when: this.expression(),
          body: this.#block("'while' statement", line),
          otherwise: this.#else(),
        },
      ];
    if (this.accept("for")) {
      const target = this.targets();
      this.expect("in");
      return [
        {
          line,
          kind: "for",
          target,
          over: this.list(),
          body: this.#block("'for' statement", line),
          otherwise: this.#else(),
        },
      ];
    }
    if (this.accept("try")) return [this.#try(line)];
    if (this.accept("with")) return [this.#with(line)];
    if (this.accept("def")) return [this.#def(line)];
    if (this.accept("class")) {
      const name = this.name();
      const bases: Expression[] = [];
      if (this.accept("("))
        while (!this.accept(")")) {
          bases.push(this.expression());
          this.accept(",");
        }
      return [{ line, kind: "class", name, bases, body: this.#block("class definition", line) }];
    }
    return this.#simpleLine();
  }

  #else(): Block {
    const { line } = this.token;
    return this.accept("else") ? this.#block("'else' statement", line) : [];
  }

  #if(line: number): Statement {
    const when = this.expression();
    const body = this.#block("'if' statement", line);
    const next = this.token.line;
    const otherwise = this.accept("elif") ? [this.#if(next)] : this.#else();
    return { line, kind: "if", when, body, otherwise };
  }

  #try(line: number): Statement {
    const body = this.#block("'try' statement", line);
    const handlers: Handler[] = [];
    for (let at = this.token.line; this.accept("except"); at = this.token.line) {
      const types = this.is(":") ? null : this.expression();
      handlers.push({
        types,
        name: this.accept("as") ? this.name() : null,
        body: this.#block("'except' statement", at),
      });
    }
    const otherwise = this.#else();
    const at = this.token.line;
    const last = this.accept("finally") ? this.#block("'finally' statement", at) : [];
    if (handlers.length === 0 && last.length === 0) throw this.fault("expected 'except' or 'finally' block");
    return { line, kind: "try", body, handlers, otherwise, last };
  }

  #with(line: number): Statement {
    const items: [Expression, Expression | null][] = [];
    do {
      const value = this.expression();
      items.push([value, this.accept("as") ? this.targets() : null]);
    } while (this.accept(","));
    return { line, kind: "with", items, body: this.#block("'with' statement", line) };
  }

  #def(line: number): Statement {
    const name = this.name();
    this.expect("(");
    const parameters = this.parameters(")");
    this.expect(")");
    if (this.accept("->")) this.expression();
    return { line, kind: "def", name, parameters, body: this.#block("function definition", line) };
  }

  #simpleLine(): Statement[] {
    const found = [this.#simple()];
    while (this.accept(";")) {
      if (this.token.kind === "newline") break;
      found.push(this.#simple());
    }
    if (this.token.kind !== "newline") throw this.#oldPrint() ?? this.fault();
    this.at++;
    return found;
  }

  /** `print "x"` of Python 2. */
  #oldPrint(): SyntaxFault | null {
    const before = this.tokens[this.at - 1];
    if (before === undefined || (before.text !== "print" && before.text !== "exec")) return null;
    const end = this.tokens.slice(this.at).find(({ kind, text }) => kind === "newline" || text === ";");
    const words = `Missing parentheses in call to '${before.text}'. Did you mean ${before.text}(...)?`;
    return new SyntaxFault(words, before.line, before.column, {
      width: (end?.column ?? before.column + 1) - before.column,
    });
  }

  #simple(): Statement {
    const { line } = this.token;
    for (const kind of ["pass", "break", "continue"] as const) if (this.accept(kind)) return { line, kind };
    const isOver = (): boolean => this.token.kind === "newline" || this.is(";");
    if (this.accept("import")) return { line, kind: "import", names: this.#names(() => this.#dotted()) };
    if (this.accept("from")) return this.#from(line);
    if (this.accept("return")) return { line, kind: "return", value: isOver() ? null : this.list() };
    if (this.accept("raise")) {
      const value = isOver() ? null : this.expression();
      return { line, kind: "raise", value, cause: this.accept("from") ? this.expression() : null };
    }
    if (this.accept("assert")) {
      const when = this.expression();
      return { line, kind: "assert", when, message: this.accept(",") ? this.expression() : null };
    }
    if (this.accept("del")) {
      const target = this.list();
      return { line, kind: "delete", targets: target.kind === "tuple" ? target.items : [target] };
    }
    if (this.accept("global") || this.accept("nonlocal"))
      return { line, kind: "global", names: this.#names(() => this.name()).map(([name]) => name) };
    return this.#assignment(line);
  }

  #from(line: number): Statement {
    const module = this.#dotted();
    this.expect("import");
    if (this.accept("*")) return { line, kind: "from", module, names: [["*", null]] };
    const isOpen = this.accept("(");
    const names = this.#names(() => this.name());
    if (isOpen) this.expect(")");
    return { line, kind: "from", module, names };
  }

  #dotted(): string {
    let name = this.name();
    while (this.accept(".")) name += `.${this.name()}`;
    return name;
  }

  #names(one: () => string): [string, string | null][] {
    const names: [string, string | null][] = [];
    do {
      const name = one();
      names.push([name, this.accept("as") ? this.name() : null]);
    } while (this.accept(",") && !this.is(")"));
    return names;
  }

  #assignment(line: number): Statement {
    const first = this.list();
    const { kind, text } = this.token;
    if (kind === "operator" && AUGMENTED.test(text)) {
      this.at++;
      return { line, kind: "augment", target: first, operator: text.slice(0, -1), value: this.list() };
    }
    if (this.accept(":")) {
      this.expression();
      if (!this.is("=")) return { line, kind: "pass" };
    }
    const values = [first];
    while (this.accept("=")) values.push(this.list());
    const value = values.pop() as Expression;
    return values.length === 0 ? { line, kind: "expression", value } : { line, kind: "assign", targets: values, value };
  }
}
