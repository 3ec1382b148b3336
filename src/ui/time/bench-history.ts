/**
 * The bench's history: drawn back, its slider shows the cluster as it was; from there one goes on, which takes back all that
 * came later, or returns to now. Loaded when somebody opens it.
 */
import { render } from "lit";
import type { InputLog } from "../../shell/session.ts";
import type { Notice } from "../bench/bench-session.ts";
import type { EngineClient } from "../bench/engine-client.ts";
import type { HopTerminal } from "../terminal/hop-terminal.ts";
import type { FromEngine, World } from "../worker/protocol.ts";
import { clockText } from "./clock-text.ts";
import { type HistoryView, historyRow, momentText } from "./history-row.ts";
import { LookBack } from "./look-back.ts";
import { logOf, type Moment, momentsOf } from "./moments.ts";

export interface HistoryHost {
  readonly terminal: HopTerminal;
  world(): World;
  /** Null: there is none yet. */
  present(): EngineClient | null;
  /** This is looked at from now on; null: the present again. */
  lookAt(past: EngineClient | null): void;
  /** What was looked at is the present from now on. */
  goOn(engine: EngineClient, log: InputLog): void;
  /** Time has passed in what is looked at. */
  showTime(): void;
  /** Lets it play, where it stood still. */
  play(): void;
  fail(failure: Told<"failed">): void;
  notice(notice: Notice | null): void;
  say(text: string): void;
}

type Told<T extends FromEngine["type"]> = Extract<FromEngine, { type: T }>;

/** While the slider is being drawn, nothing is replayed. */
const REST_MS = 200;

interface Done {
  readonly log: InputLog;
  readonly atUs: number;
}

export class BenchHistory {
  readonly #row: HTMLElement;
  readonly #host: HistoryHost;
  /** What was done up to now, and when now is. */
  #done: Done | null = null;
  #past: LookBack | null = null;
  #view: HistoryView = { moments: [], at: 0, isPast: false, progress: null, step: null };
  #resting = 0;
  #steps = 0;
  /** Up to when the replay goes that is under way. */
  #untilUs = 0;

