/**
 * How much the engine does in one go: so little that a key is never kept waiting. Where a slice ends depends on the
 * machine, what happens does not: the clock's order is the same however it is cut.
 */
import type { Session } from "../../../shell/session.ts";
import type { RunResult } from "../../../sim/core/clock.ts";

const SLICE_MS = 20;
/** Between two looks at the watch. */
export const EVENTS_AT_ONCE = 20;

export class Slice {
  readonly #nowMs: () => number;
  readonly #endMs: number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#endMs = nowMs() + SLICE_MS;
  }

  get isUsedUp(): boolean {
    return this.#nowMs() >= this.#endMs;
  }

  /** `budget`: there is more to do up to that moment. */
  run(session: Session, toUs: number): RunResult {
    for (;;) {
      const result = session.runUntil(toUs, EVENTS_AT_ONCE);
      if (result !== "budget" || this.isUsedUp) return result;
    }
  }
}
