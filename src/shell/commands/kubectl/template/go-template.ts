/**
 * Go's text/template, over JSON.
 *
 * Models: text/template/exec.go
 */
import { encodeUtf8 } from "../../../../sim/core/utf8.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { goQuote } from "../errors.ts";
import {
  callFunction,
  checkBounds,
  countProblem,
  FUNCTION_NAMES,
  FunctionError,
  SHORT_CIRCUIT,
  wantsString,
} from "./functions.ts";
import { TemplateError } from "./lexer.ts";
import type { Argument, BranchNode, CommandNode, ParsedTemplate, Pipe, Source, TemplateNode } from "./nodes.ts";
import { parseTemplate } from "./parser.ts";
import { shown } from "./printf.ts";
import { isInteger, isMap, isNothing, isTrue, keysOf, typeOf, type Value } from "./values.ts";

export { TemplateError };

/** Go goes deeper, but no template that ends does. */
const MOST_CALLS = 1000;
const MOST_CALLS_TOLD = 100_000;
/** Go counts on for as long as it is let; a page may not. */
const MOST_TURNS = 1_000_000;

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

interface Call {
  readonly name: string;
  readonly rest: readonly Argument[];
  /** What comes through the pipe. */
  readonly final: readonly Value[];
}

/** `isHeld`: it is in a list or a map of anything, where Go knows no type of it. */
interface Variable {
  readonly name: string;
  value: Value;
  isHeld: boolean;
}

/** How a list of nodes ended. */
type End = "break" | "continue" | null;

class Execution {
  output = "";
  readonly #options: Options;
  #variables: Variable[];
  #calls = 0;
  /** What is being evaluated: an error names it. */
  #source: Source = { at: 0, text: "" };
  #template: string;
  #isDotHeld = false;

  constructor(options: Options, data: Mutable) {
    this.#options = options;
    this.#template = options.name;
    this.#variables = [{ name: "$", value: data, isHeld: false }];
  }

