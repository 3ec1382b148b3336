/**
 * What all Services of a cluster together want of one node's kernel in ipvs mode: virtual servers with their real
 * servers, the addresses that the dummy device holds, and the elements of the sets.
 *
 * Models: pkg/proxy/ipvs/proxier.go syncProxyRules (the loop over Services), syncEndpoint
 */
import { contains, hostCidr, type Ip } from "../../../core/ip.ts";
import type { ServiceKey } from "../../../net/ipvs/virtual-service.ts";
import { formatEntry, type IpSetEntry } from "../../../net/netfilter/ip-set-entry.ts";
import { SCTP, TCP, UDP } from "../../../net/packet.ts";
import { chooseEndpoints, type EndpointChoice, isOn, type ProxyEndpoint, type ProxyNode } from "../endpoints.ts";
import type { ProxySettings } from "../proxy-settings.ts";
import type { ProxyProtocol, ServicePort } from "../service-ports.ts";
import type { ServiceEntry } from "../service-table.ts";
import { IP_SET_KEYS, type IpSetKey } from "./ip-set-list.ts";

const NUMBERS: Readonly<Record<ProxyProtocol, number>> = { TCP, UDP, SCTP };

export interface DesiredServer {
  readonly key: ServiceKey;
  readonly persistentSec: number;
  readonly endpoints: readonly ProxyEndpoint[];
}

/** A load balancer's address that the node itself must not reach, as its source ranges leave it out. */
export interface ForbiddenFromNode {
  readonly ip: Ip;
  readonly port: number;
  readonly protocol: number;
}

export interface DesiredState {
  readonly servers: readonly DesiredServer[];
  readonly addresses: ReadonlySet<Ip>;
  readonly sets: Readonly<Record<IpSetKey, ReadonlyMap<string, IpSetEntry>>>;
  readonly forbidden: readonly ForbiddenFromNode[];
}

export interface DesiredOptions {
  readonly node: ProxyNode;
  readonly settings: ProxySettings;
  /** All addresses of the node but those of the dummy device and loopback. */
  readonly nodeAddresses: readonly Ip[];
}

export function desiredState(entries: readonly ServiceEntry[], options: DesiredOptions): DesiredState {
  const collector = new Collector(options);
  for (const entry of entries) collector.service(entry);
  return collector.result();
}

class Collector {
  readonly #options: DesiredOptions;
  readonly #nodePortIPs: readonly Ip[];
  readonly #servers: DesiredServer[] = [];
  readonly #addresses = new Set<Ip>();
  readonly #sets: Record<IpSetKey, Map<string, IpSetEntry>>;
  readonly #forbidden: ForbiddenFromNode[] = [];

  constructor(options: DesiredOptions) {
    this.#options = options;
    const ranges = options.settings.nodePortAddresses;
    this.#nodePortIPs =
      ranges.length === 0
        ? options.nodeAddresses
        : options.nodeAddresses.filter((ip) => ranges.some((range) => contains(range, ip)));
    this.#sets = Object.fromEntries(IP_SET_KEYS.map((key) => [key, new Map()])) as Record<
      IpSetKey,
      Map<string, IpSetEntry>
    >;
  }

