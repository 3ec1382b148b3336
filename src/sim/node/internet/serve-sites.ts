/** A web server for every address of the world outside: the same page, whatever was asked for. */
import { Task } from "../../core/task.ts";
import { encodeUtf8 } from "../../core/utf8.ts";
import type { Run } from "../../core/wait.ts";
import { HttpError } from "../../net/http/message.ts";
import { readRequest } from "../../net/http/read.ts";
import { writeResponse } from "../../net/http/write.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { accept } from "../../net/socket/connect.ts";
import type { TcpSocket } from "../../net/socket/tcp-socket.ts";

export function* serveSites(namespace: NetNamespace, page: string): Run<void> {
  const listener = namespace.sockets.listenTcp({ port: 80 });
  for (;;) {
    const socket = yield* accept(listener);
    new Task(namespace.clock, serve(socket, page), (end) => {
      if (end !== "killed" && "error" in end && !(end.error instanceof HttpError)) throw end.error;
    });
  }
}

function* serve(socket: TcpSocket, page: string): Run<void> {
  try {
    const request = yield* readRequest(socket);
    if (request === null) return;
    const body = encodeUtf8(page);
    const headers = [
      { name: "Content-Type", value: "text/html" },
      { name: "Content-Length", value: String(body.length) },
      { name: "Connection", value: "close" },
    ];
    yield* writeResponse(socket, {
      version: "HTTP/1.1",
      status: 200,
      reason: "OK",
      headers,
      body: request.method === "HEAD" ? new Uint8Array(0) : body,
    });
  } finally {
    socket.close();
  }
}
