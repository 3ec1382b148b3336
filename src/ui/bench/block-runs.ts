/** Blocks of the text, typed into the terminal one after another, in the order in which they were clicked. */
import type { FromEngine, TerminalState } from "../worker/protocol.ts";
import { type EngineClient, FIRST_TERMINAL } from "./engine-client.ts";
import type { RunRequest } from "./run-request.ts";

export interface RunPlace {
  /** Where the text types now, or why it cannot. */
  place(): { readonly engine: EngineClient; readonly terminal: number } | string;
}

const ENDED = "the terminal was started over meanwhile";

export class BlockRuns {
  readonly #place: RunPlace;
  #queue: Promise<void> = Promise.resolve();
  #said: string[] | null = null;
  #exitCode: number | null = null;
  /** The terminal that a block was last typed into. */
  #ranIn = FIRST_TERMINAL;

  constructor(place: RunPlace) {
    this.#place = place;
  }

  /** What the present says is heard. */
  listen(engine: EngineClient): void {
    engine.on("output", ({ said, terminal }) => {
      if (terminal === this.#ranIn) this.#said?.push(said);
    });
    engine.on("command", (message) => this.#note(message));
  }

  run(request: RunRequest): void {
    const place = this.#place.place();
    if (typeof place === "string") request.onEnd({ said: null, exitCode: null, refused: place });
    else if (request.keys !== null) {
      place.engine.input(request.keys, place.terminal);
      request.onEnd({ said: null, exitCode: null });
    } else this.#queue = this.#queue.then(() => this.#runLines(request));
  }

  async #runLines(request: RunRequest): Promise<void> {
    const place = this.#place.place();
    const state = typeof place === "string" ? null : place.engine.stateOf(place.terminal);
    const refused = typeof place === "string" ? place : refusalOf(state, request.inPod);
    if (refused !== null || typeof place === "string") {
      request.onEnd({ said: null, exitCode: null, refused: refused ?? "" });
      return;
    }
    const { engine, terminal } = place;
    this.#ranIn = terminal;
    this.#said = [];
    request.onState(stateText(engine, state));
    for (const line of request.lines) await engine.typeLine(line, terminal);
    const said = this.#said.join("");
    this.#said = null;
    if (engine.isClosed) request.onEnd({ said: null, exitCode: null, refused: ENDED });
    else request.onEnd({ said, exitCode: request.inPod ? null : this.#exitCode });
  }

  #note(message: Extract<FromEngine, { type: "command" }>): void {
    if (message.phase === "ended" && message.terminal === this.#ranIn) this.#exitCode = message.exitCode;
  }
}

function stateText(engine: EngineClient, state: TerminalState | null): string {
  if (engine.isPaused) return "waits: time is paused";
  return state === "running" ? "waits for the prompt" : "runs in the terminal";
}

function refusalOf(state: TerminalState | null, inPod: boolean): string | null {
  if (state === null) return "the terminal has not started yet";
  if (!inPod && state === "reading") return "another program has the terminal: leave it first (exit, or Ctrl-C)";
  if (inPod && state === "prompt") return "this goes into the Pod's shell: run the block that opens it first";
  return null;
}
