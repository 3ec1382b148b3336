/** Numbers' own functions. Models: jq 1.6 src/libm.h. SIMPLIFIED: no trigonometry, logarithms or roots: they are not the same in every engine. */
import { described, jqFail, type Value } from "./value.ts";

function number(value: Value, name: string): number {
  return typeof value === "number" ? value : jqFail(`${described(value)} number required${name === "" ? "" : ""}`);
}

function one(name: string, body: (value: number) => Value): readonly [string, (value: Value) => Value] {
  return [`${name}/0`, (value) => body(number(value, name))];
}

function roundAway(value: number): number {
  return value < 0 ? -Math.floor(-value + 0.5) : Math.floor(value + 0.5);
}

/** By multiplication, so that every engine gets the same. */
function power(base: number, exponent: number): number {
  if (!Number.isInteger(exponent)) return jqFail("pow with a fraction is not simulated here");
  const times = Math.abs(exponent);
  const steps = Math.min(times, 2048);
  let result = 1;
  for (let i = 0; i < steps; i++) result *= base;
  return exponent < 0 ? 1 / result : result;
}

export const MATHS: readonly (readonly [string, (input: Value, args: readonly Value[]) => Value])[] = [
  one("floor", Math.floor),
  one("ceil", Math.ceil),
  one("round", roundAway),
  one("trunc", Math.trunc),
  one("fabs", Math.abs),
  one("sqrt", Math.sqrt),
  one("isinfinite", (value) => Math.abs(value) === Number.POSITIVE_INFINITY),
  one("isnan", (value) => Number.isNaN(value)),
  one("isnormal", (value) => Number.isFinite(value) && Math.abs(value) >= 2.2250738585072014e-308),
  ["pow/2", (_input, [base, exponent]) => power(number(base as Value, "pow"), number(exponent as Value, "pow"))],
];
