/**
 * The few rules that Cilium leaves in iptables: forwarding allowed, what leaves the cluster masqueraded, what the host
 * sends to Pods with the address of `cilium_host`.
 *
 * Models: cilium pkg/datapath/iptables/iptables.go installMasqueradeRules, installForwardChainRules
 * SIMPLIFIED: the rules for the proxy's marks are left out, as there is no proxy.
 */
import type { Cidr, Ip } from "../../../core/ip.ts";
import { cidr, hostCidr } from "../../../core/ip.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import { createRule, type Match, type Rule, type TableName, type Target } from "../../../net/netfilter/rule.ts";

const ORIGIN = "CNI cilium";

function rule(matches: readonly Match[], target: Target, text: string): Rule {
  return createRule({ matches: [...matches, { kind: "comment", text }], target, origin: ORIGIN });
}

/** Without a tunnel the nodes are told apart from the world by a set of their addresses. */
export const NODE_SET = "cilium_node_set_v4";

export interface CiliumRuleOptions {
  readonly pods: Cidr;
  readonly routerIP: Ip;
  readonly hasNodeSet: boolean;
}

export function writeCiliumRules(namespace: NetNamespace, { pods, routerIP, hasNodeSet }: CiliumRuleOptions): void {
  const forward = (side: "in-interface" | "out-interface", name: string, text: string): Rule =>
    rule([{ kind: side, name }], { kind: "ACCEPT" }, `cilium: ${text}`);
  const notTo: Match = { kind: "destination", cidr: pods, negate: true };
  const toHost: Match = { kind: "out-interface", name: "cilium_host" };
  const snat: Target = { kind: "SNAT", to: { fromIp: routerIP } };
  chain(namespace, "nat", "POSTROUTING", {
    name: "CILIUM_POST_nat",
    rules: [
      ...(hasNodeSet
        ? [
            rule(
              [
                { kind: "source", cidr: pods },
                { kind: "set", name: NODE_SET, dimensions: ["dst"] },
              ],
              { kind: "ACCEPT" },
              "exclude traffic to cluster nodes from masquerade",
            ),
          ]
        : []),
      rule(
        [{ kind: "source", cidr: pods }, notTo, { kind: "out-interface", name: "cilium_+", negate: true }],
        { kind: "MASQUERADE" },
        "cilium masquerade non-cluster",
      ),
      rule([{ kind: "source", cidr: pods, negate: true }, notTo, toHost], snat, "cilium host->cluster masquerade"),
      rule(
        [{ kind: "source", cidr: hostCidr(cidr("127.0.0.1/32").base) }, toHost],
        snat,
        "cilium host->cluster from 127.0.0.1 masquerade",
      ),
    ],
  });
  chain(namespace, "filter", "FORWARD", {
    name: "CILIUM_FORWARD",
    rules: [
      forward("out-interface", "cilium_host", "any->cluster on cilium_host forward accept"),
      forward("in-interface", "cilium_host", "cluster->any on cilium_host forward accept (nodeport)"),
      forward("in-interface", "lxc+", "cluster->any on lxc+ forward accept"),
      forward("in-interface", "cilium_net", "cluster->any on cilium_net forward accept (nodeport)"),
    ],
  });
}

function chain(
  { netfilter }: NetNamespace,
  table: TableName,
  hook: string,
  made: { readonly name: string; readonly rules: readonly Rule[] },
): void {
  netfilter.restore(table, [made], { noflush: true });
  const into = netfilter.table(table);
  const jump = rule([], { kind: "jump", chain: made.name }, `cilium-feeder: ${made.name}`);
  if (hook === "FORWARD") into.insert(hook, jump);
  else into.append(hook, jump);
}
