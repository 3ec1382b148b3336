/**
 * nginx at work: answers requests as its configuration says, writes its access and error logs.
 *
 * Models: nginx src/http/ngx_http_{core,proxy,upstream,static,index,log}_module.c
 * SIMPLIFIED: one worker; no caching, ranges, conditional requests, TLS or WebSocket upgrades.
 */
import { formatIp, type Ip, parseIp } from "../../../core/ip.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import { type HttpHeader, type HttpResponse, headerOf } from "../../../net/http/message.ts";
import type { TcpSocket } from "../../../net/socket/tcp-socket.ts";
import type { Process } from "../../../os/process.ts";
import { httpDate, logDate, slashDate } from "../http-date.ts";
import type { HttpExchange } from "../server.ts";
import { errorPage, nginxReason } from "./nginx-pages.ts";
import { passOn } from "./nginx-proxy.ts";
import {
  findLocation,
  findServer,
  type NginxLocation,
  type NginxServer,
  type NginxSite,
  setting,
} from "./nginx-site.ts";
import { expandVariables } from "./nginx-variables.ts";

export interface NginxRuntime {
  readonly process: Process;
  readonly site: NginxSite;
  /** `nginx/1.29.4` */
  readonly software: string;
  /** Names of proxy_pass, resolved when the configuration was read. */
  readonly upstreams: ReadonlyMap<string, readonly { readonly ip: Ip; readonly port: number }[]>;
  /** Whose turn it is, by upstream. */
  readonly turns: Map<string, number>;
}

export interface NginxRequest extends HttpExchange {
  readonly server: NginxServer;
  readonly location: NginxLocation | null;
  /** Decoded, without the query. */
  readonly uri: string;
  readonly port: number;
}

export interface Reply {
  readonly status: number;
  readonly headers: readonly HttpHeader[];
  readonly body: Uint8Array;
  /** The answer comes from an upstream: its own length and type stand. */
  readonly isPassedOn?: boolean;
}

export function* answerRequest(runtime: NginxRuntime, exchange: HttpExchange, port: number): Run<HttpResponse> {
  const { request } = exchange;
  const path = request.target.split("?")[0] as string;
  const host = headerOf(request.headers, "host") ?? "";
  const server = findServer(runtime.site, port, host) as NginxServer;
  let uri = decodePath(path);
  let location = findLocation(server, uri);
  let reply = yield* locate(runtime, { ...exchange, server, location, uri, port });
  const page = errorPageFor(server, location, reply.status);
  if (page !== null && reply.isPassedOn !== true) {
    uri = page.uri;
    location = findLocation(server, uri);
    const instead = yield* locate(runtime, { ...exchange, server, location, uri, port });
    if (instead.status < 300) reply = { ...instead, status: page.status ?? reply.status };
  }
  const response = finish(runtime, server, location, reply);
  yield* logAccess(runtime, exchange, response);
  return response;
}

/** What the location says: refuse, return, pass on, or a file. */
function* locate(runtime: NginxRuntime, request: NginxRequest): Run<Reply> {
  const { server, location } = request;
  const returned = (location?.directives.get("return") ?? server.directives.get("return"))?.[0];
  if (returned !== undefined) return returnReply(request, returned.args, runtime);
  if (isDenied(server, location, request.socket)) return failed(403, runtime);
  const pass = location?.directives.get("proxy_pass")?.[0];
  if (pass !== undefined) return yield* passOn(runtime, request, pass.args[0] as string);
  if (request.request.method !== "GET" && request.request.method !== "HEAD") return failed(405, runtime);
  return file(runtime, request);
}

function returnReply({ request, socket }: NginxRequest, args: readonly string[], runtime: NginxRuntime): Reply {
  const [first = "", second] = args;
  const status = /^\d{3}$/.test(first) ? Number(first) : 302;
  const text = /^\d{3}$/.test(first) ? second : first;
  const value = expandVariables(text ?? "", { request, socket, process: runtime.process });
  if ([301, 302, 303, 307, 308].includes(status) && text !== undefined)
    return { ...failed(status, runtime), headers: [html, { name: "Location", value }] };
  if (text === undefined) return failed(status, runtime);
  return { status, headers: [{ name: "Content-Type", value: "text/plain" }], body: encodeUtf8(value) };
}

const html: HttpHeader = { name: "Content-Type", value: "text/html" };

export function failed(status: number, { software }: NginxRuntime): Reply {
  return { status, headers: [html], body: encodeUtf8(errorPage(status, software)) };
}

function isDenied(server: NginxServer, location: NginxLocation | null, { remote }: TcpSocket): boolean {
  const rules = [
    ...setting(server, location, "allow").map((rule) => ({ rule, allows: true })),
    ...setting(server, location, "deny").map((rule) => ({ rule, allows: false })),
  ].sort((a, b) => a.rule.line - b.rule.line);
  for (const { rule, allows } of rules) {
    const what = rule.args[0] ?? "all";
    if (what === "all" || parseIp(what) === remote.ip) return !allows;
  }
  return false;
}

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html",
  htm: "text/html",
  css: "text/css",
  js: "application/javascript",
  json: "application/json",
  txt: "text/plain",
  svg: "image/svg+xml",
  xml: "text/xml",
  png: "image/png",
  ico: "image/x-icon",
};

