/**
 * A port of the learner's machine that leads into Docker Desktop's virtual machine: a connection is accepted here, and
 * another one is opened from inside to the Service. That is why the Pod never sees the learner's own address.
 *
 * Models: com.docker.backend and vpnkit-forwarder
 * SIMPLIFIED: between the two connections bytes cross at once; the real way is a socket into the virtual machine.
 */
import type { Ip } from "../../../core/ip.ts";
import { Task } from "../../../core/task.ts";
import type { Run } from "../../../core/wait.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import { NetError } from "../../../net/net-error.ts";
import { connectTcp } from "../../../net/socket/connect.ts";
import type { TcpListener } from "../../../net/socket/tcp-listener.ts";
import type { TcpSocket } from "../../../net/socket/tcp-socket.ts";
import { copyBothWays } from "./copy-both-ways.ts";

export interface RelayTarget {
  readonly namespace: NetNamespace;
  readonly ip: Ip;
  readonly port: number;
}

export class PortRelay {
  readonly #listeners: TcpListener[] = [];
  readonly #tasks = new Set<Task<void>>();
  readonly #host: NetNamespace;
  readonly #target: RelayTarget;

  /** Throws NetError EADDRINUSE when the port is taken. */
  constructor(host: NetNamespace, addresses: readonly Ip[], port: number, target: RelayTarget) {
    this.#host = host;
    this.#target = target;
    for (const ip of addresses) this.#listeners.push(host.sockets.listenTcp({ ip, port }));
    for (const listener of this.#listeners) this.#run(this.#acceptAll(listener));
  }

  close(): void {
    for (const listener of this.#listeners) listener.close();
    for (const task of this.#tasks) task.kill();
  }

  #run(run: Run<void>): void {
    const task: Task<void> = new Task(this.#host.clock, run, (end) => {
      this.#tasks.delete(task);
      if (end !== "killed" && "error" in end && !(end.error instanceof NetError)) throw end.error;
    });
    this.#tasks.add(task);
  }

  *#acceptAll(listener: TcpListener): Run<void> {
    for (;;) {
      for (let socket = listener.tryAccept(); socket !== null; socket = listener.tryAccept())
        this.#run(this.#relay(socket));
      yield { on: [listener.acceptable] };
    }
  }

  /** Nobody behind it: the connection that was accepted is closed without a word. */
  *#relay(outer: TcpSocket): Run<void> {
    let inner: TcpSocket | null = null;
    try {
      const { namespace, ip, port } = this.#target;
      inner = yield* connectTcp(namespace, { to: ip, port });
      yield* copyBothWays(outer, inner);
    } finally {
      inner?.close();
      outer.close();
    }
  }
}
