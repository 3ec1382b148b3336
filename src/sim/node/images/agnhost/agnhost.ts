/**
 * agnhost: the many-purpose image of Kubernetes' own tests: netexec, serve-hostname, porter, connect, liveness, pause.
 *
 * Models: test/images/agnhost/{netexec,serve-hostname,porter,connect,liveness,dns,pause}
 * SIMPLIFIED: of its commands those above, dns-suffix, dns-server-list and etc-hosts.
 */

import { formatIp, parseIp } from "../../../core/ip.ts";
import type { Run } from "../../../core/wait.ts";
import type { HttpResponse } from "../../../net/http/message.ts";
import { NetError } from "../../../net/net-error.ts";
import { EVERYWHERE } from "../../../net/socket/bound.ts";
import { connectToAny } from "../../../net/socket/connect.ts";
import type { Process } from "../../../os/process.ts";
import { resolvConfOf } from "../../../os/resolver/resolv-conf.ts";
import { ResolveError, resolve } from "../../../os/resolver/resolve.ts";
import { alpineFiles } from "../base/alpine.ts";
import { tools } from "../base/tools.ts";
import { goResponse, serveGo } from "../go-http.ts";
import type { Image } from "../image.ts";
import { idle, serveHttp, serveTcp, startUp } from "../server.ts";
import { flag } from "./flag.ts";
import { netexec } from "./netexec.ts";

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
      yield* process.print("Paused\n");
      return yield* idle(process);
    case "netexec":
      return yield* netexec(process, args);
    case "serve-hostname":
      return yield* serveHostname(process, args);
    case "porter":
      return yield* porter(process);
    case "connect":
      return yield* connect(process, args);
    case "liveness":
      return yield* liveness(process);
    case "dns-suffix":
      yield* process.print(`${resolvConfOf(process.machine).search.join(",")}\n`);
      return 0;
    case "dns-server-list":
      yield* process.print(`${resolvConfOf(process.machine).nameservers.map(formatIp).join(",")}\n`);
      return 0;
    case "etc-hosts":
      yield* process.print(process.machine.fs.readText("/etc/hosts"));
      return 0;
    case "--version":
      yield* process.print("agnhost version 2.57\n");
      return 0;
    default:
      yield* process.printError(`agnhost: ${command} is not simulated here\n`);
      return 1;
  }
}

function* serveHostname(process: Process, args: readonly string[]): Run<number> {
  const port = Number(flag(args, "port") ?? 9376);
  yield* startUp(process, 20_000);
  // biome-ignore lint/correctness/useYield: an answer may wait; this one does not.
  yield* serveGo(process, port, function* () {
    return { text: process.machine.hostname };
  });
  return 0;
}

/** Ten seconds of health, then none. */
function* liveness(process: Process): Run<number> {
  const startUs = process.nowUs;
  // biome-ignore lint/correctness/useYield: an answer may wait; this one does not.
  yield* serveGo(process, 8080, function* ({ request }) {
    const ageSec = (process.nowUs - startUs) / 1e6;
    if (request.target !== "/healthz") return { status: 404, text: "404 page not found\n" };
    return ageSec > 10 ? { status: 500, text: `error: ${ageSec}` } : { text: "ok" };
  });
  return 0;
}

/** A server on each port that an environment variable names; its value is what it says. */
function* porter(process: Process): Run<number> {
  const ports = [...process.env].filter(([name]) => /^SERVE_(TCP_)?PORT_\d+$/.test(name));
  yield* serveTcp(
    process,
    ports.map(([name, text]) => ({
      ip: EVERYWHERE,
      port: Number(/\d+$/.exec(name)?.[0]),
      serve: (socket) => serveHttp(socket, { answer: () => says(process, text) }),
    })),
  );
  return 0;
}

// biome-ignore lint/correctness/useYield: an answer may wait; this one does not.
function* says(process: Process, text: string): Run<HttpResponse> {
  return goResponse(process, { text });
}

/** `agnhost connect HOST:PORT --timeout=1s`: nothing when it works, one word when it does not. */
function* connect(process: Process, args: readonly string[]): Run<number> {
  const target = args.find((word) => !word.startsWith("-")) ?? "";
  const seconds = Number(/^(\d+)s?$/.exec(flag(args, "timeout") ?? "10s")?.[1] ?? 10);
  const [host = "", port = "80"] = target.split(":");
  const words = function* (word: string): Run<number> {
    yield* process.printError(`${word}\n`);
    return 1;
  };
  try {
    const literal = parseIp(host);
    const to = literal === null ? (yield* resolve(process.machine, host)).addresses : [literal];
    const socket = yield* connectToAny(process.machine.network, {
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
