/**
 * How fast virtual time goes while real clients look on. `WallPace`: as fast as the wall clock. `StepPace`: only when
 * somebody needs it, so that two runs of the same requests agree to the byte.
 */
import type { Clock } from "../../sim/core/clock.ts";

/** A conversation that goes on between a client and the cluster: a watch, a log, a program, a connection. */
export interface Conversation {
  /** Moves what can be moved now; true when something did. */
  step(): boolean;
  /** It waits for the cluster to say something, not for its client. */
  readonly needsTime: boolean;
}

export interface Pace {
  /** Lets the time of one request pass. */
  spendRequest(request: { readonly method: string; readonly path: string }): void;
  /** A client has done something: it connected, or sent bytes. */
  touch(): void;
  add(conversation: Conversation): void;
  remove(conversation: Conversation): void;
  /** Lets so much time pass at once. */
  advance(us: number): void;
  stop(): void;
}

const FRAME_MS = 10;
const EVENTS_PER_FRAME = 100_000;

class Conversations {
  readonly all = new Set<Conversation>();

  /** Until nothing moves any more; true when anything did. */
  step(): boolean {
    let hasMoved = false;
    for (;;) {
      let moves = false;
      for (const conversation of [...this.all]) if (this.all.has(conversation)) moves = conversation.step() || moves;
      if (!moves) return hasMoved;
      hasMoved = true;
    }
  }

  get needTime(): boolean {
    for (const conversation of this.all) if (conversation.needsTime) return true;
    return false;
  }
}

export class WallPace implements Pace {
  readonly #clock: Clock;
  readonly #conversations = new Conversations();
  #startUs: number;
  readonly #startMs = performance.now();
  readonly #timer: NodeJS.Timeout;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startUs = clock.nowUs;
    this.#timer = setInterval(() => this.#frame(), FRAME_MS);
  }

  #frame(): void {
    const wallUs = this.#startUs + Math.round((performance.now() - this.#startMs) * 1000);
    this.#clock.runUntil(Math.max(wallUs, this.#clock.nowUs), EVENTS_PER_FRAME);
    this.#conversations.step();
  }

  spendRequest(): void {
    this.#frame();
  }

  touch(): void {
    this.#frame();
  }

  add(conversation: Conversation): void {
    this.#conversations.all.add(conversation);
    this.#conversations.step();
  }

  remove(conversation: Conversation): void {
    this.#conversations.all.delete(conversation);
  }

  advance(us: number): void {
    this.#startUs += us;
    this.#clock.runUntil(this.#clock.nowUs + us);
    this.#conversations.step();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** From a client on the same machine to the API server and back, as on the page. */
const REQUEST_US = 2_000;
/**
 * Who asks after one object again, with nothing written between, is waiting for it: so clients poll (kubectl drain).
 * Every further time costs twice as much, up to a minute.
 */
const POLL_US = 1_000_000;
const MAX_DOUBLINGS = 6;
const ONE_OBJECT = /^\/(?:api|apis\/[^/]+)\/[^/]+\/(?:namespaces\/[^/]+\/[^/]+\/[^/]+|(?!namespaces\/)[^/]+\/[^/]+)$/;
/** Clients get so long to answer what they were told before time goes on without them. */
const QUIET_MS = 60;
/**
 * And so long when only periodic work is left: as a rule what a client waited for has just come, and it is about to
 * go. A slow one must not find its cluster minutes older.
 */
const PERIODIC_QUIET_MS = 600;
/** So far, and no further, time goes for a conversation in which nobody speaks. */
const PERIODIC_HORIZON_US = 300_000_000;
const HORIZON_US = 3_600_000_000;
const INSTANTS_PER_SLICE = 2_000;

export class StepPace implements Pace {
  readonly #clock: Clock;
  readonly #conversations = new Conversations();
  #lastSpokenUs: number;
  /** Path to how often it was asked for since the last write. */
  readonly #asked = new Map<string, number>();
  #quiet: NodeJS.Timeout | null = null;
  #slice: NodeJS.Immediate | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lastSpokenUs = clock.nowUs;
  }

  spendRequest({ method, path }: { readonly method: string; readonly path: string }): void {
    if (method !== "GET") this.#asked.clear();
    const asked = method === "GET" && ONE_OBJECT.test(path) ? (this.#asked.get(path) ?? 0) : 0;
    if (method === "GET") this.#asked.set(path, asked + 1);
    this.advance(asked === 0 ? REQUEST_US : POLL_US * 2 ** Math.min(asked - 1, MAX_DOUBLINGS));
  }

  advance(us: number): void {
    this.#clock.runUntil(this.#clock.nowUs + us);
    this.touch();
  }

  touch(): void {
    this.#clock.runUntil(this.#clock.nowUs);
    this.#conversations.step();
    this.#spoken();
  }

  add(conversation: Conversation): void {
    this.#conversations.all.add(conversation);
    this.#conversations.step();
    this.#spoken();
  }

  remove(conversation: Conversation): void {
    this.#conversations.all.delete(conversation);
  }

  #spoken(): void {
    this.#lastSpokenUs = this.#clock.nowUs;
    this.stop();
    if (this.#conversations.all.size > 0) this.#jumpLater();
  }

  #jumpLater(): void {
    const isPeriodic = this.#clock.pending === 0;
    this.#quiet = setTimeout(() => this.#jump(isPeriodic), isPeriodic ? PERIODIC_QUIET_MS : QUIET_MS);
  }

  /** On to the next instant at which somebody is told something. */
  #jump(isPeriodic: boolean): void {
    for (let instant = 0; instant < INSTANTS_PER_SLICE; instant++) {
      if (!this.#conversations.needTime) return;
      if (!isPeriodic && this.#clock.pending === 0) {
        this.#jumpLater();
        return;
      }
      const nextUs = this.#clock.nextAtUs();
      const horizonUs = isPeriodic ? PERIODIC_HORIZON_US : HORIZON_US;
      if (nextUs === undefined || nextUs > this.#lastSpokenUs + horizonUs) return;
      this.#clock.runUntil(nextUs);
      if (!this.#conversations.step()) continue;
      this.#spoken();
      return;
    }
    this.#slice = setImmediate(() => this.#jump(isPeriodic));
  }

  stop(): void {
    if (this.#quiet !== null) clearTimeout(this.#quiet);
    if (this.#slice !== null) clearImmediate(this.#slice);
    this.#quiet = null;
    this.#slice = null;
  }
}
