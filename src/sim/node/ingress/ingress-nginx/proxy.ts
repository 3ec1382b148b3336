/**
 * A request on its way through the controller: redirect or refuse it, choose an endpoint, pass it on, bring the answer back.
 *
 * Models: kubernetes/ingress-nginx rootfs/etc/nginx/template/nginx.tmpl, lua/{balancer,lua_ingress}.lua, balancer/round_robin.lua
 */
import { contains, formatIp, parseIp } from "../../../core/ip.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import { httpDate } from "../../../net/http/http-date.ts";
import { type HttpHeader, type HttpRequest, type HttpResponse, headerOf } from "../../../net/http/message.ts";
import type { TcpSocket } from "../../../net/socket/tcp-socket.ts";
import { ResolveError, resolve } from "../../../os/resolver/resolve.ts";
import { errorPage, nginxReason } from "../../images/nginx/nginx-pages.ts";
import { exchange, UpstreamError } from "../../images/nginx/upstream-exchange.ts";
import type { Peer } from "./cluster-view.ts";
import type { Backend, Location, Server } from "./configuration.ts";
import type { Controller } from "./controller.ts";
import { locationFor, rewritten, serverFor } from "./router.ts";

export interface Incoming {
  readonly request: HttpRequest;
  readonly socket: TcpSocket;
  readonly isSecure: boolean;
}

/** What the access log tells of it. */
export interface Passage {
  response: HttpResponse;
  upstreamName: string;
  tries: { readonly at: string; readonly status: number; readonly length: number; readonly us: number }[];
  requestId: string;
}

const MAX_TRIES = 3;

export function* answerRequest(controller: Controller, incoming: Incoming): Run<Passage> {
  const { request, isSecure } = incoming;
  const host = headerOf(request.headers, "host") ?? "";
  const server = serverFor(controller.configuration, host);
  const uri = decoded(request.target.replace(/\?.*$/, ""));
  const location = locationFor(server, uri);
  const passage: Passage = {
    response: failed(controller, 404),
    upstreamName: location === null ? "upstream-default-backend" : nameOf(location.backend),
    tries: [],
    requestId: controller.prng.text("0123456789abcdef", 32),
  };
  if (location !== null) {
    const early = refusal(controller, { incoming, server, location, uri });
    passage.response = early ?? (yield* passOn(controller, { incoming, location, uri, passage }));
  } else {
    // The default backend is nginx itself, at a port of its own.
    passage.tries.push({ at: "127.0.0.1:8181", status: 404, length: passage.response.body.length, us: 0 });
  }
  const { headers } = passage.response;
  if (isSecure && server.secret)
    passage.response = {
      ...passage.response,
      headers: [
        ...headers,
        header("Strict-Transport-Security", `max-age=${controller.options.hstsMaxAgeSec}; includeSubDomains`),
      ],
    };
  return passage;
}

interface Here {
  readonly incoming: Incoming;
  readonly server: Server;
  readonly location: Location;
  readonly uri: string;
}

function refusal(controller: Controller, { incoming, server, location, uri }: Here): HttpResponse | null {
  const { request, socket, isSecure } = incoming;
  const { settings } = location;
  const host = (headerOf(request.headers, "host") ?? "").replace(/:\d+$/, "");
  const hasTls = server.secret !== null;
  if (!isSecure && (settings.forceSslRedirect || (settings.sslRedirect && hasTls))) {
    const target = request.target.length > 1 ? request.target.replace(/\/$/, "") : "";
    return redirect(controller, 308, `https://${host}${target}`);
  }
  if (settings.permanentRedirect !== null) return redirect(controller, ...settings.permanentRedirect);
  const client = socket.remote.ip;
  const isIn = (list: Here["location"]["settings"]["allowed"]): boolean =>
    list.some((range) => contains(range, client));
  if (isIn(settings.denied) || (settings.allowed.length > 0 && !isIn(settings.allowed))) {
    controller.logError(incoming, server.host, "access forbidden by rule");
    return failed(controller, 403);
  }
  if (settings.bodySize !== null && request.body.length > settings.bodySize) {
    controller.logError(incoming, server.host, `client intended to send too large body: ${request.body.length} bytes`);
    return failed(controller, 413);
  }
  if (settings.appRoot !== null && uri === "/")
    return redirect(
      controller,
      302,
      `${isSecure ? "https" : "http"}://${headerOf(request.headers, "host") ?? ""}${settings.appRoot}`,
    );
  return null;
}

