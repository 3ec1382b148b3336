import { expect, test } from "vitest";
import { decodeUtf8, encodeUtf8 } from "../../core/utf8.ts";
import { OsError } from "../os-error.ts";
import { DirectoryNode, FileNode } from "./node.ts";
import { FileStream } from "./open-file.ts";
import { absolutePath, basename, dirname } from "./path.ts";
import { Vfs } from "./vfs.ts";

const tree = (): Vfs => new Vfs(new DirectoryNode(), () => 1000);

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof OsError) return error.code;
    throw error;
  }
  return "none";
}

test("files are written, read, listed in byte order, and removed", () => {
  const fs = tree();
  fs.makeDirectory("/home/me", "/", { parents: true });
  fs.writeFile("b", "two", "/home/me");
  fs.writeFile("/home/me/a", "one");
  fs.writeFile("/home/me/B", "big");
  expect(fs.list("/home/me")).toEqual(["B", "a", "b"]);
  expect(fs.readText("../me/./b", "/home/me")).toBe("two");
  fs.removeFile("/home/me/b");
  expect(fs.exists("/home/me/b")).toBe(false);
});

test("each mistake has the error that Linux gives it", () => {
  const fs = tree();
  fs.makeDirectory("/d");
  fs.writeFile("/f", "x");
  fs.writeFile("/d/x", "x");
  fs.link("/loop2", "/loop1");
  fs.link("/loop1", "/loop2");
  expect(codeOf(() => fs.readFile("/none"))).toBe("ENOENT");
  expect(codeOf(() => fs.readFile(""))).toBe("ENOENT");
  expect(codeOf(() => fs.readFile("/d"))).toBe("EISDIR");
  expect(codeOf(() => fs.readFile("/f/x"))).toBe("ENOTDIR");
  expect(codeOf(() => fs.node("/f/"))).toBe("ENOTDIR");
  expect(codeOf(() => fs.list("/f"))).toBe("ENOTDIR");
  expect(codeOf(() => fs.makeDirectory("/d"))).toBe("EEXIST");
  expect(codeOf(() => fs.makeDirectory("/a/b"))).toBe("ENOENT");
  expect(codeOf(() => fs.removeDirectory("/d"))).toBe("ENOTEMPTY");
  expect(codeOf(() => fs.removeFile("/d"))).toBe("EISDIR");
  expect(codeOf(() => fs.readFile("/loop1"))).toBe("ELOOP");
  expect(codeOf(() => fs.rename("/d", "/d/inside"))).toBe("EINVAL");
  expect(codeOf(() => fs.writeFile("/", "x"))).toBe("EISDIR");
});

test("links are followed, relative to where they stand", () => {
  const fs = tree();
  fs.makeDirectory("/etc/alternatives", "/", { parents: true });
  fs.writeFile("/etc/real", "here");
  fs.link("../real", "/etc/alternatives/name");
  expect(fs.readText("/etc/alternatives/name")).toBe("here");
  expect(fs.realPath("/etc/alternatives/name")).toBe("/etc/real");
  fs.writeFile("/etc/alternatives/name", "there");
  expect(fs.readText("/etc/real")).toBe("there");
  expect(fs.node("/etc/alternatives/name", "/", { noFollow: true }).kind).toBe("link");
});

test("containers of one image share its tree until they write", () => {
  const image = tree();
  image.makeDirectory("/etc");
  image.writeFile("/etc/motd", "image");
  const [left, right] = [0, 1].map(() => new Vfs(DirectoryNode.over(image.root), () => 2000)) as [Vfs, Vfs];
  left.writeFile("/etc/motd", "left");
  left.writeFile("/etc/new", "left");
  expect(left.readText("/etc/motd")).toBe("left");
  expect(right.readText("/etc/motd")).toBe("image");
  expect(right.list("/etc")).toEqual(["motd"]);
  expect(image.readText("/etc/motd")).toBe("image");
});

