/**
 * An open file description: a stream that several descriptors, in several processes, share, with its position and
 * with what one of them has read too far (so that `read` in a shell takes exactly one line from a pipe).
 *
 * Models: open(2) "open file description", dup(2).
 */
import type { Stream } from "../../core/stream.ts";
import { WaitQueue } from "../../core/wait.ts";
import { OsError } from "../os-error.ts";
import type { FileNode } from "./node.ts";

export class OpenFile {
  readonly stream: Stream;
  #references = 1;
  #unread: Uint8Array | null = null;

  constructor(stream: Stream) {
    this.stream = stream;
  }

  dup(): OpenFile {
    this.#references++;
    return this;
  }

  close(): void {
    if (--this.#references === 0) this.stream.close();
  }

  tryRead(max: number): Uint8Array | "would-block" | "eof" {
    const unread = this.#unread;
    if (unread === null) return this.stream.tryRead(max);
    this.#unread = unread.length > max ? unread.subarray(max) : null;
    return unread.subarray(0, max);
  }

  /** Puts back what was read beyond what was wanted. */
  unread(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#unread = bytes;
  }
}

export type OpenMode = "read" | "write" | "append" | "read-write";

/** A stream over a file, with its own position. */
export class FileStream implements Stream {
  readonly readable = new WaitQueue();
  readonly writable = new WaitQueue();
  readonly node: FileNode;
  readonly #mode: OpenMode;
  readonly #changed: () => void;
  #at = 0;

  /** `changed` is told of every write, so that the file's time can follow. */
  constructor(node: FileNode, mode: OpenMode, changed: () => void = () => {}) {
    this.node = node;
    this.#mode = mode;
    this.#changed = changed;
  }

  tryRead(max: number): Uint8Array | "eof" {
    if (this.#mode === "write" || this.#mode === "append") throw new OsError("EBADF");
    const bytes = this.node.bytes;
    if (this.#at >= bytes.length) return "eof";
    const part = bytes.slice(this.#at, this.#at + max);
    this.#at += part.length;
    return part;
  }

  tryWrite(data: Uint8Array): number {
    if (this.#mode === "read") throw new OsError("EBADF");
    if (this.#mode === "append") this.#at = this.node.size;
    this.node.write(this.#at, data);
    this.#at += data.length;
    this.#changed();
    return data.length;
  }

  seek(at: number): void {
    this.#at = at;
  }

  close(): void {}
}
