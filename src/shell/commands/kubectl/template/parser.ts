/** Reads a Go template. Models: text/template/parse/parse.go */
import { goQuote } from "../errors.ts";
import { lineOf, TemplateError, type Token, type TokenType, tokensOf } from "./lexer.ts";
import { numberOf, textOf } from "./literals.ts";
import type { Argument, CommandNode, Operand, ParsedTemplate, Pipe, TemplateNode } from "./nodes.ts";

const KEYWORDS = ["if", "else", "end", "range", "with", "define", "block", "template", "break", "continue"];

interface List {
  readonly nodes: TemplateNode[];
  /** What ended it: `end`, `else`, or nothing more. */
  readonly end: "end" | "else" | "eof";
}

export function parseTemplate(text: string, name: string, functions: ReadonlySet<string>): ParsedTemplate {
  return new Parser(text, name, functions).parse();
}

class Parser {
  readonly #text: string;
  readonly #name: string;
  readonly #functions: ReadonlySet<string>;
  readonly #tokens: readonly Token[];
  readonly #defined = new Map<string, readonly TemplateNode[]>();
  #next = 0;
  #variables: string[] = ["$"];
  #loops = 0;

  constructor(text: string, name: string, functions: ReadonlySet<string>) {
    this.#text = text;
    this.#name = name;
    this.#functions = functions;
    this.#tokens = tokensOf(text, name);
  }

  parse(): ParsedTemplate {
    const { nodes, end } = this.#list();
    if (end !== "eof") throw this.#fail(`unexpected {{${end}}}`);
    return { list: nodes, defined: this.#defined };
  }

  #fail(message: string): TemplateError {
    const at = this.#tokens[Math.max(0, this.#next - 1)]?.at ?? 0;
    return new TemplateError(`template: ${this.#name}:${lineOf(this.#text, at)}: ${message}`);
  }

