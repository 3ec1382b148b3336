/**
 * What differs from student to student: a name, a port, which fault. A variable is chosen by the session's seed and by
 * its own name, so that a new variable does not shift the others.
 */
import { assert } from "../../sim/core/assert.ts";
import type { Prng } from "../../sim/core/prng.ts";

export interface Variable {
  /** `values`: those of the variables that are written before it. */
  pick(prng: Prng, values: Values): string;
  /** The variable that it follows from, where it is no choice of its own. */
  readonly of?: string;
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

/** What another one comes to, for texts that would otherwise have a stretch for each of its values. */
export function follows(of: string, by: Readonly<Record<string, string>>): Variable {
  return {
    of,
    pick: (_, values) => {
      const value = by[values[of] ?? ""];
      assert(value !== undefined, `nothing follows from the variable ${of}`, values[of]);
      return value as string;
    },
  };
}
