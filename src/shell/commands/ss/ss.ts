/**
 * The sockets of the machine's namespace. Models: iproute2 6.1 misc/ss.c
 * SIMPLIFIED: TCP and UDP only; no timers (-o), inode numbers (-e) or TCP's own figures (-i, -m).
 */
import { formatIp, type Ip } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { familyOfSocket, isAny } from "../../../sim/net/socket/bound.ts";
import type { Endpoint } from "../../../sim/net/socket/endpoint.ts";
import type { TcpListener } from "../../../sim/net/socket/tcp-listener.ts";
import type { TcpSocket } from "../../../sim/net/socket/tcp-socket.ts";
import type { UdpSocket } from "../../../sim/net/socket/udp-socket.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { serviceName } from "../nc/services.ts";
import { type Options, parseOptions } from "../options.ts";
import { readFilter, statesOf } from "./socket-filter.ts";
import { socketOwners } from "./socket-owners.ts";
import { SS_USAGE } from "./usage.ts";

interface Row {
  readonly protocol: Exclude<Table, "raw">;
  readonly family: 4 | 6;
  readonly state: string;
  readonly receiveQueue: number;
  readonly sendQueue: number;
  readonly local: Endpoint;
  readonly remote: Endpoint | null;
  /** IPv4 on a socket of both families. */
  readonly isMapped: boolean;
  /** How it calls "every address": `*` for both families. */
  readonly any: string;
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
  const options = parseOptions(process, {
    short: "nralt4u6peowHOshVf:A:",
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
      ipv6: "6",
      raw: "w",
      summary: "s",
      oneline: "O",
      options: "o",
      resolve: "r",
      help: "h",
      version: "V",
      "family=": "f",
      "query=": "A",
      "socket=": "A",
    },
    refused: { short: "dximZzNEbKMSDFT0", long: ["kill", "info", "memory", "unix", "events", "packet"] },
    hint: SS_USAGE,
    exitCode: 255,
  });
  if (options.has("h") || options.has("V")) {
    yield* process.print(options.has("h") ? SS_USAGE : "ss utility, iproute2-6.1.0\n");
    return 0;
  }
  if (options.has("s")) {
    yield* process.print(summary(process));
    return 0;
  }
  const { tables, families } = tablesOf(options);
  const { states, rest } = statesOf(options.operands, { all: options.has("a"), listening: options.has("l") });
  const filter = readFilter(rest, SS_USAGE);
  const rows = rowsOf(process, { tables, users: options.has("p") }).filter(
    (row) => families.includes(row.family) && states.has(row.state) && (filter === null || filter(row)),
  );
  yield* process.print(
    tableText(rows, {
      withProtocol: tables.length !== 1,
      withState: states.size > 1,
      header: !options.has("H"),
      numeric: options.has("n"),
    }),
  );
  return 0;
}

type Table = "udp" | "tcp" | "raw";
const TABLES: readonly Table[] = ["udp", "tcp", "raw"];

/** Which sockets are asked for. */
function tablesOf(options: Options): { readonly tables: readonly Table[]; readonly families: readonly (4 | 6)[] } {
  const asked = new Set<Table>();
  for (const name of options.values("A").flatMap((names) => names.split(","))) {
    const tables = name === "all" || name === "inet" ? TABLES : TABLES.filter((table) => table === name);
    if (tables.length === 0) throw new Failure(`ss: "${name}" is illegal socket table id\n${SS_USAGE}`, 255);
    for (const table of tables) asked.add(table);
  }
  for (const [letter, table] of [
    ["t", "tcp"],
    ["u", "udp"],
    ["w", "raw"],
  ] as const)
    if (options.has(letter)) asked.add(table);
  const last = options.lastOf("4", "6");
  const family = options.value("f") ?? (last === undefined ? "" : last === "6" ? "inet6" : "inet");
  if (family !== "" && !/^(inet6?|link|unix|netlink|vsock|tipc|xdp)$/.test(family))
    throw new Failure(`ss: "${family}" is invalid family\n${SS_USAGE}`, 255);
  const tables = asked.size === 0 ? TABLES : TABLES.filter((table) => asked.has(table));
  return { tables, families: FAMILIES[family] ?? [] };
}

const FAMILIES: Readonly<Record<string, readonly (4 | 6)[]>> = { "": [4, 6], inet: [4], inet6: [6] };

