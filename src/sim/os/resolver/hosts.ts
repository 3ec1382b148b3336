/** `/etc/hosts`. Models: hosts(5), glibc nss/nss_files/files-hosts.c (every line that names the host counts). */
import { type Ip, parseIp } from "../../core/ip.ts";
import { decodeUtf8 } from "../../core/utf8.ts";
import type { Machine } from "../machine.ts";

export interface HostLine {
  readonly ip: Ip;
  readonly name: string;
  readonly aliases: readonly string[];
}

/** By what the file says: every program on every machine reads one of a few. */
const KNOWN = new Map<string, readonly HostLine[]>();
const MAX_KNOWN = 1024;

export function hostLinesOf(machine: Machine): readonly HostLine[] {
  const file = machine.fs.tryNode("/etc/hosts");
  return file?.kind === "file" ? known(decodeUtf8(file.bytes)) : [];
}

function known(text: string): readonly HostLine[] {
  let lines = KNOWN.get(text);
  if (lines !== undefined) return lines;
  lines = parseHosts(text);
  if (KNOWN.size >= MAX_KNOWN) KNOWN.clear();
  KNOWN.set(text, lines);
  return lines;
}

export function parseHosts(text: string): HostLine[] {
  const lines: HostLine[] = [];
  for (const line of text.split("\n")) {
    const [address = "", name, ...aliases] = line
      .replace(/#.*/, "")
      .trim()
      .split(/[ \t]+/);
    const ip = parseIp(address);
    if (ip !== null && name !== undefined) lines.push({ ip, name, aliases });
  }
  return lines;
}

export function linesNaming(lines: readonly HostLine[], name: string): HostLine[] {
  const wanted = name.toLowerCase().replace(/\.$/, "");
  const isIt = (known: string): boolean => known.toLowerCase() === wanted;
  return lines.filter(({ name, aliases }) => isIt(name) || aliases.some(isIt));
}
