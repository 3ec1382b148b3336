/**
 * Connection tracking of a CNI's own: a map of eBPF that its programs keep, one entry for each connection of an endpoint
 * in the direction in which it was opened. The kernel's table knows nothing of it.
 *
 * Models: cilium bpf/lib/conntrack.h ct_lookup4, ct_create4; bpf/lib/conntrack_map.h
 * SIMPLIFIED: entries end by their time or, when the map is full, in order of age; there is no garbage collector to see.
 */
import type { Ip } from "../../core/ip.ts";
import type { Tuple } from "../../net/flow.ts";
import { FIN, ICMP, type Packet, RST, SCTP, SYN, TCP, UDP } from "../../net/packet.ts";

/** bpf-ct-timeout-regular-tcp-syn, -tcp, -tcp-fin, -any. */
const SYN_US = 60_000_000;
const TCP_US = 8_000_000_000;
const CLOSED_US = 10_000_000;
const ANY_US = 60_000_000;
const MAX_ENTRIES = 65_536;

export interface Connection<Extra> {
  expiresAtUs: number;
  seenReply: boolean;
  closed: boolean;
  packets: number;
  readonly tuple: Readonly<Tuple>;
  readonly extra: Extra;
}

export class ConnectionMap<Extra> {
  /** By source, then by destination and protocol. */
  readonly #entries = new Map<number, Map<number, Connection<Extra>>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  *values(): Generator<Connection<Extra>> {
    for (const of of this.#entries.values()) yield* of.values();
  }

  /** The connection that this tuple opened. */
  find(tuple: Tuple, nowUs: number): Connection<Extra> | null {
    return this.#live(endOf(tuple.src, tuple.srcPort), farKey(tuple.dst, tuple.dstPort, tuple.protocol), nowUs);
  }

  /** The connection that this tuple answers. */
  findAnswered(tuple: Tuple, nowUs: number): Connection<Extra> | null {
    return this.#live(endOf(tuple.dst, tuple.dstPort), farKey(tuple.src, tuple.srcPort, tuple.protocol), nowUs);
  }

  create(tuple: Tuple, extra: Extra, nowUs: number): Connection<Extra> {
    if (this.#size >= MAX_ENTRIES) this.#forgetOldest();
    const near = endOf(tuple.src, tuple.srcPort);
    let of = this.#entries.get(near);
    if (of === undefined) {
      of = new Map();
      this.#entries.set(near, of);
    }
    const far = farKey(tuple.dst, tuple.dstPort, tuple.protocol);
    if (!of.has(far)) this.#size++;
    const made: Connection<Extra> = {
      expiresAtUs: nowUs + (tuple.protocol === TCP ? SYN_US : ANY_US),
      seenReply: false,
      closed: false,
      packets: 0,
      tuple: { ...tuple },
      extra,
    };
    of.set(far, made);
    return made;
  }

  #live(near: number, far: number, nowUs: number): Connection<Extra> | null {
    const of = this.#entries.get(near);
    const found = of?.get(far);
    if (of === undefined || found === undefined) return null;
    if (found.expiresAtUs > nowUs) return found;
    of.delete(far);
    if (of.size === 0) this.#entries.delete(near);
    this.#size--;
    return null;
  }

  #forgetOldest(): void {
    for (const [near, of] of this.#entries) {
      this.#size -= of.size;
      this.#entries.delete(near);
      return;
    }
  }
}

/** A packet of the connection has passed. */
export function touch(connection: Connection<unknown>, packet: Packet, at: { nowUs: number; isReply: boolean }): void {
  connection.packets++;
  if (at.isReply) connection.seenReply = true;
  const { transport } = packet;
  if (transport.kind !== "tcp") {
    connection.expiresAtUs = at.nowUs + ANY_US;
    return;
  }
  if ((transport.flags & (FIN | RST)) !== 0) connection.closed = true;
  const us = connection.closed ? CLOSED_US : connection.seenReply ? TCP_US : SYN_US;
  connection.expiresAtUs = at.nowUs + us;
}

/** A SYN on a connection that is over begins another one. */
export function reopens(connection: Connection<unknown>, packet: Packet): boolean {
  const { transport } = packet;
  return connection.closed && transport.kind === "tcp" && (transport.flags & SYN) !== 0;
}

function endOf(ip: Ip, port: number): number {
  return Number(ip) * 65_536 + port;
}

function farKey(ip: Ip, port: number, protocol: number): number {
  return endOf(ip, port) * 8 + PROTOCOLS.indexOf(protocol) + 1;
}

const PROTOCOLS: readonly number[] = [TCP, UDP, ICMP, SCTP];
