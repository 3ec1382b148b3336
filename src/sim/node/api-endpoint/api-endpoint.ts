/**
 * The API server on the network: HTTPS on port 6443 of the nodes of the control plane, for whatever comes as packets.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/server/config.go DefaultBuildHandlerChain, pkg/endpoints/handlers/responsewriters
 * SIMPLIFIED: HTTP/1.1 only; exec, attach and port-forward are kubectl's own way; client certificates are not asked for.
 */

import type { Stream } from "../../core/stream.ts";
import { writeAll } from "../../core/stream-io.ts";
import { decodeUtf8, encodeUtf8 } from "../../core/utf8.ts";
import type { Run } from "../../core/wait.ts";
import type { JsonObject } from "../../kube/api/objects.ts";
import {
  type ApiRequest,
  type ApiResponse,
  type ApiUser,
  parseQuery,
  type WatchStream,
} from "../../kube/api/request.ts";
import { parseRoute } from "../../kube/api/route.ts";
import type { ApiServer } from "../../kube/api/server.ts";
import { userOfToken } from "../../kube/api/service-account-token.ts";
import { badRequest, failure, type Status } from "../../kube/api/status.ts";
import { readerOf } from "../../net/http/byte-reader.ts";
import { type HttpHeader, type HttpRequest, keepsAlive, reasonOf } from "../../net/http/message.ts";
import { readRequest } from "../../net/http/read.ts";
import { encodeChunk, encodeResponse, encodeResponseHead, LAST_CHUNK } from "../../net/http/write.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import type { TlsIdentity } from "../../net/tls/server.ts";
import { httpDate } from "../images/http-date.ts";
import { clusterAuthority } from "../pki/authorities.ts";
import { listen } from "../serving/listen.ts";
import { GO_TO_PLAIN, secure } from "../serving/secure.ts";
import { type Gate, throughGate } from "../webhooks/gate.ts";
import { ANONYMOUS } from "./authenticate.ts";

export interface ApiEndpointOptions {
  readonly gate: Gate;
  /** What its certificate is for. */
  readonly names: readonly string[];
  readonly port?: number;
}

const PORT = 6443;
const YEAR_MS = 365 * 86_400_000;

export function serveApi(networks: readonly NetNamespace[], options: ApiEndpointOptions): void {
  const identities = apiIdentities(options.names);
  for (const network of networks) {
    const prng = network.prng.split("api-endpoint");
    const identify = (): TlsIdentity => identities(network);
    listen(network, options.port ?? PORT, function* (socket) {
      const session = yield* secure(socket, { identify, alpn: ["http/1.1"], prng, isGo: true, toPlain: GO_TO_PLAIN });
      if (session === null) return;
      yield* converse(session.stream, options.gate);
      session.stream.close();
    });
  }
}

/** The certificate of the API server, made when somebody first wants to see it. */
export function apiIdentities(names: readonly string[]): (network: NetNamespace) => TlsIdentity {
  const authority = clusterAuthority();
  return ({ clock, prng }) =>
    authority.issue({
      subject: [{ type: "CN", value: "kube-apiserver" }],
      names,
      notBeforeMs: clock.epochMs - 300_000,
      notAfterMs: clock.epochMs + YEAR_MS,
      prng: prng.split("api-certificate"),
    });
}

function* converse(stream: Stream, gate: Gate): Run<void> {
  const reader = readerOf(stream);
  for (;;) {
    const http = yield* readRequest(reader);
    if (http === null) return;
    const request = requestOf(http);
    const refused = refusal(gate, request);
    const response =
      refused === null
        ? yield* throughGate(gate, request)
        : ({ type: "object", status: refused.code, body: refused, warnings: [] } as const);
    const goesOn = yield* respond(stream, { http, request, response, nowMs: gate.network.clock.nowMs });
    if (!goesOn || !keepsAlive(http)) return;
  }
}

function requestOf({ method, target, headers, body }: HttpRequest): ApiRequest {
  const mark = target.indexOf("?");
  const known = new Map<string, string>();
  // Who asks is what the token says, and nobody else's word.
  for (const { name, value } of headers) if (!/^impersonate-/i.test(name)) known.set(name.toLowerCase(), value);
  const [, token] = /^Bearer\s+(\S+)$/i.exec(known.get("authorization") ?? "") ?? [];
  const user = token === undefined ? ANONYMOUS : (userOfToken(token) ?? undefined);
  const request = {
    method: method === "HEAD" ? "GET" : method,
    path: mark < 0 ? target : target.slice(0, mark),
    query: parseQuery(mark < 0 ? "" : target.slice(mark + 1)),
    headers: known,
    ...(user === undefined ? {} : { user }),
  };
  return body.length === 0 ? request : { ...request, body: decodeUtf8(body) };
}

