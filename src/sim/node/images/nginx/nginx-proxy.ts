/**
 * proxy_pass: the request goes on to an upstream, changed as the configuration says, and its answer comes back. What
 * goes wrong on the way is 502 or 504.
 *
 * Models: nginx src/http/modules/ngx_http_proxy_module.c, src/http/ngx_http_upstream.c, ngx_http_upstream_round_robin.c
 * SIMPLIFIED: least_conn and ip_hash take turns like the rest; proxy_redirect rewrites by its default only.
 */
import { formatIp, type Ip, parseIp } from "../../../core/ip.ts";
import type { Run } from "../../../core/wait.ts";
import { type HttpHeader, type HttpRequest, type HttpResponse, headerOf } from "../../../net/http/message.ts";
import { libcOf, ResolveError, resolve } from "../../../os/resolver/resolve.ts";
import { logError } from "./nginx-log.ts";
import { failed, type Reply } from "./nginx-reply.ts";
import type { NginxPeer, NginxRequest } from "./nginx-request.ts";
import { setting } from "./nginx-site.ts";
import { exchange, UpstreamError } from "./upstream-exchange.ts";

/** `http://name:port/uri` taken apart. */
export interface ProxyTarget {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly port: number;
  readonly hasPort: boolean;
  /** Null when there is no path: then the request's own stays. */
  readonly uri: string | null;
}

export function parseProxyPass(url: string): ProxyTarget | null {
  const found = /^(https?):\/\/([^/:?]+)(?::(\d+))?([/?].*)?$/.exec(url);
  if (found === null) return null;
  const scheme = found[1] as "http" | "https";
  const port = Number(found[3] ?? (scheme === "https" ? 443 : 80));
  return { scheme, host: found[2] as string, port, hasPort: found[3] !== undefined, uri: found[4] ?? null };
}

/** One name can be asked for at several ports. */
export function upstreamKey({ host, port }: ProxyTarget): string {
  return `${host}:${port}`;
}

export function* passOn(request: NginxRequest, written: string): Run<Reply> {
  const { runtime, server, location } = request;
  const target = parseProxyPass(request.expand(written));
  if (target === null) {
    logError(request, `invalid URL prefix in "${request.expand(written)}"`);
    return failed(500, runtime);
  }
  const limit = sizeOf(setting(server, location, "client_max_body_size")[0]?.args[0] ?? "1m");
  if (limit > 0 && request.request.body.length > limit) {
    logError(request, `client intended to send too large body: ${request.request.body.length} bytes`);
    return failed(413, runtime);
  }
  const peers = yield* peersFor(request, target);
  if (typeof peers === "string") {
    logError(request, peers);
    return failed(502, runtime);
  }
  return yield* tryPeers(request, { target, peers, hasVariables: written.includes("$") });
}

interface Passing {
  readonly target: ProxyTarget;
  readonly peers: readonly NginxPeer[];
  readonly hasVariables: boolean;
}

function* tryPeers(request: NginxRequest, { target, peers, hasVariables }: Passing): Run<Reply> {
  const { runtime, server, location } = request;
  const { network, clock } = runtime.process.machine;
  const seconds = (name: string): number => secondsOf(setting(server, location, name)[0]?.args[0]) * 1_000_000;
  const out = outgoing(request, target, hasVariables);
  let status = 502;
  for (const { ip, port } of inTurn(request, target, peers)) {
    const at = `${formatIp(ip)}:${port}`;
    const startUs = clock.nowUs;
    try {
      const tls = target.scheme === "https" ? { tlsName: tlsNameOf(request, target) } : {};
      const connectTimeoutUs = seconds("proxy_connect_timeout");
      const readTimeoutUs = seconds("proxy_read_timeout");
      const answer = yield* exchange({ network, ip, port, request: out, connectTimeoutUs, readTimeoutUs, ...tls });
      request.tries.push({ at, status: answer.status, us: clock.nowUs - startUs });
      return fromUpstream(request, target, answer);
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      status = error.status;
      request.tries.push({ at, status, us: clock.nowUs - startUs });
      logError(request, inWords(request, error.message), `${target.scheme}://${at}${out.target}`);
      if (setting(server, location, "proxy_next_upstream")[0]?.args[0] === "off") break;
    }
  }
  return failed(status, runtime);
}

