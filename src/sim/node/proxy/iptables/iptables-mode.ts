/**
 * kube-proxy's iptables mode: all Services as rules of the nat and filter tables, each sync one atomic write of the
 * chains that are new or different.
 *
 * Models: pkg/proxy/iptables/proxier.go syncProxyRules, pkg/kubelet/kubelet_network_linux.go (KUBE-FIREWALL)
 */
import type { Rule, TableName } from "../../../net/netfilter/rule.ts";
import type { ChainSpec } from "../../../net/netfilter/table.ts";
import type { RuleCount } from "../../events.ts";
import { ensureJump } from "../ensure-jump.ts";
import type { PreparedSync, ProxyMode, ProxyTarget, ProxyWriter } from "../proxy-mode.ts";
import type { ServiceEntry } from "../service-table.ts";
import type { ServiceRules } from "./service-rules.ts";
import {
  filterSource,
  haveSameKeys,
  natSource,
  OF_SERVICES,
  type RuleSet,
  ruleSetOf,
  type Written,
} from "./shared-rules.ts";
import {
  ensuredJumps,
  firewallRules,
  forwardRules,
  markMasqRules,
  nodePortJumps,
  postroutingRules,
} from "./static-rules.ts";

export const iptablesMode: ProxyMode = {
  name: "iptables",
  isIptablesBased: true,
  open: (target) => new IptablesWriter(target),
};

const CANARY = "KUBE-PROXY-CANARY";
const FILTER_CHAINS = [
  "KUBE-SERVICES",
  "KUBE-EXTERNAL-SERVICES",
  "KUBE-FORWARD",
  "KUBE-NODEPORTS",
  "KUBE-PROXY-FIREWALL",
  "KUBE-FIREWALL",
] as const;
const NAT_CHAINS = ["KUBE-SERVICES", "KUBE-NODEPORTS", "KUBE-POSTROUTING", "KUBE-MARK-MASQ"] as const;

class IptablesWriter implements ProxyWriter {
  readonly #target: ProxyTarget;
  /** Null before the first sync. */
  #written: Written | null = null;
  /** Rules of entries that look different from other nodes. */
  readonly #own = new WeakMap<ServiceEntry, ServiceRules>();
  /** Chains whose rules never change are written once, so that their counters go on. */
  #static: ReturnType<typeof staticRules> | null = null;

  constructor(target: ProxyTarget) {
    this.#target = target;
  }

