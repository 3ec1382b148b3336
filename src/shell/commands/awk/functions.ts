/** awk's functions: the program's own and the built-in ones. */
import { LimitError } from "../../../sim/core/limits.ts";
import type { Prng } from "../../../sim/core/prng.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { formatTime } from "../date/format-time.ts";
import type { PosixRegex } from "../posix-regex/posix-regex.ts";
import { sprintf, substitute, substr } from "./builtins.ts";
import { AwkExpressions } from "./expressions.ts";
import { AwkRuntimeError } from "./lexer.ts";
import { angle, cosine, exponential, logarithm, sine } from "./mathematics.ts";
import { splitFields } from "./record-input.ts";
import type { AwkExpression, AwkFunction, AwkProgram, AwkStatement } from "./syntax.ts";
import { type AwkValue, fromInput, toNumber, toText } from "./values.ts";
import type { Cell, Flow, MainInput } from "./variables.ts";

const MAX_DEPTH = 1000;

/** `exit` and `next` in a function, on their way through the expression that called it. */
export class AwkJump extends Error {
  readonly flow: Flow;

  constructor(flow: Flow) {
    super(flow);
    this.flow = flow;
  }
}

export abstract class AwkFunctions extends AwkExpressions {
  protected exitCode = 0;
  protected returned: AwkValue = undefined;
  #prng: Prng;
  #seed = 0;

  constructor(process: Process, program: AwkProgram, input: MainInput) {
    super(process, program, input);
    this.#prng = process.machine.prng.split("awk/0");
  }

  protected abstract execute(statement: AwkStatement): Run<Flow>;

  protected sprintf(values: readonly AwkValue[]): string {
    const { text, missing } = sprintf(toText(values[0]), values.slice(1));
    if (missing) throw notEnough("sprintf", toText(values[0]));
    return text;
  }

  protected *call(name: string, args: readonly AwkExpression[]): Run<AwkValue> {
    const found = this.program.functions.get(name);
    if (found === undefined) return this.refuse(`function ${name}`);
    if (this.frames.length >= MAX_DEPTH)
      throw new LimitError("processes", "awk's functions call each other without end");
    const frame = yield* this.frameFor(found, args);
    this.frames.push(frame);
    this.returned = undefined;
    const flow = yield* this.execute(found.body);
    this.frames.pop();
    if (flow !== "go" && flow !== "return") throw new AwkJump(flow);
    const value = this.returned;
    this.returned = undefined;
    yield* this.process.charge(1);
    return value;
  }

  /** Arrays go by reference; a name without a value may become an array inside. */
  protected *frameFor({ parameters }: AwkFunction, args: readonly AwkExpression[]): Run<Map<string, Cell>> {
    const frame = new Map<string, Cell>();
    for (const [i, parameter] of parameters.entries()) {
      const arg = args[i];
      if (arg?.kind !== "variable" || arg.name === "NF") {
        frame.set(parameter, { value: arg === undefined ? undefined : yield* this.evaluate(arg) });
        continue;
      }
      const cell = this.cell(arg.name);
      if ("array" in cell) frame.set(parameter, cell);
      else if (cell.value === undefined)
        frame.set(parameter, { value: undefined, origin: { scope: this.scope(arg.name), name: arg.name } });
      else frame.set(parameter, { value: cell.value });
    }
    return frame;
  }

