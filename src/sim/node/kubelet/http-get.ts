/** One GET as a kubelet sends it: its own connection, its own agent name, an answer or what Go's client says. */
import { formatIp, parseIp } from "../../core/ip.ts";
import type { Stream } from "../../core/stream.ts";
import { Task } from "../../core/task.ts";
import { type Run, WaitQueue } from "../../core/wait.ts";
import { secured, tlsWords } from "../../net/http/go-client.ts";
import { HttpError, type HttpHeader } from "../../net/http/message.ts";
import { readResponse } from "../../net/http/read.ts";
import { writeRequest } from "../../net/http/write.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { NetError } from "../../net/net-error.ts";
import { connectTcp } from "../../net/socket/connect.ts";
import type { TcpSocket } from "../../net/socket/tcp-socket.ts";
import { TlsError } from "../../net/tls/tls-error.ts";

export interface GetOptions {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly headers: readonly HttpHeader[];
  readonly timeoutUs: number;
}

export type GetAnswer = { readonly status: number } | { readonly error: string };

/** A kubelet asks for no certificate in particular. */
const ANYBODY = { trusted: "anything" } as const;
const TIMED_OUT = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";

export function* httpGet(from: NetNamespace, options: GetOptions): Run<GetAnswer> {
  const { scheme, host, port, path, timeoutUs } = options;
  const url = `Get "${scheme}://${host}:${port}${path}": `;
  const to = parseIp(host);
  if (to === null) return { error: `${url}dial tcp: lookup ${host}: no such host` };
  const untilUs = from.clock.nowUs + timeoutUs;
  let socket: TcpSocket;
  try {
    socket = yield* connectTcp(from, { to, port, timeoutUs });
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    if (error.code === "ETIMEDOUT") return { error: url + TIMED_OUT };
    return { error: `${url}dial tcp ${formatIp(to)}:${port}: connect: ${error.message.toLowerCase()}` };
  }
  try {
    const prng = from.prng.split(`probe/${from.clock.nowUs}`);
    const stream =
      scheme === "https" ? secured(socket, { ...ANYBODY, serverName: host, prng, nowMs: from.clock.nowMs }) : null;
    const answer = yield* withDeadline(from, exchange(socket, options, stream), untilUs);
    return answer === null ? { error: url + TIMED_OUT } : "error" in answer ? { error: url + answer.error } : answer;
  } finally {
    socket.abort();
  }
}

function* exchange(
  socket: TcpSocket,
  { host, port, path, headers }: GetOptions,
  secure: Run<Stream> | null,
): Run<GetAnswer> {
  const given = (name: string): string | undefined =>
    headers.find((header) => header.name.toLowerCase() === name)?.value;
  const all = [
    { name: "Host", value: given("host") ?? `${host}:${port}` },
    { name: "User-Agent", value: given("user-agent") ?? "kube-probe/1.36" },
    { name: "Accept", value: given("accept") ?? "*/*" },
    ...headers.filter(({ name }) => !["host", "user-agent", "accept"].includes(name.toLowerCase())),
    { name: "Connection", value: "close" },
  ];
  try {
    const stream = secure === null ? socket : yield* secure;
    yield* writeRequest(stream, {
      method: "GET",
      target: path,
      version: "HTTP/1.1",
      headers: all,
      body: new Uint8Array(0),
    });
    return { status: (yield* readResponse(stream)).status };
  } catch (error) {
    if (error instanceof HttpError) return { error: error.code === "empty" ? "EOF" : "malformed HTTP response" };
    if (error instanceof TlsError) return { error: tlsWords(error) };
    if (error instanceof NetError) return { error: `read: ${error.message.toLowerCase()}` };
    throw error;
  }
}

/** Null when the moment comes first; what was going on is then given up. */
function* withDeadline<T>(from: NetNamespace, run: Run<T>, untilUs: number): Run<T | null> {
  const done = new WaitQueue();
  const result = { value: null as T | null, error: null as unknown };
  const task = new Task(from.clock, run, (end) => {
    if (end !== "killed" && "value" in end) result.value = end.value;
    if (end !== "killed" && "error" in end) result.error = end.error;
    done.wake();
  });
  try {
    while (!task.ended && from.clock.nowUs < untilUs) yield { on: [done], untilUs };
  } finally {
    task.kill();
  }
  if (result.error !== null) throw result.error;
  return result.value;
}
