/**
 * Keeps numbered Pods, one after the other: the next is made when the one before is ready, the last goes first, and a
 * new template reaches them from the highest number down to the partition.
 *
 * Models: pkg/controller/statefulset/stateful_set_control.go
 * SIMPLIFIED: maxUnavailable and the retention policy of claims are stored and not acted on; Pods and revisions without
 * an owner are adopted only when the set is new or has changed.
 */
import type { Informer } from "../../api/client.ts";
import { sameJson } from "../../api/objects.ts";
import { selectorOf } from "../../api/selectors.ts";
import type {
  ControllerRevision,
  PersistentVolumeClaim,
  Pod,
  StatefulSet,
  StatefulSetStatus,
} from "../../schema/types.ts";
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
import { availableFromMs, hasEnded, isReady } from "../pod-condition.ts";
import { REVISION_HASH_LABEL, Revisions, revisionHash } from "../revisions.ts";
import { claimsFor, ordinalOf, podOfOrdinal } from "./identity.ts";

const POD_LATENCY_US = 10_000;

export const statefulSetController: Controller = {
  name: "statefulset-controller",
  start(context) {
    new StatefulSets(context).start();
  },
};

/** The two templates that a set is between. */
interface Versions {
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
}

class StatefulSets {
  readonly #context: ControllerContext;
  readonly #sets: Informer<StatefulSet>;
  readonly #pods: Informer<Pod>;
  readonly #claims: Informer<PersistentVolumeClaim>;
  readonly #revisions: Revisions;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#sets = context.client.informer<StatefulSet>("statefulsets");
    this.#pods = context.client.informer<Pod>("pods");
    this.#claims = context.client.informer<PersistentVolumeClaim>("persistentvolumeclaims");
    this.#pods.addIndex(BY_CONTROLLER, controllerUid);
    this.#revisions = new Revisions(context, {
      hash: ({ status }, data) => revisionHash(data, status?.collisionCount),
      labels: ({ spec }, hash) => ({ ...spec.template?.metadata?.labels, "controller.kubernetes.io/hash": hash }),
    });
  }

  start(): void {
    const queue = this.#context.queue((key) => this.#reconcile(key, (delayUs) => queue.addAfter(key, delayUs)));
    this.#sets.onChange(({ object }) => queue.add(keyOf(object)));
    this.#pods.onChange(({ object }) => {
      const owner = controllerOf(object);
      if (owner?.kind === "StatefulSet") queue.addAfter(`${object.metadata.namespace}/${owner.name}`, POD_LATENCY_US);
    });
  }

  #reconcile(key: string, lookAgain: (delayUs: number) => void): void {
    const { namespace, name } = splitKey(key);
    const set = this.#sets.get(namespace, name);
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return;
    this.#adopt(set);
    const update = this.#revisions.current(set);
    const known = this.#revisions.of(set).find(({ metadata }) => metadata.name === set.status?.currentRevision);
    const versions = { current: known ?? update, update };
    // What is made or taken away now is counted when the next look finds it so.
    const pods = this.#podsOf(set);
    const isSettled = this.#scale(set, versions, lookAgain);
    const replaced =
      isSettled && set.spec.updateStrategy?.type !== "OnDelete" ? this.#replaceOld(set, versions) : undefined;
    this.#updateStatus(set, versions, { pods, replaced });
    const used = new Set(this.#podsOf(set).map(({ metadata }) => metadata.labels?.[REVISION_HASH_LABEL]));
    this.#revisions.truncate(set, (one) => one === update || one === known || used.has(one.metadata.name));
  }

  /** What matches and belongs to nobody becomes ours: how a set that was deleted with --cascade=orphan is made anew. */
  #adopt(set: StatefulSet): void {
    if (set.status?.observedGeneration === set.metadata.generation) return;
    const selector = selectorOf(set.spec.selector);
    this.#revisions.adopt(set, selector);
    for (const pod of this.#pods.list(set.metadata.namespace)) {
      const { metadata } = pod;
      if (controllerOf(pod) !== undefined || metadata.deletionTimestamp !== undefined) continue;
      if (ordinalOf(set, pod) < 0 || !selector.matches(metadata.labels)) continue;
      const ownerReferences = [...(metadata.ownerReferences ?? []), ownedBy(set)];
      this.#context.client.update("pods", { ...pod, metadata: { ...metadata, ownerReferences } });
    }
  }

  /** By number. */
  #podsOf(set: StatefulSet): readonly Pod[] {
    const owned = this.#pods.byIndex(BY_CONTROLLER, set.metadata.uid as string);
    return owned.filter((pod) => ordinalOf(set, pod) >= 0).sort((a, b) => ordinalOf(set, a) - ordinalOf(set, b));
  }

  /** True when every wanted Pod is there and well, and no other. */
  #scale(set: StatefulSet, versions: Versions, lookAgain: (delayUs: number) => void): boolean {
    const isOrdered = set.spec.podManagementPolicy !== "Parallel";
    const start = set.spec.ordinals?.start ?? 0;
    const end = start + (set.spec.replicas ?? 1);
    const pods = new Map(this.#podsOf(set).map((pod) => [ordinalOf(set, pod), pod]));
    let isSettled = true;
    for (let ordinal = start; ordinal < end; ordinal++) {
      const pod = pods.get(ordinal);
      if (pod !== undefined && this.#isHealthy(set, pod, lookAgain)) continue;
      isSettled = false;
      if (pod === undefined) this.#create(set, ordinal, versionFor(set, ordinal, versions));
      else if (hasEnded(pod) && pod.metadata.deletionTimestamp === undefined) this.#recreate(set, pod);
      if (isOrdered) return false;
    }
    const condemned = [...pods].filter(([ordinal]) => ordinal < start || ordinal >= end).reverse();
    for (const [, pod] of condemned) {
      isSettled = false;
      if (pod.metadata.deletionTimestamp === undefined) this.#delete(set, pod);
      if (isOrdered) return false;
    }
    return isSettled;
  }

  #isHealthy(set: StatefulSet, pod: Pod, lookAgain: (delayUs: number) => void): boolean {
    if (pod.metadata.deletionTimestamp !== undefined || pod.status?.phase !== "Running" || !isReady(pod)) return false;
    const fromMs = availableFromMs(pod, set.spec.minReadySeconds ?? 0);
    const { nowMs } = this.#context.clock;
    if (fromMs === undefined || fromMs <= nowMs) return fromMs !== undefined;
    lookAgain((fromMs - nowMs) * 1000);
    return false;
  }

  #create(set: StatefulSet, ordinal: number, revision: ControllerRevision): void {
    const { client } = this.#context;
    const pod = podOfOrdinal(set, ordinal, revision);
    const say = (message: string): void => client.event(set, { type: "Normal", reason: "SuccessfulCreate", message });
    for (const claim of claimsFor(set, ordinal)) {
      if (this.#claims.get(claim.metadata.namespace, claim.metadata.name) !== undefined) continue;
      client.create("persistentvolumeclaims", claim);
      say(`Create Claim ${claim.metadata.name} Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} success`);
    }
    client.create("pods", pod);
    say(`Create Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`);
  }

  #delete(set: StatefulSet, { metadata }: Pod): void {
    this.#context.client.delete("pods", metadata);
    const message = `Delete Pod ${metadata.name} in StatefulSet ${set.metadata.name} successful`;
    this.#context.client.event(set, { type: "Normal", reason: "SuccessfulDelete", message });
  }

  #recreate(set: StatefulSet, pod: Pod): void {
    const { name, namespace } = set.metadata;
    const what = pod.status?.phase === "Failed" ? "Failed" : "Succeeded";
    const message = `StatefulSet ${namespace}/${name} is recreating ${what} Pod ${pod.metadata.name}`;
    this.#context.client.event(set, { type: "Warning", reason: `Recreating${what}Pod`, message });
    this.#delete(set, pod);
  }

  /** One at a time, from the highest number down. */
  #replaceOld(set: StatefulSet, { update }: Versions): Pod | undefined {
    const from = (set.spec.ordinals?.start ?? 0) + (set.spec.updateStrategy?.rollingUpdate?.partition ?? 0);
    const old = this.#podsOf(set)
      .filter((pod) => ordinalOf(set, pod) >= from)
      .reverse()
      .find(({ metadata }) => metadata.labels?.[REVISION_HASH_LABEL] !== update.metadata.name);
    if (old !== undefined) this.#delete(set, old);
    return old;
  }

  #updateStatus(
    set: StatefulSet,
    { current, update }: Versions,
    { pods, replaced }: { readonly pods: readonly Pod[]; readonly replaced: Pod | undefined },
  ): void {
    const counts = { replicas: 0, ready: 0, available: 0, current: 0, updated: 0 };
    const { nowMs } = this.#context.clock;
    for (const pod of pods) {
      counts.replicas++;
      if (pod.status?.phase === "Running" && isReady(pod)) {
        counts.ready++;
        const fromMs = availableFromMs(pod, set.spec.minReadySeconds ?? 0);
        if (fromMs !== undefined && fromMs <= nowMs) counts.available++;
      }
      if (pod.metadata.deletionTimestamp !== undefined || pod === replaced) continue;
      const revision = pod.metadata.labels?.[REVISION_HASH_LABEL];
      if (revision === current.metadata.name) counts.current++;
      if (revision === update.metadata.name) counts.updated++;
    }
    const isComplete =
      set.spec.updateStrategy?.type !== "OnDelete" &&
      counts.updated === counts.replicas &&
      counts.ready === counts.replicas &&
      counts.replicas === (set.spec.replicas ?? 1);
    const currentReplicas = isComplete ? counts.updated : counts.current;
    const status: StatefulSetStatus = {
      availableReplicas: counts.available,
      collisionCount: 0,
      ...(currentReplicas === 0 ? {} : { currentReplicas }),
      currentRevision: (isComplete ? update : current).metadata.name,
      observedGeneration: set.metadata.generation ?? 0,
      ...(counts.ready === 0 ? {} : { readyReplicas: counts.ready }),
      replicas: counts.replicas,
      updateRevision: update.metadata.name,
      ...(counts.updated === 0 ? {} : { updatedReplicas: counts.updated }),
    };
    const now = this.#sets.get(set.metadata.namespace, set.metadata.name);
    if (now !== undefined && !sameJson(status, now.status))
      this.#context.client.updateStatus("statefulsets", { ...now, status } as StatefulSet);
  }
}

/** Below the partition a Pod comes back as it was. */
function versionFor({ spec }: StatefulSet, ordinal: number, { current, update }: Versions): ControllerRevision {
  const from = (spec.ordinals?.start ?? 0) + (spec.updateStrategy?.rollingUpdate?.partition ?? 0);
  return spec.updateStrategy?.type === "RollingUpdate" && ordinal < from ? current : update;
}
