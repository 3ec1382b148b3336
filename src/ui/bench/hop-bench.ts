/**
 * `<hop-bench>`: the terminal and the panes around one engine. Starts when it is first seen; what was
 * typed survives a reload, because typing it again at the same virtual times gives the same cluster.
 */
import type { HopTerminal } from "../terminal/hop-terminal.ts";
import { ageText } from "../trace/time-text.ts";
import { showValues } from "../variant/show-values.ts";
import type { Answer, FromEngine, TerminalPlaces, TerminalState, TimeMessage, World } from "../worker/protocol.ts";
import { BenchSession, type Notice } from "./bench-session.ts";
import { EngineClient, FIRST_TERMINAL } from "./engine-client.ts";
import { PaneSet } from "./pane-set.ts";
import type { RunRequest } from "./run-request.ts";
import { showNotice } from "./show-notice.ts";
import type { Seed } from "./variant-choice.ts";

const STATE_TEXT: Readonly<Record<TimeMessage["state"], string>> = {
  prompt: "ready",
  reading: "a program reads the keyboard",
  running: "running, Ctrl-C to stop",
};

export class HopBench extends HTMLElement {
  #engine: EngineClient | null = null;
  #session: BenchSession | null = null;
  #said: string[] | null = null;
  #exitCode: number | null = null;
  /** The terminal that a block of the text was last typed into. */
  #ranIn = FIRST_TERMINAL;
  /** Counts openings: one that was overtaken by the next is given up. */
  #round = 0;
  #runs: Promise<void> = Promise.resolve();
  readonly #panes = new PaneSet(this);

  /** Called once, by start-bench.ts, when the bench comes into view. */
  start(): void {
    if (this.#session !== null) return;
    this.#session = new BenchSession(this, {
      notice: (notice) => this.#notice(notice),
      reopen: () => this.#reopen(),
    });
    this.#wireButtons();
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
    const terminal = this.#terminal;
    engine.on("output", ({ bytes, said, terminal: number }) => {
      terminal.write(bytes, number);
      terminal.say(said, number);
      if (number === this.#ranIn) this.#said?.push(said);
    });
    engine.on("command", (message) => {
      if (message.phase !== "ended") return;
      if (message.terminal === this.#ranIn) this.#exitCode = message.exitCode;
      this.dataset.commands = String(Number(this.dataset.commands ?? 0) + 1);
    });
    engine.on("time", (time) => this.#showTime(time));
    engine.on("log", ({ log }) => session.keep(log, engine.time?.atUs ?? 0));
    engine.on("failed", (message) => this.#showFailure(message));
    engine.on("refused", ({ reason }) => this.#showRefusal(reason));
    this.#panes.attach({
      engine,
      world: options.world,
      type: (line) => this.#type(line),
      point: (pane, object) => this.#panes.point(pane, object),
      restart: () => this.restart(),
      startVariant: (seed) => this.startVariant(seed),
      link: () => this.link(),
    });
    engine.on("opened", ({ values }) => {
      this.dataset.state = "open";
      showValues(document, values);
      terminal.serve({
        onKeys: (keys, number) => engine.input(keys, number),
        onResize: ({ columns, rows }, number) => engine.resize(columns, rows, number),
        setTerminal: (number, isOpen, line) => this.#setTerminal(number, isOpen, line),
        places: () => placesOf(engine),
        onObject: (object) => this.#panes.point("map", object),
        onShow: () => engine.time !== null && this.#showTime(engine.time),
      });
      this.#notice(notice);
    });
    terminal.start();
    engine.open(options);
  }

  /** The same place with another engine: fresh where it was forgotten, else what is kept of it. */
  #reopen(): void {
    if (this.#session === null) return;
    this.#engine?.close();
    this.#engine = null;
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

  /** Blocks run one after another, in the order in which they were clicked. */
  run(request: RunRequest): void {
    const engine = this.#engine;
    if (engine === null) {
      request.onEnd({ said: null, exitCode: null, refused: "the terminal has not started yet" });
      return;
    }
    if (request.keys !== null) {
      engine.input(request.keys, this.#terminal.active);
      request.onEnd({ said: null, exitCode: null });
      return;
    }
    this.#runs = this.#runs.then(() => this.#runLines(engine, request));
  }

  async #runLines(engine: EngineClient, request: RunRequest): Promise<void> {
    const number = this.#terminal.active;
    const state = engine.stateOf(number);
    const refused = refusalOf(state, request.inPod);
    if (refused !== null) {
      request.onEnd({ said: null, exitCode: null, refused });
      return;
    }
    this.#ranIn = number;
    this.#said = [];
    request.onState(state === "running" ? "waits for the prompt" : "runs in the terminal");
    for (const line of request.lines) await engine.typeLine(line, number);
    const said = this.#said.join("");
    this.#said = null;
    request.onEnd({ said, exitCode: request.inPod ? null : this.#exitCode });
  }

  #showTime({ atUs, pending, skipping, terminals, state: first }: TimeMessage): void {
    this.#terminal.setStatuses(terminals);
    const state = terminals.find(({ terminal }) => terminal === this.#terminal.active)?.state ?? first;
    const shown = skipping
      ? "skipping ahead"
      : state === "prompt" && pending
        ? "ready, the cluster is at work"
        : STATE_TEXT[state];
    setText(this.querySelector("[data-clock]"), ageText(atUs));
    setText(this.querySelector("[data-status]"), shown);
    this.dataset.terminal = state;
    const skip = this.#button("skip");
    if (skip) skip.disabled = skipping || (state === "prompt" && !pending) || state === "reading";
  }

  #notice(notice: Notice | null): void {
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

function refusalOf(state: TerminalState | null, inPod: boolean): string | null {
  if (state === null) return "the terminal has not started yet";
  if (!inPod && state === "reading") return "another program has the terminal: leave it first (exit, or Ctrl-C)";
  if (inPod && state === "prompt") return "this goes into the Pod's shell: run the block that opens it first";
  return null;
}

async function placesOf(engine: EngineClient): Promise<TerminalPlaces | null> {
  const answer = await engine.ask({ kind: "places" });
  return answer.kind === "places" ? answer.places : null;
}

function setText(element: Element | null, text: string): void {
  if (element !== null && element.textContent !== text) element.textContent = text;
}