  protected *builtin(name: string, args: readonly AwkExpression[]): Run<AwkValue> {
    if (name === "length" && args[0]?.kind === "variable") {
      const cell = this.cell(args[0].name);
      if ("array" in cell && (cell.array.size > 0 || !("value" in cell))) return cell.array.size;
    }
    if (name === "split" || name === "sub" || name === "gsub" || name === "match")
      return yield* this.patternBuiltin(name, args);
    const values: AwkValue[] = [];
    for (const arg of args) values.push(yield* this.evaluate(arg));
    const first = values.length === 0 ? this.record.field(0) : values[0];
    switch (name) {
      case "length":
        return [...toText(first)].length;
      case "substr":
        return substr(toText(first, this.text("CONVFMT")), values, this.program.dialect);
      case "index": {
        const at = toText(first).indexOf(toText(values[1]));
        return at < 0 ? 0 : [...toText(first).slice(0, at)].length + 1;
      }
      case "sprintf":
        return this.sprintf(values);
      case "tolower":
        return ascii(toText(first), /[A-Z]+/g, (part) => part.toLowerCase());
      case "toupper":
        return ascii(toText(first), /[a-z]+/g, (part) => part.toUpperCase());
      case "int":
        return Math.trunc(toNumber(first));
      case "sqrt":
        return Math.sqrt(toNumber(first));
      case "sin":
        return sine(toNumber(first));
      case "cos":
        return cosine(toNumber(first));
      case "exp":
        return exponential(toNumber(first));
      case "log":
        return logarithm(toNumber(first));
      case "atan2":
        return angle(toNumber(first), toNumber(values[1]));
      case "rand":
        return this.#prng.uint32() / 4_294_967_296;
      case "srand": {
        const before = this.#seed;
        this.#seed = values.length === 0 ? Math.floor(this.process.machine.clock.nowMs / 1000) : toNumber(first);
        this.#prng = this.process.machine.prng.split(`awk/${this.#seed}`);
        return before;
      }
      case "systime":
        return Math.floor(this.process.machine.clock.nowMs / 1000);
      case "strftime":
        return formatTime(
          values.length === 0 ? "%c" : toText(first),
          (values.length > 1 ? toNumber(values[1]) * 1000 : this.process.machine.clock.nowMs) * 1000,
        );
      case "system":
        return yield* this.streams.system(toText(first));
      case "close":
        return yield* this.streams.close(toText(first));
      case "fflush":
        yield* this.streams.flush();
        return 0;
      default:
        return this.refuse(`${name}()`);
    }
  }

  protected *patternBuiltin(name: string, args: readonly AwkExpression[]): Run<AwkValue> {
    if (name === "split") {
      const text = toText(yield* this.evaluate(args[0] as AwkExpression));
      const target = args[1];
      if (target?.kind !== "variable") throw new AwkRuntimeError("split needs an array");
      const by = args[2];
      const parts =
        by === undefined
          ? splitFields(text, this.text("FS"))
          : by.kind === "regex"
            ? splitBy(text, by.regex)
            : splitFields(text, toText(yield* this.evaluate(by)));
      const array = this.array(target.name);
      array.clear();
      for (const [i, part] of parts.entries()) array.set(String(i + 1), fromInput(part));
      return parts.length;
    }
    if (name === "match") {
      const text = toText(yield* this.evaluate(args[0] as AwkExpression));
      const match = (yield* this.regex(args[1] as AwkExpression)).exec(text);
      const start = match === null ? 0 : [...text.slice(0, match[0])].length + 1;
      this.setVariable("RSTART", start);
      this.setVariable("RLENGTH", match === null ? -1 : [...text.slice(match[0], match[1])].length);
      return start;
    }
    const regex = yield* this.regex(args[0] as AwkExpression);
    const replacement = toText(yield* this.evaluate(args[1] as AwkExpression));
    const target: AwkExpression = args[2] ?? { kind: "field", index: { kind: "number", value: 0 } };
    const place = yield* this.place(target);
    const before =
      target.kind === "variable" || target.kind === "field" || target.kind === "element"
        ? this.read(target, place)
        : yield* this.evaluate(target);
    const { text, count } = substitute(regex, replacement, { text: toText(before), all: name === "gsub" });
    if (count > 0) this.assign(target, text, place);
    return count;
  }
}

/** Both know the case of ASCII letters only. */
function ascii(text: string, letters: RegExp, change: (part: string) => string): string {
  return text.replace(letters, change);
}

function splitBy(text: string, regex: PosixRegex): string[] {
  if (text === "") return [];
  const parts: string[] = [];
  let at = 0;
  for (let match = regex.exec(text, 0); match !== null && match[1] !== match[0]; match = regex.exec(text, at)) {
    parts.push(text.slice(at, match[0]));
    at = match[1] as number;
  }
  return [...parts, text.slice(at)];
}

export function notEnough(name: string, format: string): AwkRuntimeError {
  return new AwkRuntimeError(`not enough arguments passed to ${name}("${format}")`);
}
