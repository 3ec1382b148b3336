/**
 * Addresses of one range handed out in order, each anew only after all others have had their turn.
 *
 * Models: containernetworking plugins/ipam/host-local/backend/allocator/allocator.go
 */
import { type Cidr, contains, formatCidr, formatIp, nthOf, parseIp, sizeOf } from "../../core/ip.ts";
import { CniError } from "./cni-plugin.ts";

export class HostLocalIpam {
  readonly #range: Cidr;
  readonly #taken = new Map<number, string>();
  readonly #byKey = new Map<string, number>();
  #last: number;

  /** The first address is the network's, the second the gateway's. `firstPod` is where handing out begins. */
  constructor(range: Cidr, firstPod = 2) {
    this.#range = range;
    this.#last = firstPod - 1;
  }

  get gateway(): string {
    return formatIp(nthOf(this.#range, 1));
  }

  allocate(key: string): string {
    const size = Math.min(sizeOf(this.#range), 2 ** 31);
    for (let tried = 0; tried < size; tried++) {
      const next = this.#last + 1 >= size - 1 ? 2 : this.#last + 1;
      this.#last = next;
      if (this.#taken.has(next)) continue;
      this.#taken.set(next, key);
      this.#byKey.set(key, next);
      return formatIp(nthOf(this.#range, next));
    }
    throw new CniError(
      `failed to allocate for range 0: no IP addresses available in range set: ${formatCidr(this.#range)}`,
    );
  }

  /** Takes one address out of the range, if it is in it. */
  reserve(key: string, address: string): void {
    const wanted = parseIp(address);
    if (typeof wanted !== "number" || !contains(this.#range, wanted)) return;
    const n = wanted - (this.#range.base as number);
    this.#taken.set(n, key);
    this.#byKey.set(key, n);
  }

  release(key: string): void {
    const n = this.#byKey.get(key);
    if (n === undefined) return;
    this.#byKey.delete(key);
    this.#taken.delete(n);
  }
}
