/**
 * kube-proxy on one node: watches Services and EndpointSlices and lets its mode write what they mean. Changes are
 * gathered: a sync starts at once when the last one is long enough ago, and no sooner than a second after it.
 *
 * Models: cmd/kube-proxy/app/server.go, pkg/proxy/runner/bounded_frequency_runner.go, minSyncPeriod 1s
 * SIMPLIFIED: a sync takes a time that grows with the number of rules it writes; a real one depends on the machine.
 */
import type { Clock, Timer } from "../../core/clock.ts";
import type { TraceSink } from "../../core/trace.ts";
import type { ApiClient, Change, Informer } from "../../kube/api/client.ts";
import type { EndpointSlice, Service } from "../../kube/schema/types.ts";
import type { NodeEvent } from "../events.ts";
import { cleanStaleFlows } from "./conntrack-cleanup.ts";
import type { ProxyMode, ProxyTarget, ProxyWriter } from "./proxy-mode.ts";
import { ServiceTable } from "./service-table.ts";

export interface KubeProxyOptions extends ProxyTarget {
  readonly clock: Clock;
  readonly trace: TraceSink<NodeEvent>;
  readonly client: ApiClient;
  readonly mode: ProxyMode;
}

const MIN_SYNC_US = 1_000_000;
const SYNC_BASE_US = 4_000;
const SYNC_PER_RULE_US = 10;

export class KubeProxy {
  readonly mode: ProxyMode;
  readonly #options: KubeProxyOptions;
  readonly #services: ServiceTable;
  readonly #writer: ProxyWriter;
  #subscriptions: (() => void)[] = [];
  #timer: Timer | null = null;
  #lastSyncUs = -MIN_SYNC_US;
  #isSyncing = false;
  #isDue = false;
  #isSetUp = false;
  #hasSynced = false;

  constructor(options: KubeProxyOptions) {
    this.#options = options;
    this.mode = options.mode;
    this.#services = new ServiceTable(options.family, options.node);
    this.#writer = options.mode.open(options);
  }

  get services(): ServiceTable {
    return this.#services;
  }

  get isRunning(): boolean {
    return this.#subscriptions.length > 0;
  }

  start(): void {
    if (this.isRunning) return;
    if (!this.#isSetUp) this.#writer.setUp();
    this.#isSetUp = true;
    const services: Informer<Service> = this.#options.client.informer("services");
    const slices: Informer<EndpointSlice> = this.#options.client.informer("endpointslices");
    this.#subscriptions = [
      services.onChange((change) => this.#onService(change)),
      slices.onChange((change) => this.#onSlice(change)),
    ];
    this.#request();
  }

  /** The rules stay as they are: that is what a stopped kube-proxy leaves behind. */
  stop(): void {
    for (const end of this.#subscriptions) end();
    this.#subscriptions = [];
    if (this.#timer !== null) this.#options.clock.cancel(this.#timer);
    this.#timer = null;
  }

  /** Writes the rules now, without the time that it takes: for those who ask what they would be. */
  syncNow(): void {
    if (!this.#isSetUp) this.#writer.setUp();
    this.#isSetUp = true;
    this.#writer.prepare(this.#services.entries()).commit();
  }

  #onService({ type, object }: Change<Service>): void {
    const changed = type === "DELETED" ? this.#services.removeService(object) : this.#services.setService(object);
    if (changed) this.#request();
  }

  #onSlice({ type, object }: Change<EndpointSlice>): void {
    const changed = type === "DELETED" ? this.#services.removeSlice(object) : this.#services.setSlice(object);
    if (changed) this.#request();
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
