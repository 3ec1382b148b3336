/**
 * agnhost netexec: a web server that tells about itself, its client and what it can reach, and the same over UDP.
 *
 * Models: test/images/agnhost/netexec/netexec.go
 * SIMPLIFIED: no SCTP, TLS, /upload or --http-override; times are UTC.
 */

import { formatIp } from "../../../core/ip.ts";
import { Task } from "../../../core/task.ts";
import { formatRfc3339 } from "../../../core/time.ts";
import { decodeUtf8, encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import { slashDate } from "../../../net/http/http-date.ts";
import { NetError } from "../../../net/net-error.ts";
import { EVERYWHERE } from "../../../net/socket/bound.ts";
import type { Process } from "../../../os/process.ts";
import { CorefileError } from "../../dns/corefile.ts";
import { durationUs } from "../../dns/go-values.ts";
import { type GoAnswer, serveGo } from "../go-http.ts";
import { type HttpExchange, startUp } from "../server.ts";
import { dial } from "./dial.ts";
import { flag } from "./flag.ts";

export function* netexec(process: Process, args: readonly string[]): Run<number> {
  const httpPort = Number(flag(args, "http-port") ?? 8080);
  const udpPort = Number(flag(args, "udp-port") ?? 8081);
  const end = { code: 0 };
  yield* startUp(process, 20_000);
  const udp = udpPort < 0 ? null : new Task<void>(process.machine.clock, serveUdp(process, udpPort), () => {});
  yield* note(process, `Started HTTP server on port ${httpPort}`);
  try {
    yield* serveGo(process, httpPort, (exchange) => answer(process, exchange, end));
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    yield* note(process, `listen tcp :${httpPort}: bind: address already in use`);
    return 1;
  } finally {
    udp?.kill();
  }
  return end.code;
}

function* note(process: Process, text: string): Run<void> {
  yield* process.printError(`${slashDate(process.machine.clock.nowMs)} ${text}\n`);
}

function* answer(process: Process, { request, socket }: HttpExchange, end: { code: number }): Run<GoAnswer> {
  const [path = "/", search = ""] = request.target.split("?");
  const query = new Map(
    search.split("&").map((pair): [string, string] => {
      const [name = "", ...value] = pair.split("=");
      return [unescaped(name), unescaped(value.join("="))];
    }),
  );
  const get = (name: string): string => query.get(name) ?? "";
  switch (path) {
    case "/clientip":
      yield* note(process, "GET /clientip");
      return { text: `${formatIp(socket.remote.ip)}:${socket.remote.port}` };
    case "/hostname":
    case "/hostName":
      yield* note(process, `GET ${path}`);
      return { text: process.machine.hostname };
    case "/echo":
      yield* note(process, `GET /echo?msg=${get("msg")}&code=${get("code")}`);
      return { status: Number(get("code") || 200), text: get("msg") };
    case "/healthz":
      yield* note(process, "GET /healthz");
      return { text: "" };
    case "/header":
      return { text: request.headers.find(({ name }) => name.toLowerCase() === get("key").toLowerCase())?.value ?? "" };
    case "/redirect":
      yield* note(process, `GET /redirect?location=${get("location")}&code=${get("code")}`);
      return {
        status: Number(get("code") || 302),
        headers: [{ name: "Location", value: get("location") }],
        text: "",
      };
    case "/dial":
      yield* note(
        process,
        `GET /dial?${["host", "protocol", "port", "request", "tries"].map((name) => `${name}=${get(name)}`).join("&")}`,
      );
      return yield* dial(process.machine, query);
    case "/exit":
    case "/shutdown":
      return yield* exit(process, { code: get("code"), timeout: get("timeout"), wait: get("wait"), end, path });
    case "/shell":
    case "/upload":
      return { status: 501, text: `${path} is not simulated here\n` };
    default:
      yield* note(process, "GET /");
      return {
        text: `NOW: ${formatRfc3339(process.machine.clock.nowMs).replace("T", " ").replace("Z", "")} +0000 UTC`,
      };
  }
}

function* exit(
  process: Process,
  {
    code,
    timeout,
    wait,
    end,
    path,
  }: { code: string; timeout: string; wait: string; end: { code: number }; path: string },
): Run<GoAnswer> {
  yield* note(process, path === "/exit" ? `GET /exit?code=${code}&timeout=${timeout}&wait=${wait}` : "GET /shutdown");
  try {
    const waitUs = wait === "" ? 0 : durationUs(wait);
    if (waitUs > 0) yield* process.sleep(waitUs);
  } catch (error) {
    if (!(error instanceof CorefileError)) throw error;
    return { text: `argument 'wait' must be a valid golang duration or empty, got ${JSON.stringify(wait)}\n` };
  }
  end.code = path === "/exit" ? Number(code === "" ? 0 : code) & 127 : 0;
  process.signal("TERM");
  return { text: "" };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

/** `hostname`, `echo TEXT`, `clientip`; what it does not know it answers with nothing. */
function* serveUdp(process: Process, port: number): Run<void> {
  const socket = process.machine.network.sockets.bindUdp({ ip: EVERYWHERE, port });
  try {
    yield* note(process, "Started UDP server");
    for (;;) {
      const got = socket.tryReceive();
      if (got === null) {
        yield { on: [socket.readable] };
        continue;
      }
      if (got instanceof NetError) continue;
      const text = decodeUtf8(got.data).trim();
      const [word = "", ...rest] = text.split(" ");
      const reply =
        word.toLowerCase() === "hostname"
          ? process.machine.hostname
          : word.toLowerCase() === "echo"
            ? rest.join(" ")
            : word.toLowerCase() === "clientip"
              ? `${formatIp(got.from)}:${got.fromPort}`
              : null;
      if (reply !== null) socket.sendTo(got.from, got.fromPort, encodeUtf8(reply));
      else if (text !== "") yield* note(process, `Unknown udp command received: ${text}`);
    }
  } finally {
    socket.close();
  }
}
