/** The filter of tcpdump that finds a request again, however it was rewritten. */
import type { RequestView } from "../worker/trace/trace-protocol.ts";

/** Rewriting changes addresses and may change the sender's port: any of the ports or addresses that are known will do. */
export function expressionOf({ protocol, client, server, backend }: RequestView): string {
  const ports = [client, server, backend].flatMap((end) => /:(\d+)$/.exec(end)?.[1] ?? []);
  const known = protocol === "tcp" || protocol === "udp" || protocol === "icmp" ? protocol : "";
  if (ports.length === 0) return known;
  return `${known} and (${[...new Set(ports)].map((port) => `port ${port}`).join(" or ")})`;
}
