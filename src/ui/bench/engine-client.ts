/** The page's side of the worker: starts it, paces it, types into it, and hands its messages to whoever listens. */
import type { FileChange } from "../../shell/file-change.ts";
import type { InputLog } from "../../shell/session.ts";
import { Pacer } from "../pacer.ts";
import type { Answer, FromEngine, Question, TerminalState, TimeMessage, ToEngine, World } from "../worker/protocol.ts";
import { startWorker } from "./start-worker.ts";

/** The terminal that every session has. */
export const FIRST_TERMINAL = 1;

export interface OpenOptions {
  readonly world: World;
  readonly log: InputLog | null;
  readonly untilUs: number;
  /** Comes back with `opened`. */
  readonly ticket?: number;
}

type Opened = Extract<FromEngine, { readonly type: "opened" }>;
type Listener<T extends FromEngine["type"]> = (message: Extract<FromEngine, { type: T }>) => void;

export class EngineClient {
  readonly #worker: Worker;
  readonly #pacer: Pacer;
  readonly #listeners = new Map<string, Set<(message: FromEngine) => void>>();
  /** Whoever waits for a state of the terminal. */
  readonly #waiting = new Set<() => void>();
  readonly #questions = new Map<number, (answer: Answer) => void>();
  #nextId = 1;
  #sent = 0;
  #time: TimeMessage | null = null;
  #opened: Opened | null = null;
  #commands = 0;
  #isClosed = false;

  /** Where it is paused from the start, time does not pass by itself until that is taken back. */
  constructor({ isPaused = false }: { readonly isPaused?: boolean } = {}) {
    this.#worker = startWorker();
    this.#pacer = new Pacer({ advance: (toUs) => this.#post({ type: "advance", toUs }) });
    this.#pacer.isPaused = isPaused;
    this.#worker.addEventListener("message", ({ data }: MessageEvent<FromEngine>) => this.#take(data));
    this.#worker.addEventListener("error", (event) => {
      this.#take({ type: "failed", message: event.message || "the engine's worker did not start", log: null });
    });
  }

  /** What the engine said last about its time and terminal. */
  get time(): TimeMessage | null {
    return this.#time;
  }

  /** How the world that it has was opened. */
  get opened(): Opened | null {
    return this.#opened;
  }

  /** How many commands were begun in that world, those that were typed again too. */
  get commands(): number {
    return this.#commands;
  }

  get isPaused(): boolean {
    return this.#pacer.isPaused;
  }

  set isPaused(isPaused: boolean) {
    this.#pacer.isPaused = isPaused;
  }

  /** So many seconds of the cluster in one of ours. */
  set speed(speed: number) {
    this.#pacer.speed = speed;
  }

  on<T extends FromEngine["type"]>(type: T, listener: Listener<T>): () => void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners);
    listeners.add(listener as (message: FromEngine) => void);
    return () => listeners.delete(listener as (message: FromEngine) => void);
  }

  open(options: OpenOptions): void {
    this.#opened = null;
    this.#commands = 0;
    this.#post({ type: "open", version: 1, ...options });
  }

  input(keys: string, terminal: number = FIRST_TERMINAL): void {
    this.#sent++;
    this.#post({ type: "input", keys, terminal });
    this.#pacer.nudge();
  }

  resize(columns: number, rows: number, terminal: number = FIRST_TERMINAL): void {
    this.#post({ type: "resize", columns, rows, terminal });
  }

  /** Another terminal beside the first one, or the end of one. */
  setTerminal(terminal: number, isOpen: boolean): void {
    this.#post({ type: "terminal", terminal, isOpen });
    this.#pacer.nudge();
  }

  skip(terminal: number = FIRST_TERMINAL): void {
    this.#post({ type: "skip", terminal });
  }

  /** To the next event that leaves a trace, whether time passes or not. */
  step(): void {
    this.#post({ type: "step" });
  }

  /** From now on the worker tells what is in the home folder, or no longer. */
  watchFiles(isOn: boolean): void {
    this.#post({ type: "watch-files", isOn });
  }

  /** Saves, renames or deletes; `base` is what the file is thought to hold (see ChangeFileMessage). */
  changeFile(change: FileChange, base?: string | null): Promise<Answer> {
    return this.#answered((id) => ({ type: "change-file", id, change, ...(base === undefined ? {} : { base }) }));
  }

  /** From now on the worker tells what is on the map, or no longer. */
  watchMap(isOn: boolean): void {
    this.#post({ type: "watch-map", isOn });
  }

  ask(question: Question): Promise<Answer> {
    return this.#answered((id) => ({ type: "ask", id, question }));
  }

  #answered(message: (id: number) => ToEngine): Promise<Answer> {
    const id = this.#nextId++;
    this.#post(message(id));
    return new Promise((resolve) => this.#questions.set(id, resolve));
  }

  /** What the engine said last of a terminal; null: it is not open. */
  stateOf(terminal: number): TerminalState | null {
    return this.#time?.terminals.find((one) => one.terminal === terminal)?.state ?? null;
  }

  /** Types one line once whatever is in front reads the keyboard, and resolves when it reads again, or is closed. */
  async typeLine(line: string, terminal: number = FIRST_TERMINAL): Promise<void> {
    const isAwaited = (): boolean => this.stateOf(terminal) !== "running";
    await this.#until(isAwaited);
    if (this.#isClosed) return;
    this.input(`${line}\r`, terminal);
    await this.#until((time) => time.inputs >= this.#sent && isAwaited());
  }

  close(): void {
    this.#isClosed = true;
    this.#pacer.stop();
    this.#worker.terminate();
    for (const goOn of this.#waiting) goOn();
    this.#waiting.clear();
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  #until(holds: (time: TimeMessage) => boolean): Promise<void> {
    if (this.#isClosed || (this.#time !== null && holds(this.#time))) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.add(resolve);
      const stop = this.on("time", (time) => {
        if (!holds(time)) return;
        stop();
        this.#waiting.delete(resolve);
        resolve();
      });
    });
  }

  #take(message: FromEngine): void {
    if (message.type === "time") {
      this.#time = message;
      const isIdle = message.terminals.every(({ state }) => state === "prompt") && !message.pending;
      this.#pacer.reached(message.atUs, isIdle);
    } else if (message.type === "opened") {
      this.#opened = message;
      this.#pacer.start(message.atUs);
    } else if (message.type === "command" && message.phase === "started") this.#commands++;
    else if (message.type === "failed") this.#pacer.stop();
    else if (message.type === "answer") {
      this.#questions.get(message.id)?.(message.answer);
      this.#questions.delete(message.id);
    }
    for (const listener of this.#listeners.get(message.type) ?? []) listener(message);
  }

  #post(message: ToEngine): void {
    this.#worker.postMessage(message);
  }
}
