/** `urllib.parse`. Models: CPython 3.11 Lib/urllib/parse.py */
import { decodeUtf8, encodeUtf8 } from "../../../../../sim/core/utf8.ts";
import { native } from "../native.ts";
import { itemsOf } from "../operators.ts";
import { repr, str } from "../text.ts";
import { PyBytes, PyDict, PyList, PyObject, PyType, type Value } from "../values.ts";

function quote(text: string, safe: string): string {
  return Array.from(encodeUtf8(text), (byte) => {
    const char = String.fromCharCode(byte);
    return /[A-Za-z0-9_.~-]/.test(char) || safe.includes(char)
      ? char
      : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");
}

function quotePlus(text: string): string {
  return quote(text, " ").replaceAll(" ", "+");
}

function unquote(text: string): string {
  return text.replace(/(?:%[\da-fA-F]{2})+/g, (run) =>
    decodeUtf8(Uint8Array.from(run.slice(1).split("%"), (hex) => Number.parseInt(hex, 16))),
  );
}

function pairsOf(text: string): [string, string][] {
  return text
    .split("&")
    .filter((part) => part.includes("=") && !part.endsWith("="))
    .map((part) => {
      const at = part.indexOf("=");
      const plain = (own: string): string => unquote(own.replaceAll("+", " "));
      return [plain(part.slice(0, at)), plain(part.slice(at + 1))];
    });
}

const PARSED = new PyType("ParseResult", { module: "urllib.parse" });

function parsed(url: string): PyObject {
  const [, scheme = "", netloc = "", path = "", query = "", fragment = ""] =
    /^(?:([A-Za-z][\w+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(url) ?? [];
  const [, host = "", port] = /^(?:.*@)?(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(netloc) ?? [];
  const parts: [string, Value][] = [
    ["scheme", scheme.toLowerCase()],
    ["netloc", netloc],
    ["path", path],
    ["params", ""],
    ["query", query],
    ["fragment", fragment],
  ];
  return new PyObject(PARSED, [
    ...parts,
    ["hostname", host === "" ? null : host.replace(/^\[|\]$/g, "").toLowerCase()],
    ["port", port === undefined ? null : BigInt(port)],
    ["__repr__", `ParseResult(${parts.map(([name, value]) => `${name}=${repr(value)}`).join(", ")})`],
  ]);
}

export const PARSE_FUNCTIONS = [
  native("quote", "string safe?", ({ string, safe = "/" }) => quote(String(string), String(safe))),
  native("quote_plus", "string", ({ string }) => quotePlus(String(string))),
  native("unquote", "string", ({ string }) => unquote(String(string))),
  native("unquote_plus", "string", ({ string }) => unquote(String(string).replaceAll("+", " "))),
  native("urlencode", "query", ({ query = null }) => {
    const pairs = query instanceof PyDict ? [...query.entries.values()] : itemsOf(query).map((pair) => itemsOf(pair));
    const shown = (value: Value | undefined): string =>
      value instanceof PyBytes ? decodeUtf8(value.data) : str(value ?? null);
    return pairs.map(([name, value]) => `${quotePlus(shown(name))}=${quotePlus(shown(value))}`).join("&");
  }),
  native("urlparse", "url", ({ url }) => parsed(String(url))),
  native("parse_qs", "qs", ({ qs }) => {
    const found = new PyDict();
    for (const [name, value] of pairsOf(String(qs)))
      found.set(name, new PyList([...((found.get(name) as PyList | undefined)?.items ?? []), value]));
    return found;
  }),
];
