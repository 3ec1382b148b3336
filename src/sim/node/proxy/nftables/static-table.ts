/**
 * What kube-proxy's table holds whatever Services there are: the base chains and their places, the sets and maps, and
 * the rules that look into them.
 *
 * Models: pkg/proxy/nftables/proxier.go nftablesBaseChains, nftablesJumpChains, setupNFTables
 */
import { cidr, contains, type IpFamily } from "../../../core/ip.ts";
import type { HookName } from "../../../net/netfilter/hooks.ts";
import type { DataTypeName } from "../../../net/nftables/data-type.ts";
import { type NftFamily, nftRule, type Statement } from "../../../net/nftables/expression.ts";
import type { Nftables } from "../../../net/nftables/nftables.ts";
import {
  CT_STATE,
  CT_STATUS,
  concat,
  element,
  ipField,
  is,
  isIn,
  isNotWithin,
  isWithin,
  L4PROTO,
  lead,
  MARK,
  setMark,
  TH_DPORT,
  value,
  verdict,
  vmap,
} from "../../../net/nftables/parts.ts";
import type { NftTable } from "../../../net/nftables/table.ts";
import type { ProxySettings } from "../proxy-settings.ts";

export const TABLE = "kube-proxy";

const BASE_CHAINS: readonly (readonly [string, "filter" | "nat", HookName, number])[] = [
  ["filter-prerouting-pre-dnat", "filter", "PREROUTING", -110],
  ["filter-output-pre-dnat", "filter", "OUTPUT", -110],
  ["filter-input", "filter", "INPUT", 0],
  ["filter-forward", "filter", "FORWARD", 0],
  ["filter-output", "filter", "OUTPUT", 0],
  ["nat-prerouting", "nat", "PREROUTING", -100],
  ["nat-output", "nat", "OUTPUT", -100],
  ["nat-postrouting", "nat", "POSTROUTING", 100],
];

/** From where to where; what is looked at of new connections only says so. */
const JUMPS: readonly (readonly [string, string, "new"?])[] = [
  ["filter-input", "nodeport-endpoints-check", "new"],
  ["filter-input", "service-endpoints-check", "new"],
  ["filter-forward", "service-endpoints-check", "new"],
  ["filter-output", "service-endpoints-check", "new"],
  ["filter-prerouting-pre-dnat", "firewall-check", "new"],
  ["filter-output-pre-dnat", "firewall-check", "new"],
  ["nat-output", "services"],
  ["nat-prerouting", "services"],
  ["nat-postrouting", "masquerading"],
  ["filter-forward", "cluster-ips-check", "new"],
  ["filter-output", "cluster-ips-check", "new"],
];

export function nftFamily(family: IpFamily): NftFamily {
  return family === 4 ? "ip" : "ip6";
}

/** Afresh: what another kube-proxy left is gone with the same batch. */
export function setUpTable(nftables: Nftables, family: IpFamily, settings: ProxySettings): NftTable {
  const name = nftFamily(family);
  if (nftables.table(name, TABLE) !== undefined) nftables.deleteTable(name, TABLE);
  const table = nftables.addTable(name, TABLE, "rules for kube-proxy");
  for (const [chain, type, hook, priority] of BASE_CHAINS)
    table.addChain({ name: chain, base: { type, hook, priority } });
  addContainers(table, family, settings);
  for (const [from, to, state] of JUMPS) {
    table.addChain({ name: to });
    add(table, from, ...(state === undefined ? [] : [is(CT_STATE, NEW)]), lead("jump", to));
  }
  addEndpointChecks(table, family, settings);
  addServices(table, family, settings);
  addMasquerading(table, family, settings);
  addClusterIPsCheck(table, family, settings);
  return table;
}

const NEW = 8;
const DNAT = 32;

function add(table: NftTable, chain: string, ...statements: readonly Statement[]): void {
  table.addRule(chain, nftRule(statements));
}

function addContainers(table: NftTable, family: IpFamily, settings: ProxySettings): void {
  const address: DataTypeName = family === 4 ? "ipv4_addr" : "ipv6_addr";
  const target: readonly DataTypeName[] = [address, "inet_proto", "inet_service"];
  const port: readonly DataTypeName[] = ["inet_proto", "inet_service"];
  const set = (name: string, keyTypes: readonly DataTypeName[], comment: string): void => {
    table.addSet({ name, keyTypes, comment });
  };
  const map = (name: string, keyTypes: readonly DataTypeName[], comment: string): void => {
    table.addSet({ name, keyTypes, dataTypes: ["verdict"], comment });
  };
  set("hairpin-connections", [address, ...target], "service hairpin connections");
  set("cluster-ips", [address], "Active ClusterIPs");
  if (!matchesAll(settings)) {
    set("nodeport-ips", [address], "IPs that accept NodePort traffic");
    for (const ip of nodePortIPs(family, settings)) table.addElement("nodeport-ips", element(value(ip)));
  }
  map("no-endpoint-services", target, "vmap to drop or reject packets to services with no endpoints");
  map("no-endpoint-nodeports", port, "vmap to drop or reject packets to service nodeports with no endpoints");
  map("firewall-ips", target, "destinations that are subject to LoadBalancerSourceRanges");
  map("service-ips", target, "ClusterIP, ExternalIP and LoadBalancer IP traffic");
  map("service-nodeports", port, "NodePort traffic");
}

