/**
 * Whether one match of a rule holds for a packet. Cheap questions about headers are here; those that need state
 * of their own (`recent`, `set`) are asked of it.
 *
 * Models: net/netfilter/xt_*.c, net/ipv4/netfilter/ip_tables.c ip_packet_match
 */
import { unreachable } from "../../core/assert.ts";
import { contains, type Ip } from "../../core/ip.ts";
import type { Device } from "../device.ts";
import type { NetNamespace } from "../namespace.ts";
import { lengthOf, type Packet } from "../packet.ts";
import { matchesConntrack } from "./conntrack-match.ts";
import type { HookContext } from "./hooks.ts";
import type {
  AddressRange,
  AddressType,
  AddrtypeMatch,
  Match,
  MultiportMatch,
  PhysdevMatch,
  PortRange,
  TcpMatch,
  TtlMatch,
  UdpMatch,
} from "./rule.ts";

export interface MatchContext {
  readonly namespace: NetNamespace;
  readonly packet: Packet;
  readonly context: HookContext;
}

export function matches(at: MatchContext, match: Match): boolean {
  const { packet, namespace } = at;
  switch (match.kind) {
    case "source":
      return contains(match.cidr, packet.src) !== (match.negate === true);
    case "destination":
      return contains(match.cidr, packet.dst) !== (match.negate === true);
    case "protocol":
      return (packet.protocol === match.protocol) !== (match.negate === true);
    case "in-interface":
      return isNamed(at.context.inDevice, match.name) !== (match.negate === true);
    case "out-interface":
      return isNamed(at.context.outDevice, match.name) !== (match.negate === true);
    case "tcp":
    case "udp":
    case "sctp":
      return matchesPorts(packet, match);
    case "icmp":
      return matchesIcmp(packet, match.type, match.code) !== (match.negate === true);
    case "multiport":
      return matchesMultiport(packet, match) !== (match.negate === true);
    case "conntrack":
      return matchesConntrack(namespace, packet, match);
    case "connmark":
      return (
        packet.flow !== null &&
        ((packet.flow.mark & match.mask) >>> 0 === match.value >>> 0) !== (match.negate === true)
      );
    case "limit":
      return namespace.netfilter.limits.allows(match);
    case "length": {
      const length = lengthOf(packet);
      return (length >= match.from && length <= match.to) !== (match.negate === true);
    }
    case "ipvs":
      return (namespace.ipvs?.has(packet, match) ?? false) !== (match.negate === true);
    case "mark":
      return ((packet.mark & match.mask) >>> 0 === match.value >>> 0) !== (match.negate === true);
    case "statistic-random":
      return namespace.netfilter.draw() < threshold(match.probability) !== (match.negate === true);
    case "statistic-nth":
      return namespace.netfilter.everyNth(match) !== (match.negate === true);
    case "addrtype":
      return matchesAddressTypes(at, match);
    case "comment":
      return true;
    case "recent":
      return namespace.netfilter.recent.matches(match, packet, at.context);
    case "set":
      return namespace.netfilter.sets.matches(match, packet);
    case "physdev":
      return matchesPhysdev(packet, match);
    case "pkttype":
      return (packetType(namespace, packet.dst) === match.type) !== (match.negate === true);
    case "nfacct":
      namespace.netfilter.account(match.name, packet);
      return true;
    case "iprange":
      return isWithin(packet.src, match.src) && isWithin(packet.dst, match.dst);
    case "ttl":
      return matchesTtl(packet.ttl, match);
    case "rpfilter":
      return namespace.stack.cameTheRightWay(packet, at.context.inDevice) !== (match.invert === true);
    default:
      return unreachable(match);
  }
}

/** The kernel compares a 31-bit random number with the probability times 2^31. */
export function threshold(probability: number): number {
  return Math.round(probability * 0x8000_0000);
}

function isNamed(device: Device | null, name: string): boolean {
  const actual = device === null ? "" : device.name;
  return name.endsWith("+") ? actual.startsWith(name.slice(0, -1)) : actual === name;
}

