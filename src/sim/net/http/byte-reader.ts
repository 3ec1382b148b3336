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
  #rest: Uint8Array = NOTHING;
  #ended = false;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  /** True at the end of the stream, with nothing left over. Waits for the first byte if need be. */
  *atEnd(): Run<boolean> {
    if (this.#rest.length > 0) return false;
    return !(yield* this.#more());
  }

  /** A line without its CR LF (or LF alone); null when the stream ends before one. */
  *line(max: number): Run<string | null> {
    let searched = 0;
    for (;;) {
      const at = this.#rest.indexOf(LF, searched);
      if (at >= 0) {
        const end = at > 0 && this.#rest[at - 1] === CR ? at - 1 : at;
        const line = decodeUtf8(this.#rest.subarray(0, end));
        this.#rest = this.#rest.subarray(at + 1);
        return line;
      }
      searched = this.#rest.length;
      if (searched > max) throw new HttpError("head-too-large");
      if (!(yield* this.#more())) return null;
    }
  }

  /** Whatever there is, at most `max`; null at the end. */
  *some(max: number): Run<Uint8Array | null> {
    if (this.#rest.length === 0 && !(yield* this.#more())) return null;
    const part = this.#rest.subarray(0, max);
    this.#rest = this.#rest.subarray(part.length);
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
    this.#rest = this.#rest.length === 0 ? part : concatBytes([this.#rest, part]);
    return true;
  }
}

export function readerOf(from: Stream | ByteReader): ByteReader {
  return from instanceof ByteReader ? from : new ByteReader(from);
}