/** `--nodeport-addresses=0.0.0.0/0`. Given nothing, this mode takes the node's primary address only. */
function matchesAll({ nodePortAddresses }: ProxySettings): boolean {
  return nodePortAddresses.some(({ bits }) => bits === 0);
}

function nodePortIPs(family: IpFamily, { nodePortAddresses, nodeIPs }: ProxySettings): readonly (number | bigint)[] {
  const ours = nodeIPs.filter((ip) => (typeof ip === "number") === (family === 4));
  if (nodePortAddresses.length === 0) return ours.slice(0, 1);
  return ours.filter((ip) => nodePortAddresses.some((range) => contains(range, ip)));
}

function targetOf(family: IpFamily) {
  return concat(ipField(family, "daddr"), L4PROTO, TH_DPORT);
}

/** Which packets are for a port of the node itself. */
function isForNode(family: IpFamily, settings: ProxySettings): readonly Statement[] {
  const daddr = ipField(family, "daddr");
  return matchesAll(settings)
    ? [isNotWithin(daddr, family === 4 ? cidr("127.0.0.0/8") : cidr("::1/128"))]
    : [isIn(daddr, "nodeport-ips")];
}

function addEndpointChecks(table: NftTable, family: IpFamily, settings: ProxySettings): void {
  const port = concat(L4PROTO, TH_DPORT);
  add(table, "nodeport-endpoints-check", ...isForNode(family, settings), vmap(port, "no-endpoint-nodeports"));
  add(table, "service-endpoints-check", vmap(targetOf(family), "no-endpoint-services"));
  add(table, "firewall-check", vmap(targetOf(family), "firewall-ips"));
  table.addChain({ name: "reject-chain", comment: "helper for @no-endpoint-services / @no-endpoint-nodeports" });
  add(table, "reject-chain", { kind: "reject", with: null });
}

function addServices(table: NftTable, family: IpFamily, settings: ProxySettings): void {
  const { masqueradeAll, masqueradeMark, podCIDR } = settings;
  const isClusterIP = isIn(ipField(family, "daddr"), "cluster-ips");
  const mark = setMark("|", masqueradeMark);
  if (masqueradeAll) table.addRule("services", nftRule([isClusterIP, mark], "masquerade all clusterIP traffic"));
  else if (podCIDR !== null && (typeof podCIDR.base === "number") === (family === 4))
    table.addRule(
      "services",
      nftRule(
        [isClusterIP, isNotWithin(ipField(family, "saddr"), podCIDR), mark],
        "masquerade clusterIP traffic from outside cluster",
      ),
    );
  add(table, "services", vmap(targetOf(family), "service-ips"));
  const toNode = isForNode(family, settings);
  const local = matchesAll(settings)
    ? [is({ kind: "fib", keys: ["daddr"], result: "type", type: "fib_addrtype" }, 2)]
    : [];
  add(table, "services", ...local, ...toNode, vmap(concat(L4PROTO, TH_DPORT), "service-nodeports"));
}

function addMasquerading(table: NftTable, family: IpFamily, { masqueradeMark }: ProxySettings): void {
  const marked: Statement = {
    kind: "match",
    left: { kind: "bits", of: MARK, operator: "&", by: masqueradeMark },
    operator: "!=",
    right: value(0),
  };
  const masquerade: Statement = { kind: "masquerade", fullyRandom: true };
  const connection = concat(ipField(family, "saddr"), ipField(family, "daddr"), L4PROTO, TH_DPORT);
  add(table, "masquerading", marked, setMark("^", masqueradeMark), masquerade);
  add(table, "masquerading", is(CT_STATUS, DNAT), isIn(connection, "hairpin-connections"), masquerade);
}

function addClusterIPsCheck(table: NftTable, family: IpFamily, { serviceCIDRs }: ProxySettings): void {
  const daddr = ipField(family, "daddr");
  const reject: Statement = { kind: "reject", with: null };
  table.addRule(
    "cluster-ips-check",
    nftRule([isIn(daddr, "cluster-ips"), reject], "Reject traffic to invalid ports of ClusterIPs"),
  );
  for (const range of serviceCIDRs) {
    if ((typeof range.base === "number") !== (family === 4)) continue;
    const drop = nftRule([isWithin(daddr, range), verdict("drop")], "Drop traffic to unallocated ClusterIPs");
    table.addRule("cluster-ips-check", drop);
  }
}
