/**
 * The rules of all Services, made once for all nodes that see them alike, as chains from which each node's table copies
 * what its packets come by.
 *
 * Models: pkg/proxy/iptables/proxier.go syncProxyRules (each kube-proxy writes its own)
 */
import { formatCidr } from "../../../core/ip.ts";
import type { ChainSource } from "../../../net/netfilter/chain-source.ts";
import type { Rule } from "../../../net/netfilter/rule.ts";
import { chooseEndpoints, isChosenAlike, type ProxyNode } from "../endpoints.ts";
import type { ProxySettings } from "../proxy-settings.ts";
import type { ServiceEntry } from "../service-table.ts";
import { type ServiceRules, serviceRules } from "./service-rules.ts";

/** By entry, then by what of the settings shows in the rules. */
const RULES = new WeakMap<ServiceEntry, Map<string, ServiceRules>>();
const SETS = new WeakMap<readonly ServiceEntry[], Map<string, RuleSet>>();

/** How much some Services write. */
interface Amounts {
  readonly chains: number;
  /** Rules of those chains. */
  readonly rules: number;
  /** Rules of chains that every sync writes, of the nat and of the filter table. */
  readonly natHead: number;
  readonly filter: number;
}

/** Each entry's rules on this node, in the order of the entries. */
export class RuleSet {
  readonly all: readonly ServiceRules[];
  readonly isAlike: boolean;
  readonly amounts: Amounts;
  #chains: ReadonlyMap<string, readonly Rule[]> | null = null;
  readonly #heads = new Map<string, readonly Rule[]>();

  /** `isAlike`: on every node with such settings. `before`: the last one, to count only what is different. */
  constructor(all: readonly ServiceRules[], isAlike: boolean, before: RuleSet | undefined) {
    this.all = all;
    this.isAlike = isAlike;
    this.amounts = amountsOf(all, before?.all.length === all.length ? before : undefined);
  }

