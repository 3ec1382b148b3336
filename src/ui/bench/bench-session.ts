/**
 * What a bench begins with: which world in which variant, what was typed into it before, and whether this tab may keep
 * what is typed now. A link's state comes first, then what this browser kept.
 */
import type { InputLog } from "../../shell/session.ts";
import type { SharedState } from "../share/shared-state.ts";
import type { World } from "../worker/protocol.ts";
import type { OpenOptions } from "./engine-client.ts";
import { SessionKeeper } from "./kept-session.ts";
import { keepWorld, keptWorld } from "./kept-world.ts";
import { TabClaim } from "./tab-claim.ts";
import { type Seed, VariantChoice } from "./variant-choice.ts";

export interface Notice {
  readonly text: string;
  /** What may be done about it. */
  readonly action?: { readonly label: string; act(): void };
}

export interface Beginning extends OpenOptions {
  readonly notice: Notice | null;
}

/** How src/ui/share marks a state; its code comes when an address has one. */
const MARK = "#state=";
const ELSEWHERE =
  "This is open in another tab, which keeps what is typed there. Here you work on a copy that is not kept.";
const TAKEN = "Another tab has taken this over. What you type here is no longer kept.";
const NOT_KEPT = "This browser does not keep anything for this page: a reload will start over.";

export class BenchSession {
  readonly #id: string;
  readonly #version: string;
  readonly #isComposed: boolean;
  readonly #variant: VariantChoice;
  #world: World;
  #keeper: SessionKeeper;
  #claim: TabClaim | null = null;
  #mayKeep = true;
  #isShared = false;
  #isFresh = false;
  /** What the engine was last given. */
  #opened: World | null = null;
  readonly #onNotice: (notice: Notice) => void;
  readonly #reopen: () => void;

  constructor(bench: HTMLElement, on: { readonly notice: (notice: Notice) => void; readonly reopen: () => void }) {
    const { bench: id = "", world: version = "", spec = "{}", composed } = bench.dataset;
    this.#id = id;
    this.#version = version;
    this.#isComposed = composed !== undefined;
    this.#variant = new VariantChoice(id);
    this.#world = JSON.parse(spec) as World;
    if (this.#isComposed) this.#world = keptWorld(id) ?? this.#world;
    this.#keeper = new SessionKeeper("none", "");
    this.#onNotice = on.notice;
    this.#reopen = on.reopen;
    addEventListener("hashchange", () => {
      if (!location.hash.startsWith(MARK)) return;
      this.#letGo();
      this.#reopen();
    });
  }

  get world(): World {
    return this.#opened ?? this.#own;
  }

  get #own(): World {
    const seed = this.#variant.seed;
    return "lab" in this.#world && seed !== null ? { ...this.#world, seed } : this.#world;
  }

  /** What a page is to begin with; called for every engine anew. */
  async begin(): Promise<Beginning> {
    const shared = await this.#sharedState();
    const beginning =
      shared === null || typeof shared === "string" ? await this.#beginOwn(shared) : await this.#beginShared(shared);
    this.#opened = beginning.world;
    return beginning;
  }

