/**
 * A pipe: bytes in at one end, out at the other, at most 64 KiB in between.
 *
 * Models: pipe(7).
 */
import { LIMITS } from "../core/limits.ts";
import type { Stream } from "../core/stream.ts";
import { WaitQueue } from "../core/wait.ts";

export interface Pipe {
  readonly reader: Stream;
  readonly writer: Stream;
}

export function createPipe(capacity: number = LIMITS.pipeBytes): Pipe {
  const buffer = new PipeBuffer(capacity);
  return { reader: new PipeReader(buffer), writer: new PipeWriter(buffer) };
}

class PipeBuffer {
  readonly capacity: number;
  readonly readable = new WaitQueue();
  readonly writable = new WaitQueue();
  readonly parts: Uint8Array[] = [];
  size = 0;
  readerOpen = true;
  writerOpen = true;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  take(max: number): Uint8Array {
    const first = this.parts[0] as Uint8Array;
    const taken = first.length <= max ? first : first.subarray(0, max);
    if (taken.length === first.length) this.parts.shift();
    else this.parts[0] = first.subarray(taken.length);
    this.size -= taken.length;
    this.writable.wake();
    return taken;
  }

  put(data: Uint8Array): number {
    const taken = Math.min(data.length, this.capacity - this.size);
    this.parts.push(data.slice(0, taken));
    this.size += taken;
    this.readable.wake();
    return taken;
  }
}

class PipeReader implements Stream {
  readonly #buffer: PipeBuffer;
  readonly readable: WaitQueue;
  readonly writable: WaitQueue;

  constructor(buffer: PipeBuffer) {
    this.#buffer = buffer;
    this.readable = buffer.readable;
    this.writable = new WaitQueue();
  }

  tryRead(max: number): Uint8Array | "would-block" | "eof" {
    if (this.#buffer.size > 0) return this.#buffer.take(max);
    return this.#buffer.writerOpen ? "would-block" : "eof";
  }

  tryWrite(): "broken" {
    return "broken";
  }

  close(): void {
    this.#buffer.readerOpen = false;
    this.#buffer.writable.wake();
  }
}

class PipeWriter implements Stream {
  readonly #buffer: PipeBuffer;
  readonly readable = new WaitQueue();
  readonly writable: WaitQueue;

  constructor(buffer: PipeBuffer) {
    this.#buffer = buffer;
    this.writable = buffer.writable;
  }

  tryRead(): "eof" {
    return "eof";
  }

  tryWrite(data: Uint8Array): number | "would-block" | "broken" {
    if (!this.#buffer.readerOpen) return "broken";
    if (data.length === 0) return 0;
    return this.#buffer.size >= this.#buffer.capacity ? "would-block" : this.#buffer.put(data);
  }

  close(): void {
    this.#buffer.writerOpen = false;
    this.#buffer.readable.wake();
  }
}
