/** What the parts of one node's kubelet share. */
import type { Clock } from "../../core/clock.ts";
import type { Prng } from "../../core/prng.ts";
import type { TraceSink } from "../../core/trace.ts";
import type { ApiClient, Informer } from "../../kube/api/client.ts";
import type { Namespace, Pod } from "../../kube/schema/types.ts";
import type { Network } from "../../net/network.ts";
import type { Machine, ProgramTable } from "../../os/machine.ts";
import type { CniPlugin } from "../cni/cni-plugin.ts";
import type { NodeEvent } from "../events.ts";
import type { EnvironmentSources } from "./environment.ts";
import type { ImageStore } from "./image-store.ts";
import type { ResolverFacts } from "./pod-files.ts";
import type { Rehearsal } from "./rehearsal.ts";
import type { VolumeRefresher } from "./volume-refresher.ts";

export interface KubeletContext {
  readonly nodeName: string;
  readonly hostIP: string;
  readonly machine: Machine;
  readonly network: Network;
  readonly clock: Clock;
  readonly prng: Prng;
  readonly trace: TraceSink<NodeEvent>;
  readonly client: ApiClient;
  readonly programs: ProgramTable;
  readonly cni: CniPlugin;
  readonly images: ImageStore;
  readonly sources: EnvironmentSources & { readonly namespaces: Informer<Namespace> };
  readonly resolver: ResolverFacts;
  readonly volumes: VolumeRefresher;
  readonly rehearsal: Rehearsal | null;
  /** Plugs what the node has to offer into a container's machine (its kube-proxy, say). */
  readonly plugInto?: (machine: Machine, pod: Pod) => void;
}
