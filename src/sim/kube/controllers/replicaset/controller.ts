/**
 * Keeps as many Pods of a template as a ReplicaSet wants. The exemplar of a controller: informers mark keys as
 * dirty, the reconciler looks at everything afresh, and doing it twice changes nothing.
 *
 * Models: pkg/controller/replicaset/replica_set.go
 * SIMPLIFIED: Pods are created in one go instead of in growing batches; Pods without an owner are adopted only when
 * the ReplicaSet is looked at anyway.
 */
import type { Informer } from "../../api/client.ts";
import { sameJson } from "../../api/objects.ts";
import { selectorOf, selectorOfMap } from "../../api/selectors.ts";
import { StatusError } from "../../api/status.ts";
import type { Pod, ReplicaSet, ReplicaSetStatus } from "../../schema/types.ts";
import {
  BY_CONTROLLER,
  type Controller,
  type ControllerContext,
  controllerOf,
  controllerUid,
  keyOf,
  ownedBy,
  splitKey,
} from "../controller.ts";
import { availableFromMs, hasEnded, isActive, isReady } from "../pod-condition.ts";
import { podsToDelete } from "./pods-to-delete.ts";

const BURST = 500;
/** What changes in one moment is looked at once. */
const POD_LATENCY_US = 1_000;

export const replicaSetController: Controller = {
  name: "replicaset-controller",
  start(context) {
    new ReplicaSets(context, "ReplicaSet").start();
  },
};

/** The older kind of the same, whose selector is a plain map. */
export const replicationController: Controller = {
  name: "replication-controller",
  start(context) {
    new ReplicaSets(context, "ReplicationController").start();
  },
};

class ReplicaSets {
  readonly #context: ControllerContext;
  readonly #kind: "ReplicaSet" | "ReplicationController";
  readonly #resource: string;
  readonly #sets: Informer<ReplicaSet>;
  readonly #pods: Informer<Pod>;

  constructor(context: ControllerContext, kind: "ReplicaSet" | "ReplicationController") {
    this.#context = context;
    this.#kind = kind;
    this.#resource = `${kind.toLowerCase()}s`;
    this.#sets = context.client.informer<ReplicaSet>(this.#resource);
    this.#pods = context.client.informer<Pod>("pods");
    this.#pods.addIndex(BY_CONTROLLER, controllerUid);
    this.#pods.addIndex("node", ({ spec }) => (spec.nodeName === undefined ? [] : [spec.nodeName]));
  }

