/**
 * One tab at a time keeps a session: two that wrote in turn would each lose what the other kept. Whoever has the lock
 * keeps; another tab may take it over, and the first is told. Without Web Locks every tab keeps, as ever.
 */
const TRIES = 3;
/** A reload's old page lets go a moment after the new one asks. */
const AGAIN_MS = 120;

export class TabClaim {
  readonly #name: string;
  readonly #onLost: () => void;
  #letGo: (() => void) | null = null;

  constructor(session: string, onLost: () => void) {
    this.#name = `hop-session:${session}`;
    this.#onLost = onLost;
  }

  /** True when this tab may keep from now on. */
  async claim(): Promise<boolean> {
    for (let tried = 1; ; tried++) {
      if (await this.#request({ ifAvailable: true })) return true;
      if (tried === TRIES) return false;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }

  async takeOver(): Promise<void> {
    await this.#request({ steal: true });
  }

  release(): void {
    this.#letGo?.();
    this.#letGo = null;
  }

  #request(options: LockOptions): Promise<boolean> {
    if (navigator.locks === undefined) return Promise.resolve(true);
    return new Promise((resolve) => {
      const held = navigator.locks.request(this.#name, options, (lock) => {
        resolve(lock !== null);
        if (lock === null) return;
        return new Promise<void>((letGo) => {
          this.#letGo = letGo;
        });
      });
      held.catch(() => {
        // Stolen by another tab, or the browser refuses locks here: then it is as if there were none.
        const wasOurs = this.#letGo !== null;
        this.#letGo = null;
        if (wasOurs) this.#onLost();
        else resolve(true);
      });
    });
  }
}
