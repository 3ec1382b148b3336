/** Carries out bc's statements: variables, arrays, functions, scale, ibase and obase. Models: GNU bc 1.07.1 bc/execute.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Output } from "../output.ts";
import { libraryFunction } from "./library.ts";
import {
  add,
  BcError,
  type BcNumber,
  compare,
  divide,
  formatNumber,
  multiply,
  negated,
  ONE,
  parseNumber,
  power,
  remainder,
  scaled,
  squareRoot,
  whole,
  ZERO,
} from "./number.ts";
import type { BcExpression, BcFunction, BcStatement } from "./program.ts";

export type Flow = "go" | "break" | "continue" | "return" | "quit";

const MAX_DEPTH = 500;
export class BcMachine {
  readonly #process: Process;
  readonly #out: Output;
  readonly #hasLibrary: boolean;
  readonly #variables = new Map<string, BcNumber>();
  readonly #functions = new Map<string, BcFunction>();
  #returned: BcNumber = ZERO;
  #depth = 0;
  #scale: number;
  #ibase = 10;
  #obase = 10;

  constructor(process: Process, hasLibrary: boolean) {
    this.#process = process;
    this.#out = new Output(process);
    this.#hasLibrary = hasLibrary;
    this.#scale = hasLibrary ? 20 : 0;
  }

  flush(): Run<void> {
    return this.#out.flush();
  }

  *execute(statement: BcStatement): Run<Flow> {
    switch (statement.kind) {
      case "value": {
        const value = yield* this.#value(statement.value);
        if (!statement.isShown) return "go";
        this.#variables.set("last", value);
        this.#out.line(formatNumber(value, this.#obase));
        return "go";
      }
      case "text":
        this.#out.write(statement.text);
        return "go";
      case "print":
        for (const part of statement.parts)
          this.#out.write(
            typeof part === "string" ? unescaped(part) : formatNumber(yield* this.#value(part), this.#obase),
          );
        return "go";
      case "block":
        for (const inner of statement.body) {
          const flow = yield* this.execute(inner);
          if (flow !== "go") return flow;
        }
        return "go";
      case "if":
        if ((yield* this.#value(statement.test)).digits !== 0n) return yield* this.execute(statement.yes);
        return statement.no === null ? "go" : yield* this.execute(statement.no);
      case "loop":
        return yield* this.#loop(statement);
      case "define":
        this.#functions.set(statement.name, statement.made);
        return "go";
      case "return":
        this.#returned = statement.value === null ? ZERO : yield* this.#value(statement.value);
        return "return";
      case "halt":
        return "quit";
      default:
        return statement.kind;
    }
  }

  *#loop({ start, test, step, body }: BcStatement & { kind: "loop" }): Run<Flow> {
    if (start !== null) yield* this.#value(start);
    for (;;) {
      if (test !== null && (yield* this.#value(test)).digits === 0n) return "go";
      const flow = yield* this.execute(body);
      if (flow === "break") return "go";
      if (flow === "return" || flow === "quit") return flow;
      if (step !== null) yield* this.#value(step);
      yield* this.#process.charge(2);
      yield* this.#out.drain();
    }
  }

  *#value(node: BcExpression): Run<BcNumber> {
    switch (node.kind) {
      case "number":
        return parseNumber(node.text, this.#ibase);
      case "name":
        return this.#read(yield* this.#key(node));
      case "assign": {
        const key = yield* this.#key(node.target);
        const value = yield* this.#value(node.value);
        return this.#write(key, node.operator === "" ? value : this.#combine(node.operator, this.#read(key), value));
      }
      case "step": {
        const key = yield* this.#key(node.target);
        const before = this.#read(key);
        const after = this.#write(key, add(before, whole(node.by)));
        return node.isPrefix ? after : before;
      }
      case "unary": {
        const operand = yield* this.#value(node.operand);
        return node.operator === "-" ? negated(operand) : truth(operand.digits === 0n);
      }
      case "binary":
        return this.#combine(node.operator, yield* this.#value(node.left), yield* this.#value(node.right));
      case "call":
        return yield* this.#call(node.name, node.args);
    }
  }

  /** A variable's name, or `name[3]`. */
  *#key(node: BcExpression): Run<string> {
    if (node.kind !== "name") throw new BcError("syntax error");
    return node.index === null ? node.name : `${node.name}[${scaled(yield* this.#value(node.index), 0).digits}]`;
  }

  #read(key: string): BcNumber {
    if (key === "scale") return whole(this.#scale);
    if (key === "ibase") return whole(this.#ibase);
    if (key === "obase") return whole(this.#obase);
    return this.#variables.get(key) ?? ZERO;
  }

  #write(key: string, value: BcNumber): BcNumber {
    const number = Number(scaled(value, 0).digits);
    if (key === "scale") this.#scale = Math.max(0, Math.min(1000, number));
    else if (key === "ibase") this.#ibase = Math.max(2, Math.min(16, number));
    else if (key === "obase") this.#obase = Math.max(2, Math.min(999, number));
    else this.#variables.set(key, value);
    return value;
  }

  #combine(operator: string, a: BcNumber, b: BcNumber): BcNumber {
    switch (operator) {
      case "+":
        return add(a, b);
      case "-":
        return add(a, negated(b));
      case "*":
        return multiply(a, b, this.#scale);
      case "/":
        return divide(a, b, this.#scale);
      case "%":
        return remainder(a, b, this.#scale);
      case "^":
        return power(a, b, this.#scale);
      case "&&":
        return truth(a.digits !== 0n && b.digits !== 0n);
      case "||":
        return truth(a.digits !== 0n || b.digits !== 0n);
      default: {
        const order = compare(a, b);
        const holds = { "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0, "==": order === 0 };
        return truth(operator === "!=" ? order !== 0 : holds[operator as "<"]);
      }
    }
  }

  *#call(name: string, args: readonly BcExpression[]): Run<BcNumber> {
    const values: BcNumber[] = [];
    for (const arg of args) values.push(yield* this.#value(arg));
    const first = values[0] ?? ZERO;
    if (name === "sqrt") return squareRoot(first, this.#scale);
    if (name === "scale") return whole(first.scale);
    if (name === "length") {
      const digits = (first.digits < 0n ? -first.digits : first.digits).toString();
      return whole(Math.max(digits.length, first.scale));
    }
    const own = this.#functions.get(name);
    if (own !== undefined) return yield* this.#callOwn(own, values);
    const library = this.#hasLibrary ? libraryFunction(name) : undefined;
    if (library === undefined) throw new BcError(`Function ${name} not defined.`);
    return library(first, this.#scale);
  }

  *#callOwn({ parameters, locals, body }: BcFunction, values: readonly BcNumber[]): Run<BcNumber> {
    if (values.length !== parameters.length) throw new BcError("Parameter number mismatch");
    if (++this.#depth > MAX_DEPTH) throw new BcError("functions call each other without end");
    const names = [...parameters, ...locals];
    const before = names.map((name) => this.#variables.get(name));
    for (const [i, name] of names.entries()) this.#variables.set(name, values[i] ?? ZERO);
    this.#returned = ZERO;
    yield* this.execute(body);
    for (const [i, name] of names.entries()) {
      const value = before[i];
      if (value === undefined) this.#variables.delete(name);
      else this.#variables.set(name, value);
    }
    this.#depth--;
    const value = this.#returned;
    this.#returned = ZERO;
    return value;
  }
}

function truth(holds: boolean): BcNumber {
  return holds ? ONE : ZERO;
}

function unescaped(text: string): string {
  return text.replace(/\\([abfnrtq\\])/g, (_, char: string) =>
    char === "q" ? '"' : ({ a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" }[char] ?? "\\"),
  );
}
