/**
 * `python3 -m http.server`: the files of a folder, one request per connection, with its log.
 *
 * Models: CPython 3.11 Lib/http/server.py
 * SIMPLIFIED: HTTP/1.0 answers, no ranges, no CGI; one connection after the other is answered in its own time.
 */
import { formatIp, parseIp } from "../../../sim/core/ip.ts";
import { Task } from "../../../sim/core/task.ts";
import { encodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { HttpError, type HttpRequest } from "../../../sim/net/http/message.ts";
import { readRequest } from "../../../sim/net/http/read.ts";
import { writeResponse } from "../../../sim/net/http/write.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import { accept } from "../../../sim/net/socket/connect.ts";
import type { TcpSocket } from "../../../sim/net/socket/tcp-socket.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Interrupted } from "../../../sim/os/signal.ts";
import { formatTime } from "../date/format-time.ts";
import { Failure } from "../failure.ts";

export function* httpServer(process: Process, args: readonly string[]): Run<number> {
  const { port, bind, directory } = readArguments(process, args);
  const listener = listen(process, bind, port);
  process.on("INT", "throw");
  try {
    const host = bind ?? "0.0.0.0";
    yield* process.print(`Serving HTTP on ${host} port ${port} (http://${host}:${port}/) ...\n`);
    for (;;) {
      const socket = yield* accept(listener);
      new Task(process.machine.clock, serve(process, socket, directory), () => socket.close());
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    listener.close();
  }
  yield* process.print("\nKeyboard interrupt received, exiting.\n");
  return 0;
}

function listen(process: Process, bind: string | null, port: number) {
  try {
    const ip = bind === null ? undefined : (parseIp(bind) ?? undefined);
    return process.machine.network.sockets.listenTcp({ port, ip, backlog: 5 });
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    throw new Failure(`OSError: [Errno ${error.code === "EADDRINUSE" ? 98 : 99}] ${error.message}\n`, 1);
  }
}

function readArguments(
  process: Process,
  args: readonly string[],
): { port: number; bind: string | null; directory: string } {
  let port = 8000;
  let bind: string | null = null;
  let directory = process.cwd;
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "-b" || arg === "--bind") bind = rest.shift() ?? null;
    else if (arg === "-d" || arg === "--directory") directory = rest.shift() ?? directory;
    else if (/^\d+$/.test(arg)) port = Number(arg);
    else
      throw new Failure(
        `usage: server.py [-h] [--cgi] [-b ADDRESS] [-d DIRECTORY] [-p VERSION] [port]\nserver.py: error: unrecognized arguments: ${arg}\n`,
        2,
      );
  }
  return { port, bind, directory };
}

function* serve(process: Process, socket: TcpSocket, directory: string): Run<void> {
  let request: HttpRequest | null;
  try {
    request = yield* readRequest(socket);
  } catch (error) {
    if (error instanceof HttpError) return;
    throw error;
  }
  if (request === null) return;
  const { status, reason, type, body } = answerTo(process, request, directory);
  const epochMs = process.machine.clock.nowMs;
  const stamp = formatTime("%d/%b/%Y %H:%M:%S", epochMs * 1000);
  const log = (text: string): void => {
    process.fds.get(2)?.stream.tryWrite(encodeUtf8(`${formatIp(socket.remote.ip)} - - [${stamp}] ${text}\n`));
  };
  if (status === 404) log("code 404, message File not found");
  log(`"${request.method} ${request.target} ${request.version}" ${status} -`);
  const headers = [
    { name: "Server", value: "SimpleHTTP/0.6 Python/3.11.2" },
    { name: "Date", value: formatTime("%a, %d %b %Y %H:%M:%S GMT", epochMs * 1000) },
    ...(status >= 400 ? [{ name: "Connection", value: "close" }] : []),
    { name: status >= 400 ? "Content-Type" : "Content-type", value: type },
    { name: "Content-Length", value: String(body.length) },
  ];
  yield* writeResponse(socket, {
    version: "HTTP/1.0",
    status,
    reason,
    headers,
    body: request.method === "HEAD" ? new Uint8Array(0) : body,
  });
}

interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly type: string;
  readonly body: Uint8Array;
}

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html",
  htm: "text/html",
  txt: "text/plain",
  json: "application/json",
  js: "text/javascript",
  css: "text/css",
  yaml: "application/octet-stream",
  yml: "application/octet-stream",
  png: "image/png",
  svg: "image/svg+xml",
};

function answerTo(process: Process, { method, target }: HttpRequest, directory: string): Answer {
  if (method !== "GET" && method !== "HEAD")
    return errorPage(
      501,
      "Not Implemented",
      `Unsupported method ('${method}').`,
      "Server does not support this operation.",
    );
  const path = (target.split(/[?#]/)[0] as string).replace(/%([0-9a-fA-F]{2})/g, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const file = `${directory}/${path
    .split("/")
    .filter((part) => part !== "" && part !== "." && part !== "..")
    .join("/")}`;
  const { fs } = process.machine;
  const node = fs.tryNode(file);
  if (node?.kind === "directory") {
    const index = fs.tryNode(`${file}/index.html`);
    if (index?.kind === "file") return { status: 200, reason: "OK", type: "text/html", body: index.bytes.slice() };
    return {
      status: 200,
      reason: "OK",
      type: "text/html; charset=utf-8",
      body: encodeUtf8(listing(path, fs.list(file), (name) => fs.tryNode(`${file}/${name}`)?.kind === "directory")),
    };
  }
  if (node?.kind !== "file" || path.endsWith("/"))
    return errorPage(404, "File not found", "File not found.", "Nothing matches the given URI.");
  return {
    status: 200,
    reason: "OK",
    type: TYPES[file.slice(file.lastIndexOf(".") + 1).toLowerCase()] ?? "application/octet-stream",
    body: node.bytes.slice(),
  };
}

function listing(path: string, names: readonly string[], isDirectory: (name: string) => boolean): string {
  const title = `Directory listing for ${path}`;
  const items = names
    .map((name) => (isDirectory(name) ? `${name}/` : name))
    .map((name) => `<li><a href="${name}">${name}</a></li>`);
  return [
    "<!DOCTYPE HTML>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<title>${title}</title>`,
    "</head>",
    "<body>",
    `<h1>${title}</h1>`,
    "<hr>",
    "<ul>",
    ...items,
    "</ul>",
    "<hr>",
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function errorPage(status: number, reason: string, message: string, explain: string): Answer {
  const body = `<!DOCTYPE HTML>
<html lang="en">
    <head>
        <meta charset="utf-8">
        <title>Error response</title>
    </head>
    <body>
        <h1>Error response</h1>
        <p>Error code: ${status}</p>
        <p>Message: ${message}</p>
        <p>Error code explanation: ${status} - ${explain}</p>
    </body>
</html>
`;
  return { status, reason, type: "text/html;charset=utf-8", body: encodeUtf8(body) };
}
