/** Standard input as datagrams to one peer, and its datagrams to standard output; a listener's peer is whoever writes first. */
import type { Ip } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import type { Datagram, UdpSocket } from "../../../sim/net/socket/udp-socket.ts";
import type { Process } from "../../../sim/os/process.ts";

const CHUNK = 16_384;

/** False when ICMP said that nobody is there. */
export function* relayDatagrams(process: Process, socket: UdpSocket, idleUs: number | null): Run<boolean> {
  const input = process.fds.get(0);
  let open = input !== undefined;
  for (let sinceUs = process.nowUs; ; ) {
    const got = socket.tryReceive();
    if (got instanceof NetError) return false;
    if (got !== null) yield* process.write(1, got.data);
    const typed = open && input !== undefined ? input.tryRead(CHUNK) : "would-block";
    if (typed === "eof") open = false;
    else if (typed !== "would-block") socket.send(typed);
    if (got !== null || typed !== "would-block") {
      sinceUs = process.nowUs;
      continue;
    }
    if (idleUs !== null && process.nowUs >= sinceUs + idleUs) return true;
    const on = open && input !== undefined ? [socket.readable, input.stream.readable] : [socket.readable];
    yield idleUs === null ? { on } : { on, untilUs: sinceUs + idleUs, background: false };
  }
}

export interface DatagramListener {
  readonly ip: Ip | undefined;
  readonly port: number;
  readonly idleUs: number | null;
  /** Somebody has written; called before what it wrote is printed. */
  onPeer(datagram: Datagram): Run<void>;
}

export function* listenForDatagrams(process: Process, { ip, port, idleUs, onPeer }: DatagramListener): Run<void> {
  const socket = process.machine.network.sockets.bindUdp({ ip, port });
  try {
    for (;;) {
      const first = socket.tryReceive();
      if (first === null || first instanceof NetError) {
        yield { on: [socket.readable] };
        continue;
      }
      socket.connect(first.from, first.fromPort);
      yield* onPeer(first);
      yield* process.write(1, first.data);
      yield* relayDatagrams(process, socket, idleUs);
      return;
    }
  } finally {
    socket.close();
  }
}
