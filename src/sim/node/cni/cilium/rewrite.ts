/** Changing a packet's ends from a program, and saying so. Models: cilium bpf/lib/nat.h snat_v4_rewrite_headers */
import { headersChanged, headersOf } from "../../../net/headers.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import type { Packet } from "../../../net/packet.ts";
import type { Endpoint } from "../../../net/socket/endpoint.ts";

export interface NewEnds {
  readonly src?: Endpoint;
  readonly dst?: Endpoint;
  readonly by: string;
}

export function rewriteEnds(namespace: NetNamespace, packet: Packet, { src, dst, by }: NewEnds): void {
  const { trace } = namespace;
  const before = trace.on ? headersOf(packet) : null;
  headersChanged(packet);
  const { transport } = packet;
  const hasPorts = transport.kind === "tcp" || transport.kind === "udp" || transport.kind === "opaque";
  if (src !== undefined) packet.src = src.ip;
  if (dst !== undefined) packet.dst = dst.ip;
  if (hasPorts && src !== undefined) transport.srcPort = src.port;
  if (hasPorts && dst !== undefined) transport.dstPort = dst.port;
  if (before === null) return;
  trace.emit({
    type: "rewritten",
    where: namespace.name,
    packetId: packet.id,
    before,
    after: headersOf(packet),
    by,
  });
}

/** One hop further, as a router counts. */
export function countHop(packet: Packet): void {
  packet.ttl--;
  headersChanged(packet);
}