  /** The chains of single Services and endpoints. */
  get chains(): ReadonlyMap<string, readonly Rule[]> {
    if (this.#chains !== null) return this.#chains;
    const chains = new Map<string, readonly Rule[]>();
    for (const { natChains } of this.all) for (const [name, rules] of natChains) chains.set(name, rules);
    this.#chains = chains;
    return chains;
  }

  /** What all Services put into one chain. */
  head(of: Head): readonly Rule[] {
    let rules = this.#heads.get(of);
    if (rules === undefined) {
      rules = this.all.flatMap((each) => each[of]);
      this.#heads.set(of, rules);
    }
    return rules;
  }
}

function amountsOf(all: readonly ServiceRules[], before: RuleSet | undefined): Amounts {
  let { chains, rules, natHead, filter } = before?.amounts ?? { chains: 0, rules: 0, natHead: 0, filter: 0 };
  const count = (each: ServiceRules, sign: 1 | -1): void => {
    rules += sign * each.chainRuleCount;
    chains += sign * each.natChains.size;
    natHead += sign * (each.natServices.length + each.natNodePorts.length);
    for (const { of } of FILTER_HEADS) filter += sign * each[of].length;
  };
  for (let i = 0; i < all.length; i++) {
    const [now, had] = [all[i] as ServiceRules, before?.all[i]];
    if (now === had) continue;
    if (had !== undefined) count(had, -1);
    count(now, 1);
  }
  return { chains, rules, natHead, filter };
}

type Head =
  | "natServices"
  | "natNodePorts"
  | "filterServices"
  | "filterExternalServices"
  | "filterNodePorts"
  | "filterProxyFirewall";

const FILTER_HEADS: readonly { readonly chain: string; readonly of: Head }[] = [
  { chain: "KUBE-SERVICES", of: "filterServices" },
  { chain: "KUBE-EXTERNAL-SERVICES", of: "filterExternalServices" },
  { chain: "KUBE-NODEPORTS", of: "filterNodePorts" },
  { chain: "KUBE-PROXY-FIREWALL", of: "filterProxyFirewall" },
];

/** From where the Services are looked at. */
export interface Viewpoint {
  readonly node: ProxyNode;
  readonly settings: ProxySettings;
  /** Rules that are this node's only. */
  readonly own: WeakMap<ServiceEntry, ServiceRules>;
  /** What was made for it the last time. */
  readonly before: Written | null;
}

/** What a sync has written. */
export interface Written {
  readonly entries: readonly ServiceEntry[];
  readonly set: RuleSet;
}

/** One by one, so that what stands at the same place is about the same Service port. */
export function haveSameKeys(a: readonly ServiceEntry[], b: readonly ServiceEntry[]): boolean {
  return a.length === b.length && a.every((entry, i) => entry === b[i] || entry.key === b[i]?.key);
}

/** The same set for every node, unless one of the Services looks different from there. */
export function ruleSetOf(entries: readonly ServiceEntry[], on: Viewpoint): RuleSet {
  const { settings } = on;
  const key = keyOf(settings);
  let sets = SETS.get(entries);
  if (sets === undefined) {
    sets = new Map();
    SETS.set(entries, sets);
  }
  const known = sets.get(key);
  if (known !== undefined) return known;
  const { before } = on;
  let isAlike = before?.set.isAlike !== false;
  const all = entries.map((entry, i) => {
    if (before !== null && before.entries[i] === entry) return before.set.all[i] as ServiceRules;
    if (isSeenAlike(entry)) return sharedRules(entry, key, settings);
    isAlike = false;
    return ownRules(entry, on);
  });
  if (!isAlike) isAlike = entries.every(isSeenAlike);
  const set = new RuleSet(all, isAlike, before?.set);
  if (isAlike) sets.set(key, set);
  return set;
}

function isSeenAlike({ port, endpoints }: ServiceEntry): boolean {
  return port.sourceRanges.length === 0 && isChosenAlike(endpoints, port);
}

function rulesOn({ port, endpoints }: ServiceEntry, node: ProxyNode, settings: ProxySettings): ServiceRules {
  return serviceRules(port, chooseEndpoints(endpoints, port, node), settings);
}

function ownRules(entry: ServiceEntry, { node, settings, own }: Viewpoint): ServiceRules {
  let rules = own.get(entry);
  if (rules === undefined) {
    rules = rulesOn(entry, node, settings);
    own.set(entry, rules);
  }
  return rules;
}

function sharedRules(entry: ServiceEntry, key: string, settings: ProxySettings): ServiceRules {
  let known = RULES.get(entry);
  if (known === undefined) {
    known = new Map();
    RULES.set(entry, known);
  }
  let rules = known.get(key);
  if (rules === undefined) {
    rules = rulesOn(entry, { name: "", zone: "" }, settings);
    known.set(key, rules);
  }
  return rules;
}

/** All that service-rules.ts asks of the settings, but for the node's addresses: those only tell source ranges apart. */
function keyOf({ masqueradeAll, podCIDR, localhostNodePorts, accounting }: ProxySettings): string {
  const range = podCIDR === null ? "" : formatCidr(podCIDR);
  return [masqueradeAll, range, localhostNodePorts, accounting.localhostNodePorts].join(" ");
}

/** What the names of the Services' and endpoints' chains look like: others need not be looked for. */
export const OF_SERVICES = /^KUBE-(SVC|SVL|EXT|FW|SEP)-/;

/** The nat table's part, with the last rules of KUBE-SERVICES, which are the node's own. */
export function natSource(set: RuleSet, last: readonly Rule[]): ChainSource {
  const heads: Record<string, () => readonly Rule[]> = {
    "KUBE-SERVICES": once(() => [...set.head("natServices"), ...last]),
    "KUBE-NODEPORTS": () => set.head("natNodePorts"),
  };
  return {
    chain: (name) => (OF_SERVICES.test(name) ? set.chains.get(name) : heads[name]?.()),
    names: () => [...Object.keys(heads), ...set.chains.keys()],
    chainCount: 2 + set.amounts.chains,
    ruleCount: set.amounts.natHead + last.length + set.amounts.rules,
  };
}

export function filterSource(set: RuleSet): ChainSource {
  const heads = new Map(FILTER_HEADS.map(({ chain, of }) => [chain, of]));
  return {
    chain: (name) => {
      const of = heads.get(name);
      return of === undefined ? undefined : set.head(of);
    },
    names: () => heads.keys(),
    chainCount: heads.size,
    ruleCount: set.amounts.filter,
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
