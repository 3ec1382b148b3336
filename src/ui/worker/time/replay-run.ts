/** A log typed again bit by bit, so that whoever runs it can listen, say how far it is, or end it in between. */
import type { InputLog, Session } from "../../../shell/session.ts";
import type { Slice } from "./slice.ts";

export interface ReplayOptions {
  readonly entries: InputLog["entries"];
  readonly untilUs: number;
  type(keys: string, terminal?: number): void;
}

export class ReplayRun {
  readonly #session: Session;
  readonly #options: ReplayOptions;
  #next = 0;

  constructor(session: Session, options: ReplayOptions) {
    this.#session = session;
    this.#options = options;
  }

  /** `held`: it can go on when the clock is released. */
  go(slice: Slice): "done" | "more" | "held" {
    const { entries, untilUs } = this.#options;
    const { clock } = this.#session.cluster;
    do {
      const entry = entries[this.#next];
      const result = slice.run(this.#session, Math.max(entry?.atUs ?? untilUs, clock.nowUs));
      if (result !== "reached") return result === "held" ? "held" : "more";
      if (entry === undefined) return "done";
      this.#next++;
      if ("keys" in entry) this.#options.type(entry.keys, entry.terminal);
      else this.#session.replay(entry);
    } while (!slice.isUsedUp);
    return "more";
  }
}
