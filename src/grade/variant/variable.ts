/**
 * What differs from student to student: a name, a port, which fault. A variable is chosen by the session's seed and by
 * its own name, so that a new variable does not shift the others.
 */
import type { Prng } from "../../sim/core/prng.ts";

export interface Variable {
  pick(prng: Prng): string;
}

/** By the name under which texts write it: `@app@`. */
export type Variables = Readonly<Record<string, Variable>>;

/** What the variables are in one student's lab. */
export type Values = Readonly<Record<string, string>>;

/** One of several words. */
export function oneOf(...words: readonly string[]): Variable {
  return { pick: (prng) => prng.pick(words) };
}

/** A whole number between two, both possible. */
export function wholeNumber(from: number, to: number): Variable {
  return { pick: (prng) => String(from + prng.below(to - from + 1)) };
}
