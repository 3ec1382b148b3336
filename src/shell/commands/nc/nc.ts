/**
 * netcat as OpenBSD and Debian have it. Models: netcat-openbsd 1.219 netcat.c
 * SIMPLIFIED: no proxies, no Unix sockets, no TLS, no telnet negotiation; UDP is connect, send and listen.
 */
import { formatIp, type Ip, parseIp } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import { EVERYWHERE } from "../../../sim/net/socket/bound.ts";
import { accept, connectTcp } from "../../../sim/net/socket/connect.ts";
import type { Process } from "../../../sim/os/process.ts";
import { ResolveError, resolve } from "../../../sim/os/resolver/resolve.ts";
import { Failure, fail } from "../failure.ts";
import { type Options, parseOptions } from "../options.ts";
import { listenForDatagrams, relayDatagrams } from "./datagrams.ts";
import { relay } from "./relay.ts";
import { serviceName, servicePort } from "./services.ts";

const USAGE = `usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]
	  [-m minttl] [-O length] [-P proxy_username] [-p source_port]
	  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]
	  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]
	  [destination] [port]
`;
const UDP_PROBES = 3;

export function* nc(process: Process): Run<number> {
  const options = parseOptions(process, {
    short: "46dhklNnruvzp:q:s:w:i:W:",
    refused: { short: "CDFStUZIMmOPTVXxb" },
    hint: USAGE,
  });
  if (options.has("h")) throw new Failure(`OpenBSD netcat (Debian patchlevel 1.219-1)\n${USAGE}`, 1);
  if (options.has("l")) return yield* listen(process, options);
  const [host, ports] = options.operands;
  if (host === undefined) throw new Failure(USAGE, 1);
  if (ports === undefined) return fail(process, "missing port number");
  const protocol = options.has("u") ? "udp" : "tcp";
  const list = portList(process, ports, protocol);
  const family = options.has("4") ? 4 : options.has("6") ? 6 : undefined;
  const addresses = yield* addressesOf(process, { host, port: ports, numeric: options.has("n"), family });
  let exitCode = 1;
  for (const port of list) {
    for (const to of addresses) {
      const good =
        protocol === "udp"
          ? yield* udp(process, options, { host, to, port })
          : yield* tcp(process, options, { host, to, port });
      if (!good) continue;
      exitCode = 0;
      break;
    }
  }
  return exitCode;
}

function portList(process: Process, text: string, protocol: "tcp" | "udp"): number[] {
  const range = /^(\d+)-(\d+)$/.exec(text);
  if (range !== null) {
    const [low, high] = [Math.min(Number(range[1]), Number(range[2])), Math.max(Number(range[1]), Number(range[2]))];
    return Array.from({ length: Math.min(high, 65_535) - low + 1 }, (_, i) => low + i);
  }
  if (/^\d+$/.test(text)) {
    if (Number(text) < 1) return fail(process, `port number too small: ${text}`);
    if (Number(text) > 65_535) return fail(process, `port number too large: ${text}`);
    return [Number(text)];
  }
  return [servicePort(text, protocol) ?? fail(process, `service "${text}" unknown`)];
}

function* addressesOf(
  process: Process,
  { host, port, numeric, family }: { host: string; port: string; numeric: boolean; family: 4 | 6 | undefined },
): Run<readonly Ip[]> {
  try {
    if (numeric && parseIp(host) === null) throw new ResolveError("EAI_NONAME", "glibc");
    return (yield* resolve(process.machine, host, { family })).addresses;
  } catch (error) {
    if (error instanceof ResolveError)
      return fail(process, `getaddrinfo for host "${host}" port ${port}: ${error.message}`);
    throw error;
  }
}

interface Target {
  readonly host: string;
  readonly to: Ip;
  readonly port: number;
}

function secondsOf(options: Options, key: string): number | null {
  const value = options.value(key);
  return value === undefined ? null : Math.round(Number(value) * 1_000_000);
}

