/**
 * `/proc/sys`: the kernel's settings as files, made anew whenever somebody looks. A container's are read-only, as it has
 * the network of its Pod but no say in its kernel.
 *
 * Models: fs/proc/proc_sysctl.c
 */
import { decodeUtf8, encodeUtf8 } from "../../core/utf8.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { type Sysctl, sysctlsOf } from "../../net/sysctl-tree.ts";
import { OsError } from "../os-error.ts";
import { DirectoryNode, FileNode, type VfsNode } from "../vfs/node.ts";

export interface SysctlAccess {
  readonly isWritable: boolean;
}

export function sysctlDirectory(namespace: NetNamespace, access: SysctlAccess): DirectoryNode {
  return new SysctlDirectory(namespace, access);
}

class SysctlDirectory extends DirectoryNode {
  readonly #namespace: NetNamespace;
  readonly #access: SysctlAccess;

  constructor(namespace: NetNamespace, access: SysctlAccess) {
    super({ mode: 0o555 });
    this.#namespace = namespace;
    this.#access = access;
    this.readOnly = true;
  }

  override get entries(): Map<string, VfsNode> {
    const root = new Map<string, VfsNode>();
    for (const sysctl of sysctlsOf(this.#namespace)) place(root, sysctl, this.#access);
    return root;
  }
}

function place(root: Map<string, VfsNode>, sysctl: Sysctl, access: SysctlAccess): void {
  // A dot in a device's name is a slash in the setting's.
  const parts = sysctl.name.split(".").map((part) => part.replaceAll("/", "."));
  const name = parts.pop() as string;
  let here = root;
  for (const part of parts) {
    let next = here.get(part);
    if (next?.kind !== "directory") {
      const made = new DirectoryNode({ mode: 0o555 });
      made.readOnly = true;
      here.set(part, made);
      next = made;
    }
    here = next.entries;
  }
  here.set(name, fileOf(sysctl, access));
}

function fileOf(sysctl: Sysctl, { isWritable }: SysctlAccess): FileNode {
  const { write } = sysctl;
  return new FileNode(
    {
      read: () => encodeUtf8(`${sysctl.read()}\n`),
      isReadOnly: !isWritable,
      write: (bytes) => {
        if (!isWritable) throw new OsError("EROFS");
        if (write?.(decodeUtf8(bytes)) !== true) throw new OsError("EINVAL");
      },
    },
    { mode: write === undefined ? 0o444 : 0o644 },
  );
}