  /** `refused`: why a link's state is not what it begins with. */
  async #beginOwn(refused: string | null): Promise<Beginning> {
    const world = this.#own;
    this.#isShared = false;
    await this.#settleOn(this.#nameOf(world));
    const kept = this.#isFresh ? null : this.#keeper.load();
    this.#isFresh = false;
    return {
      world,
      log: kept?.log ?? null,
      untilUs: kept?.atUs ?? 0,
      notice: refused === null ? this.#noticeOf(kept !== null) : { text: `The link cannot be opened: ${refused}.` },
    };
  }

  keep(log: InputLog, atUs: number): void {
    if (!this.#mayKeep) return;
    const worked = this.#keeper.works;
    this.#keeper.keep(log, atUs);
    if (worked && !this.#keeper.works) this.#onNotice({ text: NOT_KEPT });
  }

  keepTime(atUs: number): void {
    if (this.#mayKeep) this.#keeper.keepTime(atUs);
  }

  /** The next beginning is a fresh one. A state that came by a link is left, and one's own is there again. */
  forget(): void {
    if (this.#isShared) {
      this.#leaveLink();
      return;
    }
    this.#isFresh = true;
    if (this.#mayKeep) this.#keeper.forget();
  }

  chooseVariant(seed: Seed): void {
    if (this.#isShared) this.#leaveLink();
    this.#variant.choose(seed);
    this.#letGo();
  }

  chooseWorld(world: World): void {
    if (this.#isShared) this.#leaveLink();
    else this.forget();
    this.#isFresh = true;
    this.#world = world;
    keepWorld(this.#id, world);
  }

  /** What a link to here has to carry. */
  stateFor(log: InputLog, untilUs: number): SharedState {
    const { world } = this;
    const state = { bench: this.#id, version: this.#version, entries: log.entries, untilUs };
    if ("spec" in world) return this.#isComposed ? { ...state, spec: world.spec } : state;
    return world.seed === undefined ? state : { ...state, seed: world.seed };
  }

  async #sharedState(): Promise<SharedState | string | null> {
    if (!location.hash.startsWith(MARK)) return null;
    const { stateOf } = await import("../share/state-link.ts");
    const state = await stateOf(location.hash);
    if (typeof state === "string") return state;
    if (state.bench !== this.#id) return "it is for another page of this site";
    if (state.version !== this.#version) return "what it begins with has changed since it was made";
    return state;
  }

  /** In a place of its own, so that one's own session stays what it is. */
  async #beginShared(state: SharedState): Promise<Beginning> {
    this.#isShared = true;
    const world: World =
      "lab" in this.#world
        ? { lab: this.#world.lab, ...(state.seed === undefined ? {} : { seed: state.seed }) }
        : this.#isComposed && state.spec !== undefined
          ? { spec: state.spec, isAsked: true }
          : this.#world;
    const version = `${this.#id} ${location.hash}`;
    await this.#settleOn("shared", version);
    const kept = this.#keeper.load();
    const spec =
      "spec" in world ? world.spec : { profile: "", ...(world.seed === undefined ? {} : { seed: world.seed }) };
    const log: InputLog = kept?.log ?? { version: 1, spec, entries: state.entries };
    const text = "This is what somebody shared by a link. Your own work is as you left it.";
    const action = {
      label: "Back to your own",
      act: () => {
        this.#leaveLink();
        this.#reopen();
      },
    };
    return { world, log, untilUs: Math.max(kept?.atUs ?? 0, state.untilUs), notice: { text, action } };
  }

  #leaveLink(): void {
    this.#isShared = false;
    if (location.hash.startsWith(MARK)) history.replaceState(null, "", location.pathname + location.search);
    this.#letGo();
  }

  #letGo(): void {
    this.#claim?.release();
    this.#claim = null;
  }

  /** Each variant has its own place, and its own lock. */
  #nameOf(world: World): string {
    return "lab" in world && world.seed !== undefined ? `${this.#id}?${world.seed}` : this.#id;
  }

  async #settleOn(name: string, version = this.#version): Promise<void> {
    this.#keeper = new SessionKeeper(name, version);
    if (this.#claim !== null) return;
    const claim = new TabClaim(name, () => {
      this.#mayKeep = false;
      this.#onNotice({ text: TAKEN, action: this.#takeOver(claim) });
    });
    this.#claim = claim;
    this.#mayKeep = await claim.claim();
  }

  #takeOver(claim: TabClaim): { readonly label: string; act(): void } {
    const act = async (): Promise<void> => {
      await claim.takeOver();
      this.#mayKeep = true;
      this.#reopen();
    };
    return { label: "Go on here instead", act: () => void act() };
  }

  #noticeOf(isRestored: boolean): Notice | null {
    if (!this.#mayKeep && this.#claim !== null) return { text: ELSEWHERE, action: this.#takeOver(this.#claim) };
    if (!this.#keeper.canKeep()) return { text: NOT_KEPT };
    return isRestored ? { text: "Restored: everything you typed before was replayed." } : null;
  }
}
