/**
 * The rules of one Service port: from its addresses into KUBE-SVC-, KUBE-SVL- and KUBE-EXT-, from those to one of
 * the endpoints by chance or by habit, and there the DNAT.
 *
 * Models: pkg/proxy/iptables/proxier.go syncProxyRules (the loop over Services), writeServiceToEndpointRules
 * SIMPLIFIED: no large-cluster mode: every rule has its comment and stale chains go at once.
 */
import { cidr, contains, hostCidr } from "../../../core/ip.ts";
import type { Match, Rule, Target } from "../../../net/netfilter/rule.ts";
import type { EndpointChoice, ProxyEndpoint } from "../endpoints.ts";
import type { ProxySettings } from "../proxy-settings.ts";
import {
  isExternallyAccessible,
  type ServicePort,
  usesClusterEndpoints,
  usesLocalEndpoints,
} from "../service-ports.ts";
import { type ChainNames, chainNamesOf, endpointChainName } from "./chain-names.ts";
import {
  ACCEPT,
  COUNT_ONLY,
  comment,
  DROP,
  destinationPort,
  from,
  fromLocalAddress,
  jump,
  notFrom,
  protocol,
  REJECT,
  ruleOf,
  to,
  toLocalAddress,
} from "./rule-parts.ts";

/** What one Service port adds to the shared chains, and the chains of its own. Tables get copies of the rules. */
export interface ServiceRules {
  readonly natServices: Rule[];
  readonly natNodePorts: Rule[];
  readonly filterServices: Rule[];
  readonly filterExternalServices: Rule[];
  readonly filterNodePorts: Rule[];
  readonly filterProxyFirewall: Rule[];
  readonly natChains: Map<string, Rule[]>;
  /** Of all of those together. */
  chainRuleCount: number;
}

const LOOPBACK = cidr("127.0.0.0/8");
const MARK_MASQ = jump("KUBE-MARK-MASQ");

export function serviceRules(port: ServicePort, choice: EndpointChoice, settings: ProxySettings): ServiceRules {
  return new Writer(port, choice, settings).write();
}

