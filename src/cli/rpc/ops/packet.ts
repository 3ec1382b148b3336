/** `packet`: what kube-proxy's rules on a node do with the first packet of a connection, on every branch of chance. */
import { familyOf, formatIp, type Ip, parseIp } from "../../../sim/core/ip.ts";
import { SCTP, TCP, UDP } from "../../../sim/net/packet.ts";
import { explore } from "../../../sim/node/proxy/iptables/explore.ts";
import { exploreNftables } from "../../../sim/node/proxy/nftables/explore.ts";
import { optionalText, type Request, text } from "../fields.ts";
import { Refusal } from "../refusal.ts";
import type { RpcWorld } from "../rpc-world.ts";
import { dryRunOn } from "./proxy-rules.ts";

const PROTOCOLS: Readonly<Record<string, number>> = { TCP, UDP, SCTP };

export function packet({ cluster }: RpcWorld, request: Request): Record<string, unknown> {
  const node = cluster.world.nodes.get(text(request, "node"));
  if (node === undefined) throw new Refusal(`packet: no node ${request.node}`);
  const { name: mode } = node.proxy.mode;
  if (mode === "none") throw new Refusal(`packet: no kube-proxy runs on ${node.name}`);
  const dst = address(request, "dstIP");
  const protocol = PROTOCOLS[(optionalText(request, "protocol") ?? "TCP").toUpperCase()];
  if (protocol === undefined) throw new Refusal(`packet: protocol ${request.protocol} is not TCP, UDP or SCTP`);
  const namespace = familyOf(dst) === 6 ? dryRunOn(cluster, node, 6) : node.machine.network;
  const ask = mode === "nftables" ? exploreNftables : explore;
  const found = ask(namespace, { src: address(request, "srcIP"), dst, protocol, dstPort: Number(request.dstPort) });
  const endpoints = found.endpoints.map(
    ({ ip, port }) => `${typeof ip === "number" ? formatIp(ip) : `[${formatIp(ip)}]`}:${port}`,
  );
  return { verdict: found.verdict, endpoints: endpoints.sort(), masquerade: found.masquerade };
}

function address(request: Request, field: string): Ip {
  const ip = parseIp(text(request, field));
  if (ip === null) throw new Refusal(`packet: ${field} is not an address`);
  return ip;
}