  #unexpected(token: Token, context: string): TemplateError {
    const shown =
      token.type === "eof"
        ? "EOF"
        : KEYWORDS.includes(token.text) || token.type === "dot"
          ? `<${token.text}>`
          : goQuote(token.text);
    return this.#fail(`unexpected ${shown} in ${context}`);
  }

  #peek(): Token {
    return this.#tokens[this.#next] as Token;
  }

  #take(): Token {
    const token = this.#peek();
    if (token.type !== "eof") this.#next++;
    return token;
  }

  #skipSpace(): void {
    while (this.#peek().type === "space") this.#next++;
  }

  #expect(type: TokenType, context: string): Token {
    this.#skipSpace();
    const token = this.#take();
    if (token.type !== type) throw this.#unexpected(token, context);
    return token;
  }

  #list(): List {
    const nodes: TemplateNode[] = [];
    for (;;) {
      const token = this.#take();
      if (token.type === "eof") return { nodes, end: "eof" };
      if (token.type === "text") {
        nodes.push({ type: "text", text: token.text });
        continue;
      }
      this.#skipSpace();
      const word = this.#peek();
      if (word.type === "word" && KEYWORDS.includes(word.text)) {
        this.#next++;
        if (word.text === "end" || word.text === "else") {
          if (word.text === "end") this.#expect("right", "end");
          return { nodes, end: word.text };
        }
        const node = this.#control(word.text);
        if (node !== null) nodes.push(node);
      } else nodes.push({ type: "action", pipe: this.#pipe("command", "right") });
    }
  }

  #control(word: string): TemplateNode | null {
    switch (word) {
      case "if":
      case "with":
      case "range":
        return this.#branch(word);
      case "break":
      case "continue":
        this.#expect("right", `{{${word}}}`);
        if (this.#loops === 0) throw this.#fail(`{{${word}}} outside {{range}}`);
        return { type: word };
      case "define":
        this.#define();
        return null;
      default:
        return this.#call(word);
    }
  }

  #branch(type: "if" | "with" | "range"): TemplateNode {
    const held = this.#variables.length;
    const pipe = this.#pipe(type, "right");
    if (type === "range") this.#loops++;
    let { nodes, end } = this.#list();
    if (type === "range") this.#loops--;
    const list = nodes;
    let otherwise: readonly TemplateNode[] | null = null;
    if (end === "else") {
      this.#skipSpace();
      const word = this.#peek();
      if (type !== "range" && word.type === "word" && word.text === type) {
        this.#next++;
        otherwise = [this.#branch(type)];
        this.#variables.length = held;
        return { type, pipe, list, otherwise };
      }
      this.#expect("right", "else");
      ({ nodes, end } = this.#list());
      if (end === "else") throw this.#fail("expected end; found {{else}}");
      otherwise = nodes;
    }
    if (end === "eof") throw this.#fail("unexpected EOF");
    this.#variables.length = held;
    return { type, pipe, list, otherwise };
  }

  #body(): readonly TemplateNode[] {
    const held = this.#variables;
    this.#variables = ["$"];
    const { nodes, end } = this.#list();
    this.#variables = held;
    if (end === "eof") throw this.#fail("unexpected EOF");
    if (end === "else") throw this.#fail("unexpected {{else}} in define clause");
    return nodes;
  }

  #define(): void {
    const name = textOf(this.#expect("string", "define clause").text);
    this.#expect("right", "define clause");
    this.#defined.set(name, this.#body());
  }

  #call(word: string): TemplateNode {
    const context = `${word} clause`;
    const token = this.#expect("string", context);
    const name = textOf(token.text);
    this.#skipSpace();
    const isBare = word === "template" && this.#peek().type === "right";
    const pipe = isBare ? null : this.#pipe(context, "right");
    if (isBare) this.#next++;
    if (word === "block") this.#defined.set(name, this.#body());
    const end = this.#text.indexOf("}}", token.at) + 2;
    const text = `{{template ${this.#text.slice(token.at, end)}`;
    return { type: "template", name, pipe, source: { at: token.at, text } };
  }

  #pipe(context: string, end: "right" | "rparen"): Pipe {
    this.#skipSpace();
    const at = this.#peek().at;
    const { variables, isAssignment } = this.#declaration(context);
    const commands: CommandNode[] = [];
    for (;;) {
      this.#skipSpace();
      const token = this.#peek();
      if (token.type === end) {
        if (commands.length === 0) throw this.#fail(`missing value for ${context}`);
        const odd = commands.findIndex(
          ({ args }, i) => i > 0 && ["constant", "dot", "nil"].includes(args[0]?.type ?? ""),
        );
        if (odd > 0) throw this.#fail(`non executable command in pipeline stage ${odd + 1}`);
        const source = { at, text: this.#text.slice(at, token.at).trim() };
        this.#next++;
        return { variables, isAssignment, commands, source };
      }
      if (token.type === "eof" || token.type === "right" || token.type === "rparen") {
        this.#next++;
        throw token.type === "rparen"
          ? this.#fail("unexpected right paren")
          : token.type === "right" && end === "rparen"
            ? this.#fail("unclosed left paren")
            : this.#unexpected(token, context);
      }
      commands.push(this.#command(context));
    }
  }

  /** `$x :=`, `$x =`, `$i, $x :=` at the beginning of a pipeline. */
  #declaration(context: string): { variables: string[]; isAssignment: boolean } {
    const from = this.#next;
    const variables: string[] = [];
    while (this.#peek().type === "variable") {
      variables.push(this.#take().text);
      this.#skipSpace();
      const token = this.#take();
      if (token.type === "comma" && context === "range" && variables.length < 2) {
        this.#skipSpace();
        continue;
      }
      if (token.type !== "declare" && token.type !== "assign") break;
      if (token.type === "declare") this.#variables.push(...variables);
      return { variables, isAssignment: token.type === "assign" };
    }
    this.#next = from;
    return { variables: [], isAssignment: false };
  }

  #command(context: string): CommandNode {
    const at = this.#peek().at;
    const args: Argument[] = [];
    for (;;) {
      this.#skipSpace();
      const { type } = this.#peek();
      if (type === "pipe" || type === "right" || type === "rparen" || type === "eof") break;
      args.push(this.#operand(context));
      const after = this.#peek().type;
      if (!["space", "pipe", "right", "rparen", "eof"].includes(after)) throw this.#unexpected(this.#take(), "operand");
    }
    const source = { at, text: this.#text.slice(at, this.#peek().at).trim() };
    if (this.#peek().type === "pipe") {
      this.#next++;
      this.#skipSpace();
    }
    if (args.length === 0) throw this.#fail("empty command");
    return { args, source };
  }

  #operand(context: string): Argument {
    const token = this.#take();
    const operand = this.#simple(token, context);
    const fields: string[] = [];
    // Of a chain, Go remembers where its second part begins.
    const at = this.#peek().type === "field" ? this.#peek().at : token.at;
    while (this.#peek().type === "field") fields.push(this.#take().text.slice(1));
    const source = { at, text: this.#text.slice(token.at, this.#peek().at) };
    if (fields.length === 0) return { ...operand, source };
    if (operand.type === "field" || operand.type === "variable" || operand.type === "chain")
      return { ...operand, fields: [...operand.fields, ...fields], source };
    throw this.#fail(`unexpected . after term ${goQuote(token.text)}`);
  }

  #simple(token: Token, context: string): Operand {
    switch (token.type) {
      case "dot":
        return { type: "dot" };
      case "field":
        return { type: "field", fields: [token.text.slice(1)] };
      case "variable":
        if (!this.#variables.includes(token.text)) throw this.#fail(`undefined variable ${goQuote(token.text)}`);
        return { type: "variable", name: token.text, fields: [] };
      case "string":
        return { type: "constant", value: textOf(token.text) };
      case "number":
        return { type: "constant", value: numberOf(token.text) };
      case "lparen":
        return { type: "chain", pipe: this.#pipe("parenthesized pipeline", "rparen"), fields: [] };
      case "word":
        if (token.text === "true" || token.text === "false") return { type: "constant", value: token.text === "true" };
        if (token.text === "nil") return { type: "nil" };
        if (!this.#functions.has(token.text)) throw this.#fail(`function ${goQuote(token.text)} not defined`);
        return { type: "function", name: token.text };
      default:
        throw this.#unexpected(token, context === "parenthesized pipeline" ? context : "command");
    }
  }
}
