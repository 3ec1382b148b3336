/** A filter's grammar, by precedence. Models: jq 1.6 src/parser.y */
import { JqSyntaxError, tokenize } from "./lexer.ts";
import type {
  Arithmetic,
  Assignment,
  Comparison,
  Definition,
  Filter,
  ObjectEntry,
  Pattern,
  PatternEntry,
} from "./syntax.ts";
import { TokenReader } from "./token-reader.ts";
import type { Value } from "./value.ts";

const IDENTITY: Filter = { type: "identity" };
const ASSIGNMENTS = new Set(["=", "|=", "+=", "-=", "*=", "/=", "%=", "//="]);
const COMPARISONS = new Set(["==", "!=", "<", "<=", ">", ">="]);
const DEPTH = 500;

export function parseFilter(source: string): Filter {
  return new Parser(tokenize(source)).program();
}

/** Definitions alone, as a library has them. */
export function parseDefinitions(source: string): Definition[] {
  return new Parser(tokenize(source)).definitions();
}

function literal(value: Value): Filter {
  return { type: "literal", value };
}

class Parser extends TokenReader {
  #depth = 0;

  program(): Filter {
    if (this.isAtEnd()) return IDENTITY;
    const filter = this.pipe();
    return this.isAtEnd() ? filter : this.unexpected("$end");
  }

  definitions(): Definition[] {
    const all: Definition[] = [];
    while (this.is("def")) all.push(this.#definition());
    return all;
  }

  pipe(): Filter {
    if (++this.#depth > DEPTH) throw new JqSyntaxError("memory exhausted");
    try {
      return this.#pipe();
    } finally {
      this.#depth--;
    }
  }

  #pipe(): Filter {
    if (this.is("def")) {
      const definition = this.#definition();
      return { type: "define", definition, rest: this.pipe() };
    }
    if (this.take("label")) {
      const name = this.variable();
      this.expect("|");
      return { type: "label", name, body: this.pipe() };
    }
    const left = this.#comma();
    return this.take("|") ? { type: "pipe", left, right: this.pipe() } : left;
  }

  #comma(): Filter {
    let left = this.#alternative();
    while (this.take(",")) left = { type: "comma", left, right: this.#alternative() };
    return left;
  }

  #alternative(): Filter {
    const left = this.#assignment();
    return this.take("//") ? { type: "alternative", left, right: this.#alternative() } : left;
  }

  #assignment(): Filter {
    const left = this.#or();
    const operator = this.symbol(ASSIGNMENTS);
    if (operator === null) return left;
    return { type: "assign", operator: operator as Assignment, left, right: this.#alternative() };
  }

  #or(): Filter {
    let left = this.#and();
    while (this.take("or")) left = { type: "or", left, right: this.#and() };
    return left;
  }

  #and(): Filter {
    let left = this.#comparison();
    while (this.take("and")) left = { type: "and", left, right: this.#comparison() };
    return left;
  }

  #comparison(): Filter {
    const left = this.#sum();
    const operator = this.symbol(COMPARISONS);
    if (operator === null) return left;
    return { type: "compare", operator: operator as Comparison, left, right: this.#sum() };
  }

  #sum(): Filter {
    let left = this.#product();
    for (let operator = this.symbol(SUMS); operator !== null; operator = this.symbol(SUMS))
      left = { type: "arithmetic", operator: operator as Arithmetic, left, right: this.#product() };
    return left;
  }

  #product(): Filter {
    let left = this.#unary();
    for (let operator = this.symbol(PRODUCTS); operator !== null; operator = this.symbol(PRODUCTS))
      left = { type: "arithmetic", operator: operator as Arithmetic, left, right: this.#unary() };
    return left;
  }

  #unary(): Filter {
    if (this.take("-")) return { type: "negate", operand: this.#unary() };
    return this.#postfix();
  }

  #postfix(mayBind = true): Filter {
    let filter = this.#term();
    for (;;) {
      const token = this.peek;
      if (token.type === "field") {
        this.at++;
        filter = { type: "index", target: filter, key: literal(token.text) };
      } else if (this.is(".") && this.tokens[this.at + 1]?.type === "text") {
        this.at++;
        filter = { type: "index", target: filter, key: this.#text(null) };
      } else if (this.is(".") && this.nextIs("[")) this.at++;
      else if (this.is("[")) filter = this.#bracket(filter);
      else if (this.take("?")) filter = { type: "try", body: filter, handler: null };
      else return mayBind && this.take("as") ? this.#binding(filter) : filter;
    }
  }

  /** `term as $x | body` reaches as far to the right as it can. */
  #binding(source: Filter): Filter {
    const patterns = [this.#pattern()];
    while (this.take("?//")) patterns.push(this.#pattern());
    this.expect("|");
    return { type: "bind", source, patterns, body: this.pipe() };
  }

  #bracket(target: Filter): Filter {
    this.expect("[");
    if (this.take("]")) return { type: "iterate", target };
    if (this.take(":")) {
      const to = this.pipe();
      this.expect("]");
      return { type: "slice", target, from: null, to };
    }
    const key = this.pipe();
    if (this.take(":")) {
      const to = this.is("]") ? null : this.pipe();
      this.expect("]");
      return { type: "slice", target, from: key, to };
    }
    this.expect("]");
    return { type: "index", target, key };
  }

  #term(): Filter {
    const token = this.peek;
    switch (token.type) {
      case "number":
        this.at++;
        return literal(token.value);
      case "text":
        return this.#text(null);
      case "format":
        this.at++;
        return this.peek.type === "text" ? this.#text(token.text) : { type: "format", name: token.text };
      case "field":
        this.at++;
        return { type: "index", target: IDENTITY, key: literal(token.text) };
      case "variable":
        this.at++;
        return token.text === "__loc__"
          ? literal(
              new Map<string, Value>([
                ["file", "<top-level>"],
                ["line", token.line],
              ]),
            )
          : { type: "variable", name: token.text };
      case "name":
        this.at++;
        return this.#call(token.text);
      case "keyword":
        return this.#keyword(token.text);
      default:
        return this.#symbolTerm();
    }
  }

