/** One request as nginx carries it through its phases, and the variables that it can be asked for. Models: nginx src/http/ngx_http_variables.c */
import { formatIp, type Ip } from "../../../core/ip.ts";
import { sha256Hex } from "../../../core/sha256.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import { logDate } from "../../../net/http/http-date.ts";
import { type HttpRequest, headerOf } from "../../../net/http/message.ts";
import type { TcpSocket } from "../../../net/socket/tcp-socket.ts";
import type { Process } from "../../../os/process.ts";
import type { NginxLocation, NginxServer, NginxSite } from "./nginx-site.ts";

export interface NginxPeer {
  readonly ip: Ip;
  readonly port: number;
  readonly weight: number;
  readonly isBackup: boolean;
}

export interface NginxRuntime {
  readonly process: Process;
  readonly site: NginxSite;
  /** `nginx/1.29.4` */
  readonly software: string;
  /** Names of proxy_pass, resolved when the configuration was read. */
  readonly upstreams: ReadonlyMap<string, readonly NginxPeer[]>;
  /** Whose turn it is, by upstream. */
  readonly turns: Map<string, number>;
  /** Answers of the resolver, until their time is over. */
  readonly resolved: Map<string, { readonly addresses: readonly Ip[]; readonly untilUs: number }>;
}

export interface UpstreamTry {
  readonly at: string;
  readonly status: number;
  readonly us: number;
}

export class NginxRequest {
  readonly runtime: NginxRuntime;
  readonly request: HttpRequest;
  readonly socket: TcpSocket;
  readonly tlsVersion: string | null;
  readonly server: NginxServer;
  readonly startUs: number;
  location: NginxLocation | null = null;
  /** Decoded, without the query. */
  uri: string;
  args: string;
  captures: readonly string[] = [];
  readonly variables = new Map<string, string>();
  readonly tries: UpstreamTry[] = [];
  proxyHost = "";
  status = 0;
  bytesSent = 0;

  constructor(
    runtime: NginxRuntime,
    of: { request: HttpRequest; socket: TcpSocket; tlsVersion: string | null; server: NginxServer },
  ) {
    this.runtime = runtime;
    this.request = of.request;
    this.socket = of.socket;
    this.tlsVersion = of.tlsVersion;
    this.server = of.server;
    this.startUs = runtime.process.nowUs;
    const mark = of.request.target.indexOf("?");
    this.uri = decodePath(mark < 0 ? of.request.target : of.request.target.slice(0, mark));
    this.args = mark < 0 ? "" : of.request.target.slice(mark + 1);
  }

  header(name: string): string {
    return headerOf(this.request.headers, name) ?? "";
  }

  expand(text: string): string {
    if (!text.includes("$")) return text;
    return text.replace(/\$(\w+)|\$\{(\w+)\}/g, (_, bare: string | undefined, braced: string | undefined) =>
      this.value(bare ?? braced ?? ""),
    );
  }

  value(name: string): string {
    if (/^\d$/.test(name)) return this.captures[Number(name)] ?? "";
    const own = this.variables.get(name);
    if (own !== undefined) return own;
    const map = this.runtime.site.maps.get(name);
    if (map !== undefined) {
      const source = this.expand(map.source);
      for (const [pattern, value] of map.entries)
        if (typeof pattern === "string" ? pattern === source : pattern.test(source)) return this.expand(value);
      return this.expand(map.otherwise);
    }
    return BUILT_IN[name]?.(this) ?? this.#byPrefix(name);
  }

  #byPrefix(name: string): string {
    if (name.startsWith("http_")) return this.header(name.slice(5).replaceAll("_", "-"));
    if (name.startsWith("cookie_")) return pairIn(this.header("cookie"), /;\s*/, name.slice(7));
    return name.startsWith("arg_") ? pairIn(this.args, "&", name.slice(4)) : "";
  }
}

type Variable = (request: NginxRequest) => string;

const client: Variable = ({ socket }) => formatIp(socket.remote.ip);
const all =
  (text: (one: UpstreamTry) => string): Variable =>
  ({ tries }) =>
    tries.length === 0 ? "" : tries.map(text).join(", ");
const seconds = (us: number): string => (us / 1_000_000).toFixed(3);

