/**
 * Bytes that flow one way or both, with back-pressure: pipes, files, sockets, terminals, `/dev/null`. The calls
 * never wait; who wants to wait yields on `readable` or `writable` (see `sim/os/process.ts` for that).
 */
import type { WaitQueue } from "./wait.ts";

export interface Stream {
  /** At most `max` bytes; `"would-block"` when there are none yet, `"eof"` when there will be none. */
  tryRead(max: number): Uint8Array | "would-block" | "eof";
  /** How many bytes were taken; `"broken"` when nobody will ever read them (a pipe whose reader is gone). */
  tryWrite(data: Uint8Array): number | "would-block" | "broken";
  readonly readable: WaitQueue;
  readonly writable: WaitQueue;
  close(): void;
}
