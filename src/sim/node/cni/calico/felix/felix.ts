/**
 * Felix on one node: keeps chains and IP sets in step with the Pods here, the policies and the Pods everywhere. A
 * change is written some milliseconds after it happened, all that has changed at once; when Felix stops, what it wrote
 * stays, and a Pod that comes then is an unknown interface.
 *
 * Models: projectcalico/calico felix/dataplane/linux/int_dataplane.go, felix/calc
 */
import type { Timer } from "../../../../core/clock.ts";
import type { Ip } from "../../../../core/ip.ts";
import type { ApiClient, Informer } from "../../../../kube/api/client.ts";
import type { KubeObject } from "../../../../kube/api/objects.ts";
import type { NetworkPolicy, Pod } from "../../../../kube/schema/types.ts";
import type { NetNamespace } from "../../../../net/namespace.ts";
import { PodSelections } from "../../../policy/pod-selection.ts";
import type { PolicyBook } from "../../../policy/policy-book.ts";
import type { PolicyEnforcer } from "../../cni-plugin.ts";
import {
  type Direction,
  dispatchChains,
  endpointChain,
  type IsolatingPolicy,
  profileChains,
} from "./endpoint-chains.ts";
import type { FelixChain } from "./felix-rule.ts";
import { FelixSets, type NodeAddresses } from "./felix-sets.ts";
import { type FelixTable, FelixTables, TABLES } from "./felix-tables.ts";
import { ipvsChains } from "./ipvs-chains.ts";
import { NotEnforced, OWN_POLICIES, ownPolicy } from "./own-policies.ts";
import { policyChain, policyChainName } from "./policy-chains.ts";
import { type FelixPolicy, kubernetesPolicy } from "./policy-rules.ts";
import { type FelixFeatures, filterChains, mangleChains, natChains, rawChains } from "./static-chains.ts";

/** From a change to its being in the kernel. */
const SYNC_US = 20_000;
/** How often it looks whether somebody else has changed its rules. */
const REFRESH_US = 180_000_000;

type StaticChains = Readonly<Record<FelixTable, readonly FelixChain[]>>;

const DIRECTIONS: readonly Direction[] = ["ingress", "egress"];

/** A Pod on this node: `namespace/name` and its cable's end here. */
export interface Workload {
  readonly key: string;
  readonly device: string;
  readonly ip: Ip;
}

/** What there is beside Pods and policies. */
export interface FelixWorld {
  readonly namespace: NetNamespace;
  readonly client: ApiClient;
  readonly workloads: () => readonly Workload[];
  readonly features: () => FelixFeatures;
  /** Which addresses are the pools', the hosts', this host's. */
  readonly addresses: () => NodeAddresses;
}

export class Felix implements PolicyEnforcer {
  readonly #world: FelixWorld;
  readonly #book: PolicyBook;
  readonly #pods: Informer<Pod>;
  readonly #policies: Informer<NetworkPolicy>;
  #ownPolicies: readonly Informer[] = [];
  readonly #known = new WeakMap<KubeObject, FelixPolicy | null>();
  readonly #selections = new PodSelections();
  readonly #tables: FelixTables;
  readonly #sets: FelixSets;
  /** Chains of endpoints and profiles by their names, as long as nothing about them changes. */
  readonly #made = new Map<string, { readonly from: string; readonly chains: readonly FelixChain[] }>();
  #static: { readonly from: string; readonly chains: StaticChains } | null = null;
  #timer: Timer | null = null;
  #refreshTimer: Timer | null = null;
  #unwatch: (() => void)[] = [];

  constructor(world: FelixWorld, book: PolicyBook) {
    this.#world = world;
    this.#book = book;
    this.#pods = world.client.informer("pods");
    this.#policies = world.client.informer("networkpolicies");
    const { netfilter } = world.namespace;
    this.#tables = new FelixTables(netfilter);
    this.#sets = new FelixSets(netfilter.sets, this.#pods, book);
  }

  get isRunning(): boolean {
    return this.#unwatch.length > 0;
  }

  start(): void {
    if (this.isRunning) return;
    const soon = (): void => this.syncSoon();
    const namespaces = this.#world.client.informer("namespaces");
    this.#unwatch = [this.#pods.onChange(soon), this.#policies.onChange(soon), namespaces.onChange(soon)];
    this.#sync();
    this.#refresh();
  }

