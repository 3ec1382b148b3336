/**
 * The rules that are there whatever Services exist: the jumps from the kernel's own chains, masquerading, and the
 * handling of packets that kube-proxy forwards.
 *
 * Models: pkg/proxy/iptables/proxier.go syncProxyRules (the parts before and after the loop over Services)
 */
import { cidr, contains, type Ip, type IpFamily } from "../../../core/ip.ts";
import type { Match, Rule } from "../../../net/netfilter/rule.ts";
import type { EnsuredJump } from "../ensure-jump.ts";
import type { ProxySettings } from "../proxy-settings.ts";
import { ACCEPT, comment, DROP, isNew, jump, orMark, RETURN, rule, to, toLocalAddress, xorMark } from "./rule-parts.ts";

const EXTERNAL_PORTALS = "kubernetes externally-visible service portals";
const PORTALS = "kubernetes service portals";
const FIREWALL = "kubernetes load balancer firewall";

/** In the order in which they are put in front, so that the last one comes first. */
export function ensuredJumps(): EnsuredJump[] {
  const filter = (chain: string, to: string, ...matches: Match[]): EnsuredJump => ({
    table: "filter",
    chain,
    rule: rule(jump(to), ...matches),
  });
  const nat = (chain: string, to: string, text: string): EnsuredJump => ({
    table: "nat",
    chain,
    rule: rule(jump(to), comment(text)),
  });
  return [
    filter("INPUT", "KUBE-EXTERNAL-SERVICES", isNew(), comment(EXTERNAL_PORTALS)),
    filter("FORWARD", "KUBE-EXTERNAL-SERVICES", isNew(), comment(EXTERNAL_PORTALS)),
    filter("INPUT", "KUBE-NODEPORTS", comment("kubernetes health check service ports")),
    filter("FORWARD", "KUBE-SERVICES", isNew(), comment(PORTALS)),
    filter("OUTPUT", "KUBE-SERVICES", isNew(), comment(PORTALS)),
    filter("FORWARD", "KUBE-FORWARD", comment("kubernetes forwarding rules")),
    filter("INPUT", "KUBE-PROXY-FIREWALL", isNew(), comment(FIREWALL)),
    filter("OUTPUT", "KUBE-PROXY-FIREWALL", isNew(), comment(FIREWALL)),
    filter("FORWARD", "KUBE-PROXY-FIREWALL", isNew(), comment(FIREWALL)),
    nat("OUTPUT", "KUBE-SERVICES", PORTALS),
    nat("PREROUTING", "KUBE-SERVICES", PORTALS),
    nat("POSTROUTING", "KUBE-POSTROUTING", "kubernetes postrouting rules"),
    filter("INPUT", "KUBE-FIREWALL"),
    filter("OUTPUT", "KUBE-FIREWALL"),
  ];
}

export function markMasqRules(settings: ProxySettings): Rule[] {
  return [rule(orMark(settings.masqueradeMark))];
}

export function postroutingRules({ masqueradeMark: mark, randomFully }: ProxySettings): Rule[] {
  return [
    rule(RETURN, { kind: "mark", value: mark, mask: mark, negate: true }),
    rule(xorMark(mark)),
    rule(
      randomFully ? { kind: "MASQUERADE", randomFully: true } : { kind: "MASQUERADE" },
      comment("kubernetes service traffic requiring SNAT"),
    ),
  ];
}

export function forwardRules(settings: ProxySettings): Rule[] {
  const mark = settings.masqueradeMark;
  const rules: Rule[] = [];
  const invalid: Match = { kind: "conntrack", states: ["INVALID"] };
  if (!settings.conntrackTCPLiberal)
    rules.push(
      settings.accounting.invalidDropped
        ? rule(DROP, invalid, { kind: "nfacct", name: "ct_state_invalid_dropped_pkts" })
        : rule(DROP, invalid),
    );
  rules.push(
    rule(ACCEPT, comment("kubernetes forwarding rules"), { kind: "mark", value: mark, mask: mark }),
    rule(ACCEPT, comment("kubernetes forwarding conntrack rule"), {
      kind: "conntrack",
      states: ["RELATED", "ESTABLISHED"],
    }),
  );
  return rules;
}

const LOOPBACK = cidr("127.0.0.0/8");

/** route_localnet lets packets for 127.0.0.1 in from outside; this keeps out those that no node port asked for. */
export function firewallRules(settings: ProxySettings, family: IpFamily): Rule[] {
  if (family === 6 || !settings.localhostNodePorts) return [];
  return [
    rule(
      DROP,
      { kind: "source", cidr: LOOPBACK, negate: true },
      { kind: "destination", cidr: LOOPBACK },
      comment("block incoming localnet connections"),
      { kind: "conntrack", states: ["RELATED", "ESTABLISHED", "DNAT"], negate: true },
    ),
  ];
}

const LAST_RULE = comment("kubernetes service nodeports; NOTE: this must be the last rule in this chain");

/** The way into KUBE-NODEPORTS, at the end of KUBE-SERVICES. */
export function nodePortJumps(settings: ProxySettings, family: IpFamily): Rule[] {
  const target = jump("KUBE-NODEPORTS");
  const ranges = settings.nodePortAddresses.filter(({ base }) => (typeof base === "number") === (family === 4));
  if (ranges.length === 0) {
    if (family === 6)
      return [rule(target, { kind: "destination", cidr: cidr("::1/128"), negate: true }, LAST_RULE, toLocalAddress())];
    return settings.localhostNodePorts
      ? [rule(target, LAST_RULE, toLocalAddress())]
      : [rule(target, { kind: "destination", cidr: LOOPBACK, negate: true }, LAST_RULE, toLocalAddress())];
  }
  const loopback: Ip = family === 4 ? 0x7f00_0001 : 1n;
  const isServed = (ip: Ip): boolean => ip !== loopback || (family === 4 && settings.localhostNodePorts);
  return [loopback, ...settings.nodeIPs]
    .filter((ip) => ranges.some((range) => contains(range, ip)) && isServed(ip))
    .map((ip) => rule(target, to(ip), LAST_RULE));
}
