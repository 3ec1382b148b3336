/**
 * One machine's tree of files, by path. Every call takes a path that may be relative to `cwd`, and throws OsError.
 * A volume that several containers see is one DirectoryNode put into several trees (`mount`).
 *
 * Models: the path calls of open(2), stat(2), mkdir(2), unlink(2), rename(2), symlink(2).
 * SIMPLIFIED: permission bits are kept and shown; only a missing execute bit and read-only mounts are enforced.
 * SIMPLIFIED: a new file belongs to the owner of its folder, whoever makes it.
 */
import { LIMITS } from "../../core/limits.ts";
import { decodeUtf8, encodeUtf8 } from "../../core/utf8.ts";
import { OsError, type OsErrorCode } from "../os-error.ts";
import { DirectoryNode, FileNode, LinkNode, setAttributes, type VfsNode } from "./node.ts";
import { absolutePath, basename } from "./path.ts";

interface Place {
  readonly parent: DirectoryNode;
  readonly name: string;
  readonly node: VfsNode | undefined;
  /** The real path, links followed. */
  readonly path: string;
}

export class Vfs {
  readonly root: DirectoryNode;
  /** The moment that new and changed files get. */
  readonly #nowMs: () => number;

  constructor(root: DirectoryNode, nowMs: () => number) {
    this.root = root;
    this.#nowMs = nowMs;
  }

  /** The node at a path, links followed (the last one too unless `noFollow`). */
  node(path: string, cwd = "/", options?: { readonly noFollow?: boolean }): VfsNode {
    const plain = this.#plainNode(path);
    if (plain !== undefined && plain !== "not plain") return plain;
    const { node } = this.#find(path, cwd, options?.noFollow !== true);
    if (node === undefined) throw new OsError("ENOENT", path);
    if (path.endsWith("/") && node.kind !== "directory") throw new OsError("ENOTDIR", path);
    return node;
  }

  exists(path: string, cwd = "/"): boolean {
    return this.tryNode(path, cwd) !== undefined;
  }

  tryNode(path: string, cwd = "/"): VfsNode | undefined {
    const plain = this.#plainNode(path);
    if (plain !== "not plain") return plain;
    // Not by way of node(): making an error for every file that is not there would be the dearest part of looking.
    const place = this.#walk(path, cwd, true);
    if (typeof place === "string") return undefined;
    return path.endsWith("/") && place.node?.kind !== "directory" ? undefined : place.node;
  }

  /** The path without links, `.` and `..`. */
  realPath(path: string, cwd = "/"): string {
    const place = this.#find(path, cwd, true);
    if (place.node === undefined) throw new OsError("ENOENT", path);
    return place.path;
  }

  directory(path: string, cwd = "/"): DirectoryNode {
    const node = this.node(path, cwd);
    if (node.kind !== "directory") throw new OsError("ENOTDIR", path);
    return node;
  }

  /** Names in a directory, in byte order. */
  list(path: string, cwd = "/"): string[] {
    return [...this.directory(path, cwd).entries.keys()].sort();
  }

  readFile(path: string, cwd = "/"): Uint8Array {
    const node = this.node(path, cwd);
    if (node.kind === "directory") throw new OsError("EISDIR", path);
    return node.kind === "file" ? node.bytes : new Uint8Array(0);
  }

  readText(path: string, cwd = "/"): string {
    return decodeUtf8(this.readFile(path, cwd));
  }

