/**
 * `<hop-trace>`: the requests since the last line that was entered; of the chosen one why it failed, its packets as a
 * ladder, and the way of a packet as a table. Whatever is drawn is said in words too.
 */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { BenchPane, BenchParts } from "../bench/bench-pane.ts";
import { askSideEngine } from "../bench/side-engine.ts";
import type {
  HopView,
  LadderView,
  LegView,
  RequestFilter,
  RequestList,
  RequestView,
} from "../worker/trace/trace-protocol.ts";
import { expressionOf } from "./capture-expression.ts";
import { HopStory } from "./hop-story.ts";
import { hopTable } from "./hop-table.ts";
import { laneName } from "./ladder-layout.ts";
import { arrowHeads, LEG_HEIGHT, ladderRows, laneHeads } from "./ladder-rows.ts";
import { Player } from "./player.ts";
import { playerBar } from "./player-bar.ts";
import { REQUEST_HEIGHT, requestRows } from "./request-rows.ts";
import { restBetween } from "./rest-between.ts";
import { saveFile } from "./save-file.ts";
import { STORY_PLACE } from "./shown-story.ts";
import { traceBar } from "./trace-bar.ts";
import { verdict } from "./verdict.ts";
import { WhyFailed } from "./why-failed.ts";
import { type RowWindow, WindowedRows } from "./windowed-rows.ts";

/** How often a running command's packets are looked at again. */
const EVERYTHING: RequestFilter = { protocol: null, end: null, object: null, text: "", withOwn: false };

export class HopTrace extends LitElement implements BenchPane {
  static override properties = { version: { state: true } };
  /** Raised whenever something that is shown has changed. */
  declare version: number;
  #parts: BenchParts | null = null;
  #unheard: (() => void)[] = [];
  #since: "line" | "start" = "line";
  #filter = EVERYTHING;
  #list: RequestList | null = null;
  #chosen: RequestView | null = null;
  #ladder: LadderView | null = null;
  #packetId: number | null = null;
  #hops: readonly HopView[] = [];
  #title = "";
  #withMinor = false;
  #exporting = "";
  /** The learner picked the request; until then the most telling one is shown. */
  #byHand = false;
  #seenSeq = -1;
  #timer = 0;
  /** Who is being asked: an engine that is closed never answers. */
  #asked: BenchParts | null = null;
  #askAgain = false;
  #frame = 0;
  #requestRows: WindowedRows | null = null;
  #legRows: WindowedRows | null = null;
  #requestWindow: RowWindow = { from: 0, count: 40 };
  #legWindow: RowWindow = { from: 0, count: 60 };
  readonly #player = new Player();
  readonly #why = new WhyFailed(() => this.#draw());

  constructor() {
    super();
    this.version = 0;
    if (!customElements.get("hop-story")) customElements.define("hop-story", HopStory);
    STORY_PLACE.addEventListener("change", () => this.requestUpdate());
  }

  /** The page's own styles and colours apply. */
  override createRenderRoot(): HTMLElement {
    return this;
  }

  attach(parts: BenchParts): void {
    for (const stop of this.#unheard) stop();
    this.#parts = parts;
    const { engine } = parts;
    this.#unheard = [
      engine.on("time", ({ traceSeq }) => {
        if (traceSeq !== this.#seenSeq && this.#timer === 0)
          this.#timer = window.setTimeout(() => void this.#refresh(), restBetween(this.#list));
      }),
      engine.on("command", () => void this.#refresh()),
      engine.on("opened", () => this.#forget()),
    ];
    this.#forget();
    if (engine.opened !== null) void this.#refresh();
  }

  /** Another session, or the same one at another moment: its numbers mean something else. */
  #forget(): void {
    this.#seenSeq = -1;
    this.#why.forget();
    this.#forgetChoice();
  }

  /** Called when the pane comes into view: nobody is asked while nobody looks. */
  look(isShown: boolean): void {
    if (isShown) void this.#refresh();
    else this.#player.stop();
  }

  #draw(): void {
    this.version++;
  }

  #forgetChoice(): void {
    this.#byHand = false;
    this.#chosen = null;
    this.#ladder = null;
    this.#packetId = null;
    this.#hops = [];
    this.#player.reset(0);
  }

