/**
 * A root shell on a node, without a password. The connection to port 22 is made with packets; what is typed then goes
 * straight to the other machine.
 *
 * Models: OpenSSH 9.2 ssh(1)
 * SIMPLIFIED: the session's bytes are not seen on the wire; no keys, agents, configuration or forwarding; only root may log in.
 */
import { formatIp, type Ip, parseIp } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import { connectTcp } from "../../../sim/net/socket/connect.ts";
import type { TcpSocket } from "../../../sim/net/socket/tcp-socket.ts";
import { SSH_HOSTS, type SshHost } from "../../../sim/node/runtime-plug.ts";
import type { Process } from "../../../sim/os/process.ts";
import { ResolveError, resolve } from "../../../sim/os/resolver/resolve.ts";
import { Failure } from "../failure.ts";
import { relaySession } from "../kubectl/streams/relay.ts";
import { isTerminal } from "../kubectl/terminal.ts";
import { parseOptions } from "../options.ts";

const USAGE = `usage: ssh [-46AaCfGgKkMNnqsTtVvXxYy] [-B bind_interface]
           [-b bind_address] [-c cipher_spec] [-D [bind_address:]port]
           [-E log_file] [-e escape_char] [-F configfile] [-I pkcs11]
           [-i identity_file] [-J [user@]host[:port]] [-L address]
           [-l login_name] [-m mac_spec] [-O ctl_cmd] [-o option] [-p port]
           [-Q query_option] [-R address] [-S ctl_path] [-W host:port]
           [-w local_tun[:remote_tun]] destination [command [argument ...]]
`;
const TIMEOUT_US = 130_000_000;
const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ["HOME", "/root"],
  ["LANG", "C.UTF-8"],
  ["LOGNAME", "root"],
  ["PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
  ["SHELL", "/bin/bash"],
  ["USER", "root"],
];

export function* ssh(process: Process): Run<number> {
  const options = parseOptions(process, {
    short: "46aCkNnqTtvxi:l:o:p:F:E:V",
    refused: { short: "AfGgKMsXYyBbcDeIJLmOQRSWw" },
    stopsAtOperand: true,
    hint: USAGE,
    exitCode: 255,
  });
  if (options.has("V")) {
    yield* process.printError("OpenSSH_9.2p1 Debian-2+deb12u7, OpenSSL 3.0.17 1 Jul 2025\n");
    return 0;
  }
  const [destination, ...command] = options.operands;
  if (destination === undefined) throw new Failure(USAGE, 255);
  const { user, name, port: uriPort } = partsOf(destination);
  const port = Number(options.value("p") ?? uriPort ?? 22);
  const found = yield* addressOf(process, name);
  const socket = yield* connect(process, { name, to: found.to, port });
  try {
    if (found.host === undefined)
      throw new Failure(`kex_exchange_identification: Connection closed by remote host\n`, 255);
    const login = options.value("l") ?? user ?? "root";
    if (login !== "root") throw new Failure(`${login}@${name}: Permission denied (publickey,password).\n`, 255);
    return yield* session(process, {
      host: found.host,
      name,
      command,
      tty: command.length === 0 ? !options.has("T") : options.has("t"),
      stdin: !options.has("n"),
      quiet: options.has("q"),
    });
  } finally {
    socket.close();
  }
}

function partsOf(destination: string): { user: string | undefined; name: string; port: string | undefined } {
  const found = /^(?:ssh:\/\/)?(?:([^@]+)@)?([^:/]+)(?::(\d+))?\/?$/.exec(destination);
  return { user: found?.[1], name: found?.[2] ?? destination, port: found?.[3] };
}

interface Found {
  readonly to: Ip;
  readonly host: SshHost | undefined;
}

function* addressOf(process: Process, name: string): Run<Found> {
  const hosts = process.machine.plugged(SSH_HOSTS)?.() ?? [];
  const host = hosts.find((one) => one.name === name || one.ip === name);
  if (host !== undefined) return { to: parseIp(host.ip) as Ip, host };
  try {
    const [to] = (yield* resolve(process.machine, name)).addresses;
    return { to: to as Ip, host: hosts.find(({ ip }) => ip === formatIp(to as Ip)) };
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    throw new Failure(`ssh: Could not resolve hostname ${name}: ${error.message}\n`, 255);
  }
}

function* connect(process: Process, { name, to, port }: { name: string; to: Ip; port: number }): Run<TcpSocket> {
  try {
    return yield* connectTcp(process.machine.network, { to, port, timeoutUs: TIMEOUT_US });
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    throw new Failure(`ssh: connect to host ${name} port ${port}: ${error.message}\n`, 255);
  }
}

interface SessionRequest {
  readonly host: SshHost;
  readonly name: string;
  readonly command: readonly string[];
  readonly tty: boolean;
  /** False with `-n`: as if from /dev/null. */
  readonly stdin: boolean;
  readonly quiet: boolean;
}

function* session(process: Process, { host, name, command, tty, stdin, quiet }: SessionRequest): Run<number> {
  const { machine, door } = host;
  const far = door.tryAccept();
  const env = new Map(ENVIRONMENT);
  env.set("TERM", process.env.get("TERM") ?? "xterm");
  const argv = command.length === 0 ? ["-bash"] : ["bash", "-c", command.join(" ")];
  const { program } = machine.executable("/bin/bash", { cwd: "/root" });
  const withTty = tty && isTerminal(process, 0);
  const opened = host.open(program, { argv, env, cwd: "/root", tty: withTty, stdin });
  try {
    yield* relaySession(process, { session: opened, raw: withTty });
  } finally {
    far?.close();
  }
  const { exit } = opened;
  if (withTty && !quiet) yield* process.printError(`Connection to ${name} closed.\n`);
  return exit !== null && "code" in exit ? exit.code : 255;
}