function* tcp(process: Process, options: Options, { host, to, port }: Target): Run<boolean> {
  const waitUs = secondsOf(options, "w");
  const source = options.value("s");
  try {
    const socket = yield* connectTcp(process.machine.network, {
      to,
      port,
      from: source === undefined ? undefined : (parseIp(source) ?? undefined),
      fromPort: options.has("p") ? Number(options.value("p")) : undefined,
      timeoutUs: waitUs ?? undefined,
    });
    try {
      if (options.has("v")) yield* process.printError(succeeded({ host, to, port }, "tcp", options.has("n")));
      if (!options.has("z"))
        yield* relay(process, socket, {
          idleUs: waitUs,
          shutsDown: options.has("N"),
          quitAfterUs: options.has("q") && Number(options.value("q")) >= 0 ? secondsOf(options, "q") : null,
        });
      return true;
    } finally {
      socket.close();
    }
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    if (options.has("v")) {
      const words =
        error.code === "ETIMEDOUT" && waitUs !== null
          ? "timed out: Operation now in progress"
          : `failed: ${error.message}`;
      yield* process.printError(
        `nc: connect to ${host}${parseIp(host) === null ? ` (${formatIp(to)})` : ""} port ${port} (tcp) ${words}\n`,
      );
    }
    return false;
  }
}

function succeeded({ host, to, port }: Target, protocol: "tcp" | "udp", numeric: boolean): string {
  const service = numeric ? "*" : (serviceName(port, protocol) ?? "*");
  const address = parseIp(host) === null ? ` (${formatIp(to)})` : "";
  return `Connection to ${host}${address} ${port} port [${protocol}/${service}] succeeded!\n`;
}

/** A datagram that nobody refuses counts as an open port. */
function* udp(process: Process, options: Options, { host, to, port }: Target): Run<boolean> {
  const socket = process.machine.network.sockets.bindUdp();
  try {
    socket.connect(to, port);
    if (options.has("z") || options.has("v")) {
      for (let i = 0; i < UDP_PROBES + 1; i++) {
        socket.send(Uint8Array.of(88));
        yield { on: [socket.readable], untilUs: process.nowUs + 300_000, background: false };
        if (socket.tryReceive() instanceof NetError) return false;
      }
      if (options.has("v")) yield* process.printError(succeeded({ host, to, port }, "udp", options.has("n")));
      if (options.has("z")) return true;
    }
    return yield* relayDatagrams(process, socket, secondsOf(options, "w"));
  } catch (error) {
    if (error instanceof NetError) return false;
    throw error;
  } finally {
    socket.close();
  }
}

function* listen(process: Process, options: Options): Run<number> {
  const operands = [...options.operands];
  const portText = options.value("p") ?? operands.pop();
  if (portText === undefined) return fail(process, "missing port number");
  const port = Number(portText);
  const named = operands[0] === undefined ? null : parseIp(operands[0]);
  const ip = named ?? (options.has("6") ? EVERYWHERE : undefined);
  if (options.has("u")) return yield* listenUdp(process, options, { ip, port });
  const listener = tryListen(process, { ip, port });
  try {
    if (options.has("v"))
      yield* process.printError(`Listening on ${ip === undefined ? "0.0.0.0" : formatIp(ip)} ${port}\n`);
    do {
      const socket = yield* accept(listener);
      if (!options.has("k")) listener.close();
      if (options.has("v"))
        yield* process.printError(`Connection received on ${formatIp(socket.remote.ip)} ${socket.remote.port}\n`);
      try {
        yield* relay(process, socket, {
          idleUs: secondsOf(options, "w"),
          shutsDown: options.has("N"),
          quitAfterUs: secondsOf(options, "q"),
        });
      } finally {
        socket.close();
      }
    } while (options.has("k"));
    return 0;
  } finally {
    listener.close();
  }
}

function* listenUdp(
  process: Process,
  options: Options,
  { ip, port }: { ip: Ip | undefined; port: number },
): Run<number> {
  if (options.has("v")) yield* process.printError(`Bound on ${ip === undefined ? "0.0.0.0" : formatIp(ip)} ${port}\n`);
  const isLoud = options.has("v");
  do
    yield* listenForDatagrams(process, {
      ip,
      port,
      idleUs: secondsOf(options, "w"),
      *onPeer({ from, fromPort }) {
        if (isLoud) yield* process.printError(`Connection received on ${formatIp(from)} ${fromPort}\n`);
      },
    });
  while (options.has("k"));
  return 0;
}

function tryListen(process: Process, { ip, port }: { ip: Ip | undefined; port: number }) {
  try {
    return process.machine.network.sockets.listenTcp({ ip, port, backlog: 1 });
  } catch (error) {
    if (error instanceof NetError) return fail(process, error.message);
    throw error;
  }
}
