/**
 * nginx at work: takes a request through its phases (rewrite, access, content), and makes the answer whole.
 *
 * Models: nginx src/http/ngx_http_core_module.c, ngx_http_header_filter_module.c, ngx_http_special_response.c
 * SIMPLIFIED: one worker; no caching, ranges, conditional requests or WebSocket upgrades; HTTP/2 is not offered.
 */
import { contains, parseCidr, parseIp } from "../../../core/ip.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import { httpDate } from "../../../net/http/http-date.ts";
import { type HttpHeader, type HttpResponse, headerOf } from "../../../net/http/message.ts";
import type { HttpExchange } from "../server.ts";
import type { NginxDirective } from "./nginx-conf.ts";
import { serveFile } from "./nginx-files.ts";
import { logAccess, logError } from "./nginx-log.ts";
import { nginxReason } from "./nginx-pages.ts";
import { passOn } from "./nginx-proxy.ts";
import { failed, html, type Reply } from "./nginx-reply.ts";
import { NginxRequest, type NginxRuntime } from "./nginx-request.ts";
import { runRewrites } from "./nginx-rewrite.ts";
import { findLocation, findServer, type NginxLocation, type NginxServer, setting } from "./nginx-site.ts";

const MAX_REDIRECTS = 10;

export interface Arrival {
  readonly port: number;
  readonly tlsVersion: string | null;
}

/** Null closes the connection without a word. */
export function* answerRequest(
  runtime: NginxRuntime,
  exchange: HttpExchange,
  arrival: Arrival,
): Run<HttpResponse | null> {
  const { request, socket } = exchange;
  const host = headerOf(request.headers, "host") ?? "";
  const server = findServer(runtime.site, arrival.port, host) as NginxServer;
  const own = new NginxRequest(runtime, { request, socket, tlsVersion: arrival.tlsVersion, server });
  let reply = yield* replyTo(own);
  const page = errorPageFor(own, reply);
  if (page !== null) reply = yield* withErrorPage(own, reply, page);
  const response = finish(own, reply);
  own.status = reply.status;
  own.bytesSent = request.method === "HEAD" ? 0 : response.body.length;
  yield* logAccess(own);
  return reply.isSilent === true ? null : response;
}

/** From the rewrite phase to the content, again for every path that it is sent on to. */
function* replyTo(request: NginxRequest): Run<Reply> {
  const { server, runtime } = request;
  const atServer = runRewrites(request, server.ordered);
  if (atServer.kind === "return") return returnReply(request, atServer.args);
  let named: NginxLocation | undefined;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    request.location = named ?? findLocation(server, request.uri);
    named = undefined;
    if (lacksSlash(request))
      return returnReply(request, ["301", `${request.uri}/${request.args === "" ? "" : `?${request.args}`}`]);
    const step = request.location === null ? null : runRewrites(request, request.location.ordered);
    if (step?.kind === "return") return returnReply(request, step.args);
    if (step?.kind === "again") continue;
    if (isDenied(request)) {
      logError(request, "access forbidden by rule");
      return failed(403, runtime);
    }
    const reply = yield* content(request);
    if (!("elsewhere" in reply)) return reply;
    named = server.locations.find(({ modifier, path }) => modifier === "@" && path === reply.elsewhere);
    if (named === undefined) [request.uri = "/", request.args = request.args] = reply.elsewhere.split("?");
  }
  logError(request, `rewrite or internal redirection cycle while internally redirecting to "${request.uri}"`);
  return failed(500, runtime);
}

/** A location that passes on what is below a folder sends the folder's bare name there. */
function lacksSlash({ server, location, uri }: NginxRequest): boolean {
  if (location?.modifier === "=") return false;
  return server.locations.some(
    ({ path, pattern, directives }) => pattern === null && path === `${uri}/` && directives.has("proxy_pass"),
  );
}

function* content(request: NginxRequest): Run<Reply | { readonly elsewhere: string }> {
  const {
    location,
    runtime,
    request: { method },
  } = request;
  const pass = location?.directives.get("proxy_pass")?.[0];
  const tries = location?.directives.get("try_files");
  if (pass !== undefined && tries === undefined) return yield* passOn(request, pass.args[0] as string);
  if (method !== "GET" && method !== "HEAD" && tries === undefined) return failed(405, runtime);
  return serveFile(request);
}

function returnReply(request: NginxRequest, args: readonly string[]): Reply {
  const { runtime } = request;
  const [first = "", second] = args;
  const status = /^\d{3}$/.test(first) ? Number(first) : 302;
  const text = /^\d{3}$/.test(first) ? second : first;
  if (status === 444) return { ...failed(444, runtime), isSilent: true };
  const value = request.expand(text ?? "");
  if ([301, 302, 303, 307, 308].includes(status) && text !== undefined) {
    const { port } = request.socket.local;
    const scheme = request.value("scheme");
    const base = value.startsWith("/")
      ? `${scheme}://${request.value("host")}${port === (scheme === "https" ? 443 : 80) ? "" : `:${port}`}`
      : "";
    return {
      ...failed(status, runtime),
      headers: [html, { name: "Location", value: `${base}${value}` }],
      isLocal: base !== "",
    };
  }
  if (text === undefined) return failed(status, runtime);
  const type = setting(request.server, request.location, "default_type")[0]?.args[0] ?? "text/plain";
  return { status, headers: [{ name: "Content-Type", value: type }], body: encodeUtf8(value) };
}

