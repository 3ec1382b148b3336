/** Devices and their addresses as iproute2 prints them. Models: iproute2 ip/ipaddress.c print_linkinfo(), print_addrinfo() */
import { formatIp } from "../../../sim/core/ip.ts";
import type { Device, DeviceAddress } from "../../../sim/net/device.ts";
import { Ipip } from "../../../sim/net/link/ipip.ts";
import { formatMac } from "../../../sim/net/mac.ts";
import { detailText, promiscuity } from "./link-details.ts";

export interface ShowStyle {
  readonly brief: boolean;
  readonly oneLine: boolean;
  readonly statistics: boolean;
  readonly details: boolean;
  readonly addresses: boolean;
  readonly links: boolean;
  readonly family: 4 | 6 | null;
}

/** Of the family that was asked for. */
export function addressesOf(device: Device, { family }: ShowStyle): readonly DeviceAddress[] {
  if (family === null) return device.shownAddresses;
  return device.shownAddresses.filter(({ ip }) => (typeof ip === "number") === (family === 4));
}

/** With a family asked for, only what has an address of it is listed. */
export function isListed(device: Device, style: ShowStyle): boolean {
  return style.family === null || !style.addresses || addressesOf(device, style).length > 0;
}

/** A tunnel that serves all: it has no other end. */
function isFallback(device: Device): boolean {
  return device.link instanceof Ipip && device.link.remote === null;
}

export function flagsOf(device: Device): string[] {
  const flags = device.isLoopback
    ? ["LOOPBACK"]
    : device.kind === "ipip" || device.kind === "wireguard"
      ? [...(isFallback(device) ? [] : ["POINTOPOINT"]), "NOARP"]
      : [
          "BROADCAST",
          ...(device.kind === "dummy" ? [] : ["MULTICAST"]),
          ...(device.kind === "dummy" || device.noArp ? ["NOARP"] : []),
        ];
  if (device.up && !device.carrier) flags.unshift("NO-CARRIER");
  if (device.up) flags.push("UP");
  if (device.up && device.carrier) flags.push("LOWER_UP");
  return flags;
}

export function stateOf(device: Device): string {
  if (!device.up) return "DOWN";
  if (device.isLoopback || ["dummy", "vxlan", "ipip", "wireguard"].includes(device.kind)) return "UNKNOWN";
  return device.carrier ? "UP" : device.kind === "bridge" ? "DOWN" : "LOWERLAYERDOWN";
}

/** `eth0@if13` for a pair whose other end is in another namespace. */
export function shownName(device: Device): string {
  if (isFallback(device)) return `${device.name}@NONE`;
  if (device.peer === null) return device.name;
  const isNear = device.peer.namespace === device.namespace;
  return `${device.name}@${isNear ? device.peer.name : `if${device.peer.index}`}`;
}

/** Numbers that a namespace gives to those at the other ends of its devices, in the order in which it met them. */
function netnsId(device: Device): number {
  const met = new Set<unknown>();
  for (const { peer, namespace } of device.namespace.devices.values())
    if (peer !== null && peer.namespace !== namespace) met.add(peer.namespace);
  return [...met].indexOf(device.peer?.namespace);
}

export function linkType(device: Device): string {
  return device.isLoopback
    ? "loopback"
    : device.kind === "ipip"
      ? "ipip"
      : device.kind === "wireguard"
        ? "none"
        : "ether";
}

export function qdiscOf({ kind, up }: Device): string {
  return kind === "physical" ? "fq_codel" : up ? "noqueue" : "noop";
}

export function deviceText(device: Device, style: ShowStyle): string {
  if (style.brief) return briefText(device, style);
  const master = device.master === null ? "" : ` master ${device.master.device.name}`;
  const mode = style.links ? " mode DEFAULT" : "";
  const head = `${device.index}: ${shownName(device)}: <${flagsOf(device).join(",")}> mtu ${device.mtu} qdisc ${qdiscOf(device)}${master} state ${stateOf(device)}${mode} group default qlen 1000`;
  const far =
    device.peer !== null && device.peer.namespace !== device.namespace ? ` link-netnsid ${netnsId(device)}` : "";
  const lines =
    style.family !== null && style.addresses ? [] : [`    link/${linkType(device)}${linkAddresses(device)}${far}`];
  if (style.details && lines.length > 0) lines[0] += promiscuity(device) + detailText(device);
  if (style.statistics) lines.push(...counterLines(device));
  if (style.addresses) lines.push(...addressLines(device, style));
  if (!style.oneLine) return `${[head, ...lines].join("\n")}\n`;
  return style.addresses
    ? oneLinePerAddress(device, style)
    : `${[head, ...lines.map((line) => line.trimStart())].join("\\    ")}\n`;
}

