/**
 * Felix on one node: keeps chains and IP sets in step with the Pods here, the policies and the Pods everywhere. A
 * change is written some milliseconds after it happened, all that has changed at once; when Felix stops, what it wrote
 * stays, and a Pod that comes then is an unknown interface.
 *
 * Models: projectcalico/calico felix/dataplane/linux/int_dataplane.go, felix/calc
 * SIMPLIFIED: Calico's own policies (NetworkPolicy, GlobalNetworkPolicy, tiers) are not enforced.
 */
import type { Timer } from "../../../../core/clock.ts";
import type { Ip } from "../../../../core/ip.ts";
import type { ApiClient, Informer } from "../../../../kube/api/client.ts";
import type { NetworkPolicy, Pod } from "../../../../kube/schema/types.ts";
import type { NetNamespace } from "../../../../net/namespace.ts";
import { PodSelections } from "../../../policy/pod-selection.ts";
import type { PolicyBook } from "../../../policy/policy-book.ts";
import type { PolicyPod } from "../../../policy/policy-pod.ts";
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
import { policyChain, policyChainName } from "./policy-chains.ts";
import { calicoRules } from "./policy-rules.ts";
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
    const policies = this.#policies.list();
    const chains = new Map<string, FelixChain>();
    for (const { key, device } of workloads) {
      const pod = this.#podAt(key);
      const profiles = profilesOf(pod, key);
      const used = { ingress: [] as IsolatingPolicy[], egress: [] as IsolatingPolicy[] };
      for (const policy of pod === undefined ? [] : policies)
        for (const direction of DIRECTIONS)
          this.#usePolicy(policy, this.#book.podOf(pod as Pod), { direction, chains, used });
      const endpoint = { device, profiles, policies: used };
      const own = this.#remembered(
        device,
        `${profiles.join()}|${textOfAll(used.ingress)}|${textOfAll(used.egress)}`,
        () => DIRECTIONS.map((direction) => endpointChain(endpoint, direction)),
      );
      for (const chain of own) add(chains, chain);
      for (const profile of profiles)
        for (const chain of this.#remembered(profile, "", () => profileChains(profile))) add(chains, chain);
    }
    return [...dispatchChains(workloads.map(({ device }) => device)), ...chains.values()];
  }

  #usePolicy(
    policy: NetworkPolicy,
    pod: PolicyPod,
    {
      direction,
      chains,
      used,
    }: {
      readonly direction: Direction;
      readonly chains: Map<string, FelixChain>;
      readonly used: Record<Direction, IsolatingPolicy[]>;
    },
  ): void {
    const { name, namespace = "default" } = policy.metadata;
    if (namespace !== pod.namespace) return;
    const selects = this.#selections.of({ namespace, podSelector: policy.spec?.podSelector });
    if (!selects.matches(pod)) return;
    const chain = policyChainName({ namespace, name, direction });
    if (!chains.has(chain)) {
      const rules = calicoRules(policy, direction, this.#selections);
      if (rules === null) return;
      add(chains, policyChain({ namespace, name, direction, rules }, this.#sets));
    }
    used[direction].push({ key: `${namespace}/${name}`, chain });
  }

  #podAt(key: string): Pod | undefined {
    const [namespace, name = ""] = key.split("/");
    return this.#pods.get(namespace, name);
  }
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
