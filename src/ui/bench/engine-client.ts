/** The page's side of the worker: starts it, paces it, types into it, and hands its messages to whoever listens. */
import type { InputLog } from "../../shell/session.ts";
import { Pacer } from "../pacer.ts";
import type { Answer, FromEngine, Question, TimeMessage, ToEngine, World } from "../worker/protocol.ts";

export interface OpenOptions {
  readonly world: World;
  readonly log: InputLog | null;
  readonly untilUs: number;
}

type Listener<T extends FromEngine["type"]> = (message: Extract<FromEngine, { type: T }>) => void;

export class EngineClient {
  readonly #worker: Worker;
  readonly #pacer: Pacer;
  readonly #listeners = new Map<string, Set<(message: FromEngine) => void>>();
  readonly #questions = new Map<number, (answer: Answer) => void>();
  #nextId = 1;
  #sent = 0;
  #time: TimeMessage | null = null;

  constructor() {
    this.#worker = new Worker(new URL("../worker/worker.ts", import.meta.url), { type: "module" });
    this.#pacer = new Pacer({ advance: (toUs) => this.#post({ type: "advance", toUs }) });
    this.#worker.addEventListener("message", ({ data }: MessageEvent<FromEngine>) => this.#take(data));
    this.#worker.addEventListener("error", (event) => {
      this.#take({ type: "failed", message: event.message || "the engine's worker did not start", log: null });
    });
  }

  /** What the engine said last about its time and terminal. */
  get time(): TimeMessage | null {
    return this.#time;
  }

  on<T extends FromEngine["type"]>(type: T, listener: Listener<T>): () => void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners);
    listeners.add(listener as (message: FromEngine) => void);
    return () => listeners.delete(listener as (message: FromEngine) => void);
  }

  open(options: OpenOptions): void {
    this.#post({ type: "open", version: 1, ...options });
  }

  input(keys: string): void {
    this.#sent++;
    this.#post({ type: "input", keys });
    this.#pacer.nudge();
  }

  resize(columns: number, rows: number): void {
    this.#post({ type: "resize", columns, rows });
  }

  skip(): void {
    this.#post({ type: "skip" });
  }

  /** From now on the worker tells what is on the map, or no longer. */
  watchMap(isOn: boolean): void {
    this.#post({ type: "watch-map", isOn });
  }

  ask(question: Question): Promise<Answer> {
    const id = this.#nextId++;
    this.#post({ type: "ask", id, question });
    return new Promise((resolve) => this.#questions.set(id, resolve));
  }

  /** Types one line once whatever is in front reads the keyboard, and resolves when it reads again. */
  async typeLine(line: string): Promise<void> {
    await this.#until((time) => time.state !== "running");
    this.input(`${line}\r`);
    await this.#until((time) => time.inputs >= this.#sent && time.state !== "running");
  }

  close(): void {
    this.#pacer.stop();
    this.#worker.terminate();
  }

  #until(holds: (time: TimeMessage) => boolean): Promise<void> {
    if (this.#time !== null && holds(this.#time)) return Promise.resolve();
    return new Promise((resolve) => {
      const stop = this.on("time", (time) => {
        if (!holds(time)) return;
        stop();
        resolve();
      });
    });
  }

  #take(message: FromEngine): void {
    if (message.type === "time") {
      this.#time = message;
      this.#pacer.reached(message.atUs, message.state === "prompt" && !message.pending);
    } else if (message.type === "opened") this.#pacer.start(message.atUs);
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
