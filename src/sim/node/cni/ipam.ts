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
import { type DirectoryNode, FileNode } from "../../os/vfs/node.ts";
import type { Vfs } from "../../os/vfs/vfs.ts";
import { CniError } from "./cni-plugin.ts";

/** Where the files are: `/var/lib/cni/networks/NETWORK`. */
export interface IpamStore {
  readonly files: Vfs;
  readonly directory: string;
  readonly nowMs: () => number;
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
  /** Made with the first address; its files are worked out when somebody reads them. */
  #directory: DirectoryNode | null = null;
  #lastTaken = 0;
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
    this.#directory?.entries.delete(formatIp(nthOf(this.#range, n)));
  }

  #take(key: string, n: number): void {
    this.#taken.set(n, key);
    this.#byKey.set(key, n);
    if (this.#store === null) return;
    this.#directory ??= this.#openDirectory(this.#store);
    this.#directory.entries.set(
      formatIp(nthOf(this.#range, n)),
      new FileNode({ read: () => encodeUtf8(`${containerIdOf(key)}\r\neth0`) }, { mtimeMs: this.#store.nowMs() }),
    );
    this.#lastTaken = n;
  }

  #openDirectory({ files, directory, nowMs }: IpamStore): DirectoryNode {
    files.makeDirectory(directory, "/", { parents: true });
    const node = files.directory(directory);
    const last = (): string => formatIp(nthOf(this.#range, this.#lastTaken));
    node.entries.set("last_reserved_ip.0", new FileNode({ read: () => encodeUtf8(last()) }, { mtimeMs: nowMs() }));
    node.entries.set("lock", new FileNode(encodeUtf8(""), { mtimeMs: nowMs() }));
    return node;
  }
}

/** The sandbox's identifier. */
export function containerIdOf(key: string): string {
  return sha256Hex(encodeUtf8(`sandbox/${key}`));
}
