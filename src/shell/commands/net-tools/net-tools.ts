/**
 * ifconfig, route, arp and netstat of old, as BusyBox prints them. Models: busybox networking/ifconfig.c, route.c, arp.c, netstat.c
 * SIMPLIFIED: they show and do not change; net-tools' own ifconfig has another layout, which is not here.
 */
import { formatIp, maskTo } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Device } from "../../../sim/net/device.ts";
import { formatMac } from "../../../sim/net/mac.ts";
import type { Route } from "../../../sim/net/route.ts";
import { familyOfSocket } from "../../../sim/net/socket/bound.ts";
import type { Endpoint } from "../../../sim/net/socket/endpoint.ts";
import type { SocketTable } from "../../../sim/net/socket/socket-table.ts";
import type { Process } from "../../../sim/os/process.ts";
import { nameOfAddress } from "../../../sim/os/resolver/resolve.ts";
import { fail } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { parseOptions } from "../options.ts";
import { socketOwners } from "../ss/socket-owners.ts";

export function* ifconfig(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, { short: "a", hint: flavour.hint(process) });
  const { devices } = process.machine.network;
  const [name, ...changes] = options.operands;
  if (changes.length > 0) fail(process, "changing a device is not simulated here; use ip");
  if (name !== undefined && !devices.has(name))
    fail(process, `${name}: error fetching interface information: Device not found`);
  const all = [...devices.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const device of name === undefined
    ? all.filter(({ up }) => up || options.has("a"))
    : [devices.get(name) as Device])
    yield* process.print(deviceBlock(device));
  return 0;
}

function dotted(bits: number): string {
  return formatIp(maskTo(0xffff_ffff, bits));
}

function deviceBlock(device: Device): string {
  const { rxPackets, rxBytes, rxDropped, txPackets, txBytes, txDropped } = device.counters;
  const lines = [
    device.isLoopback
      ? "Link encap:Local Loopback  "
      : `Link encap:Ethernet  HWaddr ${formatMac(device.mac).toUpperCase()}  `,
  ];
  for (const { ip, bits, broadcast, scope } of device.shownAddresses)
    lines.push(
      typeof ip === "number"
        ? `inet addr:${formatIp(ip)}${broadcast === null || device.isLoopback ? "" : `  Bcast:${formatIp(broadcast)}`}  Mask:${dotted(bits)}`
        : `inet6 addr: ${formatIp(ip)}/${bits} Scope:${scope === "host" ? "Host" : scope === "link" ? "Link" : "Global"}`,
    );
  lines.push(
    `${device.up ? "UP " : ""}${device.isLoopback ? "LOOPBACK " : "BROADCAST "}${device.up && device.carrier ? "RUNNING " : ""}${device.isLoopback ? "" : "MULTICAST "} MTU:${device.mtu}  Metric:1`,
    `RX packets:${rxPackets} errors:0 dropped:${rxDropped} overruns:0 frame:0`,
    `TX packets:${txPackets} errors:0 dropped:${txDropped} overruns:0 carrier:0`,
    "collisions:0 txqueuelen:1000 ",
    `RX bytes:${rxBytes} (${inUnits(rxBytes)})  TX bytes:${txBytes} (${inUnits(txBytes)})`,
  );
  return `${device.name.padEnd(10)}${lines.join(`\n${" ".repeat(10)}`)}\n\n`;
}

function inUnits(bytes: number): string {
  let value = bytes;
  for (const unit of ["B", "KiB", "MiB"]) {
    if (value < 1024) return `${value.toFixed(1)} ${unit}`;
    value /= 1024;
  }
  return `${value.toFixed(1)} GiB`;
}

function flagsOf(route: Route): string {
  return `${route.type === "unicast" ? "U" : "!"}${route.via === null ? "" : "G"}${route.dst.bits === 32 ? "H" : ""}`;
}

export function* route(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, { short: "neA:", hint: flavour.hint(process) });
  if (options.operands.length > 0) fail(process, "changing routes is not simulated here; use ip route");
  const numeric = options.has("n");
  let text = "Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n";
  for (const one of process.machine.network.routes.main) {
    const destination = one.dst.bits === 0 && !numeric ? "default" : formatIp(one.dst.base);
    const gateway = one.via === null ? (numeric ? "0.0.0.0" : "*") : formatIp(one.via);
    text += `${destination.padEnd(15)} ${gateway.padEnd(15)} ${dotted(one.dst.bits).padEnd(15)} ${flagsOf(one).padEnd(5)} ${String(one.metric).padEnd(6)} 0        0 ${one.device?.name ?? "*"}\n`;
  }
  yield* process.print(text);
  return 0;
}

