/** hashicorp/http-echo: says one thing, whatever is asked. Models: hashicorp/http-echo main.go, handlers.go */
import { formatIp, parseIp } from "../../../core/ip.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import { httpDate, slashDate } from "../../../net/http/http-date.ts";
import type { HttpResponse } from "../../../net/http/message.ts";
import type { Process } from "../../../os/process.ts";
import type { Image } from "../image.ts";
import { type HttpExchange, serveHttp, serveTcp, startUp } from "../server.ts";

export const httpEcho: Image = {
  names: ["docker.io/hashicorp/http-echo"],
  tags: ["latest", "1.0", "1.0.0", "0.2.3"],
  isPublished: true,
  sizeBytes: 2_836_432,
  config: () => ({ entrypoint: ["/http-echo"] }),
  files: () => ({ "/http-echo": { program: "http-echo" } }),
  programs: { "http-echo": echo },
};

function* echo(process: Process): Run<number> {
  const option = (name: string): string | undefined => optionOf(process.argv, name);
  const text = option("text") ?? process.env.get("ECHO_TEXT");
  if (text === undefined || text === "") {
    yield* process.printError("Missing -text option!\n");
    return 127;
  }
  const listen = option("listen") ?? ":5678";
  const colon = listen.lastIndexOf(":");
  const ip = parseIp(listen.slice(0, colon)) ?? undefined;
  const port = Number(listen.slice(colon + 1));
  const status = Number(option("status-code") ?? 200);
  const now = (): string => slashDate(process.machine.clock.nowMs);
  yield* startUp(process, 20_000);
  yield* process.print(`${now()} [INFO] server is listening on ${listen}\n`);
  const answer = function* ({ request, socket }: HttpExchange): Run<HttpResponse> {
    const isHealth = request.target === "/health";
    const body = encodeUtf8(isHealth ? '{"status":"ok"}\n' : `${text}\n`);
    const host = request.headers.find(({ name }) => name.toLowerCase() === "host")?.value ?? "";
    const agent = request.headers.find(({ name }) => name.toLowerCase() === "user-agent")?.value ?? "";
    if (!isHealth)
      yield* process.print(
        `${now()} ${host} ${formatIp(socket.remote.ip)}:${socket.remote.port} "${request.method} ${request.target} ${request.version}" ${status} ${body.length} "${agent}" 12.4µs\n`,
      );
    const headers = [
      ...(isHealth
        ? []
        : [
            { name: "X-App-Name", value: "http-echo" },
            { name: "X-App-Version", value: "1.0.0" },
          ]),
      { name: "Date", value: httpDate(process.machine.clock.nowMs) },
      { name: "Content-Length", value: String(body.length) },
      { name: "Content-Type", value: isHealth ? "application/json" : "text/plain; charset=utf-8" },
    ];
    return { version: "HTTP/1.1", status: isHealth ? 200 : status, reason: status === 200 ? "OK" : "", headers, body };
  };
  yield* serveTcp(process, [{ ip, port, serve: (socket) => serveHttp(socket, { answer }) }]);
  return 0;
}

function optionOf(argv: readonly string[], name: string): string | undefined {
  for (const [i, word] of argv.entries()) {
    if (word === `-${name}` || word === `--${name}`) return argv[i + 1];
    for (const start of [`-${name}=`, `--${name}=`]) if (word.startsWith(start)) return word.slice(start.length);
  }
  return undefined;
}
