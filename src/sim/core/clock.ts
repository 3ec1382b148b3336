/**
 * Virtual time: integer microseconds since the cluster was made, and one queue of things to do, ordered by
 * (time, sequence). Nothing in the simulator knows any other time; what runs it decides how fast it goes.
 *
 * SIMPLIFIED: all machines of a cluster share one perfectly synchronised clock.
 */
import { assert } from "./assert.ts";
import { LIMITS, LimitError } from "./limits.ts";
import { WaitQueue } from "./wait.ts";

export interface Timer {
  readonly atUs: number;
  readonly seq: number;
  /** Background work goes on for ever (probes, leases, a container's sleep) and does not keep a cluster busy. */
  readonly background: boolean;
  fire: (() => void) | null;
}

export interface TimerOptions {
  readonly background?: boolean;
}

/** Why `runUntil` came back: the time was reached, so many events were handled before it, or somebody holds the clock. */
export type RunResult = "reached" | "budget" | "held";

/** So few cancelled timers may lie in the queue whatever its length. */
const MAX_CANCELLED = 64;

export class Clock {
  #nowUs = 0;
  #seq = 0;
  #foreground = 0;
  #eventsNow = 0;
  #heap: Timer[] = [];
  #cancelled = 0;
  #holders = 0;
  /** Woken when nobody holds the clock any more. */
  readonly released = new WaitQueue();
  /** The wall-clock moment that virtual time 0 stands for, in milliseconds since 1970. */
  readonly epochMs: number;

  constructor(epochMs = 0) {
    assert(Number.isSafeInteger(epochMs), "the epoch is a whole number of milliseconds", epochMs);
    this.epochMs = epochMs;
  }

  get nowUs(): number {
    return this.#nowUs;
  }

  /** Milliseconds since 1970 in the cluster's own world. */
  get nowMs(): number {
    return this.epochMs + Math.floor(this.#nowUs / 1000);
  }

  /** How many foreground timers wait: 0 means that only periodic work is left. */
  get pending(): number {
    return this.#foreground;
  }

  /** What would be after the end of time is at its end. */
  at(wantedUs: number, fire: () => void, options?: TimerOptions): Timer {
    const atUs = Math.min(wantedUs, Number.MAX_SAFE_INTEGER);
    assert(Number.isSafeInteger(atUs) && atUs >= this.#nowUs, "a timer lies in the past or between microseconds", {
      atUs,
      nowUs: this.#nowUs,
    });
    const timer: Timer = { atUs, seq: this.#seq++, background: options?.background === true, fire };
    if (!timer.background) this.#foreground++;
    this.#push(timer);
    return timer;
  }

  after(delayUs: number, fire: () => void, options?: TimerOptions): Timer {
    return this.at(this.#nowUs + delayUs, fire, options);
  }

  /** Cancelling twice, or after it fired, does nothing. */
  cancel(timer: Timer): void {
    if (timer.fire === null) return;
    timer.fire = null;
    if (!timer.background) this.#foreground--;
    this.#cancelled++;
    if (this.#cancelled > MAX_CANCELLED && this.#cancelled * 2 > this.#heap.length) this.#sweepCancelled();
  }

  /** Nothing fires and no time passes until every holder has let go. */
  get isHeld(): boolean {
    return this.#holders > 0;
  }

  /** Stops the clock; what comes back lets go of it, once. */
  hold(): () => void {
    this.#holders++;
    let holds = true;
    return () => {
      if (!holds) return;
      holds = false;
      this.#holders--;
      if (this.#holders === 0) this.released.wake();
    };
  }

  /** When the next event is due; undefined when there is none, or when the clock is held. */
  nextAtUs(): number | undefined {
    if (this.isHeld) return undefined;
    this.#dropCancelled();
    return this.#heap[0]?.atUs;
  }

  /** Fires the next event, whenever it is due. False when there is none, or when the clock is held. */
  runNext(): boolean {
    if (this.isHeld) return false;
    this.#dropCancelled();
    const timer = this.#heap[0];
    if (timer === undefined) return false;
    this.#pop();
    this.#moveTo(timer.atUs);
    const fire = timer.fire as () => void;
    timer.fire = null;
    if (!timer.background) this.#foreground--;
    fire();
    return true;
  }

  /** Fires everything due up to and including `toUs`, then stands at `toUs`. However it is sliced, the order is the same. */
  runUntil(toUs: number, maxEvents = Number.POSITIVE_INFINITY): RunResult {
    for (let events = 0; ; events++) {
      const nextUs = this.nextAtUs();
      if (nextUs === undefined || nextUs > toUs) break;
      if (events >= maxEvents) return "budget";
      this.runNext();
    }
    if (this.isHeld) return "held";
    this.#moveTo(Math.max(toUs, this.#nowUs));
    return "reached";
  }

  #moveTo(atUs: number): void {
    if (atUs !== this.#nowUs) {
      this.#nowUs = atUs;
      this.#eventsNow = 0;
    } else if (++this.#eventsNow > LIMITS.eventsPerInstant)
      throw new LimitError("eventsPerInstant", `virtual time is stuck at ${atUs} µs`);
  }

  #dropCancelled(): void {
    while (this.#heap.length > 0 && (this.#heap[0] as Timer).fire === null) {
      this.#pop();
      this.#cancelled--;
    }
  }

  /** Retransmission timers are nearly always cancelled: without this they would be most of the queue. */
  #sweepCancelled(): void {
    const live = this.#heap.filter((timer) => timer.fire !== null);
    this.#heap = [];
    for (const timer of live) this.#push(timer);
    this.#cancelled = 0;
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push(timer);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent] as Timer;
      if (!before(timer, above)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = timer;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Timer;
    if (heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Timer, heap[child] as Timer)) child++;
      const below = heap[child] as Timer;
      if (!before(below, last)) break;
      heap[i] = below;
      i = child;
    }
    heap[i] = last;
  }
}

function before(a: Timer, b: Timer): boolean {
  return a.atUs < b.atUs || (a.atUs === b.atUs && a.seq < b.seq);
}
