/**
 * The rules of ipvs mode. They only mark, accept and refuse; choosing an endpoint and rewriting the destination is
 * IPVS's part. There are as many as there are kinds of Service, not as there are Services.
 *
 * Models: pkg/proxy/ipvs/proxier.go iptablesJumpChain, iptablesChains, ipsetWithIptablesChain, writeIptablesRules
 */
import { cidr, hostCidr, type IpFamily } from "../../../core/ip.ts";
import type { Match, Rule, TableName, Target } from "../../../net/netfilter/rule.ts";
import { SCTP, TCP, UDP } from "../../../net/packet.ts";
import { ACCEPT, comment, DROP, isNew, jump, orMark, REJECT, RETURN, rule, xorMark } from "../iptables/rule-parts.ts";
import type { ProxySettings } from "../proxy-settings.ts";
import type { DesiredState } from "./desired-state.ts";
import { type IpSetKey, ipSetInfo } from "./ip-set-list.ts";

export const NAT_CHAINS = [
  "KUBE-SERVICES",
  "KUBE-POSTROUTING",
  "KUBE-NODE-PORT",
  "KUBE-LOAD-BALANCER",
  "KUBE-MARK-MASQ",
] as const;

export const FILTER_CHAINS = [
  "KUBE-FORWARD",
  "KUBE-NODE-PORT",
  "KUBE-PROXY-FIREWALL",
  "KUBE-SOURCE-RANGES-FIREWALL",
  "KUBE-IPVS-FILTER",
  "KUBE-IPVS-OUT-FILTER",
] as const;

export interface EnsuredJump {
  readonly table: TableName;
  readonly chain: string;
  readonly rule: Rule;
}

/** In the order in which they are put in front, so that the last one comes first. */
export function ensuredJumps(): EnsuredJump[] {
  const made = (table: TableName, chain: string, to: string, text: string): EnsuredJump => ({
    table,
    chain,
    rule: rule(jump(to), comment(text)),
  });
  return [
    made("nat", "OUTPUT", "KUBE-SERVICES", "kubernetes service portals"),
    made("nat", "PREROUTING", "KUBE-SERVICES", "kubernetes service portals"),
    made("nat", "POSTROUTING", "KUBE-POSTROUTING", "kubernetes postrouting rules"),
    made("filter", "FORWARD", "KUBE-FORWARD", "kubernetes forwarding rules"),
    made("filter", "INPUT", "KUBE-NODE-PORT", "kubernetes health check rules"),
    made("filter", "INPUT", "KUBE-PROXY-FIREWALL", "kube-proxy firewall rules"),
    made("filter", "FORWARD", "KUBE-PROXY-FIREWALL", "kube-proxy firewall rules"),
    made("filter", "INPUT", "KUBE-IPVS-FILTER", "kubernetes ipvs access filter"),
    made("filter", "OUTPUT", "KUBE-IPVS-OUT-FILTER", "kubernetes ipvs access filter"),
  ];
}

export interface Chains {
  readonly nat: ReadonlyMap<string, readonly Rule[]>;
  readonly filter: ReadonlyMap<string, readonly Rule[]>;
}

type Sides = readonly ("src" | "dst")[];

/** A set with elements gets its rule; `protocol` 0 is any. */
interface SetRule {
  readonly set: IpSetKey;
  readonly table: "nat" | "filter";
  readonly from: string;
  readonly target: Target;
  readonly sides: Sides;
  readonly protocol: number;
}

const DST: Sides = ["dst"];
const PORTAL: Sides = ["dst", "dst"];
const PORTAL_AND_SOURCE: Sides = ["dst", "dst", "src"];
const MARK_MASQ = jump("KUBE-MARK-MASQ");

function setRule(set: IpSetKey, at: Omit<SetRule, "set">): SetRule {
  return { set, ...at };
}

