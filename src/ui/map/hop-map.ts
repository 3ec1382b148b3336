/**
 * `<hop-map>`: the cluster as it is now and the packets that move in it. Drawn with few touches (see map-canvas.ts), and
 * said in words beneath; arrow keys go from cell to cell, Enter opens a card.
 */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { BenchPane, BenchParts } from "../bench/bench-pane.ts";
import type { NamedObject } from "../terminal/terminal-links.ts";
import type { Flight, MapMessage } from "../worker/map/map-protocol.ts";
import { FlightBoard } from "./flight-board.ts";
import { HopReach } from "./hop-reach.ts";
import { layoutOf, type Places } from "./layout.ts";
import { MapCanvas } from "./map-canvas.ts";
import { mapCard } from "./map-card.ts";
import { MapKeys } from "./map-keys.ts";
import { MapState } from "./map-state.ts";
import { flightText, mapText } from "./map-text.ts";
import { relatedTo } from "./related.ts";
import { type Cell, cellsOf, type Scene, sceneOf } from "./scene.ts";

const RECENT_MAX = 12;
const CARD_GAP = 8;

export class HopMap extends LitElement implements BenchPane {
  static override properties = {
    withSystem: { state: true },
    withProbes: { state: true },
    isText: { state: true },
    chosen: { state: true },
    recent: { state: true },
    leftOut: { state: true },
    version: { state: true },
  };
  declare withSystem: boolean;
  declare withProbes: boolean;
  /** The words are always there for a screen reader; this is whether eyes see them too. */
  declare isText: boolean;
  declare chosen: string | null;
  declare recent: readonly Flight[];
  /** Packets that were too many to draw. */
  declare leftOut: number;
  declare version: number;
  readonly #state = new MapState();
  readonly #canvas = new MapCanvas("Map of the cluster: arrow keys move, Enter tells more");
  readonly #board = new FlightBoard(this.#canvas);
  readonly #keys: MapKeys;
  #scene: Scene | null = null;
  #places: Places = new Map();
  #parts: BenchParts | null = null;
  #unheard: (() => void)[] = [];
  #isShown = false;
  #width = 0;
  #drawing = 0;

