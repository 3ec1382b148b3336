/**
 * A small Node application: routes, JSON, a line in the log for each request, and what Express says by itself.
 *
 * Models: Express 4 (finalhandler's pages, X-Powered-By), Node's http server
 */

import { decodeUtf8, encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import { httpDate } from "../../../net/http/http-date.ts";
import { type HttpRequest, type HttpResponse, headerOf, reasonOf } from "../../../net/http/message.ts";
import { NetError } from "../../../net/net-error.ts";
import { EVERYWHERE } from "../../../net/socket/bound.ts";
import type { Process } from "../../../os/process.ts";
import { ResolveError } from "../../../os/resolver/resolve.ts";
import { type CallFailure, callHttp, parseHttpUrl } from "../http-client.ts";
import { type HttpExchange, serveHttp, serveTcp, startUp } from "../server.ts";

export interface Asked {
  readonly process: Process;
  readonly request: HttpRequest;
  readonly parts: readonly string[];
  /** The body, when it is a JSON object. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

export interface Route {
  readonly method: string;
  readonly path: RegExp;
  answer(asked: Asked): Run<Answered>;
}

export interface ExpressApp {
  readonly name: string;
  readonly port: number;
  readonly routes: readonly Route[];
}

/** An exception that nobody catches: the process ends with it. */
export class Uncaught extends Error {}

const CALL_US = 10_000_000;

export function* runExpress(process: Process, { name, port, routes }: ExpressApp): Run<number> {
  const state = { crash: null as Uncaught | null };
  const listen = Number(process.env.get("PORT") ?? port);
  yield* startUp(process, 250_000);
  yield* process.print(`${name} listening on port ${listen}\n`);
  const answer = function* (exchange: HttpExchange): Run<HttpResponse | null> {
    try {
      return yield* respond(process, routes, exchange.request);
    } catch (error) {
      if (!(error instanceof Uncaught)) throw error;
      state.crash ??= error;
      process.signal("TERM");
      return null;
    }
  };
  try {
    yield* serveTcp(process, [
      { ip: EVERYWHERE, port: listen, backlog: 511, serve: (socket) => serveHttp(socket, { answer }) },
    ]);
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    state.crash = new Uncaught(`listen EADDRINUSE: address already in use :::${listen}`);
  }
  if (state.crash === null) return 0;
  yield* process.printError(
    `node:events:486\n      throw er; // Unhandled 'error' event\n      ^\n\nError: ${state.crash.message}\n\nNode.js v22.12.0\n`,
  );
  return 1;
}

function* respond(process: Process, routes: readonly Route[], request: HttpRequest): Run<HttpResponse> {
  const path = request.target.split("?")[0] as string;
  const route = routes.find((one) => one.method === request.method && one.path.test(path));
  const parts = route === undefined ? [] : (route.path.exec(path) as RegExpExecArray).slice(1);
  const { status, body } =
    route === undefined
      ? { status: 404, body: page(`Cannot ${request.method} ${path}`) }
      : yield* route.answer({ process, request, parts, json: jsonOf(request) });
  if (path !== "/healthz") yield* process.print(`${request.method} ${request.target} ${status}\n`);
  const isPage = typeof body === "string";
  const bytes = encodeUtf8(isPage ? body : JSON.stringify(body));
  return {
    version: "HTTP/1.1",
    status,
    reason: reasonOf(status),
    headers: [
      { name: "X-Powered-By", value: "Express" },
      { name: "Content-Type", value: isPage ? "text/html; charset=utf-8" : "application/json; charset=utf-8" },
      { name: "Content-Length", value: String(bytes.length) },
      { name: "Date", value: httpDate(process.machine.clock.nowMs) },
      { name: "Connection", value: headerOf(request.headers, "connection") === "close" ? "close" : "keep-alive" },
    ],
    body: bytes,
  };
}

function page(text: string): string {
  const safe = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>${safe}</pre>\n</body>\n</html>\n`;
}

function jsonOf({ body }: HttpRequest): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(decodeUtf8(body));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Another service asked over HTTP; what goes wrong is said as Node says it. */
export function* call(process: Process, method: string, url: string, body?: unknown): Run<Answered | string> {
  const to = parseHttpUrl(url);
  if (to === null) return `Invalid URL: ${url}`;
  const bytes = body === undefined ? new Uint8Array(0) : encodeUtf8(JSON.stringify(body));
  const headers = [
    { name: "User-Agent", value: "node" },
    { name: "Accept", value: "application/json" },
    ...(body === undefined ? [] : [{ name: "Content-Type", value: "application/json" }]),
  ];
  const got = yield* callHttp(process.machine, { method, ...to, headers, body: bytes, timeoutUs: CALL_US });
  if ("status" in got) return { status: got.status, body: jsonOf({ ...got, method, target: "" }) };
  return wordsOf(got, to.host);
}

function wordsOf(failure: CallFailure, host: string): string {
  if (failure instanceof ResolveError)
    return `getaddrinfo ${failure.code === "EAI_AGAIN" ? "EAI_AGAIN" : "ENOTFOUND"} ${host}`;
  return failure instanceof NetError ? `connect ${failure.code} ${host}` : "socket hang up";
}
