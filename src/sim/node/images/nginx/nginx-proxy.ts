/**
 * proxy_pass: the request goes on to an upstream, changed as the configuration says, and its answer comes back. What
 * goes wrong on the way is 502 or 504.
 *
 * Models: nginx src/http/modules/ngx_http_proxy_module.c, src/http/ngx_http_upstream.c, ngx_http_upstream_round_robin.c
 * SIMPLIFIED: an upstream connection carries one request; bodies are passed on whole.
 */
import { formatIp } from "../../../core/ip.ts";
import { Task } from "../../../core/task.ts";
import { type Run, WaitQueue } from "../../../core/wait.ts";
import { HttpError, type HttpHeader, type HttpRequest, type HttpResponse } from "../../../net/http/message.ts";
import { readResponse } from "../../../net/http/read.ts";
import { writeRequest } from "../../../net/http/write.ts";
import { NetError } from "../../../net/net-error.ts";
import { connectTcp } from "../../../net/socket/connect.ts";
import type { TcpSocket } from "../../../net/socket/tcp-socket.ts";
import { failed, logError, type NginxRequest, type NginxRuntime, type Reply } from "./nginx-server.ts";
import { setting } from "./nginx-site.ts";
import { expandVariables } from "./nginx-variables.ts";

/** `http://name:port/uri` taken apart. */
export interface ProxyTarget {
  readonly host: string;
  readonly port: number;
  /** Null when there is no path: then the request's own stays. */
  readonly uri: string | null;
}

export function parseProxyPass(url: string): ProxyTarget | null {
  const found = /^http:\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(url);
  if (found === null) return null;
  return { host: found[1] as string, port: Number(found[2] ?? 80), uri: found[3] ?? null };
}

/** One name can be asked for at several ports. */
export function upstreamKey({ host, port }: ProxyTarget): string {
  return `${host}:${port}`;
}

const CLOSING = new Set(["connection", "keep-alive", "transfer-encoding", "content-length", "host"]);

export function* passOn(runtime: NginxRuntime, request: NginxRequest, url: string): Run<Reply> {
  const target = parseProxyPass(url) as ProxyTarget;
  const peers = runtime.upstreams.get(upstreamKey(target)) ?? [];
  const turn = runtime.turns.get(upstreamKey(target)) ?? 0;
  runtime.turns.set(upstreamKey(target), turn + 1);
  let status = 502;
  for (let tried = 0; tried < peers.length; tried++) {
    const { ip, port } = peers[(turn + tried) % peers.length] as { ip: number; port: number };
    const at = `${formatIp(ip)}:${port}`;
    try {
      const answer = yield* oneTry(runtime, request, { target, ip, port });
      return { ...fromUpstream(answer), isPassedOn: true };
    } catch (error) {
      if (error instanceof TimedOut) {
        status = 504;
        logError(
          runtime,
          request,
          `upstream timed out (110: Connection timed out) while ${error.message}, upstream: "http://${at}${request.uri}"`,
        );
      } else if (error instanceof NetError) {
        status = error.code === "ETIMEDOUT" ? 504 : 502;
        const code = error.code === "ECONNREFUSED" ? 111 : error.code === "EHOSTUNREACH" ? 113 : 104;
        logError(
          runtime,
          request,
          `connect() failed (${code}: ${error.message}) while connecting to upstream, upstream: "http://${at}${request.uri}"`,
        );
      } else if (error instanceof HttpError) {
        status = 502;
        logError(
          runtime,
          request,
          `upstream prematurely closed connection while reading response header from upstream, upstream: "http://${at}${request.uri}"`,
        );
      } else throw error;
    }
  }
  return failed(status, runtime);
}

class TimedOut extends Error {}

function* oneTry(
  runtime: NginxRuntime,
  request: NginxRequest,
  { target, ip, port }: { readonly target: ProxyTarget; readonly ip: number | bigint; readonly port: number },
): Run<HttpResponse> {
  const { network, clock } = runtime.process.machine;
  const seconds = (name: string): number => secondsOf(setting(request.server, request.location, name)[0]?.args[0]);
  let socket: TcpSocket;
  try {
    socket = yield* connectTcp(network, { to: ip, port, timeoutUs: seconds("proxy_connect_timeout") * 1_000_000 });
  } catch (error) {
    if (error instanceof NetError && error.code === "ETIMEDOUT") throw new TimedOut("connecting to upstream");
    throw error;
  }
  try {
    yield* writeRequest(socket, outgoing(runtime, request, target));
    const untilUs = clock.nowUs + seconds("proxy_read_timeout") * 1_000_000;
    const answer = yield* before(runtime, untilUs, readResponse(socket, { method: request.request.method }));
    if (answer === null) throw new TimedOut("reading response header from upstream");
    return answer;
  } finally {
    socket.close();
  }
}

function outgoing(runtime: NginxRuntime, request: NginxRequest, { host, port, uri }: ProxyTarget): HttpRequest {
  const proxyHost = port === 80 ? host : `${host}:${port}`;
  const context = { request: request.request, socket: request.socket, process: runtime.process, proxyHost };
  const set = setting(request.server, request.location, "proxy_set_header");
  const given = new Map(
    set.map(({ args }) => [
      (args[0] ?? "").toLowerCase(),
      { name: args[0] ?? "", value: expandVariables(args[1] ?? "", context) },
    ]),
  );
  const version = setting(request.server, request.location, "proxy_http_version")[0]?.args[0] ?? "1.1";
  const headers: HttpHeader[] = [];
  if (!given.has("host")) headers.push({ name: "Host", value: proxyHost });
  for (const header of given.values()) if (header.value !== "") headers.push(header);
  if (!given.has("connection")) headers.push({ name: "Connection", value: "close" });
  for (const header of request.request.headers) {
    const name = header.name.toLowerCase();
    if (!CLOSING.has(name) && !given.has(name)) headers.push(header);
  }
  const { body, method, target } = request.request;
  if (body.length > 0) headers.push({ name: "Content-Length", value: String(body.length) });
  return { method, target: targetOf(request, target, uri), version: `HTTP/${version}`, headers, body };
}

/** With a path in proxy_pass, that path stands for the part of the request that the location named. */
function targetOf({ location }: NginxRequest, target: string, uri: string | null): string {
  if (uri === null || location === null || location.pattern !== null) return target;
  const [path = "/", query] = target.split("?");
  const rest = path.startsWith(location.path) ? path.slice(location.path.length) : path;
  return `${uri}${rest}${query === undefined ? "" : `?${query}`}`;
}

function fromUpstream({ status, headers, body }: HttpResponse): Reply {
  const hidden = new Set([
    "date",
    "server",
    "connection",
    "keep-alive",
    "transfer-encoding",
    "content-length",
    "x-accel-redirect",
  ]);
  return { status, headers: headers.filter(({ name }) => !hidden.has(name.toLowerCase())), body };
}

/** Null when the moment comes first. */
function* before<T>({ process }: NginxRuntime, untilUs: number, run: Run<T>): Run<T | null> {
  const { clock } = process.machine;
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

function secondsOf(text: string | undefined): number {
  const found = /^(\d+)(ms|s|m)?$/.exec(text ?? "60");
  if (found === null) return 60;
  const unit = found[2] === "ms" ? 0.001 : found[2] === "m" ? 60 : 1;
  return Math.max(0.001, Number(found[1]) * unit);
}
