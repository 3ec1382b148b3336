/**
 * L2 announcements: for each Service that a policy names one node answers ARP for its addresses. Who that is, is decided
 * by a lease; when its agent is gone another one takes over.
 *
 * Models: cilium pkg/l2announcer/l2announcer.go, pkg/datapath/linux/garp, bpf/bpf_host.c handle_l2_announcement
 * SIMPLIFIED: the node's ARP answers, not a program of its own; a node that has gone is noticed at once, not when its
 * lease has run out.
 */
import { type Ip, parseIp } from "../../../core/ip.ts";
import { formatRfc3339 } from "../../../core/time.ts";
import type { KubeObject } from "../../../kube/api/objects.ts";
import { selectorOf } from "../../../kube/api/selectors.ts";
import { hasReason } from "../../../kube/api/status.ts";
import type { LabelSelector, Node, Service } from "../../../kube/schema/types.ts";
import { announceAddress } from "../../../net/arp.ts";
import type { CniCluster, CniNode } from "../cni-plugin.ts";

const POLICIES = "ciliuml2announcementpolicies";

interface Policy extends KubeObject {
  readonly spec?: {
    readonly serviceSelector?: LabelSelector;
    readonly nodeSelector?: LabelSelector;
    readonly interfaces?: readonly string[];
    readonly externalIPs?: boolean;
    readonly loadBalancerIPs?: boolean;
  };
}

/** Who holds the lease of each Service, in each cluster; and the agents that would take one over. */
const HOLDERS = new WeakMap<CniCluster, Map<string, L2Announcer>>();
const ANNOUNCERS = new WeakMap<CniCluster, Set<L2Announcer>>();

export class L2Announcer {
  readonly #node: CniNode;
  readonly #cluster: CniCluster;
  readonly #answered = new Map<Ip, () => void>();
  #ends: (() => void)[] = [];
  #hasPolicies = false;

  constructor(node: CniNode, cluster: CniCluster) {
    this.#node = node;
    this.#cluster = cluster;
  }

  start(): void {
    this.#others.add(this);
    const { client } = this.#node;
    this.#ends = [
      client.informer("customresourcedefinitions").onChange(({ type, object }) => {
        if (object.metadata.name !== `${POLICIES}.cilium.io` || type === "DELETED" || this.#hasPolicies) return;
        this.#hasPolicies = true;
        this.#ends.push(client.informer(POLICIES).onChange(() => this.#sync()));
        this.#ends.push(client.informer("services").onChange(() => this.#sync()));
      }),
    ];
  }

  stop(): void {
    this.#others.delete(this);
    for (const end of this.#ends) end();
    this.#ends = [];
    this.#hasPolicies = false;
    for (const end of this.#answered.values()) end();
    this.#answered.clear();
    for (const [key, holder] of this.#holders) if (holder === this) this.#holders.delete(key);
    for (const other of this.#others) other.#sync();
  }

  get #holders(): Map<string, L2Announcer> {
    const known = HOLDERS.get(this.#cluster) ?? new Map<string, L2Announcer>();
    HOLDERS.set(this.#cluster, known);
    return known;
  }

  get #others(): Set<L2Announcer> {
    const known = ANNOUNCERS.get(this.#cluster) ?? new Set<L2Announcer>();
    ANNOUNCERS.set(this.#cluster, known);
    return known;
  }

  #sync(): void {
    if (!this.#hasPolicies) return;
    const { client, namespace } = this.#node;
    const policies = client
      .informer<Policy>(POLICIES)
      .list()
      .filter((policy) => this.#isHere(policy));
    const wanted = new Set<Ip>();
    const candidates = new Set<string>();
    for (const service of client.informer<Service>("services").list()) {
      const addresses = policies.flatMap((policy) => addressesFor(policy, service));
      if (addresses.length === 0) continue;
      const key = `${service.metadata.namespace}/${service.metadata.name}`;
      candidates.add(key);
      if (this.#holds(key)) for (const address of addresses) wanted.add(address);
    }
    for (const [key, holder] of this.#holders) if (holder === this && !candidates.has(key)) this.#holders.delete(key);
    const device = namespace.device("eth0");
    for (const [address, end] of this.#answered)
      if (!wanted.has(address)) {
        end();
        this.#answered.delete(address);
      }
    for (const address of wanted)
      if (!this.#answered.has(address)) {
        this.#answered.set(address, namespace.neighbours.answerFor(device, address));
        announceAddress(device, address);
      }
  }

  #isHere({ spec }: Policy): boolean {
    if (spec?.interfaces !== undefined && !spec.interfaces.some((pattern) => matchesDevice(pattern))) return false;
    if (spec?.nodeSelector === undefined) return true;
    const labels = this.#node.client.get<Node>("nodes", undefined, this.#node.name)?.metadata.labels ?? {};
    return selectorOf(spec.nodeSelector).matches(labels);
  }

  /** The first that comes gets the lease. */
  #holds(key: string): boolean {
    const holder = this.#holders.get(key);
    if (holder !== undefined) return holder === this;
    this.#holders.set(key, this);
    const { client, name, namespace } = this.#node;
    const now = `${formatRfc3339(namespace.clock.nowMs).slice(0, -1)}.000000Z`;
    const metadata = { name: `cilium-l2announce-${key.replace("/", "-")}`, namespace: "kube-system" };
    const spec = {
      holderIdentity: name,
      leaseDurationSeconds: 15,
      acquireTime: now,
      renewTime: now,
      leaseTransitions: 0,
    };
    try {
      const had = client.get("leases", metadata.namespace, metadata.name);
      const transitions =
        ((had as { spec?: { leaseTransitions?: number } } | undefined)?.spec?.leaseTransitions ?? -1) + 1;
      if (had === undefined)
        client.create("leases", { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata, spec } as KubeObject);
      else client.update("leases", { ...had, spec: { ...spec, leaseTransitions: transitions } } as KubeObject);
    } catch (error) {
      if (!["Conflict", "NotFound", "AlreadyExists"].some((reason) => hasReason(error, reason as "Conflict")))
        throw error;
    }
    return true;
  }
}

/** Patterns are regular expressions of Go's; the node has one interface. */
function matchesDevice(pattern: string): boolean {
  try {
    return new RegExp(pattern).test("eth0");
  } catch {
    return false;
  }
}

function addressesFor({ spec = {} }: Policy, { metadata, spec: service, status }: Service): Ip[] {
  const labels = {
    ...metadata.labels,
    "io.kubernetes.service.name": metadata.name,
    "io.kubernetes.service.namespace": metadata.namespace ?? "default",
  };
  if (spec.serviceSelector !== undefined && !selectorOf(spec.serviceSelector).matches(labels)) return [];
  const balanced = spec.loadBalancerIPs === true ? (status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip ?? "") : [];
  const external = spec.externalIPs === true ? (service?.externalIPs ?? []) : [];
  return [...balanced, ...external].map(parseIp).filter((ip) => ip !== null);
}
