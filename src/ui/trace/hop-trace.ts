/**
 * `<hop-trace>`: the packets since the last line was entered. Text first: exchanges as a list, and the chosen packet's
 * way as a real table, row by row, so that eyes and screen readers get the same.
 */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { BenchPane, BenchParts } from "../bench/bench-pane.ts";
import type { EngineClient } from "../bench/engine-client.ts";
import type { ExchangeView, HopView, PacketView } from "../worker/protocol.ts";
import { hopTable } from "./hop-table.ts";
import { atText } from "./time-text.ts";

/** How often a running command's packets are looked at again. */
const REFRESH_MS = 600;

export class HopTrace extends LitElement implements BenchPane {
  static override properties = {
    exchanges: { state: true },
    leftOut: { state: true },
    chosen: { state: true },
    hops: { state: true },
    withMinor: { state: true },
  };
  declare exchanges: readonly ExchangeView[];
  declare leftOut: number;
  declare chosen: number | null;
  declare hops: readonly HopView[];
  declare withMinor: boolean;
  #engine: EngineClient | null = null;
  #seenSeq = -1;
  #asking = false;
  /** The learner picked the packet; until then the most telling one is shown. */
  #byHand = false;
  #timer = 0;

  constructor() {
    super();
    this.exchanges = [];
    this.leftOut = 0;
    this.chosen = null;
    this.hops = [];
    this.withMinor = false;
  }

  /** The page's own styles and colours apply. */
  override createRenderRoot(): HTMLElement {
    return this;
  }

  attach({ engine }: BenchParts): void {
    this.#engine = engine;
    engine.on("time", ({ traceSeq }) => {
      if (traceSeq !== this.#seenSeq && this.#timer === 0)
        this.#timer = window.setTimeout(() => void this.#refresh(), REFRESH_MS);
    });
    engine.on("command", () => void this.#refresh());
    engine.on("opened", () => {
      this.#seenSeq = -1;
      this.chosen = null;
      this.hops = [];
    });
  }

  /** Called when the pane comes into view: nobody is asked while nobody looks. */
  look(isShown: boolean): void {
    if (isShown) void this.#refresh();
  }

  async #refresh(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const engine = this.#engine;
    if (engine === null || this.#asking || this.offsetParent === null) return;
    this.#asking = true;
    this.#seenSeq = engine.time?.traceSeq ?? -1;
    const answer = await engine.ask({ kind: "exchanges" });
    this.#asking = false;
    if (answer.kind !== "exchanges") return;
    this.exchanges = answer.exchanges;
    this.leftOut = answer.leftOut;
    const ids = answer.exchanges.flatMap((exchange) => exchange.packets.map((packet) => packet.packetId));
    if (this.chosen === null || !ids.includes(this.chosen)) this.#byHand = false;
    const telling = this.#byHand ? this.chosen : mostTelling(answer.exchanges);
    if (telling !== this.chosen || !this.#byHand) await this.#choose(telling);
  }

  async #choose(packetId: number | null): Promise<void> {
    this.chosen = packetId;
    if (packetId === null || this.#engine === null) {
      this.hops = [];
      return;
    }
    const answer = await this.#engine.ask({ kind: "hops", packetId });
    if (answer.kind === "hops" && answer.packetId === this.chosen) this.hops = answer.hops;
  }

  /** The list is short and scrolls by itself: what is shown beneath it shall be seen in it too. */
  override updated(): void {
    const list = this.querySelector<HTMLElement>(".trace-list");
    const chosen = list?.querySelector<HTMLElement>(".exchange:has([aria-pressed=true])");
    if (this.#byHand || !list || !chosen) return;
    list.scrollTop = chosen.offsetTop - list.offsetTop;
  }

  override render(): TemplateResult {
    if (this.exchanges.length === 0)
      return html`<p class="pane-empty">No packet has moved since the last line you entered. Run something that talks: the
        packets of each command appear here, hop by hop.</p>`;
    return html`
      <div class="trace">
        <div class="trace-list" role="group" aria-label="Packets since the last line you entered">
          ${this.exchanges.filter((exchange) => !exchange.isNodes).map((exchange) => this.#exchange(exchange))}
          ${this.#nodesOwn()}
          ${this.leftOut > 0 ? html`<p class="pane-note">and ${this.leftOut} more exchanges</p>` : nothing}
        </div>
        <div class="trace-way">${this.#way()}</div>
      </div>
    `;
  }

  /** The kubelet asks its containers how they are, whatever is typed: out of the way, and not hidden. */
  #nodesOwn(): TemplateResult | typeof nothing {
    const own = this.exchanges.filter((exchange) => exchange.isNodes);
    if (own.length === 0) return nothing;
    return html`
      <details class="nodes-own">
        <summary>From the node to its Pods, the kubelet's probes above all (${own.length})</summary>
        ${own.map((exchange) => this.#exchange(exchange))}
      </details>
    `;
  }

  #exchange(exchange: ExchangeView): TemplateResult {
    const dropped = exchange.packets.some((packet) => packet.end === "dropped") && exchange.end !== "answered";
    const open = exchange.packets.some((packet) => packet.packetId === this.chosen);
    const via =
      exchange.backend === exchange.server ? nothing : html`<span class="via">which is ${exchange.backend}</span>`;
    return html`
      <details class="exchange" ?open=${open}>
        <summary>
          <span class="protocol">${exchange.protocol.toUpperCase()}</span>
          <span class="ends">${exchange.client} to ${exchange.server} ${via}</span>
          <span class=${dropped ? "end bad" : "end"}>${exchange.end}</span>
        </summary>
        <ul>
          ${exchange.packets.map((packet) => this.#packet(packet, exchange.startUs))}
        </ul>
      </details>
    `;
  }

  #packet(packet: PacketView, startUs: number): TemplateResult {
    const isChosen = packet.packetId === this.chosen;
    return html`
      <li>
        <button
          type="button"
          class="packet"
          aria-pressed=${isChosen ? "true" : "false"}
          @click=${() => {
            this.#byHand = true;
            void this.#choose(packet.packetId);
          }}
        >
          <span class="at">${atText(packet.startUs - startUs)}</span>
          <span>${packet.title}</span>
          <span class=${packet.end === "dropped" ? "end bad" : "end"}>${packet.end}</span>
        </button>
      </li>
    `;
  }

  #way(): TemplateResult | typeof nothing {
    const packet = this.exchanges
      .flatMap((exchange) => exchange.packets)
      .find(({ packetId }) => packetId === this.chosen);
    if (packet === undefined) return nothing;
    return html`
      <p class=${packet.end === "dropped" ? "verdict bad" : "verdict"}>
        <strong>${packet.end}</strong> at <code>${packet.at}</code>: ${packet.ending}
      </p>
      ${hopTable({ title: packet.title, hops: this.hops, withMinor: this.withMinor })}
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

/** The packet to show first: of an exchange that went wrong, else of one that was rewritten, else simply the first. */
function mostTelling(exchanges: readonly ExchangeView[]): number | null {
  const typed = exchanges.filter((exchange) => !exchange.isNodes);
  const telling =
    typed.find((exchange) => exchange.end !== "answered") ??
    typed.find((exchange) => exchange.backend !== exchange.server) ??
    typed[0];
  return telling?.packets[0]?.packetId ?? null;
}