  #refresh(): void {
    const { clock } = this.#world.namespace;
    const again = (): void => {
      this.#sync();
      this.#refresh();
    };
    this.#refreshTimer = clock.after(REFRESH_US, again, { background: true });
  }

  stop(): void {
    for (const end of this.#unwatch) end();
    this.#unwatch = [];
    if (this.#timer !== null) this.#world.namespace.clock.cancel(this.#timer);
    this.#timer = null;
    if (this.#refreshTimer !== null) this.#world.namespace.clock.cancel(this.#refreshTimer);
    this.#refreshTimer = null;
  }

  /** Something has changed. */
  syncSoon(): void {
    if (!this.isRunning || this.#timer !== null) return;
    this.#timer = this.#world.namespace.clock.after(SYNC_US, () => {
      this.#timer = null;
      this.#sync();
    });
  }

  #sync(): void {
    this.#sets.begin();
    const { vxlan, ipvs } = this.#world.features();
    const devices = this.#world.workloads().map(({ device }) => device);
    const chains = this.#staticChains();
    const filter = [...chains.filter, ...(ipvs ? ipvsChains(devices) : []), ...this.#endpointChains()];
    this.#sets.ofNode(this.#world.addresses(), vxlan);
    this.#sets.fill();
    for (const table of TABLES) this.#tables.write(table, table === "filter" ? filter : chains[table]);
    this.#sets.destroyOthers();
  }

  #staticChains(): StaticChains {
    const features = this.#world.features();
    const from = JSON.stringify(features);
    if (this.#static?.from !== from)
      this.#static = {
        from,
        chains: {
          filter: filterChains(features),
          nat: natChains(features),
          mangle: mangleChains(features),
          raw: rawChains(features),
        },
      };
    return this.#static.chains;
  }

  /** The same objects as last time, when they would say the same. */
  #remembered(name: string, from: string, make: () => readonly FelixChain[]): readonly FelixChain[] {
    const known = this.#made.get(name);
    if (known?.from === from) return known.chains;
    const chains = make();
    this.#made.set(name, { from, chains });
    return chains;
  }

  #endpointChains(): FelixChain[] {
    const workloads = this.#world.workloads();
    const policies = this.#policiesInOrder();
    const chains = new Map<string, FelixChain>();
    for (const { key, device } of workloads) {
      const stored = this.#podAt(key);
      const pod = stored === undefined ? null : this.#book.podOf(stored);
      const profiles = profilesOf(stored, key);
      const selecting = pod === null ? [] : policies.filter(({ selects }) => selects(pod));
      const isolating = (direction: Direction): IsolatingPolicy[] => this.#isolating(selecting, direction, chains);
      const used = { ingress: isolating("ingress"), egress: isolating("egress") };
      const endpoint = { device, profiles, policies: used };
      const from = `${profiles.join()}|${textOfAll(used.ingress)}|${textOfAll(used.egress)}`;
      const make = (): FelixChain[] => DIRECTIONS.map((direction) => endpointChain(endpoint, direction));
      for (const chain of this.#remembered(device, from, make)) add(chains, chain);
      for (const profile of profiles)
        for (const chain of this.#remembered(profile, "", () => profileChains(profile))) add(chains, chain);
    }
    return [...dispatchChains(workloads.map(({ device }) => device)), ...chains.values()];
  }

  /** Those that say something about the direction; their chains are made when they are first used. */
  #isolating(
    policies: readonly FelixPolicy[],
    direction: Direction,
    chains: Map<string, FelixChain>,
  ): IsolatingPolicy[] {
    return policies
      .filter(({ rules }) => rules[direction] !== null)
      .map((policy) => {
        const chain = policyChainName(policy, direction);
        if (!chains.has(chain)) add(chains, policyChain(policy, direction, this.#sets));
        return { key: policy.key, chain };
      });
  }

  /** By order, then by name. */
  #policiesInOrder(): FelixPolicy[] {
    const standard = this.#policies
      .list()
      .map((policy) => this.#converted(policy, () => kubernetesPolicy(policy, this.#selections)));
    const own = this.#ownPolicies.flatMap((informer) =>
      informer.list().map((policy) => this.#converted(policy, () => this.#ownPolicy(policy))),
    );
    return [...standard, ...own].filter((policy) => policy !== null).sort(byOrder);
  }

  #converted(object: KubeObject, convert: () => FelixPolicy | null): FelixPolicy | null {
    let policy = this.#known.get(object);
    if (policy === undefined) {
      policy = convert();
      this.#known.set(object, policy);
    }
    return policy;
  }

  #ownPolicy(policy: KubeObject): FelixPolicy | null {
    try {
      return ownPolicy(policy);
    } catch (error) {
      if (!(error instanceof NotEnforced)) throw error;
      const message = `${error.message}: not simulated here, the policy is not enforced`;
      this.#world.client.event(policy, { type: "Warning", reason: "NotSimulated", message });
      return null;
    }
  }

  /** Calico's own kinds are there once they are installed. */
  followOwnPolicies(): void {
    if (this.#ownPolicies.length > 0) return;
    this.#ownPolicies = OWN_POLICIES.map((resource) => this.#world.client.informer(resource));
    for (const informer of this.#ownPolicies) informer.onChange(() => this.syncSoon());
  }

  #podAt(key: string): Pod | undefined {
    const [namespace, name = ""] = key.split("/");
    return this.#pods.get(namespace, name);
  }
}

function byOrder(a: FelixPolicy, b: FelixPolicy): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.key < b.key ? -1 : 1;
}

function profilesOf(pod: Pod | undefined, key: string): string[] {
  const namespace = key.split("/")[0] ?? "default";
  return [`kns.${namespace}`, `ksa.${namespace}.${pod?.spec.serviceAccountName ?? "default"}`];
}

function textOfAll(policies: readonly IsolatingPolicy[]): string {
  return policies.map(({ key }) => key).join();
}

function add(chains: Map<string, FelixChain>, chain: FelixChain): void {
  chains.set(chain.name, chain);
}
