/** Room that files take, and room that there is. Models: coreutils src/du.c, src/df.c, busybox coreutils/du.c, df.c. SIMPLIFIED: a file takes whole blocks of 4 KiB; disks are of a fixed size. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { VfsNode } from "../../../sim/os/vfs/node.ts";
import { lookUp } from "../files.ts";
import type { Flavour } from "../flavour.ts";
import { parseOptions } from "../options.ts";
import { shellQuotedIfNeeded } from "../quoting.ts";
import { humanSize } from "../size.ts";

const BLOCK = 4096;
const DISK_KI = 61_255_492;
const DEEPEST = 64;

function sizeOf(node: VfsNode): number {
  if (node.kind === "directory") return BLOCK;
  return node.kind === "file" ? Math.ceil(node.size / BLOCK) * BLOCK : 0;
}

export function* du(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "ahskmcxd:bL",
    long: { all: "a", "human-readable": "h", summarize: "s", total: "c", "max-depth=": "d", bytes: "b" },
    hint: flavour.hint(process),
  });
  const shown = (bytes: number): string =>
    options.has("b")
      ? String(bytes)
      : options.has("h")
        ? bytes === 0
          ? "0"
          : humanSize(bytes)
        : options.has("m")
          ? String(Math.ceil(bytes / 1_048_576))
          : String(Math.ceil(bytes / 1024));
  const deepest = options.has("s") ? 0 : Number(options.value("d") ?? DEEPEST);
  let total = 0;
  let exitCode = 0;
  for (const name of options.operands.length === 0 ? ["."] : options.operands) {
    const node = lookUp(process, name, true);
    if (node === null) {
      const words =
        flavour.name === "gnu"
          ? `cannot access ${shellQuotedIfNeeded(name) === name ? `'${name}'` : shellQuotedIfNeeded(name)}`
          : name;
      yield* process.printError(`${process.name}: ${words}: No such file or directory\n`);
      exitCode = 1;
      continue;
    }
    const rows: string[] = [];
    const measure = (at: VfsNode, path: string, depth: number): number => {
      let bytes = options.has("b") && at.kind === "file" ? at.size : sizeOf(at);
      if (at.kind === "directory" && depth < DEEPEST)
        for (const [inner, child] of at.entries)
          bytes += measure(child, `${path === "/" ? "" : path}/${inner}`, depth + 1);
      if ((at.kind === "directory" || options.has("a") || depth === 0) && depth <= deepest)
        rows.push(`${shown(bytes)}\t${path}\n`);
      return bytes;
    };
    total += measure(node, name.replace(/(.)\/+$/, "$1"), 0);
    yield* process.print(rows.join(""));
  }
  if (options.has("c")) yield* process.print(`${shown(total)}\ttotal\n`);
  return exitCode;
}

interface Mount {
  readonly device: string;
  readonly type: string;
  readonly sizeKi: number;
  readonly usedKi: number;
  readonly path: string;
}

export function* df(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "hkmTPaHi",
    long: { "human-readable": "h", "print-type": "T", portability: "P" },
    refused: { short: "iH" },
    hint: flavour.hint(process),
  });
  const mounts: Mount[] = [
    {
      device: process.machine.name.includes("/") ? "overlay" : "/dev/vda1",
      type: process.machine.name.includes("/") ? "overlay" : "ext4",
      sizeKi: DISK_KI,
      usedKi: 9_871_220,
      path: "/",
    },
    { device: "tmpfs", type: "tmpfs", sizeKi: 65_536, usedKi: 0, path: "/dev" },
  ];
  const wanted = options.operands;
  for (const name of wanted)
    if (lookUp(process, name) === null) {
      yield* process.printError(
        `df: ${name}: ${flavour.name === "gnu" ? "" : "can't find mount point: "}No such file or directory\n`,
      );
      return 1;
    }
  const shown = wanted.length === 0 ? mounts : mounts.slice(0, 1);
  yield* process.print(
    dfTable(shown, {
      human: options.has("h"),
      type: options.has("T"),
      megas: options.has("m"),
      gnu: flavour.name === "gnu",
    }),
  );
  return 0;
}

function dfTable(
  mounts: readonly Mount[],
  style: { readonly human: boolean; readonly type: boolean; readonly megas: boolean; readonly gnu: boolean },
): string {
  const size = (kib: number): string =>
    style.human ? (kib === 0 ? "0" : humanSize(kib * 1024)) : style.megas ? String(Math.ceil(kib / 1024)) : String(kib);
  const head = [
    "Filesystem",
    ...(style.type ? ["Type"] : []),
    style.human ? "Size" : style.megas ? "1M-blocks" : "1K-blocks",
    "Used",
    style.human && style.gnu ? "Avail" : "Available",
    "Use%",
    "Mounted on",
  ];
  const rows = mounts.map(({ device, type, sizeKi, usedKi, path }) => {
    const availableKi = Math.floor(sizeKi * 0.95) - usedKi;
    return [
      device,
      ...(style.type ? [type] : []),
      size(sizeKi),
      size(usedKi),
      size(Math.max(0, availableKi)),
      `${usedKi === 0 ? 0 : Math.ceil((usedKi * 100) / (usedKi + availableKi))}%`,
      path,
    ];
  });
  const all = [head, ...rows];
  const texts = style.type ? 2 : 1;
  const widths = head.map((_, c) =>
    Math.max(...all.map((row) => (row[c] as string).length), c === 0 ? (style.gnu ? 0 : 20) : 0),
  );
  return all
    .map(
      (row) =>
        `${row.map((cell, c) => (c === row.length - 1 ? cell : c < texts ? cell.padEnd(widths[c] as number) : cell.padStart(widths[c] as number))).join(" ")}\n`,
    )
    .join("");
}
