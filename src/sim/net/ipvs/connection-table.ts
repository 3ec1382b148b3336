/**
 * The connections that IPVS forwards, found from either side: by client and virtual address, or by server and client.
 * One hash table with two entries for each, chained through themselves, so that a look-up makes nothing.
 *
 * Models: net/netfilter/ipvs/ip_vs_conn.c (ip_vs_conn_tab, __ip_vs_conn_in_get, ip_vs_conn_out_get)
 */
import type { Timer } from "../../core/clock.ts";
import type { Ip } from "../../core/ip.ts";
import type { IpvsState } from "./connection-states.ts";
import type { RealServer, VirtualService } from "./virtual-service.ts";

export interface IpvsConnection {
  /** 0 in a template of a mark. */
  readonly protocol: number;
  readonly clientIp: Ip;
  readonly clientPort: number;
  /** Of a template of a mark: the mark. */
  readonly virtualIp: Ip;
  readonly virtualPort: number;
  readonly serverIp: Ip;
  readonly serverPort: number;
  readonly server: RealServer;
  readonly service: VirtualService;
  /** Remembers which server a client goes to; no packet is its own. */
  readonly isTemplate: boolean;
  /** The template that it came from. */
  template: IpvsConnection | null;
  /** Of a template: how many connections came from it. */
  controlled: number;
  state: IpvsState;
  isActive: boolean;
  /** Its packets are tracked (net.ipv4.vs.conntrack). */
  isTracked: boolean;
  timeoutSec: number;
  expiresAtUs: number;
  timer: Timer | null;
}

interface Entry {
  readonly connection: IpvsConnection;
  readonly isReply: boolean;
  readonly hash: number;
  next: Entry | null;
}

const FIRST_SIZE = 256;

export class ConnectionTable {
  readonly #entries = new Map<IpvsConnection, readonly Entry[]>();
  #buckets: (Entry | null)[] = [];

  get size(): number {
    return this.#entries.size;
  }

  /** In the order in which they began. */
  [Symbol.iterator](): Iterator<IpvsConnection> {
    return this.#entries.keys();
  }

  /** From the client: template or not, the tuple is to be the same. */
  findIn(from: Tuple, isTemplate: boolean): IpvsConnection | null {
    if (this.#entries.size === 0) return null;
    const hash = hashOf(from);
    for (let entry = this.#bucket(hash); entry !== null; entry = entry.next) {
      const { connection: found } = entry;
      if (entry.isReply || entry.hash !== hash || found.isTemplate !== isTemplate) continue;
      if (
        found.clientIp === from.src &&
        found.clientPort === from.srcPort &&
        found.virtualIp === from.dst &&
        found.virtualPort === from.dstPort &&
        found.protocol === from.protocol
      )
        return found;
    }
    return null;
  }

  /** From the server. */
  findOut(from: Tuple): IpvsConnection | null {
    if (this.#entries.size === 0) return null;
    const hash = hashOf(from);
    for (let entry = this.#bucket(hash); entry !== null; entry = entry.next) {
      const { connection: found } = entry;
      if (!entry.isReply || entry.hash !== hash) continue;
      if (
        found.serverIp === from.src &&
        found.serverPort === from.srcPort &&
        found.clientIp === from.dst &&
        found.clientPort === from.dstPort &&
        found.protocol === from.protocol
      )
        return found;
    }
    return null;
  }

  add(made: IpvsConnection): void {
    const { protocol, clientIp, clientPort, virtualIp, virtualPort, serverIp, serverPort } = made;
    const inward = hashOf({ protocol, src: clientIp, srcPort: clientPort, dst: virtualIp, dstPort: virtualPort });
    const entries: Entry[] = [{ connection: made, isReply: false, hash: inward, next: null }];
    if (!made.isTemplate) {
      const outward = hashOf({ protocol, src: serverIp, srcPort: serverPort, dst: clientIp, dstPort: clientPort });
      entries.push({ connection: made, isReply: true, hash: outward, next: null });
    }
    this.#entries.set(made, entries);
    if (this.#entries.size * 2 > this.#buckets.length) this.#grow();
    else for (const entry of entries) this.#link(entry);
  }

  delete(gone: IpvsConnection): boolean {
    const entries = this.#entries.get(gone);
    if (entries === undefined) return false;
    this.#entries.delete(gone);
    for (const entry of entries) this.#unlink(entry);
    return true;
  }

  #bucket(hash: number): Entry | null {
    return this.#buckets[hash & (this.#buckets.length - 1)] as Entry | null;
  }

  #link(entry: Entry): void {
    const at = entry.hash & (this.#buckets.length - 1);
    entry.next = this.#buckets[at] as Entry | null;
    this.#buckets[at] = entry;
  }

  #unlink(entry: Entry): void {
    const at = entry.hash & (this.#buckets.length - 1);
    let before = this.#buckets[at] as Entry | null;
    if (before === entry) {
      this.#buckets[at] = entry.next;
      return;
    }
    for (; before !== null; before = before.next)
      if (before.next === entry) {
        before.next = entry.next;
        return;
      }
  }

  #grow(): void {
    const size = Math.max(FIRST_SIZE, this.#buckets.length * 4);
    this.#buckets = new Array<Entry | null>(size).fill(null);
    for (const entries of this.#entries.values()) for (const entry of entries) this.#link(entry);
  }
}

/** A packet's addresses and ports; one is reused for all look-ups. */
export interface Tuple {
  protocol: number;
  src: Ip;
  srcPort: number;
  dst: Ip;
  dstPort: number;
}

function hashOf({ protocol, src, srcPort, dst, dstPort }: Tuple): number {
  let hash = Math.imul(fold(src), 0x9e37_79b1) ^ Math.imul(fold(dst), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 15) ^ srcPort, 0x2c1b_3c6d);
  hash = Math.imul(hash ^ (hash >>> 13) ^ (dstPort << 8) ^ protocol, 0xc2b2_ae35);
  return hash ^ (hash >>> 15);
}

function fold(ip: Ip): number {
  return typeof ip === "number" ? ip | 0 : Number(BigInt.asIntN(32, ip ^ (ip >> 64n)));
}
