/**
 * Deep recursion without a deep stack. A generator that delegates to another resumes through every one above it; a
 * function that calls itself a thousand times would need more stack than a page has. So every few levels the rest is
 * handed to the outermost frame, which runs it there and gives the result back.
 */
import type { Run, Wait } from "../../../sim/core/wait.ts";

/** Looks like a wait on the way out, and is taken by the trampoline before anybody waits for it. */
class Detached implements Wait {
  readonly on = [];
  readonly run: Run<unknown>;
  #value: unknown;
  #error: { readonly error: unknown } | null = null;

  constructor(run: Run<unknown>) {
    this.run = run;
  }

  finish(value: unknown): void {
    this.#value = value;
  }

  fail(error: unknown): void {
    this.#error = { error };
  }

  result(): unknown {
    if (this.#error !== null) throw this.#error.error;
    return this.#value;
  }
}

/** Runs the generator from the bottom of the stack. Only inside `bounce`. */
export function* detach<T>(run: Run<T>): Run<T> {
  const call = new Detached(run);
  yield call;
  return call.result() as T;
}

export function* bounce<T>(outermost: Run<T>): Run<T> {
  const callers: { run: Run<unknown>; call: Detached }[] = [];
  let current: Run<unknown> = outermost;
  let thrown: { readonly error: unknown } | null = null;
  try {
    for (;;) {
      let step: IteratorResult<Wait, unknown>;
      try {
        step = thrown === null ? current.next() : current.throw(thrown.error);
        thrown = null;
      } catch (error) {
        const caller = callers.pop();
        if (caller === undefined) throw error;
        thrown = null;
        caller.call.fail(error);
        current = caller.run;
        continue;
      }
      if (step.done === true) {
        const caller = callers.pop();
        if (caller === undefined) return step.value as T;
        caller.call.finish(step.value);
        current = caller.run;
      } else if (step.value instanceof Detached) {
        callers.push({ run: current, call: step.value });
        current = step.value.run;
      } else
        try {
          yield step.value;
        } catch (error) {
          thrown = { error };
        }
    }
  } finally {
    current.return(undefined);
    for (const { run } of callers.reverse()) run.return(undefined);
  }
}
