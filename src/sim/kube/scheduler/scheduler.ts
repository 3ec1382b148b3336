/**
 * Gives every Pod without a node a node: one Pod after the other, in the order in which they came, each a little work.
 * A Pod that fits nowhere waits until something changes that could help it.
 *
 * Models: pkg/scheduler/schedule_one.go, pkg/scheduler/backend/queue
 * SIMPLIFIED: one profile, no preemption, no priorities in the queue.
 */
import type { Clock } from "../../core/clock.ts";
import type { Prng } from "../../core/prng.ts";
import { formatRfc3339 } from "../../core/time.ts";
import type { ApiClient, Change, Informer } from "../api/client.ts";
import { hasReason } from "../api/status.ts";
import type { Node, Pod, Service } from "../schema/types.ts";
import { onlyNodeOf, type Problem, problemOf } from "./filters.ts";
import { NodeInfo } from "./node-info.ts";
import { bestOf } from "./scores.ts";

export interface SchedulerOptions {
  readonly clock: Clock;
  readonly client: ApiClient;
  readonly prng: Prng;
}

/** A Pod that fits nowhere, and what it was refused for. */
interface Waiting {
  readonly pod: Pod;
  readonly awaits: ReadonlySet<Problem["awaits"]>;
}

const CYCLE_US = 1_000;
/** Upstream looks at no more than this share of a large cluster (percentageOfNodesToScore). */
const ENOUGH_NODES = 100;
const NAME = "default-scheduler";

export class Scheduler {
  readonly #clock: Clock;
  readonly #client: ApiClient;
  readonly #prng: Prng;
  readonly #services: Informer<Service>;
  readonly #nodes = new Map<string, NodeInfo>();
  /** The same in their order; null when one has come or gone. */
  #list: readonly NodeInfo[] | null = null;
  /** By uid, oldest first. */
  readonly #queue = new Map<string, Pod>();
  readonly #waiting = new Map<string, Waiting>();
  #isBusy = false;
  #next = 0;

  constructor({ clock, client, prng }: SchedulerOptions) {
    this.#clock = clock;
    this.#client = client;
    this.#prng = prng;
    this.#services = client.informer<Service>("services");
  }

  start(): void {
    this.#client.informer<Node>("nodes").onChange((change) => this.#onNode(change));
    this.#client.informer<Pod>("pods").onChange((change) => this.#onPod(change));
  }

