/**
 * The network that an Amazon cluster is in: subnets in several zones, the gateway to the Internet that translates public
 * addresses to private ones one to one, and the control plane's interfaces, which nobody can log in to.
 *
 * Models: Amazon VPC (internet gateway, Elastic IP addresses), Amazon EKS (cluster network interfaces)
 * SIMPLIFIED: every subnet is public; a load balancer of the network sort rewrites at the gateway; security groups are
 * the gateway's rules.
 */

import type { Clock } from "../../../core/clock.ts";
import { type Cidr, cidr, contains, formatIp, hostCidr, type Ip, ip, nthOf } from "../../../core/ip.ts";
import type { Prng } from "../../../core/prng.ts";
import type { Device } from "../../../net/device.ts";
import { createPhysical, type Segment } from "../../../net/link/segment.ts";
import { VirtualNetwork } from "../../../net/link/virtual-network.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import { createRule, type Match, type Rule, type Target } from "../../../net/netfilter/rule.ts";
import type { Network } from "../../../net/network.ts";
import { TCP } from "../../../net/packet.ts";
import type { VpcProfile } from "../../profiles/profile.ts";

export interface VpcOptions {
  readonly network: Network;
  readonly clock: Clock;
  readonly prng: Prng;
  readonly profile: VpcProfile;
  readonly uplink: Segment;
}

/** Where the provider's public addresses are taken from, and the gateway's place on the Internet. */
const PUBLIC = cidr("198.51.100.0/24");
const GATEWAY = "203.0.113.200";
const LOGIN_PORT = 22;
const ROUTER = "203.0.113.1";

interface Mapping {
  readonly publicIP: Ip;
  readonly privateIP: Ip;
}

export class Vpc {
  readonly lan: VirtualNetwork;
  readonly range: Cidr;
  readonly profile: VpcProfile;
  readonly controlPlane: NetNamespace;
  readonly #network: Network;
  readonly #gateway: NetNamespace;
  readonly #mappings = new Map<Ip, Mapping>();
  /** Rules for packets to what balances at the gateway, and what those may reach, by owner. */
  readonly #extra = new Map<string, { readonly nat: readonly Rule[]; readonly admitted: readonly Rule[] }>();
  #nextPublic = 11;

  constructor({ network, clock, prng, profile, uplink }: VpcOptions) {
    this.#network = network;
    this.profile = profile;
    this.range = cidr(profile.cidr);
    this.lan = new VirtualNetwork({
      clock,
      prng,
      subnets: profile.subnets.map((subnet) => cidr(subnet.cidr)),
      routerMac: network.nextMac(),
    });
    this.#gateway = this.#openGateway(uplink);
    this.controlPlane = network.createNamespace({ name: "control-plane" });
    this.join(this.controlPlane, "eth0", ip(profile.controlPlaneIP));
    for (const { ip: address } of profile.reserved) this.lan.reserve(ip(address));
  }

  /** The rest of the world learns the way here, and goes on to lose what is for nobody. */
  meet(internet: NetNamespace): void {
    internet.sysctls.ipForward = true;
    internet.routes.add({ dst: PUBLIC, via: ip(GATEWAY) });
    internet.routes.add({ dst: cidr("0.0.0.0/0"), type: "blackhole" });
  }

  /** A device in the subnet of the address, which it holds. */
  join(namespace: NetNamespace, name: string, address: Ip): Device {
    const device = createPhysical(namespace, name, { segment: this.lan, mtu: 9001 });
    const subnet = this.lan.subnetOf(address) as Cidr;
    namespace.addAddress(device, `${formatIp(address)}/${subnet.bits}`);
    namespace.routes.add({ dst: cidr("0.0.0.0/0"), via: nthOf(subnet, 1), device });
    this.lan.assign(address, device);
    return device;
  }

  createNamespace(name: string): NetNamespace {
    return this.#network.createNamespace({ name });
  }

  zoneOf(address: string): string {
    return this.profile.subnets.find((subnet) => contains(cidr(subnet.cidr), ip(address)))?.zone ?? "";
  }

  freeAddress(zone: string): Ip | null {
    const subnet = this.profile.subnets.find((one) => one.zone === zone);
    return subnet === undefined ? null : this.lan.freeAddress(cidr(subnet.cidr));
  }

