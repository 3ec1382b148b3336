/**
 * A long list of rows of one height of which only those in view are there: a scroll area, room above and below, and the
 * rows between. Which rows those are is asked of the owner, who may have to fetch them.
 */
export interface RowWindow {
  readonly from: number;
  readonly count: number;
}

/** Rows above and below those in view. */
const SPARE = 12;

/** The rows that a scroll area shows, and some more; within `total`. */
export function windowOf(at: { scrollTop: number; height: number; rowHeight: number; total: number }): RowWindow {
  const { scrollTop, height, rowHeight, total } = at;
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - SPARE);
  const last = Math.min(total, Math.ceil((scrollTop + height) / rowHeight) + SPARE);
  return { from: Math.min(first, Math.max(0, total - 1)), count: Math.max(0, last - first) };
}

export class WindowedRows {
  readonly #area: HTMLElement;
  readonly #rowHeight: number;
  readonly #onWindow: (window: RowWindow) => void;
  #total = 0;
  #asked: RowWindow = { from: 0, count: 0 };

  /** `area`: scrolls; its only child holds the rows and is made as high as all of them. */
  constructor(area: HTMLElement, rowHeight: number, onWindow: (window: RowWindow) => void) {
    this.#area = area;
    this.#rowHeight = rowHeight;
    this.#onWindow = onWindow;
    area.addEventListener("scroll", () => this.look(), { passive: true });
    new ResizeObserver(() => this.look()).observe(area);
  }

  set total(total: number) {
    this.#total = total;
    (this.#area.firstElementChild as HTMLElement).style.height = `${total * this.#rowHeight}px`;
  }

  /** Asks for other rows when those that were asked for no longer do. */
  look(): void {
    const { scrollTop, clientHeight: height } = this.#area;
    const wanted = windowOf({ scrollTop, height, rowHeight: this.#rowHeight, total: this.#total });
    if (wanted.from === this.#asked.from && wanted.count === this.#asked.count) return;
    this.#asked = wanted;
    this.#onWindow(wanted);
  }

  /** Puts the rows that are there where they belong. */
  place(from: number): void {
    const rows = this.#area.firstElementChild?.firstElementChild as HTMLElement | null;
    if (rows !== null) rows.style.transform = `translateY(${from * this.#rowHeight}px)`;
  }

  reveal(index: number): void {
    const { scrollTop, clientHeight } = this.#area;
    const top = index * this.#rowHeight;
    if (top < scrollTop) this.#area.scrollTop = top;
    else if (top + this.#rowHeight > scrollTop + clientHeight)
      this.#area.scrollTop = top + this.#rowHeight - clientHeight;
  }
}
