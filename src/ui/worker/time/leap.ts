/**
 * Time that passes without being asked for frame by frame: to the next prompt, to the next event. In slices, so that a
 * Ctrl-C gets in between.
 */
import type { Session } from "../../../shell/session.ts";
import { EVENTS_AT_ONCE, Slice } from "./slice.ts";

export interface Goal {
  readonly kind: "skip" | "step";
  /** Asked after every event by a step, and every now and then by a skip. */
  isOver(): boolean;
  /** Some things never come: then it is given up here. */
  readonly untilUs: number;
  onEnd?(): void;
}

export interface LeapOptions {
  later(work: () => void): void;
  nowMs(): number;
  /** A slice is done: there may be something to show. */
  onSlice(session: Session): void;
  onBug(error: unknown): void;
}

export class Leap {
  readonly #options: LeapOptions;
  #goal: Goal | null = null;

  constructor(options: LeapOptions) {
    this.#options = options;
  }

  /** What is under way. */
  get kind(): Goal["kind"] | null {
    return this.#goal?.kind ?? null;
  }

  start(session: Session, goal: Goal): void {
    this.#goal = goal;
    this.#slice(session, goal);
  }

  stop(): void {
    this.#goal = null;
  }

  #slice(session: Session, goal: Goal): void {
    const { clock } = session.cluster;
    if (this.#goal !== goal) return;
    if (clock.isHeld) {
      clock.released.add(() => this.#later(session, goal));
      return;
    }
    const slice = new Slice(this.#options.nowMs);
    let isOver = false;
    while (!isOver && !clock.isHeld) {
      const nextUs = clock.nextAtUs();
      isOver = goal.isOver() || nextUs === undefined || nextUs > goal.untilUs;
      if (isOver || slice.isUsedUp) break;
      if (goal.kind === "step") clock.runNext();
      else session.runUntil(nextUs as number, EVENTS_AT_ONCE);
    }
    if (isOver) {
      this.#goal = null;
      goal.onEnd?.();
    } else this.#later(session, goal);
    this.#options.onSlice(session);
  }

  #later(session: Session, goal: Goal): void {
    this.#options.later(() => {
      try {
        this.#slice(session, goal);
      } catch (error) {
        this.#options.onBug(error);
      }
    });
  }
}
