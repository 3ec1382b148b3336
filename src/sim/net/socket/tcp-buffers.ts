/**
 * The two byte queues of a TCP connection. Whoever hands bytes in does not touch them afterwards: they travel
 * uncopied until a segment has to be cut across two of them.
 */
import { concatBytes } from "../../core/utf8.ts";

const NOTHING = new Uint8Array(0);

export class ByteQueue {
  #chunks: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(data: Uint8Array): void {
    if (data.length === 0) return;
    this.#chunks.push(data);
    this.#length += data.length;
  }

  /** Up to `max` bytes from the front, and away with them. */
  shift(max: number): Uint8Array {
    const first = this.#chunks[0];
    if (first === undefined || max <= 0) return NOTHING;
    const taken = first.length <= max ? first : first.subarray(0, max);
    this.drop(taken.length);
    return taken;
  }

  /** `length` bytes from `offset` on, which stay. */
  peek(offset: number, length: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let at = offset;
    let left = length;
    for (const chunk of this.#chunks) {
      if (left === 0) break;
      if (at >= chunk.length) {
        at -= chunk.length;
        continue;
      }
      const part = at === 0 && chunk.length <= left ? chunk : chunk.subarray(at, at + left);
      parts.push(part);
      left -= part.length;
      at = 0;
    }
    return parts.length === 0 ? NOTHING : concatBytes(parts);
  }

  drop(count: number): void {
    let left = Math.min(count, this.#length);
    this.#length -= left;
    while (left > 0) {
      const first = this.#chunks[0] as Uint8Array;
      if (first.length > left) {
        this.#chunks[0] = first.subarray(left);
        return;
      }
      left -= first.length;
      this.#chunks.shift();
    }
  }

  clear(): void {
    this.#chunks = [];
    this.#length = 0;
  }
}
