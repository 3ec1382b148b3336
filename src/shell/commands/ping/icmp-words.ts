/** ICMP errors in ping's words. Models: iputils ping/ping.c pr_icmph() */

const UNREACHABLE: Readonly<Record<number, string>> = {
  0: "Destination Net Unreachable",
  1: "Destination Host Unreachable",
  2: "Destination Protocol Unreachable",
  3: "Destination Port Unreachable",
  5: "Source Route Failed",
  6: "Destination Net Unknown",
  7: "Destination Host Unknown",
  8: "Source Host Isolated",
  9: "Destination Net Prohibited",
  10: "Destination Host Prohibited",
  11: "Destination Net Unreachable for Type of Service",
  12: "Destination Host Unreachable for Type of Service",
  13: "Packet filtered",
  14: "Precedence Violation",
  15: "Precedence Cutoff",
};

export function icmpWords({ type, code, about }: { type: number; code: number; about?: { mtu: number } }): string {
  if (type === 3 && code === 4) return `Frag needed and DF set (mtu = ${about?.mtu ?? 0})`;
  if (type === 3) return UNREACHABLE[code] ?? `Dest Unreachable, Bad Code: ${code}`;
  if (type === 11) return code === 1 ? "Frag reassembly time exceeded" : "Time to live exceeded";
  return `Bad ICMP type: ${type}`;
}
