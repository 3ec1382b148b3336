/** `tcpdump -D`: what one can listen on. Models: libpcap 1.10 pcap_findalldevs(), tcpdump.c show_devices_and_exit() */
import type { NetNamespace } from "../../../sim/net/namespace.ts";

export function deviceList({ devices }: NetNamespace): string {
  const all = [...devices.values()];
  const lines: string[] = [];
  for (const { name, up, carrier, isLoopback } of all)
    if (up && !isLoopback) lines.push(`${name} [Up${carrier ? ", Running, Connected" : ", Disconnected"}]`);
  lines.push("any (Pseudo-device that captures on all interfaces) [Up, Running]");
  for (const { name, isLoopback } of all) if (isLoopback) lines.push(`${name} [Up, Running, Loopback]`);
  for (const { name, up } of all) if (!up) lines.push(`${name} [none]`);
  return lines.map((line, i) => `${i + 1}.${line}\n`).join("");
}
