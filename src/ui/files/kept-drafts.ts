/** What was typed into the editor and not saved survives a reload of its tab, where the browser lets it. */
export interface Draft {
  readonly file: string;
  readonly text: string;
  /** What the file held when it was begun; null: there was none. */
  readonly base: string | null;
}

export class KeptDrafts {
  readonly #key: string;
  readonly #drafts: Map<string, Draft>;

  constructor(benchId: string) {
    this.#key = `hop-drafts-1:${benchId}`;
    this.#drafts = new Map(load(this.#key).map((draft) => [draft.file, draft]));
  }

  get(file: string): Draft | undefined {
    return this.#drafts.get(file);
  }

  get files(): ReadonlySet<string> {
    return new Set(this.#drafts.keys());
  }

  /** Null: the file's text is the draft's, or nobody wants it any more. */
  keep(file: string, draft: Draft | null): void {
    if (draft === null && !this.#drafts.has(file)) return;
    if (draft === null) this.#drafts.delete(file);
    else this.#drafts.set(file, draft);
    try {
      sessionStorage.setItem(this.#key, JSON.stringify([...this.#drafts.values()]));
    } catch {
      // Storage is full or switched off: the draft is on the screen all the same.
    }
  }
}

function load(key: string): Draft[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isDraft) : [];
  } catch {
    return [];
  }
}

function isDraft(value: unknown): value is Draft {
  const { file, text, base } = (value ?? {}) as Partial<Record<keyof Draft, unknown>>;
  return typeof file === "string" && typeof text === "string" && (base === null || typeof base === "string");
}
