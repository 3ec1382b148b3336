/**
 * Telnet's client, as people use it: is the port open, and what does it say?
 * Models: inetutils 2.4 telnet/commands.c tn(). SIMPLIFIED: no command mode behind `^]`, no options are negotiated.
 */
import { formatIp, type Ip } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import { connectTcp } from "../../../sim/net/socket/connect.ts";
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
  const to = yield* addressOf(process, { host, portText });
  yield* process.print(`Trying ${formatIp(to)}...\n`);
  try {
    const socket = yield* connectTcp(process.machine.network, { to, port });
    try {
      yield* process.print(`Connected to ${host}.\nEscape character is '^]'.\n`);
      const isOver = yield* relay(process, socket, { idleUs: null, shutsDown: false, quitAfterUs: 0 });
      if (isOver) yield* process.printError("Connection closed by foreign host.\n");
      return isOver ? 1 : 0;
    } finally {
      socket.close();
    }
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    throw new Failure(`telnet: Unable to connect to remote host: ${error.message}\n`, 1);
  }
}

function* addressOf(process: Process, { host, portText }: { host: string; portText: string }): Run<Ip> {
  try {
    return (yield* resolve(process.machine, host)).addresses[0] as Ip;
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    throw new Failure(`telnet: could not resolve ${host}/${portText}: ${error.message}\n`, 1);
  }
}
