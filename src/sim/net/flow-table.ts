/**
 * Finds a connection by either of its tuples. Two hash tables over the same flows, one for each direction, with
 * chains linked through the flows themselves: a look-up makes nothing.
 */
import type { Ip } from "../core/ip.ts";
import type { Flow, FlowDirection, Tuple } from "./flow.ts";

/** Most namespaces track nothing: they have no buckets until they do. */
const FIRST_SIZE = 256;

export class FlowTable {
  readonly #flows = new Set<Flow>();
  #originals: (Flow | null)[] = [];
  #replies: (Flow | null)[] = [];

  get size(): number {
    return this.#flows.size;
  }

  /** In the order in which they were confirmed. */
  [Symbol.iterator](): Iterator<Flow> {
    return this.#flows.values();
  }

  /** The flow that has this tuple in that direction. */
  find(tuple: Tuple, direction: FlowDirection): Flow | null {
    if (this.#flows.size === 0) return null;
    const buckets = direction === "original" ? this.#originals : this.#replies;
    let flow = buckets[hashOf(tuple) & (buckets.length - 1)] as Flow | null;
    while (flow !== null) {
      if (sameTuple(direction === "original" ? flow.original : flow.reply, tuple)) return flow;
      flow = direction === "original" ? flow.nextOriginal : flow.nextReply;
    }
    return null;
  }

  add(flow: Flow): void {
    this.#flows.add(flow);
    if (this.#flows.size > this.#originals.length) this.#grow();
    else this.#link(flow);
  }

  delete(flow: Flow): void {
    if (!this.#flows.delete(flow)) return;
    const mask = this.#originals.length - 1;
    const original = hashOf(flow.original) & mask;
    const reply = hashOf(flow.reply) & mask;
    if (this.#originals[original] === flow) this.#originals[original] = flow.nextOriginal;
    else
      for (let at = this.#originals[original] ?? null; at !== null; at = at.nextOriginal)
        if (at.nextOriginal === flow) at.nextOriginal = flow.nextOriginal;
    if (this.#replies[reply] === flow) this.#replies[reply] = flow.nextReply;
    else
      for (let at = this.#replies[reply] ?? null; at !== null; at = at.nextReply)
        if (at.nextReply === flow) at.nextReply = flow.nextReply;
  }

  #link(flow: Flow): void {
    const mask = this.#originals.length - 1;
    const original = hashOf(flow.original) & mask;
    const reply = hashOf(flow.reply) & mask;
    flow.nextOriginal = this.#originals[original] as Flow | null;
    this.#originals[original] = flow;
    flow.nextReply = this.#replies[reply] as Flow | null;
    this.#replies[reply] = flow;
  }

  #grow(): void {
    const size = Math.max(FIRST_SIZE, this.#originals.length * 4);
    this.#originals = emptyBuckets(size);
    this.#replies = emptyBuckets(size);
    for (const flow of this.#flows) this.#link(flow);
  }
}

function emptyBuckets(size: number): (Flow | null)[] {
  return new Array<Flow | null>(size).fill(null);
}

export function sameTuple(a: Tuple, b: Tuple): boolean {
  return (
    a.src === b.src &&
    a.dst === b.dst &&
    a.srcPort === b.srcPort &&
    a.dstPort === b.dstPort &&
    a.protocol === b.protocol &&
    a.icmpType === b.icmpType &&
    a.icmpCode === b.icmpCode
  );
}

function hashOf(tuple: Tuple): number {
  let hash = Math.imul(fold(tuple.src), 0x9e3779b1) ^ Math.imul(fold(tuple.dst), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15) ^ tuple.srcPort, 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 13) ^ (tuple.dstPort << 8) ^ tuple.protocol, 0xc2b2ae35);
  return hash ^ (hash >>> 15);
}

function fold(ip: Ip): number {
  return typeof ip === "number" ? ip | 0 : Number(BigInt.asIntN(32, ip ^ (ip >> 64n)));
}
