/** ICMP's types, and codes, by the names that iptables gives them. Models: iptables 1.8.9 extensions/libxt_icmp.h */

export const ICMP_TYPES: Readonly<Record<string, readonly [type: number, code?: number]>> = {
  any: [255],
  "echo-reply": [0],
  pong: [0],
  "destination-unreachable": [3],
  "network-unreachable": [3, 0],
  "host-unreachable": [3, 1],
  "protocol-unreachable": [3, 2],
  "port-unreachable": [3, 3],
  "fragmentation-needed": [3, 4],
  "source-route-failed": [3, 5],
  "network-unknown": [3, 6],
  "host-unknown": [3, 7],
  "network-prohibited": [3, 9],
  "host-prohibited": [3, 10],
  "communication-prohibited": [3, 13],
  "source-quench": [4],
  redirect: [5],
  "echo-request": [8],
  ping: [8],
  "router-advertisement": [9],
  "router-solicitation": [10],
  "time-exceeded": [11],
  "ttl-exceeded": [11],
  "parameter-problem": [12],
  "timestamp-request": [13],
  "timestamp-reply": [14],
};

/** Names that stand for another one are not given back. */
const ALIASES: ReadonlySet<string> = new Set(["any", "pong", "ping", "ttl-exceeded"]);

export function icmpTypeName(type: number, code: number | undefined): string | null {
  for (const [name, [known, knownCode]] of Object.entries(ICMP_TYPES))
    if (known === type && knownCode === code && !ALIASES.has(name)) return name;
  return null;
}
