/**
 * The server that `kubectl proxy` runs: what the filter lets through goes to the API server with the kubeconfig's
 * credentials, and comes back as it is.
 *
 * Models: k8s.io/kubectl/pkg/proxy/proxy_server.go, Go net/http/server.go ServeMux
 * SIMPLIFIED: the way on to the API server is kubectl's own; requests that want to become streams are refused.
 */
import type { Stream } from "../../../../sim/core/stream.ts";
import { Task } from "../../../../sim/core/task.ts";
import { decodeUtf8, encodeUtf8 } from "../../../../sim/core/utf8.ts";
import type { Run } from "../../../../sim/core/wait.ts";
import { type ApiRequest, parseQuery } from "../../../../sim/kube/api/request.ts";
import { badRequest } from "../../../../sim/kube/api/status.ts";
import { readerOf } from "../../../../sim/net/http/byte-reader.ts";
import { isExpected } from "../../../../sim/net/http/is-expected.ts";
import { HttpError, type HttpRequest, headerOf, keepsAlive } from "../../../../sim/net/http/message.ts";
import { readRequest } from "../../../../sim/net/http/read.ts";
import { writeResponse } from "../../../../sim/net/http/write.ts";
import { accept } from "../../../../sim/net/socket/connect.ts";
import type { TcpListener } from "../../../../sim/net/socket/tcp-listener.ts";
import { isStreaming, respond } from "../../../../sim/node/api-endpoint/respond.ts";
import { ConnectionError } from "../errors.ts";
import { type Invocation, klogHeader } from "../invocation.ts";
import { type Answer, failed, notFound, redirect, responseOf } from "./answer.ts";
import { fileAnswer } from "./file-server.ts";
import { type Filter, hostOf, lets } from "./filter.ts";

export interface ProxyOptions {
  /** Null lets everything through. */
  readonly filter: Filter | null;
  /** Both end in a slash. */
  readonly apiPrefix: string;
  readonly staticPrefix: string;
  /** The folder with static files; empty: none. */
  readonly staticFolder: string;
  /** What stands before every path that is asked of the server. */
  readonly serverPath: string;
}

/** Until the process is ended. */
export function* serveProxy(call: Invocation, listener: TcpListener, options: ProxyOptions): Run<never> {
  const tasks = new Set<Task<void>>();
  try {
    for (;;) {
      const socket = yield* accept(listener);
      const task: Task<void> = new Task(call.process.machine.clock, converse(call, socket, options), (end) => {
        tasks.delete(task);
        socket.close();
        if (end !== "killed" && "error" in end && !isExpected(end.error)) throw end.error;
      });
      tasks.add(task);
    }
  } finally {
    listener.close();
    for (const task of tasks) task.kill();
  }
}

function* converse(call: Invocation, stream: Stream, options: ProxyOptions): Run<void> {
  const reader = readerOf(stream);
  for (;;) {
    let request: HttpRequest | null;
    try {
      request = yield* readRequest(reader);
    } catch (error) {
      if (!(error instanceof HttpError) || error.code === "incomplete") throw error;
      yield* refuseMalformed(stream);
      return;
    }
    if (request === null) return;
    const goesOn = yield* answer(call, stream, request, options);
    if (!goesOn || !keepsAlive(request)) return;
  }
}

function* refuseMalformed(stream: Stream): Run<void> {
  const headers = [
    { name: "Content-Type", value: "text/plain; charset=utf-8" },
    { name: "Connection", value: "close" },
  ];
  const body = encodeUtf8("400 Bad Request");
  yield* writeResponse(stream, { version: "HTTP/1.1", status: 400, reason: "Bad Request", headers, body });
}

function* answer(call: Invocation, stream: Stream, http: HttpRequest, options: ProxyOptions): Run<boolean> {
  const mark = http.target.indexOf("?");
  const path = mark < 0 ? http.target : http.target.slice(0, mark);
  const query = mark < 0 ? "" : http.target.slice(mark);
  const routed = route(call, http, { path, query }, options);
  if (typeof routed !== "string") {
    const { nowMs } = call;
    return yield* writeResponse(stream, responseOf(routed, http.method, nowMs));
  }
  return yield* passOn(call, stream, http, { path: `${options.serverPath}${routed}`, query: query.slice(1) });
}

interface Target {
  readonly path: string;
  /** With its question mark. */
  readonly query: string;
}

/** The path that the API server is asked for, or an answer of the proxy's own. */
function route(call: Invocation, http: HttpRequest, { path, query }: Target, options: ProxyOptions): Answer | string {
  const { apiPrefix, staticPrefix, staticFolder } = options;
  const clean = cleanPath(path);
  const prefixes = staticFolder === "" ? [apiPrefix] : [apiPrefix, staticPrefix];
  if (prefixes.includes(`${clean}/`) && !prefixes.includes(clean)) return redirect(http.method, `${clean}/${query}`);
  if (clean !== path && http.method !== "CONNECT") return redirect(http.method, `${clean}${query}`);
  const [longest] = prefixes.filter((prefix) => path.startsWith(prefix)).sort((a, b) => b.length - a.length);
  if (longest === undefined) return notFound();
  if (longest === staticPrefix && staticFolder !== "")
    return fileAnswer(call.process, staticFolder, decoded(path.slice(staticPrefix.length)), http);
  const asked = apiPrefix.startsWith("/api") ? path : `/${path.slice(apiPrefix.length)}`;
  const host = hostOf(headerOf(http.headers, "host") ?? "");
  if (options.filter !== null && !lets(options.filter, http.method, decoded(asked), host))
    return failed(403, "Forbidden");
  return asked;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Models: Go net/http/server.go cleanPath */
function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}${path.endsWith("/") && parts.length > 0 ? "/" : ""}`;
}

function* passOn(call: Invocation, stream: Stream, http: HttpRequest, { path, query }: Target): Run<boolean> {
  const request = requestOf(call, http, { path, query });
  const { nowMs } = call;
  if (isStreaming(path)) {
    const refused = badRequest("Upgrade request required");
    const response = { type: "object", status: refused.code, body: refused, warnings: [] } as const;
    return yield* respond(stream, { http, request, response, nowMs });
  }
  try {
    const response = yield* call.client.exchange(request);
    return yield* respond(stream, { http, request, response, nowMs });
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    const why = error.message.replace(/^Get "[^"]*": /, "");
    yield* call.printError(
      `${klogHeader(call.process, "E")} proxy_server.go:147] Error while proxying request: ${why}\n`,
    );
    return yield* writeResponse(stream, responseOf(failed(500, why), http.method, nowMs));
  }
}

/** Who asks is whom the kubeconfig names. */
function requestOf(call: Invocation, http: HttpRequest, { path, query }: Target): ApiRequest {
  const headers = new Map(http.headers.map(({ name, value }) => [name.toLowerCase(), value]));
  for (const name of ["connection", "keep-alive", "te", "transfer-encoding", "upgrade"]) headers.delete(name);
  for (const [name, value] of call.connection.headers) headers.set(name, value);
  const method = http.method === "HEAD" ? "GET" : http.method;
  const request = { method, path, query: parseQuery(query), headers };
  return http.body.length === 0 ? request : { ...request, body: decodeUtf8(http.body) };
}
