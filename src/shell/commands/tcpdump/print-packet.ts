/**
 * A captured frame as one line (or more) of text.
 *
 * Models: tcpdump 4.99 print-ether.c, print-ip.c, print-arp.c, print-udp.c, print-sll.c, print-vxlan.c
 * SIMPLIFIED: decoded are ARP, IP, TCP, UDP, ICMP, DNS, HTTP's first line, VXLAN and IP in IP; the rest is told by its length.
 */
import {
  destinationOf,
  ETHERTYPE,
  ipText,
  LINK,
  macText,
  networkView,
  type PacketView,
  PROTOCOL,
  read16,
  read32,
  sourceOf,
} from "./packet-view.ts";
import { dnsText } from "./print-dns.ts";
import { icmp6Text, icmpText } from "./print-icmp.ts";
import { type TcpConversations, tcpText } from "./print-tcp.ts";

export interface PrintStyle {
  readonly verbosity: number;
  readonly linkHeader: boolean;
  readonly quiet: boolean;
  readonly absolute: boolean;
  /** Everything as numbers. */
  readonly numeric: boolean;
}

export interface PrintNames {
  host(address: string): string;
  port(port: number, protocol: "tcp" | "udp"): string;
  device(index: number): string;
}

export interface PrintContext {
  readonly style: PrintStyle;
  readonly names: PrintNames;
  readonly conversations: TcpConversations;
}

export function frameText(view: PacketView, context: PrintContext): string {
  const { style } = context;
  const { bytes, linkType } = view;
  let head = "";
  if (linkType === LINK.sll2) head = cookedHead(view, context);
  if (style.linkHeader) head += linkHead(view, context);
  return (
    head +
    payloadText(view, context, style.linkHeader && linkType !== LINK.raw) +
    (bytes.length < view.network ? "[|]" : "")
  );
}

const PACKET_TYPES: readonly string[] = ["In", "B", "M", "P", "Out"];

function cookedHead({ bytes }: PacketView, { names }: PrintContext): string {
  const device = names.device(read32(bytes, 4));
  return `${device.padEnd(5)} ${(PACKET_TYPES[bytes[10] ?? 0] ?? "?").padEnd(3)} `;
}

function linkHead(view: PacketView, { style }: PrintContext): string {
  const { bytes, linkType, etherType } = view;
  if (linkType === LINK.sll2) {
    const size = bytes[11] ?? 0;
    const mac = size === 6 ? ` ${macText(bytes, 12)}` : "";
    if (style.quiet) return `ifindex ${read32(bytes, 4)}${mac} `;
    return `ifindex ${read32(bytes, 4)}${mac} ethertype ${etherName(etherType)}, length ${view.length}: `;
  }
  if (linkType !== LINK.ethernet) return "";
  const destination = macText(bytes, 0);
  const shown = destination === "ff:ff:ff:ff:ff:ff" && !style.numeric ? "Broadcast" : destination;
  const kind = style.quiet ? etherName(etherType).split(" ")[0] : `ethertype ${etherName(etherType)}`;
  return `${macText(bytes, 6)}${style.numeric ? "" : ` (oui Unknown)`} > ${shown}${style.numeric || shown === "Broadcast" ? "" : " (oui Unknown)"}, ${kind}, length ${view.length}: `;
}

function etherName(type: number): string {
  const names: Readonly<Record<number, string>> = {
    [ETHERTYPE.ipv4]: "IPv4 (0x0800)",
    [ETHERTYPE.arp]: "ARP (0x0806)",
    [ETHERTYPE.ipv6]: "IPv6 (0x86dd)",
  };
  return names[type] ?? `Unknown (0x${type.toString(16).padStart(4, "0")})`;
}

/** What a frame carries. Behind a link header the protocol has been named already, unless -v names it again. */
function payloadText(view: PacketView, context: PrintContext, named: boolean): string {
  if (view.etherType === ETHERTYPE.arp) return `${named ? "" : "ARP, "}${arpText(view, context)}`;
  if (view.version !== 0) return `${named ? "" : view.version === 4 ? "IP " : "IP6 "}${ipLine(view, context)}`;
  return `${named ? "" : `Unknown Ethertype (0x${view.etherType.toString(16).padStart(4, "0")}), `}length ${view.length}: `;
}

function arpText({ bytes, network, length, linkType }: PacketView, { style, names }: PrintContext): string {
  const operation = read16(bytes, network + 6);
  const sender = names.host(ipText(bytes, network + 14, 4));
  const target = names.host(ipText(bytes, network + 24, 4));
  const asks = macText(bytes, network + 18);
  const known = asks === "00:00:00:00:00:00" || asks === "ff:ff:ff:ff:ff:ff" ? "" : ` (${asks})`;
  const layer = style.verbosity > 0 ? "Ethernet (len 6), IPv4 (len 4), " : "";
  const size = length - (linkType === LINK.ethernet ? 14 : linkType === LINK.sll2 ? 20 : 0);
  const body =
    operation === 1
      ? `Request who-has ${target}${known} tell ${sender}`
      : `Reply ${sender} is-at ${macText(bytes, network + 8)}`;
  return `${layer}${body}, length ${size}`;
}

const PROTOCOL_NAMES: Readonly<Record<number, string>> = {
  1: "ICMP",
  4: "IPIP",
  6: "TCP",
  17: "UDP",
  58: "ICMPv6",
  132: "SCTP",
};