  constructor(row: HTMLElement, host: HistoryHost) {
    this.#row = row;
    this.#host = host;
    row.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.backToNow();
    });
  }

  /** Or closes it. */
  async open(isOpen: boolean): Promise<void> {
    this.#row.hidden = !isOpen;
    if (isOpen) await this.refresh();
    else this.backToNow();
  }

  focus(): void {
    this.#row.querySelector<HTMLElement>("input:enabled")?.focus();
  }

  /** Something was done, or another session is there: the slider is drawn anew. */
  async refresh(): Promise<void> {
    const engine = this.#host.present();
    if (this.#row.hidden || this.#past !== null || this.#resting !== 0) return;
    const answer = engine === null || engine.opened === null ? null : await engine.ask({ kind: "log" });
    if (this.#past !== null || engine !== this.#host.present()) return;
    this.#done = answer?.kind === "log" ? { log: answer.log, atUs: engine?.time?.atUs ?? 0 } : null;
    const moments = this.#done === null ? [] : momentsOf(this.#done.log.entries, this.#done.atUs);
    this.#show({ moments, at: Math.max(0, moments.length - 1), isPast: false, progress: null });
  }

  /** What a step did, in the present or in a copy of what was. */
  showStep({ atUs, text, events }: Told<"stepped">): void {
    const more = events > 1 ? `, and ${events - 1} more in the trace` : "";
    const what = text === null ? "nothing happens for a minute" : `${text}${more}`;
    const step = `Step ${++this.#steps}, ${clockText(atUs)}: ${what}`;
    this.#show({ step });
    this.#host.say(step);
  }

  backToNow(): void {
    this.#rest();
    if (this.#past === null) return;
    this.#past.end();
    this.#past = null;
    this.#host.lookAt(null);
    this.#host.say("Back to now.");
    this.#show({ at: this.#view.moments.length - 1, isPast: false, progress: null, step: null });
    this.focus();
    void this.refresh();
  }

  /** Whatever is looked at is left, because the present goes too. */
  drop(): void {
    this.#rest();
    this.#past?.end();
    if (this.#past !== null) this.#host.lookAt(null);
    this.#past = null;
    this.#done = null;
    this.#show({ moments: [], at: 0, isPast: false, progress: null, step: null });
  }

  #choose(at: number): void {
    this.#rest();
    this.#show({ at, step: null });
    this.#resting = window.setTimeout(() => {
      this.#rest();
      void this.#lookAt(at);
    }, REST_MS);
  }

  #rest(): void {
    clearTimeout(this.#resting);
    this.#resting = 0;
  }

  async #lookAt(at: number): Promise<void> {
    const moment = this.#view.moments[at];
    if (moment === undefined || this.#done === null) return;
    if (at === this.#view.moments.length - 1) {
      this.backToNow();
      return;
    }
    await this.#replay(logOf(this.#done.log, moment), moment.untilUs);
    this.#host.say(`As it was: ${momentText(this.#view)}.`);
  }

  /** Resolves when it is there and stands still. */
  async #replay(log: InputLog, untilUs: number): Promise<void> {
    const past = this.#past ?? this.#leaveNow();
    this.#past = past;
    this.#untilUs = untilUs;
    this.#host.lookAt(past.engine);
    this.#show({ isPast: true, progress: 0, step: null });
    await past.show(log, untilUs);
    this.#show({ progress: null });
  }

  #leaveNow(): LookBack {
    return new LookBack({
      terminal: this.#host.terminal,
      world: this.#host.world(),
      onProgress: (atUs) => this.#show({ progress: Math.min(1, atUs / Math.max(1, this.#untilUs)) }),
      onTime: () => this.#host.showTime(),
      onStepped: (step) => this.showStep(step),
      onFailed: (failure) => this.#host.fail(failure),
    });
  }

  /** The last command of the moment that is looked at, from when it was entered, as it went. */
  async #again(): Promise<void> {
    const { moments, at } = this.#view;
    const moment = moments[at];
    if (moment === undefined || this.#done === null) return;
    await this.#replay(logOf(this.#done.log, moment, true), moment.sinceUs);
    this.#host.say(`Playing again: ${moment.label}.`);
    this.#host.play();
  }

  #goOn(notice: string): void {
    const [past, done] = [this.#past, this.#done];
    if (past === null || done === null || this.#view.progress !== null) return;
    this.#past = null;
    this.#host.goOn(past.become(), past.log);
    this.#host.say(notice);
    const act = (): void => void this.#become(done.log, done.atUs, "All is as it was before.");
    this.#host.notice({ text: notice, action: { label: "Bring it back", act } });
    this.#show({ isPast: false, step: null });
    void this.refresh();
  }

  async #undo(): Promise<void> {
    await this.refresh();
    const { moments } = this.#view;
    const [before, last] = moments.slice(-2) as [Moment, Moment | undefined];
    if (last === undefined || this.#done === null) return;
    await this.#become(logOf(this.#done.log, before), before.untilUs, `Undone: ${last.label}.`);
  }

  async #become(log: InputLog, untilUs: number, notice: string): Promise<void> {
    await this.refresh();
    await this.#replay(log, untilUs);
    this.#goOn(notice);
  }

  #show(change: Partial<HistoryView>): void {
    this.#view = { ...this.#view, ...change };
    render(
      historyRow(this.#view, {
        choose: (at) => this.#choose(at),
        undo: () => void this.#undo(),
        again: () => void this.#again(),
        backToNow: () => this.backToNow(),
        goOn: () => {
          this.#goOn("What came after this moment is undone.");
          this.#host.terminal.focus();
        },
      }),
      this.#row,
    );
  }
}
