/**
 * Keeps one Pod of a template on every node that may have one, and replaces old ones a few at a time.
 *
 * Models: pkg/controller/daemon/daemon_controller.go, update.go
 * SIMPLIFIED: maxSurge is stored and not acted on; failed Pods are replaced without a growing delay.
 */
import type { Informer } from "../../api/client.ts";
import { type Labels, sameJson } from "../../api/objects.ts";
import type { ControllerRevision, DaemonSet, DaemonSetStatus, Node, Pod } from "../../schema/types.ts";
import {
  BY_CONTROLLER,
  type Controller,
  type ControllerContext,
  controllerOf,
  controllerUid,
  keyOf,
  splitKey,
} from "../controller.ts";
import { templateHash } from "../deployment/template-hash.ts";
import { availableFromMs, isReady } from "../pod-condition.ts";
import { PodControl, podFrom } from "../pod-control.ts";
import { REVISION_HASH_LABEL, Revisions } from "../revisions.ts";
import { type Placement, placementOn, specFor, targetOf } from "./placement.ts";

const GENERATION_LABEL = "pod-template-generation";
const POD_LATENCY_US = 10_000;

export const daemonSetController: Controller = {
  name: "daemonset-controller",
  start(context) {
    new DaemonSets(context).start();
  },
};

