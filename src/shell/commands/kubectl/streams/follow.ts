/** Several logs at once, line by line as they come. */
import type { Stream } from "../../../../sim/core/stream.ts";
import { concatBytes, encodeUtf8 } from "../../../../sim/core/utf8.ts";
import type { Run } from "../../../../sim/core/wait.ts";
import type { Process } from "../../../../sim/os/process.ts";

export interface LogSource {
  readonly stream: Stream;
  /** Printed before every line. */
  readonly prefix: string;
}

const CHUNK = 65_536;

export function* followAll(process: Process, sources: readonly LogSource[]): Run<void> {
  const open = new Map(sources.map((source) => [source, new Uint8Array(0)]));
  try {
    while (open.size > 0) {
      let isBusy = false;
      for (const [source, held] of open) {
        const got = source.stream.tryRead(CHUNK);
        if (got === "would-block") continue;
        isBusy = true;
        const { lines, rest } = split(concatBytes(got === "eof" ? [held] : [held, got]), got === "eof");
        for (const line of lines) yield* process.write(1, concatBytes([encodeUtf8(source.prefix), line]));
        if (got === "eof") open.delete(source);
        else open.set(source, new Uint8Array(rest));
      }
      if (!isBusy) yield { on: [...open.keys()].map(({ stream }) => stream.readable) };
    }
  } finally {
    for (const { stream } of sources) stream.close();
  }
}

function split(bytes: Uint8Array, isLast: boolean): { lines: Uint8Array[]; rest: Uint8Array } {
  const lines: Uint8Array[] = [];
  let from = 0;
  for (let feed = bytes.indexOf(10); feed >= 0; feed = bytes.indexOf(10, from)) {
    lines.push(bytes.subarray(from, feed + 1));
    from = feed + 1;
  }
  const rest = bytes.subarray(from);
  if (!isLast) return { lines, rest };
  return { lines: rest.length > 0 ? [...lines, rest] : lines, rest: bytes.subarray(0, 0) };
}