  setUp(): void {
    const { netfilter } = this.#target.namespace;
    const fixed = staticRules(this.#target);
    this.#static = fixed;
    // What another kube-proxy has left stays in force until the first sync replaces it.
    const empty = (table: TableName, names: readonly string[]): ChainSpec[] =>
      names.filter((name) => netfilter.table(table).chain(name) === undefined).map((name) => ({ name, rules: [] }));
    netfilter.restore("mangle", empty("mangle", [CANARY]), { noflush: true });
    netfilter.restore(
      "filter",
      [
        ...empty("filter", [...FILTER_CHAINS, CANARY]),
        { name: "KUBE-FIREWALL", rules: fixed.firewall },
        { name: "KUBE-FORWARD", rules: fixed.forward },
      ],
      { noflush: true },
    );
    netfilter.restore(
      "nat",
      [
        ...empty("nat", [...NAT_CHAINS, CANARY]),
        { name: "KUBE-MARK-MASQ", rules: fixed.markMasq },
        { name: "KUBE-POSTROUTING", rules: fixed.postrouting },
        ...(netfilter.table("nat").chain("KUBE-SERVICES") === undefined
          ? [{ name: "KUBE-SERVICES", rules: fixed.nodePortJumps }]
          : []),
      ],
      { noflush: true },
    );
    for (const jump of ensuredJumps()) ensureJump(netfilter, jump);
    if (this.#target.settings.localhostNodePorts) this.#target.namespace.sysctls.routeLocalnet = true;
  }

  prepare(entries: readonly ServiceEntry[]): PreparedSync {
    const { node, settings } = this.#target;
    const before = this.#written;
    const isFirst = before === null;
    const set = ruleSetOf(entries, { node, settings, own: this.#own, before });
    const { changed, freshRules } = compared(before, { entries, set });
    const { nodePortJumps } = this.#static as ReturnType<typeof staticRules>;
    return {
      rulesWritten: set.amounts.natHead + nodePortJumps.length + freshRules + set.amounts.filter,
      changed,
      commit: () => {
        const { netfilter } = this.#target.namespace;
        const had = this.#count();
        const gone = isFirst ? this.#leftByOthers(set) : [];
        netfilter.restore("filter", [], { noflush: true, source: filterSource(set), anew: isFirst });
        const nat = natSource(set, nodePortJumps);
        netfilter.restore("nat", [], { noflush: true, deleteChains: gone, source: nat, anew: isFirst });
        this.#written = { entries, set };
        return { before: had, after: this.#count() };
      },
    };
  }

  cleanUp(): void {
    const { netfilter } = this.#target.namespace;
    for (const table of netfilter.tables) {
      const specs: ChainSpec[] = [];
      const gone: string[] = [];
      for (const { name, policy, rules } of table.chains()) {
        if (policy === null && name.startsWith("KUBE-")) gone.push(name);
        else if (policy !== null) specs.push({ name, rules: rules.filter((rule) => !jumpsToKube(rule)) });
      }
      netfilter.restore(table.name, specs, { noflush: true, deleteChains: gone });
    }
    this.#written = null;
  }

  /** Chains of Services that are gone, which a kube-proxy before this one has written. */
  #leftByOthers(set: RuleSet): readonly string[] {
    const names = this.#target.namespace.netfilter.table("nat").names();
    return names.filter((name) => OF_SERVICES.test(name) && !set.chains.has(name));
  }

  #count(): RuleCount {
    const { netfilter } = this.#target.namespace;
    const [nat, filter] = [netfilter.table("nat").count("KUBE-"), netfilter.table("filter").count("KUBE-")];
    return { chains: nat.chains + filter.chains, rules: nat.rules + filter.rules };
  }
}

interface Difference {
  /** The keys of entries that are new, different or gone. */
  readonly changed: readonly string[];
  /** How many rules the new chains have. */
  readonly freshRules: number;
}

/** Most nodes go from one set to the next together. */
const DIFFERENCES = new WeakMap<RuleSet, { readonly before: RuleSet | undefined; readonly difference: Difference }>();

function compared(before: Written | null, now: Written): Difference {
  const known = DIFFERENCES.get(now.set);
  if (known !== undefined && known.before === before?.set) return known.difference;
  const difference = compare(before, now);
  DIFFERENCES.set(now.set, { before: before?.set, difference });
  return difference;
}

function compare(before: Written | null, now: Written): Difference {
  const isInPlace = before !== null && haveSameKeys(before.entries, now.entries);
  const had = isInPlace ? null : new Set(before?.entries);
  const changed: string[] = [];
  let freshRules = 0;
  for (let i = 0; i < now.entries.length; i++) {
    const entry = now.entries[i] as ServiceEntry;
    if (had === null ? before?.entries[i] === entry : had.has(entry)) continue;
    changed.push(entry.key);
    freshRules += now.set.all[i]?.chainRuleCount ?? 0;
  }
  if (before === null || isInPlace) return { changed, freshRules };
  const keys = new Set(now.entries.map(({ key }) => key));
  for (const { key } of before.entries) if (!keys.has(key)) changed.push(key);
  return { changed, freshRules };
}

function staticRules({ settings, family }: ProxyTarget) {
  return {
    firewall: firewallRules(settings, family),
    forward: forwardRules(settings),
    markMasq: markMasqRules(settings),
    postrouting: postroutingRules(settings),
    nodePortJumps: nodePortJumps(settings, family),
  };
}

function jumpsToKube({ target }: Rule): boolean {
  return (target.kind === "jump" || target.kind === "goto") && target.chain.startsWith("KUBE-");
}
