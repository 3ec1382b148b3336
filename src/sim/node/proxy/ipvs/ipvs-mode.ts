/**
 * kube-proxy's ipvs mode: a virtual server for every address and port of a Service, all those addresses on a dummy
 * device so that packets for them are this host's, sets of them, and a few rules that ask the sets.
 *
 * Models: pkg/proxy/ipvs/proxier.go NewProxier, syncProxyRules, syncService, syncEndpoint, cleanLegacyService
 */
import { contains, formatIp, type Ip, widthOf } from "../../../core/ip.ts";
import type { Device } from "../../../net/device.ts";
import { ipvsOf, sameService } from "../../../net/ipvs/ipvs.ts";
import { DEFAULT_SERVICE, type ServiceKey } from "../../../net/ipvs/virtual-service.ts";
import { createDummy } from "../../../net/link/dummy.ts";
import type { Rule } from "../../../net/netfilter/rule.ts";
import type { ChainSpec } from "../../../net/netfilter/table.ts";
import type { RuleCount } from "../../events.ts";
import { ensureJump } from "../ensure-jump.ts";
import type { PreparedSync, ProxyMode, ProxyTarget, ProxyWriter } from "../proxy-mode.ts";
import type { ServiceEntry } from "../service-table.ts";
import { type Chains, chainsFor, ensuredJumps, FILTER_CHAINS, NAT_CHAINS } from "./chains.ts";
import { type DesiredServer, type DesiredState, desiredState } from "./desired-state.ts";
import { GracefulTermination } from "./graceful-termination.ts";
import { IP_SET_KEYS, ipSetInfo } from "./ip-set-list.ts";

export const ipvsMode: ProxyMode = {
  name: "ipvs",
  isIptablesBased: true,
  open: (target) => new IpvsWriter(target),
};

const DUMMY_DEVICE = "kube-ipvs0";
const WANTED = { weight: 1, upperThreshold: 0, lowerThreshold: 0 };

class IpvsWriter implements ProxyWriter {
  readonly #target: ProxyTarget;
  readonly #termination: GracefulTermination;
  #written = new Map<string, ServiceEntry>();
  #isFirst = true;

  constructor(target: ProxyTarget) {
    this.#target = target;
    this.#termination = new GracefulTermination(target.namespace);
  }

  setUp(): void {
    const { namespace, settings } = this.#target;
    const { sysctls, netfilter } = namespace;
    sysctls.vsConntrack = true;
    sysctls.vsExpireNodestConn = true;
    sysctls.vsExpireQuiescentTemplate = true;
    sysctls.ipForward = true;
    const { strictARP, tcpTimeoutSec, tcpFinTimeoutSec, udpTimeoutSec } = settings.ipvs;
    if (strictARP) {
      sysctls.arpIgnore = 1;
      sysctls.arpAnnounce = 2;
    }
    const { timeouts } = ipvsOf(namespace).connections;
    if (tcpTimeoutSec > 0) timeouts.ESTABLISHED = tcpTimeoutSec;
    if (tcpFinTimeoutSec > 0) timeouts.FIN_WAIT = tcpFinTimeoutSec;
    if (udpTimeoutSec > 0) timeouts.UDP = udpTimeoutSec;
    const empty = (name: string): ChainSpec => ({ name, rules: [] });
    netfilter.restore("nat", NAT_CHAINS.map(empty), { noflush: true });
    netfilter.restore("filter", FILTER_CHAINS.map(empty), { noflush: true });
    for (const jump of ensuredJumps()) ensureJump(netfilter, jump);
    this.#ensureSets();
    this.#dummyDevice();
  }

