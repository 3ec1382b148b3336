/**
 * What servers in containers have in common: a listener, a task for each connection, and an orderly end on SIGTERM.
 *
 * SIMPLIFIED: a server has one process, whatever its real counterpart forks.
 */
import type { Ip } from "../../core/ip.ts";
import type { Stream } from "../../core/stream.ts";
import { Task } from "../../core/task.ts";
import type { Run } from "../../core/wait.ts";
import { readerOf } from "../../net/http/byte-reader.ts";
import { HttpError, type HttpRequest, type HttpResponse, keepsAlive } from "../../net/http/message.ts";
import { readRequest } from "../../net/http/read.ts";
import { writeResponse } from "../../net/http/write.ts";
import { NetError } from "../../net/net-error.ts";
import type { TcpListener } from "../../net/socket/tcp-listener.ts";
import type { TcpSocket } from "../../net/socket/tcp-socket.ts";
import { TlsError } from "../../net/tls/tls-error.ts";
import type { Process } from "../../os/process.ts";
import { Interrupted } from "../../os/signal.ts";

export interface Port {
  readonly port: number;
  /** The address that it binds; all of IPv4 when absent. */
  readonly ip?: Ip | undefined;
  readonly isOnly6?: boolean;
  /** What it asks listen() for; the kernel's most when absent, as Go does. */
  readonly backlog?: number | undefined;
  serve(socket: TcpSocket): Run<void>;
}

/** Serves all ports until SIGTERM, SIGINT or SIGQUIT. Throws NetError when a port is taken. */
export function* serveTcp(process: Process, ports: readonly Port[]): Run<void> {
  const { sockets, clock } = { sockets: process.machine.network.sockets, clock: process.machine.clock };
  for (const signal of ["TERM", "INT", "QUIT"] as const) process.on(signal, "throw");
  const listeners: TcpListener[] = [];
  const tasks = new Set<Task<void>>();
  const accept = (listener: TcpListener, port: Port): void => {
    for (let socket = listener.tryAccept(); socket !== null; socket = listener.tryAccept()) {
      const task: Task<void> = new Task(clock, connection(socket, port), (end) => {
        tasks.delete(task);
        if (end !== "killed" && "error" in end && !isExpected(end.error)) throw end.error;
      });
      tasks.add(task);
    }
  };
  try {
    for (const { ip, isOnly6, port, backlog } of ports)
      listeners.push(sockets.listenTcp({ ip, isOnly6, port, backlog }));
    for (;;) {
      for (const [i, listener] of listeners.entries()) accept(listener, ports[i] as Port);
      yield { on: listeners.map(({ acceptable }) => acceptable) };
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    for (const listener of listeners) listener.close();
    for (const task of tasks) task.kill();
  }
}

function* connection(socket: TcpSocket, port: Port): Run<void> {
  try {
    yield* port.serve(socket);
  } finally {
    socket.close();
  }
}

/** The other end went away, or spoke another language. */
function isExpected(error: unknown): boolean {
  return error instanceof NetError || error instanceof HttpError || error instanceof TlsError;
}

export interface HttpExchange {
  readonly request: HttpRequest;
  readonly socket: TcpSocket;
}

export interface HttpService {
  /** Null closes the connection without a word. */
  answer(exchange: HttpExchange): Run<HttpResponse | null>;
  /** What is sent for something that is not HTTP. */
  onMalformed?(socket: TcpSocket): HttpResponse | null;
}

/** One connection, request after request; `stream` is what goes over the socket, where that is not itself. */
export function* serveHttp(socket: TcpSocket, service: HttpService, stream: Stream = socket): Run<void> {
  const reader = readerOf(stream);
  for (;;) {
    let request: HttpRequest | null;
    try {
      request = yield* readRequest(reader);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      const response = error.code === "incomplete" ? null : (service.onMalformed?.(socket) ?? null);
      if (response !== null) yield* writeResponse(stream, response);
      return;
    }
    if (request === null) return;
    const response = yield* service.answer({ request, socket });
    if (response === null) return;
    yield* writeResponse(stream, request.method === "HEAD" ? { ...response, body: new Uint8Array(0) } : response);
    if (!keepsAlive(request) || !keepsAlive(response)) return;
  }
}

/** What a start takes before the port is open; the cluster waits for it. */
export function* startUp(process: Process, us: number): Run<void> {
  yield { on: [], untilUs: process.nowUs + us, background: false };
}

/** Runs until it is told to end, for what has nothing to do that anybody could see. */
export function* idle(process: Process): Run<number> {
  for (const signal of ["TERM", "INT", "QUIT"] as const) process.on(signal, "throw");
  try {
    for (;;) yield { on: [] };
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    return 0;
  }
}
