/**
 * Addresses of one range handed out in order, each anew only after all others have had their turn. What is taken is a
 * file on the node for each address, as anybody can see there.
 *
 * Models: containernetworking plugins/ipam/host-local/backend/allocator/allocator.go, backend/disk/backend.go
 * SIMPLIFIED: the files are written and not read again; removing one gives no address back.
 */
import { type Cidr, contains, formatIp, nthOf, parseIp, sizeOf } from "../../core/ip.ts";
import { sha256Hex } from "../../core/sha256.ts";
import { encodeUtf8 } from "../../core/utf8.ts";
import type { Vfs } from "../../os/vfs/vfs.ts";
import { CniError } from "./cni-plugin.ts";

/** Where the files are: `/var/lib/cni/networks/NETWORK`. */
export interface IpamStore {
  readonly files: Vfs;
  readonly directory: string;
}

export interface IpamOptions {
  /** The number of the first address that is handed out; the 0th is the network's, the first the gateway's. */
  readonly firstPod?: number;
  readonly store?: IpamStore | null;
}

export class HostLocalIpam {
  readonly #range: Cidr;
  readonly #store: IpamStore | null;
  readonly #taken = new Map<number, string>();
  readonly #byKey = new Map<string, number>();
  #last: number;

  constructor(range: Cidr, { firstPod = 2, store = null }: IpamOptions = {}) {
    this.#range = range;
    this.#store = store;
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
      this.#take(key, next);
      return formatIp(nthOf(this.#range, next));
    }
    throw new CniError(
      `failed to allocate for range 0: no IP addresses available in range set: ${formatIp(nthOf(this.#range, 1))}-${formatIp(nthOf(this.#range, size - 2))}`,
    );
  }

  /** Takes one address out of the range, if it is in it. */
  reserve(key: string, address: string): void {
    const wanted = parseIp(address);
    if (typeof wanted !== "number" || !contains(this.#range, wanted)) return;
    this.#take(key, wanted - (this.#range.base as number));
  }

  release(key: string): void {
    const n = this.#byKey.get(key);
    if (n === undefined) return;
    this.#byKey.delete(key);
    this.#taken.delete(n);
    const path = this.#pathOf(n);
    if (path !== null && this.#store?.files.exists(path)) this.#store.files.removeFile(path);
  }

  #take(key: string, n: number): void {
    this.#taken.set(n, key);
    this.#byKey.set(key, n);
    const path = this.#pathOf(n);
    if (path === null || this.#store === null) return;
    const { files, directory } = this.#store;
    files.makeDirectory(directory, "/", { parents: true });
    files.writeFile(path, `${containerIdOf(key)}\r\neth0`);
    files.writeFile(`${directory}/last_reserved_ip.0`, formatIp(nthOf(this.#range, n)));
    if (!files.exists(`${directory}/lock`)) files.writeFile(`${directory}/lock`, "");
  }

  #pathOf(n: number): string | null {
    return this.#store === null ? null : `${this.#store.directory}/${formatIp(nthOf(this.#range, n))}`;
  }
}

/** The sandbox's identifier. */
export function containerIdOf(key: string): string {
  return sha256Hex(encodeUtf8(`sandbox/${key}`));
}
