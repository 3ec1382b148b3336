/**
 * What happened: append-only, typed, serialisable events. The page, the tests, the graders and the diagnosis
 * read this list and nothing else. Each layer declares its events beside its code; `node/sim-event.ts` is the union.
 *
 * Bounded: past the limit the oldest half is summarised by type and outcome, never silently lost.
 */
import type { Clock } from "./clock.ts";
import { type Emitted, EventLog } from "./event-log.ts";
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
  emit(event: Emitted<E>): void;
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
  readonly #log = new EventLog();

  constructor(clock: Clock, limit: number = LIMITS.traceEvents) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** The sequence number that the next event will get. */
  get nextSeq(): number {
    return this.#log.nextSeq;
  }

  emit(event: Emitted<E>): void {
    if (!this.on) return;
    this.#log.append(event, this.#clock.nowUs);
    if (this.#log.nextSeq - this.#log.firstSeq > this.#limit) this.#summarise();
  }

  /** Events from `fromSeq` up to, not including, `toSeq`, as far as they are kept. */
  between(fromSeq: number, toSeq: number = this.#log.nextSeq): readonly Stamped<E>[] {
    const events: Stamped<E>[] = [];
    const end = Math.min(toSeq, this.#log.nextSeq);
    for (let seq = Math.max(fromSeq, this.#log.firstSeq); seq < end; seq++)
      events.push(this.#log.at(seq) as unknown as Stamped<E>);
    return events;
  }

  summary(): TraceSummary {
    return { beforeSeq: this.#log.firstSeq, counts: this.#counts };
  }

  #summarise(): void {
    const from = this.#log.firstSeq;
    const to = from + Math.ceil(this.#limit / 2);
    for (let seq = from; seq < to; seq++) {
      const type = this.#log.field(seq, "type") as string;
      const reason = this.#log.field(seq, "reason");
      const key = reason === undefined ? type : `${type}/${reason}`;
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    }
    this.#log.forgetBefore(to);
  }
}
