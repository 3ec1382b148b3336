/** Standard input to a connection and the connection to standard output, until both are over. */
import { type Run, WaitQueue } from "../../../sim/core/wait.ts";
import type { TcpSocket } from "../../../sim/net/socket/tcp-socket.ts";
import type { Process } from "../../../sim/os/process.ts";

export interface RelayOptions {
  /** Stops after so long without a word from either side. */
  readonly idleUs: number | null;
  /** What happens when standard input ends: half-close (true), or nothing. */
  readonly shutsDown: boolean;
  /** Ends when standard input does, this much later. */
  readonly quitAfterUs: number | null;
}

const CHUNK = 65_536;
const NEVER = new WaitQueue();

/** True when it ended by itself, false when the time ran out. */
export function* relay(process: Process, socket: TcpSocket, options: RelayOptions): Run<boolean> {
  const input = process.fds.get(0);
  let inputOpen = input !== undefined;
  let idleSinceUs = process.nowUs;
  let quitAtUs = Number.POSITIVE_INFINITY;
  for (;;) {
    let moved = false;
    const got = socket.tryRead(CHUNK);
    if (got === "eof") return true;
    if (got !== "would-block") {
      yield* process.write(1, got);
      moved = true;
    }
    if (inputOpen && input !== undefined) {
      const typed = input.tryRead(CHUNK);
      if (typed === "eof") {
        inputOpen = false;
        if (options.shutsDown) socket.shutdownWrite();
        if (options.quitAfterUs !== null) quitAtUs = process.nowUs + options.quitAfterUs;
        moved = true;
      } else if (typed !== "would-block") {
        yield* send(socket, typed);
        moved = true;
      }
    }
    if (moved) {
      idleSinceUs = process.nowUs;
      continue;
    }
    const untilUs = Math.min(
      quitAtUs,
      options.idleUs === null ? Number.POSITIVE_INFINITY : idleSinceUs + options.idleUs,
    );
    if (process.nowUs >= untilUs) return false;
    const on = [socket.readable, socket.changed, inputOpen ? (input?.stream.readable ?? NEVER) : NEVER];
    yield untilUs === Number.POSITIVE_INFINITY ? { on } : { on, untilUs, background: false };
  }
}

function* send(socket: TcpSocket, data: Uint8Array): Run<void> {
  for (let rest = data; rest.length > 0; ) {
    const taken = socket.tryWrite(rest);
    if (taken === "broken") return;
    if (taken === "would-block") yield { on: [socket.writable, socket.changed] };
    else rest = rest.subarray(taken);
  }
}
