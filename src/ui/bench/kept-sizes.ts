/** Sizes of panes, kept in this browser; where that refuses, they hold for this page. */
const KEY = "hop-panes-1";

export class KeptSizes {
  readonly #sizes: Record<string, number>;

  constructor() {
    this.#sizes = load();
  }

  get(name: string): number | undefined {
    return this.#sizes[name];
  }

  set(name: string, size: number): void {
    this.#sizes[name] = size;
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#sizes));
    } catch {
      // Storage is full or switched off.
    }
  }
}

function load(): Record<string, number> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return Object.fromEntries(Object.entries(kept as object).filter(([, size]) => typeof size === "number"));
  } catch {
    return {};
  }
}
