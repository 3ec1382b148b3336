/**
 * `http.client`, and one request as it sends it.
 *
 * Models: CPython 3.11 Lib/http/client.py
 * SIMPLIFIED: HTTP only; each request has a connection of its own.
 */
import { encodeUtf8 } from "../../../../../sim/core/utf8.ts";
import type { Run } from "../../../../../sim/core/wait.ts";
import { HttpError, type HttpHeader, type HttpResponse } from "../../../../../sim/net/http/message.ts";
import { readResponse } from "../../../../../sim/net/http/read.ts";
import { writeRequest } from "../../../../../sim/net/http/write.ts";
import type { TcpSocket } from "../../../../../sim/net/socket/tcp-socket.ts";
import { withTimeout } from "../../../with-timeout.ts";
import { exceptionType, raised } from "../errors.ts";
import type { Interpreter } from "../interpreter.ts";
import { type Chain, libraryFrames } from "../library-frames.ts";
import { type Given, native, waiting, whole } from "../native.ts";
import { str } from "../text.ts";
import { PyBytes, PyDict, PyObject, PyType, type Value } from "../values.ts";
import { connectTo, failed, timedOut } from "./addresses.ts";
import { answerObject } from "./http-message.ts";
import { moduleOf, typeWith } from "./module.ts";

const HTTP_EXCEPTION = new PyType("HTTPException", { module: "http.client", bases: [exceptionType("Exception")] });
const BAD_STATUS = new PyType("BadStatusLine", { module: "http.client", bases: [HTTP_EXCEPTION] });
const DISCONNECTED = new PyType("RemoteDisconnected", {
  module: "http.client",
  bases: [exceptionType("ConnectionResetError"), BAD_STATUS],
});

export interface HttpAsked {
  readonly method: string;
  readonly host: string;
  readonly port: number;
  readonly target: string;
  readonly headers: readonly HttpHeader[];
  readonly body: Uint8Array;
  readonly timeoutUs: number | null;
}

/** A connection, where the library fails with what is in `chains` above it. */
export function* connecting(run: Interpreter, asked: HttpAsked, chains: readonly Chain[]): Run<TcpSocket> {
  return yield* connectTo(run, asked, [...chains, "HTTP_REQUEST"]);
}

export function* exchange(
  run: Interpreter,
  socket: TcpSocket,
  asked: HttpAsked,
  chains: readonly Chain[],
): Run<HttpResponse> {
  const { method, target, headers, body, timeoutUs } = asked;
  const work = function* (): Run<HttpResponse> {
    yield* writeRequest(socket, { method, target, version: "HTTP/1.1", headers, body });
    return yield* readResponse(socket, { method });
  };
  const late = (): never => {
    const error = timedOut();
    error.trace.push(...libraryFrames(...chains, "HTTP_RESPONSE").reverse());
    throw error;
  };
  try {
    return yield* timeoutUs === null ? work() : withTimeout(run.process, work(), { timeoutUs, onTimeout: late });
  } catch (error) {
    if (error instanceof HttpError)
      throw error.code === "incomplete"
        ? raised(DISCONNECTED, "Remote end closed connection without response")
        : raised(BAD_STATUS, "HTTP/1.1 ???");
    throw failed(error, ...chains, "HTTP_RESPONSE");
  } finally {
    socket.close();
  }
}

export function hostHeader({ host, port }: { readonly host: string; readonly port: number }): HttpHeader {
  const shown = host.includes(":") ? `[${host}]` : host;
  return { name: "Host", value: port === 80 ? shown : `${shown}:${port}` };
}

interface Connection {
  readonly host: string;
  readonly port: number;
  readonly timeoutUs: number | null;
  asked: HttpAsked | null;
  socket: TcpSocket | null;
}

function own({ self }: Given): Connection {
  return (self as PyObject).inner as Connection;
}

function* request(run: Interpreter, given: Given): Run<Value> {
  const connection = own(given);
  const { host, port, timeoutUs } = connection;
  const { body = null, headers = null } = given;
  const data = body instanceof PyBytes ? body.data : typeof body === "string" ? encodeUtf8(body) : new Uint8Array(0);
  const named =
    headers instanceof PyDict
      ? [...headers.entries.values()].map(([name, value]) => ({ name: str(name), value: str(value) }))
      : [];
  const length = body === null ? [] : [{ name: "Content-Length", value: String(data.length) }];
  const asked: HttpAsked = {
    method: String(given.method),
    host,
    port,
    target: String(given.url),
    headers: [hostHeader(connection), { name: "Accept-Encoding", value: "identity" }, ...length, ...named],
    body: data,
    timeoutUs,
  };
  connection.asked = asked;
  connection.socket = yield* connecting(run, asked, []);
  return null;
}

const METHODS = [
  waiting("request", "self method url body? headers?", request),
  waiting("getresponse", "self", function* (run, given) {
    const { asked, socket } = own(given);
    if (asked === null || socket === null) throw raised(HTTP_EXCEPTION, "Request-sent");
    return answerObject(yield* exchange(run, socket, asked, []), asked.target);
  }),
  native("close", "self", (given) => {
    own(given).socket?.close();
    return null;
  }),
];
const CONNECTION: PyType = new PyType("HTTPConnection", {
  module: "http.client",
  make: waiting("HTTPConnection", "host port? timeout?", function* (run, { host, port, timeout = null }) {
    yield* run.process.charge(1);
    const [, name = "", number = "80"] = /^(.*?)(?::(\d+))?$/.exec(String(host)) ?? [];
    const inner: Connection = {
      host: name.replace(/^\[|\]$/g, ""),
      port: whole(port, Number(number)),
      timeoutUs: timeout === null ? null : Math.round(Number(timeout) * 1e6),
      asked: null,
      socket: null,
    };
    return new PyObject(
      CONNECTION,
      [
        ["host", inner.host],
        ["port", BigInt(inner.port)],
      ],
      inner,
    );
  }).body,
});
for (const [name, method] of typeWith("HTTPConnection", "http.client", METHODS).attributes)
  CONNECTION.attributes.set(name, method);

export function httpClientModule(): PyObject {
  return moduleOf(
    "http.client",
    [],
    [
      ["HTTPConnection", CONNECTION],
      ["HTTPException", HTTP_EXCEPTION],
      ["RemoteDisconnected", DISCONNECTED],
      ["BadStatusLine", BAD_STATUS],
    ],
  );
}
