/**
 * Telnet's client, as people use it: is the port open, and what does it say?
 * Models: inetutils 2.4 telnet/commands.c tn(). SIMPLIFIED: no command mode behind `^]`, no options are negotiated.
 */
import { formatIp, type Ip } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import { connectTcp } from "../../../sim/net/socket/connect.ts";
import type { TcpSocket } from "../../../sim/net/socket/tcp-socket.ts";
import type { Process } from "../../../sim/os/process.ts";
import { ResolveError, resolve } from "../../../sim/os/resolver/resolve.ts";
import { Failure, notSimulated } from "../failure.ts";
import { relay } from "../nc/relay.ts";
import { servicePort } from "../nc/services.ts";
import { parseOptions } from "../options.ts";

const HINT = "Try 'telnet --help' or 'telnet --usage' for more information.\n";

export function* telnet(process: Process): Run<number> {
  const options = parseOptions(process, { short: "468acdEe:KLl:n:rS:X:", hint: HINT, exitCode: 64 });
  const [host, portText = "23"] = options.operands;
  if (host === undefined) return notSimulated(process, "its own prompt; name a host and a port");
  const port = /^\d+$/.test(portText) ? Number(portText) : servicePort(portText, "tcp");
  if (port === null || port === undefined || port > 65_535)
    throw new Failure(`telnet: could not resolve ${host}/${portText}: Servname not supported for ai_socktype\n`, 1);
  const socket = yield* connect(process, yield* addressesOf(process, { host, portText }), port);
  try {
    yield* process.print(`Connected to ${host}.\nEscape character is '^]'.\n`);
    const isOver = yield* relay(process, socket, { idleUs: null, shutsDown: false, quitAfterUs: 0 });
    if (isOver) yield* process.printError("Connection closed by foreign host.\n");
    return isOver ? 1 : 0;
  } finally {
    socket.close();
  }
}

/** One after the other; what failed is told as soon as there is another to try. */
function* connect(process: Process, addresses: readonly Ip[], port: number): Run<TcpSocket> {
  for (const [i, to] of addresses.entries()) {
    yield* process.print(`Trying ${formatIp(to)}...\n`);
    try {
      return yield* connectTcp(process.machine.network, { to, port });
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
      if (i < addresses.length - 1)
        yield* process.printError(`telnet: connect to address ${formatIp(to)}: ${error.message}\n`);
      else throw new Failure(`telnet: Unable to connect to remote host: ${error.message}\n`, 1);
    }
  }
  throw new Failure("telnet: Unable to connect to remote host\n", 1);
}

function* addressesOf(process: Process, { host, portText }: { host: string; portText: string }): Run<readonly Ip[]> {
  try {
    return (yield* resolve(process.machine, host)).addresses;
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    throw new Failure(`telnet: could not resolve ${host}/${portText}: ${error.message}\n`, 1);
  }
}
