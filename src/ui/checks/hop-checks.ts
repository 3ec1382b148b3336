/** `<hop-checks>`: a lab's tasks, and for each check what was wanted, what was seen, and where to look. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { BenchPane, BenchParts } from "../bench/bench-pane.ts";
import type { EngineClient } from "../bench/engine-client.ts";
import { askSideEngine } from "../bench/side-engine.ts";
import type { CheckView, TaskView } from "../worker/protocol.ts";

export class HopChecks extends LitElement implements BenchPane {
  static override properties = { tasks: { state: true }, checking: { state: true }, trouble: { state: true } };
  declare tasks: readonly TaskView[] | null;
  declare checking: boolean;
  declare trouble: string;
  #engine: EngineClient | null = null;
  #again = false;

  constructor() {
    super();
    this.tasks = null;
    this.checking = false;
    this.trouble = "";
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Checks run when the lab opens and after each command, in a copy of the cluster that the learner never sees. */
  attach({ engine }: BenchParts): void {
    this.#engine = engine;
    engine.on("command", ({ phase }) => {
      if (phase === "ended") void this.check();
    });
    engine.on("opened", () => void this.check());
  }

  async check(): Promise<void> {
    if (this.#engine === null) return;
    if (this.checking) {
      this.#again = true;
      return;
    }
    this.checking = true;
    try {
      const answer = await this.#engine.ask({ kind: "log" });
      const { log } = answer as Extract<typeof answer, { kind: "log" }>;
      const graded = await askSideEngine({ type: "grade", lab: this.dataset.lab ?? "", log });
      if (graded.kind === "tasks") this.tasks = graded.tasks;
      this.trouble = "";
    } catch (error) {
      this.trouble = `The checks could not run, which is a bug of the simulator: ${(error as Error).message}`;
    }
    this.checking = false;
    this.#tellProgress();
    if (!this.#again) return;
    this.#again = false;
    await this.check();
  }

  #tellProgress(): void {
    const done = this.tasks?.filter((task) => task.ok).length ?? 0;
    const all = this.tasks?.length ?? 0;
    this.dispatchEvent(new CustomEvent("hop-progress", { bubbles: true, detail: { done, all } }));
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
          <button type="button" class="quiet-button" ?disabled=${this.checking} @click=${() => void this.check()}>
            ${this.checking ? "Checking" : "Check again"}
          </button>
        </div>
        <ol class="tasks">
          ${this.tasks.map((task) => this.#task(task))}
        </ol>
      </div>
    `;
  }

  #task(task: TaskView): TemplateResult {
    return html`
      <li class=${task.ok ? "task done" : "task"}>
        <p class="task-title"><span class="task-state">${task.ok ? "Done" : "Open"}</span> ${withCode(task.title)}</p>
        ${task.checks.map((check) => this.#check(check))}
      </li>
    `;
  }

  #check(check: CheckView): TemplateResult {
    const evidence = check.evidence.length === 0 ? nothing : this.#evidence(check.evidence);
    const lookAt =
      check.lookAt === null ? nothing : html`<div><dt>look at</dt><dd>${withCode(check.lookAt)}</dd></div>`;
    return html`
      <details class=${check.ok ? "check ok" : "check"} ?open=${!check.ok}>
        <summary><span class="check-state">${check.ok ? "passes" : "fails"}</span> ${withCode(check.wanted)}</summary>
        <dl>
          <div><dt>saw</dt><dd>${withCode(check.saw)}</dd></div>
          ${lookAt}
        </dl>
        ${evidence}
      </details>
    `;
  }

  #evidence(lines: readonly string[]): TemplateResult {
    return html`
      <details class="evidence">
        <summary>What the packets did</summary>
        <ul>
          ${lines.map((line) => html`<li>${line}</li>`)}
        </ul>
      </details>
    `;
  }
}

/** Authors write `code` in their sentences. */
function withCode(text: string): (string | TemplateResult)[] {
  return text.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}