  #symbolTerm(): Filter {
    if (this.take("..")) return { type: "recurse" };
    if (this.take(".")) {
      if (this.peek.type === "text") return { type: "index", target: IDENTITY, key: this.#text(null) };
      return IDENTITY;
    }
    if (this.take("(")) {
      const filter = this.pipe();
      this.expect(")");
      return filter;
    }
    if (this.take("[")) {
      if (this.take("]")) return { type: "array", items: null };
      const items = this.pipe();
      this.expect("]");
      return { type: "array", items };
    }
    if (this.take("{")) return this.#object();
    return this.unexpected();
  }

  #keyword(text: string): Filter {
    switch (text) {
      case "if":
        this.at++;
        return this.#conditional();
      case "try": {
        this.at++;
        const body = this.#postfix(false);
        return { type: "try", body, handler: this.take("catch") ? this.#postfix(false) : null };
      }
      case "reduce": {
        this.at++;
        const { source, pattern } = this.#loopHead();
        const start = this.pipe();
        this.expect(";");
        const update = this.pipe();
        this.expect(")");
        return { type: "reduce", source, pattern, start, update };
      }
      case "foreach": {
        this.at++;
        const { source, pattern } = this.#loopHead();
        const start = this.pipe();
        this.expect(";");
        const update = this.pipe();
        const extract = this.take(";") ? this.pipe() : null;
        this.expect(")");
        return { type: "foreach", source, pattern, start, update, extract };
      }
      case "def": {
        const definition = this.#definition();
        return { type: "define", definition, rest: this.pipe() };
      }
      default:
        return this.unexpected();
    }
  }

