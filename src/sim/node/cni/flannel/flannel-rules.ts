/**
 * The iptables rules of flanneld: what leaves the cluster's range takes the node's address, and forwarding to and from
 * the range is allowed.
 *
 * Models: flannel-io/flannel pkg/trafficmngr/iptables/iptables.go masqRules, forwardRules
 */
import { type Cidr, cidr } from "../../../core/ip.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import { createRule, type Match, type Rule, type Target } from "../../../net/netfilter/rule.ts";
import type { Table } from "../../../net/netfilter/table.ts";

const MULTICAST = cidr("224.0.0.0/4");
/** kube-proxy's mark for what it masquerades itself. */
const MASQUERADE_MARK = 0x4000;

export interface FlannelRanges {
  readonly network: Cidr;
  readonly subnet: Cidr;
}

/** Writes them anew, at the end of the chains that they hang on. */
export function writeFlannelRules({ netfilter }: NetNamespace, { network, subnet }: FlannelRanges): void {
  const nat = netfilter.table("nat");
  const filter = netfilter.table("filter");
  const masq = (matches: readonly Match[], target: Target): Rule => rule(matches, target, "flanneld masq");
  const forward = (matches: readonly Match[], target: Target): Rule => rule(matches, target, "flanneld forward");
  const masquerade: Target = { kind: "MASQUERADE", randomFully: true };
  const marked: Match = { kind: "mark", value: MASQUERADE_MARK, mask: MASQUERADE_MARK };
  rewrite(nat, "FLANNEL-POSTRTG", [
    masq([marked], { kind: "RETURN" }),
    masq([from(subnet), to(network)], { kind: "RETURN" }),
    masq([from(network), to(subnet)], { kind: "RETURN" }),
    masq([notFrom(network), to(subnet)], { kind: "RETURN" }),
    masq([from(network), { kind: "destination", cidr: MULTICAST, negate: true }], masquerade),
    masq([notFrom(network), to(network)], masquerade),
  ]);
  rewrite(filter, "FLANNEL-FWD", [
    forward([from(network)], { kind: "ACCEPT" }),
    forward([to(network)], { kind: "ACCEPT" }),
  ]);
  hang(nat, "POSTROUTING", masq([], { kind: "jump", chain: "FLANNEL-POSTRTG" }));
  hang(filter, "FORWARD", forward([], { kind: "jump", chain: "FLANNEL-FWD" }));
}

function rule(matches: readonly Match[], target: Target, comment: string): Rule {
  return createRule({ matches: [...matches, { kind: "comment", text: comment }], target, origin: "CNI flannel" });
}

function rewrite(table: Table, name: string, rules: readonly Rule[]): void {
  table.restore([{ name, rules }], { noflush: true });
}

/** Once, and last. */
function hang(table: Table, chain: string, jump: Rule): void {
  const { target } = jump;
  const to = target.kind === "jump" ? target.chain : "";
  const at = (table.chain(chain)?.rules ?? []).findIndex(
    (had) => had.target.kind === "jump" && had.target.chain === to,
  );
  if (at < 0) table.append(chain, jump);
}

function from(range: Cidr): Match {
  return { kind: "source", cidr: range };
}

function notFrom(range: Cidr): Match {
  return { kind: "source", cidr: range, negate: true };
}

function to(range: Cidr): Match {
  return { kind: "destination", cidr: range };
}