function* passOn(
  controller: Controller,
  { incoming, location, uri, passage }: Omit<Here, "server"> & { readonly passage: Passage },
): Run<HttpResponse> {
  const backend = chosen(controller, location, incoming.request);
  passage.upstreamName = nameOf(backend);
  const peers = controller.view.peers(backend.namespace, backend.service) ?? [];
  if (peers.length === 0) return failed(controller, 503);
  const { machine } = controller.process;
  const { settings } = location;
  const request = outgoing(incoming, { location, uri, requestId: passage.requestId });
  let status: 502 | 504 = 502;
  for (let tried = 0; tried < MAX_TRIES; tried++) {
    const peer = controller.next(passage.upstreamName, peers);
    const startUs = machine.clock.nowUs;
    const at = `${peer.address}:${peer.port}`;
    try {
      const response = yield* exchange({
        network: machine.network,
        ip: yield* addressOf(controller, peer),
        port: peer.port,
        request,
        connectTimeoutUs: settings.connectTimeoutSec * 1_000_000,
        readTimeoutUs: settings.readTimeoutSec * 1_000_000,
        ...(settings.backendProtocol === "HTTPS" ? { tlsName: null } : {}),
      });
      passage.tries.push({
        at,
        status: response.status,
        length: response.body.length,
        us: machine.clock.nowUs - startUs,
      });
      return fromUpstream(controller, response);
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      status = error.status;
      passage.tries.push({ at, status, length: 0, us: machine.clock.nowUs - startUs });
      const scheme = settings.backendProtocol.toLowerCase();
      controller.logError(
        incoming,
        serverName(location, incoming),
        error.message,
        `${scheme}://${at}${request.target}`,
      );
      // What may have been done already is not asked for twice.
      if (/reading/.test(error.message) && !/^(GET|HEAD|PUT|DELETE|OPTIONS)$/.test(request.method)) break;
    }
  }
  return failed(controller, status);
}

function* addressOf({ process }: Controller, { address }: Peer): Run<number | bigint> {
  const literal = parseIp(address);
  if (literal !== null) return literal;
  try {
    return (yield* resolve(process.machine, address)).addresses[0] as number | bigint;
  } catch (error) {
    if (error instanceof ResolveError)
      throw new UpstreamError(502, `${address} could not be resolved (3: Host not found)`);
    throw error;
  }
}

function serverName({ ingress }: Location, { request }: Incoming): string {
  const host = (headerOf(request.headers, "host") ?? "").replace(/:\d+$/, "");
  return (ingress.spec.rules ?? []).some((rule) => rule.host === host) ? host : "_";
}

/** A canary's backend, by header, cookie or weight, else the location's own. */
function chosen(controller: Controller, { backend, canaries }: Location, { headers }: HttpRequest): Backend {
  for (const { backend: other, settings } of canaries) {
    const { canary } = settings;
    if (canary === null) continue;
    const sent = canary.header === null ? undefined : headerOf(headers, canary.header);
    if (sent !== undefined && canary.headerValue !== null && sent === canary.headerValue) return other;
    if (sent !== undefined && canary.headerValue === null && sent === "always") return other;
    if (sent === "never" && canary.headerValue === null) continue;
    const cookie = canary.cookie === null ? undefined : cookieOf(headers, canary.cookie);
    if (cookie === "always") return other;
    if (cookie === "never") continue;
    if (canary.weight > 0 && controller.prng.below(1000) < Math.round(canary.weight * 1000)) return other;
  }
  return backend;
}

function cookieOf(headers: readonly HttpHeader[], name: string): string | undefined {
  const pairs = (headerOf(headers, "cookie") ?? "").split(/;\s*/).map((pair) => pair.split("="));
  return pairs.find(([key]) => key === name)?.[1];
}

