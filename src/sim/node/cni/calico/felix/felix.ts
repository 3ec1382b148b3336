/**
 * Felix on one node: keeps chains and IP sets in step with the Pods here, the policies and the Pods everywhere. A
 * change is written some milliseconds after it happened, all that has changed at once; when Felix stops, what it wrote
 * stays, and a Pod that comes then is an unknown interface.
 *
 * Models: projectcalico/calico felix/dataplane/linux/int_dataplane.go, felix/calc
 * SIMPLIFIED: Calico's own policies (NetworkPolicy, GlobalNetworkPolicy, tiers) are not enforced.
 */
import type { Timer } from "../../../../core/clock.ts";
import { type Cidr, hostCidr, type Ip } from "../../../../core/ip.ts";
import type { ApiClient, Informer } from "../../../../kube/api/client.ts";
import type { NetworkPolicy, Pod } from "../../../../kube/schema/types.ts";
import type { NetNamespace } from "../../../../net/namespace.ts";
import type { IpSetEntry } from "../../../../net/netfilter/ip-set-entry.ts";
import type { Rule, TableName } from "../../../../net/netfilter/rule.ts";
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
import { compileChain, type FelixChain, type FelixRule, jump, uniqueId } from "./felix-rule.ts";
import { policyChain, policyChainName } from "./policy-chains.ts";
import { type CalicoRule, calicoRules } from "./policy-rules.ts";
import { type Encapsulations, filterChains, HANGING, mangleChains, natChains, rawChains } from "./static-chains.ts";

/** From a change to its being in the kernel. */
const SYNC_US = 20_000;
const SET_NAME_LENGTH = 31;
const PROTOCOLS = { tcp: 6, udp: 17, sctp: 132 } as const;
const TABLES = ["filter", "nat", "mangle", "raw"] as const satisfies readonly TableName[];

type StaticChains = Readonly<Record<(typeof TABLES)[number], readonly FelixChain[]>>;

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
  readonly encapsulations: () => Encapsulations;
  /** Which addresses are the pools', the hosts', this host's. */
  readonly addresses: () => {
    readonly pools: readonly Cidr[];
    readonly hosts: readonly Ip[];
    readonly own: readonly Ip[];
  };
}

export class Felix implements PolicyEnforcer {
  readonly #world: FelixWorld;
  readonly #book: PolicyBook;
  readonly #pods: Informer<Pod>;
  readonly #policies: Informer<NetworkPolicy>;
  readonly #selections = new PodSelections();
  readonly #hanging = hangingRules();
  /** By table and chain, as last written. */
  readonly #written = new Map<string, FelixChain>();
  /** Chains of endpoints and profiles by their names, as long as nothing about them changes. */
  readonly #made = new Map<string, { readonly from: string; readonly chains: readonly FelixChain[] }>();
  #static: { readonly from: string; readonly chains: StaticChains } | null = null;
  #sets = new Map<string, { readonly type: "hash:net" | "hash:ip,port"; readonly entries: readonly IpSetEntry[] }>();
  /** What each set was last filled with. */
  readonly #filled = new Map<string, string>();
  #timer: Timer | null = null;
  #unwatch: (() => void)[] = [];

  constructor(world: FelixWorld, book: PolicyBook) {
    this.#world = world;
    this.#book = book;
    this.#pods = world.client.informer("pods");
    this.#policies = world.client.informer("networkpolicies");
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
  }

  stop(): void {
    for (const end of this.#unwatch) end();
    this.#unwatch = [];
    if (this.#timer !== null) this.#world.namespace.clock.cancel(this.#timer);
    this.#timer = null;
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
    this.#sets = new Map();
    const chains = this.#staticChains();
    const filter = [...chains.filter, ...this.#endpointChains()];
    this.#addMainSets();
    this.#writeSets();
    for (const table of TABLES) this.#write(table, table === "filter" ? filter : chains[table]);
    this.#dropOldSets();
  }

  #staticChains(): StaticChains {
    const encapsulations = this.#world.encapsulations();
    const from = JSON.stringify(encapsulations);
    if (this.#static?.from !== from)
      this.#static = {
        from,
        chains: {
          filter: filterChains(encapsulations),
          nat: natChains(encapsulations),
          mangle: mangleChains(),
          raw: rawChains(encapsulations),
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
      add(chains, policyChain({ namespace, name, direction, rules }, this.#setNames()));
    }
    used[direction].push({ key: `${namespace}/${name}`, chain });
  }

  #setNames(): Parameters<typeof policyChain>[1] {
    return {
      ofSelector: ({ text, selection }) =>
        this.#set(uniqueId("s", text), "hash:net", () =>
          this.#endpoints((pod) => selection.matches(pod)).flatMap(({ ips }) => ips.map(addressEntry)),
        ),
      ofNamedPort: (rule, port) => this.#namedPortSet(rule, port),
    };
  }

  /** Addresses with the number that each Pod gives the name. */
  #namedPortSet({ protocol }: CalicoRule, port: string): string {
    const wanted = protocol ?? "tcp";
    const id = uniqueId("n", `${uniqueId("s", "all()")},${wanted},${port}`);
    return this.#set(id, "hash:ip,port", () =>
      this.#endpoints(() => true).flatMap(({ ips, namedPorts }) =>
        namedPorts
          .filter((one) => one.name === port && one.protocol.toLowerCase() === wanted)
          .flatMap((one) => ips.map((ip) => ({ ...addressEntry(ip), port: one.port, protocol: PROTOCOLS[wanted] }))),
      ),
    );
  }