export function* arp(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, { short: "anei:v", hint: flavour.hint(process) });
  for (const { ip, device, mac, state } of process.machine.network.neighbours.entries()) {
    const name = options.has("n") ? null : yield* nameOfAddress(process.machine, ip);
    const shown = state === "INCOMPLETE" || state === "FAILED" ? "<incomplete>" : `${formatMac(mac)} [ether]`;
    yield* process.print(`${name ?? "?"} (${formatIp(ip)}) at ${shown}  on ${device.name}\n`);
  }
  return 0;
}

export function* netstat(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, { short: "ralntuwxepW", hint: flavour.hint(process) });
  if (options.has("r")) {
    let text =
      "Kernel IP routing table\nDestination     Gateway         Genmask         Flags   MSS Window  irtt Iface\n";
    for (const one of process.machine.network.routes.main)
      text += `${formatIp(one.dst.base).padEnd(15)} ${formatIp(one.via ?? 0).padEnd(15)} ${dotted(one.dst.bits).padEnd(15)} ${flagsOf(one).padEnd(9)} 0 0          0 ${one.device?.name ?? "*"}\n`;
    yield* process.print(text);
    return 0;
  }
  const kind = options.has("l") ? "(only servers)" : options.has("a") ? "(servers and established)" : "(w/o servers)";
  yield* process.print(
    `Active Internet connections ${kind}\nProto Recv-Q Send-Q Local Address           Foreign Address         State       ${options.has("p") ? `PID/Program name${flavour.name === "gnu" ? "    " : ""}` : ""}\n${socketRows(process, { isGnu: flavour.name === "gnu", owners: ownersFor(process, options.has("p"), flavour), listening: options.has("l", "a"), connected: !options.has("l"), tcp: options.has("t") || !options.has("u"), udp: options.has("u") || !options.has("t") })}`,
  );
  return 0;
}

type Socket = Parameters<SocketTable["ownerOf"]>[0];

/** The last column of -p: empty when it is not asked for. */
function ownersFor(process: Process, isAsked: boolean, flavour: Flavour): (socket: Socket) => string {
  if (!isAsked) return () => "";
  const owners = socketOwners(process);
  return (socket) => {
    const owner = owners.get(socket);
    const text = owner === undefined ? "-" : `${owner.pid}/${owner.name}`;
    return flavour.name === "gnu" ? text.padEnd(20) : text;
  };
}

const ANY = { 4: "0.0.0.0", 6: "::" } as const;

/** `10.1.0.5:80`, `::1:80` */
function endText({ ip, port }: Endpoint): string {
  return `${formatIp(ip)}:${port}`;
}

/** BusyBox does not tell the families apart. */
function nameOf(protocol: string, family: 4 | 6, isGnu: boolean): string {
  return family === 6 && isGnu ? `${protocol}6` : protocol;
}

function socketRows(
  process: Process,
  wanted: {
    isGnu: boolean;
    owners: (socket: Socket) => string;
    listening: boolean;
    connected: boolean;
    tcp: boolean;
    udp: boolean;
  },
): string {
  const { sockets } = process.machine.network;
  const row = (
    protocol: string,
    queues: readonly [number, number],
    ends: readonly [string, string, string],
    socket: Socket,
  ): string =>
    `${protocol.padEnd(5)} ${String(queues[0]).padStart(6)} ${String(queues[1]).padStart(6)} ${ends[0].padEnd(23)} ${ends[1].padEnd(23)} ${ends[2].padEnd(11)} ${wanted.owners(socket)}\n`;
  const of = <S extends Socket>(all: readonly S[], family: 4 | 6): S[] =>
    all.filter((socket) => familyOfSocket(socket) === family);
  let text = "";
  if (wanted.tcp)
    for (const family of [4, 6] as const) {
      const protocol = nameOf("tcp", family, wanted.isGnu);
      for (const socket of wanted.listening ? of(sockets.tcpListeners(), family) : []) {
        const { local, waiting } = socket;
        text += row(protocol, [waiting, 0], [endText(local), `${ANY[family]}:*`, "LISTEN"], socket);
      }
      for (const socket of wanted.connected ? of(sockets.tcpConnections(), family) : []) {
        const { local, remote, state, receiveQueue, sendQueue } = socket;
        const mapped = socket.isMapped && !wanted.isGnu ? "::ffff:" : "";
        const ends = [`${mapped}${endText(local)}`, `${mapped}${endText(remote)}`, state] as const;
        text += row(protocol, [receiveQueue, sendQueue], ends, socket);
      }
    }
  if (wanted.udp && wanted.listening)
    for (const family of [4, 6] as const)
      for (const socket of of(sockets.udpSockets(), family)) {
        const { local, receiveQueue } = socket;
        const ends = [endText(local), `${ANY[family]}:*`, ""] as const;
        text += row(nameOf("udp", family, wanted.isGnu), [receiveQueue, 0], ends, socket);
      }
  return text;
}
