/**
 * `/proc`: what the kernel has mounted there, and a folder for each process that can be seen from here. Nothing is made
 * before somebody looks.
 *
 * Models: proc(5), proc_pid(5), fs/proc/base.c, fs/proc/array.c
 * SIMPLIFIED: of a process its command, environment, state, namespace, root and network; of its namespaces only that one.
 */
import { encodeUtf8 } from "../../core/utf8.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { Process } from "../process.ts";
import type { SeenProcess } from "../process-view.ts";
import { DirectoryNode, FileNode, LinkNode, type VfsNode } from "../vfs/node.ts";
import { NetDirectory } from "./net-files.ts";

export type ProcessesSeen = () => readonly SeenProcess[];

export class ProcDirectory extends DirectoryNode {
  readonly #entries: ProcEntries;

  constructor(network: NetNamespace, fixed: Readonly<Record<string, VfsNode>>, seen: ProcessesSeen) {
    super({ mode: 0o555 });
    this.readOnly = true;
    this.#entries = new ProcEntries(network, seen);
    for (const [name, node] of Object.entries(fixed)) this.#entries.set(name, node);
  }

  override get entries(): Map<string, VfsNode> {
    return this.#entries;
  }
}

/** The fixed ones are kept; those that are numbers are made when they are asked for. */
class ProcEntries extends Map<string, VfsNode> {
  readonly #network: NetNamespace;
  readonly #seen: ProcessesSeen;

  constructor(network: NetNamespace, seen: ProcessesSeen) {
    super();
    this.#network = network;
    this.#seen = seen;
  }

  override get(name: string): VfsNode | undefined {
    return super.get(name) ?? this.#made(name);
  }

  override has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  override get size(): number {
    return [...this.keys()].length;
  }

  override *keys(): MapIterator<string> {
    yield* this.#seen().map(({ pid }) => String(pid));
    if (this.has("self")) yield "self";
    yield* super.keys();
  }

  override *values(): MapIterator<VfsNode> {
    for (const [, node] of this.entries()) yield node;
  }

  override *entries(): MapIterator<[string, VfsNode]> {
    for (const name of this.keys()) {
      const node = this.get(name);
      if (node !== undefined) yield [name, node];
    }
  }

  override [Symbol.iterator](): MapIterator<[string, VfsNode]> {
    return this.entries();
  }

  #made(name: string): VfsNode | undefined {
    if (name === "self") {
      // Whoever runs just now is the one who asks.
      const { opener } = this.#network.sockets;
      return opener instanceof Process ? new LinkNode(String(opener.pid)) : undefined;
    }
    if (!/^[1-9]\d*$/.test(name)) return undefined;
    const one = this.#seen().find(({ pid }) => String(pid) === name);
    return one === undefined ? undefined : pidDirectory(one);
  }
}

function pidDirectory(one: SeenProcess): DirectoryNode {
  const { argv, process, machine, network, name } = one;
  const environment = [...(process?.env ?? [])].map(([key, value]) => `${key}=${value}\0`).join("");
  const directory = new DirectoryNode({ mode: 0o555 });
  const namespaces = new DirectoryNode({ mode: 0o511 });
  namespaces.replace(new Map([["net", new LinkNode(`net:[${network.inode}]`)]]));
  directory.replace(
    new Map<string, VfsNode>([
      ["cmdline", file(argv.map((word) => `${word}\0`).join(""))],
      ["comm", file(`${name.slice(0, 15)}\n`)],
      ...(process === null ? [] : [["cwd", new LinkNode(process.cwd, { mode: 0o777 })] as const]),
      ["environ", file(environment, 0o400)],
      ["net", new NetDirectory(network)],
      ["ns", namespaces],
      ...(machine === null ? [] : [["root", machine.fs.root] as const]),
      ["status", file(statusText(one))],
    ]),
  );
  directory.readOnly = true;
  return directory;
}

function file(text: string, mode = 0o444): FileNode {
  return new FileNode({ read: () => encodeUtf8(text), isReadOnly: true }, { mode });
}

function statusText({ name, pid, ppid, isStopped, process }: SeenProcess): string {
  const inner = process === null || process.pid === pid ? "" : `\t${process.pid}`;
  const state = isStopped ? "T (stopped)" : "S (sleeping)";
  const lines = [
    `Name:\t${name.slice(0, 15)}`,
    "Umask:\t0022",
    `State:\t${state}`,
    `Tgid:\t${pid}`,
    "Ngid:\t0",
    `Pid:\t${pid}`,
    `PPid:\t${ppid}`,
    "TracerPid:\t0",
    "Uid:\t0\t0\t0\t0",
    "Gid:\t0\t0\t0\t0",
    `NSpid:\t${pid}${inner}`,
    "Threads:\t1",
  ];
  return `${lines.join("\n")}\n`;
}
