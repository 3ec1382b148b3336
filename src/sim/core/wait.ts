/**
 * Waiting without promises. Anything that waits (a program, a controller, a resolver) is a generator that
 * yields what it waits for, so one queue decides the order of everything and a kill is `generator.return()`.
 */

/** Somebody sleeps here until something happens: data arrives, a child exits, an object changes. */
export class WaitQueue {
  #sleepers: Set<() => void> | null = null;

  get isEmpty(): boolean {
    return this.#sleepers === null || this.#sleepers.size === 0;
  }

  add(wake: () => void): void {
    this.#sleepers ??= new Set();
    this.#sleepers.add(wake);
  }

  remove(wake: () => void): void {
    this.#sleepers?.delete(wake);
  }

  /** Wakes everybody, in the order in which they came. */
  wake(): void {
    const sleepers = this.#sleepers;
    if (sleepers === null || sleepers.size === 0) return;
    this.#sleepers = null;
    for (const wake of sleepers) wake();
  }
}

/** The only thing a generator of ours may yield: any of these queues, or a moment, whichever comes first. */
export interface Wait {
  readonly on: readonly WaitQueue[];
  readonly untilUs?: number;
  /** False while the deadline is work that the cluster is expected to get done (see Clock). Default true. */
  readonly background?: boolean;
  /** The clock is held meanwhile: for what comes from outside the simulated world, and takes no time in it. */
  readonly isHolding?: boolean;
}

/** A computation that may wait. Compose with `yield*`. */
export type Run<T> = Generator<Wait, T, void>;
