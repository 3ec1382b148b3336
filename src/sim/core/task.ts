/**
 * Runs one generator on the clock. A resumed task never runs inside whoever woke it, but as an event of its own
 * at the same instant, so wake-ups are ordered like everything else and the stack stays shallow.
 */
import { assert } from "./assert.ts";
import type { Clock, Timer } from "./clock.ts";
import type { Run, Wait } from "./wait.ts";

export type TaskEnd<T> = { readonly value: T } | { readonly error: unknown } | "killed";

type Pending = { readonly kind: "throw"; readonly error: unknown } | { readonly kind: "kill" };

/** Told before and after every step, for those who must know who is running. */
export interface Around {
  enter(): void;
  leave(): void;
}

export class Task<T> {
  readonly #clock: Clock;
  readonly #run: Run<T>;
  readonly #onEnd: (end: TaskEnd<T>) => void;
  #waiting: Wait | null = null;
  #timer: Timer | null = null;
  #resume: Timer | null = null;
  #release: (() => void) | null = null;
  #pending: Pending | null = null;
  #running = false;
  readonly #around: Around | null;
  #ended = false;
  #stopped = false;
  readonly #wake = (): void => this.#wakeUp();

  /** Starts at this instant, after what is already queued. `onEnd` is called once, whatever happens. */
  constructor(clock: Clock, run: Run<T>, onEnd: (end: TaskEnd<T>) => void, around: Around | null = null) {
    this.#around = around;
    this.#clock = clock;
    this.#run = run;
    this.#onEnd = onEnd;
    this.#schedule();
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** What it waits for now; null while it is running or about to. */
  get waitingFor(): Wait | null {
    return this.#waiting;
  }

  /** Throws `error` at the place where it waits; if it is running, at its next wait. */
  interrupt(error: unknown): void {
    this.#act({ kind: "throw", error });
  }

  /** Ends it: `finally` blocks run, nothing else does. */
  kill(): void {
    this.#act({ kind: "kill" });
  }

  /** Ctrl-Z: wake-ups are remembered, but nothing runs until `resume()`. */
  stop(): void {
    this.#stopped = true;
  }

  resume(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    if (this.#waiting === null && !this.#running) this.#schedule();
  }

  #act(pending: Pending): void {
    if (this.#ended || this.#pending?.kind === "kill") return;
    this.#pending = pending;
    if (pending.kind === "kill") this.#stopped = false;
    if (!this.#running) this.#wakeUp();
  }

  #wakeUp(): void {
    const release = this.#release;
    this.#release = null;
    this.#stopWaiting();
    if (release === null) this.#schedule();
    else this.#goOnInPlace(release);
  }

  /** Nothing has happened since the clock was held: it goes on where it was in the order of things, as if it never stopped. */
  #goOnInPlace(release: () => void): void {
    try {
      this.#step();
    } finally {
      release();
    }
  }

  #schedule(): void {
    if (this.#ended || this.#resume !== null || this.#stopped) return;
    this.#resume = this.#clock.after(0, () => {
      this.#resume = null;
      if (!this.#stopped) this.#step();
    });
  }

  #step(): void {
    if (this.#ended) return;
    this.#running = true;
    let result: IteratorResult<Wait, T>;
    this.#around?.enter();
    try {
      result = this.#advance();
    } catch (error) {
      this.#running = false;
      this.#end({ error });
      return;
    } finally {
      this.#around?.leave();
    }
    this.#running = false;
    if (result.done) this.#end(result.value === KILLED ? "killed" : { value: result.value });
    else if (this.#pending !== null) this.#schedule();
    else this.#wait(result.value);
  }

  #advance(): IteratorResult<Wait, T> {
    const pending = this.#pending;
    this.#pending = null;
    if (pending === null) return this.#run.next();
    if (pending.kind === "throw") return this.#run.throw(pending.error);
    const result = this.#run.return(KILLED as T);
    assert(result.done, "a finally block waits for something; it must not");
    return result;
  }

  #wait(wait: Wait): void {
    this.#waiting = wait;
    if (wait.isHolding === true) this.#release = this.#clock.hold();
    for (const queue of wait.on) queue.add(this.#wake);
    if (wait.untilUs === undefined) return;
    const atUs = Math.max(wait.untilUs, this.#clock.nowUs);
    this.#timer = this.#clock.at(atUs, this.#wake, { background: wait.background !== false });
  }

  #stopWaiting(): void {
    if (this.#waiting === null) return;
    for (const queue of this.#waiting.on) queue.remove(this.#wake);
    if (this.#timer !== null) this.#clock.cancel(this.#timer);
    this.#waiting = null;
    this.#timer = null;
  }

  #end(end: TaskEnd<T>): void {
    this.#ended = true;
    this.#onEnd(end);
  }
}

const KILLED: unknown = Symbol("killed");
