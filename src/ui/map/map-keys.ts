/** The map by pointer and by keyboard: one stop for Tab, arrow keys to the nearest cell in their direction, Enter to choose. */
import type { Box } from "./layout.ts";
import type { MapCanvas } from "./map-canvas.ts";

export interface MapKeysOptions {
  /** The cell that is looked at; null: none. */
  look(cellId: string | null): void;
  choose(cellId: string): void;
}

export type Direction = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

const DIRECTIONS: ReadonlySet<string> = new Set<Direction>(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);

export class MapKeys {
  readonly #canvas: MapCanvas;
  readonly #options: MapKeysOptions;
  #stop: string | null = null;

  constructor(canvas: MapCanvas, options: MapKeysOptions) {
    this.#canvas = canvas;
    this.#options = options;
    const { svg } = canvas;
    svg.addEventListener("pointerover", (event) => this.#options.look(cellAt(event.target)));
    svg.addEventListener("pointerleave", () => this.#options.look(null));
    svg.addEventListener("focusin", (event) => {
      const id = cellAt(event.target);
      if (id === null) return;
      this.#setStop(id);
      this.#options.look(id);
    });
    svg.addEventListener("focusout", () => this.#options.look(null));
    svg.addEventListener("click", (event) => {
      const id = cellAt(event.target);
      if (id !== null) this.#options.choose(id);
    });
    svg.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** After a drawing: there is one cell that Tab comes to, whatever has gone. */
  settle(): void {
    const { ids } = this.#canvas;
    if (this.#stop === null || this.#canvas.buttonOf(this.#stop) === undefined) this.#setStop(ids[0] ?? null);
  }

  focus(cellId: string): void {
    this.#canvas.buttonOf(cellId)?.focus();
  }

  #setStop(id: string | null): void {
    if (this.#stop !== null) this.#canvas.buttonOf(this.#stop)?.setAttribute("tabindex", "-1");
    this.#stop = id;
    if (id !== null) this.#canvas.buttonOf(id)?.setAttribute("tabindex", "0");
  }

  #onKey(event: KeyboardEvent): void {
    const id = cellAt(event.target);
    if (id === null) return;
    const next = this.#next(id, event.key);
    if (next !== undefined) this.focus(next);
    else if (event.key === "Enter" || event.key === " ") this.#options.choose(id);
    else if (!DIRECTIONS.has(event.key)) return;
    event.preventDefault();
  }

  #next(id: string, key: string): string | undefined {
    const { ids } = this.#canvas;
    if (key === "Home") return ids[0];
    if (key === "End") return ids.at(-1);
    if (!DIRECTIONS.has(key)) return undefined;
    const boxes = new Map(
      ids.flatMap((one) => (this.#canvas.boxOf(one) === undefined ? [] : [[one, this.#canvas.boxOf(one) as Box]])),
    );
    return neighbour(boxes, id, key as Direction);
  }
}

/** The nearest cell whose middle lies in that direction; what lies straight ahead counts as nearer. */
export function neighbour(boxes: ReadonlyMap<string, Box>, from: string, direction: Direction): string | undefined {
  const start = boxes.get(from);
  if (start === undefined) return undefined;
  const isAcross = direction === "ArrowLeft" || direction === "ArrowRight";
  const sign = direction === "ArrowRight" || direction === "ArrowDown" ? 1 : -1;
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [id, box] of boxes) {
    if (id === from) continue;
    const [dx, dy] = [middle(box).x - middle(start).x, middle(box).y - middle(start).y];
    const ahead = sign * (isAcross ? dx : dy);
    const aside = Math.abs(isAcross ? dy : dx);
    if (ahead <= 1) continue;
    const cost = ahead + 2.5 * aside;
    if (cost < least) [least, best] = [cost, id];
  }
  return best;
}

/** A large box is met at its head, where its name is. */
function middle({ x, y, width, height }: Box): { readonly x: number; readonly y: number } {
  return { x: x + Math.min(width / 2, 69), y: y + Math.min(height / 2, 20) };
}

function cellAt(target: EventTarget | null): string | null {
  return (target as Element | null)?.closest<SVGGElement>("[data-id]")?.dataset.id ?? null;
}
