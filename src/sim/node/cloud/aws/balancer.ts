/**
 * A load balancer of Amazon's: a presence in each zone, targets that it keeps an eye on, and a name. A classic one relays
 * connections; one of the network sort has packets rewritten, so that the instance sees who really asked.
 *
 * Models: Elastic Load Balancing (classic and network, instance targets)
 * SIMPLIFIED: a network load balancer chooses a target at random for each connection, at the Internet gateway.
 */
import { cidr, formatIp, hostCidr, type Ip, ip } from "../../../core/ip.ts";
import type { Prng } from "../../../core/prng.ts";
import type { DnsRecord } from "../../../net/dns/record.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import { createRule, type Match, type Rule } from "../../../net/netfilter/rule.ts";
import { TCP, UDP } from "../../../net/packet.ts";
import { ConnectionRelay } from "./connection-relay.ts";
import { TargetHealth } from "./target-health.ts";
import type { Vpc } from "./vpc.ts";
import type { WantedBalancer, WantedPort } from "./wanted-balancer.ts";

export interface TargetNode {
  readonly ip: string;
  readonly zone: string;
}

export interface BalancerOptions {
  readonly vpc: Vpc;
  readonly wanted: WantedBalancer;
  readonly nodes: readonly TargetNode[];
  readonly prng: Prng;
  readonly records: DnsRecord[];
  readonly hostname: string;
}

/** Its presence in one zone. */
interface Place {
  readonly zone: string;
  readonly namespace: NetNamespace;
  readonly ip: Ip;
  readonly publicIP: Ip | null;
  readonly targets: readonly TargetHealth[];
}

const TTL_SEC = 60;

export class Balancer {
  readonly #options: BalancerOptions;
  readonly #places: Place[] = [];
  readonly #relays: ConnectionRelay[] = [];
  #isNamed = false;
  #isActive = false;

  constructor(options: BalancerOptions) {
    this.#options = options;
    for (const { zone } of options.vpc.profile.subnets) this.#open(zone);
    if (options.wanted.kind === "classic") this.activate();
  }

  /** The Internet knows its name from now on. */
  publish(): void {
    this.#isNamed = true;
    this.#write();
  }

  /** A network load balancer is there some time before it passes anything on. */
  activate(): void {
    this.#isActive = true;
    this.#write();
  }

