/**
 * Something that is not here yet and comes from outside the simulated world: a program that a page fetches when it is
 * first run. The clock is held until it is there, so that nobody inside can tell whether it came late.
 */
import { type Run, WaitQueue } from "./wait.ts";

export class Late<T> {
  readonly #ask: (late: Late<T>) => void;
  readonly #arrived = new WaitQueue();
  #state: "absent" | "coming" | "here" = "absent";
  #value: T | null = null;

  /** `ask` is called whenever it is needed and not here; `arrive` or `lose` answers, then or later. */
  constructor(ask: (late: Late<T>) => void) {
    this.#ask = ask;
  }

  arrive(value: T): void {
    this.#value = value;
    this.#state = "here";
    this.#arrived.wake();
  }

  /** It does not come this time. Whoever needs it next asks again. */
  lose(): void {
    this.#state = "absent";
    this.#arrived.wake();
  }

  /** What is here; asked for when it is not, for those who cannot wait. */
  now(): T | null {
    if (this.#state === "absent") {
      this.#state = "coming";
      this.#ask(this);
    }
    return this.#value;
  }

  /** What has arrived, awaited with the clock held; null when it was lost on the way. */
  *awaited(): Run<T | null> {
    if (this.#state !== "here") {
      this.#state = "coming";
      this.#ask(this);
    }
    while (this.#state === "coming") yield { on: [this.#arrived], isHolding: true };
    return this.#value;
  }
}
