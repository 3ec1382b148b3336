/** `<hop-story>`: what a check sent, in a copy of the cluster that is gone: its packets, and the chosen one's way. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { ExchangeView } from "../worker/protocol.ts";
import { hopTable } from "./hop-table.ts";
import { type ShownStory, STORY_PLACE } from "./shown-story.ts";

export class HopStory extends LitElement {
  static override properties = { shown: { attribute: false }, chosen: { state: true }, withMinor: { state: true } };
  declare shown: ShownStory | null;
  declare chosen: number | null;
  declare withMinor: boolean;

  constructor() {
    super();
    this.shown = null;
    this.chosen = null;
    this.withMinor = false;
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("shown")) return;
    const { exchanges = [] } = this.shown?.story ?? {};
    const telling = exchanges.find(({ end }) => end !== "answered") ?? exchanges[0];
    const packets = telling?.packets ?? [];
    this.chosen = (packets.find(({ end }) => end === "dropped") ?? packets[0])?.packetId ?? null;
  }

  override render(): TemplateResult | typeof nothing {
    if (this.shown === null) return nothing;
    const { title, story } = this.shown;
    return html`
      <div class="story-head">
        <p><b>What a check sent</b>, in a copy of your cluster: ${title}</p>
        <button type="button" class="quiet-button" @click=${() => STORY_PLACE.show(null)}>Back to your packets</button>
      </div>
      <div class="trace">
        <div class="trace-list" role="group" aria-label="Packets that the check sent">
          ${story.exchanges.map((exchange) => this.#exchange(exchange))}
          ${story.leftOut > 0 ? html`<p class="pane-note">and ${story.leftOut} more exchanges</p>` : nothing}
        </div>
        <div class="trace-way">${this.#way(story.exchanges)}</div>
      </div>
    `;
  }

  #exchange({ protocol, client, server, end, packets }: ExchangeView): TemplateResult {
    return html`
      <div class="exchange">
        <p class="story-exchange">${protocol.toUpperCase()} ${client} to ${server}, ${end}</p>
        <ul>
          ${packets.map(
            ({ packetId, title, end }) => html`
              <li>
                <button
                  type="button"
                  class="packet"
                  aria-pressed=${packetId === this.chosen ? "true" : "false"}
                  @click=${() => {
                    this.chosen = packetId;
                  }}
                >
                  <span>${title}</span>
                  <span class=${end === "dropped" ? "end bad" : "end"}>${end}</span>
                </button>
              </li>
            `,
          )}
        </ul>
      </div>
    `;
  }

  #way(exchanges: readonly ExchangeView[]): TemplateResult | typeof nothing {
    const packet = exchanges.flatMap(({ packets }) => packets).find(({ packetId }) => packetId === this.chosen);
    if (packet === undefined) return nothing;
    const hops = this.shown?.story.hops[packet.packetId] ?? [];
    return html`
      <p class=${packet.end === "dropped" ? "verdict bad" : "verdict"}>
        <strong>${packet.end}</strong> at <code>${packet.at}</code>: ${packet.ending}
      </p>
      ${hopTable({ title: packet.title, hops, withMinor: this.withMinor, atSeq: null, point: () => {} })}
      <label class="minor-switch">
        <input
          type="checkbox"
          .checked=${this.withMinor}
          @change=${(event: Event) => {
            this.withMinor = (event.target as HTMLInputElement).checked;
          }}
        />
        Show every step, hooks and interfaces too
      </label>
    `;
  }
}
