/** Keeps a page told what is in the home folder, while somebody looks at it there. Looking changes nothing. */
import { HOME } from "../../../shell/host-environment.ts";
import type { Cluster } from "../../../sim/cluster.ts";
import type { FileNode, VfsNode } from "../../../sim/os/vfs/node.ts";
import type { HomeEntry } from "./file-protocol.ts";

/** A checkout of something large is told in part. */
const MOST_ENTRIES = 1000;
/** Shells and tools keep their own things there. */
const HIDDEN = /^\./;

interface Seen {
  readonly version: number;
  readonly stamp: string;
  readonly sum: number;
  /** The clock had gone on since it was written: whoever writes it again leaves a later moment. */
  readonly isSettled: boolean;
}

export class FileWatch {
  readonly #cluster: Cluster;
  readonly #seen = new WeakMap<FileNode, Seen>();
  #versions = 0;
  #said: string | null = null;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Everything there, folders before what is in them; null while nothing has changed. */
  next(): readonly HomeEntry[] | null {
    const home = this.#cluster.host.fs.tryNode(HOME);
    const entries: HomeEntry[] = [];
    if (home !== undefined) this.#add(home, "", entries);
    const said = entries.map(({ path, isFolder, version }) => `${path}${isFolder ? "/" : ""} ${version}`).join("\n");
    if (said === this.#said) return null;
    this.#said = said;
    return entries;
  }

  #add(node: VfsNode, path: string, entries: HomeEntry[]): void {
    if (entries.length >= MOST_ENTRIES) return;
    if (path !== "") {
      const version = node.kind === "file" ? this.#versionOf(node) : 0;
      entries.push({ path, isFolder: node.kind === "directory", version });
    }
    if (node.kind !== "directory") return;
    for (const name of [...node.entries.keys()].filter((one) => !HIDDEN.test(one)).sort())
      this.#add(node.entries.get(name) as VfsNode, path === "" ? name : `${path}/${name}`, entries);
  }

  /** Two writes within one millisecond may leave the length as it was, so the bytes are looked at too. */
  #versionOf(node: FileNode): number {
    const { mtimeMs } = node.attributes;
    const stamp = `${mtimeMs} ${node.size}`;
    const seen = this.#seen.get(node);
    if (seen?.stamp === stamp && seen.isSettled) return seen.version;
    const sum = sumOf(node.bytes);
    const isSame = seen?.stamp === stamp && seen.sum === sum;
    const version = isSame ? seen.version : ++this.#versions;
    this.#seen.set(node, { version, stamp, sum, isSettled: this.#cluster.clock.nowMs > mtimeMs });
    return version;
  }
}

function sumOf(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = (sum * 31 + byte) | 0;
  return sum;
}
