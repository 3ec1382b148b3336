/** BusyBox's netcat. Models: busybox 1.37 networking/nc_bloaty.c. SIMPLIFIED: TCP only; no -e, -i, -o. */
import { formatIp, type Ip } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import { accept, connectTcp } from "../../../sim/net/socket/connect.ts";
import type { Process } from "../../../sim/os/process.ts";
import { ResolveError, resolve } from "../../../sim/os/resolver/resolve.ts";
import { Failure, fail } from "../failure.ts";
import { busyboxUsage } from "../flavour.ts";
import { relay } from "../nc/relay.ts";
import { servicePort } from "../nc/services.ts";
import { type Options, parseOptions } from "../options.ts";

export function* busyboxNc(process: Process): Run<number> {
  const hint = busyboxUsage("nc");
  if (process.argv[1] === "--help") throw new Failure(hint, 0);
  const options = parseOptions(process, { short: "lkp:s:w:nvz", refused: { short: "eiuboo" }, hint });
  if (options.has("l")) return yield* listen(process, options, hint);
  const [host, portText] = options.operands;
  if (host === undefined || portText === undefined) throw new Failure(hint, 1);
  const port = /^\d+$/.test(portText)
    ? Number(portText)
    : (servicePort(portText, "tcp") ?? fail(process, `bad port '${portText}'`));
  const to = yield* addressOf(process, host);
  const shown = `${host} (${formatIp(to)}:${port})`;
  const waitUs = options.has("w") ? Number(options.value("w")) * 1_000_000 : undefined;
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
    if (isLoud) yield* process.printError(`${process.name}: ${shown}: ${error.message}\n`);
    return 1;
  }
}

function* addressOf(process: Process, host: string): Run<Ip> {
  try {
    return (yield* resolve(process.machine, host)).addresses[0] as Ip;
  } catch (error) {
    if (error instanceof ResolveError) return fail(process, `bad address '${host}'`);
    throw error;
  }
}

function* listen(process: Process, options: Options, hint: string): Run<number> {
  const port = Number(options.value("p") ?? options.operands[0] ?? Number.NaN);
  if (Number.isNaN(port)) throw new Failure(hint, 1);
  const listener = process.machine.network.sockets.listenTcp({ port, backlog: 1 });
  try {
    if (options.has("v")) yield* process.printError(`listening on 0.0.0.0:${port} ...\n`);
    do {
      const socket = yield* accept(listener);
      if (options.has("v"))
        yield* process.printError(
          `connect to ${formatIp(socket.local.ip)}:${port} from ${formatIp(socket.remote.ip)}:${socket.remote.port} (${formatIp(socket.remote.ip)}:${socket.remote.port})\n`,
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
  const hint = busyboxUsage("telnet");
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