  writeFile(path: string, content: string | Uint8Array, cwd = "/"): FileNode {
    const file = this.openForWriting(path, cwd);
    file.truncate(0);
    file.write(0, typeof content === "string" ? encodeUtf8(content) : content);
    setAttributes(file, { mtimeMs: this.#nowMs() });
    return file;
  }

  /** The file at a path, made when it is not there. */
  openForWriting(path: string, cwd = "/", mode = 0o644): FileNode {
    const place = this.#find(path, cwd, true);
    if (place.node === undefined) {
      if (path.endsWith("/")) throw new OsError("EISDIR", path);
      return this.#put(place, new FileNode(new Uint8Array(0), { mode, ...this.#attributes(place.parent) }), path);
    }
    if (place.node.kind === "directory") throw new OsError("EISDIR", path);
    const isFixed = place.parent.readOnly && (place.node.kind !== "file" || place.node.computed === null);
    if (place.node.kind !== "file" || isFixed || place.node.computed?.isReadOnly === true)
      throw new OsError("EROFS", path);
    if (place.node.computed === null) setAttributes(place.node, { mtimeMs: this.#nowMs() });
    return place.node;
  }

  makeDirectory(
    path: string,
    cwd = "/",
    options?: { readonly parents?: boolean; readonly mode?: number },
  ): DirectoryNode {
    if (options?.parents === true) return this.#makeParents(absolutePath(path, cwd));
    const place = this.#find(path.replace(/(.)\/+$/, "$1"), cwd, true);
    if (place.node !== undefined) throw new OsError("EEXIST", path);
    return this.#put(
      place,
      new DirectoryNode({ mode: options?.mode ?? 0o755, ...this.#attributes(place.parent) }),
      path,
    );
  }

  /** Puts a node at a path, whatever was there, making the directories above it. */
  mount(path: string, node: VfsNode): void {
    const at = absolutePath(path, "/");
    const name = basename(at);
    this.#makeParents(at.slice(0, at.length - name.length - 1) || "/").put(name, node);
  }

  link(target: string, path: string, cwd = "/"): void {
    const place = this.#find(path, cwd, false);
    if (place.node !== undefined) throw new OsError("EEXIST", path);
    this.#put(place, new LinkNode(target, this.#attributes(place.parent)), path);
  }

  removeFile(path: string, cwd = "/"): void {
    const place = this.#find(path, cwd, false);
    if (place.node === undefined) throw new OsError("ENOENT", path);
    if (place.node.kind === "directory") throw new OsError("EISDIR", path);
    this.#remove(place, path);
  }

  removeDirectory(path: string, cwd = "/"): void {
    const place = this.#find(path.replace(/(.)\/+$/, "$1"), cwd, false);
    if (place.node === undefined) throw new OsError("ENOENT", path);
    if (place.node.kind !== "directory") throw new OsError("ENOTDIR", path);
    if (place.node.entries.size > 0) throw new OsError("ENOTEMPTY", path);
    this.#remove(place, path);
  }

  rename(from: string, to: string, cwd = "/"): void {
    const source = this.#find(from, cwd, false);
    const target = this.#find(to.replace(/(.)\/+$/, "$1"), cwd, false);
    if (source.node === undefined) throw new OsError("ENOENT", from);
    if (source.node === target.node) return;
    if (source.node.kind === "directory" && `${target.path}/`.startsWith(`${source.path}/`))
      throw new OsError("EINVAL", to);
    if (target.node?.kind === "directory") {
      if (source.node.kind !== "directory") throw new OsError("EISDIR", to);
      if (target.node.entries.size > 0) throw new OsError("ENOTEMPTY", to);
    } else if (target.node !== undefined && source.node.kind === "directory") throw new OsError("ENOTDIR", to);
    this.#put(target, source.node, to);
    this.#remove(source, from);
  }

  /** New things belong to whom their folder belongs to. */
  #attributes(parent: DirectoryNode): { uid: number; gid: number; mtimeMs: number } {
    return { uid: parent.attributes.uid, gid: parent.attributes.gid, mtimeMs: this.#nowMs() };
  }

  #makeParents(path: string): DirectoryNode {
    let at = "/";
    let directory = this.root;
    for (const part of path.split("/").filter((name) => name !== "")) {
      at = at === "/" ? `/${part}` : `${at}/${part}`;
      const place = this.#find(at, "/", true);
      if (place.node === undefined)
        directory = this.#put(place, new DirectoryNode(this.#attributes(place.parent)), path);
      else if (place.node.kind === "directory") directory = place.node;
      else throw new OsError(at === path ? "EEXIST" : "ENOTDIR", path);
    }
    return directory;
  }

  #put<T extends VfsNode>(place: Place, node: T, path: string): T {
    if (place.parent.readOnly) throw new OsError("EROFS", path);
    place.parent.put(place.name, node);
    setAttributes(place.parent, { mtimeMs: this.#nowMs() });
    return node;
  }

  #remove(place: Place, path: string): void {
    if (place.parent.readOnly) throw new OsError("EROFS", path);
    if (place.name === "") throw new OsError("EBUSY", path);
    place.parent.entries.delete(place.name);
    setAttributes(place.parent, { mtimeMs: this.#nowMs() });
  }

  /** The way of most look-ups, by name from the root: what it meets besides directories is left to the whole walk. */
  #plainNode(path: string): VfsNode | undefined | "not plain" {
    if (!path.startsWith("/")) return "not plain";
    let directory = this.root;
    for (let from = 1; ; ) {
      const slash = path.indexOf("/", from);
      const name = slash < 0 ? path.slice(from) : path.slice(from, slash);
      if (name === "" || name === "." || name === "..") return "not plain";
      const node = directory.child(name);
      if (node === undefined) return undefined;
      if (node.kind === "link") return "not plain";
      if (slash < 0) return node;
      if (node.kind !== "directory") return "not plain";
      directory = node;
      from = slash + 1;
    }
  }

  #find(path: string, cwd: string, followLast: boolean): Place {
    const place = this.#walk(path, cwd, followLast);
    if (typeof place === "string") throw new OsError(place, path);
    return place;
  }

  /** Walks a path. The last part may be missing; everything before it must be a directory. */
  #walk(path: string, cwd: string, followLast: boolean): Place | OsErrorCode {
    if (path === "") return "ENOENT";
    const todo = `${path.startsWith("/") ? "" : cwd}/${path}`
      .split("/")
      .filter((part) => part !== "" && part !== ".")
      .reverse();
    const trail: Place[] = [{ parent: this.root, name: "", node: this.root, path: "/" }];
    for (let links = 0; todo.length > 0; ) {
      const name = todo.pop() as string;
      const here = trail.at(-1) as Place;
      if (here.node?.kind !== "directory") return here.node === undefined ? "ENOENT" : "ENOTDIR";
      if (name === "..") {
        if (trail.length > 1) trail.pop();
        continue;
      }
      const node = here.node.child(name);
      if (node?.kind === "link" && (todo.length > 0 || followLast)) {
        if (++links > LIMITS.symlinks) return "ELOOP";
        if (node.target.startsWith("/")) trail.length = 1;
        todo.push(
          ...node.target
            .split("/")
            .filter((part) => part !== "" && part !== ".")
            .reverse(),
        );
        continue;
      }
      trail.push({ parent: here.node, name, node, path: here.path === "/" ? `/${name}` : `${here.path}/${name}` });
    }
    return trail.at(-1) as Place;
  }
}