/** How many there are of each sort. Models: misc/ss.c print_summary() */
function summary({ machine }: Process): string {
  const { sockets } = machine.network;
  const connections = sockets.tcpConnections();
  const [tcp, udp] = [sockets.tcpListeners().length + connections.length, sockets.udpSockets().length];
  const established = connections.filter(({ state }) => state === "ESTABLISHED").length;
  const waiting = connections.filter(({ state }) => state === "TIME_WAIT").length;
  const of6 = (all: readonly (TcpListener | TcpSocket | UdpSocket)[]): number =>
    all.filter((socket) => familyOfSocket(socket) === 6).length;
  const [tcp6, udp6] = [of6([...sockets.tcpListeners(), ...connections]), of6(sockets.udpSockets())];
  const row = (name: string, count: number, six: number): string =>
    `${name}\t  ${String(count).padEnd(9)} ${String(count - six).padEnd(9)} ${String(six).padEnd(9)}\n`;
  return (
    `Total: ${tcp + udp}\nTCP:   ${tcp} (estab ${established}, closed ${waiting}, orphaned 0, timewait ${waiting})\n\n` +
    `Transport Total     IP        IPv6\n${row("RAW", 0, 0)}${row("UDP", udp, udp6)}${row("TCP", tcp, tcp6)}${row("INET", tcp + udp, tcp6 + udp6)}${row("FRAG", 0, 0)}\n`
  );
}

function rowsOf(
  process: Process,
  { tables, users }: { readonly tables: readonly Table[]; readonly users: boolean },
): Row[] {
  const { sockets } = process.machine.network;
  const owners = users ? socketOwners(process) : null;
  const usersOf = (socket: TcpListener | TcpSocket | UdpSocket): string => {
    const owner = owners?.get(socket);
    return owner === undefined ? "" : ` users:(("${owner.name}",pid=${owner.pid},fd=${owner.fd}))`;
  };
  const udp = sockets.udpSockets().map(
    (socket): Row => ({
      protocol: "udp",
      state: socket.remote === null ? "CLOSE" : "ESTAB",
      receiveQueue: socket.receiveQueue,
      sendQueue: 0,
      ...endsOf(socket, socket.remote),
      users: usersOf(socket),
    }),
  );
  const listeners = sockets.tcpListeners().map(
    (listener): Row => ({
      protocol: "tcp",
      state: "LISTEN",
      receiveQueue: listener.waiting,
      sendQueue: listener.backlog,
      ...endsOf(listener, null),
      users: usersOf(listener),
    }),
  );
  const connections = sockets.tcpConnections().map(
    (socket): Row => ({
      protocol: "tcp",
      state: STATES[socket.state] ?? socket.state,
      receiveQueue: socket.receiveQueue,
      sendQueue: socket.sendQueue,
      ...endsOf(socket, socket.remote),
      users: usersOf(socket),
    }),
  );
  const inOrder = (rows: readonly Row[]): Row[] =>
    [4, 6].flatMap((family) => rows.filter((row) => row.family === family));
  return [...inOrder(udp), ...inOrder([...listeners, ...connections])].filter(({ protocol }) =>
    tables.includes(protocol),
  );
}

function endsOf(
  socket: TcpListener | TcpSocket | UdpSocket,
  remote: Endpoint | null,
): Pick<Row, "family" | "local" | "remote" | "isMapped" | "any"> {
  const family = familyOfSocket(socket);
  const isMapped = "isMapped" in socket && socket.isMapped;
  const any = family === 4 ? "0.0.0.0" : "isOnly6" in socket && !socket.isOnly6 ? "*" : "[::]";
  return { family, local: socket.local, remote, isMapped, any };
}

function hostText(ip: Ip, { isMapped, any }: Row): string {
  if (isAny(ip)) return any;
  return typeof ip === "bigint" ? `[${formatIp(ip)}]` : isMapped ? `[::ffff:${formatIp(ip)}]` : formatIp(ip);
}

function portText(port: number, { numeric, protocol }: { numeric: boolean; protocol: "tcp" | "udp" }): string {
  return numeric ? String(port) : (serviceName(port, protocol) ?? String(port));
}

const QUEUE_WIDTH = 6;

/** The address ends at the colon and the port begins behind it: both columns are as wide as their widest. */
function tableText(
  rows: readonly Row[],
  style: { withProtocol: boolean; withState: boolean; header: boolean; numeric: boolean },
): string {
  const cells = rows.map((row) => ({
    protocol: row.protocol,
    state: row.state === "CLOSE" ? "UNCONN" : row.state,
    receive: String(row.receiveQueue).padEnd(QUEUE_WIDTH),
    send: String(row.sendQueue).padEnd(QUEUE_WIDTH),
    localIp: `${hostText(row.local.ip, row)}:`,
    localPort: portText(row.local.port, { numeric: style.numeric, protocol: row.protocol }),
    remoteIp: `${row.remote === null ? row.any : hostText(row.remote.ip, row)}:`,
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
