/** + - * / % on values of every kind. Models: jq 1.6 src/builtin.c f_plus, f_minus, f_multiply, f_divide, f_mod */
import type { Arithmetic } from "./syntax.ts";
import { described, isArray, isEqual, isObject, type JqObject, jqFail, type Value } from "./value.ts";

const WORDS: Readonly<Record<Arithmetic, string>> = {
  "+": "added",
  "-": "subtracted",
  "*": "multiplied",
  "/": "divided",
  "%": "divided",
};
/** A text repeated may not become longer. */
const LONGEST = 16_777_216;

export function arithmetic(operator: Arithmetic, left: Value, right: Value): Value {
  const result =
    operator === "+" ? sum(left, right) : operator === "-" ? difference(left, right) : other(operator, left, right);
  return result === undefined ? cannot(operator, left, right) : result;
}

function cannot(operator: Arithmetic, left: Value, right: Value): never {
  return jqFail(`${described(left)} and ${described(right)} cannot be ${WORDS[operator]}`);
}

function sum(left: Value, right: Value): Value | undefined {
  if (left === null) return right;
  if (right === null) return left;
  if (typeof left === "number" && typeof right === "number") return left + right;
  if (typeof left === "string" && typeof right === "string") return left + right;
  if (isArray(left) && isArray(right)) return [...left, ...right];
  if (isObject(left) && isObject(right)) return new Map([...left, ...right]);
  return undefined;
}

function difference(left: Value, right: Value): Value | undefined {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (isArray(left) && isArray(right)) return left.filter((item) => !right.some((other) => isEqual(item, other)));
  return undefined;
}

function other(operator: Arithmetic, left: Value, right: Value): Value | undefined {
  if (typeof left === "number" && typeof right === "number") return calculated(operator, left, right);
  if (operator === "*") {
    if (isObject(left) && isObject(right)) return merged(left, right);
    const [text, times] = typeof left === "string" ? [left, right] : [right, left];
    if (typeof text === "string" && typeof times === "number") return repeated(text, times);
  }
  if (operator === "/" && typeof left === "string" && typeof right === "string") return splitText(left, right);
  return undefined;
}

function calculated(operator: Arithmetic, left: number, right: number): Value {
  if (operator === "*") return left * right;
  if (operator === "/")
    return right === 0
      ? jqFail(`${described(left)} and ${described(right)} cannot be divided because the divisor is zero`)
      : left / right;
  const divisor = Math.trunc(right);
  if (divisor === 0)
    return jqFail(
      `${described(left)} and ${described(right)} cannot be divided (remainder) because the divisor is zero`,
    );
  const rest = Math.abs(Math.trunc(left)) % Math.abs(divisor);
  return left < 0 ? -rest : rest;
}

function repeated(text: string, times: number): Value {
  if (times <= 0) return null;
  const count = times < 1 ? 1 : Math.floor(times);
  return text.length * count > LONGEST ? jqFail("Repeat string result too long") : text.repeat(count);
}

export function splitText(text: string, by: string): Value[] {
  if (text === "") return [];
  return by === "" ? [...text] : text.split(by);
}

function merged(left: JqObject, right: JqObject): JqObject {
  const result = new Map(left);
  for (const [key, value] of right) {
    const had = result.get(key);
    result.set(key, had !== undefined && isObject(had) && isObject(value) ? merged(had, value) : value);
  }
  return result;
}