  /** One round of questions at a time; what is wanted meanwhile is asked in the next. */
  async #refresh(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const parts = this.#parts;
    if (parts === null || this.offsetParent === null) return;
    this.#askAgain = true;
    if (this.#asked === parts) return;
    this.#asked = parts;
    try {
      while (this.#askAgain && this.#parts === parts) {
        this.#askAgain = false;
        await this.#ask(parts);
      }
    } finally {
      if (this.#asked === parts) this.#asked = null;
    }
    this.#draw();
  }

  async #ask(parts: BenchParts): Promise<void> {
    const { engine } = parts;
    this.#seenSeq = engine.time?.traceSeq ?? -1;
    const [since, filter, window] = [this.#since, this.#filter, this.#requestWindow];
    const answer = await engine.ask({ kind: "requests", since, filter, window });
    if (answer.kind !== "requests" || this.#parts !== parts) return;
    this.#list = answer;
    if (!this.#byHand) await this.#takeTelling(answer);
    if (this.#chosen !== null) await this.#askLadder(this.#chosen.requestId);
    if (this.#chosen !== null && this.#isOver(this.#chosen)) void this.#why.ask(this.#chosen, parts);
  }

  /** While a command runs, an answer may still come. */
  #isOver({ end }: RequestView): boolean {
    return end !== "answered" && this.#parts?.engine.time?.terminals.every(({ state }) => state !== "running") === true;
  }

  async #takeTelling({ tellingId, requests }: RequestList): Promise<void> {
    const telling =
      requests.find(({ requestId }) => requestId === tellingId) ??
      (tellingId === null ? null : await this.#find(tellingId));
    if (telling?.requestId !== this.#chosen?.requestId) {
      this.#forgetChoice();
      this.#packetId = telling?.requestId ?? null;
    }
    this.#chosen = telling;
    if (this.#packetId !== null) await this.#askWay(this.#packetId);
  }

  /** A request that is not in the window. */
  async #find(requestId: number): Promise<RequestView | null> {
    const { engine } = this.#parts as BenchParts;
    const count = this.#list?.total ?? 0;
    const answer = await engine.ask({
      kind: "requests",
      since: this.#since,
      filter: this.#filter,
      window: { from: 0, count },
    });
    return (answer.kind === "requests" && answer.requests.find((one) => one.requestId === requestId)) || null;
  }

  async #askLadder(requestId: number): Promise<void> {
    const { engine } = this.#parts as BenchParts;
    const answer = await engine.ask({ kind: "ladder", requestId, window: this.#legWindow });
    if (answer.kind !== "ladder" || answer.requestId !== this.#chosen?.requestId) return;
    this.#ladder = answer;
    this.#player.total = answer.total;
  }

  async #askWay(packetId: number): Promise<void> {
    const answer = await this.#parts?.engine.ask({ kind: "way", packetId });
    if (answer?.kind !== "way" || answer.packetId !== this.#packetId) return;
    this.#hops = answer.hops;
    this.#title = answer.title;
  }

  #choose(request: RequestView): void {
    this.#forgetChoice();
    this.#byHand = true;
    this.#chosen = request;
    this.#packetId = request.requestId;
    void this.#askWay(request.requestId).then(() => this.#refresh());
    if (this.#parts !== null) void this.#why.ask(request, this.#parts);
  }

  #goTo(index: number): void {
    this.#player.scrub(index);
    this.#follow();
  }

  /** The ladder and the table go where the player is. */
  #follow(): void {
    const { at } = this.#player;
    this.#byHand = true;
    if (at !== null) this.#legRows?.reveal(at);
    const leg = at === null ? undefined : this.#ladder?.legs[at - (this.#ladder?.from ?? 0)];
    if (leg !== undefined && leg.packetId !== this.#packetId) {
      this.#packetId = leg.packetId;
      void this.#askWay(leg.packetId).then(() => this.#draw());
    }
    this.#draw();
  }

  #play(): void {
    if (this.#player.isPlaying) this.#player.stop();
    else this.#player.play();
    let lastMs: number | null = null;
    const onFrame = (nowMs: number): void => {
      if (this.#player.tick(lastMs === null ? 0 : nowMs - lastMs)) this.#follow();
      lastMs = nowMs;
      if (this.#player.isPlaying) this.#frame = requestAnimationFrame(onFrame);
      else this.#draw();
    };
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(onFrame);
    this.#follow();
  }

  async #exportAs(as: "text" | "json"): Promise<void> {
    const { engine } = this.#parts as BenchParts;
    const answer = await engine.ask({ kind: "export", as, since: this.#since, filter: this.#filter, requestId: null });
    if (answer.kind !== "export") return;
    if (as === "json") saveFile("trace.json", answer.text, "application/json");
    else saveFile("trace.txt", answer.text, "text/plain");
  }

  /** A copy is played again with somebody listening: the bytes are not in the trace. */
  async #capture(place: string): Promise<void> {
    const [parts, request] = [this.#parts, this.#chosen];
    const log = await parts?.engine.ask({ kind: "log" });
    if (parts === null || request === null || log?.kind !== "log") return;
    this.#exporting = "listening in a copy";
    this.#draw();
    const { startUs: fromUs, endUs: toUs } = request;
    const question = { place, fromUs, toUs, expression: expressionOf(request) };
    const answer = await askSideEngine({ type: "capture", world: parts.world, log: log.log, question }).catch(
      () => null,
    );
    const bytes = answer?.kind === "capture" ? answer.bytes : null;
    this.#exporting = bytes === null ? `nothing could be heard at ${laneName(place)}` : "";
    this.#draw();
    if (bytes !== null) saveFile("trace.pcap", bytes, "application/vnd.tcpdump.pcap");
  }

  override updated(): void {
    const [requests, legs] = [
      this.querySelector<HTMLElement>(".trace-list"),
      this.querySelector<HTMLElement>(".ladder"),
    ];
    if (requests !== null && this.#requestRows === null)
      this.#requestRows = new WindowedRows(requests, REQUEST_HEIGHT, (window) => {
        this.#requestWindow = window;
        void this.#refresh();
      });
    if (legs !== null && this.#legRows === null)
      this.#legRows = new WindowedRows(legs, LEG_HEIGHT, (window) => {
        this.#legWindow = window;
        void this.#refresh();
      });
    if (requests === null) this.#requestRows = null;
    if (legs === null) this.#legRows = null;
    if (this.#requestRows !== null) this.#requestRows.total = this.#list?.total ?? 0;
    this.#requestRows?.place(this.#list?.from ?? 0);
    if (this.#legRows !== null) this.#legRows.total = this.#ladder?.total ?? 0;
    this.#legRows?.place(this.#ladder?.from ?? 0);
    this.#requestRows?.look();
    this.#legRows?.look();
  }

  override render(): TemplateResult {
    if (STORY_PLACE.shown !== null) return html`<hop-story .shown=${STORY_PLACE.shown}></hop-story>`;
    const list = this.#list;
    const isUntouched = list?.isTyped !== true && this.#since === "line";
    return html`
      <div class="trace">
        ${arrowHeads()}
        ${traceBar(
          {
            since: this.#since,
            filter: this.#filter,
            list,
            lanes: this.#ladder?.lanes ?? [],
            exporting: this.#exporting,
          },
          {
            setSince: (since) => this.#narrow(() => (this.#since = since)),
            setFilter: (part) => this.#narrow(() => (this.#filter = { ...this.#filter, ...part })),
            exportAs: (as) => void this.#exportAs(as),
            capture: (place) => void this.#capture(place),
          },
        )}
        ${isUntouched || list === null ? untouched() : list.total === 0 ? this.#nothing(list) : this.#found(list)}
      </div>
    `;
  }

  #narrow(change: () => void): void {
    change();
    this.#requestWindow = { ...this.#requestWindow, from: 0 };
    this.#forgetChoice();
    this.#draw();
    void this.#refresh();
  }

  #nothing({ ownCount }: RequestList): TemplateResult {
    const isFiltered = JSON.stringify({ ...this.#filter, withOwn: false }) !== JSON.stringify(EVERYTHING);
    return html`<p class="pane-empty">${isFiltered ? "No request fits what is asked for above." : "No packet has moved because of the last line you entered."}
      ${ownCount > 0 ? html`Of the cluster's own traffic, probes above all, ${ownCount} are hidden.` : nothing}</p>`;
  }

  #found(list: RequestList): TemplateResult {
    return html`
      <div class="trace-body">
        <div class="trace-list" tabindex="-1">
          <div role="list" aria-label="Requests"><div>${requestRows(list, this.#chosen?.requestId ?? null, (request) => this.#choose(request))}</div></div>
        </div>
        <div class="trace-way">${this.#way()}</div>
      </div>
      ${list.forgotten > 0 ? html`<p class="pane-note">The first ${list.forgotten} events of this are counted and no longer kept.</p>` : nothing}
    `;
  }

  #way(): TemplateResult | typeof nothing {
    const [request, ladder] = [this.#chosen, this.#ladder];
    if (request === null || ladder === null) return nothing;
    const { at } = this.#player;
    const leg = at === null ? undefined : ladder.legs[at - ladder.from];
    return html`
      ${verdict(request, this.#why.of(request))}
      ${laneHeads(ladder)}
      <div class="ladder" tabindex="-1">
        <div role="list" aria-label="Packets of the request"><div>${ladderRows({ ladder, at, choose: (index: number, _leg: LegView) => this.#goTo(index) })}</div></div>
      </div>
      ${playerBar(this.#player, {
        step: (by) => {
          this.#player.step(by);
          this.#follow();
        },
        scrub: (index) => this.#goTo(index),
        play: () => this.#play(),
        showAll: () => {
          this.#player.reset(this.#player.total);
          this.#draw();
        },
        setSpeed: (perSecond) => {
          this.#player.perSecond = perSecond;
          this.#draw();
        },
      })}
      ${hopTable({
        title: this.#title,
        hops: this.#hops,
        withMinor: this.#withMinor,
        atSeq: leg === undefined || leg.packetId !== this.#packetId ? null : leg.seq,
        point: (id) => this.#point(id),
      })}
      <label class="minor-switch">
        <input
          type="checkbox"
          .checked=${this.#withMinor}
          @change=${(event: Event) => {
            this.#withMinor = (event.target as HTMLInputElement).checked;
            this.#draw();
          }}
        />
        Show every step, hooks and interfaces too
      </label>
    `;
  }

  #point(objectId: string): void {
    const [type = "", , name = ""] = objectId.split("/");
    this.#parts?.point("map", { type, name });
  }
}

function untouched(): TemplateResult {
  return html`<p class="pane-empty">Nothing was typed yet. Enter something that talks, as curl, ping or nslookup do: the packets of
    each line appear here, hop by hop, with the rules that they met and why those stand there.</p>`;
}