  #fail(message: string): TemplateError {
    const { at, text } = this.#source;
    const before = this.#options.text.slice(0, at).split("\n");
    const place = `${this.#options.name}:${before.length}:${encodeUtf8(before.at(-1) as string).length}`;
    return new TemplateError(`template: ${place}: executing ${goQuote(this.#template)} at <${text}>: ${message}`);
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
        if (node.pipe.variables.length === 0) this.output += isNothing(value) ? "<no value>" : shown(value);
        return null;
      }
      case "break":
      case "continue":
        return node.type;
      case "template":
        this.#walkTemplate(node, dot);
        return null;
      case "range":
        return this.#scoped(() => this.#range(node, dot));
      default:
        return this.#scoped(() => {
          const value = this.#pipe(node.pipe, dot);
          if (isTrue(value))
            return node.type === "with" ? this.#within(node.list, value, false) : this.run(node.list, dot);
          return node.otherwise === null ? null : this.run(node.otherwise, dot);
        });
    }
  }

  #within(list: readonly TemplateNode[], dot: Value, isHeld: boolean): End {
    const held = this.#isDotHeld;
    this.#isDotHeld = isHeld;
    const end = this.run(list, dot);
    this.#isDotHeld = held;
    return end;
  }

  #scoped(run: () => End): End {
    const held = this.#variables.length;
    const end = run();
    this.#variables.length = held;
    return end;
  }

  /** The variables hold all of it where nothing is gone through. */
  #range(node: BranchNode, dot: Value): End {
    const { variables, isAssignment } = node.pipe;
    const value = this.#pipe(node.pipe, dot);
    const pairs = this.#pairs(value, variables.length > 1);
    const isHeld = Array.isArray(value) || isMap(value);
    for (const [key, item] of pairs) {
      const end = this.#scoped(() => {
        const values = variables.length > 1 ? [key, item] : [item];
        variables.forEach((name, i) => {
          this.#set({ name, value: values[i], isHeld: isHeld && i === values.length - 1 }, isAssignment);
        });
        return this.#within(node.list, item, isHeld);
      });
      if (end === "break") break;
    }
    if (pairs.length === 0 && node.otherwise !== null) return this.run(node.otherwise, dot);
    return null;
  }

  #pairs(value: Value, hasTwo: boolean): readonly (readonly [Value, Value])[] {
    if (isNothing(value)) return [];
    if (Array.isArray(value)) return value.map((item, i) => [BigInt(i), item] as const);
    if (isMap(value)) return keysOf(value).map((key) => [key, value[key]] as const);
    if (!isInteger(value)) throw this.#fail(`range can't iterate over ${shown(value)}`);
    if (hasTwo) throw this.#fail(`can't use ${value} to iterate over more than one variable`);
    const length = Math.min(MOST_TURNS, Math.max(0, Number(value)));
    return Array.from({ length }, (_, i) => [BigInt(i), BigInt(i)] as const);
  }

  #walkTemplate(node: Extract<TemplateNode, { type: "template" }>, dot: Value): void {
    this.#source = node.source;
    const list = this.#options.parsed.defined.get(node.name);
    if (list === undefined) throw this.#fail(`template ${goQuote(node.name)} not defined`);
    if (++this.#calls > MOST_CALLS) throw this.#fail(`exceeded maximum template depth (${MOST_CALLS_TOLD})`);
    const value = node.pipe === null ? undefined : this.#pipe(node.pipe, dot);
    const held = { variables: this.#variables, template: this.#template };
    this.#variables = [{ name: "$", value, isHeld: false }];
    this.#template = node.name;
    this.#within(list, value, false);
    this.#variables = held.variables;
    this.#template = held.template;
    this.#calls--;
  }

  #set({ name, value, isHeld }: Variable, isAssignment: boolean): void {
    if (!isAssignment) {
      this.#variables.push({ name, value, isHeld });
      return;
    }
    const known = this.#variable(name);
    known.value = value;
    known.isHeld = isHeld;
  }

  #pipe(pipe: Pipe, dot: Value): Value {
    this.#source = pipe.source;
    let value: Value;
    pipe.commands.forEach((command, i) => {
      value = this.#command(command, dot, i === 0 ? [] : [value]);
    });
    for (const name of pipe.variables) this.#set({ name, value, isHeld: false }, pipe.isAssignment);
    return value;
  }

  #command(command: CommandNode, dot: Value, final: readonly Value[]): Value {
    const [first, ...rest] = command.args as [Argument, ...Argument[]];
    if (first.type === "function") {
      this.#source = first.source;
      return this.#call(command.source, dot, { name: first.name, rest, final });
    }
    const hasArguments = rest.length > 0 || final.length > 0;
    if (hasArguments && first.type === "pipe") throw this.#noFunction(first.pipe.source);
    this.#source = first.source;
    if (hasArguments && !("fields" in first && first.fields.length > 0)) throw this.#noFunction(first.source);
    if (hasArguments) return this.#argument(first, dot, true);
    if (first.type !== "nil") return this.#argument(first, dot);
    throw this.#fail("nil is not a command");
  }

  #noFunction({ text }: Source): TemplateError {
    return this.#fail(`can't give argument to non-function ${text}`);
  }

  #call(source: Source, dot: Value, { name, rest, final }: Call): Value {
    const problem = countProblem(name, rest.length, final.length);
    if (problem !== null) throw this.#fail(problem);
    if (SHORT_CIRCUIT.includes(name)) {
      let value: Value;
      for (const argument of rest) {
        value = this.#argument(argument, dot);
        if (isTrue(value) === (name === "or")) return value;
      }
      return final.length > 0 ? final[0] : value;
    }
    const args = rest.map((argument, i) => this.#typed(argument, dot, wantsString(name, i)));
    if (final.length > 0) args.push(this.#checked(final[0], wantsString(name, args.length)));
    try {
      checkBounds(
        name,
        args,
        rest.map((argument, i) => !isNothing(args[i]) && this.#isHeld(argument)),
      );
      return callFunction(name, args, rest[0]);
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      this.#source = source;
      throw this.#fail(`error calling ${name}: ${error.message}`);
    }
  }

  #isHeld(argument: Argument): boolean {
    if (argument.type === "dot") return this.#isDotHeld;
    if (!("fields" in argument)) return false;
    return argument.fields.length > 0 || (argument.type === "variable" && this.#variable(argument.name).isHeld);
  }

  #typed(argument: Argument, dot: Value, isString: boolean): Value {
    this.#source = argument.source;
    if (isString && argument.type === "nil") throw this.#fail("cannot assign nil to string");
    if (isString && argument.type === "constant" && typeof argument.value !== "string")
      throw this.#fail(`expected string; found ${argument.source.text}`);
    return this.#checked(this.#argument(argument, dot), isString);
  }

  #checked(value: Value, isString: boolean): Value {
    if (!isString || typeof value === "string") return value;
    if (value === undefined) throw this.#fail("invalid value; expected string");
    throw this.#fail(`wrong type for value; expected string; got ${value === null ? "interface {}" : typeOf(value)}`);
  }

  /** `isCalled`: it is given arguments, which only a method may have, and nothing here has methods. */
  #argument(argument: Argument, dot: Value, isCalled = false): Value {
    this.#source = argument.source;
    switch (argument.type) {
      case "dot":
        return dot;
      case "nil":
        return null;
      case "constant":
        return argument.value;
      case "field":
        return this.#fields({ value: dot, isHeld: this.#isDotHeld }, argument.fields, isCalled);
      case "variable":
        return this.#fields(this.#variable(argument.name), argument.fields, isCalled);
      case "pipe":
        return this.#pipe(argument.pipe, dot);
      case "chain":
        return this.#fields({ value: this.#argument(argument.of, dot), isHeld: false }, argument.fields, isCalled);
      default:
        return this.#call(argument.source, dot, { name: argument.name, rest: [], final: [] });
    }
  }

  #variable(name: string): Variable {
    const known = this.#variables.findLast((variable) => variable.name === name);
    if (known === undefined) throw this.#fail(`undefined variable: ${name}`);
    return known;
  }

  #fields(from: Omit<Variable, "name">, fields: readonly string[], isCalled: boolean): Value {
    let { value } = from;
    for (const [i, field] of fields.entries()) {
      if (value === undefined) {
        if (!this.#options.allowMissing) throw this.#fail(`nil data; no entry for key ${goQuote(field)}`);
        return undefined;
      }
      if (value === null) throw this.#fail(`nil pointer evaluating interface {}.${field}`);
      if (!isMap(value)) {
        const type = i > 0 || from.isHeld ? "interface {}" : typeOf(value);
        throw this.#fail(`can't evaluate field ${field} in type ${type}`);
      }
      if (isCalled && i === fields.length - 1) throw this.#fail(`${field} is not a method but has arguments`);
      const next: Value = value[field];
      if (next === undefined && !this.#options.allowMissing)
        throw this.#fail(`map has no entry for key ${goQuote(field)}`);
      value = next;
    }
    return value;
  }
}
