/**
 * `<hop-solution>`: what helps a learner who is stuck: the hint that fits, and after all of them (or after three checks
 * that failed) the solution in the learner's own variant, typed line by line into the terminal.
 */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { BenchParts } from "../bench/bench-pane.ts";
import { askSideEngine } from "../bench/side-engine.ts";
import { HINTS_EVENT, type HintsState, type HopHints } from "../hints/hop-hints.ts";

const TRIES = 3;

export class HopSolution extends LitElement {
  static override properties = {
    parts: { attribute: false },
    seed: { attribute: false },
    tries: { type: Number },
    hints: { state: true },
    lines: { state: true },
    played: { state: true },
    playing: { state: true },
    trouble: { state: true },
  };
  declare parts: BenchParts | null;
  declare seed: number | string | null;
  declare tries: number;
  declare hints: HintsState;
  declare lines: readonly string[] | null;
  declare played: number;
  declare playing: boolean;
  declare trouble: string;

  constructor() {
    super();
    this.parts = null;
    this.seed = null;
    this.tries = 0;
    this.hints = { shown: 0, hasMore: false };
    this.lines = null;
    this.played = 0;
    this.playing = false;
    this.trouble = "";
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener(HINTS_EVENT, this.#countHints);
    this.#countHints();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener(HINTS_EVENT, this.#countHints);
  }

  /** Another cluster, in which nothing was played yet. */
  forget(): void {
    this.lines = null;
    this.played = 0;
    this.playing = false;
  }

  get #hopHints(): HopHints | null {
    const found = document.querySelector<HopHints>("hop-hints");
    return found !== null && "state" in found ? found : null;
  }

  readonly #countHints = (): void => {
    this.hints = this.#hopHints?.state ?? { shown: 0, hasMore: false };
  };

  #showHint(): void {
    // On a narrow screen the text is a tab of its own.
    document.querySelector<HTMLElement>('.bench-tabs [data-view="lesson"]')?.click();
    this.#hopHints?.show();
  }

  async #show(): Promise<void> {
    const world = this.parts?.world;
    if (world === undefined || !("lab" in world) || this.seed === null) return;
    try {
      const answer = await askSideEngine({ type: "solution", lab: world.lab, seed: this.seed });
      if (answer.kind === "solution") this.lines = answer.lines;
      this.trouble = "";
    } catch (error) {
      this.trouble = `The solution could not be fetched: ${(error as Error).message}`;
    }
  }

  async #play(howMany: number): Promise<void> {
    const { lines, parts } = this;
    if (lines === null || parts === null || this.playing) return;
    this.playing = true;
    const until = Math.min(lines.length, this.played + howMany);
    while (this.played < until && this.lines === lines && this.playing) {
      if ((await parts.type(lines[this.played] as string)) !== null) break;
      this.played++;
    }
    this.playing = false;
  }

  override render(): TemplateResult {
    const sawAll = this.hints.shown > 0 && !this.hints.hasMore;
    const isOffered = this.lines === null && (sawAll || this.tries >= TRIES);
    return html`
      <section class="stuck" aria-labelledby="stuck-head">
        <h3 id="stuck-head">Stuck?</h3>
        <div class="panel-line">
          ${
            this.hints.hasMore
              ? html`<button type="button" class="quiet-button" @click=${() => this.#showHint()}>Show a hint</button>`
              : html`<span>${this.hints.shown === 0 ? "No hint fits here." : "Every hint that fits is shown."}</span>`
          }
          ${
            isOffered
              ? html`<button type="button" class="quiet-button" @click=${() => void this.#show()}>
                  Show the solution
                </button>`
              : nothing
          }
          ${this.trouble === "" ? nothing : html`<span role="alert">${this.trouble}</span>`}
        </div>
        ${this.lines === null ? nothing : this.#solution(this.lines)}
      </section>
    `;
  }

  #solution(lines: readonly string[]): TemplateResult {
    const isOver = this.played >= lines.length;
    return html`
      <p>What the author would type. Begin in a lab that was started over, or compare it with what you did.</p>
      <ol class="solution">
        ${lines.map((line, index) => html`<li class=${index < this.played ? "played" : ""}><code>${line}</code></li>`)}
      </ol>
      <div class="panel-line">
        <button type="button" class="quiet-button" ?disabled=${this.playing || isOver} @click=${() => void this.#play(1)}>
          Type the next line
        </button>
        <button
          type="button"
          class="quiet-button"
          ?disabled=${this.playing || isOver}
          @click=${() => void this.#play(lines.length)}
        >
          Type ${this.played === 0 ? "all of it" : "the rest"}
        </button>
        <span role="status">${this.played} of ${lines.length} lines typed</span>
      </div>
    `;
  }
}
