/**
 * `<hop-bench>`: the terminal and the panes around one engine. Starts when it is first seen; what was
 * typed survives a reload, because typing it again at the same virtual times gives the same cluster.
 */
import type { HopTerminal } from "../terminal/hop-terminal.ts";
import { ageText } from "../trace/time-text.ts";
import { showValues } from "../variant/show-values.ts";
import type { Answer, FromEngine, TerminalPlaces, TerminalState, TimeMessage, World } from "../worker/protocol.ts";
import { EngineClient, FIRST_TERMINAL } from "./engine-client.ts";
import { SessionKeeper } from "./kept-session.ts";
import { PaneSet } from "./pane-set.ts";
import type { RunRequest } from "./run-request.ts";

const STATE_TEXT: Readonly<Record<TimeMessage["state"], string>> = {
  prompt: "ready",
  reading: "a program reads the keyboard",
  running: "running, Ctrl-C to stop",
};

export class HopBench extends HTMLElement {
  #engine: EngineClient | null = null;
  #keeper = new SessionKeeper("none", "");
  #said: string[] | null = null;
  #exitCode: number | null = null;
  /** The terminal that a block of the text was last typed into. */
  #ranIn = FIRST_TERMINAL;
  #runs: Promise<void> = Promise.resolve();
  readonly #panes = new PaneSet(this);

  /** Called once, by start-bench.ts, when the bench comes into view. */
  start(): void {
    if (this.#engine !== null) return;
    this.#keeper = new SessionKeeper(this.dataset.bench ?? "", this.dataset.world ?? "");
    this.#wireButtons();
    this.#panes.start();
    addEventListener("pagehide", () => this.#keepTime());
    document.addEventListener("visibilitychange", () => this.#keepTime());
    this.#open();
  }

  get #terminal(): HopTerminal {
    return this.querySelector("hop-terminal") as HopTerminal;
  }

  #open(): void {
    const engine = new EngineClient();
    this.#engine = engine;
    delete this.dataset.terminal;
    setText(this.querySelector("[data-status]"), "starting");
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
    engine.on("log", ({ log }) => {
      this.#keeper.keep(log, engine.time?.atUs ?? 0);
      if (!this.#keeper.works)
        this.#notice("This browser does not keep anything for this page: a reload will start over.");
    });
    engine.on("failed", (message) => this.#showFailure(message));
    const world = JSON.parse(this.dataset.spec ?? "{}") as World;
    this.#panes.attach({
      engine,
      world,
      type: (line) => this.#type(line),
      point: (pane, object) => this.#panes.point(pane, object),
    });
    engine.on("opened", ({ restored, values }) => {
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
      this.#notice(restored ? "Restored: everything you typed before was replayed." : "");
    });
    terminal.start();
    const kept = this.#keeper.load();
    engine.open({ world, log: kept?.log ?? null, untilUs: kept?.atUs ?? 0 });
  }

  #setTerminal(number: number, isOpen: boolean, line: string | null): void {
    this.#engine?.setTerminal(number, isOpen);
    if (line !== null) void this.#engine?.typeLine(line, number);
  }

  #keepTime(): void {
    const atUs = this.#engine?.time?.atUs;
    if (atUs !== undefined) this.#keeper.keepTime(atUs);
  }

  #wireButtons(): void {
    this.#button("skip")?.addEventListener("click", () => {
      this.#engine?.skip(this.#terminal.active);
      this.#terminal.focus();
    });
    this.#button("restart")?.addEventListener("click", () => {
      this.#keeper.forget();
      this.#engine?.close();
      this.#terminal.clear();
      this.#open();
    });
    document.addEventListener("hop-run", (event) => this.run((event as CustomEvent<RunRequest>).detail));
  }

  /** Types one line for a pane; the answer is why it could not. */
  #type(line: string): Promise<string | null> {
    return new Promise((resolve) => {
      const onEnd = ({ refused = null }: { readonly refused?: string | null }): void => {
        if (refused !== null) this.#notice(refused);
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

  #notice(text: string): void {
    setText(this.querySelector("[data-notice]"), text);
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
