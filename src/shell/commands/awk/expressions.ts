/** What awk's expressions are worth. Everything is a generator, because a function or getline may wait. */
import type { Run } from "../../../sim/core/wait.ts";
import type { PosixRegex } from "../posix-regex/posix-regex.ts";
import { power } from "./builtins.ts";
import { AwkRuntimeError } from "./lexer.ts";
import { regexFor } from "./record-input.ts";
import type { AwkExpression } from "./syntax.ts";
import { type AwkValue, compareValues, fromInput, toBoolean, toNumber, toText } from "./values.ts";
import { AwkVariables } from "./variables.ts";

export abstract class AwkExpressions extends AwkVariables {
  protected abstract call(name: string, args: readonly AwkExpression[]): Run<AwkValue>;
  protected abstract builtin(name: string, args: readonly AwkExpression[]): Run<AwkValue>;

  protected *evaluate(node: AwkExpression): Run<AwkValue> {
    switch (node.kind) {
      case "number":
        return node.value;
      case "string":
        return node.text;
      case "regex":
        return node.regex.test(this.record.text) ? 1 : 0;
      case "variable":
        return this.variable(node.name);
      case "field":
        return this.record.field(this.fieldIndex(yield* this.evaluate(node.index)));
      case "element": {
        const array = this.array(node.name);
        const key = yield* this.key(node.keys);
        if (!array.has(key)) array.set(key, undefined);
        return array.get(key);
      }
      case "assign":
        return yield* this.assignment(node);
      case "step": {
        const before = toNumber(yield* this.evaluate(node.target));
        this.assign(node.target, before + node.by, yield* this.place(node.target));
        return node.isPrefix ? before + node.by : before;
      }
      case "unary": {
        const operand = yield* this.evaluate(node.operand);
        return node.operator === "!"
          ? toBoolean(operand)
            ? 0
            : 1
          : node.operator === "-"
            ? -toNumber(operand)
            : toNumber(operand);
      }
      case "choice":
        return yield* this.evaluate(toBoolean(yield* this.evaluate(node.test)) ? node.yes : node.no);
      case "in":
        return this.array(node.array).has(yield* this.key(node.keys)) ? 1 : 0;
      case "group":
        return node.parts.length === 1
          ? yield* this.evaluate(node.parts[0] as AwkExpression)
          : yield* this.key(node.parts);
      case "binary":
        return yield* this.binary(node);
      case "call":
        return yield* this.call(node.name, node.args);
      case "builtin":
        return yield* this.builtin(node.name, node.args);
      case "getline":
        return yield* this.getline(node);
    }
  }

  protected fieldIndex(value: AwkValue): number {
    const index = Math.trunc(toNumber(value));
    if (index < 0) throw new AwkRuntimeError(`negative field index $${index}`);
    return index;
  }

  protected *key(keys: readonly AwkExpression[]): Run<string> {
    const parts: string[] = [];
    for (const key of keys) parts.push(toText(yield* this.evaluate(key), this.text("CONVFMT")));
    return parts.join(this.text("SUBSEP"));
  }

  /** The index or key of a target, worked out once. */
  protected *place(target: AwkExpression): Run<number | string | null> {
    if (target.kind === "field") return this.fieldIndex(yield* this.evaluate(target.index));
    return target.kind === "element" ? yield* this.key(target.keys) : null;
  }

  protected *assignment(node: AwkExpression & { kind: "assign" }): Run<AwkValue> {
    const place = yield* this.place(node.target);
    const value = yield* this.evaluate(node.value);
    const stored =
      node.operator === ""
        ? value
        : this.arithmetic(node.operator, toNumber(this.read(node.target, place)), toNumber(value));
    this.assign(node.target, stored, place);
    return stored;
  }

  protected arithmetic(operator: string, a: number, b: number): number {
    switch (operator) {
      case "+":
        return a + b;
      case "-":
        return a - b;
      case "*":
        return a * b;
      case "/":
        return a / b;
      case "%":
        return a % b;
      default:
        return power(a, b);
    }
  }

  protected *binary({ operator, left, right }: AwkExpression & { kind: "binary" }): Run<AwkValue> {
    if (operator === "&&" || operator === "||") {
      const first = toBoolean(yield* this.evaluate(left));
      if (first === (operator === "||")) return first ? 1 : 0;
      return toBoolean(yield* this.evaluate(right)) ? 1 : 0;
    }
    const a = yield* this.evaluate(left);
    if (operator === "~" || operator === "!~")
      return (yield* this.regex(right)).test(toText(a, this.text("CONVFMT"))) === (operator === "~") ? 1 : 0;
    const b = yield* this.evaluate(right);
    if (operator === " ") return toText(a, this.text("CONVFMT")) + toText(b, this.text("CONVFMT"));
    if (!"<<=>>===!=".includes(operator) || operator === "=")
      return this.arithmetic(operator, toNumber(a), toNumber(b));
    const order = compareValues(a, b, this.text("CONVFMT"));
    const holds = {
      "<": order < 0,
      "<=": order <= 0,
      "==": order === 0,
      "!=": order !== 0,
      ">": order > 0,
      ">=": order >= 0,
    }[operator];
    return holds === true ? 1 : 0;
  }

  protected *regex(node: AwkExpression): Run<PosixRegex> {
    return node.kind === "regex" ? node.regex : regexFor(toText(yield* this.evaluate(node)));
  }

  protected *getline({ from, source, target }: AwkExpression & { kind: "getline" }): Run<AwkValue> {
    let record: string | null;
    if (from === "main" || source === null) record = yield* this.input.next(this);
    else {
      const reader = yield* this.streams.reader(from, toText(yield* this.evaluate(source)));
      if (reader === null) return -1;
      record = yield* reader.next(this.text("RS"));
    }
    if (record === null) return 0;
    if (from !== "file") this.count("NR");
    if (from === "main") this.count("FNR");
    if (target === null) this.record.set(record);
    else this.assign(target, fromInput(record), yield* this.place(target));
    return 1;
  }
}
