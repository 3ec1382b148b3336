/** The bar's switches for time: pause and play, one step, and how fast it passes. F8 and F9 do the first two from anywhere. */
import { isBenchKey } from "../bench/bench-keys.ts";
import type { EngineClient } from "../bench/engine-client.ts";

export interface TimeBarActions {
  /** For whoever does not see the bar. */
  say(text: string): void;
  /** Paused, or playing again. */
  onPaused(): void;
  onStep(): void;
}

export class TimeBar {
  readonly #pause: HTMLButtonElement;
  readonly #step: HTMLButtonElement;
  readonly #speed: HTMLSelectElement;
  readonly #actions: TimeBarActions;
  #engine: EngineClient | null = null;
  #isPaused = false;

  constructor(bench: HTMLElement, actions: TimeBarActions) {
    this.#actions = actions;
    this.#pause = bench.querySelector('[data-do="pause"]') as HTMLButtonElement;
    this.#step = bench.querySelector('[data-do="step"]') as HTMLButtonElement;
    this.#speed = bench.querySelector("[data-speed]") as HTMLSelectElement;
    this.#pause.addEventListener("click", () => this.#setPaused(!this.#isPaused));
    this.#step.addEventListener("click", () => this.#stepOn());
    this.#speed.addEventListener("change", () => this.#tell());
    document.addEventListener("keydown", (event) => {
      if (this.#engine === null || !isBenchKey(event)) return;
      if (event.key === "F8") this.#setPaused(!this.#isPaused);
      else if (event.key === "F9") this.#stepOn();
    });
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** The engine whose time they govern from now on; null: none is there yet. */
  attach(engine: EngineClient | null, isPaused = this.#isPaused): void {
    this.#engine = engine;
    this.#isPaused = isPaused;
    for (const control of [this.#pause, this.#step, this.#speed]) control.disabled = engine === null;
    this.#tell();
  }

  #stepOn(): void {
    this.#isPaused = true;
    this.#tell();
    this.#engine?.step();
    this.#actions.onStep();
  }

  #setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#tell();
    this.#actions.say(isPaused ? "Time is paused." : "Time goes on.");
    this.#actions.onPaused();
  }

  #tell(): void {
    this.#pause.textContent = this.#isPaused ? "Play" : "Pause";
    if (this.#engine === null) return;
    this.#engine.speed = Number(this.#speed.value);
    this.#engine.isPaused = this.#isPaused;
  }
}
