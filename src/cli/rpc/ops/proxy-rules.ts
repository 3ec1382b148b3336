/** `proxyRules`: what kube-proxy wrote on a node, as its kernel prints it. */
import type { Cluster } from "../../../sim/cluster.ts";
import type { IpFamily } from "../../../sim/core/ip.ts";
import { ipvsOf } from "../../../sim/net/ipvs/ipvs.ts";
import { saveText } from "../../../sim/net/ipvs/save-text.ts";
import type { NetNamespace } from "../../../sim/net/namespace.ts";
import { printTable } from "../../../sim/net/netfilter/print.ts";
import { nftablesOf } from "../../../sim/net/nftables/nftables.ts";
import { tableText } from "../../../sim/net/nftables/ruleset-text.ts";
import type { ClusterNode } from "../../../sim/node/node.ts";
import { dryRun } from "../../../sim/node/proxy/dry-run.ts";
import { optionalText, type Request, text } from "../fields.ts";
import { Refusal } from "../refusal.ts";
import type { RpcWorld } from "../rpc-world.ts";

export function proxyRules({ cluster }: RpcWorld, request: Request): Record<string, unknown> {
  const node = cluster.world.nodes.get(text(request, "node"));
  if (node === undefined) throw new Refusal(`proxyRules: no node ${request.node}`);
  const mode = optionalText(request, "mode") ?? node.proxy.mode.name;
  if (mode !== node.proxy.mode.name)
    throw new Refusal(`proxyRules: kube-proxy runs in mode ${node.proxy.mode.name}, not ${mode}`);
  const family = optionalText(request, "family") === "ipv6" ? 6 : 4;
  const namespace = dryRunOn(cluster, node, family);
  if (mode === "nftables")
    return {
      text: nftablesOf(namespace)
        .tables.map((table) => tableText(table))
        .join(""),
    };
  if (mode === "ipvs") return { text: saveText(ipvsOf(namespace).services) };
  const { netfilter } = namespace;
  return { text: `${netfilter.tables.flatMap((table) => printTable(table)).join("\n")}\n` };
}

/** What kube-proxy writes, and nobody else: in a namespace of its own. Nodes run it for IPv4 only. */
export function dryRunOn({ world, api }: Cluster, node: ClusterNode, family: IpFamily): NetNamespace {
  return dryRun({
    network: world.network,
    client: api.client("hop"),
    node: node.name,
    mode: node.proxy.mode,
    family,
    settings: node.proxySettings,
  });
}
