/** What `kubectl proxy` says by itself, as Go's web server puts it. Models: Go net/http/server.go Error, NotFound, Redirect */
import { encodeUtf8 } from "../../../../sim/core/utf8.ts";
import { httpDate } from "../../../../sim/net/http/http-date.ts";
import { type HttpHeader, type HttpResponse, headerOf, reasonOf } from "../../../../sim/net/http/message.ts";

export interface Answer {
  readonly status: number;
  readonly headers: readonly HttpHeader[];
  readonly body: Uint8Array;
}

/** Go's http.Error. */
export function failed(status: number, text: string): Answer {
  const headers = [
    { name: "Content-Type", value: "text/plain; charset=utf-8" },
    { name: "X-Content-Type-Options", value: "nosniff" },
  ];
  return { status, headers, body: encodeUtf8(`${text}\n`) };
}

export function notFound(): Answer {
  return failed(404, "404 page not found");
}

/** Go's http.Redirect: only who reads pages is told in one. */
export function redirect(method: string, location: string): Answer {
  const place = { name: "Location", value: location };
  if (method !== "GET" && method !== "HEAD") return { status: 301, headers: [place], body: new Uint8Array(0) };
  const headers = [{ name: "Content-Type", value: "text/html; charset=utf-8" }, place];
  const body = method === "HEAD" ? "" : `<a href="${location}">Moved Permanently</a>.\n\n`;
  return { status: 301, headers, body: encodeUtf8(body) };
}

export function responseOf({ status, headers, body }: Answer, method: string, nowMs: number): HttpResponse {
  const hasLength = headerOf(headers, "content-length") !== undefined;
  const all = [
    ...headers,
    { name: "Date", value: httpDate(nowMs) },
    ...(hasLength || (method === "HEAD" && body.length === 0)
      ? []
      : [{ name: "Content-Length", value: String(body.length) }]),
  ];
  const sent = method === "HEAD" ? new Uint8Array(0) : body;
  return { version: "HTTP/1.1", status, reason: reasonOf(status), headers: all, body: sent };
}