  start(): void {
    const queue = this.#context.queue((key) => this.#reconcile(key, (delayUs) => queue.addAfter(key, delayUs)));
    this.#sets.onChange(({ object, old }) => {
      if (old === undefined || !isOnlyStatus(old, object)) queue.add(keyOf(object));
    });
    this.#pods.onChange(({ object }) => {
      const owner = controllerOf(object);
      if (owner?.kind === this.#kind) queue.addAfter(`${object.metadata.namespace}/${owner.name}`, POD_LATENCY_US);
    });
  }

  #reconcile(key: string, lookAgain: (delayUs: number) => void): void {
    const { namespace, name } = splitKey(key);
    const set = this.#sets.get(namespace, name);
    if (set === undefined) return;
    this.#adopt(set);
    const owned = this.#pods.byIndex(BY_CONTROLLER, set.metadata.uid as string);
    const active = owned.filter(isActive);
    let problem: StatusError | undefined;
    if (set.metadata.deletionTimestamp === undefined) {
      try {
        this.#scale(set, active);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        problem = error;
      }
    }
    this.#updateStatus(set, { active, owned, problem, lookAgain });
    if (problem !== undefined) throw problem;
  }

  /** Pods that match and belong to nobody become ours; done only for those that a user made by hand. */
  #adopt(set: ReplicaSet): void {
    if (set.metadata.deletionTimestamp !== undefined || set.status?.observedGeneration === set.metadata.generation)
      return;
    const { selector: wanted } = set.spec;
    const selector = this.#kind === "ReplicaSet" ? selectorOf(wanted) : selectorOfMap(wanted as never);
    for (const pod of this.#pods.list(set.metadata.namespace)) {
      if (controllerOf(pod) !== undefined || !isActive(pod) || !selector.matches(pod.metadata.labels)) continue;
      const ownerReferences = [...(pod.metadata.ownerReferences ?? []), ownedBy(set)];
      this.#context.client.update("pods", { ...pod, metadata: { ...pod.metadata, ownerReferences } });
    }
  }

  #scale(set: ReplicaSet, active: readonly Pod[]): void {
    const missing = (set.spec.replicas ?? 1) - active.length;
    if (missing > 0) for (let i = 0; i < Math.min(missing, BURST); i++) this.#createPod(set);
    else if (missing < 0) {
      const related = this.#relatedPods(set);
      for (const pod of podsToDelete(active, {
        count: Math.min(-missing, BURST),
        related,
        nowMs: this.#context.clock.nowMs,
      }))
        this.#deletePod(set, pod);
    }
  }

  /** Pods of the same Deployment: nodes with many of them give up theirs first. */
  #relatedPods(set: ReplicaSet): readonly Pod[] {
    const owner = controllerOf(set);
    if (owner === undefined) return this.#pods.byIndex(BY_CONTROLLER, set.metadata.uid as string);
    const siblings = this.#sets.list(set.metadata.namespace).filter((other) => controllerOf(other)?.uid === owner.uid);
    return siblings.flatMap((other) => this.#pods.byIndex(BY_CONTROLLER, other.metadata.uid as string));
  }

  #createPod(set: ReplicaSet): void {
    const { client } = this.#context;
    const { metadata, spec } = set.spec.template ?? { spec: { containers: [] } };
    try {
      const pod = client.create<Pod>("pods", {
        apiVersion: "v1",
        kind: "Pod",
        metadata: {
          name: "",
          generateName: `${set.metadata.name}-`,
          namespace: set.metadata.namespace as string,
          ...(metadata?.labels === undefined ? {} : { labels: metadata.labels }),
          ...(metadata?.annotations === undefined ? {} : { annotations: metadata.annotations }),
          ...(metadata?.finalizers === undefined ? {} : { finalizers: metadata.finalizers }),
          ownerReferences: [ownedBy(set)],
        },
        spec: spec ?? { containers: [] },
      } as Pod);
      client.event(set, { type: "Normal", reason: "SuccessfulCreate", message: `Created pod: ${pod.metadata.name}` });
    } catch (error) {
      if (error instanceof StatusError)
        client.event(set, { type: "Warning", reason: "FailedCreate", message: `Error creating: ${error.message}` });
      throw error;
    }
  }

  #deletePod(set: ReplicaSet, { metadata }: Pod): void {
    const { client } = this.#context;
    client.delete("pods", metadata, metadata.uid === undefined ? {} : { uid: metadata.uid });
    client.event(set, { type: "Normal", reason: "SuccessfulDelete", message: `Deleted pod: ${metadata.name}` });
  }

  /** `active` and `owned` are as the sync found them: what it made or took away counts when the Pods say so. */
  #updateStatus(
    set: ReplicaSet,
    how: {
      active: readonly Pod[];
      owned: readonly Pod[];
      problem: StatusError | undefined;
      lookAgain: (delayUs: number) => void;
    },
  ): void {
    if (this.#sets.get(set.metadata.namespace, set.metadata.name) === undefined) return;
    const { clock, client } = this.#context;
    const { active } = how;
    const labels = Object.entries(set.spec.template?.metadata?.labels ?? {});
    const minReadySeconds = set.spec.minReadySeconds ?? 0;
    const counts = { fullyLabeled: 0, ready: 0, available: 0 };
    let nextMs: number | undefined;
    for (const pod of active) {
      if (labels.every(([key, value]) => pod.metadata.labels?.[key] === value)) counts.fullyLabeled++;
      if (!isReady(pod)) continue;
      counts.ready++;
      const fromMs = minReadySeconds === 0 ? 0 : availableFromMs(pod, minReadySeconds);
      if (fromMs !== undefined && fromMs <= clock.nowMs) counts.available++;
      else if (fromMs !== undefined && (nextMs === undefined || fromMs < nextMs)) nextMs = fromMs;
    }
    if (nextMs !== undefined) how.lookAgain((nextMs - clock.nowMs) * 1000);
    const isTerminating = (pod: Pod): boolean => pod.metadata.deletionTimestamp !== undefined && !hasEnded(pod);
    const terminating = how.owned.length === active.length ? 0 : how.owned.filter(isTerminating).length;
    const status: ReplicaSetStatus = {
      ...(counts.available === 0 ? {} : { availableReplicas: counts.available }),
      ...(counts.fullyLabeled === 0 ? {} : { fullyLabeledReplicas: counts.fullyLabeled }),
      observedGeneration: set.metadata.generation ?? 0,
      ...(counts.ready === 0 ? {} : { readyReplicas: counts.ready }),
      replicas: active.length,
      ...(this.#kind === "ReplicaSet" ? { terminatingReplicas: terminating } : {}),
      ...(how.problem === undefined
        ? {}
        : { conditions: [failureCondition(set, how.problem, this.#context.server.writer.now())] }),
    };
    if (!sameJson(status, set.status)) client.updateStatus(this.#resource, { ...set, status } as ReplicaSet);
  }
}

/** Mostly our own writing: nothing in it asks for another look. */
function isOnlyStatus(old: ReplicaSet, now: ReplicaSet): boolean {
  return old.spec === now.spec && old.metadata.deletionTimestamp === now.metadata.deletionTimestamp;
}

function failureCondition(
  set: ReplicaSet,
  problem: StatusError,
  now: string,
): NonNullable<ReplicaSetStatus["conditions"]>[number] {
  const before = set.status?.conditions?.find(({ type }) => type === "ReplicaFailure");
  return {
    type: "ReplicaFailure",
    status: "True",
    reason: "FailedCreate",
    message: problem.message,
    lastTransitionTime: before?.lastTransitionTime ?? now,
  };
}
