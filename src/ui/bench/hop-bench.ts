/**
 * `<hop-bench>`: the terminal and the panes around one engine. Starts when it is first seen; what was
 * typed survives a reload, because typing it again at the same virtual times gives the same cluster.
 */
import type { InputLog } from "../../shell/session.ts";
import type { HopTerminal } from "../terminal/hop-terminal.ts";
import type { BenchHistory, HistoryHost } from "../time/bench-history.ts";
import { clockText } from "../time/clock-text.ts";
import { TimeBar } from "../time/time-bar.ts";
import { ageText } from "../trace/time-text.ts";
import { showValues } from "../variant/show-values.ts";
import type { Answer, FromEngine, TerminalPlaces, TerminalState, TimeMessage, World } from "../worker/protocol.ts";
import type { BenchParts } from "./bench-pane.ts";
import { BenchSession, type Notice } from "./bench-session.ts";
import { BlockRuns } from "./block-runs.ts";
import { EngineClient } from "./engine-client.ts";
import { PaneSet } from "./pane-set.ts";
import type { RunRequest } from "./run-request.ts";
import { showNotice } from "./show-notice.ts";
import type { Seed } from "./variant-choice.ts";

const STATE_TEXT: Readonly<Record<TimeMessage["state"], string>> = {
  prompt: "ready",
  reading: "a program reads the keyboard",
  running: "running, Ctrl-C to stop",
};

const PAST = "this is how it was: go on from here, or go back to now, and then it can be typed";

export class HopBench extends HTMLElement {
  /** The present, whatever is looked at. */
  #engine: EngineClient | null = null;
  /** What is looked at instead. */
  #past: EngineClient | null = null;
  /** What the present said while nobody looked at it. */
  #unheard: (() => void)[] = [];
  /** The present was paused before somebody looked back. */
  #wasPaused = false;
  #session: BenchSession | null = null;
  #time: TimeBar | null = null;
  #history: BenchHistory | null = null;
  #historyCode: Promise<BenchHistory> | null = null;
  /** What the line above the terminal says is over as soon as something is done. */
  #isNoticeBrief = false;
  /** Counts openings: one that was overtaken by the next is given up. */
  #round = 0;
  readonly #blocks = new BlockRuns({ place: () => this.#placeOfText() });
  readonly #panes = new PaneSet(this);