const SET_RULES: readonly SetRule[] = [
  nat("loopBack", "KUBE-POSTROUTING", { kind: "MASQUERADE" }, PORTAL_AND_SOURCE),
  nat("loadBalancer", "KUBE-SERVICES", jump("KUBE-LOAD-BALANCER"), PORTAL),
  nat("loadBalancerLocal", "KUBE-LOAD-BALANCER", RETURN, PORTAL),
  nodePort("nodePortLocalTCP", TCP, RETURN),
  nodePort("nodePortTCP", TCP, MARK_MASQ),
  nodePort("nodePortLocalUDP", UDP, RETURN),
  nodePort("nodePortUDP", UDP, MARK_MASQ),
  nodePort("nodePortLocalSCTP", SCTP, RETURN),
  nodePort("nodePortSCTP", SCTP, MARK_MASQ),
  firewall("loadBalancerFW", "KUBE-PROXY-FIREWALL", jump("KUBE-SOURCE-RANGES-FIREWALL")),
  firewall("loadBalancerSourceCIDR", "KUBE-SOURCE-RANGES-FIREWALL", RETURN),
  firewall("loadBalancerSourceIP", "KUBE-SOURCE-RANGES-FIREWALL", RETURN),
];

// A row of a table: what it is, where, what it does, what it looks at.
function nat(set: IpSetKey, from: string, target: Target, sides: Sides): SetRule {
  return setRule(set, { table: "nat", from, target, sides, protocol: 0 });
}

function nodePort(set: IpSetKey, protocol: number, target: Target): SetRule {
  const sides = protocol === SCTP ? PORTAL : DST;
  return setRule(set, { table: "nat", from: "KUBE-NODE-PORT", target, sides, protocol });
}

function firewall(set: IpSetKey, from: string, target: Target): SetRule {
  const sides = set === "loadBalancerFW" ? PORTAL : PORTAL_AND_SOURCE;
  return setRule(set, { table: "filter", from, target, sides, protocol: 0 });
}

export function chainsFor(state: DesiredState, settings: ProxySettings, family: IpFamily): Chains {
  return new ChainWriter(state, settings, family).write();
}

class ChainWriter {
  readonly #state: DesiredState;
  readonly #settings: ProxySettings;
  readonly #family: IpFamily;
  readonly #nat = new Map<string, Rule[]>(NAT_CHAINS.map((name) => [name, []]));
  readonly #filter = new Map<string, Rule[]>(FILTER_CHAINS.map((name) => [name, []]));

  constructor(state: DesiredState, settings: ProxySettings, family: IpFamily) {
    this.#state = state;
    this.#settings = settings;
    this.#family = family;
  }

