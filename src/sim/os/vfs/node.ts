/**
 * What a file system is made of: files, directories, links, devices. A directory made `over` another is a lazy
 * copy of it, so a thousand containers of one image share what none of them has touched.
 *
 * Models: inode(7), and overlayfs as a container runtime uses it.
 * SIMPLIFIED: no hard links, owners other than a number, access or change times.
 */
import { assert } from "../../core/assert.ts";
import { LIMITS } from "../../core/limits.ts";
import { OsError } from "../os-error.ts";

export type VfsNode = FileNode | DirectoryNode | LinkNode | DeviceNode;

/** Never changed but replaced, so that a thousand copies of an image share those that nobody has touched. */
export interface Attributes {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeMs: number;
}

const NEW: Attributes = Object.freeze({ mode: 0o644, uid: 0, gid: 0, mtimeMs: 0 });
const NEW_PROGRAM: Attributes = Object.freeze({ ...NEW, mode: 0o755 });
const NEW_DIRECTORY: Attributes = NEW_PROGRAM;

export function setAttributes(node: VfsNode, changes: Partial<Attributes>): void {
  node.attributes = { ...node.attributes, ...changes };
}

/** A file whose bytes are made when it is read (`/proc`), and perhaps act when it is written (`/proc/sys`). */
export interface Computed {
  read(): Uint8Array;
  write?(bytes: Uint8Array): void;
  /** It cannot even be opened for writing. */
  readonly isReadOnly?: boolean;
}

export class FileNode {
  readonly kind = "file";
  attributes: Attributes;
  /** The name of the program it is (see `Machine.programs`); null for a file of bytes. */
  readonly program: string | null;
  readonly computed: Computed | null;
  #bytes: Uint8Array;
  #length: number;
  #borrowed: boolean;
  #revision = 0;

  constructor(content: Uint8Array | { readonly program: string } | Computed, attributes?: Partial<Attributes>) {
    const isBytes = content instanceof Uint8Array;
    this.program = !isBytes && "program" in content ? content.program : null;
    this.computed = !isBytes && "read" in content ? content : null;
    const usual = this.program === null ? NEW : NEW_PROGRAM;
    this.attributes = attributes === undefined ? usual : { ...usual, ...attributes };
    this.#bytes = isBytes ? content : EMPTY;
    this.#length = this.#bytes.length;
    this.#borrowed = true;
  }

  get size(): number {
    return this.#length;
  }

  /** Grows with every change of the content, for those who keep what they have read out of it. */
  get revision(): number {
    return this.#revision;
  }

  /** The content; not to be written to. */
  get bytes(): Uint8Array {
    return this.computed?.read() ?? this.#content;
  }

  get #content(): Uint8Array {
    return this.#bytes.length === this.#length ? this.#bytes : this.#bytes.subarray(0, this.#length);
  }

  write(at: number, data: Uint8Array): void {
    if (this.computed !== null) {
      if (this.computed.write === undefined) throw new OsError("EACCES");
      this.computed.write(data);
      return;
    }
    const end = at + data.length;
    if (end > LIMITS.fileBytes) throw new OsError("EFBIG");
    this.#own(end);
    this.#bytes.set(data, at);
    this.#length = Math.max(this.#length, end);
  }

  truncate(length: number): void {
    if (this.computed !== null) return;
    this.#own(length);
    if (length > this.#length) this.#bytes.fill(0, this.#length, length);
    this.#length = length;
  }

  copy(): FileNode {
    const content = this.program !== null ? { program: this.program } : (this.computed ?? this.#content);
    this.#borrowed = true;
    const copy = new FileNode(content);
    copy.attributes = this.attributes;
    return copy;
  }

  /** Before a write: bytes of our own, with room to grow. */
  #own(length: number): void {
    this.#revision++;
    if (!this.#borrowed && length <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(64, length, length > this.#bytes.length ? this.#length * 2 : this.#length));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    this.#borrowed = false;
  }
}

export class DirectoryNode {
  readonly kind = "directory";
  attributes: Attributes;
  /** A mounted ConfigMap, Secret or `/proc`: nothing can be made or removed in it. */
  readOnly = false;
  #lower: DirectoryNode | null = null;
  #entries: Map<string, VfsNode> | null = null;
  /** Of a lazy copy: what somebody has looked at or put here; the rest is as below. */
  #touched: Map<string, VfsNode> | null = null;

  constructor(attributes?: Partial<Attributes>) {
    this.attributes = attributes === undefined ? NEW_DIRECTORY : { ...NEW_DIRECTORY, ...attributes };
  }

  static over(lower: DirectoryNode): DirectoryNode {
    const copy = new DirectoryNode();
    copy.attributes = lower.attributes;
    copy.#lower = lower;
    return copy;
  }

  get entries(): Map<string, VfsNode> {
    if (this.#entries === null) {
      this.#entries = new Map();
      const touched = this.#touched ?? NOTHING;
      if (this.#lower !== null)
        for (const [name, node] of this.#lower.entries) this.#entries.set(name, touched.get(name) ?? copyOf(node));
      for (const [name, node] of touched) this.#entries.set(name, node);
      this.#lower = null;
      this.#touched = null;
    }
    return this.#entries;
  }

  /** One of the entries, without a copy of the others. */
  child(name: string): VfsNode | undefined {
    if (this.#lower === null) return this.entries.get(name);
    const touched = this.#touched?.get(name);
    if (touched !== undefined) return touched;
    const below = this.#lower.child(name);
    if (below === undefined) return undefined;
    const copy = copyOf(below);
    this.put(name, copy);
    return copy;
  }

  put(name: string, node: VfsNode): void {
    if (this.#lower === null) this.entries.set(name, node);
    else {
      this.#touched ??= new Map();
      this.#touched.set(name, node);
    }
  }

  /** Replaces what it holds, all at once (a refreshed ConfigMap volume). */
  replace(entries: Map<string, VfsNode>): void {
    this.#lower = null;
    this.#touched = null;
    this.#entries = entries;
  }
}

export class LinkNode {
  readonly kind = "link";
  attributes: Attributes;
  readonly target: string;

  constructor(target: string, attributes: Partial<Attributes> = {}) {
    assert(target !== "", "a symbolic link to nothing");
    this.target = target;
    this.attributes = { ...NEW, mode: 0o777, ...attributes };
  }
}

export type DeviceName = "null" | "zero" | "tty" | "stdin" | "stdout" | "stderr" | "urandom";

export class DeviceNode {
  readonly kind = "device";
  attributes: Attributes;
  readonly device: DeviceName;

  constructor(device: DeviceName) {
    this.device = device;
    this.attributes = { ...NEW, mode: 0o666 };
  }
}

const EMPTY = new Uint8Array(0);
const NOTHING: ReadonlyMap<string, VfsNode> = new Map();

function copyOf(node: VfsNode): VfsNode {
  if (node.kind === "directory") return node.readOnly ? node : DirectoryNode.over(node);
  return node.kind === "file" ? node.copy() : node;
}
