/**
 * `urllib.request`, `urllib.error` and `urllib.parse`.
 *
 * Models: CPython 3.11 Lib/urllib/request.py, error.py, parse.py
 * SIMPLIFIED: http only, no proxies, no passwords, no cookies.
 */
import type { Run } from "../../../../../sim/core/wait.ts";
import { type HttpHeader, type HttpResponse, headerOf } from "../../../../../sim/net/http/message.ts";
import type { TcpSocket } from "../../../../../sim/net/socket/tcp-socket.ts";
import { exception, exceptionType, raised } from "../errors.ts";
import type { Interpreter } from "../interpreter.ts";
import { type Chain, libraryFrames } from "../library-frames.ts";
import { type Given, native, text, waiting } from "../native.ts";
import { notSimulated } from "../not-simulated.ts";
import { raisedFor } from "../system-errors.ts";
import { repr, str } from "../text.ts";
import { PyBytes, PyDict, PyObject, PyType, Raised, type Value } from "../values.ts";
import { connecting, exchange, type HttpAsked, hostHeader } from "./http-client.ts";
import { ANSWER_METHODS, answerObject, holding, messageOf } from "./http-message.ts";
import { moduleOf } from "./module.ts";
import { PARSE_FUNCTIONS } from "./url-text.ts";

const URL_ERROR = new PyType("URLError", { module: "urllib.error", bases: [exceptionType("OSError")] });
const HTTP_ERROR = new PyType("HTTPError", { module: "urllib.error", bases: [URL_ERROR] });
for (const method of ANSWER_METHODS) HTTP_ERROR.attributes.set(method.name, method);

export function urllibErrorModule(): PyObject {
  return moduleOf(
    "urllib.error",
    [],
    [
      ["URLError", URL_ERROR],
      ["HTTPError", HTTP_ERROR],
    ],
  );
}

export function urllibParseModule(): PyObject {
  return moduleOf("urllib.parse", PARSE_FUNCTIONS);
}

interface Asked {
  readonly url: string;
  readonly data: Uint8Array | null;
  readonly headers: readonly HttpHeader[];
  readonly method: string | null;
}

const REQUEST: PyType = new PyType("Request", {
  module: "urllib.request",
  make: waiting("Request", "url data? headers? origin_req_host? unverifiable? method?", function* (run, given) {
    yield* run.process.charge(1);
    const asked = askedOf(given);
    return new PyObject(
      REQUEST,
      [
        ["full_url", asked.url],
        ["method", asked.method],
      ],
      asked,
    );
  }).body,
});
REQUEST.attributes.set(
  "add_header",
  native("add_header", "self key val", ({ self, key, val }) => {
    ((self as PyObject).inner as { headers: HttpHeader[] }).headers.push({
      name: capitalized(String(key)),
      value: String(val),
    });
    return null;
  }),
);

function capitalized(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1).toLowerCase();
}

function askedOf({ url, data = null, headers = null, method = null }: Given): Asked {
  const named =
    headers instanceof PyDict
      ? [...headers.entries.values()].map(([name, value]) => ({ name: capitalized(str(name)), value: str(value) }))
      : [];
  if (typeof data === "string")
    throw raised(
      "TypeError",
      "POST data should be bytes, an iterable of bytes, or a file object. It cannot be of type str.",
    );
  return {
    url: text(url, (type) => `expected string or bytes-like object, got '${type}'`),
    data: data instanceof PyBytes ? data.data : null,
    headers: named,
    method: method === null ? null : str(method),
  };
}

export function urllibRequestModule(): PyObject {
  return moduleOf("urllib.request", [waiting("urlopen", "url data? timeout?", urlopen)], [["Request", REQUEST]]);
}

const MAX_REDIRECTS = 10;

function* urlopen(run: Interpreter, given: Given): Run<Value> {
  const { url = null, timeout = null } = given;
  let asked =
    url instanceof PyObject && url.type === REQUEST ? (url.inner as Asked) : askedOf({ url, data: given.data });
  const timeoutUs = timeout === null ? null : Math.round(Number(timeout) * 1e6);
  for (let hops = 0; ; hops++) {
    const response = yield* ask(run, asked, timeoutUs);
    const location = headerOf(response.headers, "location");
    const isGet = asked.data === null || [301, 302, 303].includes(response.status);
    if (
      ![301, 302, 303, 307, 308].includes(response.status) ||
      location === undefined ||
      !isGet ||
      hops === MAX_REDIRECTS
    ) {
      if (response.status >= 200 && response.status < 300) return answerObject(response, asked.url);
      throw httpError(response, asked.url);
    }
    asked = {
      ...asked,
      url: resolved(asked.url, location),
      data: null,
      method: asked.method === "HEAD" ? "HEAD" : null,
    };
  }
}

