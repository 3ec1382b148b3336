/** Runs waiting work, and gives it up when it has not ended in time: what alarm(2) does to a program that waits. */
import type { Run } from "../../sim/core/wait.ts";
import type { Process } from "../../sim/os/process.ts";

export interface TimeoutOptions {
  readonly timeoutUs: number;
  /** Raises what the caller's caller should see. */
  onTimeout(): never;
}

export function* withTimeout<T>(process: Process, work: Run<T>, { timeoutUs, onTimeout }: TimeoutOptions): Run<T> {
  const deadlineUs = process.nowUs + timeoutUs;
  let ended = false;
  try {
    for (let step = work.next(); ; step = work.next()) {
      if (step.done === true) {
        ended = true;
        return step.value;
      }
      if (process.nowUs >= deadlineUs) return onTimeout();
      const wait = step.value;
      yield { ...wait, untilUs: Math.min(wait.untilUs ?? deadlineUs, deadlineUs), background: false };
    }
  } finally {
    if (!ended) work.return(undefined as T);
  }
}