  /** A public address for a private one; null when there is none left. */
  publish(privateIP: Ip): Ip | null {
    if (this.#nextPublic > 250) return null;
    const publicIP = nthOf(PUBLIC, this.#nextPublic++);
    this.#mappings.set(privateIP, { publicIP, privateIP });
    this.#write();
    return publicIP;
  }

  /** An instance that people may log in to from anywhere: public, with port 22 open in its security group. */
  publishInstance(privateIP: Ip): void {
    this.publish(privateIP);
    const dport = { from: LOGIN_PORT, to: LOGIN_PORT };
    const matches: Match[] = [
      { kind: "destination", cidr: hostCidr(privateIP) },
      { kind: "protocol", protocol: TCP },
      { kind: "tcp", dport },
    ];
    this.setRules(`instance ${formatIp(privateIP)}`, [], [rule(matches, { kind: "ACCEPT" })]);
  }

  /** A public address that is nobody's own: what comes to it is balanced at the gateway. */
  takePublic(): Ip | null {
    return this.#nextPublic > 250 ? null : nthOf(PUBLIC, this.#nextPublic++);
  }

  publicOf(privateIP: Ip): Ip | null {
    return this.#mappings.get(privateIP)?.publicIP ?? null;
  }

  /** The public address as text. */
  addressOf(privateIP: string): string | undefined {
    const found = this.publicOf(ip(privateIP));
    return found === null ? undefined : formatIp(found);
  }

  unpublish(privateIP: Ip): void {
    this.#mappings.delete(privateIP);
    this.#write();
  }

  /** What somebody wants translated, and admitted, at the gateway; empty lists take it away. */
  setRules(owner: string, nat: readonly Rule[], admitted: readonly Rule[]): void {
    if (nat.length === 0 && admitted.length === 0) this.#extra.delete(owner);
    else this.#extra.set(owner, { nat, admitted });
    this.#write();
  }

  #openGateway(uplink: Segment): NetNamespace {
    const gateway = this.#network.createNamespace({ name: "internet-gateway" });
    const inside = createPhysical(gateway, "eth0", { segment: this.lan, mtu: 9001 });
    this.lan.gateway = inside;
    const outside = createPhysical(gateway, "eth1", { segment: uplink });
    gateway.addAddress(outside, `${GATEWAY}/24`);
    gateway.routes.add({ dst: cidr("0.0.0.0/0"), via: ip(ROUTER), device: outside });
    for (const { cidr: subnet } of this.profile.subnets)
      gateway.routes.add({ dst: cidr(subnet), device: inside, scope: "link" });
    gateway.routes.add({ dst: PUBLIC, type: "blackhole" });
    gateway.sysctls.ipForward = true;
    return gateway;
  }

  #write(): void {
    const { netfilter } = this.#gateway;
    const mappings = [...this.#mappings.values()];
    const extra = [...this.#extra.values()];
    const to = ({ publicIP, privateIP }: Mapping): Rule =>
      rule([{ kind: "destination", cidr: hostCidr(publicIP) }], { kind: "DNAT", to: { fromIp: privateIP } });
    const from = ({ publicIP, privateIP }: Mapping): Rule =>
      rule([{ kind: "source", cidr: hostCidr(privateIP) }], { kind: "SNAT", to: { fromIp: publicIP } });
    netfilter.restore(
      "nat",
      [
        { name: "PREROUTING", rules: [...extra.flatMap(({ nat }) => nat), ...mappings.map(to)] },
        { name: "POSTROUTING", rules: mappings.map(from) },
      ],
      { noflush: true },
    );
    const established: Match = { kind: "conntrack", states: ["RELATED", "ESTABLISHED"] };
    const outward = mappings.map(({ privateIP }) =>
      rule([{ kind: "source", cidr: hostCidr(privateIP) }], { kind: "ACCEPT" }),
    );
    const rest = rule([], { kind: "DROP" }, "security groups, and no public address for the source");
    const admitted = [
      rule([established], { kind: "ACCEPT" }),
      ...extra.flatMap((one) => one.admitted),
      ...outward,
      rest,
    ];
    netfilter.restore("filter", [{ name: "FORWARD", rules: admitted }], { noflush: true });
  }
}

function rule(matches: readonly Match[], target: Target, text?: string): Rule {
  const comment: Match[] = text === undefined ? [] : [{ kind: "comment", text }];
  return createRule({ matches: [...matches, ...comment], target, origin: "VPC" });
}
