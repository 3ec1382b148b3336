/** Passes bytes between two connections until both ways have ended; an end of one way is passed on as such. */
import type { Run } from "../../../core/wait.ts";
import type { TcpSocket } from "../../../net/socket/tcp-socket.ts";

interface Way {
  readonly from: TcpSocket;
  readonly to: TcpSocket;
  /** Read and not yet written. */
  held: Uint8Array;
  hasEnded: boolean;
}

const CHUNK = 65_536;
const NOTHING = new Uint8Array(0);

export function* copyBothWays(left: TcpSocket, right: TcpSocket): Run<void> {
  const ways: readonly Way[] = [
    { from: left, to: right, held: NOTHING, hasEnded: false },
    { from: right, to: left, held: NOTHING, hasEnded: false },
  ];
  const queues = [left.readable, left.writable, right.readable, right.writable];
  for (;;) {
    let hasMoved = false;
    for (const way of ways) hasMoved = move(way) || hasMoved;
    if (ways.every(({ hasEnded }) => hasEnded)) return;
    if (!hasMoved) yield { on: queues };
  }
}

function move(way: Way): boolean {
  if (way.hasEnded) return false;
  if (way.held.length === 0) {
    const got = way.from.tryRead(CHUNK);
    if (got === "would-block") return false;
    if (got === "eof") return end(way);
    way.held = got;
  }
  const taken = way.to.tryWrite(way.held);
  if (taken === "would-block") return false;
  if (taken === "broken") return end(way);
  way.held = way.held.subarray(taken);
  return true;
}

function end(way: Way): true {
  way.hasEnded = true;
  way.to.shutdownWrite();
  return true;
}
