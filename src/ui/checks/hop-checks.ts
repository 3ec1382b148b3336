/**
 * `<hop-checks>`: the panel of a lab. Its tasks with what each check wanted and saw, its questions, help for whoever is
 * stuck, and what can be done with the work. Checks run in a copy of the cluster that the learner never sees.
 */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { BenchPane, BenchParts } from "../bench/bench-pane.ts";
import { askSideEngine } from "../bench/side-engine.ts";
import type { HopHints } from "../hints/hop-hints.ts";
import { changeProgress } from "../progress/kept-progress.ts";
import { withRecord } from "../progress/progress.ts";
import { STORY_PLACE } from "../trace/shown-story.ts";
import { ageText } from "../trace/time-text.ts";
import type { CheckView, QuestionView, TaskView } from "../worker/protocol.ts";
import { HopLabWork } from "./hop-lab-work.ts";
import { HopSolution } from "./hop-solution.ts";
import { questionList } from "./question-list.ts";
import { taskList } from "./task-list.ts";

/** What the panel counts while the learner works. */
interface Effort {
  readonly commands: number;
  readonly spentUs: number;
}

export class HopChecks extends LitElement implements BenchPane {
  static override properties = {
    tasks: { state: true },
    questions: { state: true },
    checking: { state: true },
    trouble: { state: true },
    tries: { state: true },
    effort: { state: true },
    seed: { state: true },
  };
  declare tasks: readonly TaskView[] | null;
  declare questions: readonly QuestionView[];
  declare checking: boolean;
  declare trouble: string;
  /** How often the learner asked for the checks and some failed. */
  declare tries: number;
  declare effort: Effort;
  declare seed: number | string | null;
  #parts: BenchParts | null = null;
  #again = false;
  #startUs = 0;

  constructor() {
    super();
    this.tasks = null;
    this.questions = [];
    this.checking = false;
    this.trouble = "";
    this.tries = 0;
    this.effort = { commands: 0, spentUs: 0 };
    this.seed = null;
    for (const [name, element] of [
      ["hop-solution", HopSolution],
      ["hop-lab-work", HopLabWork],
    ] as const)
      if (!customElements.get(name)) customElements.define(name, element);
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Checks run when the lab opens and after each command. */
  attach(parts: BenchParts): void {
    const { engine } = parts;
    this.#parts = parts;
    this.tasks = null;
    this.effort = { commands: engine.commands, spentUs: 0 };
    this.querySelector<HopSolution>("hop-solution")?.forget();
    STORY_PLACE.show(null);
    engine.on("command", ({ phase }) => {
      if (phase === "started") this.effort = { ...this.effort, commands: engine.commands };
      else if (engine.time !== null) void this.check();
    });
    const begin = (startUs: number): void => {
      this.#startUs = startUs;
      void this.check();
    };
    engine.on("opened", ({ startUs }) => begin(startUs));
    if (engine.opened !== null) begin(engine.opened.startUs);
    engine.on("time", ({ atUs }) => {
      const spentUs = Math.max(0, atUs - this.#startUs);
      // Whole seconds are shown, and drawn no more often.
      if (Math.floor(spentUs / 1e6) !== Math.floor(this.effort.spentUs / 1e6))
        this.effort = { ...this.effort, spentUs };
    });
  }

  /** By the learner's own wish. */
  async #tryOut(): Promise<void> {
    await this.check();
    if (this.tasks?.some(({ ok }) => !ok) === true) this.tries++;
  }

  async check(): Promise<void> {
    const parts = this.#parts;
    if (parts === null) return;
    if (this.checking) {
      this.#again = true;
      return;
    }
    this.checking = true;
    try {
      await this.#grade(parts);
      this.trouble = "";
    } catch (error) {
      this.trouble = `The checks could not run, which is a bug of the simulator: ${(error as Error).message}`;
    }
    this.checking = false;
    this.#tell();
    if (!this.#again) return;
    this.#again = false;
    await this.check();
  }

  async #grade(parts: BenchParts): Promise<void> {
    const answer = await parts.engine.ask({ kind: "log" });
    const { log } = answer as Extract<typeof answer, { kind: "log" }>;
    const graded = await askSideEngine({ type: "grade", lab: this.dataset.lab ?? "", log });
    if (graded.kind !== "tasks" || parts !== this.#parts) return;
    this.tasks = graded.tasks;
    this.questions = graded.questions;
    this.seed = log.spec.seed ?? null;
  }

  /** The hints hear what fails, the record what is done. */
  #tell(): void {
    if (this.tasks === null) return;
    const done = this.tasks.filter((task) => task.ok).length;
    const failing = this.tasks.flatMap(({ checks }) => checks.filter(({ ok }) => !ok).map(({ id }) => id));
    document.querySelector<HopHints>("hop-hints")?.fit?.(failing);
    this.dispatchEvent(new CustomEvent("hop-progress", { bubbles: true, detail: { done, all: this.tasks.length } }));
    if (done === 0 || location.hash.startsWith("#state=")) return;
    const record = {
      tasksDone: done,
      tasks: this.tasks.length,
      commands: this.effort.commands,
      seconds: Math.round(this.effort.spentUs / 1e6),
      seed: this.seed ?? 0,
      day: new Date().toISOString().slice(0, 10),
    };
    changeProgress((progress) => withRecord(progress, this.dataset.lab ?? "", record));
  }

  #showStory({ wanted, story }: CheckView): void {
    if (story === null) return;
    STORY_PLACE.show({ title: wanted, story });
    const tab = document.querySelector<HTMLElement>("#tab-trace");
    const isNarrow = tab?.offsetParent === null;
    const opener = isNarrow ? document.querySelector<HTMLElement>('.bench-tabs [data-view="trace"]') : tab;
    opener?.click();
    opener?.focus();
  }

  override render(): TemplateResult {
    if (this.trouble !== "") return html`<p class="pane-empty" role="alert">${this.trouble}</p>`;
    if (this.tasks === null) return html`<p class="pane-empty">The checks run when the lab has started.</p>`;
    const done = this.tasks.filter((task) => task.ok).length;
    const summary =
      done === this.tasks.length ? "Lab complete: every task is done." : `${done} of ${this.tasks.length} tasks done.`;
    return html`
      <div class="checks">
        <div class="checks-head">
          <p role="status">${summary}</p>
          <span class="effort">${effortText(this.effort)}</span>
          <button type="button" class="quiet-button" ?disabled=${this.checking} @click=${() => void this.#tryOut()}>
            ${this.checking ? "Checking" : "Check again"}
          </button>
        </div>
        ${taskList(this.tasks, (check) => this.#showStory(check))}
        ${this.questions.length === 0 ? nothing : questionList(this.questions, (line) => void this.#parts?.type(line))}
        <hop-solution .parts=${this.#parts} .seed=${this.seed} .tries=${this.tries}></hop-solution>
        <hop-lab-work .parts=${this.#parts} .seed=${this.seed}></hop-lab-work>
      </div>
    `;
  }
}

function effortText({ commands, spentUs }: Effort): string {
  const seconds = Math.floor(spentUs / 1e6);
  const time = seconds < 60 ? `${seconds} s` : ageText(seconds * 1e6);
  return `${commands === 1 ? "1 command" : `${commands} commands`}, ${time}`;
}
