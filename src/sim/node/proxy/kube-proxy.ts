/**
 * kube-proxy on one node: watches Services and EndpointSlices and lets its mode write what they mean. Changes are
 * gathered: a sync starts at once when the last one is long enough ago, and no sooner than a second after it.
 *
 * Models: cmd/kube-proxy/app/server.go, server_linux.go platformCleanup, pkg/proxy/runner/bounded_frequency_runner.go, minSyncPeriod 1s
 * SIMPLIFIED: a sync takes a time that grows with the number of rules it writes; a real one depends on the machine.
 */
import type { Clock, Timer } from "../../core/clock.ts";
import type { TraceSink } from "../../core/trace.ts";
import { type Run, WaitQueue } from "../../core/wait.ts";
import type { ApiClient, Informer } from "../../kube/api/client.ts";
import type { EndpointSlice, Service } from "../../kube/schema/types.ts";
import type { NodeEvent } from "../events.ts";
import type { Parts } from "../parts/parts.ts";
import { cleanStaleFlows } from "./conntrack-cleanup.ts";
import type { ProxyMode, ProxyTarget, ProxyWriter } from "./proxy-mode.ts";
import type { ProxySettings } from "./proxy-settings.ts";
import type { ServiceTable } from "./service-table.ts";
import type { SharedServices } from "./shared-services.ts";

/** What kube-proxy's configuration says. */
export interface ProxySetup {
  readonly mode: ProxyMode;
  readonly settings: ProxySettings;
}

export interface KubeProxyOptions extends ProxyTarget, ProxySetup {
  readonly clock: Clock;
  readonly trace: TraceSink<NodeEvent>;
  readonly client: ApiClient;
  readonly services: SharedServices;
  readonly parts: Parts;
}

const MIN_SYNC_US = 1_000_000;
const SYNC_BASE_US = 4_000;
const SYNC_PER_RULE_US = 10;

export class KubeProxy {
  readonly #options: KubeProxyOptions;
  #setup: ProxySetup;
  #services: ServiceTable;
  #writer: ProxyWriter;
  /** Modes that have run on this node, and may have left something. */
  readonly #hasRun = new Set<ProxyMode>();
  #subscriptions: (() => void)[] = [];
  #timer: Timer | null = null;
  #lastSyncUs = -MIN_SYNC_US;
  #isSyncing = false;
  #isDue = false;
  #hasSynced = false;
  /** Woken by every sync. */
  readonly synced = new WaitQueue();

  constructor(options: KubeProxyOptions) {
    this.#options = options;
    this.#setup = { mode: options.mode, settings: options.settings };
    this.#services = options.services.table;
    this.#writer = options.mode.open(options);
  }

  get mode(): ProxyMode {
    return this.#setup.mode;
  }

  get settings(): ProxySettings {
    return this.#setup.settings;
  }

  /** What it is configured to be when nobody says otherwise. */
  get defaults(): ProxySetup {
    return this.#options;
  }

  /** For a configuration that names another mode than the default; the clock is held while it comes. */
  modeNamed(name: string): Run<ProxyMode | undefined> {
    return this.#options.parts.await("proxyModes", name);
  }

  get client(): ApiClient {
    return this.#options.client;
  }

  get nodeName(): string {
    return this.#options.node.name;
  }

  get services(): ServiceTable {
    return this.#services;
  }

  get isRunning(): boolean {
    return this.#subscriptions.length > 0;
  }

  /** Null before the first sync. */
  get lastSyncUs(): number | null {
    return this.#hasSynced ? this.#lastSyncUs : null;
  }

  /** Like a process that starts: it knows nothing, and finds what the one before it has left in the kernel. */
  start(setup: ProxySetup = this.#setup): void {
    if (this.isRunning) return;
    const { client } = this.#options;
    this.#setup = { mode: setup.mode, settings: setup.settings };
    this.#cleanUpAfterOthers(setup.mode);
    this.#hasRun.add(setup.mode);
    this.#services = this.#options.services.join();
    this.#writer = setup.mode.open({ ...this.#options, settings: setup.settings });
    this.#writer.setUp();
    this.#hasSynced = false;
    this.#isSyncing = false;
    const { services: shared } = this.#options;
    const services: Informer<Service> = client.informer("services");
    const slices: Informer<EndpointSlice> = client.informer("endpointslices");
    this.#subscriptions = [
      services.onChange((change) => shared.service(change) && this.#request()),
      slices.onChange((change) => shared.slice(change) && this.#request()),
    ];
    this.#request();
  }

  /** nftables and the modes that are made of iptables take each other's rules away; the latter leave one another's. */
  #cleanUpAfterOthers(mode: ProxyMode): void {
    for (const other of this.#hasRun)
      if (other !== mode && other.isIptablesBased !== mode.isIptablesBased) {
        other.open({ ...this.#options, settings: this.#setup.settings }).cleanUp();
        this.#hasRun.delete(other);
      }
  }

  /** `kube-proxy --cleanup` */
  cleanUp(): void {
    for (const mode of this.#hasRun) mode.open({ ...this.#options, settings: this.#setup.settings }).cleanUp();
    this.#hasRun.clear();
  }

  /** The rules stay as they are: that is what a stopped kube-proxy leaves behind. */
  stop(): void {
    if (this.isRunning) this.#options.services.leave();
    for (const end of this.#subscriptions) end();
    this.#subscriptions = [];
    if (this.#timer !== null) this.#options.clock.cancel(this.#timer);
    this.#timer = null;
  }

  #request(): void {
    this.#isDue = true;
    if (this.#timer !== null || this.#isSyncing) return;
    const { clock } = this.#options;
    const atUs = Math.max(clock.nowUs, this.#lastSyncUs + MIN_SYNC_US);
    this.#timer = clock.at(atUs, () => this.#sync());
  }

  #sync(): void {
    this.#timer = null;
    if (!this.#isDue || !this.isRunning) return;
    const { clock } = this.#options;
    this.#isDue = false;
    this.#isSyncing = true;
    const startedUs = clock.nowUs;
    const entries = this.#services.entries();
    const prepared = this.#writer.prepare(entries);
    if (prepared.changed.length === 0 && this.#hasSynced) {
      this.#isSyncing = false;
      return;
    }
    this.#hasSynced = true;
    this.#timer = clock.after(SYNC_BASE_US + SYNC_PER_RULE_US * prepared.rulesWritten, () => {
      this.#timer = null;
      this.#isSyncing = false;
      this.#lastSyncUs = clock.nowUs;
      const { before, after } = prepared.commit();
      this.synced.wake();
      cleanStaleFlows(this.#options.namespace, entries);
      this.#report({ before, after, services: prepared.changed, tookUs: clock.nowUs - startedUs });
      if (this.#isDue) this.#request();
    });
  }

  #report(what: Pick<Extract<NodeEvent, { type: "synced" }>, "before" | "after" | "services" | "tookUs">): void {
    const { trace, node } = this.#options;
    if (trace.on)
      trace.emit({ type: "synced", where: `${node.name}/kube-proxy`, node: node.name, mode: this.mode.name, ...what });
  }
}
