/**
 * What happened: append-only, typed, serialisable events. The page, the tests, the graders and the diagnosis
 * read this list and nothing else. Each layer declares its events beside its code; `node/sim-event.ts` is the union.
 *
 * Bounded: past the limit the oldest half is summarised by type and outcome, never silently lost.
 */
import type { Clock } from "./clock.ts";
import { LIMITS } from "./limits.ts";

export interface TraceFields {
  readonly type: string;
  /** The place: `node/netns/device` for a packet, the object's path for the API. */
  readonly where?: string;
  readonly packetId?: number;
  readonly reason?: string;
}

export type Stamped<E> = E & { readonly seq: number; readonly atUs: number };

/** What a layer is given to write to. `on` is asked first, where putting an event together costs something. */
export interface TraceSink<E extends TraceFields> {
  readonly on: boolean;
  emit(event: E): void;
}

export interface TraceSummary {
  /** Events before this sequence number are counted here and kept nowhere else. */
  readonly beforeSeq: number;
  /** How many of each, by `type` or `type/reason`. */
  readonly counts: ReadonlyMap<string, number>;
}

export class Trace<E extends TraceFields> implements TraceSink<E> {
  on = true;
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #counts = new Map<string, number>();
  #events: Stamped<E>[] = [];
  #firstSeq = 0;
  #nextSeq = 0;

  constructor(clock: Clock, limit: number = LIMITS.traceEvents) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** The sequence number that the next event will get. */
  get nextSeq(): number {
    return this.#nextSeq;
  }

  /** Stamps the event it is handed and keeps it: make a new one for each call. */
  emit(event: E): void {
    if (!this.on) return;
    const stamped = event as { seq?: number; atUs?: number };
    stamped.seq = this.#nextSeq++;
    stamped.atUs = this.#clock.nowUs;
    this.#events.push(event as Stamped<E>);
    if (this.#events.length > this.#limit) this.#summarise();
  }

  /** Events from `fromSeq` up to, not including, `toSeq`, as far as they are kept. */
  between(fromSeq: number, toSeq: number = this.#nextSeq): readonly Stamped<E>[] {
    return this.#events.slice(Math.max(0, fromSeq - this.#firstSeq), Math.max(0, toSeq - this.#firstSeq));
  }

  summary(): TraceSummary {
    return { beforeSeq: this.#firstSeq, counts: this.#counts };
  }

  #summarise(): void {
    const gone = this.#events.splice(0, Math.ceil(this.#limit / 2));
    for (const event of gone) {
      const key = event.reason === undefined ? event.type : `${event.type}/${event.reason}`;
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    }
    this.#firstSeq += gone.length;
  }
}
