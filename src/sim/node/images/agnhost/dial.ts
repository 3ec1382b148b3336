/** netexec's /dial: asks somebody else some times, and tells what came back. Models: test/images/agnhost/netexec dialHandler */
import { formatIp } from "../../../core/ip.ts";
import { decodeUtf8, encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import { NetError } from "../../../net/net-error.ts";
import type { Machine } from "../../../os/machine.ts";
import { ResolveError, resolve } from "../../../os/resolver/resolve.ts";
import type { GoAnswer } from "../go-http.ts";
import { type CallFailure, callHttp } from "../http-client.ts";

const WAIT_US = 5_000_000;

export function* dial(machine: Machine, query: ReadonlyMap<string, string>): Run<GoAnswer> {
  const [host = "", port = "", request = ""] = ["host", "port", "request"].map((name) => query.get(name));
  const protocol = (query.get("protocol") ?? "").toLowerCase();
  const tries = query.get("tries") ?? "1";
  const bad = (text: string): GoAnswer => ({ status: 400, text: `${text}\n` });
  if (!/^-?\d+$/.test(tries))
    return bad(`tries parameter is invalid. strconv.Atoi: parsing ${JSON.stringify(tries)}: invalid syntax`);
  if (request === "") return bad("request parameter not specified. <nil>");
  if (protocol === "sctp") return bad("unsupported protocol. sctp is not simulated here");
  if (protocol !== "" && protocol !== "http" && protocol !== "udp") return bad(`unsupported protocol. ${protocol}`);
  let ip: string;
  try {
    ip = formatIp((yield* resolve(machine, host, { family: 4 })).addresses[0] ?? 0);
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    return bad(`host and/or port param are invalid. lookup ${host}: no such host`);
  }
  const responses: string[] = [];
  const errors: string[] = [];
  let last = "";
  for (let i = 0; i < Number(tries); i++) {
    const got = yield* (protocol === "udp" ? overUdp : overHttp)(machine, { ip, port: Number(port), request });
    last = "text" in got ? got.text : "";
    if ("text" in got) responses.push(got.text);
    else errors.push(got.error);
  }
  const output = { ...(errors.length > 0 ? { errors } : {}), ...(last === "" ? {} : { responses }) };
  return { text: JSON.stringify(output) };
}

interface Target {
  readonly ip: string;
  readonly port: number;
  readonly request: string;
}

type Got = { readonly text: string } | { readonly error: string };

function* overHttp(machine: Machine, { ip: host, port, request }: Target): Run<Got> {
  const headers = [
    { name: "User-Agent", value: "Go-http-client/1.1" },
    { name: "Accept-Encoding", value: "gzip" },
  ];
  const got = yield* callHttp(machine, {
    method: "GET",
    host,
    port,
    target: `/${request}`,
    headers,
    timeoutUs: WAIT_US,
  });
  if ("status" in got) return { text: decodeUtf8(got.body) };
  return { error: `Get "http://${host}:${port}/${request}": ${goWords(got, `${host}:${port}`)}` };
}

function goWords(failure: CallFailure, address: string): string {
  if (!(failure instanceof NetError)) return "EOF";
  if (failure.code === "ETIMEDOUT") return `context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
  return `dial tcp ${address}: connect: ${failure.message.toLowerCase()}`;
}

function* overUdp(machine: Machine, { ip, port, request }: Target): Run<Got> {
  const socket = machine.network.sockets.bindUdp({});
  const untilUs = machine.clock.nowUs + WAIT_US;
  try {
    const [to] = (yield* resolve(machine, ip)).addresses;
    socket.connect(to as number, port);
    socket.send(encodeUtf8(request));
    const route = `${formatIp(socket.local.ip)}:${socket.local.port}->${ip}:${port}`;
    for (;;) {
      const got = socket.tryReceive();
      if (got instanceof NetError)
        return {
          error: `reading from udp connection failed. err:'read udp ${route}: read: ${got.message.toLowerCase()}'`,
        };
      if (got !== null) return { text: decodeUtf8(got.data) };
      if (machine.clock.nowUs >= untilUs)
        return { error: `reading from udp connection failed. err:'read udp ${route}: i/o timeout'` };
      yield { on: [socket.readable], untilUs, background: false };
    }
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    return { error: `udp dial failed. err:dial udp ${ip}:${port}: connect: ${error.message.toLowerCase()}` };
  } finally {
    socket.close();
  }
}
