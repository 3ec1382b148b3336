/**
 * BusyBox's netcat: the full one of the image, and the plain one of Debian's package, which knows no -z and no -v.
 * Models: busybox 1.37 networking/nc_bloaty.c, 1.35 networking/nc.c
 * SIMPLIFIED: no -e, -f, -i and -o.
 */
import { formatIp, type Ip } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import { EVERYWHERE } from "../../../sim/net/socket/bound.ts";
import { accept, connectTcp } from "../../../sim/net/socket/connect.ts";
import type { Endpoint } from "../../../sim/net/socket/endpoint.ts";
import type { Process } from "../../../sim/os/process.ts";
import { ipv4First, ResolveError, resolve } from "../../../sim/os/resolver/resolve.ts";
import { AppletUsage, Failure, fail } from "../failure.ts";
import { isDebianBusybox } from "../flavour.ts";
import { listenForDatagrams, relayDatagrams } from "../nc/datagrams.ts";
import { relay } from "../nc/relay.ts";
import { servicePort } from "../nc/services.ts";
import { type Options, parseOptions } from "../options.ts";

export function* busyboxNc(process: Process): Run<number> {
  const hint = new AppletUsage("nc");
  if (process.argv[1] === "--help") throw new Failure(hint, 0);
  const isPlain = isDebianBusybox(process);
  const options = parseOptions(
    process,
    isPlain
      ? { short: "lp:w:", refused: { short: "ief" }, hint }
      : { short: "lkp:s:w:nuvz", refused: { short: "eibo" }, hint },
  );
  if (options.has("l")) return yield* listen(process, options, hint);
  const [host, portText] = options.operands;
  if (host === undefined || portText === undefined) throw new Failure(hint, 1);
  const port = /^\d+$/.test(portText)
    ? Number(portText)
    : (servicePort(portText, "tcp") ?? fail(process, `bad port '${portText}'`));
  const to = yield* addressOf(process, host);
  return options.has("u")
    ? yield* talkUdp(process, options, { host, to, port })
    : yield* talkTcp(process, options, { host, to, port });
}

interface Target {
  readonly host: string;
  readonly to: Ip;
  readonly port: number;
}

function waitOf(options: Options): number | undefined {
  return options.has("w") ? Number(options.value("w")) * 1_000_000 : undefined;
}

function* talkTcp(process: Process, options: Options, { host, to, port }: Target): Run<number> {
  const shown = `${host} (${formatIp(to)}:${port})`;
  const waitUs = waitOf(options);
  try {
    const socket = yield* connectTcp(process.machine.network, { to, port, timeoutUs: waitUs });
    try {
      if (options.has("v")) yield* process.printError(`${shown} open\n`);
      if (!options.has("z"))
        yield* relay(process, socket, { idleUs: waitUs ?? null, shutsDown: true, quitAfterUs: null });
      return 0;
    } finally {
      socket.close();
    }
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    // A refused port is what a scan is after: it is said only with -vv, or when the time ran out.
    const isLoud = error.code !== "ECONNREFUSED" || options.count("v") > 1 || !options.has("z");
    const words = isDebianBusybox(process) ? plainWords(error, to, waitUs !== undefined) : `${shown}: ${error.message}`;
    if (isLoud) yield* process.printError(`${process.name}: ${words}\n`);
    return 1;
  }
}

function plainWords(error: NetError, to: Ip, isTimed: boolean): string {
  if (error.code === "ETIMEDOUT" && isTimed) return "timed out";
  return `can't connect to remote host (${formatIp(to)}): ${error.message}`;
}

function* talkUdp(process: Process, options: Options, { host, to, port }: Target): Run<number> {
  const socket = process.machine.network.sockets.bindUdp();
  try {
    socket.connect(to, port);
    if (options.has("v")) yield* process.printError(`${host} (${formatIp(to)}:${port}) open\n`);
    if (!options.has("z")) yield* relayDatagrams(process, socket, waitOf(options) ?? null);
    return 0;
  } catch (error) {
    if (error instanceof NetError) return fail(process, `${host} (${formatIp(to)}:${port}): ${error.message}`);
    throw error;
  } finally {
    socket.close();
  }
}

function* addressOf(process: Process, host: string): Run<Ip> {
  try {
    return ipv4First(yield* resolve(process.machine, host));
  } catch (error) {
    if (error instanceof ResolveError) return fail(process, `bad address '${host}'`);
    throw error;
  }
}

/** Its listener is of both families: IPv4 comes as a part of IPv6. */
function shownEnd({ ip, port }: Endpoint): string {
  return `[${typeof ip === "number" ? "::ffff:" : ""}${formatIp(ip)}]:${port}`;
}

function* listen(process: Process, options: Options, hint: AppletUsage): Run<number> {
  const port = Number(options.value("p") ?? options.operands[0] ?? Number.NaN);
  if (Number.isNaN(port)) throw new Failure(hint, 1);
  if (options.has("u")) {
    yield* listenForDatagrams(process, { ip: EVERYWHERE, port, idleUs: waitOf(options) ?? null, *onPeer() {} });
    return 0;
  }
  const listener = process.machine.network.sockets.listenTcp({ ip: EVERYWHERE, port, backlog: 1 });
  try {
    if (options.has("v")) yield* process.printError(`listening on [::]:${port} ...\n`);
    do {
      const socket = yield* accept(listener);
      if (options.has("v"))
        yield* process.printError(
          `connect to ${shownEnd(socket.local)} from ${shownEnd(socket.remote)} (${shownEnd(socket.remote)})\n`,
        );
      try {
        yield* relay(process, socket, { idleUs: null, shutsDown: true, quitAfterUs: null });
      } finally {
        socket.close();
      }
    } while (options.has("k"));
    return 0;
  } finally {
    listener.close();
  }
}

/** Telnet's client side as far as it is of use against servers that speak plain text. Models: busybox networking/telnet.c */
export function* busyboxTelnet(process: Process): Run<number> {
  const hint = new AppletUsage("telnet");
  if (process.argv[1] === "--help") throw new Failure(hint, 0);
  const options = parseOptions(process, { short: "al:", hint });
  const [host, portText = "23"] = options.operands;
  if (host === undefined) throw new Failure(hint, 1);
  const to = yield* addressOf(process, host);
  try {
    const socket = yield* connectTcp(process.machine.network, { to, port: Number(portText) });
    try {
      yield* process.print(`Connected to ${host}\n`);
      yield* relay(process, socket, { idleUs: null, shutsDown: false, quitAfterUs: 0 });
      return 0;
    } finally {
      socket.close();
    }
  } catch (error) {
    if (error instanceof NetError)
      return fail(process, `can't connect to remote host (${formatIp(to)}): ${error.message}`);
    throw error;
  }
}
