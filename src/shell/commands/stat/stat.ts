/** What is known of a file. Models: coreutils src/stat.c. SIMPLIFIED: no inodes, devices, birth times; one time for all three. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { VfsNode } from "../../../sim/os/vfs/node.ts";
import { formatTime } from "../date/format-time.ts";
import { lookUp } from "../files.ts";
import { type Flavour, wrongUsage } from "../flavour.ts";
import { modeText, sizeOf, userName } from "../ls/long-lines.ts";
import { parseOptions } from "../options.ts";
import { shellQuoted } from "../quoting.ts";

const DEFAULT =
  "  File: %N\n  Size: %s\t\tBlocks: %b          IO Block: 4096   %F\nAccess: (%a4/%A)  Uid: (%u5/%U8)   Gid: (%g5/%G8)\nAccess: %y\nModify: %y\nChange: %y\n";

export function* stat(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "c:Lt",
    long: { "format=": "c", "printf=": "printf", dereference: "L", terse: "t" },
    refused: { short: "f", long: ["file-system", "cached"] },
    hint: flavour.hint(process),
  });
  if (options.operands.length === 0) wrongUsage(process, flavour, "missing operand");
  const format = options.value("c");
  const printed = options.value("printf");
  let exitCode = 0;
  for (const path of options.operands) {
    const node = lookUp(process, path, !options.has("L"));
    if (node === null) {
      yield* process.printError(
        `${process.name}: ${flavour.name === "gnu" ? `cannot statx ${shellQuoted(path)}` : `can't stat '${path}'`}: No such file or directory\n`,
      );
      exitCode = 1;
    } else if (printed !== undefined)
      yield* process.print(filled(printed.replace(/\\n/g, "\n").replace(/\\t/g, "\t"), path, node));
    else yield* process.print(format === undefined ? filled(DEFAULT, path, node) : `${filled(format, path, node)}\n`);
  }
  return exitCode;
}

function kindOf(node: VfsNode): string {
  if (node.kind === "file") return node.size === 0 ? "regular empty file" : "regular file";
  return { directory: "directory", link: "symbolic link", device: "character special file" }[node.kind];
}

function filled(format: string, path: string, node: VfsNode): string {
  const { attributes } = node;
  const seconds = Math.floor(attributes.mtimeMs / 1000);
  const values: Readonly<Record<string, string>> = {
    n: path,
    N: node.kind === "link" ? `${shellQuoted(path)} -> ${shellQuoted(node.target)}` : path,
    s: String(sizeOf(node)),
    b: String(Math.ceil(sizeOf(node) / 4096) * 8),
    B: "512",
    F: kindOf(node),
    a: (attributes.mode & 0o7777).toString(8),
    A: modeText(node),
    u: String(attributes.uid),
    U: userName(attributes.uid),
    g: String(attributes.gid),
    G: userName(attributes.gid),
    y: formatTime("%Y-%m-%d %H:%M:%S.%N %z", attributes.mtimeMs * 1000),
    Y: String(seconds),
    x: formatTime("%Y-%m-%d %H:%M:%S.%N %z", attributes.mtimeMs * 1000),
    X: String(seconds),
    z: formatTime("%Y-%m-%d %H:%M:%S.%N %z", attributes.mtimeMs * 1000),
    Z: String(seconds),
    h: "1",
    "%": "%",
  };
  return format.replace(/%([a-zA-Z%])(\d?)/g, (whole, letter: string, width: string) => {
    const value = values[letter];
    if (value === undefined) return whole;
    if (format !== DEFAULT) return value + width;
    return letter === "a" ? value.padStart(4, "0") : value.padStart(Number(width || 0));
  });
}
