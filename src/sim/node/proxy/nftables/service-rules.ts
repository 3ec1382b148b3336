/**
 * What one Service port adds to kube-proxy's table: elements of the shared maps, which lead into chains of its own,
 * and there the choice among its endpoints.
 *
 * Models: pkg/proxy/nftables/proxier.go syncProxyRules (the loop over Services), writeServiceToEndpointRules
 */
import { type Cidr, contains, hostCidr, type Ip } from "../../../core/ip.ts";
import {
  type Element,
  type NftRule,
  type NftVerdict,
  nftRule,
  type Selector,
  type Statement,
} from "../../../net/nftables/expression.ts";
import {
  addressLiteral,
  anonymous,
  element,
  ipField,
  is,
  isIn,
  isNoneOf,
  isWithin,
  L4PROTO,
  lead,
  leadTo,
  portLiteral,
  random,
  setMark,
  value,
  values,
  verdict,
} from "../../../net/nftables/parts.ts";
import { SCTP, TCP, UDP } from "../../../net/packet.ts";
import { type EndpointChoice, isOn, type ProxyEndpoint } from "../endpoints.ts";
import type { ProxySettings } from "../proxy-settings.ts";
import {
  isExternallyAccessible,
  type ServicePort,
  usesClusterEndpoints,
  usesLocalEndpoints,
} from "../service-ports.ts";
import { endpointNamesOf, type NftNames, nftNamesOf } from "./chain-names.ts";
import type { ContainerName, WantedElement } from "./containers.ts";

export interface ServiceParts {
  readonly elements: readonly WantedElement[];
  /** In the order in which they are made. */
  readonly chains: ReadonlyMap<string, readonly NftRule[]>;
  /** With their timeouts in seconds. */
  readonly affinitySets: ReadonlyMap<string, number>;
}

const NUMBERS = { TCP, UDP, SCTP } as const;
const REJECT = leadTo("goto", "reject-chain");
const LOCAL_SOURCE: Selector = { kind: "fib", keys: ["saddr"], result: "type", type: "fib_addrtype" };
const LOCAL = 2;

export function serviceParts(port: ServicePort, choice: EndpointChoice, settings: ProxySettings): ServiceParts {
  return new Writer(port, choice, settings).write();
}

class Writer {
  readonly #port: ServicePort;
  readonly #choice: EndpointChoice;
  readonly #settings: ProxySettings;
  readonly #names: NftNames;
  readonly #origin: string;
  readonly #family: 4 | 6;
  readonly #elements: WantedElement[] = [];
  readonly #chains = new Map<string, NftRule[]>();
  readonly #affinitySets = new Map<string, number>();

  constructor(port: ServicePort, choice: EndpointChoice, settings: ProxySettings) {
    this.#port = port;
    this.#choice = choice;
    this.#settings = settings;
    this.#names = nftNamesOf(port);
    this.#origin = `Service ${port.name}`;
    this.#family = typeof port.clusterIP === "number" ? 4 : 6;
  }

