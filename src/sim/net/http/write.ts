/**
 * Writing HTTP/1.1 messages. Exactly the headers that are given are sent, in their order; nothing is added. With
 * `Transfer-Encoding: chunked` among them the body goes out as chunks.
 *
 * Models: RFC 9112 §3, §4, §7.1
 */
import type { Stream } from "../../core/stream.ts";
import { writeAll } from "../../core/stream-io.ts";
import { concatBytes, encodeUtf8 } from "../../core/utf8.ts";
import type { Run } from "../../core/wait.ts";
import { type HttpHeader, type HttpRequest, type HttpResponse, headerOf } from "./message.ts";
import type { RequestHead, ResponseHead } from "./read.ts";

/** False when the other end is gone. */
export function* writeRequest(stream: Stream, request: HttpRequest): Run<boolean> {
  return yield* writeAll(stream, encodeRequest(request));
}

export function* writeResponse(stream: Stream, response: HttpResponse): Run<boolean> {
  return yield* writeAll(stream, encodeResponse(response));
}

export function encodeRequest(request: HttpRequest): Uint8Array {
  return withBody(encodeRequestHead(request), request.headers, request.body);
}

export function encodeResponse(response: HttpResponse): Uint8Array {
  return withBody(encodeResponseHead(response), response.headers, response.body);
}

/** For a body that is written piece by piece afterwards. */
export function encodeRequestHead({ method, target, version, headers }: RequestHead): Uint8Array {
  return encodeHead(`${method} ${target} ${version}`, headers);
}

export function encodeResponseHead({ version, status, reason, headers }: ResponseHead): Uint8Array {
  return encodeHead(`${version} ${status} ${reason}`, headers);
}

export function encodeChunk(data: Uint8Array): Uint8Array {
  return concatBytes([encodeUtf8(`${data.length.toString(16)}\r\n`), data, CRLF]);
}

export const CRLF = encodeUtf8("\r\n");
export const LAST_CHUNK = encodeUtf8("0\r\n\r\n");

function encodeHead(firstLine: string, headers: readonly HttpHeader[]): Uint8Array {
  let text = `${firstLine}\r\n`;
  for (const { name, value } of headers) text += `${name}: ${value}\r\n`;
  return encodeUtf8(`${text}\r\n`);
}

function withBody(head: Uint8Array, headers: readonly HttpHeader[], body: Uint8Array): Uint8Array {
  const isChunked = /(^|,)\s*chunked\s*$/i.test(headerOf(headers, "transfer-encoding") ?? "");
  if (!isChunked) return body.length === 0 ? head : concatBytes([head, body]);
  return concatBytes(body.length === 0 ? [head, LAST_CHUNK] : [head, encodeChunk(body), LAST_CHUNK]);
}