const OWN = new Set([
  "host",
  "connection",
  "upgrade",
  "content-length",
  "transfer-encoding",
  "x-request-id",
  "x-real-ip",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-proto",
  "x-forwarded-scheme",
  "x-scheme",
  "proxy",
]);

function outgoing(
  { request, socket, isSecure }: Incoming,
  { location, uri, requestId }: { location: Location; uri: string; requestId: string },
): HttpRequest {
  const host = headerOf(request.headers, "host") ?? "";
  const client = formatIp(socket.remote.ip);
  const scheme = isSecure ? "https" : "http";
  const original = headerOf(request.headers, "x-forwarded-for");
  const originalHost = headerOf(request.headers, "x-forwarded-host");
  const query = /\?.*$/.exec(request.target)?.[0] ?? "";
  const path = rewritten(location, uri);
  const target = path === uri ? request.target : `${encodeURI(path)}${query}`;
  const { settings } = location;
  const prefix = settings.rewriteTarget === null ? null : settings.forwardedPrefix;
  const headers = [
    header("Host", settings.vhost ?? host),
    header("X-Request-ID", headerOf(request.headers, "x-request-id") ?? requestId),
    header("X-Real-IP", client),
    header("X-Forwarded-For", client),
    header("X-Forwarded-Host", host),
    header("X-Forwarded-Port", isSecure ? "443" : "80"),
    header("X-Forwarded-Proto", scheme),
    header("X-Forwarded-Scheme", scheme),
    header("X-Scheme", scheme),
    ...(original === undefined ? [] : [header("X-Original-Forwarded-For", original)]),
    ...(originalHost === undefined ? [] : [header("X-Original-Forwarded-Host", originalHost)]),
    ...(prefix === null ? [] : [header("X-Forwarded-Prefix", prefix)]),
    ...(request.body.length > 0 ? [header("Content-Length", String(request.body.length))] : []),
    ...request.headers.filter(({ name }) => !OWN.has(name.toLowerCase())),
  ];
  return {
    method: request.method,
    target: target === "" ? "/" : target,
    version: "HTTP/1.1",
    headers,
    body: request.body,
  };
}

const HIDDEN = new Set([
  "date",
  "server",
  "connection",
  "keep-alive",
  "transfer-encoding",
  "content-length",
  "content-type",
]);

function fromUpstream(controller: Controller, { status, reason, headers, body }: HttpResponse): HttpResponse {
  const type = headerOf(headers, "content-type");
  const rest = headers.filter(({ name }) => !HIDDEN.has(name.toLowerCase()));
  const own = reply(controller, status, type ?? null, body);
  // The answer to HEAD has no body, and says how long it would be.
  const told = body.length === 0 ? headerOf(headers, "content-length") : undefined;
  const first =
    told === undefined
      ? own.headers
      : own.headers.map((one) => (one.name === "Content-Length" ? header(one.name, told) : one));
  return { ...own, reason, headers: [...first, ...rest] };
}

export function failed(controller: Controller, status: number): HttpResponse {
  return reply(controller, status, "text/html", encodeUtf8(errorPage(status, "nginx")));
}

function redirect(controller: Controller, status: number, url: string): HttpResponse {
  const page = failed(controller, status);
  return { ...page, headers: [...page.headers, header("Location", url)] };
}

function reply({ process }: Controller, status: number, type: string | null, body: Uint8Array): HttpResponse {
  const headers = [
    header("Date", httpDate(process.machine.clock.nowMs)),
    ...(type === null ? [] : [header("Content-Type", type)]),
    header("Content-Length", String(body.length)),
    header("Connection", "keep-alive"),
  ];
  return { version: "HTTP/1.1", status, reason: nginxReason(status) || "OK", headers, body };
}

export function nameOf({ namespace, service }: Backend): string {
  return `${namespace}-${service.name}-${service.port?.number ?? service.port?.name ?? ""}`;
}

function header(name: string, value: string): HttpHeader {
  return { name, value };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