const BUILT_IN: Readonly<Record<string, Variable>> = {
  args: ({ args }) => args,
  query_string: ({ args }) => args,
  is_args: ({ args }) => (args === "" ? "" : "?"),
  host: (request) => request.header("host").replace(/:\d+$/, "").toLowerCase() || (request.server.names[0] ?? ""),
  hostname: ({ runtime }) => runtime.process.machine.hostname,
  https: ({ tlsVersion }) => (tlsVersion === null ? "" : "on"),
  scheme: ({ tlsVersion }) => (tlsVersion === null ? "http" : "https"),
  ssl_protocol: ({ tlsVersion }) => tlsVersion ?? "",
  uri: ({ uri }) => uri,
  document_uri: ({ uri }) => uri,
  request_uri: ({ request }) => request.target,
  request: ({ request: { method, target, version } }) => `${method} ${target} ${version}`,
  request_method: ({ request }) => request.method,
  request_length: ({ request }) => String(request.body.length + request.target.length + 60),
  request_time: ({ runtime, startUs }) => seconds(runtime.process.nowUs - startUs),
  request_body: ({ request }) => String.fromCharCode(...request.body.subarray(0, 4096)),
  content_type: (request) => request.header("content-type"),
  content_length: (request) => request.header("content-length"),
  remote_addr: client,
  remote_port: ({ socket }) => String(socket.remote.port),
  remote_user: () => "",
  server_addr: ({ socket }) => formatIp(socket.local.ip),
  server_port: ({ socket }) => String(socket.local.port),
  server_name: ({ server }) => server.names[0] ?? "",
  server_protocol: ({ request }) => request.version,
  status: ({ status }) => String(status),
  body_bytes_sent: ({ bytesSent }) => String(bytesSent),
  bytes_sent: ({ bytesSent }) => String(bytesSent + 200),
  connection: () => "1",
  connection_requests: () => "1",
  pid: () => "29",
  pipe: () => ".",
  nginx_version: ({ runtime }) => runtime.software.replace("nginx/", ""),
  msec: ({ runtime }) => seconds(runtime.process.machine.clock.nowMs * 1000),
  time_local: ({ runtime }) => logDate(runtime.process.machine.clock.nowMs),
  time_iso8601: ({ runtime }) => iso(runtime.process.machine.clock.nowMs),
  document_root: ({ server, location }) =>
    (location?.directives.get("root") ?? server.directives.get("root"))?.[0]?.args[0] ?? "/etc/nginx/html",
  request_filename: (request) => `${request.value("document_root")}${request.uri}`,
  request_id: ({ startUs, socket }) => sha256Hex(encodeUtf8(`${startUs}/${socket.remote.port}`)).slice(0, 32),
  proxy_host: ({ proxyHost }) => proxyHost,
  proxy_port: ({ proxyHost }) => /:(\d+)$/.exec(proxyHost)?.[1] ?? "80",
  proxy_add_x_forwarded_for: (request) => {
    const had = request.header("x-forwarded-for");
    return had === "" ? client(request) : `${had}, ${client(request)}`;
  },
  upstream_addr: all(({ at }) => at),
  upstream_status: all(({ status }) => String(status)),
  upstream_response_time: all(({ us }) => seconds(us)),
  upstream_connect_time: all(() => "0.000"),
  upstream_header_time: all(({ us }) => seconds(us)),
};

/** Is there such a variable without anybody setting it? */
export function isBuiltIn(name: string): boolean {
  return (
    Object.hasOwn(BUILT_IN, name) || /^(\d|http_|arg_|cookie_|sent_http_|upstream_http_|upstream_cookie_)/.test(name)
  );
}

function iso(ms: number): string {
  const [, day, month, year, time] = /^(\d\d)\/(\w+)\/(\d+):(\S+)/.exec(logDate(ms)) ?? [];
  const number = "JanFebMarAprMayJunJulAugSepOctNovDec".indexOf(month ?? "Jan") / 3 + 1;
  return `${year}-${String(number).padStart(2, "0")}-${day}T${time}+00:00`;
}

function pairIn(text: string, between: string | RegExp, name: string): string {
  for (const pair of text.split(between)) {
    const equals = pair.indexOf("=");
    if (equals > 0 && pair.slice(0, equals) === name) return pair.slice(equals + 1);
  }
  return "";
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path).replace(/\/{2,}/g, "/");
  } catch {
    return path;
  }
}
