/**
 * What the API server answers, as HTTP.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters, handlers/watch.go
 */
import type { Stream } from "../../core/stream.ts";
import { writeAll } from "../../core/stream-io.ts";
import { encodeUtf8 } from "../../core/utf8.ts";
import type { Run } from "../../core/wait.ts";
import type { JsonObject } from "../../kube/api/objects.ts";
import type { ApiRequest, ApiResponse, WatchStream } from "../../kube/api/request.ts";
import { httpDate } from "../../net/http/http-date.ts";
import { type HttpHeader, type HttpRequest, reasonOf } from "../../net/http/message.ts";
import { encodeChunk, encodeResponse, encodeResponseHead, LAST_CHUNK } from "../../net/http/write.ts";

export interface Answer {
  readonly http: HttpRequest;
  readonly request: ApiRequest;
  readonly response: ApiResponse;
  readonly nowMs: number;
}

/** Requests that a plain one cannot make: they want the connection for streams of their own. */
export function isStreaming(path: string): boolean {
  return /\/pods\/[^/]+\/(exec|attach|portforward)$/.test(path);
}

/** False when the connection is over. */
export function* respond(stream: Stream, { http, request, response, nowMs }: Answer): Run<boolean> {
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
