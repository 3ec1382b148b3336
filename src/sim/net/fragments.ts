/**
 * Packets that are too long for a link are cut into pieces, and put together again where they end, or where somebody
 * has to see them whole: connection tracking does before it looks.
 *
 * Models: RFC 791 §3.2, net/ipv4/ip_output.c ip_do_fragment, net/ipv4/ip_fragment.c, nf_defrag_ipv4.c
 * SIMPLIFIED: pieces do not overlap, are not cut again, and no "reassembly time exceeded" is sent.
 */
import type { Timer } from "../core/clock.ts";
import type { NetNamespace } from "./namespace.ts";
import { createPacket, type Fragment, lengthOf, type Packet } from "./packet.ts";

const HEADER = 20;
/** net.ipv4.ipfrag_time */
const TIMEOUT_US = 30_000_000;
/** ipfrag_high_thresh, in packets that wait. */
const MAX_WAITING = 1024;

interface Reassembly {
  readonly offsets: Set<number>;
  received: number;
  readonly timer: Timer;
}

export function fragmentOf({ transport }: Packet): Fragment | undefined {
  return transport.kind === "opaque" ? transport.fragment : undefined;
}

/** The pieces, each of which fits into `mtu`. */
export function fragmentsOf(whole: Packet, mtu: number, ident: number): Packet[] {
  const payload = lengthOf(whole) - HEADER;
  const each = Math.floor((mtu - HEADER) / 8) * 8;
  const pieces: Packet[] = [];
  for (let offset = 0; offset < payload; offset += each) {
    const size = Math.min(each, payload - offset);
    const fragment = { ident, offset, isLast: offset + size >= payload, whole };
    const { id, src, dst, ttl, protocol } = whole;
    const transport = { kind: "opaque", srcPort: 0, dstPort: 0, size, fragment } as const;
    const piece = createPacket({ id, src, dst, ttl, protocol, transport });
    piece.mark = whole.mark;
    pieces.push(piece);
  }
  return pieces;
}

export class FragmentQueue {
  readonly #namespace: NetNamespace;
  readonly #waiting = new Map<Packet, Reassembly>();

  constructor(namespace: NetNamespace) {
    this.#namespace = namespace;
  }

  /** The whole packet when this was the last piece that it lacked, else null. */
  add(piece: Packet): Packet | null {
    const fragment = fragmentOf(piece);
    if (fragment === undefined) return piece;
    const { whole, offset } = fragment;
    const known = this.#waiting.get(whole) ?? this.#begin(whole);
    if (known.offsets.has(offset)) return null;
    known.offsets.add(offset);
    known.received += lengthOf(piece) - HEADER;
    if (known.received < lengthOf(whole) - HEADER) return null;
    this.#namespace.clock.cancel(known.timer);
    this.#waiting.delete(whole);
    return wholeFrom(whole, piece);
  }

  #begin(whole: Packet): Reassembly {
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size >= MAX_WAITING && oldest !== undefined) this.#giveUp(oldest);
    const made: Reassembly = {
      offsets: new Set(),
      received: 0,
      timer: this.#namespace.clock.after(TIMEOUT_US, () => this.#giveUp(whole), { background: true }),
    };
    this.#waiting.set(whole, made);
    return made;
  }

  #giveUp(whole: Packet): void {
    const waiting = this.#waiting.get(whole);
    if (waiting === undefined) return;
    this.#namespace.clock.cancel(waiting.timer);
    this.#waiting.delete(whole);
    const total = lengthOf(whole) - HEADER;
    this.#namespace.drop(whole, "fragment-timeout", { lookup: `${waiting.received} of ${total} bytes had come` });
  }
}

/** What the kernel knows of the packet starts afresh where it is whole again. */
function wholeFrom({ transport }: Packet, { id, src, dst, ttl, protocol, mark }: Packet): Packet {
  const whole = createPacket({ id, src, dst, ttl, protocol, transport: { ...transport } });
  whole.mark = mark;
  return whole;
}