/** The same failures have other names in another C library. */
function inWords({ runtime }: NginxRequest, message: string): string {
  if (libcOf(runtime.process.machine) === "musl") return message;
  return message
    .replace("Operation timed out", "Connection timed out")
    .replace("Host is unreachable", "No route to host");
}

/** By weight, each in its turn; those kept in reserve come last. */
function inTurn({ runtime }: NginxRequest, target: ProxyTarget, peers: readonly NginxPeer[]): NginxPeer[] {
  const first = peers
    .filter(({ isBackup }) => !isBackup)
    .flatMap((peer) => Array.from({ length: peer.weight }, () => peer));
  const key = upstreamKey(target);
  const turn = runtime.turns.get(key) ?? 0;
  runtime.turns.set(key, turn + 1);
  const rotated = first.map((_, i) => first[(turn + i) % first.length] as NginxPeer);
  return [...new Set([...rotated, ...peers.filter(({ isBackup }) => isBackup)])];
}

/** Known from the start, or asked for now; a text says why there are none. */
function* peersFor(request: NginxRequest, target: ProxyTarget): Run<readonly NginxPeer[] | string> {
  const { runtime, server, location } = request;
  const known = runtime.upstreams.get(upstreamKey(target));
  if (known !== undefined) return known;
  const peerOf = (ip: Ip): NginxPeer => ({ ip, port: target.port, weight: 1, isBackup: false });
  const literal = parseIp(target.host);
  if (literal !== null) return [peerOf(literal)];
  const [resolver = "", ...options] = setting(server, location, "resolver")[0]?.args ?? [];
  if (resolver === "") return `no resolver defined to resolve ${target.host}`;
  const { machine } = runtime.process;
  const cached = runtime.resolved.get(target.host);
  if (cached !== undefined && cached.untilUs > machine.clock.nowUs) return cached.addresses.map(peerOf);
  const address = parseIp(resolver.replace(/:\d+$/, ""));
  const servers = address === null ? (yield* resolve(machine, resolver)).addresses : [address];
  try {
    const { addresses } = yield* resolve(machine, `${target.host}.`, { servers, family: 4 });
    const valid = options.find((word) => word.startsWith("valid="));
    const untilUs = machine.clock.nowUs + (valid === undefined ? 5 : secondsOf(valid.slice(6))) * 1_000_000;
    runtime.resolved.set(target.host, { addresses, untilUs });
    return addresses.map(peerOf);
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    return error.code === "EAI_AGAIN"
      ? `${target.host} could not be resolved (110: Operation timed out)`
      : `${target.host} could not be resolved (3: Host not found)`;
  }
}

function tlsNameOf(request: NginxRequest, target: ProxyTarget): string | null {
  const { server, location } = request;
  if (setting(server, location, "proxy_ssl_server_name")[0]?.args[0] !== "on") return null;
  return request.expand(setting(server, location, "proxy_ssl_name")[0]?.args[0] ?? target.host);
}

const CLOSING = new Set([
  "connection",
  "keep-alive",
  "transfer-encoding",
  "content-length",
  "host",
  "expect",
  "upgrade",
]);

