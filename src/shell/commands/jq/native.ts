/** What a function written here is: from a value and filters to values. */
import type { Closure, JqWorld, Scope } from "./environment.ts";
import { closureValues, type Spot, type Values } from "./evaluate.ts";
import { described, isArray, jqFail, type Value } from "./value.ts";

export type Native = (args: readonly Closure[], scope: Scope, input: Spot) => Values;

/** The filter ends the whole program (`halt`, `halt_error`). */
export class Halt extends Error {
  readonly exitCode: number;
  readonly text: string;

  constructor(exitCode: number, text: string) {
    super("halt");
    this.exitCode = exitCode;
    this.text = text;
  }
}

/** Never yields: it ends the filter. */
export function ending(body: (args: readonly Closure[], input: Value) => never): Native {
  // biome-ignore lint/correctness/useYield: it throws.
  return function* (args, _scope, input) {
    body(args, input.value);
  };
}

export function made(spot: Spot, value: Value): Spot {
  return { value, path: spot.path === undefined ? undefined : "none" };
}

/** A function of the input and of every combination of its arguments' values. */
export function plain(body: (input: Value, args: readonly Value[], world: JqWorld) => Value): Native {
  return function* (args, scope, input) {
    for (const values of combinations(args, input.value)) yield made(input, body(input.value, values, scope.world));
  };
}

export function* combinations(args: readonly Closure[], input: Value): Generator<readonly Value[], void, void> {
  const [first, ...rest] = args;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const tail of combinations(rest, input)) for (const value of closureValues(first, input)) yield [value, ...tail];
}

export function listIn(value: Value, what: string): readonly Value[] {
  return isArray(value) ? value : jqFail(`${described(value)} cannot be ${what}, as it is not an array`);
}
