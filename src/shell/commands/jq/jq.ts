/**
 * jq: filters over JSON texts from files or standard input.
 *
 * Models: jq 1.6 src/main.c
 * SIMPLIFIED: no --stream, --seq, modules or --run-tests.
 */
import { decodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { Output } from "../output.ts";
import { type JqArguments, parseJqArguments } from "./arguments.ts";
import { checkNames } from "./check-names.ts";
import { rootScope } from "./definitions.ts";
import { BUDGET, inner, type JqWorld, type Scope } from "./environment.ts";
import { valuesOf } from "./evaluate.ts";
import { JqSyntaxError } from "./lexer.ts";
import { Halt } from "./native.ts";
import { parseFilter } from "./parse.ts";
import { JsonMistake, JsonReader, valueFrom } from "./read-json.ts";
import type { Filter } from "./syntax.ts";
import { isTrue, JqError, type Value } from "./value.ts";
import { writeJson } from "./write-json.ts";

const COMPILE = 3;
const PARSE = 4;
const RUNTIME = 5;
const NO_FILE = 2;

export function* jq(process: Process): Run<number> {
  const args = yield* parseJqArguments(process);
  if (typeof args === "number") return args;
  const filter = compiled(args);
  const inputs = new Inputs();
  const failed = yield* readInputs(process, args, inputs);
  const debugged: string[] = [];
  const world: JqWorld = {
    nowSec: process.machine.clock.nowMs / 1000,
    environment: valueFrom(Object.fromEntries(process.env)),
    named: args.named,
    nextInput: () => {
      const found = inputs.next();
      if (found !== undefined || inputs.mistake === null) return found;
      const words = inputs.mistake;
      inputs.mistake = null;
      throw new JqError(words);
    },
    place: inputs,
    debug: (text) => debugged.push(text),
    budget: { left: BUDGET.steps, depth: 0 },
  };
  return yield* new Running(process, args, { filter, scope: scopeOf(args, world), inputs, debugged }).all(failed);
}

function scopeOf({ named, positional }: JqArguments, world: JqWorld): Scope {
  const variables: (readonly [string, Value])[] = [
    ...named,
    [
      "ARGS",
      new Map<string, Value>([
        ["positional", positional],
        ["named", named],
      ]),
    ],
  ];
  return variables.reduce<Scope>(
    (scope, [name, value]) => inner(scope, { type: "variable", name, value }),
    rootScope(world),
  );
}

function compiled({ filter: text, named }: JqArguments): Filter {
  try {
    const filter = parseFilter(text);
    checkNames(filter, { variables: ["ENV", "ARGS", ...named.keys()], line: 1 });
    return filter;
  } catch (error) {
    if (!(error instanceof JqSyntaxError)) throw error;
    const isGrammar = error.message.startsWith("unexpected");
    const words = isGrammar ? `syntax error, ${error.message} (Unix shell quoting issues?)` : error.message;
    throw new Failure(
      `jq: error: ${words} at <top-level>, line 1:\n${text}${" ".repeat(error.at)}\njq: 1 compile error\n`,
      COMPILE,
    );
  }
}

/** What has been read and not yet used. */
class Inputs {
  readonly values: { readonly value: Value; readonly line: number; readonly file: string | null }[] = [];
  mistake: string | null = null;
  isUsed = false;
  line = 0;
  file: string | null = null;
  #at = 0;

  get isEmpty(): boolean {
    return this.values.length === 0;
  }

  next(): Value | undefined {
    const found = this.values[this.#at];
    this.isUsed = true;
    if (found === undefined) return undefined;
    this.#at++;
    this.line = found.line;
    this.file = found.file;
    return found.value;
  }
}

function* readInputs(process: Process, args: JqArguments, inputs: Inputs): Run<boolean> {
  if (args.noInput && args.files.length === 0) return yield* readStandardInput(process, args, inputs);
  let failed = false;
  const texts: { text: string; file: string | null }[] = [];
  if (args.files.length === 0) texts.push({ text: decodeUtf8(yield* process.readToEnd(0)), file: null });
  for (const file of args.files)
    try {
      texts.push({ text: process.machine.fs.readText(file, process.cwd), file });
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
      yield* process.printError(`jq: error: Could not open file ${file}: ${error.message}\n`);
      failed = true;
    }
  parseInputs(texts, args, inputs);
  return failed;
}

/** With -n nothing is read unless the filter asks for it. */
function* readStandardInput(process: Process, args: JqArguments, inputs: Inputs): Run<boolean> {
  if (!/\binputs?\b/.test(args.filter)) return false;
  parseInputs([{ text: decodeUtf8(yield* process.readToEnd(0)), file: null }], args, inputs);
  return false;
}

function parseInputs(
  texts: readonly { readonly text: string; readonly file: string | null }[],
  { raw, slurp }: JqArguments,
  inputs: Inputs,
): void {
  if (raw) {
    const whole = texts.map(({ text }) => text).join("");
    const lines = whole.endsWith("\n") ? whole.slice(0, -1).split("\n") : whole === "" ? [] : whole.split("\n");
    if (slurp) inputs.values.push({ value: whole, line: lines.length, file: null });
    else for (const [i, value] of lines.entries()) inputs.values.push({ value, line: i + 1, file: null });
    return;
  }
  const reader = new JsonReader();
  const all: Value[] = [];
  const keep = (file: string | null): void => {
    for (const value of reader.take()) {
      all.push(value);
      if (!slurp) inputs.values.push({ value, line: reader.line - 1, file });
    }
  };
  try {
    for (const { text, file } of texts)
      for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
        reader.feed(line);
        keep(file);
      }
    reader.end();
  } catch (error) {
    if (!(error instanceof JsonMistake)) throw error;
    inputs.mistake = error.message;
  }
  keep(texts.at(-1)?.file ?? null);
  if (slurp && inputs.mistake === null) inputs.values.push({ value: all, line: reader.line - 1, file: null });
}

interface Prepared {
  readonly filter: Filter;
  readonly scope: Scope;
  readonly inputs: Inputs;
  readonly debugged: string[];
}

class Running {
  readonly #process: Process;
  readonly #args: JqArguments;
  readonly #prepared: Prepared;
  readonly #output: Output;
  #last: Value | undefined;
  #exitCode = 0;

  constructor(process: Process, args: JqArguments, prepared: Prepared) {
    this.#process = process;
    this.#args = args;
    this.#prepared = prepared;
    this.#output = new Output(process);
  }

  *all(failed: boolean): Run<number> {
    const { inputs } = this.#prepared;
    try {
      if (this.#args.noInput) yield* this.#one(null);
      else for (let input = inputs.next(); input !== undefined; input = inputs.next()) yield* this.#one(input);
    } catch (error) {
      if (!(error instanceof Halt)) throw error;
      yield* this.#output.flush();
      yield* this.#process.printError(error.text);
      return error.exitCode;
    }
    yield* this.#output.flush();
    if (inputs.mistake !== null && !(this.#args.noInput && this.#exitCode === 0)) {
      yield* this.#process.printError(`parse error: ${inputs.mistake}\n`);
      return PARSE;
    }
    if (this.#exitCode !== 0) return this.#exitCode;
    if (failed) return NO_FILE;
    if (!this.#args.exitStatus) return 0;
    return this.#last === undefined ? (inputs.isEmpty && !this.#args.noInput ? 0 : 4) : isTrue(this.#last) ? 0 : 1;
  }

  *#one(input: Value): Run<void> {
    const { filter, scope, debugged } = this.#prepared;
    try {
      for (const value of valuesOf(filter, scope, input)) {
        this.#last = value;
        this.#output.write(this.#shown(value));
        if (debugged.length > 0) yield* this.#debug();
        yield* this.#output.drain();
        yield* this.#process.charge(1);
      }
      if (debugged.length > 0) yield* this.#debug();
      this.#exitCode = 0;
    } catch (error) {
      if (error instanceof RangeError)
        throw new Failure("jq: error: the filter goes too deep for this simulator\n", RUNTIME);
      if (!(error instanceof JqError)) throw error;
      if (debugged.length > 0) yield* this.#debug();
      if (error.value === null) return;
      yield* this.#output.flush();
      yield* this.#process.printError(this.#complaint(error.value));
      this.#exitCode = RUNTIME;
    }
  }

  *#debug(): Run<void> {
    yield* this.#output.flush();
    yield* this.#process.printError(this.#prepared.debugged.splice(0).join(""));
  }

  #shown(value: Value): string {
    const { rawOutput, join, style } = this.#args;
    const text = rawOutput && typeof value === "string" ? value : writeJson(value, style);
    return join ? text : `${text}\n`;
  }

  #complaint(value: Value): string {
    const { inputs } = this.#prepared;
    const file = this.#args.noInput && !inputs.isUsed ? "<unknown>" : `${inputs.file ?? "<stdin>"}:${inputs.line}`;
    if (typeof value === "string") return `jq: error (at ${file}): ${value}\n`;
    return `jq: error (at ${file}) (not a string): ${writeJson(value)}\n`;
  }
}
