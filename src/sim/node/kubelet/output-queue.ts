/**
 * What somebody who looks at a terminal or a container's output has not read yet. Its writer never waits: a
 * terminal does not stop because nobody watches it.
 */
import { LIMITS } from "../../core/limits.ts";
import type { Stream } from "../../core/stream.ts";
import { WaitQueue } from "../../core/wait.ts";

const MAX_BYTES = 64 * LIMITS.pipeBytes;

export class OutputQueue implements Stream {
  readonly readable = new WaitQueue();
  readonly writable = new WaitQueue();
  readonly #parts: Uint8Array[] = [];
  #size = 0;
  #ended = false;

  push(bytes: Uint8Array): void {
    if (this.#ended || bytes.length === 0 || this.#size > MAX_BYTES) return;
    this.#parts.push(bytes);
    this.#size += bytes.length;
    this.readable.wake();
  }

  end(): void {
    this.#ended = true;
    this.readable.wake();
  }

  tryRead(max: number): Uint8Array | "would-block" | "eof" {
    const first = this.#parts[0];
    if (first === undefined) return this.#ended ? "eof" : "would-block";
    const taken = first.subarray(0, max);
    if (taken.length === first.length) this.#parts.shift();
    else this.#parts[0] = first.subarray(max);
    this.#size -= taken.length;
    return taken;
  }

  tryWrite(): "broken" {
    return "broken";
  }

  close(): void {
    this.end();
  }
}
