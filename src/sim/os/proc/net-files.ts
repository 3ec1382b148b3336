/**
 * `/proc/net`: devices, routes, neighbours and sockets of a namespace as the kernel has always written them. Nothing is
 * made before somebody looks.
 *
 * Models: net/core/net-procfs.c dev_seq_printf_stats, net/ipv4/fib_trie.c fib_route_seq_show, net/ipv4/arp.c arp_seq_show,
 * net/ipv4/tcp_ipv4.c tcp4_seq_show, net/ipv4/udp.c udp4_seq_show
 * SIMPLIFIED: inodes, timers and references of sockets are zero; of IPv6 only the sockets and addresses.
 */
import { formatIp, type Ip, type IpFamily, maskTo } from "../../core/ip.ts";
import { encodeUtf8 } from "../../core/utf8.ts";
import type { Device } from "../../net/device.ts";
import { formatMac } from "../../net/mac.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { familyOfSocket } from "../../net/socket/bound.ts";
import type { Endpoint } from "../../net/socket/endpoint.ts";
import { DirectoryNode, FileNode, type VfsNode } from "../vfs/node.ts";
import { conntrackFile } from "./conntrack-file.ts";
import { ipvsConnectionsFile, ipvsFile } from "./ipvs-files.ts";

const STATES: Readonly<Record<string, number>> = {
  ESTABLISHED: 1,
  SYN_SENT: 2,
  SYN_RECV: 3,
  FIN_WAIT1: 4,
  FIN_WAIT2: 5,
  TIME_WAIT: 6,
  CLOSE: 7,
  CLOSE_WAIT: 8,
  LAST_ACK: 9,
  LISTEN: 10,
  CLOSING: 11,
};
const TCP_HEAD =
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     \n";
const UDP_HEAD =
  "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops            \n";

export class NetDirectory extends DirectoryNode {
  readonly #namespace: NetNamespace;
  #made: Map<string, VfsNode> | null = null;

  constructor(namespace: NetNamespace) {
    super({ mode: 0o555 });
    this.#namespace = namespace;
    this.readOnly = true;
  }

  override get entries(): Map<string, VfsNode> {
    this.#made ??= this.#make();
    return this.#made;
  }

  #make(): Map<string, VfsNode> {
    const namespace = this.#namespace;
    const file = (text: () => string): FileNode => new FileNode({ read: () => encodeUtf8(text()) }, { mode: 0o444 });
    return new Map<string, VfsNode>([
      ["arp", file(() => arpText(namespace))],
      ["dev", file(() => deviceText(namespace))],
      ["if_inet6", file(() => addresses6Text(namespace))],
      ["ip_vs", ipvsFile(namespace)],
      ["ip_vs_conn", ipvsConnectionsFile(namespace)],
      ["nf_conntrack", conntrackFile(namespace)],
      ["route", file(() => routeText(namespace))],
      ["tcp", file(() => tcpText(namespace, 4))],
      ["tcp6", file(() => tcpText(namespace, 6))],
      ["udp", file(() => udpText(namespace, 4))],
      ["udp6", file(() => udpText(namespace, 6))],
    ]);
  }
}

function deviceText({ devices }: NetNamespace): string {
  const row = ({ name, counters }: Device): string => {
    const { rxBytes, rxPackets, rxDropped, txBytes, txPackets, txDropped } = counters;
    const cell = (value: number, width: number): string => String(value).padStart(width);
    return `${name.padStart(6)}: ${cell(rxBytes, 7)} ${cell(rxPackets, 7)} ${cell(0, 4)} ${cell(rxDropped, 4)} ${cell(0, 4)} ${cell(0, 5)} ${cell(0, 10)} ${cell(0, 9)} ${cell(txBytes, 8)} ${cell(txPackets, 7)} ${cell(0, 4)} ${cell(txDropped, 4)} ${cell(0, 4)} ${cell(0, 5)} ${cell(0, 7)} ${cell(0, 10)}\n`;
  };
  return `Inter-|   Receive                                                |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n${[...devices.values()].map(row).join("")}`;
}

const SCOPES = { global: 0, host: 0x10, link: 0x20 } as const;
const PERMANENT_ADDRESS = 0x80;

/** Models: net/ipv6/addrconf.c if6_seq_show */
function addresses6Text({ devices }: NetNamespace): string {
  const lines = [...devices.values()].flatMap((device) =>
    device.shownAddresses.flatMap(({ ip, bits, scope }) =>
      typeof ip === "number"
        ? []
        : `${ip.toString(16).padStart(32, "0")} ${[device.index, bits, SCOPES[scope], PERMANENT_ADDRESS].map((value) => value.toString(16).padStart(2, "0")).join(" ")} ${device.name.padStart(8)}\n`,
    ),
  );
  return lines.join("");
}

