/** traefik/whoami: tells the client what it sent. Models: traefik/whoami app.go */
import { formatIp } from "../../../core/ip.ts";
import type { Run } from "../../../core/wait.ts";
import { slashDate } from "../../../net/http/http-date.ts";
import type { Process } from "../../../os/process.ts";
import { type GoAnswer, serveGo } from "../go-http.ts";
import type { Image } from "../image.ts";
import { type HttpExchange, startUp } from "../server.ts";

export const whoami: Image = {
  names: ["docker.io/traefik/whoami", "docker.io/containous/whoami"],
  tags: ["latest", "v1.11", "v1.10", "v1.10.1", "v1.8", "v1.5.0"],
  isPublished: true,
  sizeBytes: 2_888_704,
  config: () => ({ entrypoint: ["/whoami"] }),
  files: () => ({ "/whoami": { program: "whoami-server" } }),
  programs: { "whoami-server": serve },
};

function* serve(process: Process): Run<number> {
  const { argv, env } = process;
  const given = (name: string): string | undefined => {
    const at = argv.findIndex((word) => word.replace(/^--?/, "").split("=")[0] === name);
    return at < 0 ? undefined : (argv[at]?.split("=")[1] ?? argv[at + 1]);
  };
  const port = Number(given("port") ?? env.get("WHOAMI_PORT_NUMBER") ?? 80);
  const name = given("name") ?? env.get("WHOAMI_NAME") ?? "";
  yield* startUp(process, 10_000);
  yield* process.printError(`${slashDate(process.machine.clock.nowMs)} Starting up on port ${port}\n`);
  // biome-ignore lint/correctness/useYield: an answer may wait; this one does not.
  const answer = function* (exchange: HttpExchange): Run<GoAnswer> {
    const path = exchange.request.target.split("?")[0];
    if (path === "/health") return { text: "" };
    return path === "/api" ? asJson(process, name, exchange) : asText(process, name, exchange);
  };
  yield* serveGo(process, port, answer);
  return 0;
}

function addressesOf(process: Process): string[] {
  return [...process.machine.network.devices.values()].flatMap(({ addresses }) =>
    addresses.map(({ ip }) => formatIp(ip)),
  );
}

/** Go keeps headers in a map of canonical names, and writes them sorted. */
function headersOf({ request }: HttpExchange): [string, string][] {
  const canonical = (name: string): string => name.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
  return request.headers
    .filter(({ name }) => name.toLowerCase() !== "host")
    .map(({ name, value }): [string, string] => [canonical(name), value])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function hostOf({ request }: HttpExchange): string {
  return request.headers.find(({ name }) => name.toLowerCase() === "host")?.value ?? "";
}

function asText(process: Process, name: string, exchange: HttpExchange): GoAnswer {
  const { request, socket } = exchange;
  const lines = [
    ...(name === "" ? [] : [`Name: ${name}`]),
    `Hostname: ${process.machine.hostname}`,
    ...addressesOf(process).map((ip) => `IP: ${ip}`),
    `RemoteAddr: ${formatIp(socket.remote.ip)}:${socket.remote.port}`,
    `${request.method} ${request.target} ${request.version}`,
    `Host: ${hostOf(exchange)}`,
    ...headersOf(exchange).map(([header, value]) => `${header}: ${value}`),
  ];
  return { text: `${lines.join("\n")}\n\n` };
}

function asJson(process: Process, name: string, exchange: HttpExchange): GoAnswer {
  const { request, socket } = exchange;
  const headers = Object.fromEntries(headersOf(exchange).map(([header, value]) => [header, [value]]));
  const body = {
    hostname: process.machine.hostname,
    ip: addressesOf(process),
    headers,
    url: request.target,
    host: hostOf(exchange),
    method: request.method,
    ...(name === "" ? {} : { name }),
    remoteAddr: `${formatIp(socket.remote.ip)}:${socket.remote.port}`,
  };
  return { type: "application/json", text: `${JSON.stringify(body)}\n` };
}