/** Ethernet's, or where a tunnel begins and ends. */
export function linkAddresses(device: Device): string {
  if (device.kind === "wireguard") return " ";
  if (device.link instanceof Ipip)
    return ` ${formatIp(device.link.local ?? 0)} brd ${formatIp(device.link.remote ?? 0)}`;
  if (device.isLoopback) return " 00:00:00:00:00:00 brd 00:00:00:00:00:00";
  return ` ${formatMac(device.mac)} brd ff:ff:ff:ff:ff:ff`;
}

function addressLines(device: Device, style: ShowStyle): string[] {
  return addressesOf(device, style).flatMap(({ ip, bits, broadcast, scope }) => {
    const family = typeof ip === "number" ? "inet" : "inet6";
    const brd = broadcast === null || scope === "host" ? "" : ` brd ${formatIp(broadcast)}`;
    return [
      `    ${family} ${formatIp(ip)}/${bits}${brd} scope ${scope} ${family === "inet" ? device.name : ""}`,
      "       valid_lft forever preferred_lft forever",
    ];
  });
}

function oneLinePerAddress(device: Device, style: ShowStyle): string {
  return addressesOf(device, style)
    .map(({ ip, bits, broadcast, scope }) => {
      const family = typeof ip === "number" ? "inet" : "inet6";
      const brd = broadcast === null || scope === "host" ? "" : ` brd ${formatIp(broadcast)}`;
      return `${device.index}: ${device.name}    ${family} ${formatIp(ip)}/${bits}${brd} scope ${scope} ${device.name}\\       valid_lft forever preferred_lft forever\n`;
    })
    .join("");
}

function briefText(device: Device, style: ShowStyle): string {
  const head = `${shownName(device).padEnd(16)} ${stateOf(device).padEnd(14)} `;
  if (style.addresses)
    return `${head}${addressesOf(device, style)
      .map(({ ip, bits }) => `${formatIp(ip)}/${bits} `)
      .join("")}\n`;
  return `${head}${device.isLoopback ? "00:00:00:00:00:00" : formatMac(device.mac)} <${flagsOf(device).join(",")}> \n`;
}

function counterLines(device: Device): string[] {
  const { rxBytes, rxPackets, rxDropped, txBytes, txPackets, txDropped } = device.counters;
  const row = (bytes: number, packets: number, dropped: number): string =>
    `    ${String(bytes).padStart(10)} ${String(packets).padStart(7)} ${"0".padStart(7)} ${String(dropped).padStart(7)} ${"0".padStart(7)} ${"0".padStart(7)} `;
  return [
    "    RX:  bytes packets errors dropped  missed   mcast           ",
    row(rxBytes, rxPackets, rxDropped),
    "    TX:  bytes packets errors dropped carrier collsns           ",
    row(txBytes, txPackets, txDropped),
  ];
}

export function deviceJson(device: Device, style: ShowStyle): Record<string, unknown> {
  const far = device.peer !== null && device.peer.namespace !== device.namespace;
  const mac = device.isLoopback ? "00:00:00:00:00:00" : formatMac(device.mac);
  const addresses = addressesOf(device, style).map(({ ip, bits, broadcast, scope }) => ({
    family: typeof ip === "number" ? "inet" : "inet6",
    local: formatIp(ip),
    prefixlen: bits,
    ...(broadcast === null || scope === "host" ? {} : { broadcast: formatIp(broadcast) }),
    scope,
    ...(typeof ip === "number" ? { label: device.name } : {}),
    valid_life_time: 4_294_967_295,
    preferred_life_time: 4_294_967_295,
  }));
  return {
    ifindex: device.index,
    ...(far ? { link_index: device.peer?.index } : device.peer === null ? {} : { link: device.peer.name }),
    ifname: device.name,
    flags: flagsOf(device),
    mtu: device.mtu,
    qdisc: "noqueue",
    ...(device.master === null ? {} : { master: device.master.device.name }),
    operstate: stateOf(device),
    ...(style.links ? { linkmode: "DEFAULT" } : {}),
    group: "default",
    txqlen: 1000,
    link_type: linkType(device),
    address: mac,
    broadcast: device.isLoopback ? "00:00:00:00:00:00" : "ff:ff:ff:ff:ff:ff",
    ...(far ? { link_netnsid: netnsId(device) } : {}),
    ...(style.addresses ? { addr_info: addresses } : {}),
  };
}
