/** What an `hop rpc` process keeps between requests: one cluster, and the terminals that are open in it. */
import { SOFTWARE } from "../../shell/software.ts";
import type { Terminal } from "../../shell/terminal/terminal.ts";
import { type Cluster, type ClusterSpec, createCluster } from "../../sim/cluster.ts";
import { Rehearsal } from "../../sim/node/kubelet/rehearsal.ts";
import type { Software } from "../../sim/node/parts/software.ts";
import type { DnsSettings } from "./dns-settings.ts";
import { installMetallb } from "./metallb.ts";

const REHEARSING: Software = { ...SOFTWARE, rehearse: (annotation) => new Rehearsal(annotation) };
const DEFAULT: ClusterSpec = { profile: "kind" };

export class RpcWorld {
  readonly terminals = new Map<string, Terminal>();
  dns: DnsSettings = {};
  #spec: ClusterSpec = DEFAULT;
  #cluster: Cluster | null = null;
  #hasMetallb = false;

  /** Made when it is first needed: a `reset` may follow at once. */
  get cluster(): Cluster {
    if (this.#cluster === null) {
      this.#cluster = createCluster(this.#spec, REHEARSING);
      if (this.#hasMetallb) installMetallb(this.#cluster);
    }
    return this.#cluster;
  }

  /** It stands for a recorded cluster, whose Pods an annotation holds in a state. */
  get isRecorded(): boolean {
    return this.#spec.behaviorAnnotation !== undefined;
  }

  reset(spec: ClusterSpec, dns: DnsSettings, { hasMetallb = false } = {}): void {
    this.#spec = spec;
    this.#hasMetallb = hasMetallb;
    this.#cluster = null;
    this.terminals.clear();
    this.dns = dns;
  }
}