test("a volume mounted in two trees is one directory, and a read-only one refuses writes", () => {
  const volume = new DirectoryNode();
  const [a, b] = [tree(), tree()];
  a.mount("/data", volume);
  b.mount("/deep/er/data", volume);
  a.writeFile("/data/tasks.txt", "milk");
  expect(b.readText("/deep/er/data/tasks.txt")).toBe("milk");
  volume.readOnly = true;
  expect(codeOf(() => b.writeFile("/deep/er/data/other", "x"))).toBe("EROFS");
  expect(codeOf(() => b.writeFile("/deep/er/data/tasks.txt", "x"))).toBe("EROFS");
  expect(codeOf(() => a.removeFile("/data/tasks.txt"))).toBe("EROFS");
});

test("a renamed file takes the place of another, and a directory only of an empty one", () => {
  const fs = tree();
  fs.writeFile("/a", "a");
  fs.writeFile("/b", "b");
  fs.rename("/a", "/b");
  expect(fs.list("/")).toEqual(["b"]);
  expect(fs.readText("/b")).toBe("a");
  fs.makeDirectory("/d");
  expect(codeOf(() => fs.rename("/d", "/b"))).toBe("ENOTDIR");
  expect(codeOf(() => fs.rename("/b", "/d"))).toBe("EISDIR");
});

test("appending a thousand times keeps every line, and reading follows what is added", () => {
  const file = new FileNode(new Uint8Array(0));
  const reader = new FileStream(file, "read");
  const writer = new FileStream(file, "append");
  for (let i = 0; i < 1000; i++) writer.tryWrite(encodeUtf8(`${i}\n`));
  expect(decodeUtf8(reader.tryRead(8) as Uint8Array)).toBe("0\n1\n2\n3\n");
  expect(decodeUtf8(file.bytes).split("\n")).toHaveLength(1001);
});

test("a computed file is made when it is read, and acts when it is written", () => {
  const fs = tree();
  let forward = "0\n";
  fs.mount(
    "/proc/sys/net/ipv4/ip_forward",
    new FileNode({ read: () => encodeUtf8(forward), write: (bytes) => (forward = decodeUtf8(bytes)) }),
  );
  expect(fs.readText("/proc/sys/net/ipv4/ip_forward")).toBe("0\n");
  fs.writeFile("/proc/sys/net/ipv4/ip_forward", "1\n");
  expect(fs.readText("/proc/sys/net/ipv4/ip_forward")).toBe("1\n");
});

test("paths are taken apart as POSIX does it", () => {
  expect(absolutePath("../x/./y", "/a/b")).toBe("/a/x/y");
  expect(absolutePath("/../..", "/")).toBe("/");
  expect([dirname("/a/b"), dirname("/a"), dirname("a"), dirname("a/b/"), dirname("/")]).toEqual([
    "/a",
    "/",
    ".",
    "a",
    "/",
  ]);
  expect([basename("/a/b/"), basename("/"), basename("b"), basename("")]).toEqual(["b", "/", "b", ""]);
});

test("what was looked at, written or removed in a lazy copy is as if all had been copied at once", () => {
  const image = tree();
  image.makeDirectory("/etc", "/", { parents: true });
  for (const name of ["hosts", "motd", "passwd"]) image.writeFile(`/etc/${name}`, `the image's ${name}`);
  const container = new Vfs(DirectoryNode.over(image.root), () => 2000);
  expect(container.readText("/etc/motd")).toBe("the image's motd");
  container.writeFile("/etc/hosts", "mine");
  container.writeFile("/etc/new", "new");
  container.removeFile("/etc/passwd");
  expect(container.list("/etc")).toEqual(["hosts", "motd", "new"]);
  expect([container.readText("/etc/hosts"), container.readText("/etc/motd")]).toEqual(["mine", "the image's motd"]);
  expect(container.exists("/etc/passwd")).toBe(false);
  expect(image.list("/etc")).toEqual(["hosts", "motd", "passwd"]);
  expect(image.readText("/etc/hosts")).toBe("the image's hosts");
  expect([image.node("/etc/hosts"), container.node("/etc/hosts")].map((node) => node.attributes.mtimeMs)).toEqual([
    1000, 2000,
  ]);
});
