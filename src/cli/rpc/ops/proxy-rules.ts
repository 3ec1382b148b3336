/** `proxyRules`: what kube-proxy wrote on a node, as its kernel prints it. */
import { printTable } from "../../../sim/net/netfilter/print.ts";
import { optionalText, type Request, text } from "../fields.ts";
import { Refusal } from "../refusal.ts";
import type { RpcWorld } from "../rpc-world.ts";

export function proxyRules({ cluster }: RpcWorld, request: Request): Record<string, unknown> {
  const node = cluster.world.nodes.get(text(request, "node"));
  if (node === undefined) throw new Refusal(`proxyRules: no node ${request.node}`);
  const mode = optionalText(request, "mode") ?? node.proxy.mode.name;
  if (mode !== node.proxy.mode.name)
    throw new Refusal(`proxyRules: kube-proxy runs in mode ${node.proxy.mode.name}, not ${mode}`);
  if (optionalText(request, "family") === "ipv6") throw new Refusal("proxyRules: IPv6 is not simulated yet");
  return { text: `${node.machine.network.netfilter.tables.flatMap((table) => printTable(table)).join("\n")}\n` };
}
