/**
 * A listener of a classic load balancer: a connection is accepted here, and another one opened to an instance. That is
 * why the instance sees the load balancer's address.
 *
 * Models: Elastic Load Balancing, classic, TCP listeners
 * SIMPLIFIED: an idle connection is never cut.
 */
import type { Ip } from "../../../core/ip.ts";
import { Task } from "../../../core/task.ts";
import type { Run } from "../../../core/wait.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import { NetError } from "../../../net/net-error.ts";
import { connectTcp } from "../../../net/socket/connect.ts";
import type { TcpListener } from "../../../net/socket/tcp-listener.ts";
import type { TcpSocket } from "../../../net/socket/tcp-socket.ts";
import { copyBothWays } from "../docker-desktop/copy-both-ways.ts";

export interface RelayEnd {
  readonly ip: Ip;
  readonly port: number;
}

export class ConnectionRelay {
  readonly #namespace: NetNamespace;
  readonly #listener: TcpListener;
  readonly #tasks = new Set<Task<void>>();
  readonly #pick: () => RelayEnd | null;

  constructor(namespace: NetNamespace, port: number, pick: () => RelayEnd | null) {
    this.#namespace = namespace;
    this.#pick = pick;
    this.#listener = namespace.sockets.listenTcp({ port });
    this.#run(this.#acceptAll());
  }

  close(): void {
    this.#listener.close();
    for (const task of this.#tasks) task.kill();
  }

  #run(run: Run<void>): void {
    const task: Task<void> = new Task(this.#namespace.clock, run, (end) => {
      this.#tasks.delete(task);
      if (end !== "killed" && "error" in end && !(end.error instanceof NetError)) throw end.error;
    });
    this.#tasks.add(task);
  }

  *#acceptAll(): Run<void> {
    for (;;) {
      for (let socket = this.#listener.tryAccept(); socket !== null; socket = this.#listener.tryAccept())
        this.#run(this.#relay(socket));
      if (this.#listener.isClosed) return;
      yield { on: [this.#listener.acceptable] };
    }
  }

  /** With nobody healthy the connection is closed as soon as it is there. */
  *#relay(outer: TcpSocket): Run<void> {
    let inner: TcpSocket | null = null;
    try {
      const target = this.#pick();
      if (target === null) return;
      inner = yield* connectTcp(this.#namespace, { to: target.ip, port: target.port });
      yield* copyBothWays(outer, inner);
    } finally {
      inner?.close();
      outer.close();
    }
  }
}
