/**
 * Runs an awk program: rules over records. Every step is a generator, because reading, piping and being interrupted
 * may happen in any.
 *
 * Models: POSIX awk(1), mawk 1.3.4 where POSIX leaves a choice.
 * SIMPLIFIED: numbers are exact to 2^53; intervals like `a{2}` are understood, where this mawk takes the braces as they stand.
 */
import type { Run } from "../../../sim/core/wait.ts";
import { Failure } from "../failure.ts";
import { RegexError } from "../posix-regex/posix-regex.ts";
import { sprintf } from "./builtins.ts";
import { AwkFunctions, AwkJump, notEnough } from "./functions.ts";
import { AwkRuntimeError } from "./lexer.ts";
import type { AwkExpression, AwkRedirect, AwkStatement } from "./syntax.ts";
import { type AwkValue, fromInput, toBoolean, toNumber, toText } from "./values.ts";
import type { Flow } from "./variables.ts";

export class AwkInterpreter extends AwkFunctions {
  *run(): Run<number> {
    const rules = this.program.rules;
    let flow: Flow = "go";
    try {
      for (const { pattern, body } of rules)
        if (pattern === "BEGIN" && body !== null && flow !== "exit") flow = yield* this.action(body);
      if (flow !== "exit" && rules.some(({ pattern }) => pattern !== "BEGIN")) yield* this.records();
      // `exit` leads here too; only in END itself does it end everything.
      flow = "go";
      for (const { pattern, body } of rules)
        if (pattern === "END" && body !== null && flow !== "exit") flow = yield* this.action(body);
    } catch (error) {
      yield* this.streams.flush();
      if (error instanceof RegexError)
        throw new Failure(`awk: run time error: regular expression compile failed (${error.message})\n`, 2);
      if (error instanceof AwkRuntimeError) {
        const at = `\tFILENAME="${this.text("FILENAME")}" FNR=${this.text("FNR")} NR=${this.text("NR")}\n`;
        throw new Failure(`awk: run time error: ${error.message}\n${at}`, 2);
      }
      throw error;
    }
    yield* this.streams.closeAll();
    return this.exitCode;
  }

  protected *action(body: AwkStatement): Run<Flow> {
    try {
      return yield* this.execute(body);
    } catch (error) {
      if (!(error instanceof AwkJump)) throw error;
      this.frames.length = 0;
      return error.flow;
    }
  }

  protected *records(): Run<Flow> {
    const open = new Set<number>();
    for (let record = yield* this.input.next(this); record !== null; record = yield* this.input.next(this)) {
      this.newRecord(record);
      let flow: Flow = "go";
      for (const [i, { pattern, body }] of this.program.rules.entries()) {
        if (pattern === "BEGIN" || pattern === "END") continue;
        if (pattern !== "always" && !(yield* this.selects(pattern, i, open))) continue;
        if (body === null) this.streams.stdout.write(this.record.text + this.text("ORS"));
        else flow = yield* this.action(body);
        if (flow !== "go") break;
      }
      if (flow === "nextfile") this.input.skipFile();
      if (flow === "exit") return "exit";
      yield* this.streams.stdout.drain();
      yield* this.process.charge(2);
    }
    return "go";
  }

  protected newRecord(text: string): void {
    this.record.set(text);
    this.count("NR");
    this.count("FNR");
  }

  protected *selects(
    pattern: { from: AwkExpression; to: AwkExpression | null },
    rule: number,
    open: Set<number>,
  ): Run<boolean> {
    if (pattern.to === null) return toBoolean(yield* this.evaluate(pattern.from));
    if (!open.has(rule)) {
      if (!toBoolean(yield* this.evaluate(pattern.from))) return false;
      open.add(rule);
    }
    if (toBoolean(yield* this.evaluate(pattern.to))) open.delete(rule);
    return true;
  }

  protected *execute(statement: AwkStatement): Run<Flow> {
    switch (statement.kind) {
      case "block": {
        for (const inner of statement.body) {
          const flow = yield* this.execute(inner);
          if (flow !== "go") return flow;
        }
        return "go";
      }
      case "expression":
        yield* this.evaluate(statement.value);
        return "go";
      case "print":
      case "printf":
        yield* this.print(statement);
        return "go";
      case "if":
        if (toBoolean(yield* this.evaluate(statement.test))) return yield* this.execute(statement.yes);
        return statement.no === null ? "go" : yield* this.execute(statement.no);
      case "while":
      case "do":
      case "for":
      case "for-in":
        return yield* this.loop(statement);
      case "exit":
        if (statement.value !== null) this.exitCode = toNumber(yield* this.evaluate(statement.value)) & 255;
        return "exit";
      case "return":
        this.returned = statement.value === null ? undefined : yield* this.evaluate(statement.value);
        return "return";
      case "delete":
        if (statement.keys === null) this.array(statement.name).clear();
        else this.array(statement.name).delete(yield* this.key(statement.keys));
        return "go";
      default:
        return statement.kind;
    }
  }

  protected *loop(statement: AwkStatement & { kind: "while" | "do" | "for" | "for-in" }): Run<Flow> {
    if (statement.kind === "for-in") {
      for (const key of [...this.array(statement.array).keys()]) {
        this.setVariable(statement.variable, fromInput(key));
        const flow = yield* this.execute(statement.body);
        if (flow === "break") break;
        if (flow !== "go" && flow !== "continue") return flow;
        yield* this.process.charge(1);
      }
      return "go";
    }
    if (statement.kind === "for" && statement.start !== null) yield* this.execute(statement.start);
    for (let first = true; ; first = false) {
      const skipsTest = statement.kind === "do" && first;
      if (!skipsTest && statement.test !== null && !toBoolean(yield* this.evaluate(statement.test))) return "go";
      const flow = yield* this.execute(statement.body);
      if (flow === "break") return "go";
      if (flow !== "go" && flow !== "continue") return flow;
      if (statement.kind === "for" && statement.step !== null) yield* this.execute(statement.step);
      yield* this.process.charge(1);
    }
  }

  protected *print({
    kind,
    args,
    redirect,
  }: {
    kind: "print" | "printf";
    args: readonly AwkExpression[];
    redirect: AwkRedirect | null;
  }): Run<void> {
    const values: AwkValue[] = [];
    for (const arg of args) values.push(yield* this.evaluate(arg));
    let text: string;
    if (kind === "printf") {
      const formatted = sprintf(toText(values[0]), values.slice(1));
      this.streams.stdout.write(formatted.missing && redirect === null ? formatted.text : "");
      if (formatted.missing) throw notEnough("printf", toText(values[0]));
      text = formatted.text;
    } else if (values.length === 0) text = this.record.text + this.text("ORS");
    else text = values.map((value) => toText(value, this.text("OFMT"))).join(this.text("OFS")) + this.text("ORS");
    if (redirect === null) {
      this.streams.stdout.write(text);
      yield* this.streams.stdout.drain();
      return;
    }
    const output = yield* this.streams.output(redirect.operator, toText(yield* this.evaluate(redirect.to)));
    output.write(text);
    yield* output.drain();
  }
}