function isIn(port: number, range: PortRange | undefined): boolean {
  return range === undefined || (port >= range.from && port <= range.to) !== (range.negate === true);
}

function isWithin(address: Ip, range: AddressRange | undefined): boolean {
  return range === undefined || (address >= range.from && address <= range.to) !== (range.negate === true);
}

function matchesTtl(ttl: number, { comparison, value, negate }: TtlMatch): boolean {
  if (comparison === "eq") return (ttl === value) !== (negate === true);
  return comparison === "lt" ? ttl < value : ttl > value;
}

function matchesPorts({ transport }: Packet, match: TcpMatch | UdpMatch): boolean {
  const kind = match.kind === "sctp" ? "opaque" : match.kind;
  if (transport.kind !== kind) return false;
  if (!isIn(transport.srcPort, match.sport) || !isIn(transport.dstPort, match.dport)) return false;
  if (match.kind !== "tcp" || match.flags === undefined || transport.kind !== "tcp") return true;
  const { mask, set, negate } = match.flags;
  return ((transport.flags & mask) === set) !== (negate === true);
}

const ANY_TYPE = 255;

function matchesIcmp({ transport }: Packet, type: number, code: number | undefined): boolean {
  if (transport.kind !== "icmp") return false;
  return type === ANY_TYPE || (transport.type === type && (code === undefined || transport.code === code));
}

function matchesMultiport({ transport }: Packet, { side, ports }: MultiportMatch): boolean {
  if (transport.kind === "icmp" || transport.kind === "ipip") return false;
  const { srcPort, dstPort } = transport;
  return ports.some(
    (range) => (side !== "dports" && isIn(srcPort, range)) || (side !== "sports" && isIn(dstPort, range)),
  );
}

function matchesAddressTypes({ namespace, packet, context }: MatchContext, match: AddrtypeMatch): boolean {
  const device =
    match.limitIfaceIn === true ? context.inDevice : match.limitIfaceOut === true ? context.outDevice : null;
  const { srcType, dstType } = match;
  if (srcType !== undefined && isOfType(namespace, { ip: packet.src, device }, srcType) === (match.negateSrc === true))
    return false;
  return (
    dstType === undefined || isOfType(namespace, { ip: packet.dst, device }, dstType) !== (match.negateDst === true)
  );
}

function isOfType(
  namespace: NetNamespace,
  { ip, device }: { readonly ip: Ip; readonly device: Device | null },
  type: AddressType,
): boolean {
  if (addressType(namespace, ip) !== type) return false;
  return device === null || type !== "LOCAL" || device.addresses.some((address) => address.ip === ip);
}

/** What the routing tables say an address is. */
export function addressType(namespace: NetNamespace, ip: Ip): AddressType {
  if (typeof ip === "number") {
    if (ip === 0xffff_ffff) return "BROADCAST";
    if (ip >>> 28 === 0xe) return "MULTICAST";
  }
  switch (namespace.routes.lookup(ip)?.type) {
    case "local":
      return "LOCAL";
    case "broadcast":
      return "BROADCAST";
    case "blackhole":
      return "BLACKHOLE";
    case "unreachable":
      return "UNREACHABLE";
    default:
      return "UNICAST";
  }
}

function packetType(namespace: NetNamespace, dst: Ip): "unicast" | "broadcast" | "multicast" {
  const type = addressType(namespace, dst);
  return type === "BROADCAST" ? "broadcast" : type === "MULTICAST" ? "multicast" : "unicast";
}

function matchesPhysdev({ bridgePortIn, bridgePortOut }: Packet, match: PhysdevMatch): boolean {
  if (match.isBridged !== undefined && (bridgePortIn !== null && bridgePortOut !== null) !== match.isBridged)
    return false;
  if (match.isIn !== undefined && (bridgePortIn !== null) !== match.isIn) return false;
  if (match.isOut !== undefined && (bridgePortOut !== null) !== match.isOut) return false;
  if (match.inName !== undefined && !isNamed(bridgePortIn, match.inName)) return false;
  return match.outName === undefined || isNamed(bridgePortOut, match.outName);
}