class DaemonSets {
  readonly #context: ControllerContext;
  readonly #sets: Informer<DaemonSet>;
  readonly #pods: Informer<Pod>;
  readonly #nodes: Informer<Node>;
  readonly #revisions: Revisions;
  readonly #control: PodControl;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#sets = context.client.informer<DaemonSet>("daemonsets");
    this.#pods = context.client.informer<Pod>("pods");
    this.#nodes = context.client.informer<Node>("nodes");
    this.#pods.addIndex(BY_CONTROLLER, controllerUid);
    this.#control = new PodControl(context);
    this.#revisions = new Revisions(context, {
      hash: ({ spec, status }) => templateHash(spec.template ?? {}, status?.collisionCount),
      labels: ({ spec }, hash) => ({ ...spec.template?.metadata?.labels, [REVISION_HASH_LABEL]: hash }),
    });
  }

  start(): void {
    const queue = this.#context.queue((key) => this.#reconcile(key, (delayUs) => queue.addAfter(key, delayUs)));
    this.#sets.onChange(({ object }) => queue.add(keyOf(object)));
    this.#pods.onChange(({ object }) => {
      const owner = controllerOf(object);
      if (owner?.kind === "DaemonSet") queue.addAfter(`${object.metadata.namespace}/${owner.name}`, POD_LATENCY_US);
    });
    this.#nodes.onChange(({ type, object, old }) => {
      const isSame = old?.spec === object.spec && sameJson(old?.metadata.labels, object.metadata.labels);
      if (type !== "MODIFIED" || !isSame) for (const set of this.#sets.list()) queue.add(keyOf(set));
    });
  }

  #reconcile(key: string, lookAgain: (delayUs: number) => void): void {
    const { namespace, name } = splitKey(key);
    const set = this.#sets.get(namespace, name);
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return;
    const revision = this.#revisions.current(set);
    const hash = revision.metadata.labels?.[REVISION_HASH_LABEL] as string;
    const places = new Map(this.#nodes.list().map((node) => [node.metadata.name, placementOn(set, node)]));
    this.#place(set, places, hash);
    const byNode = this.#byNode(set);
    const how = { places, byNode, hash, lookAgain };
    const isRolling = set.spec.updateStrategy?.type !== "OnDelete" && this.#replaceOld(set, how);
    this.#updateStatus(set, isRolling ? { ...how, byNode: this.#byNode(set) } : how);
    const used = new Set(this.#podsOf(set).map(({ metadata }) => metadata.labels?.[REVISION_HASH_LABEL]));
    this.#revisions.truncate(set, (one) => one.metadata.name === revision.metadata.name || used.has(hashOf(one)));
  }

  #podsOf({ metadata }: DaemonSet): readonly Pod[] {
    return this.#pods.byIndex(BY_CONTROLLER, metadata.uid as string);
  }

  #byNode(set: DaemonSet): Map<string, Pod[]> {
    const byNode = new Map<string, Pod[]>();
    for (const pod of this.#podsOf(set)) {
      const node = targetOf(pod);
      if (node === undefined) continue;
      const there = byNode.get(node);
      if (there === undefined) byNode.set(node, [pod]);
      else there.push(pod);
    }
    return byNode;
  }

  #place(set: DaemonSet, places: ReadonlyMap<string, Placement>, hash: string): void {
    const byNode = this.#byNode(set);
    for (const [node, { shouldRun, mayStay }] of places) {
      const there = byNode.get(node) ?? [];
      if (shouldRun && there.length === 0) this.#control.create(set, this.#podFor(set, node, hash));
      const staying = there.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
      if (!mayStay) for (const pod of staying) this.#control.delete(set, pod);
      else this.#tidy(set, node, staying);
    }
    for (const [node, pods] of byNode)
      if (!places.has(node))
        for (const pod of pods) if (pod.metadata.deletionTimestamp === undefined) this.#control.delete(set, pod);
  }

  #podFor(set: DaemonSet, node: string, hash: string): Pod {
    const generation = set.metadata.annotations?.["deprecated.daemonset.template.generation"];
    const labels: Labels = {
      [REVISION_HASH_LABEL]: hash,
      ...(generation === undefined ? {} : { [GENERATION_LABEL]: generation }),
    };
    return podFrom(set, set.spec.template, { labels, spec: specFor(set, node) });
  }

  /** Failed Pods go, and of several on one node all but the oldest. */
  #tidy(set: DaemonSet, node: string, pods: readonly Pod[]): void {
    const running: Pod[] = [];
    for (const pod of pods) {
      const phase = pod.status?.phase;
      if (phase !== "Failed" && phase !== "Succeeded") {
        running.push(pod);
        continue;
      }
      const what = phase === "Failed" ? "failed" : "succeeded";
      const message = `Found ${what} daemon pod ${pod.metadata.namespace}/${pod.metadata.name} on node ${node}, will try to ${phase === "Failed" ? "kill" : "delete"} it`;
      const type = phase === "Failed" ? "Warning" : "Normal";
      const reason = phase === "Failed" ? "FailedDaemonPod" : "SucceededDaemonPod";
      this.#context.client.event(set, { type, reason, message });
      this.#control.delete(set, pod);
    }
    for (const pod of running.slice(1)) this.#control.delete(set, pod);
  }

  /** True when it has deleted something. */
  #replaceOld(set: DaemonSet, { places, byNode, hash }: Found): boolean {
    const wanted = [...places].filter(([, { shouldRun }]) => shouldRun).map(([node]) => node);
    let room = unavailableAllowed(set, wanted.length);
    const candidates: Pod[] = [];
    const gone: Pod[] = [];
    for (const node of wanted) {
      const pod = byNode.get(node)?.[0];
      const isLeaving = pod?.metadata.deletionTimestamp !== undefined;
      const isAvailable = pod !== undefined && !isLeaving && this.#isAvailable(set, pod);
      if (!isAvailable) room--;
      if (pod === undefined || isLeaving || pod.metadata.labels?.[REVISION_HASH_LABEL] === hash) continue;
      if (isAvailable) candidates.push(pod);
      else gone.push(pod);
    }
    gone.push(...candidates.slice(0, Math.max(room, 0)));
    for (const pod of gone) this.#control.delete(set, pod);
    return gone.length > 0;
  }

  #isAvailable(set: DaemonSet, pod: Pod): boolean {
    const fromMs = availableFromMs(pod, set.spec.minReadySeconds ?? 0);
    return fromMs !== undefined && fromMs <= this.#context.clock.nowMs;
  }

  #updateStatus(set: DaemonSet, how: Found): void {
    const counts = { desired: 0, current: 0, misscheduled: 0, ready: 0, available: 0, updated: 0 };
    let isWaiting = false;
    for (const [node, { shouldRun }] of how.places) {
      const pod = how.byNode.get(node)?.find(({ metadata }) => metadata.deletionTimestamp === undefined);
      if (shouldRun) counts.desired++;
      if (pod === undefined) continue;
      if (!shouldRun) {
        counts.misscheduled++;
        continue;
      }
      counts.current++;
      if (pod.metadata.labels?.[REVISION_HASH_LABEL] === how.hash) counts.updated++;
      if (!isReady(pod)) continue;
      counts.ready++;
      if (this.#isAvailable(set, pod)) counts.available++;
      else isWaiting = true;
    }
    if (isWaiting) how.lookAgain(1_000_000);
    const unavailable = counts.desired - counts.available;
    const status: DaemonSetStatus = {
      currentNumberScheduled: counts.current,
      desiredNumberScheduled: counts.desired,
      ...(counts.available === 0 ? {} : { numberAvailable: counts.available }),
      numberMisscheduled: counts.misscheduled,
      numberReady: counts.ready,
      ...(unavailable === 0 ? {} : { numberUnavailable: unavailable }),
      observedGeneration: set.metadata.generation ?? 0,
      ...(counts.updated === 0 ? {} : { updatedNumberScheduled: counts.updated }),
    };
    const now = this.#sets.get(set.metadata.namespace, set.metadata.name);
    if (now !== undefined && !sameJson(status, now.status))
      this.#context.client.updateStatus("daemonsets", { ...now, status } as DaemonSet);
  }
}

/** What a reconciliation goes by. */
interface Found {
  readonly places: ReadonlyMap<string, Placement>;
  readonly byNode: ReadonlyMap<string, readonly Pod[]>;
  readonly hash: string;
  lookAgain(delayUs: number): void;
}

function hashOf({ metadata }: ControllerRevision): string | undefined {
  return metadata.labels?.[REVISION_HASH_LABEL];
}

function unavailableAllowed({ spec }: DaemonSet, nodes: number): number {
  const amount = spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1;
  return typeof amount === "number" ? amount : Math.ceil((nodes * Number.parseInt(amount, 10)) / 100);
}
