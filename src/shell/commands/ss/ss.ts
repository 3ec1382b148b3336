/**
 * The sockets of the machine's namespace. Models: iproute2 6.1 misc/ss.c
 * SIMPLIFIED: TCP and UDP only; no filters but `state` and `sport`/`dport`.
 */
import { formatIp, type Ip } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { TcpListener } from "../../../sim/net/socket/tcp-listener.ts";
import type { TcpSocket } from "../../../sim/net/socket/tcp-socket.ts";
import type { UdpSocket } from "../../../sim/net/socket/udp-socket.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { serviceName } from "../nc/services.ts";
import { type Options, parseOptions } from "../options.ts";
import { socketOwners } from "./socket-owners.ts";
import { SS_USAGE } from "./usage.ts";

interface Row {
  readonly protocol: "tcp" | "udp";
  readonly state: string;
  readonly receiveQueue: number;
  readonly sendQueue: number;
  readonly local: { readonly ip: Ip; readonly port: number };
  readonly remote: { readonly ip: Ip; readonly port: number } | null;
  /** `users:((…))`, when it is asked for and known. */
  readonly users: string;
}

const STATES: Readonly<Record<string, string>> = {
  SYN_SENT: "SYN-SENT",
  SYN_RECV: "SYN-RECV",
  ESTABLISHED: "ESTAB",
  FIN_WAIT1: "FIN-WAIT-1",
  FIN_WAIT2: "FIN-WAIT-2",
  CLOSING: "CLOSING",
  TIME_WAIT: "TIME-WAIT",
  CLOSE_WAIT: "CLOSE-WAIT",
  LAST_ACK: "LAST-ACK",
  CLOSE: "CLOSE",
};

export function* ss(process: Process, _flavour: Flavour): Run<number> {
  const wrong = /^-f(?!ilter)(.+)$/.exec(process.argv[1] ?? "");
  if (wrong !== null && !/^(inet|inet6|link|unix|netlink)$/.test(wrong[1] as string))
    throw new Failure(`ss: "${wrong[1]}" is invalid family\n${SS_USAGE}`, 255);
  const options = parseOptions(process, {
    short: "nralt4u6peomiHOsh",
    long: {
      numeric: "n",
      all: "a",
      listening: "l",
      tcp: "t",
      udp: "u",
      processes: "p",
      "no-header": "H",
      extended: "e",
      ipv4: "4",
      summary: "s",
    },
    refused: { short: "dwxZzNEbKMSfDFATV0", long: ["kill", "family", "query"] },
    hint: SS_USAGE,
    exitCode: 255,
  });
  if (options.has("s")) {
    yield* process.print(summary(process));
    return 0;
  }
  const rows = filtered(process, rowsOf(process, options), options.operands, options);
  const withProtocol = options.has("t") === options.has("u");
  const withState = !options.operands.includes("state");
  yield* process.print(
    tableText(rows, { withProtocol, withState, header: !options.has("H"), numeric: options.has("n") }),
  );
  return 0;
}

/** How many there are of each sort. Models: misc/ss.c print_summary() */
function summary({ machine }: Process): string {
  const { sockets } = machine.network;
  const connections = sockets.tcpConnections();
  const [tcp, udp] = [sockets.tcpListeners().length + connections.length, sockets.udpSockets().length];
  const established = connections.filter(({ state }) => state === "ESTABLISHED").length;
  const waiting = connections.filter(({ state }) => state === "TIME_WAIT").length;
  const row = (name: string, count: number): string =>
    `${name}\t  ${String(count).padEnd(9)} ${String(count).padEnd(9)} ${"0".padEnd(9)}\n`;
  return (
    `Total: ${tcp + udp}\nTCP:   ${tcp} (estab ${established}, closed ${waiting}, orphaned 0, timewait ${waiting})\n\n` +
    `Transport Total     IP        IPv6\n${row("RAW", 0)}${row("UDP", udp)}${row("TCP", tcp)}${row("INET", tcp + udp)}${row("FRAG", 0)}\n`
  );
}