  #set(id: string, type: "hash:net" | "hash:ip,port", entries: () => readonly IpSetEntry[]): string {
    const name = `cali40${id}`.slice(0, SET_NAME_LENGTH);
    if (!this.#sets.has(name)) this.#sets.set(name, { type, entries: entries() });
    return name;
  }

  /** Pods with addresses of their own that have not ended. */
  #endpoints(fits: (pod: PolicyPod) => boolean): PolicyPod[] {
    return this.#pods
      .list()
      .filter(({ status }) => status?.phase !== "Succeeded" && status?.phase !== "Failed")
      .map((pod) => this.#book.podOf(pod))
      .filter((pod) => !pod.isHostNetwork && pod.ips.length > 0 && fits(pod));
  }

  #addMainSets(): void {
    const { pools, hosts, own } = this.#world.addresses();
    const { vxlan } = this.#world.encapsulations();
    const networks = pools.map((cidr) => ({ cidr }));
    this.#set("all-hosts-net", "hash:net", () => hosts.map(addressEntry));
    this.#set("network-ip-pools", "hash:net", () => networks);
    this.#set("masq-ipam-pools", "hash:net", () => networks);
    this.#set("this-host", "hash:net", () => own.map(addressEntry));
    this.#set("dscp-src-net", "hash:net", () => []);
    if (vxlan) this.#set("all-vxlan-net", "hash:net", () => hosts.map(addressEntry));
  }

  #writeSets(): void {
    const { sets } = this.#world.namespace.netfilter;
    for (const [name, { type, entries }] of this.#sets) {
      const isNew = sets.get(name) === undefined;
      if (isNew) sets.create(name, type, { maxelem: 1_048_576 });
      const text = entries.map(({ cidr, port, protocol }) => `${cidr?.base}/${cidr?.bits},${protocol}:${port}`).join();
      if (!isNew && this.#filled.get(name) === text) continue;
      this.#filled.set(name, text);
      sets.replace(name, entries);
    }
  }

  #dropOldSets(): void {
    const { sets } = this.#world.namespace.netfilter;
    for (const { name } of sets.list())
      if (name.startsWith("cali40") && !this.#sets.has(name)) {
        sets.destroy(name);
        this.#filled.delete(name);
      }
  }

  /** Only chains that differ from what was written, and those that are gone. */
  #write(table: (typeof TABLES)[number], chains: readonly FelixChain[]): void {
    const { netfilter } = this.#world.namespace;
    const changed = chains.filter((chain) => {
      const key = `${table} ${chain.name}`;
      const before = this.#written.get(key);
      this.#written.set(key, chain);
      if (before === undefined || netfilter.table(table).chain(chain.name) === undefined) return true;
      return before !== chain && textOf(before) !== textOf(chain);
    });
    const names = new Set(chains.map(({ name }) => name));
    const gone = netfilter
      .table(table)
      .chains()
      .map(({ name }) => name)
      .filter((name) => name.startsWith("cali-") && !names.has(name));
    for (const name of gone) this.#written.delete(`${table} ${name}`);
    if (changed.length > 0 || gone.length > 0)
      netfilter.restore(table, changed.map(compileChain), { noflush: true, deleteChains: gone });
    this.#hang(table);
  }

  /** At the head of the built-in chains, where nobody comes before it, and at their end. */
  #hang(name: (typeof TABLES)[number]): void {
    const table = this.#world.namespace.netfilter.table(name);
    const { first, last } = this.#hanging[name];
    for (const { chain, rules } of first) {
      const had = table.chain(chain)?.rules ?? [];
      for (const rule of rules) {
        const at = had.findIndex((one) => commentOf(one) === commentOf(rule));
        if (at === 0) continue;
        // Whoever has put something before it meanwhile comes second again.
        if (at > 0) table.deleteRule(chain, at + 1);
        table.insert(chain, rule);
      }
    }
    for (const { chain, rules } of last)
      for (const rule of rules) {
        const had = table.chain(chain)?.rules ?? [];
        if (!had.some((one) => commentOf(one) === commentOf(rule))) table.append(chain, rule);
      }
  }

  #podAt(key: string): Pod | undefined {
    const [namespace, name = ""] = key.split("/");
    return this.#pods.get(namespace, name);
  }
}

interface HangingRules {
  readonly chain: string;
  readonly rules: readonly Rule[];
}

type Hanging = { readonly first: readonly HangingRules[]; readonly last: readonly HangingRules[] };

/** Compiled once for each node: a rule that is put in again keeps its number. */
function hangingRules(): Record<(typeof TABLES)[number], Hanging> {
  const compiled = (chain: string, name: string, rules: readonly FelixRule[]): HangingRules => ({
    chain,
    rules: compileChain({ name, rules }).rules,
  });
  const of = (table: (typeof TABLES)[number]): Hanging => ({
    first: Object.entries(HANGING[table].first).map(([chain, to]) => compiled(chain, chain, [{ action: jump(to) }])),
    last: Object.entries(HANGING[table].last).map(([chain, rules]: [string, readonly FelixRule[]]) =>
      compiled(chain, `${chain}*appends*`, rules),
    ),
  });
  return { filter: of("filter"), nat: of("nat"), mangle: of("mangle"), raw: of("raw") };
}

/** Felix knows its rules by their first comment. */
function commentOf({ matches }: Rule): string {
  const comment = matches.find(({ kind }) => kind === "comment");
  return comment?.kind === "comment" ? comment.text : "";
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

function addressEntry(ip: Ip): IpSetEntry {
  return { cidr: hostCidr(ip) };
}

function textOf({ rules }: FelixChain): string {
  return rules
    .map(
      ({ match = [], action, comments = [] }) =>
        `${match.map(({ text }) => text).join(" ")}|${action?.text}|${comments.join("|")}`,
    )
    .join("\n");
}