  write(): ServiceParts {
    const { cluster, local, reachable } = this.#choice;
    this.#makeChains();
    this.#addElements();
    if (this.#hasExternalChain) this.#externalChain();
    if (this.#usesFirewall) this.#firewall();
    if (this.#chains.has(this.#names.cluster)) this.#spread(this.#names.cluster, cluster);
    if (this.#chains.has(this.#names.local)) this.#spread(this.#names.local, local);
    if (this.#isSticky) for (const endpoint of reachable) this.#endpoint(endpoint);
    return { elements: this.#elements, chains: this.#chains, affinitySets: this.#affinitySets };
  }

  get #isSticky(): boolean {
    return this.#port.affinityTimeoutSec > 0;
  }

  get #hasExternalChain(): boolean {
    return this.#choice.hasAny && isExternallyAccessible(this.#port);
  }

  get #usesFirewall(): boolean {
    return this.#port.loadBalancerIPs.length > 0 && this.#port.sourceRanges.length > 0;
  }

  #makeChains(): void {
    const { cluster, local, reachable } = this.#choice;
    const port = this.#port;
    if (this.#isSticky) for (const endpoint of reachable) this.#chains.set(endpointNamesOf(port, endpoint).chain, []);
    if (cluster.length > 0 && usesClusterEndpoints(port)) this.#chains.set(this.#names.cluster, []);
    if (local.length > 0 && usesLocalEndpoints(port)) this.#chains.set(this.#names.local, []);
    if (this.#hasExternalChain) this.#chains.set(this.#names.external, []);
    if (this.#usesFirewall) this.#chains.set(this.#names.firewall, []);
  }

  #addElements(): void {
    const { isInternalLocal, isExternalLocal, clusterIP, externalIPs, loadBalancerIPs, nodePort } = this.#port;
    const { hasAny, local, reachable } = this.#choice;
    const servesInternal = hasAny && (!isInternalLocal || local.length > 0);
    const servesExternal = hasAny && (!isExternalLocal || local.length > 0);
    const refusal: NftVerdict = hasAny ? { kind: "drop" } : REJECT;
    const external = leadTo("goto", this.#names.external);
    this.#want("cluster-ips", element(value(clusterIP)));
    if (servesInternal)
      this.#target("service-ips", clusterIP, leadTo("goto", isInternalLocal ? this.#names.local : this.#names.cluster));
    else this.#target("no-endpoint-services", clusterIP, refusal);
    for (const ip of [...externalIPs, ...loadBalancerIPs]) {
      if (hasAny) this.#target("service-ips", ip, external);
      if (!servesExternal) this.#target("no-endpoint-services", ip, refusal);
    }
    if (this.#usesFirewall)
      for (const ip of loadBalancerIPs) this.#target("firewall-ips", ip, leadTo("goto", this.#names.firewall));
    if (nodePort !== 0) {
      if (hasAny) this.#nodePort("service-nodeports", external);
      if (!servesExternal) this.#nodePort("no-endpoint-nodeports", refusal);
    }
    for (const endpoint of reachable)
      if (isOn(endpoint, this.#choice.node)) {
        const { ip, port } = endpoint;
        this.#want("hairpin-connections", element(values(ip, ip, this.#protocol, port)));
      }
  }

  get #protocol(): number {
    return NUMBERS[this.#port.protocol];
  }

  #want(container: ContainerName, wanted: Element): void {
    this.#elements.push({ container, element: wanted });
  }

  #target(container: "service-ips" | "no-endpoint-services" | "firewall-ips", ip: Ip, to: NftVerdict): void {
    const comment = container === "no-endpoint-services" ? this.#port.name : null;
    this.#want(container, element(values(ip, this.#protocol, this.#port.port), to, comment, this.#origin));
  }

  #nodePort(container: "service-nodeports" | "no-endpoint-nodeports", to: NftVerdict): void {
    const comment = container === "no-endpoint-nodeports" ? this.#port.name : null;
    this.#want(container, element(values(this.#protocol, this.#port.nodePort), to, comment, this.#origin));
  }

  #externalChain(): void {
    const { external, cluster, local } = this.#names;
    const { podCIDR, masqueradeMark } = this.#settings;
    const mark = setMark("|", masqueradeMark);
    if (!this.#port.isExternalLocal) {
      this.#add(external, [mark], "masquerade");
      this.#add(external, [lead("goto", cluster)]);
      return;
    }
    if (podCIDR !== null && (typeof podCIDR.base === "number") === (this.#family === 4))
      this.#add(
        external,
        [isWithin(ipField(this.#family, "saddr"), podCIDR), lead("goto", cluster)],
        "short-circuit pod traffic",
      );
    this.#add(external, [is(LOCAL_SOURCE, LOCAL), mark], "masquerade local traffic");
    this.#add(external, [is(LOCAL_SOURCE, LOCAL), lead("goto", cluster)], "short-circuit local traffic");
    if (this.#choice.local.length > 0) this.#add(external, [lead("goto", local)]);
  }

  #firewall(): void {
    const { sourceRanges, loadBalancerIPs } = this.#port;
    const allowsNode = sourceRanges.some((range) => this.#settings.nodeIPs.some((ip) => contains(range, ip)));
    const sources: Cidr[] = [...sourceRanges, ...(allowsNode ? loadBalancerIPs.map(hostCidr) : [])];
    const type = this.#family === 4 ? "ipv4_addr" : "ipv6_addr";
    this.#add(this.#names.firewall, [isNoneOf(ipField(this.#family, "saddr"), sources, type), verdict("drop")]);
  }

  /** To each with the same chance; with affinity first to where the client has been. */
  #spread(chain: string, endpoints: readonly ProxyEndpoint[]): void {
    const count = endpoints.length;
    if (this.#isSticky) {
      const names = endpoints.map((endpoint) => endpointNamesOf(this.#port, endpoint));
      for (const { affinitySet, chain: to } of names)
        this.#add(chain, [isIn(ipField(this.#family, "saddr"), affinitySet), lead("goto", to)]);
      const choices = names.map((each, i) => element(value(i), leadTo("goto", each.chain)));
      this.#add(chain, [{ kind: "vmap", key: random(count), map: anonymous(["integer"], choices, ["verdict"]) }]);
      return;
    }
    const address = this.#family === 4 ? "ipv4_addr" : "ipv6_addr";
    const choices = endpoints.map(({ ip, port }, i) => element(value(i), values(ip, port)));
    const map = anonymous(["integer"], choices, [address, "inet_service"]);
    this.#add(chain, [
      is(L4PROTO, this.#protocol),
      {
        kind: "dnat",
        family: this.#family === 4 ? "ip" : "ip6",
        address: { kind: "map", key: random(count), map },
      },
    ]);
  }

  #endpoint(endpoint: ProxyEndpoint): void {
    const { chain, affinitySet } = endpointNamesOf(this.#port, endpoint);
    this.#affinitySets.set(affinitySet, this.#port.affinityTimeoutSec);
    const key = ipField(this.#family, "saddr");
    this.#add(chain, [{ kind: "update", operation: "update", set: affinitySet, key }]);
    const address = addressLiteral(endpoint.ip);
    this.#add(chain, [is(L4PROTO, this.#protocol), { kind: "dnat", address, port: portLiteral(endpoint.port) }]);
  }

  #add(chain: string, statements: readonly Statement[], comment: string | null = null): void {
    const made = nftRule(statements, comment, this.#origin);
    const rules = this.#chains.get(chain);
    if (rules === undefined) this.#chains.set(chain, [made]);
    else rules.push(made);
  }
}
