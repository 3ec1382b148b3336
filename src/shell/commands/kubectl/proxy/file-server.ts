/**
 * The files of a folder, as a web server written in Go shows them.
 *
 * Models: Go net/http/fs.go FileServer
 * SIMPLIFIED: one range at most, no conditional requests.
 */
import { decodeUtf8, encodeUtf8 } from "../../../../sim/core/utf8.ts";
import { httpDate } from "../../../../sim/net/http/http-date.ts";
import { type HttpHeader, type HttpRequest, headerOf } from "../../../../sim/net/http/message.ts";
import type { Process } from "../../../../sim/os/process.ts";
import { type Answer, notFound } from "./answer.ts";

const TYPES: Readonly<Record<string, string>> = {
  avif: "image/avif",
  css: "text/css; charset=utf-8",
  gif: "image/gif",
  htm: "text/html; charset=utf-8",
  html: "text/html; charset=utf-8",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  mjs: "text/javascript; charset=utf-8",
  pdf: "application/pdf",
  png: "image/png",
  svg: "image/svg+xml",
  wasm: "application/wasm",
  webp: "image/webp",
  xml: "text/xml; charset=utf-8",
};
const HTML = "text/html; charset=utf-8";

/** `path` begins behind the prefix, without a slash. */
export function fileAnswer(process: Process, base: string, path: string, request: HttpRequest): Answer {
  if (path === "index.html" || path.endsWith("/index.html")) return moved("./");
  const { fs } = process.machine;
  const parts = path.split("/").filter((part) => part !== "" && part !== "." && part !== "..");
  const name = [base, ...parts].join("/");
  const node = fs.tryNode(name, process.cwd);
  if (node === undefined) return notFound();
  const isSlashed = path === "" || path.endsWith("/");
  if (node.kind === "directory") {
    if (!isSlashed) return moved(`${parts.at(-1)}/`);
    const index = fs.tryNode(`${name}/index.html`, process.cwd);
    if (index?.kind === "file") return content("index.html", index.bytes.slice(), index.attributes.mtimeMs, request);
    const names = [...fs.list(name, process.cwd)].sort();
    const shown = names.map((one) =>
      fs.tryNode(`${name}/${one}`, process.cwd)?.kind === "directory" ? `${one}/` : one,
    );
    const headers = [{ name: "Content-Type", value: HTML }, lastModified(node.attributes.mtimeMs)];
    return { status: 200, headers, body: encodeUtf8(listing(shown)) };
  }
  if (node.kind !== "file") return notFound();
  if (isSlashed) return moved(`../${parts.at(-1)}`);
  return content(name, node.bytes.slice(), node.attributes.mtimeMs, request);
}

function moved(location: string): Answer {
  return { status: 301, headers: [{ name: "Location", value: location }], body: new Uint8Array(0) };
}

function lastModified(mtimeMs: number): HttpHeader {
  return { name: "Last-Modified", value: httpDate(mtimeMs) };
}

function content(name: string, bytes: Uint8Array, mtimeMs: number, request: HttpRequest): Answer {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(headerOf(request.headers, "range") ?? "");
  const [from, to] = asked === null ? [0, bytes.length] : rangeOf(asked, bytes.length);
  const type = { name: "Content-Type", value: typeOf(name, bytes) };
  if (from >= to && bytes.length > 0) {
    return {
      status: 416,
      headers: [
        { name: "Content-Range", value: `bytes */${bytes.length}` },
        { name: "Content-Type", value: "text/plain; charset=utf-8" },
        lastModified(mtimeMs),
        { name: "X-Content-Type-Options", value: "nosniff" },
      ],
      body: encodeUtf8("invalid range: failed to overlap\n"),
    };
  }
  const isPart = asked !== null && bytes.length > 0;
  const body = isPart ? bytes.subarray(from, to) : bytes;
  return {
    status: isPart ? 206 : 200,
    headers: [
      { name: "Accept-Ranges", value: "bytes" },
      { name: "Content-Length", value: String(body.length) },
      ...(isPart ? [{ name: "Content-Range", value: `bytes ${from}-${to - 1}/${bytes.length}` }] : []),
      type,
      lastModified(mtimeMs),
    ],
    body,
  };
}

/** From and up to which byte. */
function rangeOf([, first = "", last = ""]: RegExpExecArray, length: number): [number, number] {
  if (first === "") return last === "" ? [0, length] : [Math.max(0, length - Number(last)), length];
  return [Number(first), last === "" ? length : Math.min(length, Number(last) + 1)];
}

function typeOf(name: string, bytes: Uint8Array): string {
  const known = TYPES[name.slice(name.lastIndexOf(".") + 1).toLowerCase()];
  return known ?? sniffed(bytes.subarray(0, 512));
}

/** Models: Go net/http/sniff.go DetectContentType, as far as pages and texts go. */
function sniffed(start: Uint8Array): string {
  if (
    /^[\t\n\f\r ]*<(!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|!--)[ >]/i.test(
      decodeUtf8(start),
    )
  )
    return HTML;
  const isBinary = start.some(
    (byte) => byte <= 8 || byte === 11 || (byte >= 14 && byte <= 26) || (byte >= 28 && byte <= 31),
  );
  return isBinary ? "application/octet-stream" : "text/plain; charset=utf-8";
}

function listing(names: readonly string[]): string {
  const lines = names.map((name) => `<a href="${address(name)}">${escaped(name)}</a>\n`);
  return `<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n${lines.join("")}</pre>\n`;
}

/** Go's url.URL writes a relative path that has a colon in its first part with `./` before it. */
function address(name: string): string {
  const path = encodeURIComponent(name).replace(/%(26|24|2B|2C|2F|3A|3B|3D|40)/g, (code) => decodeURIComponent(code));
  return path.includes(":") ? `./${path}` : path;
}

export function escaped(text: string): string {
  const by: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => by[character] as string);
}
