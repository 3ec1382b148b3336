/** `/etc/hosts`. Models: hosts(5), glibc nss/nss_files/files-hosts.c (every line that names the host counts). */
import { type Ip, parseIp } from "../../core/ip.ts";
import type { Machine } from "../machine.ts";

export interface HostLine {
  readonly ip: Ip;
  readonly name: string;
  readonly aliases: readonly string[];
}

export function hostLinesOf(machine: Machine): HostLine[] {
  const file = machine.fs.tryNode("/etc/hosts");
  return file?.kind === "file" ? parseHosts(machine.fs.readText("/etc/hosts")) : [];
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
  return lines.filter((line) => [line.name, ...line.aliases].some((known) => known.toLowerCase() === wanted));
}
