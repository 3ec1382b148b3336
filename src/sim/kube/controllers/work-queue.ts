/**
 * The queue behind a reconciler: a key waits once however often it is added, is worked on by one hand at a time, and
 * comes back after a growing delay when the work failed.
 *
 * Models: staging/src/k8s.io/client-go/util/workqueue (rate limiting: 5 ms doubling to 1000 s)
 */
import type { Clock, Timer } from "../../core/clock.ts";
import { StatusError } from "../api/status.ts";

const BASE_DELAY_US = 5_000;
const MAX_DELAY_US = 1_000_000_000;

export interface WorkQueueOptions {
  readonly clock: Clock;
  /** From adding a key to working on it: what informers and queues take in a real cluster. */
  readonly latencyUs: number;
  readonly work: (key: string) => void;
  readonly onFailure: (key: string, error: StatusError) => void;
}

export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #waiting = new Map<string, Timer>();
  readonly #failures = new Map<string, number>();

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  add(key: string): void {
    this.addAfter(key, this.#options.latencyUs);
  }

  /** The earlier of two times wins. */
  addAfter(key: string, delayUs: number, options: { background?: boolean } = {}): void {
    const { clock } = this.#options;
    const before = this.#waiting.get(key);
    const atUs = clock.nowUs + delayUs;
    if (before !== undefined) {
      if (before.atUs <= atUs) return;
      clock.cancel(before);
    }
    this.#waiting.set(
      key,
      clock.at(atUs, () => this.#process(key), options),
    );
  }

  #process(key: string): void {
    this.#waiting.delete(key);
    try {
      this.#options.work(key);
      this.#failures.delete(key);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.#options.onFailure(key, error);
      const failures = this.#failures.get(key) ?? 0;
      this.#failures.set(key, failures + 1);
      const delayUs = Math.min(BASE_DELAY_US * 2 ** Math.min(failures, 20), MAX_DELAY_US);
      this.addAfter(key, delayUs, { background: failures > 8 });
    }
  }
}