function outgoing(request: NginxRequest, target: ProxyTarget, hasVariables: boolean): HttpRequest {
  const { server, location } = request;
  const standard = target.scheme === "https" ? 443 : 80;
  request.proxyHost = target.hasPort && target.port !== standard ? `${target.host}:${target.port}` : target.host;
  const set = setting(server, location, "proxy_set_header");
  const given = new Map(
    set.map(({ args: [name = "", value = ""] }) => [name.toLowerCase(), { name, value: request.expand(value) }]),
  );
  const version = setting(server, location, "proxy_http_version")[0]?.args[0] ?? "1.0";
  const headers: HttpHeader[] = [];
  if (!given.has("host")) headers.push({ name: "Host", value: request.proxyHost });
  for (const header of given.values()) if (header.value !== "") headers.push(header);
  if (!given.has("connection")) headers.push({ name: "Connection", value: "close" });
  const { body, method } = request.request;
  if (body.length > 0) headers.push({ name: "Content-Length", value: String(body.length) });
  for (const header of request.request.headers) {
    const name = header.name.toLowerCase();
    if (!CLOSING.has(name) && !given.has(name)) headers.push(header);
  }
  return { method, target: targetOf(request, target, hasVariables), version: `HTTP/${version}`, headers, body };
}

/** With a path in proxy_pass, that path stands for the part of the request that the location named. */
function targetOf({ location, uri, args, request }: NginxRequest, target: ProxyTarget, hasVariables: boolean): string {
  const query = args === "" ? "" : `?${args}`;
  const isChanged = decodeURI(request.target.replace(/\?.*$/, "")) !== uri;
  if (target.uri === null || location === null) return isChanged ? `${encodeURI(uri)}${query}` : request.target;
  if (hasVariables) return target.uri;
  const rest = uri.startsWith(location.path) ? uri.slice(location.path.length) : uri;
  return `${target.uri}${encodeURI(rest)}${query}`;
}

const HIDDEN = new Set([
  "date",
  "server",
  "connection",
  "keep-alive",
  "transfer-encoding",
  "content-length",
  "x-pad",
  "x-accel-redirect",
]);

function fromUpstream(
  request: NginxRequest,
  target: ProxyTarget,
  { status, reason, headers, body }: HttpResponse,
): Reply {
  const { server, location } = request;
  const hidden = setting(server, location, "proxy_hide_header").map(({ args }) => (args[0] ?? "").toLowerCase());
  const shown = headers.filter(({ name }) => !HIDDEN.has(name.toLowerCase()) && !hidden.includes(name.toLowerCase()));
  const isOff = setting(server, location, "proxy_redirect")[0]?.args[0] === "off";
  const moved = headerOf(headers, "location");
  const told = headerOf(headers, "content-length");
  const base = `${target.scheme}://${request.proxyHost}${target.uri ?? "/"}`;
  const here = location?.pattern === null ? location.path : "/";
  const back = (header: HttpHeader): HttpHeader =>
    header.name.toLowerCase() === "location" && moved?.startsWith(base) === true && !isOff
      ? {
          name: header.name,
          value: absolute(request, `${target.uri === null ? "/" : here}${moved.slice(base.length)}`),
        }
      : header;
  return {
    status,
    reason,
    headers: shown.map(back),
    body,
    ...(told === undefined || body.length > 0 ? {} : { toldLength: told }),
    isPassedOn: true,
    isLocal: moved?.startsWith(base) === true && !isOff,
  };
}

/** With the client's own name for this server. */
function absolute(request: NginxRequest, path: string): string {
  const { port } = request.socket.local;
  const scheme = request.value("scheme");
  return `${scheme}://${request.value("host")}${port === (scheme === "https" ? 443 : 80) ? "" : `:${port}`}${path}`;
}

function secondsOf(text: string | undefined): number {
  const found = /^(\d+)(ms|s|m|h)?$/.exec(text ?? "60");
  if (found === null) return 60;
  const unit = { ms: 0.001, s: 1, m: 60, h: 3600 }[found[2] ?? "s"] ?? 1;
  return Math.max(0.001, Number(found[1]) * unit);
}

function sizeOf(text: string): number {
  const [, number = "0", unit = ""] = /^(\d+)([kmg]?)$/i.exec(text) ?? [];
  return Number(number) * ({ k: 1024, m: 1_048_576, g: 1_073_741_824 }[unit.toLowerCase()] ?? 1);
}
