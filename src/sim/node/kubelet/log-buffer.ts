/**
 * What a container wrote, line by line with the moment of each, as the container runtime keeps it in a file.
 *
 * Models: CRI log format (docs: kubelet-cri-logging), pkg/kubelet/kuberuntime/logs/logs.go
 * SIMPLIFIED: one ring of lines for each run of a container instead of files that are rotated.
 */
import type { Clock } from "../../core/clock.ts";
import type { Stream } from "../../core/stream.ts";
import { formatRfc3339 } from "../../core/time.ts";
import { concatBytes, encodeUtf8 } from "../../core/utf8.ts";
import { WaitQueue } from "../../core/wait.ts";
import type { LogOptions } from "../../kube/api/backend.ts";
import { openNull } from "../../os/null-device.ts";
import { type LogLine, LogLines } from "./log-lines.ts";

const LINE_FEED = 10;

export class LogBuffer {
  readonly changed = new WaitQueue();
  readonly #clock: Clock;
  readonly #lines = new LogLines();
  #partial: Uint8Array[] = NOTHING;
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  write(data: Uint8Array): void {
    let start = 0;
    for (let end = data.indexOf(LINE_FEED); end >= 0; end = data.indexOf(LINE_FEED, start)) {
      const line = data.subarray(start, end + 1);
      this.#push(this.#partial.length === 0 ? line : concatBytes([...this.#partial, line]));
      this.#partial = NOTHING;
      start = end + 1;
    }
    if (start < data.length) this.#partial = [...this.#partial, data.slice(start)];
    this.changed.wake();
  }

  /** The container has ended: nothing more will come. */
  close(): void {
    if (this.#closed) return;
    if (this.#partial.length > 0) this.#push(concatBytes(this.#partial));
    this.#partial = NOTHING;
    this.#closed = true;
    this.changed.wake();
  }

  /** A stream to be given to a writer: everything it takes is logged. */
  sink(): Stream {
    return {
      ...openNull(),
      tryWrite: (data) => {
        this.write(data);
        return data.length;
      },
    };
  }

  open(options: LogOptions): Stream {
    return new LogReader(this, this.#firstWanted(options), options, this.#clock.epochMs);
  }

  /** Line number `n` counted from the very first; undefined when it is gone or yet to come. */
  line(n: number): LogLine | undefined {
    return this.#lines.at(n);
  }

  get end(): number {
    return this.#lines.end;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  #firstWanted({ tailLines, sinceSeconds, sinceTimeMs }: LogOptions): number {
    let first = this.#lines.first;
    if (tailLines !== undefined) first = Math.max(first, this.end - tailLines);
    let sinceUs = 0;
    if (sinceSeconds !== undefined) sinceUs = this.#clock.nowUs - sinceSeconds * 1_000_000;
    if (sinceTimeMs !== undefined) sinceUs = (sinceTimeMs - this.#clock.epochMs) * 1000;
    while (first < this.end && (this.line(first) as LogLine).atUs < sinceUs) first++;
    return first;
  }

  #push(bytes: Uint8Array): void {
    this.#lines.push(bytes, this.#clock.nowUs);
  }
}

const NOTHING: Uint8Array[] = [];

class LogReader implements Stream {
  readonly readable: WaitQueue;
  readonly writable = new WaitQueue();
  readonly #log: LogBuffer;
  readonly #options: LogOptions;
  readonly #epochMs: number;
  #next: number;
  #rest: Uint8Array = new Uint8Array(0);
  #left: number;

  constructor(log: LogBuffer, first: number, options: LogOptions, epochMs: number) {
    this.#log = log;
    this.#next = first;
    this.#options = options;
    this.#epochMs = epochMs;
    this.#left = options.limitBytes ?? Number.POSITIVE_INFINITY;
    this.readable = log.changed;
  }

  tryRead(max: number): Uint8Array | "would-block" | "eof" {
    if (this.#left <= 0) return "eof";
    if (this.#rest.length === 0) {
      const lines: Uint8Array[] = [];
      let size = 0;
      this.#next = Math.max(this.#next, 0);
      for (let line = this.#log.line(this.#next); line !== undefined && size < max; line = this.#log.line(this.#next)) {
        lines.push(this.#text(line));
        size += line.bytes.length;
        this.#next++;
      }
      if (lines.length === 0) return this.#options.follow && !this.#log.isClosed ? "would-block" : "eof";
      this.#rest = concatBytes(lines);
    }
    const part = this.#rest.subarray(0, Math.min(max, this.#left));
    this.#rest = this.#rest.subarray(part.length);
    this.#left -= part.length;
    return part;
  }

  tryWrite(): "broken" {
    return "broken";
  }

  close(): void {
    this.#left = 0;
  }

  #text({ atUs, bytes }: LogLine): Uint8Array {
    if (!this.#options.timestamps) return bytes;
    return concatBytes([encodeUtf8(`${timestamp(this.#epochMs, atUs)} `), bytes]);
  }
}

/** RFC 3339 with nanoseconds, as the runtime writes them: 2026-11-20T10:29:00.123456000Z */
function timestamp(epochMs: number, atUs: number): string {
  const ms = epochMs + Math.floor(atUs / 1000);
  const fraction = (ms % 1000) * 1000 + (atUs % 1000);
  return `${formatRfc3339(ms).slice(0, -1)}.${String(fraction).padStart(6, "0")}000Z`;
}
