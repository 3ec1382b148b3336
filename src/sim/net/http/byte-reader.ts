/**
 * Reads lines and counted bytes from a stream, and keeps what came too much for the next message: one of these
 * for each connection.
 */
import type { Stream } from "../../core/stream.ts";
import { readSome } from "../../core/stream-io.ts";
import { concatBytes, decodeUtf8 } from "../../core/utf8.ts";
import type { Run } from "../../core/wait.ts";
import { HttpError } from "./message.ts";

const LF = 10;
const CR = 13;
const NOTHING = new Uint8Array(0);

export class ByteReader {
  readonly #stream: Stream;
  /** What has come, of which everything before `#at` has been handed out. */
  #rest: Uint8Array = NOTHING;
  #at = 0;
  #ended = false;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  /** True at the end of the stream, with nothing left over. Waits for the first byte if need be. */
  *atEnd(): Run<boolean> {
    if (this.#ready > 0) return false;
    return !(yield* this.#more());
  }

  /** A line without its CR LF (or LF alone); null when the stream ends before one. */
  *line(max: number): Run<string | null> {
    for (;;) {
      const line = this.readyLine();
      if (line !== null) return line;
      if (this.#ready > max) throw new HttpError("head-too-large");
      if (!(yield* this.#more())) return null;
    }
  }

  /** A line that has come already; null when it has not. */
  readyLine(): string | null {
    const end = this.#rest.indexOf(LF, this.#at);
    if (end < 0) return null;
    const line = decodeUtf8(
      this.#rest.subarray(this.#at, end > this.#at && this.#rest[end - 1] === CR ? end - 1 : end),
    );
    this.#at = end + 1;
    return line;
  }

  get #ready(): number {
    return this.#rest.length - this.#at;
  }

  /** Whatever there is, at most `max`; null at the end. */
  *some(max: number): Run<Uint8Array | null> {
    if (this.#ready === 0 && !(yield* this.#more())) return null;
    const part = this.#rest.subarray(this.#at, Math.min(this.#at + max, this.#rest.length));
    this.#at += part.length;
    return part;
  }

  *exactly(length: number): Run<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (let left = length; left > 0; ) {
      const part = yield* this.some(left);
      if (part === null) throw new HttpError("incomplete", `${left} bytes missing`);
      parts.push(part);
      left -= part.length;
    }
    return parts.length === 0 ? NOTHING : concatBytes(parts);
  }

  *#more(): Run<boolean> {
    if (this.#ended) return false;
    const part = yield* readSome(this.#stream);
    if (part === null) {
      this.#ended = true;
      return false;
    }
    this.#rest = this.#ready === 0 ? part : concatBytes([this.#rest.subarray(this.#at), part]);
    this.#at = 0;
    return true;
  }
}

export function readerOf(from: Stream | ByteReader): ByteReader {
  return from instanceof ByteReader ? from : new ByteReader(from);
}