/** The first rule that fits decides. */
function isDenied({ server, location, socket }: NginxRequest): boolean {
  const isRule = ({ name }: NginxDirective): boolean => name === "allow" || name === "deny";
  const own = location?.ordered.filter(isRule) ?? [];
  const inherited = [...setting(server, null, "allow"), ...setting(server, null, "deny")].sort(
    (a, b) => a.line - b.line,
  );
  for (const {
    name,
    args: [what = "all"],
  } of own.length > 0 ? own : inherited) {
    const range = parseCidr(what);
    const fits =
      what === "all" || parseIp(what) === socket.remote.ip || (range !== null && contains(range, socket.remote.ip));
    if (fits) return name === "deny";
  }
  return false;
}

interface ErrorPage {
  readonly uri: string;
  /** `=`: whatever the page says. */
  readonly status: number | null;
}

function errorPageFor({ server, location }: NginxRequest, reply: Reply): ErrorPage | null {
  if (reply.status < 300 || reply.isSilent === true) return null;
  const intercepts = setting(server, location, "proxy_intercept_errors")[0]?.args[0] === "on";
  if (reply.isPassedOn === true && !intercepts) return null;
  for (const { args } of setting(server, location, "error_page")) {
    const change = args.find((word) => word.startsWith("="));
    if (args.includes(String(reply.status)))
      return {
        uri: args.at(-1) ?? "",
        status: change === undefined ? reply.status : change === "=" ? null : Number(change.slice(1)),
      };
  }
  return null;
}

function* withErrorPage(request: NginxRequest, reply: Reply, { uri, status }: ErrorPage): Run<Reply> {
  if (/^https?:/.test(uri))
    return { ...failed(302, request.runtime), headers: [html, { name: "Location", value: request.expand(uri) }] };
  const named = request.server.locations.find(({ modifier, path }) => modifier === "@" && path === uri);
  if (named === undefined) [request.uri = "/"] = uri.split("?");
  request.location = named ?? findLocation(request.server, request.uri);
  const step = request.location === null ? null : runRewrites(request, request.location.ordered);
  if (step?.kind === "return") {
    const returned = returnReply(request, step.args);
    return { ...returned, status: status ?? returned.status };
  }
  let instead = yield* content(request);
  if ("elsewhere" in instead) {
    request.uri = instead.elsewhere;
    instead = yield* content(request);
  }
  if ("elsewhere" in instead || instead.status >= 300) return reply;
  return { ...instead, status: status ?? instead.status };
}

const FIRST = new Set(["content-type", "content-length", "last-modified"]);
const CLOSES = new Set([400, 413, 414, 500, 501]);
const WITHOUT_ALWAYS = new Set([200, 201, 204, 206, 301, 302, 303, 304, 307, 308]);

const isRanges = ({ name }: HttpHeader): boolean => name.toLowerCase() === "accept-ranges";
const isLocation = ({ name }: HttpHeader): boolean => name.toLowerCase() === "location";

/** nginx's own order: Server, Date, Content-Type, Content-Length, Last-Modified, its own Location, Connection, the rest. */
function finish(request: NginxRequest, reply: Reply): HttpResponse {
  const { server, location, runtime } = request;
  const own = (name: string): HttpHeader[] => reply.headers.filter((header) => header.name.toLowerCase() === name);
  const showsVersion = setting(server, location, "server_tokens")[0]?.args[0] !== "off";
  request.status = reply.status;
  const isLocal = (header: HttpHeader): boolean => isLocation(header) && reply.isLocal === true;
  const added = setting(server, location, "add_header")
    .filter(({ args }) => args[2] === "always" || WITHOUT_ALWAYS.has(reply.status))
    .map(({ args }) => ({ name: args[0] ?? "", value: request.expand(args[1] ?? "") }))
    .filter(({ value }) => value !== "");
  const headers: HttpHeader[] = [
    { name: "Server", value: showsVersion ? runtime.software : "nginx" },
    { name: "Date", value: httpDate(runtime.process.machine.clock.nowMs) },
    ...own("content-type"),
    { name: "Content-Length", value: reply.toldLength ?? String(reply.body.length) },
    ...own("last-modified"),
    ...own("location").filter(isLocal),
    { name: "Connection", value: CLOSES.has(reply.status) && reply.isPassedOn !== true ? "close" : "keep-alive" },
    ...reply.headers.filter((header) => !FIRST.has(header.name.toLowerCase()) && !isRanges(header) && !isLocal(header)),
    ...added,
    ...(reply.status < 300 ? reply.headers.filter(isRanges) : []),
  ];
  const reason = reply.reason ?? nginxReason(reply.status);
  return { version: "HTTP/1.1", status: reply.status, reason, headers, body: reply.body };
}
