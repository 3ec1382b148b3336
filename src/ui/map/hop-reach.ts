/**
 * `<hop-reach>`: "can it?", asked of a copy of the learner's cluster by really sending one request there. The answer is the
 * diagnosis in a sentence, and the way of the packets; the learner's own cluster hears nothing of it.
 */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { BenchParts } from "../bench/bench-pane.ts";
import { askSideEngine } from "../bench/side-engine.ts";
import type { Flight, MapObject, ReachView } from "../worker/map/map-protocol.ts";
import { type End, fromText, sources, targets, toText, usualPort } from "./reach-form.ts";

export class HopReach extends LitElement {
  static override properties = {
    objects: { attribute: false },
    from: { state: true },
    to: { state: true },
    port: { state: true },
    isAsking: { state: true },
    question: { state: true },
    answer: { state: true },
    trouble: { state: true },
  };
  declare objects: ReadonlyMap<string, MapObject>;
  declare from: string;
  declare to: string;
  declare port: number;
  declare isAsking: boolean;
  declare question: string;
  declare answer: ReachView | null;
  declare trouble: string;
  parts: BenchParts | null = null;
  /** Shown the packets of an answer. */
  onFlights: (flights: readonly Flight[]) => void = () => {};

  constructor() {
    super();
    this.objects = new Map();
    this.from = "Host";
    this.to = "";
    this.port = 80;
    this.isAsking = false;
    this.question = "";
    this.answer = null;
    this.trouble = "";
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  sendFrom(object: MapObject): void {
    this.from = object.id;
    this.#focus("to");
  }

  sendTo(object: MapObject): void {
    this.#setTarget(object.id);
    this.#focus("from");
  }

  #focus(name: string): void {
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`[name=${name}]`)?.focus());
  }

  #setTarget(id: string): void {
    this.to = id;
    const target = this.objects.get(id);
    if (target !== undefined) this.port = usualPort(target);
  }

  async #ask(event: Event): Promise<void> {
    event.preventDefault();
    const [source, target, parts] = [this.objects.get(this.from), this.objects.get(this.to), this.parts];
    if (source === undefined || target === undefined || parts === null || this.isAsking) return;
    const to = toText(source, target, this.port);
    this.question = `${source.name} to ${to}`;
    this.answer = null;
    this.trouble = "";
    this.isAsking = true;
    try {
      const record = await parts.engine.ask({ kind: "log" });
      if (record.kind !== "log") return;
      const untilUs = parts.engine.time?.atUs ?? 0;
      const question = { from: fromText(source), to };
      const answer = await askSideEngine({ type: "reach", world: parts.world, log: record.log, untilUs, question });
      if (answer.kind === "reach") {
        this.answer = answer.reach;
        this.onFlights(answer.reach.flights);
      }
    } catch (error) {
      this.trouble = `It could not be tried, which is a bug of the simulator: ${(error as Error).message}`;
    } finally {
      this.isAsking = false;
    }
  }

  override render(): TemplateResult {
    const ends = [...this.objects.values()];
    const [from, to] = [sources(ends), targets(ends)];
    const isReady = this.objects.has(this.to) && this.objects.has(this.from);
    return html`
      <form class="reach" @submit=${(event: Event) => void this.#ask(event)}>
        <span class="reach-word">Can</span>
        ${this.#select("from", "Source", from, this.from, (id) => {
          this.from = id;
        })}
        <span class="reach-word">reach</span>
        ${this.#select("to", "Target", to, this.to, (id) => this.#setTarget(id))}
        <label class="reach-port">
          <span class="reach-word">port</span>
          <input
            name="port"
            type="number"
            min="1"
            max="65535"
            required
            .value=${String(this.port)}
            @change=${(event: Event) => {
              this.port = Number((event.target as HTMLInputElement).value);
            }}
          />
        </label>
        <button class="quiet-button" ?disabled=${!isReady || this.isAsking}>${this.isAsking ? "Trying" : "Try it"}</button>
      </form>
      <div class="reach-answer" role="status">${this.#answer()}</div>
      ${this.#hops()}
    `;
  }

  #select(
    name: string,
    label: string,
    ends: readonly End[],
    chosen: string,
    choose: (id: string) => void,
  ): TemplateResult {
    const isThere = ends.some(({ id }) => id === chosen);
    return html`
      <select
        name=${name}
        aria-label=${label}
        @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}
      >
        ${isThere ? nothing : html`<option value="" selected>choose</option>`}
        ${ends.map(({ id, text }) => html`<option value=${id} ?selected=${id === chosen} .selected=${id === chosen}>${text}</option>`)}
      </select>
    `;
  }

  #answer(): TemplateResult | typeof nothing {
    if (this.trouble !== "") return html`<p class="bad">${this.trouble}</p>`;
    if (this.isAsking) return html`<p>Sending one request in a copy of your cluster.</p>`;
    if (this.answer === null) return nothing;
    const { isAnswered, outcome, broken } = this.answer;
    return html`
      <p class=${isAnswered ? "" : "bad"}><strong>${isAnswered ? "Yes" : "No"}</strong>, ${this.question}: ${outcome}.</p>
      ${broken === null ? nothing : html`<p>${sentenceOf(broken.saw)} Look at: ${broken.lookAt}</p>`}
    `;
  }

  #hops(): TemplateResult | typeof nothing {
    if (this.answer === null || this.answer.hops.length === 0) return nothing;
    const { hops, flights } = this.answer;
    return html`
      <div class="reach-more">
      <details>
        <summary>The way of the packet, ${hops.length} steps</summary>
        <ol>${hops.map((hop) => html`<li>${hop}</li>`)}</ol>
      </details>
      <button type="button" class="quiet-button" @click=${() => this.onFlights(flights)}>Show its packets again</button>
      </div>
    `;
  }
}

function sentenceOf(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
