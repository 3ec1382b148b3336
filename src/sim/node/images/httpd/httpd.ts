/** Apache httpd with its one page. Models: httpd 2.4 server/core.c, modules/http/http_protocol.c */

import { formatIp } from "../../../core/ip.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import { httpDate, logDate } from "../../../net/http/http-date.ts";
import type { HttpHeader, HttpResponse } from "../../../net/http/message.ts";
import { EVERYWHERE } from "../../../net/socket/bound.ts";
import type { Process } from "../../../os/process.ts";
import { debianFiles } from "../base/debian.ts";
import type { Image } from "../image.ts";
import { type HttpExchange, serveHttp, serveTcp, startUp } from "../server.ts";

const ROOT = "/usr/local/apache2/htdocs";

export const httpd: Image = {
  names: ["docker.io/library/httpd"],
  tags: ["latest", "2", "2.4", "2.4.66", "2.4-alpine", "alpine"],
  isPublished: true,
  sizeBytes: 45_102_994,
  config: () => ({
    cmd: ["httpd-foreground"],
    workingDir: "/usr/local/apache2",
    stopSignal: "WINCH",
    env: { HTTPD_PREFIX: "/usr/local/apache2" },
  }),
  files: () =>
    debianFiles("trixie", {
      "/usr/local/bin/httpd-foreground": { program: "httpd-foreground" },
      [`${ROOT}/index.html`]: "<html><body><h1>It works!</h1></body></html>\n",
    }),
  programs: { "httpd-foreground": serve },
};

function* serve(process: Process): Run<number> {
  process.on("WINCH", "throw");
  yield* startUp(process, 60_000);
  const name = addressOf(process);
  const notice = function* (module: string, text: string): Run<void> {
    yield* process.printError(`[${errorDate(process.machine.clock.nowMs)}] [${module}:notice] [pid 1:tid 1] ${text}\n`);
  };
  for (let i = 0; i < 2; i++)
    yield* process.printError(
      `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${name}. Set the 'ServerName' directive globally to suppress this message\n`,
    );
  yield* notice("mpm_event", "AH00489: Apache/2.4.66 (Unix) configured -- resuming normal operations");
  yield* notice("core", "AH00094: Command line: 'httpd -D FOREGROUND'");
  const answer = (exchange: HttpExchange): Run<HttpResponse> => answerRequest(process, exchange);
  yield* serveTcp(process, [
    { ip: EVERYWHERE, port: 80, backlog: 511, serve: (socket) => serveHttp(socket, { answer }) },
  ]);
  yield* notice("mpm_event", "AH00492: caught SIGWINCH, shutting down gracefully");
  return 0;
}

function addressOf({ machine }: Process): string {
  const outside = [...machine.network.devices.values()].find(({ isLoopback }) => !isLoopback);
  return formatIp(outside?.addresses[0]?.ip ?? 0x7f00_0001);
}

/** `Mon Jan 05 09:00:00.000000 2026` */
function errorDate(epochMs: number): string {
  const [, weekday, day, month, year, time] = /^(\w+), (\d+) (\w+) (\d+) (\S+)/.exec(httpDate(epochMs)) ?? [];
  return `${weekday} ${month} ${day} ${time}.${String(epochMs % 1000).padStart(3, "0")}000 ${year}`;
}

function* answerRequest(process: Process, { request, socket }: HttpExchange): Run<HttpResponse> {
  const { fs, clock } = process.machine;
  const path = request.target.split("?")[0] as string;
  const at = `${ROOT}${path.endsWith("/") ? `${path}index.html` : path}`;
  const node = fs.tryNode(at);
  const isThere = node?.kind === "file";
  const body = isThere
    ? fs.readFile(at)
    : encodeUtf8(
        `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>404 Not Found</title>\n</head><body>\n<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n</body></html>\n`,
      );
  const status = isThere ? 200 : 404;
  yield* process.print(
    `${formatIp(socket.remote.ip)} - - [${logDate(clock.nowMs)}] "${request.method} ${request.target} ${request.version}" ${status} ${body.length}\n`,
  );
  return {
    version: "HTTP/1.1",
    status,
    reason: isThere ? "OK" : "Not Found",
    headers: [
      { name: "Date", value: httpDate(clock.nowMs) },
      { name: "Server", value: "Apache/2.4.66 (Unix)" },
      ...(isThere ? validators(node.attributes.mtimeMs, body.length) : []),
      { name: "Content-Length", value: String(body.length) },
      { name: "Content-Type", value: isThere ? "text/html" : "text/html; charset=iso-8859-1" },
    ],
    body,
  };
}

function validators(mtimeMs: number, size: number): HttpHeader[] {
  return [
    { name: "Last-Modified", value: httpDate(mtimeMs) },
    { name: "ETag", value: `"${size.toString(16)}-${(mtimeMs * 1000).toString(16)}"` },
    { name: "Accept-Ranges", value: "bytes" },
  ];
}