  write(): Chains {
    const loopback = cidr(this.#family === 4 ? "127.0.0.0/8" : "::1/128");
    this.#add("nat", "KUBE-SERVICES", rule(RETURN, { kind: "source", cidr: loopback }));
    for (const { set, table, from, target, sides, protocol } of SET_RULES) {
      if (this.#isEmpty(set)) continue;
      const matches: Match[] = protocol === 0 ? [] : [{ kind: "protocol", protocol }];
      this.#add(table, from, rule(target, ...matches, this.#comment(set), this.#set(set, sides)));
    }
    this.#clusterIPs();
    if (!this.#isEmpty("externalIP")) {
      this.#add("nat", "KUBE-SERVICES", rule(MARK_MASQ, this.#comment("externalIP"), this.#set("externalIP", PORTAL)));
      this.#externalIPs("externalIP");
    }
    if (!this.#isEmpty("externalIPLocal")) this.#externalIPs("externalIPLocal");
    this.#add("nat", "KUBE-SERVICES", rule(jump("KUBE-NODE-PORT"), { kind: "addrtype", dstType: "LOCAL" }));
    this.#add("nat", "KUBE-LOAD-BALANCER", rule(MARK_MASQ));
    this.#add("filter", "KUBE-SOURCE-RANGES-FIREWALL", rule(DROP));
    this.#forbidden();
    for (const set of ["clusterIP", "loadBalancer"] as const)
      if (!this.#isEmpty(set)) this.#add("nat", "KUBE-SERVICES", rule(ACCEPT, this.#set(set, PORTAL)));
    this.#forwarding();
    this.#accessFilter();
    this.#masquerade();
    return { nat: this.#nat, filter: this.#filter };
  }

  #add(table: "nat" | "filter", chain: string, made: Rule): void {
    (table === "nat" ? this.#nat : this.#filter).get(chain)?.push(made);
  }

  #isEmpty(set: IpSetKey): boolean {
    return this.#state.sets[set].size === 0;
  }

  #comment(set: IpSetKey): Match {
    return comment(ipSetInfo(set, this.#family).comment);
  }

  #set(set: IpSetKey, dimensions: Sides): Match {
    return { kind: "set", name: ipSetInfo(set, this.#family).name, dimensions };
  }

  /** Who comes from outside the Pods is masqueraded; where that cannot be told, who has a cluster IP as source. */
  #clusterIPs(): void {
    if (this.#isEmpty("clusterIP")) return;
    const { masqueradeAll, podCIDR } = this.#settings;
    const text = this.#comment("clusterIP");
    const made = masqueradeAll
      ? rule(MARK_MASQ, text, this.#set("clusterIP", PORTAL))
      : podCIDR !== null
        ? rule(MARK_MASQ, { kind: "source", cidr: podCIDR, negate: true }, text, this.#set("clusterIP", PORTAL))
        : rule(MARK_MASQ, text, this.#set("clusterIP", ["src", "dst"]));
    this.#add("nat", "KUBE-SERVICES", made);
  }

  #externalIPs(set: "externalIP" | "externalIPLocal"): void {
    const asked = [this.#comment(set), this.#set(set, PORTAL)];
    const fromOutside: Match[] = [
      { kind: "physdev", isIn: false },
      { kind: "addrtype", srcType: "LOCAL", negateSrc: true },
    ];
    this.#add("nat", "KUBE-SERVICES", rule(ACCEPT, ...asked, ...fromOutside));
    this.#add("nat", "KUBE-SERVICES", rule(ACCEPT, ...asked, { kind: "addrtype", dstType: "LOCAL" }));
  }

  #forbidden(): void {
    for (const { ip, port, protocol } of this.#state.forbidden)
      this.#add(
        "filter",
        "KUBE-IPVS-OUT-FILTER",
        rule(DROP, { kind: "source", cidr: hostCidr(ip) }, { kind: "ipvs", address: hostCidr(ip), protocol, port }),
      );
  }

  #forwarding(): void {
    const { masqueradeMark: mark } = this.#settings;
    const text = comment("kubernetes forwarding rules");
    this.#add("filter", "KUBE-FORWARD", rule(ACCEPT, text, { kind: "mark", value: mark, mask: mark }));
    const known: Match = { kind: "conntrack", states: ["RELATED", "ESTABLISHED"] };
    this.#add("filter", "KUBE-FORWARD", rule(ACCEPT, comment("kubernetes forwarding conntrack rule"), known));
  }

  /** Nothing but Services is reached at the addresses of the dummy device: neither a ping nor a server of the node. */
  #accessFilter(): void {
    const healthCheck = this.#set("healthCheckNodePort", DST);
    this.#add("filter", "KUBE-NODE-PORT", rule(ACCEPT, this.#comment("healthCheckNodePort"), healthCheck));
    for (const set of ["loadBalancer", "clusterIP", "externalIP", "externalIPLocal"] as const)
      this.#add("filter", "KUBE-IPVS-FILTER", rule(RETURN, this.#set(set, PORTAL)));
    this.#add("filter", "KUBE-IPVS-FILTER", rule(RETURN, healthCheck));
    this.#add("filter", "KUBE-IPVS-FILTER", rule(REJECT, isNew(), this.#set("ipvsIPs", DST)));
  }

  #masquerade(): void {
    const { masqueradeMark: mark, randomFully } = this.#settings;
    const unmarked: Match = { kind: "mark", value: mark, mask: mark, negate: true };
    this.#add("nat", "KUBE-POSTROUTING", rule(RETURN, unmarked));
    this.#add("nat", "KUBE-POSTROUTING", rule(xorMark(mark)));
    const masquerade: Target = randomFully ? { kind: "MASQUERADE", randomFully: true } : { kind: "MASQUERADE" };
    this.#add("nat", "KUBE-POSTROUTING", rule(masquerade, comment("kubernetes service traffic requiring SNAT")));
    this.#add("nat", "KUBE-MARK-MASQ", rule(orMark(mark)));
  }
}
