/**
 * How it was: a worker of its own replays a part of the log and stands still there, and its terminals lie over those of
 * the present, which waits untouched. It is gone back from, or becomes the present.
 */
import type { InputLog } from "../../shell/session.ts";
import { EngineClient } from "../bench/engine-client.ts";
import type { HopTerminal } from "../terminal/hop-terminal.ts";
import type { TerminalSet } from "../terminal/terminal-set.ts";
import type { FromEngine, World } from "../worker/protocol.ts";

type Told<T extends FromEngine["type"]> = Extract<FromEngine, { type: T }>;

export interface LookBackOptions {
  readonly terminal: HopTerminal;
  readonly world: World;
  /** How far the replay is. */
  onProgress(atUs: number): void;
  onTime(): void;
  onStepped(step: Told<"stepped">): void;
  onFailed(failure: Told<"failed">): void;
}

export class LookBack {
  readonly engine = new EngineClient({ isPaused: true });
  readonly #options: LookBackOptions;
  readonly #aside: TerminalSet;
  readonly #unheard: (() => void)[];
  #log: InputLog | null = null;
  #ticket = 0;
  #onShown: (() => void) | null = null;
  /** Shown whole when it is there, so that nothing flickers while a slider is drawn. */
  #coming: Told<"output">[] | null = [];

  constructor(options: LookBackOptions) {
    const { terminal } = options;
    this.#options = options;
    this.#aside = terminal.putAside();
    const { engine } = this;
    this.#unheard = [
      engine.on("output", (output) => this.#take(output)),
      engine.on("opened", ({ ticket }) => this.#open(ticket)),
      engine.on("replaying", ({ atUs }) => options.onProgress(atUs)),
      engine.on("stepped", (step) => options.onStepped(step)),
      engine.on("failed", (failure) => options.onFailed(failure)),
      engine.on("time", ({ terminals }) => {
        if (this.#coming !== null) return;
        terminal.setStatuses(terminals);
        options.onTime();
        this.#onShown?.();
        this.#onShown = null;
      }),
    ];
  }

  /** What was typed up to the moment that is shown. */
  get log(): InputLog {
    return this.#log as InputLog;
  }

  /** Resolves when it is there; never, when another moment is asked for meanwhile. */
  show(log: InputLog, untilUs: number): Promise<void> {
    this.#log = log;
    this.#coming = [];
    this.engine.open({ world: this.#options.world, log, untilUs, ticket: ++this.#ticket });
    return new Promise((resolve) => {
      this.#onShown = resolve;
    });
  }

  /** The present is there again, as it was left. */
  end(): void {
    this.#leave();
    this.engine.close();
    this.#options.terminal.bringBack(this.#aside);
  }

  /** What is shown goes on as the present: its engine is somebody else's from now on. */
  become(): EngineClient {
    this.#leave();
    this.#aside.dispose();
    return this.engine;
  }

  #leave(): void {
    this.#onShown = null;
    for (const stop of this.#unheard) stop();
  }

  #take(output: Told<"output">): void {
    const { terminal } = this.#options;
    if (this.#coming !== null) {
      this.#coming.push(output);
      return;
    }
    terminal.write(output.bytes, output.terminal);
    terminal.say(output.said, output.terminal);
  }

  #open(ticket: number | null): void {
    const { terminal } = this.#options;
    const coming = this.#coming ?? [];
    this.#coming = [];
    if (ticket !== this.#ticket) return;
    terminal.clear();
    for (const { bytes, said, terminal: number } of coming) {
      terminal.write(bytes, number);
      terminal.say(said, number, { isOld: true });
    }
    this.#coming = null;
  }
}
