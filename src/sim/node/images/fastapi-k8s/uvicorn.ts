/**
 * uvicorn: the server under a FastAPI application, its log lines and the headers that it puts on every answer.
 *
 * Models: uvicorn protocols/http/h11_impl.py, logging.py (AccessFormatter), server.py
 */
import { formatIp } from "../../../core/ip.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import { httpDate } from "../../../net/http/http-date.ts";
import { type HttpHeader, type HttpRequest, type HttpResponse, keepsAlive } from "../../../net/http/message.ts";
import { NetError } from "../../../net/net-error.ts";
import type { TcpSocket } from "../../../net/socket/tcp-socket.ts";
import type { Process } from "../../../os/process.ts";
import { type HttpExchange, serveHttp, serveTcp, startUp } from "../server.ts";

export interface AppAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: readonly HttpHeader[];
}

export type AsgiApp = (request: HttpRequest) => Run<AppAnswer>;

const PHRASES: Readonly<Record<number, string>> = {
  200: "OK",
  201: "Created",
  307: "Temporary Redirect",
  404: "Not Found",
  405: "Method Not Allowed",
  422: "Unprocessable Entity",
  500: "Internal Server Error",
};

/** Config.backlog. */
const BACKLOG = 2048;
const START_US = 600_000;
/** From a request's last byte to the first of its answer; told apart only where the client may hang up meanwhile. */
const TASK_US = 500;

export function* runUvicorn(
  process: Process,
  { app, port }: { readonly app: AsgiApp; readonly port: number },
): Run<number> {
  yield* startUp(process, START_US);
  yield* process.print("INFO:     Started server process [1]\nINFO:     Waiting for application startup.\n");
  yield* process.print("INFO:     Application startup complete.\n");
  const service = {
    answer: (exchange: HttpExchange) => answer(process, app, exchange),
    onMalformed: () => plain(400, "Bad Request", "Invalid HTTP request received."),
  };
  yield* process.print(`INFO:     Uvicorn running on http://0.0.0.0:${port} (Press CTRL+C to quit)\n`);
  try {
    yield* serveTcp(process, [{ port, backlog: BACKLOG, serve: (socket) => serveHttp(socket, service) }]);
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    yield* process.print(
      `ERROR:    [Errno 98] error while attempting to bind on address ('0.0.0.0', ${port}): address already in use\n`,
    );
    return 1;
  }
  yield* process.print("INFO:     Shutting down\nINFO:     Waiting for application shutdown.\n");
  yield* process.print("INFO:     Application shutdown complete.\nINFO:     Finished server process [1]\n");
  return 0;
}

function* answer(process: Process, app: AsgiApp, { request, socket }: HttpExchange): Run<HttpResponse | null> {
  if (!keepsAlive(request)) yield { on: [], untilUs: process.nowUs + TASK_US, background: false };
  // asyncio closes the transport of a client that has half-closed, before the application's answer is written.
  if (socket.state === "CLOSE_WAIT") return null;
  const { status, body, headers = [] } = yield* app(request);
  const phrase = PHRASES[status] ?? "";
  yield* process.print(
    `INFO:     ${clientOf(socket)} - "${request.method} ${request.target} HTTP/${request.version.slice(5)}" ${status} ${phrase}\n`,
  );
  const bytes = encodeUtf8(typeof body === "string" ? body : JSON.stringify(body));
  return {
    version: "HTTP/1.1",
    status,
    reason: phrase,
    headers: [
      { name: "date", value: httpDate(process.machine.clock.nowMs) },
      { name: "server", value: "uvicorn" },
      ...headers,
      { name: "content-length", value: String(bytes.length) },
      { name: "content-type", value: "application/json" },
      ...(keepsAlive(request) ? [] : [{ name: "Connection", value: "close" }]),
    ],
    body: bytes,
  };
}

function plain(status: number, reason: string, text: string): HttpResponse {
  return {
    version: "HTTP/1.1",
    status,
    reason,
    headers: [
      { name: "content-type", value: "text/plain; charset=utf-8" },
      { name: "connection", value: "close" },
    ],
    body: encodeUtf8(text),
  };
}

function clientOf({ remote }: TcpSocket): string {
  return `${formatIp(remote.ip)}:${remote.port}`;
}
