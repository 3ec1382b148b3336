/** Waiting reads and writes on any stream, for those who are not a process: servers' connections, relays, probes. */
import type { Stream } from "./stream.ts";
import { concatBytes } from "./utf8.ts";
import type { Run } from "./wait.ts";

const CHUNK = 65_536;

/** Null at the end of the stream. */
export function* readSome(stream: Stream, max = CHUNK): Run<Uint8Array | null> {
  for (;;) {
    const got = stream.tryRead(max);
    if (got === "eof") return null;
    if (got !== "would-block") return got;
    yield { on: [stream.readable] };
  }
}

export function* readToEnd(stream: Stream): Run<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (;;) {
    const part = yield* readSome(stream);
    if (part === null) return concatBytes(parts);
    parts.push(part);
  }
}

/** False when the other end is gone. */
export function* writeAll(stream: Stream, data: Uint8Array): Run<boolean> {
  let rest = data;
  while (rest.length > 0) {
    const taken = stream.tryWrite(rest);
    if (taken === "broken") return false;
    if (taken === "would-block") yield { on: [stream.writable] };
    else rest = rest.subarray(taken);
  }
  return true;
}