  prepare(entries: readonly ServiceEntry[]): PreparedSync {
    const { node, settings, family } = this.#target;
    const next = new Map(entries.map((entry) => [entry.key, entry]));
    const changed = entries.filter((entry) => this.#written.get(entry.key) !== entry).map(({ key }) => key);
    for (const key of this.#written.keys()) if (!next.has(key)) changed.push(key);
    const state = desiredState(entries, { node, settings, nodeAddresses: this.#nodeAddresses() });
    const chains = chainsFor(state, settings, family);
    const rulesWritten =
      countRules(chains) + state.servers.reduce((sum, { endpoints }) => sum + 1 + endpoints.length, 0);
    return {
      rulesWritten,
      changed,
      commit: () => {
        const before = this.#count();
        this.#apply(state, chains);
        this.#written = next;
        this.#isFirst = false;
        return { before, after: this.#count() };
      },
    };
  }

  cleanUp(): void {
    const { namespace, family } = this.#target;
    ipvsOf(namespace).clear();
    namespace.devices.get(DUMMY_DEVICE)?.remove();
    for (const table of namespace.netfilter.tables) {
      const ours: readonly string[] = table.name === "nat" ? NAT_CHAINS : table.name === "filter" ? FILTER_CHAINS : [];
      const jumps = ({ target }: Rule): boolean => target.kind === "jump" && ours.includes(target.chain);
      const specs: ChainSpec[] = [];
      for (const { name, policy, rules } of table.chains())
        if (policy !== null) specs.push({ name, rules: rules.filter((rule) => !jumps(rule)) });
      const gone = ours.filter((name) => table.chain(name) !== undefined);
      namespace.netfilter.restore(table.name, specs, { noflush: true, deleteChains: gone });
    }
    for (const key of IP_SET_KEYS) namespace.netfilter.sets.destroy(ipSetInfo(key, family).name);
    this.#written = new Map();
  }

  #apply(state: DesiredState, chains: Chains): void {
    const { namespace, family } = this.#target;
    this.#ensureSets();
    const device = this.#dummyDevice();
    for (const ip of state.addresses) this.#bind(device, ip);
    for (const wanted of state.servers) this.#syncServer(wanted);
    for (const key of IP_SET_KEYS)
      namespace.netfilter.sets.replace(ipSetInfo(key, family).name, [...state.sets[key].values()]);
    namespace.netfilter.restore("nat", specsOf(chains.nat), { noflush: true });
    namespace.netfilter.restore("filter", specsOf(chains.filter), { noflush: true });
    for (const { ip, bits } of [...device.addresses])
      if (typeof ip === (family === 4 ? "number" : "bigint") && !state.addresses.has(ip))
        namespace.removeAddress(device, `${formatIp(ip)}/${bits}`);
    this.#removeServers(state);
  }

  #syncServer({ key, persistentSec, endpoints }: DesiredServer): void {
    const ipvs = ipvsOf(this.#target.namespace);
    const settings = { ...DEFAULT_SERVICE, scheduler: this.#target.settings.ipvs.scheduler, persistentSec };
    const service = ipvs.service(key);
    if (service === undefined) ipvs.addService(key, settings);
    else if (service.settings.persistentSec !== persistentSec || service.settings.scheduler !== settings.scheduler)
      ipvs.editService(key, settings);
    const wanted = new Set(endpoints.map(({ text }) => text));
    for (const { ip: address, port } of endpoints) {
      const server = { address, port };
      const known = ipvs.service(key)?.server(server);
      if (known !== undefined && !this.#termination.isLeaving(key, server)) {
        if (this.#isFirst && known.weight !== 1) ipvs.editServer(key, server, WANTED);
        continue;
      }
      if (known !== undefined) this.#termination.takeBack(key, server);
      ipvs.addServer(key, server, WANTED);
    }
    for (const { address, port } of [...(ipvs.service(key)?.servers ?? [])]) {
      const text = typeof address === "number" ? `${formatIp(address)}:${port}` : `[${formatIp(address)}]:${port}`;
      if (!wanted.has(text) && !this.#termination.isLeaving(key, { address, port }))
        this.#termination.remove(key, { address, port });
    }
  }

  /** Virtual servers that no Service has. */
  #removeServers({ servers }: DesiredState): void {
    const { family, settings, namespace } = this.#target;
    const wanted = new Map<Ip, ServiceKey[]>();
    for (const { key } of servers) wanted.set(key.address, [...(wanted.get(key.address) ?? []), key]);
    for (const { key } of [...ipvsOf(namespace).services]) {
      if (key.fwmark !== 0 || typeof key.address !== (family === 4 ? "number" : "bigint")) continue;
      if (settings.ipvs.excludeCIDRs.some((range) => contains(range, key.address))) continue;
      if (wanted.get(key.address)?.some((one) => sameService(one, key)) === true) continue;
      this.#termination.forget(key);
      ipvsOf(namespace).deleteService(key);
    }
  }

  #ensureSets(): void {
    const { namespace, family } = this.#target;
    for (const key of IP_SET_KEYS) {
      const { name, type } = ipSetInfo(key, family);
      if (namespace.netfilter.sets.get(name) !== undefined) continue;
      const isBitmap = type === "bitmap:port";
      namespace.netfilter.sets.create(name, type, isBitmap ? { range: [0, 65_535] } : { family });
    }
  }

  /** It is never set up: that its addresses are this host's does not depend on it. */
  #dummyDevice(): Device {
    const { namespace } = this.#target;
    const known = namespace.devices.get(DUMMY_DEVICE);
    if (known !== undefined) return known;
    const made = createDummy(namespace, DUMMY_DEVICE);
    made.noArp = true;
    made.up = false;
    return made;
  }

  #bind(device: Device, ip: Ip): void {
    if (device.addresses.some((had) => had.ip === ip)) return;
    this.#target.namespace.addAddress(device, `${formatIp(ip)}/${widthOf(ip)}`);
  }

  /** All but those of the dummy device, of loopback and of the other family. */
  #nodeAddresses(): readonly Ip[] {
    const { namespace, family } = this.#target;
    const found: Ip[] = [];
    for (const device of namespace.devices.values()) {
      if (device.name === DUMMY_DEVICE || device.isLoopback) continue;
      for (const { ip } of device.addresses)
        if (typeof ip === (family === 4 ? "number" : "bigint") && !isLinkLocal(ip)) found.push(ip);
    }
    return found;
  }

  #count(): RuleCount {
    const { netfilter } = this.#target.namespace;
    let chains = 0;
    let rules = 0;
    for (const name of ["nat", "filter"] as const)
      for (const chain of netfilter.table(name).chains()) {
        if (!chain.name.startsWith("KUBE-")) continue;
        chains++;
        rules += chain.rules.length;
      }
    for (const { servers } of ipvsOf(this.#target.namespace).services) rules += 1 + servers.length;
    return { chains, rules };
  }
}

function specsOf(chains: ReadonlyMap<string, readonly Rule[]>): ChainSpec[] {
  return [...chains].map(([name, rules]) => ({ name, rules }));
}

function countRules({ nat, filter }: Chains): number {
  return [...nat.values(), ...filter.values()].reduce((sum, rules) => sum + rules.length, 0);
}

/** fe80::/10 */
function isLinkLocal(ip: Ip): boolean {
  return typeof ip === "bigint" && ip >> 118n === 0x3fan;
}
