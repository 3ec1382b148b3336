/**
 * What a set may hold, as `ipset list` writes it: addresses, networks, ports, or other sets.
 *
 * Models: net/netfilter/ipset/ip_set_hash_*.c, ip_set_bitmap_*.c, ip_set_list_set.c; ipset lib/print.c
 */
import { type Cidr, formatCidr, formatIp, widthOf } from "../../core/ip.ts";
import { ICMP, SCTP, TCP, UDP } from "../packet.ts";

export type IpSetType =
  | "hash:ip"
  | "hash:net"
  | "hash:ip,port"
  | "hash:net,port"
  | "hash:ip,port,ip"
  | "hash:ip,port,net"
  | "hash:net,net"
  | "bitmap:ip"
  | "bitmap:port"
  | "list:set";

export interface IpSetEntry {
  /** Null where the set has no addresses. */
  readonly cidr: Cidr | null;
  /** Of ICMP: type and code in two bytes. */
  readonly port?: number;
  readonly protocol?: number;
  readonly second?: Cidr;
  /** Of list:set. */
  readonly set?: string;
  /** An exception from a larger network of the set. */
  readonly nomatch?: boolean;
  readonly comment?: string;
  /** 0, like a missing one, stays until it is deleted. */
  expiresAtUs?: number;
  packets?: number;
  bytes?: number;
}

const PROTOCOLS: Readonly<Record<number, string>> = { [ICMP]: "icmp", [TCP]: "tcp", [UDP]: "udp", [SCTP]: "sctp" };

const ICMP_NAMES: Readonly<Record<number, string>> = {
  0: "echo-reply",
  [(3 << 8) + 0]: "network-unreachable",
  [(3 << 8) + 1]: "host-unreachable",
  [(3 << 8) + 2]: "protocol-unreachable",
  [(3 << 8) + 3]: "port-unreachable",
  [(3 << 8) + 4]: "fragmentation-needed",
  [8 << 8]: "echo-request",
  [11 << 8]: "ttl-zero-during-transit",
};

/** `10.0.0.1,tcp:80,10.0.0.0/8`: the element itself, without its timeout and counters. */
export function formatEntry(entry: IpSetEntry): string {
  const { cidr, port, second, set } = entry;
  if (set !== undefined) return set;
  const parts: string[] = [];
  if (cidr !== null) parts.push(formatNetwork(cidr));
  if (port !== undefined) parts.push(cidr === null ? String(port) : formatPort(entry.protocol ?? TCP, port));
  if (second !== undefined) parts.push(formatNetwork(second));
  return parts.join(",");
}

function formatNetwork(network: Cidr): string {
  return network.bits === widthOf(network.base) ? formatIp(network.base) : formatCidr(network);
}

function formatPort(protocol: number, port: number): string {
  const name = PROTOCOLS[protocol] ?? String(protocol);
  if (protocol !== ICMP) return `${name}:${port}`;
  return `${name}:${ICMP_NAMES[port] ?? `${port >> 8}/${port & 255}`}`;
}

export function icmpPortOf(name: string): number | null {
  if (name === "ping") return 8 << 8;
  if (name === "pong") return 0;
  const named = Object.keys(ICMP_NAMES).find((port) => ICMP_NAMES[Number(port)] === name);
  if (named !== undefined) return Number(named);
  const numbers = /^(\d+)\/(\d+)$/.exec(name);
  return numbers === null ? null : (Number(numbers[1]) << 8) + Number(numbers[2]);
}
