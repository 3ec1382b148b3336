/** A trace to take along: as text for people, as JSON for programs. Fields of the JSON are only ever added. */
import type { Exchange } from "../../../grade/explain/exchange.ts";
import { hopsOf } from "../../../grade/explain/hop.ts";
import type { RequestSort } from "./trace-protocol.ts";

export interface Exported {
  readonly sort: RequestSort;
  readonly exchange: Exchange;
}

export function exportText(requests: readonly Exported[], as: "text" | "json"): string {
  if (as === "json") return `${JSON.stringify({ requests: requests.map(requestJson) }, null, 2)}\n`;
  return requests.map(requestText).join("\n");
}

function requestJson({ sort, exchange: { packets, ...exchange } }: Exported): object {
  return {
    sort,
    ...exchange,
    packets: packets.map(({ events, ...packet }) => ({ ...packet, hops: hopsOf(events, packet.packetId) })),
  };
}

function requestText({ exchange }: Exported): string {
  const { protocol, client, server, backend, end, packets, startUs } = exchange;
  const became = backend === server ? "" : `, which became ${backend}`;
  const lines = [`${seconds(startUs)} ${protocol} ${client} to ${server}${became}: ${end}`];
  for (const packet of packets) {
    lines.push(`  ${seconds(packet.startUs)} packet ${packet.packetId}: ${packet.title}, ${packet.end}`);
    for (const hop of hopsOf(packet.events, packet.packetId))
      if (!hop.minor)
        lines.push(
          `    ${seconds(hop.atUs)} ${hop.where}: ${hop.sentence}${hop.origin === null ? "" : ` (${hop.origin})`}`,
        );
  }
  return `${lines.join("\n")}\n`;
}

function seconds(us: number): string {
  return (us / 1_000_000).toFixed(6);
}
