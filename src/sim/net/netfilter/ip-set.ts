/**
 * One named set that rules ask with `-m set`. An element is found by its address, longest network first, and only then
 * by what else it holds, so that a question costs the same however large the set is.
 *
 * Models: net/netfilter/ipset/ip_set_hash_gen.h mtype_test_cidrs, ip_set_getport.c ip_set_get_ip4_port
 */
import { type Cidr, contains, type Ip, maskTo, widthOf } from "../../core/ip.ts";
import { ICMP, lengthOf, type Packet, TCP, UDP } from "../packet.ts";
import { formatEntry, type IpSetEntry, type IpSetType } from "./ip-set-entry.ts";
import type { SetMatch } from "./rule.ts";

export interface IpSetOptions {
  readonly family?: 4 | 6;
  readonly hashsize?: number;
  readonly maxelem?: number;
  /** Of elements that say none; null where elements have no timeout at all. */
  readonly timeoutSec?: number | null;
  readonly counters?: boolean;
  readonly comment?: boolean;
  /** Of bitmaps: ports or addresses. */
  readonly range?: readonly [number, number];
  /** Of list:set. */
  readonly size?: number;
}

export type Side = "src" | "dst";

export class IpSet {
  name: string;
  readonly type: IpSetType;
  readonly options: IpSetOptions;
  /** What the kernel mixes into its hash. */
  readonly initval: number;
  /** By its text, so that adding twice changes nothing. */
  readonly #entries = new Map<string, IpSetEntry>();
  readonly #byNetwork = new Map<number, Map<Ip, IpSetEntry[]>>();
  /** The lengths that occur, longest first. */
  #lengths: readonly number[] = [];
  readonly #byPort = new Map<number, IpSetEntry>();

  constructor(name: string, type: IpSetType, given: { options: IpSetOptions; initval: number }) {
    this.name = name;
    this.type = type;
    this.options = given.options;
    this.initval = given.initval;
  }

  get entries(): ReadonlyMap<string, IpSetEntry> {
    return this.#entries;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** `ipset test`: is it an element, or inside a network that is one? */
  holds(wanted: IpSetEntry): boolean {
    const found = this.#entries.get(formatEntry(wanted));
    if (found !== undefined) return found.nomatch !== true;
    const { cidr } = wanted;
    if (cidr === null) return false;
    for (const bits of this.#lengths) {
      if (bits > cidr.bits) continue;
      for (const entry of this.#byNetwork.get(bits)?.get(maskTo(cidr.base, bits)) ?? []) {
        if (entry.port !== wanted.port || entry.protocol !== wanted.protocol) continue;
        if (entry.second !== undefined && wanted.second !== undefined && !contains(entry.second, wanted.second.base))
          continue;
        return entry.nomatch !== true;
      }
    }
    return false;
  }

  add(entry: IpSetEntry): void {
    const text = formatEntry(entry);
    this.delete(text);
    this.#entries.set(text, entry);
    const { cidr } = entry;
    if (cidr === null) {
      if (entry.port !== undefined) this.#byPort.set(entry.port, entry);
      return;
    }
    let here = this.#byNetwork.get(cidr.bits);
    if (here === undefined) {
      here = new Map();
      this.#byNetwork.set(cidr.bits, here);
      this.#lengths = [...this.#byNetwork.keys()].sort((a, b) => b - a);
    }
    const same = here.get(cidr.base);
    if (same === undefined) here.set(cidr.base, [entry]);
    else same.push(entry);
  }

  delete(text: string): boolean {
    const entry = this.#entries.get(text);
    if (entry === undefined) return false;
    this.#entries.delete(text);
    const { cidr, port } = entry;
    if (cidr === null) {
      if (port !== undefined) this.#byPort.delete(port);
      return true;
    }
    const here = this.#byNetwork.get(cidr.bits);
    const left = (here?.get(cidr.base) ?? []).filter((other) => other !== entry);
    if (left.length > 0) here?.set(cidr.base, left);
    else here?.delete(cidr.base);
    return true;
  }

  clear(): void {
    this.#entries.clear();
    this.#byNetwork.clear();
    this.#lengths = [];
    this.#byPort.clear();
  }

  /** Takes out what has had its time. */
  expire(nowUs: number): void {
    if (this.options.timeoutSec == null) return;
    for (const [text, entry] of this.#entries) if (isOver(entry, nowUs)) this.delete(text);
  }

  /** Not of list:set, which asks its members. */
  matches(match: SetMatch, packet: Packet, nowUs: number): boolean {
    const found = this.#find(match, packet, nowUs);
    if (found === null || found.nomatch === true) return false;
    if (this.options.counters === true) {
      found.packets = (found.packets ?? 0) + 1;
      found.bytes = (found.bytes ?? 0) + lengthOf(packet);
    }
    return true;
  }

  #find(match: SetMatch, packet: Packet, nowUs: number): IpSetEntry | null {
    const [first = "src", second, third] = match.dimensions;
    if (this.type === "bitmap:port") {
      if (packet.protocol !== TCP && packet.protocol !== UDP) return null;
      const entry = this.#byPort.get(portOf(packet, first));
      return entry === undefined || isOver(entry, nowUs) ? null : entry;
    }
    const ip = first === "src" ? packet.src : packet.dst;
    for (const bits of this.#lengths) {
      const base = bits === widthOf(ip) ? ip : maskTo(ip, bits);
      const entries = this.#byNetwork.get(bits)?.get(base);
      if (entries === undefined) continue;
      for (const entry of entries)
        if (!isOver(entry, nowUs) && this.#restFits(entry, packet, second, third)) return entry;
    }
    return null;
  }

  // Four values rather than a record: this runs for every element that a packet's address has.
  #restFits(entry: IpSetEntry, packet: Packet, second: Side | undefined, third: Side | undefined): boolean {
    if (entry.port === undefined) return entry.second === undefined || secondFits(entry.second, packet, second);
    if (entry.protocol !== undefined && entry.protocol !== packet.protocol) return false;
    if (second === undefined || entry.port !== portOf(packet, second)) return false;
    return entry.second === undefined || secondFits(entry.second, packet, third);
  }
}

function secondFits(network: Cidr, packet: Packet, side: Side | undefined): boolean {
  return contains(network, side === "src" ? packet.src : packet.dst);
}

function isOver({ expiresAtUs }: IpSetEntry, nowUs: number): boolean {
  return expiresAtUs !== undefined && expiresAtUs !== 0 && expiresAtUs <= nowUs;
}

/** -1 for what has no ports. */
function portOf({ transport, protocol }: Packet, side: Side): number {
  if (protocol === ICMP && transport.kind === "icmp") return (transport.type << 8) + transport.code;
  if (transport.kind !== "tcp" && transport.kind !== "udp" && transport.kind !== "opaque") return -1;
  return side === "src" ? transport.srcPort : transport.dstPort;
}