  #loopHead(): { source: Filter; pattern: Pattern } {
    // `as` belongs to the loop.
    const source = this.#postfix(false);
    this.expect("as");
    const pattern = this.#pattern();
    this.expect("(");
    return { source, pattern };
  }

  #conditional(): Filter {
    const condition = this.pipe();
    this.expect("then");
    const yes = this.pipe();
    if (this.take("elif")) return { type: "if", condition, yes, no: this.#conditional() };
    const no = this.take("else") ? this.pipe() : IDENTITY;
    this.expect("end");
    return { type: "if", condition, yes, no };
  }

  #call(name: string): Filter {
    if (name === "break") return { type: "break", name: this.variable() };
    const args: Filter[] = [];
    if (this.take("(")) {
      do args.push(this.pipe());
      while (this.take(";"));
      this.expect(")");
    }
    return { type: "call", name, args };
  }

  #definition(): Definition {
    this.expect("def");
    const name = this.word();
    const params: string[] = [];
    if (this.take("(")) {
      do params.push(this.peek.type === "variable" ? `$${this.variable()}` : this.word());
      while (this.take(";"));
      this.expect(")");
    }
    this.expect(":");
    const body = this.pipe();
    this.expect(";");
    return { name, params, body };
  }

  #object(): Filter {
    const entries: ObjectEntry[] = [];
    while (!this.is("}")) {
      entries.push(this.#entry());
      if (!this.take(",")) break;
    }
    this.expect("}");
    return { type: "object", entries };
  }

  #entry(): ObjectEntry {
    const token = this.peek;
    if (token.type === "variable") {
      this.at++;
      return {
        key: literal(token.text),
        value: this.take(":") ? this.#entryValue() : { type: "variable", name: token.text },
      };
    }
    const key = this.#entryKey();
    if (this.take(":")) return { key, value: this.#entryValue() };
    return { key, value: { type: "index", target: IDENTITY, key } };
  }

  #entryKey(): Filter {
    const token = this.peek;
    if (token.type === "text") return this.#text(null);
    if (token.type === "format") {
      this.at++;
      return this.peek.type === "text" ? this.#text(token.text) : { type: "format", name: token.text };
    }
    if (token.type === "name" || token.type === "keyword") {
      this.at++;
      return literal(token.text);
    }
    if (token.type === "number") {
      this.at++;
      return literal(token.value);
    }
    this.expect("(");
    const key = this.pipe();
    this.expect(")");
    return key;
  }

  /** Terms joined by `|`, without commas. */
  #entryValue(): Filter {
    const left = this.#alternative();
    return this.take("|") ? { type: "pipe", left, right: this.#entryValue() } : left;
  }

  #pattern(): Pattern {
    if (this.peek.type === "variable") return { type: "variable", name: this.variable() };
    if (this.take("[")) {
      const items = [this.#pattern()];
      while (this.take(",")) items.push(this.#pattern());
      this.expect("]");
      return { type: "array", items };
    }
    this.expect("{");
    const entries = [this.#patternEntry()];
    while (this.take(",")) entries.push(this.#patternEntry());
    this.expect("}");
    return { type: "object", entries };
  }

  #patternEntry(): PatternEntry {
    if (this.peek.type === "variable") {
      const name = this.variable();
      return { key: literal(name), variable: name, pattern: this.take(":") ? this.#pattern() : null };
    }
    const key = this.#entryKey();
    this.expect(":");
    return { key, variable: null, pattern: this.#pattern() };
  }

  #text(format: string | null): Filter {
    const token = this.peek;
    if (token.type !== "text") return this.unexpected();
    this.at++;
    const parts = token.parts.map((part) => (typeof part === "string" ? part : new Parser(part).program()));
    if (format === null && parts.every((part) => typeof part === "string")) return literal(parts.join(""));
    return { type: "text", format, parts };
  }
}

const SUMS: ReadonlySet<string> = new Set(["+", "-"]);
const PRODUCTS: ReadonlySet<string> = new Set(["*", "/", "%"]);
