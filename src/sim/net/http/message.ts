/**
 * HTTP/1.1 messages. Headers keep their order and spelling, because people look at them.
 *
 * Models: RFC 9110, RFC 9112
 */

export interface HttpHeader {
  readonly name: string;
  readonly value: string;
}

export interface HttpRequest {
  readonly method: string;
  /** As it stands in the request line: `/path?query`, an absolute URL, `*`, or `host:port` of a CONNECT. */
  readonly target: string;
  readonly version: string;
  readonly headers: readonly HttpHeader[];
  readonly body: Uint8Array;
}

export interface HttpResponse {
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly HttpHeader[];
  readonly body: Uint8Array;
}

export type HttpErrorCode =
  /** The first line or a header is not HTTP. */
  | "malformed"
  /** The head is longer than the reader takes. */
  | "head-too-large"
  | "body-too-large"
  /** The connection ended in the middle of a message. */
  | "incomplete"
  /** The connection ended before the first byte of an answer. */
  | "empty";

export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly code: HttpErrorCode;
  /** What was there instead, as far as it can be shown. */
  readonly saw: string;

  constructor(code: HttpErrorCode, saw = "") {
    super(saw === "" ? code : `${code}: ${saw}`);
    this.code = code;
    this.saw = saw;
  }
}

/** The first header of that name, whatever its case. */
export function headerOf(headers: readonly HttpHeader[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const header of headers) if (header.name.toLowerCase() === wanted) return header.value;
  return undefined;
}

/** Will the connection stay open after this message? */
export function keepsAlive(message: { readonly version: string; readonly headers: readonly HttpHeader[] }): boolean {
  const connection = (headerOf(message.headers, "connection") ?? "").toLowerCase();
  return message.version === "HTTP/1.0" ? connection === "keep-alive" : connection !== "close";
}

const REASONS: Readonly<Record<number, string>> = {
  100: "Continue",
  101: "Switching Protocols",
  200: "OK",
  201: "Created",
  202: "Accepted",
  204: "No Content",
  206: "Partial Content",
  301: "Moved Permanently",
  302: "Found",
  303: "See Other",
  304: "Not Modified",
  307: "Temporary Redirect",
  308: "Permanent Redirect",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  406: "Not Acceptable",
  408: "Request Timeout",
  409: "Conflict",
  410: "Gone",
  411: "Length Required",
  413: "Content Too Large",
  414: "URI Too Long",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  426: "Upgrade Required",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
  505: "HTTP Version Not Supported",
};

/** RFC 9110's phrase; servers that have their own pass their own. */
export function reasonOf(status: number): string {
  return REASONS[status] ?? "";
}