  constructor() {
    super();
    this.withSystem = false;
    this.withProbes = false;
    this.isText = false;
    this.chosen = null;
    this.recent = [];
    this.leftOut = 0;
    this.version = 0;
    this.#keys = new MapKeys(this.#canvas, {
      look: (cellId) => this.#showRelated(cellId),
      choose: (cellId) => this.#choose(cellId),
    });
    if (!customElements.get("hop-reach")) customElements.define("hop-reach", HopReach);
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  attach(parts: BenchParts): void {
    for (const stop of this.#unheard) stop();
    this.#parts = parts;
    this.#board.clear();
    this.recent = [];
    this.leftOut = 0;
    this.chosen = null;
    this.#unheard = [parts.engine.on("map", (message) => this.show(message))];
    if (this.#isShown) parts.engine.watchMap(true);
  }

  look(isShown: boolean): void {
    if (isShown === this.#isShown) return;
    this.#isShown = isShown;
    if (!isShown) this.#board.clear();
    this.#parts?.engine.watchMap(isShown);
  }

  /** Opens the card of an object that was named elsewhere. */
  point({ type, name }: NamedObject): boolean {
    const object = [...this.#state.objects.values()].find((one) => one.type === type && one.name === name);
    if (object === undefined || this.#scene === null) return false;
    if (object.isSystem) this.withSystem = true;
    this.#choose(object.id);
    return true;
  }

  /** What the worker tells; a page without a worker may tell it as well. */
  show(message: MapMessage): void {
    if (this.#state.apply(message)) this.#drawSoon();
    const flights = message.flights.filter(({ isNodes }) => this.withProbes || !isNodes);
    if (flights.length === 0) return;
    this.recent = [...flights].reverse().concat(this.recent).slice(0, RECENT_MAX);
    this.#fly(flights);
    this.leftOut += message.flightsLeftOut;
  }

  /** The cells must be there before something flies to them. */
  #fly(flights: readonly Flight[]): void {
    if (this.#drawing !== 0) this.#draw();
    if (!this.isText) this.leftOut += this.#board.launch(flights);
  }

  #drawSoon(): void {
    if (this.#drawing === 0) this.#drawing = requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    cancelAnimationFrame(this.#drawing);
    this.#drawing = 0;
    if (this.#width === 0) return;
    const { withSystem } = this;
    this.#scene = sceneOf(this.#state.objects.values(), { withSystem, density: this.#scene?.density ?? null });
    const layout = layoutOf(this.#scene, this.#width, this.#places);
    this.#places = layout.places;
    this.#canvas.draw(this.#scene, layout, this.#state.objects);
    this.#keys.settle();
    this.dataset.objects = String(this.#state.objects.size);
    this.version++;
  }

  #showRelated(cellId: string | null): void {
    const shown = cellId ?? this.chosen;
    this.#canvas.show(shown === null || this.#scene === null ? null : relatedTo(shown, this.#scene, this.#state));
  }

  #choose(cellId: string): void {
    this.chosen = cellId;
    this.#showRelated(cellId);
    void this.updateComplete.then(() => {
      const card = this.querySelector<HTMLElement>(".map-card");
      card?.focus({ preventScroll: true });
      this.#uncover(cellId, card);
    });
  }

  /** The card must not lie on the cell that it is about: the pane scrolls, the page beside it does not. */
  #uncover(cellId: string, card: HTMLElement | null): void {
    const cell = this.#canvas.buttonOf(cellId)?.getBoundingClientRect();
    const pane = this.closest(".bench-lower-body");
    if (cell === undefined || card === null || pane === null) return;
    const over = cell.bottom + CARD_GAP - card.getBoundingClientRect().top;
    if (over > 0) pane.scrollTop += Math.min(over, cell.top - pane.getBoundingClientRect().top);
  }

  #close(): void {
    const cell = this.chosen;
    this.chosen = null;
    this.#showRelated(null);
    if (cell !== null) this.#keys.focus(cell);
  }

  override firstUpdated(): void {
    this.querySelector(".map-view")?.append(this.#canvas.sheet);
    new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0);
      if (width === 0 || width === this.#width) return;
      this.#width = width;
      this.#draw();
    }).observe(this.querySelector(".map-view") as Element);
    this.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.chosen !== null) this.#close();
    });
  }

  override updated(changed: Map<string, unknown>): void {
    if (changed.has("withSystem") && changed.get("withSystem") !== undefined) this.#drawSoon();
    const reach = this.querySelector<HopReach>("hop-reach");
    if (reach === null) return;
    reach.parts = this.#parts;
    reach.onFlights = (flights) => this.#fly(flights);
    if (changed.has("version")) reach.objects = new Map(this.#state.objects);
  }

  override render(): TemplateResult {
    const isEmpty = this.#state.objects.size === 0;
    return html`
      <div class="map">
        <div class="map-bar">
          ${this.#switch("System Pods", "withSystem")} ${this.#switch("Probes", "withProbes")}
          ${this.#switch("As text", "isText")}
          <span class="map-legend" aria-hidden="true">
            <i class="delivered"></i>delivered <i class="refused"></i>refused <i class="dropped"></i>dropped
          </span>
        </div>
        <hop-reach></hop-reach>
        ${isEmpty ? html`<p class="pane-empty">The map is drawn when the cluster is there.</p>` : nothing}
        <div class="map-view" ?hidden=${this.isText}></div>
        ${this.#card()} ${this.#last()}
        ${this.leftOut > 0 ? html`<p class="pane-note">${this.leftOut} more packets were too many to draw.</p>` : nothing}
        <div class=${this.isText ? "map-text" : "map-text visually-hidden"} role="region" aria-label="The map in words">
          ${this.#scene === null ? nothing : mapText(this.#scene, this.#state, this.recent)}
        </div>
      </div>
    `;
  }

  #switch(label: string, name: "withSystem" | "withProbes" | "isText"): TemplateResult {
    return html`
      <label>
        <input
          type="checkbox"
          .checked=${this[name]}
          @change=${(event: Event) => {
            this[name] = (event.target as HTMLInputElement).checked;
          }}
        />
        ${label}
      </label>
    `;
  }

  /** The last packet that did not arrive, as long as it is among the last ones. */
  #last(): TemplateResult | typeof nothing {
    const lost = this.recent.find(({ end }) => end === "dropped" || end === "refused");
    if (lost === undefined) return nothing;
    return html`<p class="map-last" role="status">${flightText(lost)}</p>`;
  }

  #card(): TemplateResult | typeof nothing {
    const cell = this.chosen === null || this.#scene === null ? undefined : this.#cellNamed(this.chosen);
    if (cell === undefined) return nothing;
    const reach = (): HopReach | null => this.querySelector<HopReach>("hop-reach");
    return mapCard(cell, this.#state, {
      close: () => this.#close(),
      describe: (command) => void this.#parts?.type(command),
      choose: (id) => this.#choose(id),
      sendFrom: (object) => {
        this.chosen = null;
        reach()?.sendFrom(object);
      },
      sendTo: (object) => {
        this.chosen = null;
        reach()?.sendTo(object);
      },
    });
  }

  /** A cell of the scene, or one member of a crowd by itself. */
  #cellNamed(id: string): Cell | undefined {
    const scene = this.#scene as Scene;
    const found = cellsOf(scene).find((cell) => cell.id === id);
    const object = this.#state.objects.get(id);
    if (found !== undefined || object === undefined) return found;
    const { kind, name, stateText: note, state } = object;
    return { id, kind, name, note, state, members: [id] };
  }
}
