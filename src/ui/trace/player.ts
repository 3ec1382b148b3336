/** Where one is in a ladder: at an arrow, stepped or played so many arrows a second; null: all of it is shown. */

export const SPEEDS = [0.5, 1, 2, 5, 10, 50, 200] as const;

export class Player {
  total = 0;
  at: number | null = null;
  perSecond = 2;
  isPlaying = false;
  #owed = 0;

  reset(total: number): void {
    this.total = total;
    this.at = null;
    this.stop();
  }

  step(by: number): void {
    this.stop();
    if (this.total === 0) return;
    const from = this.at ?? (by > 0 ? -1 : this.total);
    this.at = Math.min(this.total - 1, Math.max(0, from + by));
  }

  scrub(at: number): void {
    this.stop();
    this.at = this.total === 0 ? null : Math.min(this.total - 1, Math.max(0, at));
  }

  /** From the beginning when it stands at the end. */
  play(): void {
    if (this.total === 0) return;
    if (this.at === null || this.at >= this.total - 1) this.at = 0;
    this.isPlaying = true;
    this.#owed = 0;
  }

  stop(): void {
    this.isPlaying = false;
  }

  /** Time has passed; whether anything moved. */
  tick(elapsedMs: number): boolean {
    if (!this.isPlaying || this.at === null) return false;
    this.#owed += (elapsedMs / 1000) * this.perSecond;
    const steps = Math.floor(this.#owed);
    if (steps === 0) return false;
    this.#owed -= steps;
    this.at = Math.min(this.total - 1, this.at + steps);
    if (this.at === this.total - 1) this.stop();
    return true;
  }
}