function rowsOf(process: Process, options: Options): Row[] {
  const { sockets } = process.machine.network;
  const both = options.has("t") === options.has("u");
  const listening = options.has("l", "a");
  const connected = !options.has("l");
  const stateAsked = options.operands.includes("state");
  const owners = options.has("p") ? socketOwners(process) : null;
  const usersOf = (socket: TcpListener | TcpSocket | UdpSocket): string => {
    const owner = owners?.get(socket);
    return owner === undefined ? "" : ` users:(("${owner.name}",pid=${owner.pid},fd=${owner.fd}))`;
  };
  const rows: Row[] = [];
  if (both || options.has("u"))
    for (const socket of sockets.udpSockets()) {
      const isConnected = socket.remote !== null;
      if (isConnected ? connected : listening)
        rows.push({
          protocol: "udp",
          state: isConnected ? "ESTAB" : "UNCONN",
          receiveQueue: socket.receiveQueue,
          sendQueue: 0,
          local: socket.local,
          remote: socket.remote,
          users: usersOf(socket),
        });
    }
  if (both || options.has("t")) {
    if (listening)
      for (const listener of sockets.tcpListeners())
        rows.push({
          protocol: "tcp",
          state: "LISTEN",
          receiveQueue: listener.waiting,
          sendQueue: listener.backlog,
          local: listener.local,
          remote: null,
          users: usersOf(listener),
        });
    if (connected || stateAsked)
      for (const socket of sockets.tcpConnections()) {
        if (!options.has("a") && !stateAsked && (socket.state === "TIME_WAIT" || socket.state === "SYN_RECV")) continue;
        rows.push({
          protocol: "tcp",
          state: STATES[socket.state] ?? socket.state,
          receiveQueue: socket.receiveQueue,
          sendQueue: socket.sendQueue,
          local: socket.local,
          remote: socket.remote,
          users: usersOf(socket),
        });
      }
  }
  return rows;
}

function filtered(process: Process, rows: readonly Row[], words: readonly string[], options: Options): Row[] {
  let shown = [...rows];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === "state") {
      const wanted = (words[++i] ?? "").toUpperCase();
      const name = wanted === "ESTABLISHED" ? "ESTAB" : wanted === "LISTENING" ? "LISTEN" : wanted;
      if (wanted !== "ALL")
        shown = shown.filter(({ state }) => (wanted === "CONNECTED" ? state !== "LISTEN" : state === name));
    } else if (word === "sport" || word === "dport") {
      const sign = words[i + 1] === "=" || words[i + 1] === "eq" ? 2 : 1;
      const port = Number((words[i + sign] ?? "").replace(/^[^:]*:/, ""));
      i += sign;
      shown = shown.filter(({ local, remote }) => (word === "sport" ? local.port : remote?.port) === port);
    } else if (word !== "(" && word !== ")" && word !== "and")
      throw new Failure(`${process.name}: filter '${words.join(" ")}' is not simulated here\n`, 255);
  }
  return options.has("u", "t") ? shown : shown;
}

function portText(port: number, { numeric, protocol }: { numeric: boolean; protocol: "tcp" | "udp" }): string {
  return numeric ? String(port) : (serviceName(port, protocol) ?? String(port));
}

/** The address ends at the colon and the port begins behind it: both columns are as wide as their widest. */
function tableText(
  rows: readonly Row[],
  style: { withProtocol: boolean; withState: boolean; header: boolean; numeric: boolean },
): string {
  const cells = rows.map((row) => ({
    protocol: row.protocol,
    state: row.state,
    receive: String(row.receiveQueue),
    send: String(row.sendQueue),
    localIp: `${formatIp(row.local.ip)}:`,
    localPort: portText(row.local.port, { numeric: style.numeric, protocol: row.protocol }),
    remoteIp: row.remote === null ? "0.0.0.0:" : `${formatIp(row.remote.ip)}:`,
    remotePort:
      row.remote === null ? "*" : portText(row.remote.port, { numeric: style.numeric, protocol: row.protocol }),
    users: row.users,
  }));
  const head = {
    protocol: "Netid",
    state: "State",
    receive: "Recv-Q",
    send: "Send-Q",
    localIp: "Local Address:",
    localPort: "Port",
    remoteIp: "Peer Address:",
    remotePort: "Port",
    users: style.header ? "Process" : "",
  };
  const all = style.header ? [head, ...cells] : cells;
  const width = (key: keyof typeof head): number => Math.max(0, ...all.map((cell) => cell[key].length));
  const [protocol, state, receive, send, localIp, localPort, remoteIp, remotePort, users] = (
    Object.keys(head) as (keyof typeof head)[]
  ).map(width) as [number, number, number, number, number, number, number, number, number];
  const line = (cell: typeof head): string =>
    `${style.withProtocol ? `${cell.protocol.padEnd(protocol)} ` : ""}${style.withState ? `${cell.state.padEnd(state)} ` : ""}${cell.receive.padEnd(receive)} ${cell.send.padEnd(send)} ` +
    `${cell.localIp.padStart(localIp)}${cell.localPort.padEnd(localPort)} ${cell.remoteIp.padStart(remoteIp)}${cell.remotePort.padEnd(remotePort)}${cell.users.padEnd(users)}`;
  return all.map((cell) => `${line(cell)}\n`).join("");
}
