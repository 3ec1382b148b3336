/** `<hop-lab-work>`: what can be done with one's work on a lab: begin anew, take another variant, share it, hand it in. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { BenchParts } from "../bench/bench-pane.ts";
import { askSideEngine } from "../bench/side-engine.ts";
import { VariantChoice } from "../bench/variant-choice.ts";
import { changeProgress, keptProgress } from "../progress/kept-progress.ts";
import { labCount, merged, progressText, readProgress } from "../progress/progress.ts";
import { handOutFile } from "./hand-out-file.ts";

const NAME_KEY = "hop-student-1";
/** Longer than the record of a thousand labs. */
const FILE_MAX = 1_000_000;
const LONG_LINK = 8_000;

export class HopLabWork extends LitElement {
  static override properties = {
    parts: { attribute: false },
    seed: { attribute: false },
    said: { state: true },
    link: { state: true },
  };
  declare parts: BenchParts | null;
  declare seed: number | string | null;
  declare said: string;
  declare link: string;

  constructor() {
    super();
    this.parts = null;
    this.seed = null;
    this.said = "";
    this.link = "";
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  async #share(): Promise<void> {
    const link = (await this.parts?.link?.()) ?? null;
    this.link = link ?? "";
    if (link === null) this.said = "There is too much in it for a link. Hand in writes a file instead.";
    else {
      const copied = await navigator.clipboard.writeText(link).then(
        () => true,
        () => false,
      );
      const long = link.length > LONG_LINK ? ` It has ${link.length} characters: some programs cut that.` : "";
      this.said = `${copied ? "The link is copied." : "Copy the link from the field."}${long}`;
    }
  }

  async #handIn(event: Event): Promise<void> {
    event.preventDefault();
    const { parts } = this;
    const name = ((event.target as HTMLFormElement).elements.namedItem("student") as HTMLInputElement).value.trim();
    if (parts === null || !("lab" in parts.world) || name === "") return;
    keepName(name);
    const { lab } = parts.world;
    this.said = "Grading";
    try {
      const answer = await parts.engine.ask({ kind: "log" });
      if (answer.kind !== "log") return;
      const handed = await askSideEngine({ type: "hand-in", lab, log: answer.log, student: name });
      if (handed.kind !== "submission") return;
      const file = `${lab}.${name.replace(/[^\p{L}\p{N}_.-]+/gu, "-")}.hop.json`;
      handOutFile(file, handed.text);
      this.said = `Written to ${file}: ${handed.earned} of ${handed.total} points. Give this file to whoever grades.`;
    } catch (error) {
      this.said = `It could not be graded: ${(error as Error).message}`;
    }
  }

  async #readProgress(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (file === undefined) return;
    const read = file.size > FILE_MAX ? null : readProgress(await file.text());
    input.value = "";
    if (read === null) this.said = "This file holds no progress.";
    else {
      const isKept = changeProgress((progress) => merged(progress, read));
      const count = labCount(keptProgress());
      const labs = `Read: ${count === 1 ? "one lab is" : `${count} labs are`} on record now.`;
      this.said = isKept ? labs : `${labs} This browser does not keep anything: it holds until the page is left.`;
    }
  }

  override render(): TemplateResult {
    const { parts, seed } = this;
    return html`
      <section class="work" aria-labelledby="work-head">
        <h3 id="work-head">Your work</h3>
        <div class="panel-line">
          <button type="button" class="quiet-button" @click=${() => parts?.restart()}>Start over</button>
          <button
            type="button"
            class="quiet-button"
            @click=${() => parts?.startVariant(VariantChoice.random())}
          >
            Another variant
          </button>
          ${
            parts?.link === undefined
              ? nothing
              : html`<button type="button" class="quiet-button" @click=${() => void this.#share()}>
                  Share this state
                </button>`
          }
          ${seed === null ? nothing : html`<span class="work-seed">${seedText(seed)}</span>`}
        </div>
        ${
          this.link === ""
            ? nothing
            : html`<label class="work-link">Link to this state
                <input type="text" readonly .value=${this.link} @focus=${selectAll} /></label>`
        }
        <form class="panel-line" @submit=${(event: Event) => void this.#handIn(event)}>
          <label for="work-student">Your name</label>
          <input id="work-student" name="student" required maxlength="100" autocomplete="name" .value=${keptName()} />
          <button type="submit" class="quiet-button">Hand in</button>
        </form>
        <p class="work-said" role="status">${this.said}</p>
        <div class="panel-line">
          <button
            type="button"
            class="quiet-button"
            @click=${() => handOutFile("hop-progress.json", progressText(keptProgress()))}
          >
            Save your progress
          </button>
          <label class="file-button">
            Read progress from a file
            <input type="file" accept=".json,application/json" @change=${(event: Event) => void this.#readProgress(event)} />
          </label>
        </div>
      </section>
    `;
  }
}

function seedText(seed: number | string): string {
  return typeof seed === "number" ? `variant ${seed}` : `variant of ${seed}`;
}

function selectAll(event: Event): void {
  (event.target as HTMLInputElement).select();
}

function keptName(): string {
  try {
    return localStorage.getItem(NAME_KEY) ?? "";
  } catch {
    return "";
  }
}

function keepName(name: string): void {
  try {
    localStorage.setItem(NAME_KEY, name);
  } catch {
    // Then it is asked for again.
  }
}
