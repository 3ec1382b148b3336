/**
 * The web servers of the world outside, over HTTP and HTTPS. Published files are served under their addresses; every
 * other known name has one page, whatever is asked for.
 *
 * SIMPLIFIED: one software and one certificate for all sites; a name that is not known is answered for example.com.
 */

import type { Stream } from "../../core/stream.ts";
import { writeAll } from "../../core/stream-io.ts";
import { encodeUtf8 } from "../../core/utf8.ts";
import type { Run } from "../../core/wait.ts";
import { type ByteReader, readerOf } from "../../net/http/byte-reader.ts";
import { httpDate } from "../../net/http/http-date.ts";
import {
  HttpError,
  type HttpRequest,
  type HttpResponse,
  headerOf,
  keepsAlive,
  reasonOf,
} from "../../net/http/message.ts";
import { readRequest } from "../../net/http/read.ts";
import { writeResponse } from "../../net/http/write.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import type { TlsIdentity } from "../../net/tls/server.ts";
import type { Parts } from "../parts/parts.ts";
import { publicAuthority } from "../pki/authorities.ts";
import { PUBLISHED_HOSTS, type PublishedFile } from "../published/published.ts";
import { listen } from "../serving/listen.ts";
import { secure } from "../serving/secure.ts";

const DAY_MS = 86_400_000;

export function serveSites(namespace: NetNamespace, page: string, parts: Parts): void {
  const { clock } = namespace;
  const prng = namespace.prng.split("https");
  const authority = publicAuthority();
  // Issued when somebody first asks, and again when its time is over.
  const identify = (): TlsIdentity => {
    const period = Math.floor((clock.nowMs - clock.epochMs) / (60 * DAY_MS));
    const startMs = clock.epochMs + (60 * period - 20) * DAY_MS;
    return authority.issue({
      subject: [{ type: "CN", value: "example.com" }],
      names: ["example.com", "*.example.com", "github.com", "*.githubusercontent.com", "kind.sigs.k8s.io"],
      notBeforeMs: startMs - (startMs % DAY_MS),
      notAfterMs: startMs - (startMs % DAY_MS) + 90 * DAY_MS - 1000,
      prng: namespace.prng.split(`certificate/${period}`),
    });
  };
  listen(namespace, 80, (socket) =>
    serve(socket, (request) => answer(request, { page, parts, isSecure: false, nowMs: clock.nowMs })),
  );
  listen(namespace, 443, function* (socket) {
    const session = yield* secure(socket, { identify, alpn: ["http/1.1"], prng });
    if (session === null) return;
    yield* serve(session.stream, (request) => answer(request, { page, parts, isSecure: true, nowMs: clock.nowMs }));
    session.stream.close();
  });
}

function* serve(stream: Stream, answerTo: (request: HttpRequest) => Run<HttpResponse>): Run<void> {
  const reader = readerOf(stream);
  for (;;) {
    const request = yield* readOrRefuse(stream, reader);
    if (request === null) return;
    const response = yield* answerTo(request);
    yield* writeResponse(stream, request.method === "HEAD" ? { ...response, body: new Uint8Array(0) } : response);
    if (!keepsAlive(request) || !keepsAlive(response)) return;
  }
}

/** What is no HTTP is answered, so that a client of another protocol sees that it is not its own. */
function* readOrRefuse(stream: Stream, reader: ByteReader): Run<HttpRequest | null> {
  try {
    return yield* readRequest(reader);
  } catch (error) {
    if (!(error instanceof HttpError) || error.code !== "malformed") throw error;
    yield* writeAll(stream, encodeUtf8("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
    return null;
  }
}

interface Where {
  readonly page: string;
  readonly parts: Parts;
  readonly isSecure: boolean;
  readonly nowMs: number;
}

function* answer({ headers, target, version }: HttpRequest, where: Where): Run<HttpResponse> {
  const { page, isSecure, nowMs } = where;
  const host = (headerOf(headers, "host") ?? "").replace(/:\d+$/, "");
  const path = target.replace(/\?.*$/, "");
  const ours = yield* publishedAt(host, where.parts);
  const reply = (status: number, type: string, text: string, more: { name: string; value: string }[] = []) => {
    const body = encodeUtf8(text);
    const fixed = [
      { name: "Content-Type", value: type },
      { name: "Content-Length", value: String(body.length) },
      // Without files of its own a site is as brief as it always was.
      ...(ours.length === 0 ? [{ name: "Connection", value: "close" }] : [{ name: "Date", value: httpDate(nowMs) }]),
    ];
    return {
      version: version === "HTTP/1.0" ? version : "HTTP/1.1",
      status,
      reason: reasonOf(status),
      headers: [...fixed, ...more],
      body,
    };
  };
  if (ours.length === 0) return reply(200, "text/html", page);
  if (!isSecure) return reply(301, "text/plain", "", [{ name: "Location", value: `https://${host}${target}` }]);
  const found = ours.find(({ url }) => url === `https://${host}${path}`);
  if (found === undefined) return reply(404, "text/plain; charset=utf-8", "404: Not Found");
  return reply(200, "text/plain; charset=utf-8", found.text());
}

function* publishedAt(host: string, parts: Parts): Run<readonly PublishedFile[]> {
  if (!PUBLISHED_HOSTS.includes(host)) return [];
  yield* parts.awaitAll();
  return parts.lists.flatMap(({ published }) => published).filter(({ url }) => hostOf(url) === host);
}

function hostOf(url: string): string {
  return /^https:\/\/([^/]+)/.exec(url)?.[1] ?? "";
}
