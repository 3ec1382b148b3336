/**
 * Named sets of addresses, networks and ports that rules ask with `-m set`.
 *
 * Models: net/netfilter/ipset (hash:ip, hash:net, hash:ip,port, hash:ip,port,ip)
 * SIMPLIFIED: entries have no timeouts and no counters.
 */
import { type Cidr, contains, formatCidr, formatIp, type Ip, widthOf } from "../../core/ip.ts";
import type { Packet } from "../packet.ts";
import type { SetMatch } from "./rule.ts";

export type IpSetType = "hash:ip" | "hash:net" | "hash:ip,port" | "hash:ip,port,ip" | "bitmap:port";

export interface IpSetEntry {
  readonly cidr: Cidr | null;
  readonly port?: number;
  readonly protocol?: number;
  /** Of hash:ip,port,ip: the second address. */
  readonly second?: Ip;
}

export interface IpSet {
  readonly name: string;
  readonly type: IpSetType;
  /** By its text, so that adding twice changes nothing. */
  readonly entries: Map<string, IpSetEntry>;
}

export class IpSets {
  readonly #sets = new Map<string, IpSet>();

  list(): readonly IpSet[] {
    return [...this.#sets.values()];
  }

  get(name: string): IpSet | undefined {
    return this.#sets.get(name);
  }

  create(name: string, type: IpSetType): IpSet {
    const set: IpSet = { name, type, entries: new Map() };
    this.#sets.set(name, set);
    return set;
  }

  destroy(name: string): boolean {
    return this.#sets.delete(name);
  }

  /** All entries at once, as `ipset swap` does it. */
  replace(name: string, entries: readonly IpSetEntry[]): void {
    const set = this.#sets.get(name);
    if (set === undefined) return;
    set.entries.clear();
    for (const entry of entries) set.entries.set(formatEntry(entry), entry);
  }

  /** A set that is not there matches nothing. */
  matches(match: SetMatch, packet: Packet): boolean {
    const set = this.#sets.get(match.name);
    return (set !== undefined && hasEntry(set, match, packet)) !== (match.negate === true);
  }
}

function hasEntry(set: IpSet, match: SetMatch, packet: Packet): boolean {
  const [first, port, second] = match.dimensions;
  const ip = first === "src" ? packet.src : packet.dst;
  if (set.type === "hash:ip") return set.entries.has(formatIp(ip));
  for (const entry of set.entries.values()) {
    if (entry.cidr !== null && !contains(entry.cidr, ip)) continue;
    if (set.type === "hash:net") return true;
    if (!hasPort(entry, packet, set.type === "bitmap:port" ? first : port)) continue;
    if (entry.second === undefined || entry.second === (second === "src" ? packet.src : packet.dst)) return true;
  }
  return false;
}

function hasPort(entry: IpSetEntry, { transport, protocol }: Packet, side: "src" | "dst" | undefined): boolean {
  if (transport.kind === "icmp" || transport.kind === "ipip") return false;
  if (entry.protocol !== undefined && entry.protocol !== protocol) return false;
  return entry.port === (side === "src" ? transport.srcPort : transport.dstPort);
}

export function formatEntry({ cidr, port, protocol, second }: IpSetEntry): string {
  const address = cidr === null ? "" : cidr.bits === widthOf(cidr.base) ? formatIp(cidr.base) : formatCidr(cidr);
  if (port === undefined) return address;
  const names: Readonly<Record<number, string>> = { 6: "tcp:", 17: "udp:", 132: "sctp:" };
  const withPort = `${address === "" ? "" : `${address},`}${protocol === undefined ? "" : (names[protocol] ?? "")}${port}`;
  return second === undefined ? withPort : `${withPort},${formatIp(second)}`;
}