class Writer {
  readonly #port: ServicePort;
  readonly #choice: EndpointChoice;
  readonly #settings: ProxySettings;
  readonly #names: ChainNames;
  /** What many of the rules have in common: a Service of a thousand endpoints has thousands of them. */
  readonly #origin: string;
  readonly #comment: Match;
  readonly #protocol: Match;
  readonly #bareModule: Match;
  readonly #endpointChains = new Map<string, string>();
  readonly #out: ServiceRules = {
    natServices: [],
    natNodePorts: [],
    filterServices: [],
    filterExternalServices: [],
    filterNodePorts: [],
    filterProxyFirewall: [],
    natChains: new Map(),
    chainRuleCount: 0,
  };

  constructor(port: ServicePort, choice: EndpointChoice, settings: ProxySettings) {
    this.#port = port;
    this.#choice = choice;
    this.#settings = settings;
    this.#names = chainNamesOf(port.name, port.protocol.toLowerCase());
    this.#origin = ["Service", port.name].join(" ");
    this.#comment = comment(port.name);
    this.#protocol = protocol(port.protocol);
    this.#bareModule = destinationPort(port.protocol);
  }

  write(): ServiceRules {
    const internal = this.#port.isInternalLocal ? this.#choice.local : this.#choice.cluster;
    const external = this.#port.isExternalLocal ? this.#choice.local : this.#choice.cluster;
    this.#clusterIP(internal.length > 0);
    this.#externalAddresses(external.length > 0);
    this.#nodePort(external.length > 0);
    if (this.#usesFirewall) this.#firewall();
    if (this.#choice.hasAny && isExternallyAccessible(this.#port)) this.#externalChain(external.length > 0);
    this.#policyChains();
    for (const endpoint of this.#choice.reachable) this.#endpoint(endpoint);
    const { natChains } = this.#out;
    for (const [chain, rules] of natChains) {
      natChains.set(chain, rules.slice());
      this.#out.chainRuleCount += rules.length;
    }
    return this.#out;
  }

  get #usesFirewall(): boolean {
    const { sourceRanges, loadBalancerIPs } = this.#port;
    return sourceRanges.length > 0 && loadBalancerIPs.length > 0 && this.#choice.hasAny;
  }

  #clusterIP(isServed: boolean): void {
    const { name, clusterIP, port } = this.#port;
    const address = [to(clusterIP), protocol(this.#port.protocol)];
    const dport = destinationPort(this.#port.protocol, port);
    const text = comment(`${name} cluster IP`);
    if (!isServed) {
      this.#out.filterServices.push(this.#refusal([...address], dport));
      return;
    }
    const chain = this.#port.isInternalLocal ? this.#names.local : this.#names.cluster;
    this.#out.natServices.push(this.#rule(jump(chain), [...address, text, dport]));
    const { masqueradeAll, podCIDR } = this.#settings;
    if (masqueradeAll) this.#add(chain, MARK_MASQ, [...address, text, dport]);
    else if (podCIDR !== null) this.#add(chain, MARK_MASQ, [notFrom(podCIDR), ...address, text, dport]);
  }

  #externalAddresses(isServed: boolean): void {
    const { name, externalIPs, loadBalancerIPs, port } = this.#port;
    const { external, firewall } = this.#names;
    const dport = destinationPort(this.#port.protocol, port);
    const addressed = [
      ...externalIPs.map((ip) => ({ ip, what: "external IP", chain: external })),
      ...loadBalancerIPs.map((ip) => ({
        ip,
        what: "loadbalancer IP",
        chain: this.#usesFirewall ? firewall : external,
      })),
    ];
    for (const { ip, what, chain } of addressed) {
      const address = [to(ip), protocol(this.#port.protocol)];
      if (this.#choice.hasAny)
        this.#out.natServices.push(this.#rule(jump(chain), [...address, comment(`${name} ${what}`), dport]));
      if (!isServed) this.#out.filterExternalServices.push(this.#refusal(address, dport));
      if (chain === firewall)
        this.#out.filterProxyFirewall.push(
          this.#rule(DROP, [...address, comment(`${name} traffic not accepted by ${firewall}`), dport]),
        );
    }
  }

  #nodePort(isServed: boolean): void {
    const { name, nodePort, healthCheckNodePort } = this.#port;
    const { accounting, localhostNodePorts } = this.#settings;
    if (nodePort !== 0) {
      const tcp = protocol(this.#port.protocol);
      const dport = destinationPort(this.#port.protocol, nodePort);
      const chain = jump(this.#names.external);
      if (this.#choice.hasAny) {
        const isV4 = typeof this.#port.clusterIP === "number";
        if (isV4 && localhostNodePorts && accounting.localhostNodePorts)
          this.#out.natNodePorts.push(
            this.#rule(chain, [
              { kind: "destination", cidr: LOOPBACK },
              tcp,
              comment(name),
              dport,
              { kind: "nfacct", name: "localhost_nps_accepted_pkts" },
            ]),
          );
        this.#out.natNodePorts.push(this.#rule(chain, [tcp, comment(name), dport]));
      }
      if (!isServed) this.#out.filterExternalServices.push(this.#refusal([tcp], dport, toLocalAddress()));
    }
    if (healthCheckNodePort !== 0)
      this.#out.filterNodePorts.push(
        this.#rule(ACCEPT, [
          protocol("TCP"),
          comment(`${name} health check node port`),
          destinationPort("TCP", healthCheckNodePort),
        ]),
      );
  }

  /** REJECT when nobody serves it anywhere; DROP when somebody does, only not here. */
  #refusal(address: readonly Match[], dport: Match, extra?: Match): Rule {
    const { hasAny } = this.#choice;
    const text = comment(`${this.#port.name} has no ${hasAny ? "local " : ""}endpoints`);
    return this.#rule(hasAny ? DROP : REJECT, [...address, text, ...(extra === undefined ? [] : [extra]), dport]);
  }

  #externalChain(isServed: boolean): void {
    const { name, isExternalLocal } = this.#port;
    const { external, cluster, local } = this.#names;
    if (isExternalLocal) {
      const { podCIDR } = this.#settings;
      if (podCIDR !== null)
        this.#add(external, jump(cluster), [from(podCIDR), comment(`pod traffic for ${name} external destinations`)]);
      const destinations = `LOCAL traffic for ${name} external destinations`;
      this.#add(external, MARK_MASQ, [comment(`masquerade ${destinations}`), fromLocalAddress()]);
      this.#add(external, jump(cluster), [comment(`route ${destinations}`), fromLocalAddress()]);
    } else this.#add(external, MARK_MASQ, [comment(`masquerade traffic for ${name} external destinations`)]);
    if (isServed) this.#add(external, jump(isExternalLocal ? local : cluster), []);
  }

  #firewall(): void {
    const { name, sourceRanges, loadBalancerIPs } = this.#port;
    const { firewall, external } = this.#names;
    const text = comment(`${name} loadbalancer IP`);
    for (const range of sourceRanges) this.#add(firewall, jump(external), [from(range), text]);
    const allowsNode = sourceRanges.some((range) => this.#settings.nodeIPs.some((ip) => contains(range, ip)));
    if (allowsNode) for (const ip of loadBalancerIPs) this.#add(firewall, jump(external), [from(hostCidr(ip)), text]);
    this.#add(firewall, COUNT_ONLY, [comment(`other traffic to ${name} will be dropped by KUBE-PROXY-FIREWALL`)]);
  }

  #policyChains(): void {
    const { cluster, local } = this.#choice;
    if (cluster.length > 0 && usesClusterEndpoints(this.#port)) this.#spread(this.#names.cluster, cluster);
    if (local.length > 0 && usesLocalEndpoints(this.#port)) this.#spread(this.#names.local, local);
  }

  /** Each rule takes 1/n of what the rules before it have left, and the last one all of it. */
  #spread(chain: string, endpoints: readonly ProxyEndpoint[]): void {
    const { name, affinityTimeoutSec } = this.#port;
    if (affinityTimeoutSec > 0)
      for (const endpoint of endpoints) {
        const target = this.#endpointChain(endpoint);
        this.#add(chain, jump(target), [
          comment(`${name} -> ${endpoint.text}`),
          {
            kind: "recent",
            mode: "rcheck",
            name: target,
            side: "rsource",
            seconds: affinityTimeoutSec,
            reap: true,
          },
        ]);
      }
    endpoints.forEach((endpoint, i) => {
      const left = endpoints.length - i;
      const matches: Match[] = [comment(`${name} -> ${endpoint.text}`)];
      if (left > 1) matches.push({ kind: "statistic-random", probability: probability(left) });
      this.#add(chain, jump(this.#endpointChain(endpoint)), matches);
    });
  }

  #endpoint(endpoint: ProxyEndpoint): void {
    const { affinityTimeoutSec } = this.#port;
    const chain = this.#endpointChain(endpoint);
    this.#add(chain, MARK_MASQ, [from(hostCidr(endpoint.ip)), this.#comment]);
    const matches: Match[] = [this.#protocol, this.#comment];
    if (affinityTimeoutSec > 0) matches.push({ kind: "recent", mode: "set", name: chain, side: "rsource" });
    matches.push(this.#bareModule);
    this.#add(
      chain,
      { kind: "DNAT", to: { fromIp: endpoint.ip, toIp: endpoint.ip, fromPort: endpoint.port, toPort: endpoint.port } },
      matches,
    );
  }

  #endpointChain(endpoint: ProxyEndpoint): string {
    let chain = this.#endpointChains.get(endpoint.text);
    if (chain === undefined) {
      chain = endpointChainName(this.#port.name, this.#port.protocol.toLowerCase(), endpoint.text);
      this.#endpointChains.set(endpoint.text, chain);
    }
    return chain;
  }

  #add(chain: string, target: Target, matches: readonly Match[]): void {
    const made = this.#rule(target, matches);
    const rules = this.#out.natChains.get(chain);
    if (rules === undefined) this.#out.natChains.set(chain, [made]);
    else rules.push(made);
  }

  #rule(target: Target, matches: readonly Match[]): Rule {
    return ruleOf(this.#origin, target, matches);
  }
}

/** kube-proxy writes ten digits, so 1/3 is 0.3333333333. */
function probability(endpoints: number): number {
  return Math.round(1e10 / endpoints) / 1e10;
}