  /** Called once, by start-bench.ts, when the bench comes into view. */
  start(): void {
    if (this.#session !== null) return;
    this.#session = new BenchSession(this, {
      notice: (notice) => this.#notice(notice),
      reopen: () => this.#reopen(),
    });
    this.#wireButtons();
    this.#time = new TimeBar(this, {
      say: (text) => this.#say(text),
      onPaused: () => this.#showTime(),
      onStep: () => void this.#openHistory(true),
    });
    this.#panes.start();
    addEventListener("pagehide", () => this.#keepTime());
    document.addEventListener("visibilitychange", () => this.#keepTime());
    void this.#open(this.#session);
  }

  get #terminal(): HopTerminal {
    return this.querySelector("hop-terminal") as HopTerminal;
  }

  async #open(session: BenchSession): Promise<void> {
    setText(this.querySelector("[data-status]"), "starting");
    delete this.dataset.terminal;
    const round = ++this.#round;
    const { notice, ...options } = await session.begin();
    if (round !== this.#round) return;
    const engine = new EngineClient();
    this.#engine = engine;
    engine.on("opened", ({ values }) => {
      this.dataset.state = "open";
      showValues(document, values);
      this.#serve(engine);
      this.#notice(notice);
      void this.#history?.refresh();
    });
    engine.on("refused", ({ reason }) => this.#showRefusal(reason));
    this.#follow(engine);
    this.#time?.attach(engine);
    this.#panes.attach(this.#parts(engine, options.world));
    this.#terminal.start();
    engine.open(options);
  }

  /** Shows and keeps what the present says. */
  #follow(engine: EngineClient): void {
    const terminal = this.#terminal;
    engine.on("output", ({ bytes, said, terminal: number }) =>
      this.#inPresent(() => {
        terminal.write(bytes, number);
        terminal.say(said, number);
      }),
    );
    this.#blocks.listen(engine);
    engine.on("command", ({ phase }) => {
      if (phase === "ended") this.dataset.commands = String(Number(this.dataset.commands ?? 0) + 1);
    });
    engine.on("time", ({ terminals }) =>
      this.#inPresent(() => {
        terminal.setStatuses(terminals);
        this.#showTime();
      }),
    );
    engine.on("replaying", ({ atUs, untilUs }) => {
      const done = Math.floor((100 * atUs) / Math.max(1, untilUs));
      setText(this.querySelector("[data-status]"), `typing again what you typed, ${done} %`);
    });
    engine.on("stepped", (step) => void this.#openHistory(true).then((history) => history.showStep(step)));
    engine.on("log", ({ log }) => {
      this.#session?.keep(log, engine.time?.atUs ?? 0);
      if (this.#isNoticeBrief) this.#notice(null);
      void this.#history?.refresh();
    });
    engine.on("failed", (message) => this.#showFailure(message));
  }

  #parts(engine: EngineClient, world: World, isPast = false): BenchParts {
    return {
      engine,
      world,
      isPast,
      type: (line) => this.#type(line),
      point: (pane, object) => this.#panes.point(pane, object),
      restart: () => this.restart(),
      startVariant: (seed) => this.startVariant(seed),
      link: () => this.link(),
    };
  }

  #serve(engine: EngineClient): void {
    this.#terminal.serve({
      onKeys: (keys, number) => engine.input(keys, number),
      onResize: ({ columns, rows }, number) => engine.resize(columns, rows, number),
      setTerminal: (number, isOpen, line) => this.#setTerminal(number, isOpen, line),
      places: () => placesOf(engine),
      onObject: (object) => this.#panes.point("map", object),
      onShow: () => this.#showTime(),
    });
  }

  /** At once, or when somebody looks at the present again. */
  #inPresent(act: () => void): void {
    if (this.#past === null) act();
    else this.#unheard.push(act);
  }

  #historyOf(): Promise<BenchHistory> {
    this.#historyCode ??= import("../time/bench-history.ts").then(({ BenchHistory }) => {
      this.#history = new BenchHistory(this.querySelector("[data-history]") as HTMLElement, this.#historyHost());
      return this.#history;
    });
    return this.#historyCode;
  }

  #historyHost(): HistoryHost {
    return {
      terminal: this.#terminal,
      world: () => (this.#session as BenchSession).world,
      present: () => this.#engine,
      lookAt: (past) => this.#lookAt(past),
      goOn: (engine, log) => this.#goOn(engine, log),
      showTime: () => this.#showTime(),
      play: () => this.#time?.attach(this.#past, false),
      fail: (failure) => this.#showFailure(failure),
      notice: (notice) => {
        this.#notice(notice);
        this.#isNoticeBrief = true;
      },
      say: (text) => this.#say(text),
    };
  }

  async #openHistory(isOpen: boolean): Promise<BenchHistory> {
    this.#button("history")?.setAttribute("aria-expanded", String(isOpen));
    const history = await this.#historyOf();
    await history.open(isOpen);
    return history;
  }

  /** The present waits meanwhile, whoever paused it. */
  #lookAt(past: EngineClient | null): void {
    const [engine, time, session] = [this.#engine, this.#time, this.#session];
    if (engine === null || time === null || session === null) return;
    if (past === null) {
      this.#leavePast();
      time.attach(engine, this.#wasPaused);
      this.#panes.lookBack(null);
    } else {
      if (this.#past === null) {
        this.#wasPaused = time.isPaused;
        engine.isPaused = true;
        this.#panes.lookBack(this.#parts(past, session.world, true));
      }
      this.#past = past;
      this.toggleAttribute("data-past", true);
      time.attach(past, true);
    }
    this.#showTime();
  }

  #leavePast(): void {
    this.#past = null;
    this.toggleAttribute("data-past", false);
    for (const act of this.#unheard.splice(0)) act();
  }

  #goOn(engine: EngineClient, log: InputLog): void {
    this.#engine?.close();
    this.#unheard = [];
    this.#leavePast();
    this.#engine = engine;
    this.#follow(engine);
    this.#session?.keep(log, engine.time?.atUs ?? 0);
    this.#time?.attach(engine, this.#wasPaused);
    if (this.#session !== null) this.#panes.attach(this.#parts(engine, this.#session.world));
    this.#serve(engine);
    this.#showTime();
  }

  /** The same place with another engine: fresh where it was forgotten, else what is kept of it. */
  #reopen(): void {
    if (this.#session === null) return;
    this.#history?.drop();
    this.#engine?.close();
    this.#engine = null;
    this.#time?.attach(null);
    this.#terminal.clear();
    this.dataset.state = "waiting";
    this.dataset.commands = "0";
    const failure = this.querySelector<HTMLElement>("[data-failure]");
    if (failure !== null) failure.hidden = true;
    void this.#open(this.#session);
  }

  restart(): void {
    this.#session?.forget();
    this.#reopen();
  }

  startVariant(seed: Seed): void {
    this.#session?.chooseVariant(seed);
    this.#reopen();
  }

  /** Another world in this bench, fresh. */
  startWorld(world: World): void {
    this.start();
    this.#session?.chooseWorld(world);
    this.#reopen();
  }

  /** An address of exactly this state; null where none is long enough for it. */
  async link(): Promise<string | null> {
    const [engine, session] = [this.#engine, this.#session];
    if (engine === null || session === null) return null;
    const answer = await engine.ask({ kind: "log" });
    if (answer.kind !== "log") return null;
    const { fragmentOf } = await import("../share/state-link.ts");
    const fragment = await fragmentOf(session.stateFor(answer.log, engine.time?.atUs ?? 0));
    return fragment === null ? null : location.origin + location.pathname + fragment;
  }

  #setTerminal(number: number, isOpen: boolean, line: string | null): void {
    this.#engine?.setTerminal(number, isOpen);
    if (line !== null) void this.#engine?.typeLine(line, number);
  }

  #keepTime(): void {
    const atUs = this.#engine?.time?.atUs;
    if (atUs !== undefined) this.#session?.keepTime(atUs);
  }

  #wireButtons(): void {
    this.#button("skip")?.addEventListener("click", () => {
      this.#engine?.skip(this.#terminal.active);
      this.#terminal.focus();
    });
    this.#button("restart")?.addEventListener("click", () => this.restart());
    this.#button("history")?.addEventListener("click", async (event) => {
      const isOpen = (event.currentTarget as HTMLElement).getAttribute("aria-expanded") !== "true";
      const history = await this.#openHistory(isOpen);
      if (isOpen) history.focus();
    });
    document.addEventListener("hop-run", (event) => this.run((event as CustomEvent<RunRequest>).detail));
  }

  /** Types one line for a pane; the answer is why it could not. */
  #type(line: string): Promise<string | null> {
    return new Promise((resolve) => {
      const onEnd = ({ refused = null }: { readonly refused?: string | null }): void => {
        if (refused !== null) this.#notice({ text: refused });
        resolve(refused);
      };
      const request = { lines: [line], keys: null, inPod: false, onState: () => {}, onEnd };
      document.dispatchEvent(new CustomEvent("hop-run", { detail: request }));
    });
  }

  #button(name: string): HTMLButtonElement | null {
    return this.querySelector<HTMLButtonElement>(`[data-do="${name}"]`);
  }

  /** What was typed so far and what it came to: enough to have the same again anywhere. */
  async record(): Promise<Answer | null> {
    return this.#engine === null ? null : this.#engine.ask({ kind: "record" });
  }

  run(request: RunRequest): void {
    this.#blocks.run(request);
  }

  #placeOfText(): { readonly engine: EngineClient; readonly terminal: number } | string {
    if (this.#past !== null) return PAST;
    if (this.#engine === null) return "the terminal has not started yet";
    return { engine: this.#engine, terminal: this.#terminal.active };
  }

  /** The time of what is looked at. */
  #showTime(): void {
    const engine = this.#past ?? this.#engine;
    const time = engine?.time ?? null;
    if (engine === null || time === null) return;
    const { atUs, pending, skipping } = time;
    const state = engine.stateOf(this.#terminal.active) ?? time.state;
    const isPast = this.#past !== null;
    setText(this.querySelector("[data-clock]"), engine.isPaused ? clockText(atUs) : ageText(atUs));
    setText(this.querySelector("[data-status]"), statusText(time, state, engine.isPaused, isPast));
    this.dataset.terminal = state;
    const skip = this.#button("skip");
    if (skip) skip.disabled = isPast || skipping || (state === "prompt" && !pending) || state === "reading";
  }

  #say(text: string): void {
    setText(this.querySelector("[data-time-said]"), text);
  }

  #notice(notice: Notice | null): void {
    this.#isNoticeBrief = false;
    showNotice(this.querySelector("[data-notice]"), notice);
  }

  /** What was asked for cannot be: no bug, and nothing is lost. */
  #showRefusal(reason: string): void {
    this.dataset.state = "refused";
    setText(this.querySelector("[data-status]"), "not started");
    this.#notice({ text: reason });
  }

  /** Our own bug. What was typed is enough to see it again, so that is what there is to copy. */
  #showFailure({ message, log }: Extract<FromEngine, { type: "failed" }>): void {
    this.dataset.state = "failed";
    const box = this.querySelector<HTMLElement>("[data-failure]");
    if (box === null) return;
    box.hidden = false;
    setText(box.querySelector("[data-report]"), `${message}\n${JSON.stringify(log)}`);
  }
}

function statusText(time: TimeMessage, state: TerminalState, isPaused: boolean, isPast: boolean): string {
  if (time.skipping) return "skipping ahead";
  if (isPast) return isPaused ? "as it was then" : "as it went then";
  if (isPaused) return "paused";
  return state === "prompt" && time.pending ? "ready, the cluster is at work" : STATE_TEXT[state];
}

async function placesOf(engine: EngineClient): Promise<TerminalPlaces | null> {
  const answer = await engine.ask({ kind: "places" });
  return answer.kind === "places" ? answer.places : null;
}

function setText(element: Element | null, text: string): void {
  if (element !== null && element.textContent !== text) element.textContent = text;
}
