/** Static files: root, alias, index, try_files, autoindex. Models: nginx src/http/modules/ngx_http_{static,index,try_files,autoindex}_module.c */
import { encodeUtf8 } from "../../../core/utf8.ts";
import { httpDate } from "../../../net/http/http-date.ts";
import { logError } from "./nginx-log.ts";
import { failed, html, type Reply } from "./nginx-reply.ts";
import type { NginxRequest } from "./nginx-request.ts";
import { setting } from "./nginx-site.ts";

/** Another path of the same server, as after `last`. */
export interface Elsewhere {
  readonly elsewhere: string;
}

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html",
  htm: "text/html",
  css: "text/css",
  js: "application/javascript",
  mjs: "application/javascript",
  json: "application/json",
  txt: "text/plain",
  svg: "image/svg+xml",
  xml: "text/xml",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  ico: "image/x-icon",
  pdf: "application/pdf",
  wasm: "application/wasm",
  woff2: "font/woff2",
};

export function serveFile(request: NginxRequest): Reply | Elsewhere {
  const tries =
    request.location?.directives.get("try_files")?.[0]?.args ?? request.server.directives.get("try_files")?.[0]?.args;
  if (tries !== undefined) return tryFiles(request, tries);
  return fileAt(request, request.uri);
}

function fileAt(request: NginxRequest, uri: string): Reply | Elsewhere {
  const { server, location, runtime } = request;
  const { fs } = runtime.process.machine;
  const path = filePath(request, uri);
  const node = fs.tryNode(path.replace(/(.)\/+$/, "$1"));
  if (node?.kind === "directory") {
    if (!uri.endsWith("/")) {
      const scheme = request.value("scheme");
      const isAbsolute = setting(server, location, "absolute_redirect")[0]?.args[0] !== "off";
      const port = request.socket.local.port;
      const shown = port === (scheme === "https" ? 443 : 80) ? "" : `:${port}`;
      const value = `${isAbsolute ? `${scheme}://${request.value("host")}${shown}` : ""}${uri}/${request.args === "" ? "" : `?${request.args}`}`;
      return { ...failed(301, runtime), headers: [html, { name: "Location", value }], isLocal: true };
    }
    for (const name of setting(server, location, "index")[0]?.args ?? ["index.html"])
      if (fs.tryNode(name.startsWith("/") ? path + name.slice(1) : path + name)?.kind === "file")
        return { elsewhere: `${uri}${name}` };
    if (setting(server, location, "autoindex")[0]?.args[0] === "on") return listing(request, path);
    logError(request, `directory index of "${path}" is forbidden`);
    return failed(403, runtime);
  }
  if (node?.kind === "file" && !path.endsWith("/")) return contents(request, path);
  logError(
    request,
    `open() "${path}" failed (${node?.kind === "file" ? "20: Not a directory" : "2: No such file or directory"})`,
  );
  return failed(404, runtime);
}

function filePath(request: NginxRequest, uri: string): string {
  const { server, location } = request;
  const alias = location?.directives.get("alias")?.[0]?.args[0];
  if (alias !== undefined && location !== null)
    return location.pattern === null ? alias + uri.slice(location.path.length) : request.expand(alias);
  return `${request.expand(setting(server, location, "root")[0]?.args[0] ?? "/etc/nginx/html")}${uri}`;
}

function tryFiles(request: NginxRequest, tries: readonly string[]): Reply | Elsewhere {
  const { fs } = request.runtime.process.machine;
  for (const attempt of tries.slice(0, -1)) {
    const uri = request.expand(attempt);
    const node = fs.tryNode(filePath(request, uri).replace(/(.)\/+$/, "$1"));
    const wantsFolder = attempt.endsWith("/");
    if (node?.kind !== (wantsFolder ? "directory" : "file")) continue;
    return fileAt(request, wantsFolder ? uri.replace(/\/$/, "") || "/" : uri);
  }
  const last = tries.at(-1) ?? "=404";
  if (last.startsWith("=")) return failed(Number(last.slice(1)), request.runtime);
  return { elsewhere: last.startsWith("@") ? last : request.expand(last) };
}

function contents(request: NginxRequest, path: string): Reply {
  const { fs } = request.runtime.process.machine;
  const body = fs.readFile(path);
  const { mtimeMs } = fs.node(path).attributes;
  const fallback = setting(request.server, request.location, "default_type")[0]?.args[0] ?? "text/plain";
  const charset = setting(request.server, request.location, "charset")[0]?.args[0];
  const type = TYPES[/\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ""] ?? fallback;
  const suffix =
    charset === undefined || charset === "off" || !/^text\/|javascript|json|xml/.test(type)
      ? ""
      : `; charset=${charset}`;
  return {
    status: 200,
    headers: [
      { name: "Content-Type", value: `${type}${suffix}` },
      { name: "Last-Modified", value: httpDate(mtimeMs) },
      { name: "ETag", value: `"${Math.floor(mtimeMs / 1000).toString(16)}-${body.length.toString(16)}"` },
      { name: "Accept-Ranges", value: "bytes" },
    ],
    body,
  };
}

function listing(request: NginxRequest, path: string): Reply {
  const { fs } = request.runtime.process.machine;
  const rows = fs.list(path).map((name) => {
    const node = fs.tryNode(path + name);
    const shown = node?.kind === "directory" ? `${name}/` : name;
    const [, day, month, year, time] =
      /^\w+, (\d\d) (\w+) (\d+) (\d\d:\d\d)/.exec(httpDate(node?.attributes.mtimeMs ?? 0)) ?? [];
    const size = node?.kind === "file" ? String(fs.readFile(path + name).length) : "-";
    return `<a href="${shown}">${shown}</a>${" ".repeat(Math.max(1, 51 - shown.length))}${day}-${month}-${year} ${time} ${size.padStart(19)}\r\n`;
  });
  const title = `Index of ${request.uri}`;
  const text = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<h1>${title}</h1><hr><pre><a href="../">../</a>\r\n${rows.join("")}</pre><hr></body>\r\n</html>\r\n`;
  return { status: 200, headers: [html], body: encodeUtf8(text) };
}