  close(): void {
    const { vpc, wanted } = this.#options;
    this.#isNamed = false;
    this.#isActive = false;
    this.#forgetNames();
    for (const relay of this.#relays) relay.close();
    for (const { namespace, ip: address, targets } of this.#places) {
      for (const target of targets) target.close();
      vpc.unpublish(address);
      namespace.close();
    }
    vpc.setRules(wanted.name, [], []);
  }

  #open(zone: string): void {
    const { vpc, wanted, nodes, prng } = this.#options;
    const address = vpc.freeAddress(zone);
    if (address === null) return;
    const namespace = vpc.createNamespace(
      `${wanted.kind === "classic" ? "elb" : "nlb"}-${wanted.name.slice(0, 8)}-${zone}`,
    );
    vpc.join(namespace, "eth0", address);
    const port = wanted.healthCheckNodePort || (wanted.ports[0]?.nodePort ?? 0);
    const check = { port, path: wanted.healthCheckNodePort === 0 ? null : "/healthz" };
    const targets = nodes
      .filter((node) => wanted.isCrossZone || node.zone === zone)
      .map((node) => new TargetHealth(namespace, { ip: ip(node.ip), check }, () => this.#write()));
    if (wanted.kind === "network") {
      this.#places.push({ zone, namespace, ip: address, publicIP: vpc.takePublic(), targets });
      return;
    }
    const publicIP = wanted.isInternal ? null : vpc.publish(address);
    guard(namespace, wanted);
    for (const { port: listens, nodePort } of wanted.ports)
      this.#relays.push(
        new ConnectionRelay(namespace, listens, () => {
          const healthy = targets.filter(({ isHealthy }) => isHealthy);
          return healthy.length === 0 ? null : { ip: prng.pick(healthy).ip, port: nodePort };
        }),
      );
    this.#places.push({ zone, namespace, ip: address, publicIP, targets });
  }

  /** Names and the gateway's rules as they should be. */
  #write(): void {
    const { vpc, wanted, hostname, records } = this.#options;
    this.#forgetNames();
    const healthy = this.#places.filter(({ targets }) => targets.some(({ isHealthy }) => isHealthy));
    if (this.#isNamed)
      for (const { ip: own, publicIP } of healthy.length === 0 ? this.#places : healthy)
        records.push({ name: `${hostname}.`, ttlSec: TTL_SEC, type: "A", data: publicIP ?? own });
    if (wanted.kind === "classic") {
      const admitted = this.#places.map(({ ip: own }) =>
        createRule({
          matches: [{ kind: "destination", cidr: hostCidr(own) }],
          target: { kind: "ACCEPT" },
          origin: "ELB",
        }),
      );
      vpc.setRules(wanted.name, [], wanted.isInternal ? [] : admitted);
    } else if (this.#isActive) vpc.setRules(wanted.name, this.#translations(), this.#admissions());
  }

  #forgetNames(): void {
    const { records, hostname } = this.#options;
    for (let i = records.length - 1; i >= 0; i--) if (records[i]?.name === `${hostname}.`) records.splice(i, 1);
  }

  #translations(): readonly Rule[] {
    const { wanted } = this.#options;
    return this.#places.flatMap(({ publicIP, targets }) => {
      const healthy = targets.filter(({ isHealthy }) => isHealthy);
      return publicIP === null ? [] : wanted.ports.flatMap((port) => shares(publicIP, port, healthy));
    });
  }

  /** The instances' security group lets in who may use the load balancer. */
  #admissions(): readonly Rule[] {
    const { wanted, nodes } = this.#options;
    return nodes.flatMap((node) =>
      wanted.ports.flatMap(({ nodePort, protocol }) =>
        wanted.sourceRanges.map((range) =>
          createRule({
            matches: [
              { kind: "source", cidr: cidr(range) },
              { kind: "destination", cidr: hostCidr(ip(node.ip)) },
              ...portMatch(protocol, nodePort),
            ],
            target: { kind: "ACCEPT" },
            origin: `NLB ${wanted.name}`,
          }),
        ),
      ),
    );
  }
}

/** One rule for each target, each with its share of what the ones before it have left. */
function shares(publicIP: Ip, { port, nodePort, protocol }: WantedPort, targets: readonly TargetHealth[]): Rule[] {
  return targets.map(({ ip: to }, i) => {
    const left = targets.length - i;
    const share: Match[] = left === 1 ? [] : [{ kind: "statistic-random", probability: Math.floor(2 ** 31 / left) }];
    return createRule({
      matches: [{ kind: "destination", cidr: hostCidr(publicIP) }, ...portMatch(protocol, port), ...share],
      target: { kind: "DNAT", to: { fromIp: to, fromPort: nodePort, toPort: nodePort } },
      origin: `NLB ${formatIp(publicIP)}`,
    });
  });
}

function portMatch(protocol: string, port: number): Match[] {
  const isUdp = protocol === "UDP";
  const dport = { from: port, to: port };
  return [{ kind: "protocol", protocol: isUdp ? UDP : TCP }, isUdp ? { kind: "udp", dport } : { kind: "tcp", dport }];
}

/** The load balancer's security group: its listeners, for the ranges that the Service names. */
function guard({ netfilter }: NetNamespace, { ports, sourceRanges }: WantedBalancer): void {
  const admitted = ports.flatMap(({ port, protocol }) =>
    sourceRanges.map((range) =>
      createRule({
        matches: [{ kind: "source", cidr: cidr(range) }, ...portMatch(protocol, port)],
        target: { kind: "ACCEPT" },
        origin: "security group",
      }),
    ),
  );
  const established = createRule({
    matches: [{ kind: "conntrack", states: ["RELATED", "ESTABLISHED"] }],
    target: { kind: "ACCEPT" },
    origin: "security group",
  });
  const rest = createRule({ target: { kind: "DROP" }, origin: "security group" });
  netfilter.restore("filter", [{ name: "INPUT", rules: [established, ...admitted, rest] }], { noflush: true });
}
