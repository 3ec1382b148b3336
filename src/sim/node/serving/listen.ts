/** A server that belongs to a network and to no container: a listener, and a task for each connection. */

import { Task } from "../../core/task.ts";
import type { Run } from "../../core/wait.ts";
import { isExpected } from "../../net/http/is-expected.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { accept } from "../../net/socket/connect.ts";
import type { TcpSocket } from "../../net/socket/tcp-socket.ts";

export function listen(namespace: NetNamespace, port: number, serve: (socket: TcpSocket) => Run<void>): void {
  const listener = namespace.sockets.listenTcp({ port });
  const loop = function* (): Run<void> {
    for (;;) {
      const socket = yield* accept(listener);
      new Task(namespace.clock, served(socket, serve), (end) => {
        if (end !== "killed" && "error" in end && !isExpected(end.error)) throw end.error;
      });
    }
  };
  new Task(namespace.clock, loop(), (end) => {
    if (end !== "killed" && "error" in end) throw end.error;
  });
}

function* served(socket: TcpSocket, serve: (socket: TcpSocket) => Run<void>): Run<void> {
  try {
    yield* serve(socket);
  } finally {
    socket.close();
  }
}
