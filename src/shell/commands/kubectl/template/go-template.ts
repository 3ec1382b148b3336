/**
 * Go's text/template, over JSON.
 *
 * Models: text/template/exec.go
 */
import { isObject, type Mutable } from "../../../../sim/kube/api/objects.ts";
import { goQuote } from "../errors.ts";
import { callFunction, FUNCTION_NAMES, FunctionError, SHORT_CIRCUIT } from "./functions.ts";
import { TemplateError } from "./lexer.ts";
import type { Argument, BranchNode, CommandNode, ParsedTemplate, Pipe, Source, TemplateNode } from "./nodes.ts";
import { parseTemplate } from "./parser.ts";
import { isInteger, isTrue, keysOf, shown, typeOf, type Value } from "./values.ts";

export { TemplateError };

const MOST_CALLS = 1000;

export class GoTemplate {
  readonly #text: string;
  readonly #name: string;
  readonly #parsed: ParsedTemplate;

  /** Throws TemplateError. */
  constructor(text: string, name: string) {
    this.#text = text;
    this.#name = name;
    this.#parsed = parseTemplate(text, name, FUNCTION_NAMES);
  }

  /** What was printed until the end or a mistake. */
  execute(data: Mutable, allowMissing: boolean): { readonly output: string; readonly error: string | null } {
    const options = { parsed: this.#parsed, name: this.#name, text: this.#text, allowMissing };
    const execution = new Execution(options, data);
    try {
      execution.run(this.#parsed.list, data);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      return { output: execution.output, error: error.message };
    }
    return { output: execution.output, error: null };
  }
}

interface Options {
  readonly parsed: ParsedTemplate;
  readonly name: string;
  readonly text: string;
  readonly allowMissing: boolean;
}

/** How a list of nodes ended. */
type End = "break" | "continue" | null;

class Execution {
  output = "";
  readonly #options: Options;
  #variables: { readonly name: string; value: Value }[];
  #calls = 0;

  constructor(options: Options, data: Mutable) {
    this.#options = options;
    this.#variables = [{ name: "$", value: data }];
  }

  #fail(source: Source, message: string): TemplateError {
    const before = this.#options.text.slice(0, source.at).split("\n");
    const place = `${this.#options.name}:${before.length}:${(before.at(-1) as string).length}`;
    return new TemplateError(
      `template: ${place}: executing ${goQuote(this.#options.name)} at <${source.text}>: ${message}`,
    );
  }

  run(nodes: readonly TemplateNode[], dot: Value): End {
    for (const node of nodes) {
      const end = this.#walk(node, dot);
      if (end !== null) return end;
    }
    return null;
  }

  #walk(node: TemplateNode, dot: Value): End {
    switch (node.type) {
      case "text":
        this.output += node.text;
        return null;
      case "action": {
        const value = this.#pipe(node.pipe, dot);
        if (node.pipe.variables.length === 0)
          this.output += value === undefined || value === null ? "<no value>" : shown(value);
        return null;
      }
      case "break":
      case "continue":
        return node.type;
      case "template":
        this.#template(node, dot);
        return null;
      case "range":
        return this.#scoped(() => this.#range(node, dot));
      default:
        return this.#scoped(() => {
          const value = this.#pipe(node.pipe, dot);
          if (isTrue(value)) return this.run(node.list, node.type === "with" ? value : dot);
          return node.otherwise === null ? null : this.run(node.otherwise, dot);
        });
    }
  }

  #scoped(run: () => End): End {
    const held = this.#variables.length;
    const end = run();
    this.#variables.length = held;
    return end;
  }

  #range(node: BranchNode, dot: Value): End {
    const value = this.#pipe({ ...node.pipe, variables: [] }, dot);
    const pairs = this.#pairs(value, node.pipe.commands.at(-1)?.source as Source);
    const [first, second] = node.pipe.variables;
    for (const [key, item] of pairs) {
      const end = this.#scoped(() => {
        if (second !== undefined) {
          this.#set(first as string, key, node.pipe.isAssignment);
          this.#set(second, item, node.pipe.isAssignment);
        } else if (first !== undefined) this.#set(first, item, node.pipe.isAssignment);
        return this.run(node.list, item);
      });
      if (end === "break") break;
    }
    if (pairs.length === 0 && node.otherwise !== null) return this.run(node.otherwise, dot);
    return null;
  }

  #pairs(value: Value, source: Source): readonly (readonly [Value, Value])[] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value.map((item, i) => [BigInt(i), item] as const);
    if (isObject(value)) return keysOf(value).map((key) => [key, value[key]] as const);
    if (isInteger(value)) return Array.from({ length: Number(value) }, (_, i) => [BigInt(i), BigInt(i)] as const);
    throw this.#fail(source, `range can't iterate over ${shown(value)}`);
  }

  #template(node: Extract<TemplateNode, { type: "template" }>, dot: Value): void {
    const list = this.#options.parsed.defined.get(node.name);
    if (list === undefined) throw this.#fail(node.source, `template ${goQuote(node.name)} not defined`);
    if (++this.#calls > MOST_CALLS) throw this.#fail(node.source, "exceeded maximum template depth");
    const value = node.pipe === null ? undefined : this.#pipe(node.pipe, dot);
    const held = this.#variables;
    this.#variables = [{ name: "$", value }];
    this.run(list, value);
    this.#variables = held;
    this.#calls--;
  }

  #set(name: string, value: Value, isAssignment: boolean): void {
    const known = isAssignment ? this.#variables.findLast((variable) => variable.name === name) : undefined;
    if (known === undefined) this.#variables.push({ name, value });
    else known.value = value;
  }

  #pipe(pipe: Pipe, dot: Value): Value {
    let value: Value;
    pipe.commands.forEach((command, i) => {
      value = this.#command(command, dot, i === 0 ? [] : [value]);
    });
    for (const name of pipe.variables) this.#set(name, value, pipe.isAssignment);
    return value;
  }

  #command(command: CommandNode, dot: Value, final: readonly Value[]): Value {
    const [first, ...rest] = command.args as [Argument, ...Argument[]];
    if (first.type === "function") return this.#call(command, dot, { name: first.name, rest, final });
    if (rest.length > 0 || final.length > 0) {
      if (first.type === "field")
        throw this.#fail(first.source, `${first.fields.at(-1)} is not a method but has arguments`);
      throw this.#fail(first.source, `can't give argument to non-function ${first.source.text}`);
    }
    if (first.type === "nil") throw this.#fail(first.source, "nil is not a command");
    return this.#argument(first, dot);
  }

  #call(
    command: CommandNode,
    dot: Value,
    {
      name,
      rest,
      final,
    }: { readonly name: string; readonly rest: readonly Argument[]; readonly final: readonly Value[] },
  ): Value {
    if (SHORT_CIRCUIT.includes(name)) {
      if (rest.length + final.length === 0)
        throw this.#fail(command.source, `wrong number of args for ${name}: want at least 1 got 0`);
      let value: Value;
      for (const argument of rest) {
        value = this.#argument(argument, dot);
        if (isTrue(value) === (name === "or")) return value;
      }
      return final.length > 0 ? final[0] : value;
    }
    const args = [...rest.map((argument) => this.#argument(argument, dot)), ...final];
    try {
      return callFunction(name, args);
    } catch (error) {
      if (error instanceof FunctionError) throw this.#fail(command.source, `error calling ${name}: ${error.message}`);
      if (error instanceof TemplateError) throw this.#fail(command.args[0]?.source as Source, error.message);
      throw error;
    }
  }

  #argument(argument: Argument, dot: Value): Value {
    switch (argument.type) {
      case "dot":
        return dot;
      case "nil":
        return null;
      case "constant":
        return argument.value;
      case "field":
        return this.#fields(dot, argument.fields, argument.source);
      case "variable": {
        const known = this.#variables.findLast(({ name }) => name === argument.name);
        if (known === undefined) throw this.#fail(argument.source, `undefined variable: ${argument.name}`);
        return this.#fields(known.value, argument.fields, argument.source);
      }
      case "chain":
        return this.#fields(this.#pipe(argument.pipe, dot), argument.fields, argument.source);
      default:
        return callFunction(argument.name, []);
    }
  }

  #fields(from: Value, fields: readonly string[], source: Source): Value {
    let value = from;
    for (const field of fields) {
      if (value === undefined) {
        if (!this.#options.allowMissing) throw this.#fail(source, `nil data; no entry for key ${goQuote(field)}`);
        return undefined;
      }
      if (value === null) throw this.#fail(source, `nil pointer evaluating interface {}.${field}`);
      if (!isObject(value))
        throw this.#fail(
          source,
          `can't evaluate field ${field} in type ${value === from ? typeOf(value) : "interface {}"}`,
        );
      const next: Value = value[field];
      if (next === undefined && !this.#options.allowMissing)
        throw this.#fail(source, `map has no entry for key ${goQuote(field)}`);
      value = next;
    }
    return value;
  }
}
