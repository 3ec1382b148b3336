/**
 * The node's rules for Pods with the VPC's addresses: what leaves the VPC takes the node's own address, and what came in
 * by the primary interface is answered by it, whatever interface the Pod's address belongs to.
 *
 * Models: amazon-vpc-cni-k8s pkg/networkutils/network.go buildIptablesSNATRules, buildIptablesConnmarkRules
 */
import type { Cidr, Ip } from "../../../core/ip.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import { createRule, type Match, type Rule, type Target } from "../../../net/netfilter/rule.ts";

export const CONNMARK = 0x80;

const SNAT_CHAIN = "AWS-SNAT-CHAIN-0";
const CONNMARK_CHAIN = "AWS-CONNMARK-CHAIN-0";

function rule(matches: readonly Match[], target: Target, text: string): Rule {
  return createRule({ matches: [...matches, { kind: "comment", text }], target, origin: "CNI aws-vpc" });
}

export function writeAwsRules({ netfilter }: NetNamespace, vpc: Cidr, nodeIP: Ip): void {
  const inVpc: Match = { kind: "destination", cidr: vpc };
  const fromPods: Match = { kind: "in-interface", name: "eni+" };
  const set: Target = { kind: "CONNMARK", mode: "set", value: CONNMARK, mask: CONNMARK };
  const restore: Target = { kind: "CONNMARK", mode: "restore", value: CONNMARK, mask: CONNMARK };
  const local = (negate: boolean): Match => ({
    kind: "addrtype",
    dstType: "LOCAL",
    ...(negate ? { negateDst: true } : {}),
  });
  netfilter.restore(
    "nat",
    [
      {
        name: CONNMARK_CHAIN,
        rules: [rule([inVpc], { kind: "RETURN" }, "AWS CONNMARK CHAIN, VPC CIDR"), rule([], set, "AWS, CONNMARK")],
      },
      {
        name: SNAT_CHAIN,
        rules: [
          rule([inVpc], { kind: "RETURN" }, "AWS SNAT CHAIN"),
          createRule({
            matches: [
              { kind: "out-interface", name: "vlan+", negate: true },
              { kind: "comment", text: "AWS, SNAT" },
              local(true),
            ],
            target: { kind: "SNAT", to: { fromIp: nodeIP }, randomFully: true },
            origin: "CNI aws-vpc",
          }),
        ],
      },
    ],
    { noflush: true },
  );
  const nat = netfilter.table("nat");
  nat.append("PREROUTING", rule([fromPods], { kind: "jump", chain: CONNMARK_CHAIN }, "AWS, outbound connections"));
  nat.append("PREROUTING", rule([], restore, "AWS, CONNMARK"));
  nat.append("POSTROUTING", rule([], { kind: "jump", chain: SNAT_CHAIN }, "AWS SNAT CHAIN"));
  const mangle = netfilter.table("mangle");
  mangle.append(
    "PREROUTING",
    createRule({
      matches: [
        { kind: "in-interface", name: "eth0" },
        { kind: "comment", text: "AWS, primary ENI" },
        { kind: "addrtype", dstType: "LOCAL", limitIfaceIn: true },
      ],
      target: set,
      origin: "CNI aws-vpc",
    }),
  );
  mangle.append("PREROUTING", rule([fromPods], restore, "AWS, primary ENI"));
}
