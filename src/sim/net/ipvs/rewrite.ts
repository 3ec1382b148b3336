/**
 * The addresses that IPVS puts into packets, and into the packets that ICMP errors carry.
 *
 * Models: net/netfilter/ipvs/ip_vs_proto_tcp.c tcp_dnat_handler, tcp_snat_handler; ip_vs_core.c ip_vs_nat_icmp
 */
import type { Ip } from "../../core/ip.ts";
import type { HeaderRecord } from "../events.ts";
import { headersChanged, headersOf } from "../headers.ts";
import type { NetNamespace } from "../namespace.ts";
import type { Packet } from "../packet.ts";
import type { IpvsConnection } from "./connection-table.ts";

export function rewriteIn(namespace: NetNamespace, { serverIp, serverPort }: IpvsConnection, packet: Packet): void {
  const before = namespace.trace.on ? headersOf(packet) : null;
  setDestination(packet, serverIp, serverPort);
  if (before !== null) tell(namespace, packet, { before, by: "IPVS DNAT" });
}

export function rewriteOut(namespace: NetNamespace, { virtualIp, virtualPort }: IpvsConnection, packet: Packet): void {
  const before = namespace.trace.on ? headersOf(packet) : null;
  setSource(packet, virtualIp, virtualPort);
  if (before !== null) tell(namespace, packet, { before, by: "IPVS un-DNAT" });
}

export function rewriteErrorIn(namespace: NetNamespace, connection: IpvsConnection, packet: Packet): void {
  const before = namespace.trace.on ? headersOf(packet) : null;
  const { serverIp, serverPort } = connection;
  if (packet.transport.kind === "icmp" && packet.transport.about !== null)
    setSource(packet.transport.about, serverIp, serverPort);
  packet.dst = serverIp;
  headersChanged(packet);
  if (before !== null) tell(namespace, packet, { before, by: "IPVS DNAT" });
}

export function rewriteErrorOut(namespace: NetNamespace, connection: IpvsConnection, packet: Packet): void {
  const before = namespace.trace.on ? headersOf(packet) : null;
  const { virtualIp, virtualPort } = connection;
  if (packet.transport.kind === "icmp" && packet.transport.about !== null)
    setDestination(packet.transport.about, virtualIp, virtualPort);
  packet.src = virtualIp;
  headersChanged(packet);
  if (before !== null) tell(namespace, packet, { before, by: "IPVS un-DNAT" });
}

function setDestination(packet: Packet, ip: Ip, port: number): void {
  headersChanged(packet);
  packet.dst = ip;
  const { transport } = packet;
  if (transport.kind === "tcp" || transport.kind === "udp" || transport.kind === "opaque") transport.dstPort = port;
}

function setSource(packet: Packet, ip: Ip, port: number): void {
  headersChanged(packet);
  packet.src = ip;
  const { transport } = packet;
  if (transport.kind === "tcp" || transport.kind === "udp" || transport.kind === "opaque") transport.srcPort = port;
}

function tell({ trace, name: where }: NetNamespace, packet: Packet, how: { before: HeaderRecord; by: string }): void {
  trace.emit({
    type: "rewritten",
    where,
    packetId: packet.id,
    before: how.before,
    after: headersOf(packet),
    by: how.by,
  });
}
