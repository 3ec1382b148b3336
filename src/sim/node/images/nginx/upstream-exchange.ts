/**
 * One request to one upstream server: connect, send, wait for the answer; and nginx's words for what goes wrong.
 *
 * Models: nginx src/http/ngx_http_upstream.c
 * SIMPLIFIED: an upstream connection carries one request; bodies are passed on whole; an upstream's certificate is not looked at.
 */
import type { Ip } from "../../../core/ip.ts";
import { Task } from "../../../core/task.ts";
import { type Run, WaitQueue } from "../../../core/wait.ts";
import { HttpError, type HttpRequest, type HttpResponse } from "../../../net/http/message.ts";
import { readResponse } from "../../../net/http/read.ts";
import { writeRequest } from "../../../net/http/write.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import { NetError } from "../../../net/net-error.ts";
import { connectTcp } from "../../../net/socket/connect.ts";
import { connectTls } from "../../../net/tls/client.ts";
import { TlsError } from "../../../net/tls/tls-error.ts";

/** The message is what the error log says. */
export class UpstreamError extends Error {
  readonly status: 502 | 504;

  constructor(status: 502 | 504, message: string) {
    super(message);
    this.status = status;
  }
}

export interface UpstreamExchange {
  readonly network: NetNamespace;
  readonly ip: Ip;
  readonly port: number;
  readonly request: HttpRequest;
  readonly connectTimeoutUs: number;
  readonly readTimeoutUs: number;
  /** The name that is sent to a server that wants TLS. */
  readonly tlsName?: string | null;
}

/** Throws UpstreamError. */
export function* exchange(options: UpstreamExchange): Run<HttpResponse> {
  const { network, ip, port, connectTimeoutUs, readTimeoutUs } = options;
  try {
    const socket = yield* connectTcp(network, { to: ip, port, timeoutUs: connectTimeoutUs });
    try {
      const untilUs = network.clock.nowUs + readTimeoutUs;
      const answer = yield* before(network, untilUs, converse(options, socket));
      if (answer !== null) return answer;
    } finally {
      socket.close();
    }
  } catch (error) {
    throw inNginx(error);
  }
  throw new UpstreamError(
    504,
    "upstream timed out (110: Operation timed out) while reading response header from upstream",
  );
}

function* converse(
  { network, request, tlsName }: UpstreamExchange,
  socket: Parameters<typeof connectTls>[0],
): Run<HttpResponse> {
  if (tlsName === undefined) {
    yield* writeRequest(socket, request);
    return yield* readResponse(socket, { method: request.method });
  }
  const prng = network.prng.split(`upstream/${network.clock.nowUs}`);
  const options = {
    serverName: tlsName,
    alpn: [],
    versions: ["TLSv1.3", "TLSv1.2"] as const,
    prng,
    verify: () => null,
  };
  const { stream } = yield* connectTls(socket, options);
  yield* writeRequest(stream, request);
  return yield* readResponse(stream, { method: request.method });
}

const CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "111: Connection refused",
  EHOSTUNREACH: "113: Host is unreachable",
  ENETUNREACH: "101: Network is unreachable",
};

function inNginx(error: unknown): unknown {
  const header = "while reading response header from upstream";
  if (error instanceof NetError) {
    if (error.code === "ETIMEDOUT")
      return new UpstreamError(504, "upstream timed out (110: Operation timed out) while connecting to upstream");
    const code = CODES[error.code];
    if (code !== undefined) return new UpstreamError(502, `connect() failed (${code}) while connecting to upstream`);
    return new UpstreamError(502, `recv() failed (104: Connection reset by peer) ${header}`);
  }
  if (error instanceof HttpError)
    return new UpstreamError(
      502,
      error.code === "malformed"
        ? `upstream sent no valid HTTP/1.0 header ${header}`
        : `upstream prematurely closed connection ${header}`,
    );
  if (error instanceof TlsError)
    return new UpstreamError(
      502,
      `SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL handshaking to upstream`,
    );
  return error;
}

/** Null when the moment comes first. */
function* before<T>({ clock }: NetNamespace, untilUs: number, run: Run<T>): Run<T | null> {
  const done = new WaitQueue();
  const result = { value: null as T | null, error: null as unknown };
  const task = new Task(clock, run, (end) => {
    if (end !== "killed" && "value" in end) result.value = end.value;
    if (end !== "killed" && "error" in end) result.error = end.error;
    done.wake();
  });
  try {
    while (!task.ended && clock.nowUs < untilUs) yield { on: [done], untilUs };
  } finally {
    task.kill();
  }
  if (result.error !== null) throw result.error;
  return result.value;
}
