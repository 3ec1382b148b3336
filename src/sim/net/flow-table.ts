/**
 * Finds a connection by either of its tuples. One hash table with two entries for each flow, one for each direction,
 * chained through themselves: a look-up makes nothing, and asks both ways at once.
 *
 * Models: net/netfilter/nf_conntrack_core.c ____nf_conntrack_find, struct nf_conntrack_tuple_hash
 */
import type { Ip } from "../core/ip.ts";
import { type Flow, NAT_CLASH, type Tuple } from "./flow.ts";

/** Most namespaces track nothing: they have no buckets until they do. */
const FIRST_SIZE = 512;

interface Entry {
  readonly flow: Flow;
  readonly tuple: Tuple;
  readonly isReply: boolean;
  readonly hash: number;
  next: Entry | null;
}

export class FlowTable {
  readonly #flows = new Map<Flow, readonly [Entry, Entry]>();
  #buckets: (Entry | null)[] = [];
  /** What the last look-up found: the flow that was opened with the tuple, and the one whose replies have it. */
  original: Flow | null = null;
  reply: Flow | null = null;

  get size(): number {
    return this.#flows.size;
  }

  /** In the order in which they were confirmed. */
  [Symbol.iterator](): Iterator<Flow> {
    return this.#flows.keys();
  }

  /** Leaves what it finds in `original` and `reply`. */
  find(tuple: Tuple): void {
    this.original = null;
    this.reply = null;
    if (this.#flows.size === 0) return;
    const hash = hashOf(tuple);
    let entry = this.#buckets[hash & (this.#buckets.length - 1)] as Entry | null;
    for (; entry !== null; entry = entry.next) {
      if (entry.hash !== hash || !sameTuple(entry.tuple, tuple)) continue;
      if (entry.isReply) this.reply ??= entry.flow;
      else this.original ??= entry.flow;
    }
  }

  add(flow: Flow): void {
    const original = { flow, tuple: flow.original, isReply: false, hash: hashOf(flow.original), next: null };
    const reply = { flow, tuple: flow.reply, isReply: true, hash: hashOf(flow.reply), next: null };
    this.#flows.set(flow, [original, reply]);
    if (this.#flows.size * 2 > this.#buckets.length) this.#grow();
    else this.#linkBoth(original, reply);
  }

  delete(flow: Flow): void {
    const entries = this.#flows.get(flow);
    if (entries === undefined) return;
    this.#flows.delete(flow);
    for (const entry of entries) this.#unlink(entry);
  }

  #linkBoth(original: Entry, reply: Entry): void {
    if ((original.flow.status & NAT_CLASH) === 0) this.#link(original);
    this.#link(reply);
  }

  #link(entry: Entry): void {
    const at = entry.hash & (this.#buckets.length - 1);
    entry.next = this.#buckets[at] as Entry | null;
    this.#buckets[at] = entry;
  }

  #unlink(entry: Entry): void {
    const at = entry.hash & (this.#buckets.length - 1);
    let before = this.#buckets[at] as Entry | null;
    if (before === entry) this.#buckets[at] = entry.next;
    else
      for (; before !== null; before = before.next)
        if (before.next === entry) {
          before.next = entry.next;
          return;
        }
  }

  #grow(): void {
    const size = Math.max(FIRST_SIZE, this.#buckets.length * 4);
    this.#buckets = new Array<Entry | null>(size).fill(null);
    for (const [original, reply] of this.#flows.values()) this.#linkBoth(original, reply);
  }
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