  result(): DesiredState {
    for (const ip of this.#addresses) this.#put("ipvsIPs", { cidr: hostCidr(ip) });
    return { servers: this.#servers, addresses: this.#addresses, sets: this.#sets, forbidden: this.#forbidden };
  }

  service({ port, endpoints }: ServiceEntry): void {
    const choice = chooseEndpoints(endpoints, port, this.#options.node);
    const protocol = NUMBERS[port.protocol];
    for (const endpoint of endpoints) {
      if (!isOn(endpoint, this.#options.node)) continue;
      const own = hostCidr(endpoint.ip);
      this.#put("loopBack", { cidr: own, port: endpoint.port, protocol, second: own });
    }
    this.#put("clusterIP", this.#portal(port.clusterIP, port));
    this.#server(port, {
      ip: port.clusterIP,
      number: port.port,
      endpoints: endpointsFor(choice, port.isInternalLocal),
    });
    this.#addresses.add(port.clusterIP);
    for (const ip of port.externalIPs) {
      this.#put(port.isExternalLocal ? "externalIPLocal" : "externalIP", this.#portal(ip, port));
      this.#external(port, ip, choice);
    }
    for (const ip of port.loadBalancerIPs) this.#loadBalancer(port, ip, choice);
    if (port.nodePort !== 0) this.#nodePort(port, choice);
    if (port.healthCheckNodePort !== 0)
      this.#put("healthCheckNodePort", { cidr: null, port: port.healthCheckNodePort });
  }

  #loadBalancer(port: ServicePort, ip: Ip, choice: EndpointChoice): void {
    const portal = this.#portal(ip, port);
    this.#put("loadBalancer", portal);
    if (port.isExternalLocal) this.#put("loadBalancerLocal", portal);
    if (port.sourceRanges.length > 0) {
      this.#put("loadBalancerFW", portal);
      for (const range of port.sourceRanges) this.#put("loadBalancerSourceCIDR", { ...portal, second: range });
      const [nodeIP] = this.#options.settings.nodeIPs;
      if (nodeIP !== undefined && port.sourceRanges.some((range) => contains(range, nodeIP)))
        this.#put("loadBalancerSourceIP", { ...portal, second: hostCidr(ip) });
      else this.#forbidden.push({ ip, port: port.port, protocol: NUMBERS[port.protocol] });
    }
    this.#external(port, ip, choice);
  }

  /** An address that another device of the node has already is not put on the dummy device. */
  #external(port: ServicePort, ip: Ip, choice: EndpointChoice): void {
    this.#server(port, { ip, number: port.port, endpoints: endpointsFor(choice, port.isExternalLocal) });
    if (!this.#options.nodeAddresses.includes(ip)) this.#addresses.add(ip);
  }

  #nodePort(port: ServicePort, choice: EndpointChoice): void {
    if (this.#nodePortIPs.length === 0) return;
    const number = port.nodePort;
    if (port.protocol === "SCTP")
      for (const ip of this.#nodePortIPs) {
        const entry = { cidr: hostCidr(ip), port: number, protocol: SCTP };
        this.#put("nodePortSCTP", entry);
        if (port.isExternalLocal) this.#put("nodePortLocalSCTP", entry);
      }
    else {
      this.#put(`nodePort${port.protocol}`, { cidr: null, port: number });
      if (port.isExternalLocal) this.#put(`nodePortLocal${port.protocol}`, { cidr: null, port: number });
    }
    for (const ip of this.#nodePortIPs)
      this.#server(port, { ip, number, endpoints: endpointsFor(choice, port.isExternalLocal) });
  }

  #portal(ip: Ip, { port, protocol }: ServicePort): IpSetEntry {
    return { cidr: hostCidr(ip), port, protocol: NUMBERS[protocol] };
  }

  #server(
    port: ServicePort,
    at: { readonly ip: Ip; readonly number: number; readonly endpoints: readonly ProxyEndpoint[] },
  ): void {
    const key = { fwmark: 0, protocol: NUMBERS[port.protocol], address: at.ip, port: at.number };
    this.#servers.push({ key, persistentSec: port.affinityTimeoutSec, endpoints: at.endpoints });
  }

  #put(key: IpSetKey, entry: IpSetEntry): void {
    this.#sets[key].set(formatEntry(entry), entry);
  }
}

/** With the policy Local and none here, those elsewhere are used: clients on this node are to reach the Service. */
function endpointsFor({ cluster, local }: EndpointChoice, isLocal: boolean): readonly ProxyEndpoint[] {
  return isLocal && local.length > 0 ? local : cluster;
}
