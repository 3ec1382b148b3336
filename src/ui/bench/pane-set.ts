/** The panes beneath the terminal: their code comes when they are first shown, and each engine is handed to all that are here. */
import type { NamedObject } from "../terminal/terminal-links.ts";
import type { BenchPane, BenchParts } from "./bench-pane.ts";
import { PANES, type PaneLine } from "./pane-list.ts";
import { shownPane, VIEW_EVENT } from "./panes.ts";

export class PaneSet {
  readonly #bench: HTMLElement;
  readonly #here = new Map<string, BenchPane>();
  readonly #coming = new Set<string>();
  #parts: BenchParts | null = null;
  /** What is looked at instead, by those panes that look back. */
  #past: BenchParts | null = null;

  constructor(bench: HTMLElement) {
    this.#bench = bench;
  }

  start(): void {
    this.#bench.addEventListener(VIEW_EVENT, () => this.#look());
    for (const pane of PANES) if (pane.isAtOnce === true) void this.#bring(pane);
    this.#look();
  }

  attach(parts: BenchParts): void {
    this.#parts = parts;
    this.#past = null;
    for (const pane of this.#here.values()) pane.attach(parts);
  }

  /** Null: back to the present. */
  lookBack(past: BenchParts | null): void {
    this.#past = past;
    for (const [name, pane] of this.#here) {
      const parts = isLookingBack(name) ? this.#partsFor(name) : null;
      if (parts !== null) pane.attach(parts);
    }
  }

  #partsFor(name: string): BenchParts | null {
    return isLookingBack(name) ? (this.#past ?? this.#parts) : this.#parts;
  }

  /** Brings a pane into view and points at an object there, when it is ready. */
  point(name: string, object: NamedObject): void {
    const tab = this.#bench.querySelector<HTMLElement>(`#tab-${name}`);
    const narrow = document.querySelector<HTMLElement>(`.bench-tabs [data-view="${name}"]`);
    (tab?.offsetParent ? tab : narrow)?.click();
    let tries = 0;
    const attempt = (): void => {
      if (this.#here.get(name)?.point?.(object) !== true && tries++ < 40) setTimeout(attempt, 100);
    };
    attempt();
  }

  #look(): void {
    const shown = shownPane(this.#bench);
    for (const [name, pane] of this.#here) pane.look?.(name === shown);
    const line = PANES.find(({ name }) => name === shown);
    if (line !== undefined && !this.#here.has(line.name)) void this.#bring(line);
  }

  async #bring(line: PaneLine): Promise<void> {
    const element = this.#bench.querySelector<BenchPane>(line.tag);
    if (element === null || this.#coming.has(line.name)) return;
    this.#coming.add(line.name);
    try {
      const Pane = await line.load();
      if (!customElements.get(line.tag)) customElements.define(line.tag, Pane);
    } catch {
      // The next time that it is shown it is tried again.
      this.#coming.delete(line.name);
      return;
    }
    this.#here.set(line.name, element);
    const parts = this.#partsFor(line.name);
    if (parts !== null) element.attach(parts);
    this.#look();
  }
}

function isLookingBack(name: string): boolean {
  return PANES.find((line) => line.name === name)?.looksBack === true;
}