function file(runtime: NginxRuntime, request: NginxRequest): Reply {
  const { server, location, uri } = request;
  const { fs } = runtime.process.machine;
  const alias = location?.directives.get("alias")?.[0]?.args[0];
  const root = setting(server, location, "root")[0]?.args[0] ?? "/usr/share/nginx/html";
  const path = alias === undefined || location === null ? root + uri : alias + uri.slice(location.path.length);
  const tries = location?.directives.get("try_files")?.[0]?.args;
  if (tries !== undefined) return tryFiles(runtime, request, { root, tries });
  const node = fs.tryNode(path);
  if (node?.kind === "directory") {
    if (!uri.endsWith("/")) {
      const value = `http://${headerOf(request.request.headers, "host") ?? ""}${uri}/`;
      return { ...failed(301, runtime), headers: [html, { name: "Location", value }] };
    }
    for (const name of setting(server, location, "index")[0]?.args ?? ["index.html", "index.htm"])
      if (fs.tryNode(path + name)?.kind === "file") return contents(runtime, path + name);
    logError(runtime, request, `directory index of "${path}" is forbidden`);
    return failed(403, runtime);
  }
  if (node?.kind === "file") return contents(runtime, path);
  logError(runtime, request, `open() "${path}" failed (2: No such file or directory)`);
  return failed(404, runtime);
}

function tryFiles(
  runtime: NginxRuntime,
  request: NginxRequest,
  { root, tries }: { root: string; tries: readonly string[] },
): Reply {
  const { fs } = runtime.process.machine;
  const last = tries.at(-1) ?? "=404";
  for (const attempt of tries.slice(0, -1)) {
    const path = root + attempt.replaceAll("$uri", request.uri);
    const node = fs.tryNode(path.replace(/(.)\/+$/, "$1"));
    if (node?.kind === "file" && !attempt.endsWith("/")) return contents(runtime, path);
    if (node?.kind === "directory" && attempt.endsWith("/") && fs.tryNode(`${path}index.html`)?.kind === "file")
      return contents(runtime, `${path.replace(/\/+$/, "")}/index.html`);
  }
  if (last.startsWith("=")) return failed(Number(last.slice(1)), runtime);
  const path = root + last.replaceAll("$uri", request.uri).split("?")[0];
  return fs.tryNode(path)?.kind === "file" ? contents(runtime, path) : failed(404, runtime);
}

function contents(runtime: NginxRuntime, path: string): Reply {
  const { fs } = runtime.process.machine;
  const node = fs.node(path);
  const body = fs.readFile(path);
  const { mtimeMs } = node.attributes;
  const type = TYPES[/\.([^./]+)$/.exec(path)?.[1] ?? ""] ?? "application/octet-stream";
  return {
    status: 200,
    headers: [
      { name: "Content-Type", value: type },
      { name: "Last-Modified", value: httpDate(mtimeMs) },
      { name: "ETag", value: `"${Math.floor(mtimeMs / 1000).toString(16)}-${body.length.toString(16)}"` },
      { name: "Accept-Ranges", value: "bytes" },
    ],
    body,
  };
}

/** nginx's own order: Server, Date, Content-Type, Content-Length, Last-Modified, Location, Connection, the rest. */
function finish(
  runtime: NginxRuntime,
  server: NginxServer,
  location: NginxLocation | null,
  reply: Reply,
): HttpResponse {
  const own = (name: string): HttpHeader[] => reply.headers.filter((header) => header.name.toLowerCase() === name);
  const first = new Set(["content-type", "content-length", "last-modified", "location"]);
  const showsVersion = setting(server, location, "server_tokens")[0]?.args[0] !== "off";
  const added = reply.status < 400 ? setting(server, location, "add_header") : [];
  const headers: HttpHeader[] = [
    { name: "Server", value: showsVersion ? runtime.software : "nginx" },
    { name: "Date", value: httpDate(runtime.process.machine.clock.nowMs) },
    ...own("content-type"),
    { name: "Content-Length", value: String(reply.body.length) },
    ...own("last-modified"),
    ...own("location"),
    { name: "Connection", value: "keep-alive" },
    ...reply.headers.filter(({ name }) => !first.has(name.toLowerCase())),
    ...added.map(({ args }) => ({ name: args[0] ?? "", value: args[1] ?? "" })),
  ];
  return {
    version: "HTTP/1.1",
    status: reply.status,
    reason: nginxReason(reply.status) || "OK",
    headers,
    body: reply.body,
  };
}

function errorPageFor(
  server: NginxServer,
  location: NginxLocation | null,
  status: number,
): { readonly uri: string; readonly status: number | null } | null {
  if (status < 300) return null;
  for (const { args } of setting(server, location, "error_page")) {
    const uri = args.at(-1) ?? "";
    const change = args.find((word) => word.startsWith("="));
    if (args.includes(String(status)) && uri.startsWith("/"))
      return { uri, status: change === undefined ? null : Number(change.slice(1) || 200) };
  }
  return null;
}

function* logAccess({ process }: NginxRuntime, { request, socket }: HttpExchange, response: HttpResponse): Run<void> {
  const value = (name: string): string => headerOf(request.headers, name) ?? "-";
  const line = `${formatIp(socket.remote.ip)} - - [${logDate(process.machine.clock.nowMs)}] "${request.method} ${request.target} ${request.version}" ${response.status} ${request.method === "HEAD" ? 0 : response.body.length} "${value("referer")}" "${value("user-agent")}" "${value("x-forwarded-for")}"\n`;
  yield* process.print(line);
}

export function logError(runtime: NginxRuntime, { request, socket, server }: NginxRequest, what: string): void {
  const { process } = runtime;
  const host = headerOf(request.headers, "host") ?? "";
  const line = `${slashDate(process.machine.clock.nowMs)} [error] 29#29: *1 ${what}, client: ${formatIp(socket.remote.ip)}, server: ${server.names[0] ?? "localhost"}, request: "${request.method} ${request.target} ${request.version}", host: "${host}"\n`;
  process.fds.get(2)?.stream.tryWrite(encodeUtf8(line));
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