function ipLine(view: PacketView, context: PrintContext): string {
  const { style } = context;
  if (style.verbosity === 0) return transportText(view, context);
  return view.version === 4
    ? `${ipv4Head(view)}\n    ${transportText(view, context)}`
    : `${ipv6Head(view)}${transportText(view, context)}`;
}

function ipv4Head({ bytes, network, protocol }: PacketView): string {
  const bits = read16(bytes, network + 6);
  const flags = bits & 0x4000 ? "DF" : bits & 0x2000 ? "+" : "none";
  return `(tos 0x${(bytes[network + 1] ?? 0).toString(16)}, ttl ${bytes[network + 8]}, id ${read16(bytes, network + 4)}, offset ${(bits & 0x1fff) * 8}, flags [${flags}], proto ${PROTOCOL_NAMES[protocol] ?? "unknown"} (${protocol}), length ${read16(bytes, network + 2)})`;
}

function ipv6Head({ bytes, network, protocol }: PacketView): string {
  const label = read32(bytes, network) & 0xfffff;
  const flow = label === 0 ? "" : `flowlabel 0x${label.toString(16).padStart(5, "0")}, `;
  return `(${flow}hlim ${bytes[network + 7]}, next-header ${PROTOCOL_NAMES[protocol] ?? "unknown"} (${protocol}) payload length: ${read16(bytes, network + 4)}) `;
}

/** Bytes behind the IP header, as its length says. */
function payloadLength({ bytes, network, version, transport }: PacketView): number {
  if (version === 6) return read16(bytes, network + 4);
  return read16(bytes, network + 2) - (transport < 0 ? ((bytes[network] ?? 0) & 15) * 4 : transport - network);
}

function transportText(view: PacketView, context: PrintContext): string {
  const { names } = context;
  const length = payloadLength(view);
  const [source, destination] = [names.host(sourceOf(view)), names.host(destinationOf(view))];
  if (view.transport < 0)
    return `${source} > ${destination}: ${(PROTOCOL_NAMES[view.protocol] ?? "ip-proto").toLowerCase()}`;
  switch (view.protocol) {
    case PROTOCOL.tcp:
      return tcpText(view, context, length);
    case PROTOCOL.udp:
      return udpText(view, context, length);
    case PROTOCOL.icmp:
      return `${source} > ${destination}: ${icmpText(view, context, length)}`;
    case PROTOCOL.icmp6:
      return `${source} > ${destination}: ${icmp6Text(view, context, length)}`;
    case PROTOCOL.ipip:
      return `${source} > ${destination}: ${innerIp(view, context)}`;
    default:
      return `${source} > ${destination}: ip-proto-${view.protocol}, length ${length}`
        .replace(/ip-proto-(\d+), length/, " ip-proto-$1 ")
        .replace(":  ", ":  ");
  }
}

function innerIp(view: PacketView, context: PrintContext): string {
  const inner = networkView({ ...view, network: view.transport, etherType: ETHERTYPE.ipv4 });
  return `IP ${ipLine(inner, context)}`;
}

const DOMAIN = 53;
const VXLAN = 4789;
const OTV = 8472;

function udpText(view: PacketView, context: PrintContext, length: number): string {
  const { bytes, transport } = view;
  const { names, style } = context;
  const [from, to] = [read16(bytes, transport), read16(bytes, transport + 2)];
  const ends = `${names.host(sourceOf(view))}.${names.port(from, "udp")} > ${names.host(destinationOf(view))}.${names.port(to, "udp")}:`;
  const size = length - 8;
  if (style.quiet) return `${ends} UDP, length ${size}`;
  const checked = style.verbosity > 1 ? udpChecksum(view) : "";
  const payload = bytes.subarray(transport + 8, transport + length);
  if (from === DOMAIN || to === DOMAIN) return `${ends}${checked}${dnsText(payload, size, style.verbosity)}`;
  if (from === VXLAN || to === VXLAN) return `${ends}${checked} ${vxlanText(view, context, "vni ")}`;
  if (to === OTV || from === OTV) return `${ends}${checked} ${vxlanText(view, context, "overlay 0, instance ")}`;
  return `${ends}${checked} UDP, length ${size}`;
}

function udpChecksum({ bytes, transport }: PacketView): string {
  const sum = read16(bytes, transport + 6);
  return sum === 0 ? " [no cksum]" : " [udp sum ok]";
}

function vxlanText(view: PacketView, context: PrintContext, word: string): string {
  const at = view.transport + 8;
  const flags = view.bytes[at] ?? 0;
  const vni = Math.floor(read32(view.bytes, at + 4) / 256);
  const inner = networkView({
    bytes: view.bytes,
    linkType: LINK.ethernet,
    length: view.bytes.length - at - 8,
    etherType: read16(view.bytes, at + 20),
    network: at + 22,
  });
  const name = word.startsWith("vni") ? "VXLAN" : "OTV";
  const mark = flags & 8 ? "I" : ".";
  const body = context.style.linkHeader
    ? `${macText(view.bytes, at + 14)} > ${macText(view.bytes, at + 8)}, ethertype ${etherName(inner.etherType)}, length ${inner.length}: ${payloadText(inner, context, true)}`
    : payloadText(inner, context, false);
  return `${name}, flags [${mark}] (0x${flags.toString(16).padStart(2, "0")}), ${word}${vni}\n${body}`;
}

export function icmpQuoted(view: PacketView, context: PrintContext): string {
  return `\n\t${context.style.linkHeader ? "" : "IP "}${ipLine(view, context)}`;
}
