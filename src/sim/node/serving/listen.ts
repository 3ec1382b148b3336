/** A server that belongs to a network and to no container: a listener, and a task for each connection. */
import { Task } from "../../core/task.ts";
import type { Run } from "../../core/wait.ts";
import { HttpError } from "../../net/http/message.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { NetError } from "../../net/net-error.ts";
import { accept } from "../../net/socket/connect.ts";
import type { TcpSocket } from "../../net/socket/tcp-socket.ts";
import { TlsError } from "../../net/tls/tls-error.ts";

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

/** The other end went away, or spoke another language. */
export function isExpected(error: unknown): boolean {
  return error instanceof NetError || error instanceof HttpError || error instanceof TlsError;
}
