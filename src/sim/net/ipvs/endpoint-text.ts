/** Protocols and endpoints as IPVS writes them. Models: net/netfilter/ipvs/ip_vs_proto.c ip_vs_proto_name() */
import { formatIp, type Ip } from "../../core/ip.ts";
import { SCTP, TCP, UDP } from "../packet.ts";

export function protocolText(protocol: number): string {
  return protocol === TCP ? "TCP" : protocol === UDP ? "UDP" : protocol === SCTP ? "SCTP" : "IP";
}

export function endpointText(address: Ip, port: number): string {
  return typeof address === "number" ? `${formatIp(address)}:${port}` : `[${formatIp(address)}]:${port}`;
}
