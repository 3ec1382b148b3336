/** An HTTP answer as a program holds it. Models: CPython 3.11 Lib/http/client.py HTTPResponse, HTTPMessage */
import { type HttpHeader, type HttpResponse, headerOf } from "../../../../../sim/net/http/message.ts";
import { raised } from "../errors.ts";
import { type Given, native, whole } from "../native.ts";
import { PyBytes, PyList, PyObject, PyTuple, type Value } from "../values.ts";
import { typeWith } from "./module.ts";

function headersOf({ self }: Given): readonly HttpHeader[] {
  return ((self as PyObject).inner as [string, string][]).map(([name, value]) => ({ name, value }));
}

function items(given: Given): PyList {
  return new PyList(headersOf(given).map(({ name, value }) => new PyTuple([name, value])));
}

const MESSAGE = typeWith("HTTPMessage", "http.client", [
  native(
    "get",
    "self name failobj?",
    (given) => headerOf(headersOf(given), String(given.name)) ?? given.failobj ?? null,
  ),
  native("__getitem__", "self name", (given) => headerOf(headersOf(given), String(given.name)) ?? null),
  native("items", "self", items),
  native("keys", "self", (given) => new PyList(headersOf(given).map(({ name }) => name))),
  native("values", "self", (given) => new PyList(headersOf(given).map(({ value }) => value))),
  native(
    "get_content_type",
    "self",
    (given) => (headerOf(headersOf(given), "content-type") ?? "text/plain").split(";")[0] ?? "",
  ),
]);

interface Held {
  readonly response: HttpResponse;
  /** How much of the body has been read. */
  at: number;
}

function held({ self }: Given): Held {
  return (self as PyObject).inner as Held;
}

function take(given: Given, length: number): PyBytes {
  const own = held(given);
  const part = own.response.body.slice(own.at, own.at + length);
  own.at += part.length;
  return new PyBytes(part);
}

function line(given: Given): PyBytes {
  const own = held(given);
  const end = own.response.body.indexOf(10, own.at);
  return take(given, end < 0 ? Number.POSITIVE_INFINITY : end + 1 - own.at);
}

export const ANSWER_METHODS = [
  native("read", "self amt?", (given) => take(given, whole(given.amt, Number.POSITIVE_INFINITY))),
  native("readline", "self", line),
  native("readlines", "self", (given) => {
    const lines: Value[] = [];
    for (let one = line(given); one.data.length > 0; one = line(given)) lines.push(one);
    return new PyList(lines);
  }),
  native("__next__", "self", (given) => {
    const one = line(given);
    if (one.data.length === 0) throw raised("StopIteration");
    return one;
  }),
  native(
    "getcode",
    "self",
    ({ self }) => (self as PyObject).attributes.get("status") ?? (self as PyObject).attributes.get("code") ?? null,
  ),
  native("geturl", "self", ({ self }) => (self as PyObject).attributes.get("url") ?? null),
  native("info", "self", ({ self }) => (self as PyObject).attributes.get("headers") ?? null),
  native(
    "getheader",
    "self name default?",
    (given) => headerOf(held(given).response.headers, String(given.name)) ?? given.default ?? null,
  ),
  native(
    "getheaders",
    "self",
    (given) => new PyList(held(given).response.headers.map(({ name, value }) => new PyTuple([name, value]))),
  ),
  native("close", "self", () => null),
  native("__enter__", "self", ({ self = null }) => self),
  native("__exit__", "self a b c", () => null),
];
const ANSWER = typeWith("HTTPResponse", "http.client", ANSWER_METHODS);

export function messageOf(headers: readonly HttpHeader[]): PyObject {
  const text = headers.map(({ name, value }) => `${name}: ${value}\n`).join("");
  return new PyObject(
    MESSAGE,
    [["__str__", `${text}\n`]],
    headers.map(({ name, value }) => [name, value]),
  );
}

export function holding(response: HttpResponse): Held {
  return { response, at: 0 };
}

export function answerObject(response: HttpResponse, url: string): PyObject {
  const { status, reason, version, headers } = response;
  const message = messageOf(headers);
  return new PyObject(
    ANSWER,
    [
      ["status", BigInt(status)],
      ["code", BigInt(status)],
      ["reason", reason],
      ["msg", reason],
      ["version", version === "HTTP/1.0" ? 10n : 11n],
      ["headers", message],
      ["url", url],
    ],
    holding(response),
  );
}