  #onNode({ type, object }: Change<Node>): void {
    const { name } = object.metadata;
    const known = this.#nodes.get(name);
    if (type === "DELETED" || known === undefined) this.#list = null;
    if (type === "DELETED") this.#nodes.delete(name);
    else if (known === undefined) this.#nodes.set(name, new NodeInfo(object));
    else if (!matters(known.node, object)) {
      known.node = object;
      return;
    } else known.update(object);
    this.#retry(() => true);
  }

  #onPod({ type, object, old }: Change<Pod>): void {
    const uid = object.metadata.uid ?? "";
    if (object.spec === undefined) return;
    const { nodeName } = object.spec;
    const isGone = type === "DELETED" || object.status?.phase === "Succeeded" || object.status?.phase === "Failed";
    if (nodeName !== undefined && nodeName !== "") {
      this.#queue.delete(uid);
      this.#waiting.delete(uid);
      if (isGone) this.#nodes.get(nodeName)?.remove(object);
      else if (old?.spec !== object.spec || isOtherwiseSeen(old, object)) this.#nodes.get(nodeName)?.add(object);
      const isMoved = old?.spec?.nodeName !== nodeName;
      if (isGone || labelsChanged(old, object)) this.#retry((awaits) => awaits.has("room") || awaits.has("company"));
      else if (isMoved) this.#retry((awaits) => awaits.has("company"));
    } else if (isGone || object.metadata.deletionTimestamp !== undefined) {
      this.#queue.delete(uid);
      this.#waiting.delete(uid);
    } else if ((object.spec.schedulerName ?? NAME) === NAME && (object.spec.schedulingGates ?? []).length === 0)
      this.#offer(uid, object);
  }

  #offer(uid: string, pod: Pod): void {
    const waiting = this.#waiting.get(uid);
    if (waiting?.pod.spec === pod.spec) this.#waiting.set(uid, { ...waiting, pod });
    else {
      this.#waiting.delete(uid);
      this.#queue.set(uid, pod);
      this.#wake();
    }
  }

  #retry(isHelped: (awaits: Waiting["awaits"]) => boolean): void {
    for (const [uid, { pod, awaits }] of this.#waiting) {
      if (!isHelped(awaits)) continue;
      this.#waiting.delete(uid);
      this.#queue.set(uid, pod);
    }
    this.#wake();
  }

  #wake(): void {
    if (this.#isBusy || this.#queue.size === 0) return;
    this.#isBusy = true;
    this.#clock.after(CYCLE_US, () => {
      this.#isBusy = false;
      const first = this.#queue.entries().next().value;
      if (first !== undefined) {
        this.#queue.delete(first[0]);
        this.#schedule(first[0], first[1]);
      }
      this.#wake();
    });
  }

  #schedule(uid: string, pod: Pod): void {
    const { feasible, problems } = this.#filter(pod);
    const services = (): readonly Service[] => this.#services.list(pod.metadata.namespace);
    const best = bestOf({ pod, feasible, all: this.#list ?? [], services }, this.#prng);
    if (best === null) {
      this.#waiting.set(uid, { pod, awaits: new Set(problems.map(({ awaits }) => awaits)) });
      this.#fail(pod, problems);
      return;
    }
    const { namespace, name } = pod.metadata;
    const node = best.node.metadata.name;
    try {
      this.#client.bind({ namespace, name }, node);
    } catch (error) {
      if (hasReason(error, "NotFound") || hasReason(error, "Conflict")) return;
      throw error;
    }
    best.add(pod);
    this.#client.event(pod, {
      type: "Normal",
      reason: "Scheduled",
      action: "Binding",
      message: `Successfully assigned ${namespace}/${name} to ${node}`,
    });
  }

  /** In a large cluster it begins where it stopped the last time, and stops when it has seen enough. */
  #filter(pod: Pod): { feasible: NodeInfo[]; problems: Problem[] } {
    this.#list ??= [...this.#nodes.values()];
    const all = this.#list;
    const nodes = { values: () => all, avoided: all.filter(({ avoiding }) => avoiding.size > 0), spread: new Map() };
    const only = this.#nodes.get(onlyNodeOf(pod) ?? "");
    if (only !== undefined && problemOf(pod, only, nodes) === null) return { feasible: [only], problems: [] };
    const feasible: NodeInfo[] = [];
    const problems: Problem[] = [];
    const start = all.length > ENOUGH_NODES ? this.#next % all.length : 0;
    for (let i = 0; i < all.length && feasible.length < ENOUGH_NODES; i++) {
      const info = all[(start + i) % all.length] as NodeInfo;
      const problem = problemOf(pod, info, nodes);
      if (problem === null) feasible.push(info);
      else problems.push(problem);
      this.#next = start + i + 1;
    }
    return { feasible, problems };
  }

  #fail(pod: Pod, problems: readonly Problem[]): void {
    const message = this.#nodes.size === 0 ? "no nodes available to schedule pods" : failureMessage(problems);
    this.#client.event(pod, { type: "Warning", reason: "FailedScheduling", action: "Scheduling", message });
    const { namespace, name } = pod.metadata;
    const had = pod.status?.conditions?.find(({ type }) => type === "PodScheduled");
    if (had?.status === "False" && had.message === message) return;
    const condition = {
      type: "PodScheduled",
      status: "False",
      reason: "Unschedulable",
      message,
      observedGeneration: pod.metadata.generation,
      lastProbeTime: null,
      lastTransitionTime: had?.status === "False" ? (had.lastTransitionTime ?? null) : formatRfc3339(this.#clock.nowMs),
    };
    const current = this.#client.get<Pod>("pods", namespace, name);
    if (current === undefined) return;
    const others = (current.status?.conditions ?? []).filter(({ type }) => type !== "PodScheduled");
    const status = { ...current.status, conditions: [...others, condition] };
    this.#client.updateStatus("pods", { ...current, status } as unknown as Pod);
  }
}

/** Heartbeats change nothing for anybody's place. */
function matters(before: Node, after: Node): boolean {
  return (
    before.spec !== after.spec ||
    before.metadata.labels !== after.metadata.labels ||
    before.status?.allocatable !== after.status?.allocatable
  );
}

/** Scores leave out who is about to go, and find others by their labels. */
function isOtherwiseSeen(old: Pod, { metadata }: Pod): boolean {
  return old.metadata.deletionTimestamp !== metadata.deletionTimestamp || old.metadata.labels !== metadata.labels;
}

function labelsChanged(old: Pod | undefined, pod: Pod): boolean {
  return old !== undefined && old.metadata.labels !== pod.metadata.labels;
}

/** `0/3 nodes are available: 1 …, 2 …. no new claims to deallocate, preemption: 0/3 nodes are available: …` */
function failureMessage(problems: readonly Problem[]): string {
  const nodes = `0/${problems.length} nodes are available: `;
  const reasons = counted(problems.map(({ reason }) => reason));
  const preemption = counted(
    problems.map(({ isPreemptable }) =>
      isPreemptable ? "No preemption victims found for incoming pod" : "Preemption is not helpful for scheduling",
    ),
  );
  return `${nodes}${reasons}. no new claims to deallocate, preemption: ${nodes}${preemption}.`;
}

function counted(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(", ");
}