function refusal({ api }: Gate, { user, path, method }: ApiRequest): Status | null {
  if (user === undefined) return failure(401, "Unauthorized", "Unauthorized");
  const isResource = parseRoute(path)?.resource !== undefined;
  if (isResource) {
    const isStreaming = /\/pods\/[^/]+\/(exec|attach|portforward)$/.test(path);
    return isStreaming ? badRequest("Upgrade request required") : null;
  }
  return pathRefusal(api, user, { path, method });
}

/** Of a path that is no resource. */
export function pathRefusal(
  api: ApiServer,
  user: ApiUser,
  { path, method }: Pick<ApiRequest, "path" | "method">,
): Status | null {
  if (api.authorizer.allowsPath(user, path)) return null;
  const verb = method.toLowerCase();
  return failure(
    403,
    "Forbidden",
    `forbidden: User ${JSON.stringify(user.name)} cannot ${verb} path ${JSON.stringify(path)}`,
    {},
  );
}

interface Answer {
  readonly http: HttpRequest;
  readonly request: ApiRequest;
  readonly response: ApiResponse;
  readonly nowMs: number;
}

/** False when the connection is over. */
function* respond(stream: Stream, { http, request, response, nowMs }: Answer): Run<boolean> {
  const common = (contentType: string): HttpHeader[] => [
    { name: "Audit-Id", value: auditId(nowMs) },
    { name: "Cache-Control", value: "no-cache, private" },
    { name: "Content-Type", value: contentType },
    ...(contentType.startsWith("application/json") ? [] : [{ name: "X-Content-Type-Options", value: "nosniff" }]),
    { name: "Date", value: httpDate(nowMs) },
  ];
  if (response.type === "watch") {
    yield* writeHead(stream, common("application/json"));
    return yield* follow(stream, eventsOf(response.events), () => response.events.close());
  }
  if (response.type === "log") {
    yield* writeHead(stream, common("text/plain"));
    return yield* follow(stream, piecesOf(response.stream), () => response.stream.close());
  }
  if (response.type !== "object" && response.type !== "text") return false;
  const text = response.type === "text" ? response.body : jsonText(response.body, request);
  const body = encodeUtf8(text);
  const warnings = response.type === "object" ? response.warnings : [];
  const headers = [
    ...common(response.contentType ?? "application/json"),
    ...warnings.map((warning) => ({ name: "Warning", value: `299 - ${JSON.stringify(warning)}` })),
    { name: "Content-Length", value: String(body.length) },
  ];
  const { status } = response;
  const sent = {
    version: "HTTP/1.1",
    status,
    reason: reasonOf(status),
    headers,
    body: http.method === "HEAD" ? new Uint8Array(0) : body,
  };
  yield* writeAll(stream, encodeResponse(sent));
  return true;
}

/** What people read with curl is set out for reading. Models: apiserver pkg/endpoints/handlers/negotiation isPrettyPrint */
function jsonText(body: JsonObject, { query, headers }: ApiRequest): string {
  const asked = query.get("pretty")?.[0];
  const isPretty =
    asked === undefined
      ? /^(curl|Wget|Mozilla\/5\.0)/.test(headers.get("user-agent") ?? "")
      : /^(true|1|)$/.test(asked);
  return isPretty ? JSON.stringify(body, null, 2) : `${JSON.stringify(body)}\n`;
}

function auditId(nowMs: number): string {
  const hex = nowMs.toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-4000-8000-${hex}`;
}

function* writeHead(stream: Stream, headers: readonly HttpHeader[]): Run<void> {
  const chunked = { name: "Transfer-Encoding", value: "chunked" };
  yield* writeAll(
    stream,
    encodeResponseHead({ version: "HTTP/1.1", status: 200, reason: "OK", headers: [...headers, chunked] }),
  );
}

function* eventsOf(events: WatchStream): Generator<Uint8Array | readonly [WatchStream]> {
  for (let event = events.tryNext(); event !== "eof"; event = events.tryNext())
    yield event === "would-block" ? [events] : encodeUtf8(`${JSON.stringify(event)}\n`);
}

function* piecesOf(log: Stream): Generator<Uint8Array | readonly [Stream]> {
  for (let got = log.tryRead(65_536); got !== "eof"; got = log.tryRead(65_536))
    yield got === "would-block" ? [log] : got;
}

/** Until it ends or the client goes. */
function* follow(
  stream: Stream,
  pieces: Iterable<Uint8Array | readonly [Pick<Stream, "readable">]>,
  close: () => void,
): Run<boolean> {
  try {
    for (const piece of pieces) {
      if (piece instanceof Uint8Array) {
        if (!(yield* writeAll(stream, encodeChunk(piece)))) return false;
        continue;
      }
      if (stream.tryRead(1) === "eof") return false;
      yield { on: [piece[0].readable, stream.readable] };
    }
    yield* writeAll(stream, LAST_CHUNK);
    return true;
  } finally {
    close();
  }
}
