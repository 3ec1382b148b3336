/**
 * Addresses in blocks: each node takes a block of the pool when it needs one, and hands out its addresses in order;
 * one that comes back goes to the end. Which block a node tries first follows from its name.
 *
 * Models: projectcalico/calico libcalico-go/lib/ipam/{ipam,ipam_block,ipam_block_reader_writer}.go
 * SIMPLIFIED: blocks are never given back, and none is borrowed from while the pool has free ones.
 */
import { type Cidr, contains, type Ip, sizeOf } from "../../../core/ip.ts";
import { Prng } from "../../../core/prng.ts";
import { type CniCluster, CniError } from "../cni-plugin.ts";
import type { IPPool } from "./pool.ts";

interface Block {
  readonly cidr: Cidr;
  readonly free: Ip[];
}

/** Who has which block, by its base. */
const OWNERS = new WeakMap<CniCluster, Map<Ip, string>>();

export class BlockIpam {
  readonly #node: string;
  readonly #cluster: CniCluster;
  readonly #pool: () => IPPool;
  readonly #blocks: Block[] = [];
  readonly #byKey = new Map<string, Ip>();

  constructor(node: string, cluster: CniCluster, pool: () => IPPool) {
    this.#node = node;
    this.#cluster = cluster;
    this.#pool = pool;
  }

  get blocks(): readonly Cidr[] {
    return this.#blocks.map(({ cidr }) => cidr);
  }

  allocate(key: string): Ip {
    const block = this.#blocks.find(({ free }) => free.length > 0) ?? this.#claim();
    const address = block.free.shift() as Ip;
    this.#byKey.set(key, address);
    return address;
  }

  /** An address that somebody has decided on already. */
  reserve(key: string, address: Ip): void {
    this.#byKey.set(key, address);
    for (const { free } of this.#blocks) {
      const at = free.indexOf(address);
      if (at >= 0) free.splice(at, 1);
    }
  }

  release(key: string): void {
    const address = this.#byKey.get(key);
    if (address === undefined) return;
    this.#byKey.delete(key);
    this.#blocks.find(({ cidr }) => contains(cidr, address))?.free.push(address);
  }

  #claim(): Block {
    const { cidr: pool, blockSize } = this.#pool();
    const size = 2 ** (32 - blockSize);
    const count = Math.floor(sizeOf(pool) / size);
    const owners = OWNERS.get(this.#cluster) ?? new Map<Ip, string>();
    OWNERS.set(this.#cluster, owners);
    const start = new Prng(`calico/${this.#node}`).below(count);
    for (let tried = 0; tried < count; tried++) {
      const base = (pool.base as number) + ((start + tried) % count) * size;
      if (owners.has(base)) continue;
      owners.set(base, this.#node);
      const free = Array.from({ length: size }, (_, i) => base + i);
      const block = { cidr: { base, bits: blockSize }, free };
      this.#blocks.push(block);
      return block;
    }
    throw new CniError(
      "failed to request IPv4 addresses: Assigned 0 out of 1 requested IPv4 addresses; No available IP pools",
    );
  }
}
