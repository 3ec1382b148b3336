/**
 * The lines of a container's log: all their bytes in a row, and where each ends. Most containers write a dozen lines
 * when they start, and a thousand containers' lines as objects of their own would be a good part of a cluster's memory.
 */

export interface LogLine {
  readonly atUs: number;
  /** With its line feed, when it has one. Not to be written to. */
  readonly bytes: Uint8Array;
}

const MAX_LINES = 20_000;
const MAX_BYTES = 10 * 1024 * 1024;
const FIRST_ROOM = 256;

export class LogLines {
  /** Only ever added to, so that what was handed out stays as it is. */
  #bytes = new Uint8Array(0);
  /** For each line that is kept, or that is forgotten and not yet swept away. */
  #ends: number[] = [];
  #atUs: number[] = [];
  #forgotten = 0;
  /** The number of the line that stands first in the lists. */
  #base = 0;

  /** The number of the oldest line that is kept, counted from the very first. */
  get first(): number {
    return this.#base + this.#forgotten;
  }

  get end(): number {
    return this.#base + this.#ends.length;
  }

  at(n: number): LogLine | undefined {
    const i = n - this.#base;
    if (n < this.first || i >= this.#ends.length) return undefined;
    return { atUs: this.#atUs[i] as number, bytes: this.#bytes.subarray(this.#startOf(i), this.#ends[i]) };
  }

  /** `line` is copied. */
  push(line: Uint8Array, atUs: number): void {
    const used = this.#ends.at(-1) ?? 0;
    const end = used + line.length;
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(FIRST_ROOM, end, 2 * used));
      grown.set(this.#bytes.subarray(0, used));
      this.#bytes = grown;
    }
    this.#bytes.set(line, used);
    this.#ends.push(end);
    this.#atUs.push(atUs);
    while (this.#ends.length - this.#forgotten > MAX_LINES || end - this.#startOf(this.#forgotten) > MAX_BYTES)
      this.#forgotten++;
    if (this.#forgotten > MAX_LINES || this.#startOf(this.#forgotten) > MAX_BYTES / 4) this.#sweep();
  }

  #startOf(i: number): number {
    return i === 0 ? 0 : (this.#ends[i - 1] as number);
  }

  #sweep(): void {
    const from = this.#startOf(this.#forgotten);
    this.#bytes = this.#bytes.slice(from, this.#ends.at(-1));
    this.#ends = this.#ends.slice(this.#forgotten).map((end) => end - from);
    this.#atUs = this.#atUs.slice(this.#forgotten);
    this.#base += this.#forgotten;
    this.#forgotten = 0;
  }
}
