/**
 * agnhost: the many-purpose image of Kubernetes' own tests: netexec, serve-hostname, porter, connect, pause.
 *
 * Models: test/images/agnhost/{netexec,serve-hostname,porter,connect}
 * SIMPLIFIED: of netexec's paths /, /clientip, /hostname, /hostName, /echo, /exit, /healthz, /dial is not there.
 */
import { formatIp, parseIp } from "../../../core/ip.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import type { HttpResponse } from "../../../net/http/message.ts";
import { NetError } from "../../../net/net-error.ts";
import { connectTcp } from "../../../net/socket/connect.ts";
import type { Process } from "../../../os/process.ts";
import { ResolveError, resolve } from "../../../os/resolver/resolve.ts";
import { alpineFiles } from "../base/alpine.ts";
import { tools } from "../base/tools.ts";
import { httpDate } from "../http-date.ts";
import type { Image } from "../image.ts";
import { type HttpExchange, idle, serveHttp, serveTcp, startUp } from "../server.ts";

export const agnhost: Image = {
  names: ["registry.k8s.io/e2e-test-images/agnhost", "k8s.gcr.io/e2e-test-images/agnhost"],
  tags: ["2.39", "2.40", "2.43", "2.45", "2.47", "2.52", "2.53", "2.54", "2.56", "2.57"],
  isPublished: true,
  sizeBytes: 51_706_353,
  config: () => ({ entrypoint: ["/agnhost"], cmd: ["pause"] }),
  files: () =>
    alpineFiles("3.20.2", {
      "/agnhost": { program: "agnhost" },
      ...tools("/usr/bin", "curl dig host nslookup netperf iperf"),
    }),
  programs: { agnhost: run },
};

function* run(process: Process): Run<number> {
  const [, command = "pause", ...args] = process.argv;
  switch (command) {
    case "pause":
      return yield* idle(process);
    case "netexec":
      return yield* netexec(process, Number(option(args, "http-port") ?? 8080));
    case "serve-hostname":
      return yield* serveText(process, Number(option(args, "port") ?? 9376), () => process.machine.hostname);
    case "porter":
      return yield* porter(process);
    case "connect":
      return yield* connect(process, args);
    default:
      yield* process.printError(`agnhost: ${command} is not simulated here\n`);
      return 1;
  }
}

function* netexec(process: Process, port: number): Run<number> {
  const answer = (exchange: HttpExchange): string => {
    const { request, socket } = exchange;
    const [path = "/", query = ""] = request.target.split("?");
    const client = `${formatIp(socket.remote.ip)}:${socket.remote.port}`;
    if (path === "/clientip") return client;
    if (path === "/hostname" || path === "/hostName") return process.machine.hostname;
    if (path === "/echo") return decodeURIComponent(/(?:^|&)msg=([^&]*)/.exec(query)?.[1] ?? "");
    if (path === "/healthz") return "";
    if (path === "/exit") process.signal("TERM");
    return `NOW: ${httpDate(process.machine.clock.nowMs)}`;
  };
  return yield* serveText(process, port, answer);
}

function* porter(process: Process): Run<number> {
  const ports = [...process.env].filter(([name]) => /^SERVE_(TCP_)?PORT_\d+$/.test(name));
  yield* serveTcp(
    process,
    ports.map(([name, text]) => ({
      port: Number(/\d+$/.exec(name)?.[0]),
      serve: (socket) => serveHttp(socket, { answer: () => respond(process, text) }),
    })),
  );
  return 0;
}

function* serveText(process: Process, port: number, text: (exchange: HttpExchange) => string): Run<number> {
  yield* startUp(process, 20_000);
  const answer = (exchange: HttpExchange): Run<HttpResponse> => respond(process, text(exchange));
  yield* serveTcp(process, [{ port, serve: (socket) => serveHttp(socket, { answer }) }]);
  return 0;
}

/** `agnhost connect HOST:PORT --timeout=1s`: nothing when it works, one word when it does not. */
function* connect(process: Process, args: readonly string[]): Run<number> {
  const target = args.find((word) => !word.startsWith("-")) ?? "";
  const seconds = Number(/^(\d+)s?$/.exec(option(args, "timeout") ?? "10s")?.[1] ?? 10);
  const [host = "", port = "80"] = target.split(":");
  const words = function* (word: string): Run<number> {
    yield* process.printError(`${word}\n`);
    return 1;
  };
  try {
    const to = parseIp(host) ?? (yield* resolve(process.machine, host)).addresses[0];
    if (to === undefined) return yield* words("DNS");
    const socket = yield* connectTcp(process.machine.network, {
      to,
      port: Number(port),
      timeoutUs: seconds * 1_000_000,
    });
    socket.close();
    return 0;
  } catch (error) {
    if (error instanceof ResolveError) return yield* words("DNS: no such host");
    if (error instanceof NetError)
      return yield* words(error.code === "ECONNREFUSED" ? "REFUSED" : error.code === "ETIMEDOUT" ? "TIMEOUT" : "OTHER");
    throw error;
  }
}

// biome-ignore lint/correctness/useYield: an HTTP service's answer may wait; this one does not.
function* respond(process: Process, text: string): Run<HttpResponse> {
  const body = encodeUtf8(text);
  const headers = [
    { name: "Date", value: httpDate(process.machine.clock.nowMs) },
    { name: "Content-Length", value: String(body.length) },
    { name: "Content-Type", value: "text/plain; charset=utf-8" },
  ];
  return { version: "HTTP/1.1", status: 200, reason: "OK", headers, body };
}

function option(args: readonly string[], name: string): string | undefined {
  for (const [i, word] of args.entries()) {
    if (word === `--${name}`) return args[i + 1];
    if (word.startsWith(`--${name}=`)) return word.slice(name.length + 3);
  }
  return undefined;
}
