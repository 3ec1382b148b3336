/**
 * The page's one reader of a wall clock: turns the browser's frames into virtual time, second for second or as fast as
 * somebody wants it, and stands still when paused. A tab in the background gets no frames, so its cluster stands still
 * too; an engine that falls behind is not pushed further.
 */

export interface PacedEngine {
  /** Ask for time to pass up to here. The engine answers, and the answer is handed to `Pacer.reached`. */
  advance(toUs: number): void;
}

/** After a pause of the page (another tab, a sleeping laptop) the cluster does not leap. */
const GAP_MAX_MS = 100;
/** With nothing going on, ten looks a second are enough for probes and leases. */
const IDLE_FRAME_MS = 100;

export class Pacer {
  readonly #engine: PacedEngine;
  #atUs = 0;
  #waiting = false;
  #lastMs: number | null = null;
  #idle = false;
  #frame = 0;
  #isStarted = false;
  #isPaused = false;
  /** So many seconds of the cluster in one of ours. */
  speed = 1;

  constructor(engine: PacedEngine) {
    this.#engine = engine;
  }

  start(atUs: number): void {
    this.#atUs = atUs;
    this.#waiting = false;
    this.#isStarted = true;
    this.#run();
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  set isPaused(isPaused: boolean) {
    this.#isPaused = isPaused;
    this.#run();
  }

  #run(): void {
    this.#lastMs = null;
    cancelAnimationFrame(this.#frame);
    if (this.#isStarted && !this.#isPaused) this.#frame = requestAnimationFrame((nowMs) => this.#onFrame(nowMs));
  }

  stop(): void {
    this.#isStarted = false;
    cancelAnimationFrame(this.#frame);
  }

  reached(atUs: number, idle: boolean): void {
    this.#atUs = atUs;
    this.#idle = idle;
    this.#waiting = false;
  }

  /** Somebody typed: do not wait for an idle bench's next look. */
  nudge(): void {
    this.#idle = false;
  }

  #onFrame(nowMs: number): void {
    this.#frame = requestAnimationFrame((nextMs) => this.#onFrame(nextMs));
    this.#lastMs ??= nowMs;
    const elapsedMs = nowMs - this.#lastMs;
    if (this.#waiting || (this.#idle && elapsedMs < IDLE_FRAME_MS)) return;
    this.#lastMs = nowMs;
    this.#waiting = true;
    this.#engine.advance(this.#atUs + Math.round(Math.min(elapsedMs, GAP_MAX_MS) * 1000 * this.speed));
  }
}