/** An address as the kernel's little-endian memory shows it: word by word. */
function reversed(ip: Ip): string {
  if (typeof ip === "bigint")
    return [96n, 64n, 32n, 0n].map((shift) => reversed(Number((ip >> shift) & 0xffff_ffffn))).join("");
  const value = ip;
  const swapped = ((value & 255) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24);
  return hex(swapped >>> 0, 8);
}

function hex(value: number, width: number): string {
  return value.toString(16).toUpperCase().padStart(width, "0");
}

const UP = 1;
const GATEWAY = 2;
const HOST = 4;

function routeText({ routes }: NetNamespace): string {
  const head = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";
  const rows = routes.main.flatMap((route) => {
    if (route.type !== "unicast" || typeof route.dst.base !== "number") return [];
    const flags = UP | (route.via === null ? 0 : GATEWAY) | (route.dst.bits === 32 ? HOST : 0);
    const mask = reversed(maskTo(0xffff_ffff, route.dst.bits));
    return [
      `${route.device?.name ?? "*"}\t${reversed(route.dst.base)}\t${reversed(route.via ?? 0)}\t${hex(flags, 4)}\t0\t0\t${route.metric}\t${mask}\t${route.mtu ?? 0}\t0\t0`,
    ];
  });
  return [head, ...rows].map((line) => `${line.padEnd(127)}\n`).join("");
}

const COMPLETE = 2;
const PERMANENT = 4;

function arpText({ neighbours }: NetNamespace): string {
  const rows = neighbours.entries().flatMap(({ ip, device, mac, state }) => {
    if (typeof ip !== "number" || state === "NOARP") return [];
    const isKnown = state !== "INCOMPLETE" && state !== "FAILED";
    const flags = isKnown ? COMPLETE | (state === "PERMANENT" ? PERMANENT : 0) : 0;
    return [
      `${formatIp(ip).padEnd(16)} 0x${"1".padEnd(10)}0x${flags.toString(16).padEnd(10)}${formatMac(mac)}     *        ${device.name}\n`,
    ];
  });
  return `IP address       HW type     Flags       HW address            Mask     Device\n${rows.join("")}`;
}

interface Row {
  readonly family: IpFamily;
  readonly local: Endpoint;
  readonly remote: Endpoint | null;
  readonly state: number;
  readonly sent: number;
  readonly received: number;
}

const MAPPED = 0xffffn << 32n;

function socketRow(i: number, { family, local, remote, state, sent, received }: Row): string {
  const wide = (ip: Ip): Ip => (family === 6 && typeof ip === "number" ? MAPPED | BigInt(ip) : ip);
  const end = (endpoint: Endpoint | null): string =>
    `${reversed(endpoint === null ? (family === 6 ? 0n : 0) : wide(endpoint.ip))}:${hex(endpoint?.port ?? 0, 4)}`;
  return `${end(local)} ${end(remote)} ${hex(state, 2)} ${hex(sent, 8)}:${hex(received, 8)} 00:00000000 00000000     0        0 ${i}`;
}

function tcpText({ sockets }: NetNamespace, family: IpFamily): string {
  const rows: Row[] = [
    ...sockets
      .tcpListeners()
      .filter((listener) => familyOfSocket(listener) === family)
      .map(({ local, waiting }) => ({ family, local, remote: null, state: 10, sent: 0, received: waiting })),
    ...sockets
      .tcpConnections()
      .filter((socket) => familyOfSocket(socket) === family)
      .map(({ local, remote, state, sendQueue, receiveQueue }) => ({
        family,
        local,
        remote,
        state: STATES[state] ?? 7,
        sent: sendQueue,
        received: receiveQueue,
      })),
  ];
  const text = rows.map(
    (row, i) => `${`${String(i).padStart(4)}: ${socketRow(0, row)} 1 0000000000000000 100 0 0 10 0`.padEnd(149)}\n`,
  );
  return TCP_HEAD + text.join("");
}

function udpText({ sockets }: NetNamespace, family: IpFamily): string {
  const here = sockets.udpSockets().filter((socket) => familyOfSocket(socket) === family);
  const text = here.map(({ local, remote, receiveQueue }, i) => {
    const row = { family, local, remote, state: remote === null ? 7 : 1, sent: 0, received: receiveQueue };
    return `${`${String(i).padStart(5)}: ${socketRow(0, row)} 2 0000000000000000 0`.padEnd(127)}\n`;
  });
  return UDP_HEAD + text.join("");
}
