/**
 * Reading HTTP/1.1 messages from any stream. A connection that serves several messages hands the same ByteReader
 * to each call; for one message the stream itself will do.
 *
 * Models: RFC 9112 §2 to §7
 * SIMPLIFIED: trailers are read and forgotten, and obsolete line folding is refused.
 */
import type { Stream } from "../../core/stream.ts";
import { concatBytes } from "../../core/utf8.ts";
import type { Run } from "../../core/wait.ts";
import { type ByteReader, readerOf } from "./byte-reader.ts";
import { HttpError, type HttpHeader, type HttpRequest, type HttpResponse, headerOf } from "./message.ts";

export interface ReadOptions {
  /** Bytes of first line and headers together. */
  readonly maxHead?: number;
  readonly maxBody?: number;
}

export interface ReadResponseOptions extends ReadOptions {
  /** A HEAD's answer has no body, whatever its headers say. */
  readonly method?: string;
}

export type RequestHead = Omit<HttpRequest, "body">;
export type ResponseHead = Omit<HttpResponse, "body">;

/** How the end of a body is found. */
export type BodyFraming =
  | { readonly kind: "none" }
  | { readonly kind: "length"; readonly length: number }
  | { readonly kind: "chunked" }
  | { readonly kind: "until-close" };

const MAX_HEAD = 65_536;
const MAX_BODY = 16 * 1024 * 1024;

/** Null when the connection ends instead of another request. */
export function* readRequest(from: Stream | ByteReader, options: ReadOptions = {}): Run<HttpRequest | null> {
  const reader = readerOf(from);
  const head = yield* readRequestHead(reader, options);
  if (head === null) return null;
  const body = yield* readBody(reader, requestFraming(head), options);
  return { ...head, body };
}

export function* readRequestHead(
  reader: ByteReader,
  { maxHead = MAX_HEAD }: ReadOptions = {},
): Run<RequestHead | null> {
  let line = "";
  // An empty line before the request is forgiven.
  while (line === "") {
    if (yield* reader.atEnd()) return null;
    const next = yield* reader.line(maxHead);
    if (next === null) throw new HttpError("incomplete");
    line = next;
  }
  const found = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) (HTTP\/\d\.\d)$/.exec(line);
  if (found === null) throw new HttpError("malformed", line);
  const [, method, target, version] = found as unknown as [string, string, string, string];
  return { method, target, version, headers: yield* readHeaders(reader, maxHead - line.length) };
}

export function requestFraming({ headers }: RequestHead): BodyFraming {
  return framingOf(headers) ?? { kind: "none" };
}

/** The final answer; interim ones (100 Continue) are passed over. */
export function* readResponse(from: Stream | ByteReader, options: ReadResponseOptions = {}): Run<HttpResponse> {
  const reader = readerOf(from);
  for (;;) {
    const head = yield* readResponseHead(reader, options);
    if (head.status >= 100 && head.status < 200 && head.status !== 101) continue;
    const body = yield* readBody(reader, responseFraming(head, options.method), options);
    return { ...head, body };
  }
}

export function* readResponseHead(reader: ByteReader, { maxHead = MAX_HEAD }: ReadOptions = {}): Run<ResponseHead> {
  if (yield* reader.atEnd()) throw new HttpError("empty");
  const line = yield* reader.line(maxHead);
  if (line === null) throw new HttpError("incomplete");
  const found = /^(HTTP\/\d\.\d) (\d{3})(?: (.*))?$/.exec(line);
  if (found === null) throw new HttpError("malformed", line);
  const [, version, status, reason = ""] = found as unknown as [string, string, string, string | undefined];
  return { version, status: Number(status), reason, headers: yield* readHeaders(reader, maxHead - line.length) };
}

export function responseFraming({ status, headers }: ResponseHead, method = "GET"): BodyFraming {
  if (method === "HEAD" || status < 200 || status === 204 || status === 304) return { kind: "none" };
  return framingOf(headers) ?? { kind: "until-close" };
}

export function* readBody(
  reader: ByteReader,
  framing: BodyFraming,
  { maxBody = MAX_BODY }: ReadOptions = {},
): Run<Uint8Array> {
  if (framing.kind === "length") {
    if (framing.length > maxBody) throw new HttpError("body-too-large", String(framing.length));
    return yield* reader.exactly(framing.length);
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const part = yield* readBodyPart(reader, framing);
    if (part === null) return concatBytes(parts);
    length += part.length;
    if (length > maxBody) throw new HttpError("body-too-large", String(length));
    parts.push(part);
  }
}

/** The next piece of a body whose length is not known beforehand; null after the last. */
export function* readBodyPart(reader: ByteReader, framing: BodyFraming): Run<Uint8Array | null> {
  switch (framing.kind) {
    case "until-close":
      return yield* reader.some(65_536);
    case "chunked":
      return yield* readChunk(reader);
    default:
      return null;
  }
}

function* readChunk(reader: ByteReader): Run<Uint8Array | null> {
  const line = yield* reader.line(1024);
  if (line === null) throw new HttpError("incomplete");
  const found = /^([0-9a-fA-F]{1,8})\s*(?:;.*)?$/.exec(line);
  if (found === null) throw new HttpError("malformed", line);
  const length = Number.parseInt(found[1] as string, 16);
  if (length > MAX_BODY) throw new HttpError("body-too-large", line);
  if (length === 0) {
    yield* readHeaders(reader, MAX_HEAD);
    return null;
  }
  const chunk = yield* reader.exactly(length);
  if ((yield* reader.line(2)) !== "") throw new HttpError("malformed", "a chunk is longer than it says");
  return chunk;
}

function* readHeaders(reader: ByteReader, max: number): Run<readonly HttpHeader[]> {
  const headers: HttpHeader[] = [];
  for (let left = max; ; ) {
    const line = reader.readyLine() ?? (yield* reader.line(left));
    if (line === null) throw new HttpError("incomplete");
    if (line === "") return headers;
    left -= line.length + 2;
    if (left < 0) throw new HttpError("head-too-large");
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0));
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) throw new HttpError("malformed", line);
    headers.push({ name, value: line.slice(colon + 1).trim() });
  }
}

/** Null when the headers say nothing about the body's length. */
function framingOf(headers: readonly HttpHeader[]): BodyFraming | null {
  const encoding = headerOf(headers, "transfer-encoding");
  if (encoding !== undefined && /(^|,)\s*chunked\s*$/i.test(encoding)) return { kind: "chunked" };
  const length = headerOf(headers, "content-length");
  if (length === undefined) return null;
  if (!/^\d{1,15}$/.test(length)) throw new HttpError("malformed", `Content-Length: ${length}`);
  return { kind: "length", length: Number(length) };
}
