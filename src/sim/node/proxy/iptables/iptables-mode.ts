/**
 * kube-proxy's iptables mode: all Services as rules of the nat and filter tables, each sync one atomic write of the
 * chains that are new or different.
 *
 * Models: pkg/proxy/iptables/proxier.go syncProxyRules, pkg/kubelet/kubelet_network_linux.go (KUBE-FIREWALL)
 */
import type { Rule, TableName } from "../../../net/netfilter/rule.ts";
import type { ChainSpec } from "../../../net/netfilter/table.ts";
import type { RuleCount } from "../../events.ts";
import { chooseEndpoints } from "../endpoints.ts";
import { ensureJump } from "../ensure-jump.ts";
import type { PreparedSync, ProxyMode, ProxyTarget, ProxyWriter } from "../proxy-mode.ts";
import type { ServiceEntry } from "../service-table.ts";
import { type ServiceRules, serviceRules } from "./service-rules.ts";
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
  /** What was written for each entry, as long as the entry is the same object. */
  #written = new Map<string, { readonly entry: ServiceEntry; readonly rules: ServiceRules }>();
  #hasSynced = false;
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
    const next = new Map<string, { entry: ServiceEntry; rules: ServiceRules }>();
    const changed: string[] = [];
    const fresh: ServiceRules[] = [];
    for (const entry of entries) {
      const had = this.#written.get(entry.key);
      if (had?.entry === entry) {
        next.set(entry.key, had);
        continue;
      }
      const rules = serviceRules(entry.port, chooseEndpoints(entry.endpoints, entry.port, node), settings);
      next.set(entry.key, { entry, rules });
      fresh.push(rules);
      changed.push(entry.key);
    }
    for (const key of this.#written.keys()) if (!next.has(key)) changed.push(key);
    const nat = this.#natChains(next, fresh);
    const filter = filterChains([...next.values()].map(({ rules }) => rules));
    const rulesWritten = [...nat.specs, ...filter].reduce((sum, { rules }) => sum + rules.length, 0);
    return {
      rulesWritten,
      changed,
      commit: () => {
        const before = this.#count();
        const { netfilter } = this.#target.namespace;
        netfilter.restore("filter", filter, { noflush: true });
        netfilter.restore("nat", nat.specs, { noflush: true, deleteChains: nat.gone });
        this.#written = next;
        this.#hasSynced = true;
        return { before, after: this.#count() };
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
    this.#written = new Map();
  }

  #natChains(
    next: ReadonlyMap<string, { readonly rules: ServiceRules }>,
    fresh: readonly ServiceRules[],
  ): { specs: ChainSpec[]; gone: string[] } {
    const all = [...next.values()].map(({ rules }) => rules);
    const kept = new Set<string>();
    for (const { natChains } of all) for (const chain of natChains.keys()) kept.add(chain);
    const gone = this.#oldChains().filter((chain) => !kept.has(chain));
    const fixed = this.#static as ReturnType<typeof staticRules>;
    const specs: ChainSpec[] = [
      { name: "KUBE-SERVICES", rules: [...all.flatMap((rules) => rules.natServices), ...fixed.nodePortJumps] },
      { name: "KUBE-NODEPORTS", rules: all.flatMap((rules) => rules.natNodePorts) },
    ];
    for (const { natChains } of fresh) for (const [name, rules] of natChains) specs.push({ name, rules });
    return { specs, gone };
  }

  /** The chains of Services that are there now; a kube-proxy that has just started looks for what others have left. */
  #oldChains(): readonly string[] {
    if (this.#hasSynced) return [...this.#written.values()].flatMap(({ rules }) => [...rules.natChains.keys()]);
    const chains = this.#target.namespace.netfilter.table("nat").chains();
    return chains.map(({ name }) => name).filter((name) => /^KUBE-(SVC|SVL|EXT|FW|SEP)-/.test(name));
  }

  #count(): RuleCount {
    let chains = 0;
    let rules = 0;
    for (const name of ["nat", "filter"] satisfies TableName[])
      for (const chain of this.#target.namespace.netfilter.table(name).chains()) {
        if (!chain.name.startsWith("KUBE-")) continue;
        chains++;
        rules += chain.rules.length;
      }
    return { chains, rules };
  }
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

function filterChains(all: readonly ServiceRules[]): ChainSpec[] {
  return [
    { name: "KUBE-SERVICES", rules: all.flatMap((rules) => rules.filterServices) },
    { name: "KUBE-EXTERNAL-SERVICES", rules: all.flatMap((rules) => rules.filterExternalServices) },
    { name: "KUBE-NODEPORTS", rules: all.flatMap((rules) => rules.filterNodePorts) },
    { name: "KUBE-PROXY-FIREWALL", rules: all.flatMap((rules) => rules.filterProxyFirewall) },
  ];
}

function jumpsToKube({ target }: Rule): boolean {
  return (target.kind === "jump" || target.kind === "goto") && target.chain.startsWith("KUBE-");
}
