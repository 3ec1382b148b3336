/** Reads a Go template. Models: text/template/parse/parse.go */
import { goQuote } from "../errors.ts";
import { lineOf, TemplateError, type Token, type TokenType, tokensOf } from "./lexer.ts";
import { LiteralError, numberOf, textOf } from "./literals.ts";
import type { Argument, CommandNode, Operand, ParsedTemplate, Pipe, TemplateNode } from "./nodes.ts";

interface List {
  readonly nodes: TemplateNode[];
  readonly end: "end" | "else";
}

const OPERANDS: readonly TokenType[] = [
  "bool",
  "dot",
  "field",
  "word",
  "number",
  "nil",
  "string",
  "variable",
  "lparen",
];
const SHOWN = 10;

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
  /** The last token that was looked at: errors tell its line. */
  #furthest = 0;
  #actionLine = 0;
  #variables: string[] = ["$"];
  #loops = 0;

  constructor(text: string, name: string, functions: ReadonlySet<string>) {
    this.#text = text;
    this.#name = name;
    this.#functions = functions;
    this.#tokens = tokensOf(text);
  }

  parse(): ParsedTemplate {
    const list: TemplateNode[] = [];
    for (;;) {
      const token = this.#peekPastSpace();
      if (token.type === "eof") break;
      if (token.type === "left" && this.#opens("define")) {
        this.#define();
        continue;
      }
      const node = this.#textOrAction();
      if (node === "end" || node === "else") throw this.#fail(`unexpected {{${node}}}`);
      list.push(node);
    }
    return { list, defined: this.#defined };
  }

  #fail(message: string): TemplateError {
    const line = lineOf(this.#text, this.#tokens[this.#furthest]?.at ?? 0);
    return new TemplateError(`template: ${this.#name}:${line}: ${message}`);
  }

  #unexpected(token: Token, context: string): TemplateError {
    if (token.type !== "error") return this.#fail(`unexpected ${shownToken(token)} in ${context}`);
    const began = this.#actionLine;
    if (began === 0 || began === lineOf(this.#text, token.at)) return this.#fail(token.text);
    const place = `started at ${this.#name}:${began}`;
    return this.#fail(`${token.text} ${token.text.endsWith(" action") ? "" : "in action "}${place}`);
  }

  #peek(): Token {
    this.#furthest = Math.max(this.#furthest, this.#next);
    return this.#tokens[this.#next] as Token;
  }

  #take(): Token {
    const token = this.#peek();
    if (this.#next < this.#tokens.length - 1) this.#next++;
    return token;
  }

  #peekPastSpace(): Token {
    while (this.#peek().type === "space") this.#next++;
    return this.#peek();
  }

  #takePastSpace(): Token {
    this.#peekPastSpace();
    return this.#take();
  }

  #expect(type: TokenType, context: string): Token {
    const token = this.#takePastSpace();
    if (token.type !== type) throw this.#unexpected(token, context);
    return token;
  }

  /** Whether the action that begins here has this keyword; then it is taken. */
  #opens(keyword: string): boolean {
    const held = this.#next;
    this.#next++;
    const token = this.#takePastSpace();
    if (token.type === "keyword" && token.text === keyword) return true;
    this.#next = held;
    return false;
  }

  #list(): List {
    const nodes: TemplateNode[] = [];
    while (this.#peekPastSpace().type !== "eof") {
      const node = this.#textOrAction();
      if (node === "end" || node === "else") return { nodes, end: node };
      nodes.push(node);
    }
    throw this.#fail("unexpected EOF");
  }

  #textOrAction(): TemplateNode | "end" | "else" {
    const token = this.#takePastSpace();
    if (token.type === "text") return { type: "text", text: token.text };
    if (token.type !== "left") throw this.#unexpected(token, "input");
    this.#actionLine = lineOf(this.#text, token.at);
    const node = this.#action();
    this.#actionLine = 0;
    return node;
  }

  #action(): TemplateNode | "end" | "else" {
    const held = this.#next;
    const { type, text } = this.#takePastSpace();
    if (type === "keyword") {
      switch (text) {
        case "if":
        case "with":
        case "range":
          return this.#branch(text);
        case "break":
        case "continue":
          this.#expect("right", `{{${text}}}`);
          if (this.#loops === 0) throw this.#fail(`{{${text}}} outside {{range}}`);
          return { type: text };
        case "end":
          this.#expect("right", "end");
          return "end";
        case "else":
          if (!this.#continuesElse()) this.#expect("right", "else");
          return "else";
        case "template":
        case "block":
          return this.#call(text);
      }
    }
    this.#next = held;
    return { type: "action", pipe: this.#pipe("command", "right") };
  }

  #continuesElse(): boolean {
    const { type, text } = this.#peekPastSpace();
    return type === "keyword" && (text === "if" || text === "with");
  }

  #branch(type: "if" | "with" | "range"): TemplateNode {
    const held = this.#variables.length;
    const pipe = this.#pipe(type, "right");
    if (type === "range") this.#loops++;
    const { nodes: list, end } = this.#list();
    if (type === "range") this.#loops--;
    const otherwise = end === "else" ? this.#otherwise(type) : null;
    this.#variables.length = held;
    return { type, pipe, list, otherwise };
  }

  /** `else if` in an `if` is an `if` of its own, and both have one end. */
  #otherwise(type: "if" | "with" | "range"): readonly TemplateNode[] {
    const next = this.#peek();
    if (type !== "range" && next.type === "keyword" && next.text === type) {
      this.#take();
      return [this.#branch(type)];
    }
    const { nodes, end } = this.#list();
    if (end === "else") throw this.#fail("expected end; found {{else}}");
    return nodes;
  }

  #body(name: string, context: string): void {
    const held = this.#variables;
    const loops = this.#loops;
    this.#variables = ["$"];
    this.#loops = 0;
    const { nodes, end } = this.#list();
    this.#variables = held;
    this.#loops = loops;
    if (end === "else") throw this.#fail(`unexpected {{else}} in ${context}`);
    const isEmpty = (list: readonly TemplateNode[]): boolean =>
      list.every((node) => node.type === "text" && node.text.trim() === "");
    const before = this.#defined.get(name);
    if (before === undefined || isEmpty(before)) this.#defined.set(name, nodes);
    else if (!isEmpty(nodes)) throw this.#fail(`template: multiple definition of template ${goQuote(name)}`);
  }

  #define(): void {
    const name = this.#literal(() => textOf(this.#expect("string", "define clause").text));
    this.#expect("right", "define clause");
    this.#body(name, "define clause");
  }

  #call(word: "template" | "block"): TemplateNode {
    const context = `${word} clause`;
    const token = this.#takePastSpace();
    if (token.type !== "string") throw this.#unexpected(token, context);
    const name = this.#literal(() => textOf(token.text));
    const isBare = word === "template" && this.#peekPastSpace().type === "right";
    const pipe = isBare ? null : this.#pipe(context, "right");
    if (isBare) this.#next++;
    if (word === "block") this.#body(name, context);
    const text = `{{template ${goQuote(name)}${pipe === null ? "" : ` ${pipe.source.text}`}}}`;
    return { type: "template", name, pipe, source: { at: token.at, text } };
  }

  #pipe(context: string, end: "right" | "rparen"): Pipe {
    const { at } = this.#peekPastSpace();
    const { variables, isAssignment } = this.#declaration(context);
    const commands: CommandNode[] = [];
    for (;;) {
      const token = this.#peekPastSpace();
      if (token.type === end) break;
      if (!OPERANDS.includes(token.type)) throw this.#unexpected(this.#take(), context);
      commands.push(this.#command());
    }
    this.#take();
    if (commands.length === 0) throw this.#fail(`missing value for ${context}`);
    const odd = commands.findIndex(({ args }, i) => i > 0 && ["constant", "dot", "nil"].includes(args[0]?.type ?? ""));
    if (odd > 0) throw this.#fail(`non executable command in pipeline stage ${odd + 1}`);
    const declared = variables.length === 0 ? "" : `${variables.join(", ")} ${isAssignment ? "=" : ":="} `;
    const text = declared + commands.map(({ source }) => source.text).join(" | ");
    return { variables, isAssignment, commands, source: { at, text } };
  }

  /** `$x :=`, `$x =`, `$i, $x :=` at the beginning of a pipeline. */
  #declaration(context: string): { variables: string[]; isAssignment: boolean } {
    const variables: string[] = [];
    for (;;) {
      const held = this.#next;
      const variable = this.#peekPastSpace();
      if (variable.type !== "variable") return { variables, isAssignment: false };
      this.#take();
      const { type, text } = this.#peekPastSpace();
      const isComma = type === "char" && text === ",";
      if (type !== "assign" && type !== "declare" && !isComma) {
        this.#next = held;
        return { variables, isAssignment: false };
      }
      this.#take();
      variables.push(variable.text);
      this.#variables.push(variable.text);
      if (!isComma) return { variables, isAssignment: type === "assign" };
      if (context !== "range" || variables.length > 1) throw this.#fail(`too many declarations in ${context}`);
      if (!["variable", "right", "rparen"].includes(this.#peekPastSpace().type))
        throw this.#fail("range can only initialize variables");
    }
  }

  #command(): CommandNode {
    const { at } = this.#peekPastSpace();
    const args: Argument[] = [];
    for (;;) {
      this.#peekPastSpace();
      const operand = this.#operand();
      if (operand !== null) args.push(operand);
      const { type } = this.#peek();
      if (type === "right" || type === "rparen") break;
      const after = this.#take();
      if (type === "pipe") break;
      if (type !== "space") throw this.#unexpected(after, "operand");
    }
    if (args.length === 0) throw this.#fail("empty command");
    return { args, source: { at, text: args.map(({ source }) => source.text).join(" ") } };
  }

  #operand(): Argument | null {
    const token = this.#peek();
    const operand = OPERANDS.includes(token.type) ? this.#term(this.#take()) : null;
    if (operand === null) return null;
    const term = { ...operand, source: { at: token.at, text: writtenAs(operand, token) } };
    const fields: string[] = [];
    // Of a chain, Go remembers where its second part begins.
    const { at } = this.#peek();
    while (this.#peek().type === "field") fields.push(this.#take().text.slice(1));
    if (fields.length === 0) return term;
    const source = { at, text: `${term.source.text}.${fields.join(".")}` };
    if (operand.type === "field" || operand.type === "variable")
      return { ...operand, fields: [...operand.fields, ...fields], source };
    if (operand.type === "function" || operand.type === "pipe") return { type: "chain", of: term, fields, source };
    throw this.#fail(`unexpected . after term ${goQuote(term.source.text)}`);
  }

  #literal<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw error instanceof LiteralError ? this.#fail(error.message) : error;
    }
  }

  #term(token: Token): Operand {
    switch (token.type) {
      case "field":
        return { type: "field", fields: [token.text.slice(1)] };
      case "variable":
        if (!this.#variables.includes(token.text)) throw this.#fail(`undefined variable ${goQuote(token.text)}`);
        return { type: "variable", name: token.text, fields: [] };
      case "string":
        return { type: "constant", value: this.#literal(() => textOf(token.text)) };
      case "number":
        return { type: "constant", value: this.#literal(() => numberOf(token.text)) };
      case "bool":
        return { type: "constant", value: token.text === "true" };
      case "lparen":
        return { type: "pipe", pipe: this.#pipe("parenthesized pipeline", "rparen") };
      case "word":
        if (!this.#functions.has(token.text)) throw this.#fail(`function ${goQuote(token.text)} not defined`);
        return { type: "function", name: token.text };
      default:
        return { type: token.type === "nil" ? "nil" : "dot" };
    }
  }
}

function writtenAs(operand: Operand, token: Token): string {
  return operand.type === "pipe" ? `(${operand.pipe.source.text})` : token.text;
}

function shownToken({ type, text }: Token): string {
  if (type === "eof") return "EOF";
  if (type === "keyword" || type === "dot" || type === "nil") return `<${text}>`;
  const characters = [...text];
  return characters.length > SHOWN ? `${goQuote(characters.slice(0, SHOWN).join(""))}...` : goQuote(text);
}