function resolved(from: string, to: string): string {
  if (/^\w+:\/\//.test(to)) return to;
  const [origin = "", path = "/"] = [/^\w+:\/\/[^/?#]*/.exec(from)?.[0], /^\w+:\/\/[^/?#]*([^?#]*)/.exec(from)?.[1]];
  return to.startsWith("/") ? origin + to : `${origin}${path.slice(0, path.lastIndexOf("/") + 1) || "/"}${to}`;
}

function httpError(response: HttpResponse, url: string): Raised {
  const { status, reason, headers } = response;
  const made = new PyObject(
    HTTP_ERROR,
    [
      ...exception(HTTP_ERROR, []).attributes,
      ["code", BigInt(status)],
      ["status", BigInt(status)],
      ["msg", reason],
      ["reason", reason],
      ["url", url],
      ["headers", messageOf(headers)],
    ],
    holding(response),
  );
  const error = new Raised(made);
  error.trace.push(...libraryFrames("HTTP_ERROR").reverse());
  return error;
}

function* ask(run: Interpreter, { url, data, headers, method }: Asked, timeoutUs: number | null): Run<HttpResponse> {
  const [, scheme, rest = ""] = /^([a-zA-Z][\w+.-]*):(.*)$/s.exec(url) ?? [];
  if (scheme === undefined) throw withFrames(raised("ValueError", `unknown url type: ${repr(url)}`), "BAD_URL");
  if (["https", "ftp", "file", "data"].includes(scheme.toLowerCase()))
    throw notSimulated(`${scheme} in urllib.request`);
  if (scheme.toLowerCase() !== "http") throw urlError(`unknown url type: ${scheme.toLowerCase()}`, "BAD_SCHEME");
  const [, host = "", port, target = ""] = /^\/\/(\[[^\]]*\]|[^/:?#]*)(?::(\d*))?([^#]*)/s.exec(rest) ?? [];
  if (host === "") throw urlError("no host given", "URL_OPEN");
  const end = { host: host.replace(/^\[|\]$/g, ""), port: Number(port || 80) };
  const asked: HttpAsked = {
    ...end,
    method: method ?? (data === null ? "GET" : "POST"),
    target: target.startsWith("/") ? target : `/${target}`,
    headers: sentHeaders(end, headers, data),
    body: data ?? new Uint8Array(0),
    timeoutUs,
  };
  return yield* exchange(run, yield* connected(run, asked), asked, ["URL_OPEN", "URL_ANSWERING"]);
}

/** Those of the program, and those that it has not given itself. */
function sentHeaders(
  end: { readonly host: string; readonly port: number },
  given: readonly HttpHeader[],
  data: Uint8Array | null,
): HttpHeader[] {
  const standard: HttpHeader[] = [
    { name: "Accept-Encoding", value: "identity" },
    ...(data === null
      ? []
      : [
          { name: "Content-Type", value: "application/x-www-form-urlencoded" },
          { name: "Content-Length", value: String(data.length) },
        ]),
    hostHeader(end),
    { name: "User-Agent", value: "Python-urllib/3.11" },
  ];
  const has = (name: string): boolean => given.some((one) => one.name.toLowerCase() === name.toLowerCase());
  return [...standard.filter(({ name }) => !has(name)), ...given, { name: "Connection", value: "close" }];
}

/** What fails here is wrapped. */
function* connected(run: Interpreter, asked: HttpAsked): Run<TcpSocket> {
  try {
    return yield* connecting(run, asked, ["URL_REQUESTING"]);
  } catch (error) {
    const inner = error instanceof Raised ? error : raisedFor(error);
    if (inner === null || !inner.exception.type.isA(exceptionType("OSError"))) throw error;
    const made = urlError(inner.exception, "URL_OPEN", "URL_WRAPPED");
    made.context = inner;
    throw made;
  }
}

function urlError(reason: Value, ...chains: Chain[]): Raised {
  const error = new Raised(exception(URL_ERROR, [reason], [["reason", reason]]));
  return withFrames(error, ...chains);
}

function withFrames(error: Raised, ...chains: Chain[]): Raised {
  error.trace.push(...libraryFrames(...chains).reverse());
  return error;
}
