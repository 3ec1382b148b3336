/** `ls -l`: modes, links, owners, sizes, times, names, in columns as wide as they need. */
import type { VfsNode } from "../../../sim/os/vfs/node.ts";
import { formatTime } from "../date/format-time.ts";
import { humanSize } from "../size.ts";

export interface Entry {
  readonly name: string;
  readonly node: VfsNode;
  readonly target: string | null;
}

export interface LongStyle {
  readonly human: boolean;
  readonly numeric: boolean;
  readonly owner: boolean;
  readonly group: boolean;
  readonly full: boolean;
  readonly iso: boolean;
  /** Of --time-style=+FORMAT. */
  readonly format: string | null;
  readonly nowMs: number;
  readonly busybox: boolean;
  /** A directory's listing begins with its blocks. */
  readonly total: boolean;
}

const HALF_YEAR_MS = 15_778_476_000;
const BLOCK = 4096;

export function longLines(entries: readonly Entry[], style: LongStyle, show: (entry: Entry) => string): string {
  const rows = entries.map((entry) => {
    const { attributes } = entry.node;
    const size =
      entry.node.kind === "device" ? "1, 3" : style.human ? humanSize(sizeOf(entry.node)) : String(sizeOf(entry.node));
    return {
      mode: modeText(entry.node),
      links: String(linksOf(entry.node)),
      owner: style.numeric ? String(attributes.uid) : userName(attributes.uid),
      group: style.numeric ? String(attributes.gid) : userName(attributes.gid),
      size,
      time: timeText(attributes.mtimeMs, style),
      name: show(entry),
    };
  });
  const width = (key: "links" | "owner" | "group" | "size"): number =>
    Math.max(
      0,
      ...rows.map((row) => row[key].length),
      style.busybox ? { links: 4, owner: 8, group: 8, size: 9 }[key] : 0,
    );
  const kilobytes = entries.reduce(
    (sum, { node }) =>
      sum +
      (Math.ceil((node.kind === "directory" ? BLOCK : node.kind === "file" ? node.size : 0) / BLOCK) * BLOCK) / 1024,
    0,
  );
  const total = style.total ? `total ${style.human ? humanSize(kilobytes * 1024) : kilobytes}\n` : "";
  const [links, owner, group, size] = [width("links"), width("owner"), width("group"), width("size")];
  return (
    total +
    rows
      .map((row) => {
        const owners = `${style.owner ? `${row.owner.padEnd(owner)} ` : ""}${style.group ? `${row.group.padEnd(group)} ` : ""}`;
        return `${row.mode}${style.busybox ? "" : " "}${style.busybox ? ` ${row.links.padStart(links + 1)} ` : `${row.links.padStart(links)} `}${owners}${row.size.padStart(size)} ${row.time} ${row.name}\n`;
      })
      .join("")
  );
}

export function sizeOf(node: VfsNode): number {
  if (node.kind === "file") return node.size;
  return node.kind === "directory" ? BLOCK : node.kind === "link" ? node.target.length : 0;
}

function linksOf(node: VfsNode): number {
  if (node.kind !== "directory") return 1;
  return 2 + [...node.entries.values()].filter(({ kind }) => kind === "directory").length;
}

/** `drwxr-xr-x` */
export function modeText(node: VfsNode): string {
  const { mode } = node.attributes;
  const kind = { file: "-", directory: "d", link: "l", device: "c" }[node.kind];
  let text = kind;
  for (const shift of [6, 3, 0]) {
    const bits = (mode >> shift) & 7;
    const special = (mode & (shift === 6 ? 0o4000 : shift === 3 ? 0o2000 : 0o1000)) !== 0;
    const x = (bits & 1) !== 0;
    const letter = shift === 0 ? (x ? "t" : "T") : x ? "s" : "S";
    text += `${bits & 4 ? "r" : "-"}${bits & 2 ? "w" : "-"}${special ? letter : x ? "x" : "-"}`;
  }
  return text;
}

export function userName(uid: number): string {
  return uid === 0 ? "root" : uid === 1000 ? "learner" : String(uid);
}

function timeText(mtimeMs: number, { full, iso, format, nowMs }: LongStyle): string {
  const us = mtimeMs * 1000;
  if (format !== null) return formatTime(format, us);
  if (full) return formatTime("%Y-%m-%d %H:%M:%S.%N %z", us);
  if (iso) return formatTime("%Y-%m-%d %H:%M", us);
  const recent = mtimeMs <= nowMs && nowMs - mtimeMs < HALF_YEAR_MS;
  return formatTime(recent ? "%b %e %H:%M" : "%b %e  %Y", us);
}
