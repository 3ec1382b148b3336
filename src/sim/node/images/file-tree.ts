/**
 * The files of an image as a flat list of paths, and the tree made of them. The tree is made once for each image;
 * a container's own tree lies over it (see DirectoryNode.over).
 */
import { encodeUtf8 } from "../../core/utf8.ts";
import type { ProgramTable } from "../../os/machine.ts";
import {
  type DeviceName,
  DeviceNode,
  DirectoryNode,
  FileNode,
  LinkNode,
  setAttributes,
  type VfsNode,
} from "../../os/vfs/node.ts";

/** A path ending in a slash is an empty directory. */
export type ImageFile =
  | string
  | Uint8Array
  /** The first of these ids that the cluster's program table has. */
  | { readonly program: string | readonly string[] }
  | { readonly link: string };

export type ImageFiles = Readonly<Record<string, ImageFile>>;

/** What a real image has and no program here stands for says so when it is run. */
export const NOT_SIMULATED = "not-simulated";

const DEVICES: readonly DeviceName[] = ["null", "zero", "tty", "stdin", "stdout", "stderr", "urandom"];

export function buildTree(files: ImageFiles, programs: ProgramTable, mtimeMs: number): DirectoryNode {
  const root = new DirectoryNode({ mtimeMs });
  for (const name of ["dev", "etc", "proc", "root", "run", "sys", "tmp", "var"]) directoryAt(root, [name], mtimeMs);
  const dev = directoryAt(root, ["dev"], mtimeMs);
  for (const device of DEVICES) dev.entries.set(device, new DeviceNode(device));
  dev.entries.set("random", new DeviceNode("urandom"));
  setAttributes(directoryAt(root, ["tmp"], mtimeMs), { mode: 0o1777 });
  for (const [path, file] of Object.entries(files)) {
    const parts = path.split("/").filter((part) => part !== "");
    if (path.endsWith("/")) directoryAt(root, parts, mtimeMs);
    else {
      const name = parts.pop() as string;
      directoryAt(root, parts, mtimeMs).entries.set(name, nodeOf(file, programs, mtimeMs));
    }
  }
  return root;
}

function nodeOf(file: ImageFile, programs: ProgramTable, mtimeMs: number): VfsNode {
  if (typeof file === "string") return new FileNode(encodeUtf8(file), { mtimeMs, mode: modeOf(file) });
  if (file instanceof Uint8Array) return new FileNode(file, { mtimeMs });
  if ("link" in file) return new LinkNode(file.link, { mtimeMs });
  const ids = typeof file.program === "string" ? [file.program] : file.program;
  const found = ids.find((id) => programs.has(id)) ?? NOT_SIMULATED;
  return new FileNode({ program: found }, { mtimeMs });
}

function modeOf(text: string): number {
  return text.startsWith("#!") ? 0o755 : 0o644;
}

function directoryAt(root: DirectoryNode, parts: readonly string[], mtimeMs: number): DirectoryNode {
  let directory = root;
  for (const part of parts) {
    let next = directory.entries.get(part);
    if (next?.kind !== "directory") {
      next = new DirectoryNode({ mtimeMs });
      directory.entries.set(part, next);
    }
    directory = next;
  }
  return directory;
}
