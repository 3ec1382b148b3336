/**
 * Rolls a Deployment from one template to the next by scaling ReplicaSets.
 *
 * Models: pkg/controller/deployment/deployment_controller.go, sync.go, rolling.go, recreate.go
 * SIMPLIFIED: a ReplicaSet without an owner is adopted when its Deployment is next looked at, and never given up.
 */
import type { Informer } from "../../api/client.ts";
import { sameJson } from "../../api/objects.ts";
import { selectorOf } from "../../api/selectors.ts";
import type { Deployment, DeploymentStatus, Pod, ReplicaSet } from "../../schema/types.ts";
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
import { hasEnded } from "../pod-condition.ts";
import { desiredOf, findNewSet, HASH_LABEL, REVISION, revisionOf, setAnnotations, withScale } from "./revision.ts";
import { proportions, rollingScales, type Scale } from "./rolling.ts";
import { calculateStatus, conditionOf, newCondition, withCondition, withProgress } from "./status.ts";
import { templateHash } from "./template-hash.ts";

const ORPHANED_IN = "orphaned-in";

export const deploymentController: Controller = {
  name: "deployment-controller",
  start(context) {
    new Deployments(context).start();
  },
};

class Deployments {
  readonly #context: ControllerContext;
  readonly #deployments: Informer<Deployment>;
  readonly #sets: Informer<ReplicaSet>;
  readonly #pods: Informer<Pod>;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#deployments = context.client.informer<Deployment>("deployments");
    this.#sets = context.client.informer<ReplicaSet>("replicasets");
    this.#pods = context.client.informer<Pod>("pods");
    this.#sets.addIndex(BY_CONTROLLER, controllerUid);
    this.#sets.addIndex(ORPHANED_IN, (set) =>
      controllerOf(set) === undefined ? [set.metadata.namespace as string] : [],
    );
    this.#pods.addIndex(BY_CONTROLLER, controllerUid);
  }

  start(): void {
    const queue = this.#context.queue((key) =>
      this.#reconcile(key, (ms) => queue.addAfter(key, ms * 1000 + 1000, { background: true })),
    );
    this.#deployments.onChange(({ object }) => queue.add(keyOf(object)));
    this.#sets.onChange(({ object }) => {
      const owner = controllerOf(object);
      if (owner?.kind === "Deployment") queue.add(`${object.metadata.namespace}/${owner.name}`);
    });
    this.#pods.onChange(({ type, object }) => {
      if (type !== "DELETED") return;
      const owner = controllerOf(object);
      const set = owner?.kind === "ReplicaSet" ? this.#sets.get(object.metadata.namespace, owner.name) : undefined;
      const deployment = set === undefined ? undefined : controllerOf(set);
      if (deployment?.kind === "Deployment") queue.add(`${object.metadata.namespace}/${deployment.name}`);
    });
  }

  #reconcile(key: string, lookAgain: (ms: number) => void): void {
    const { namespace, name } = splitKey(key);
    const deployment = this.#deployments.get(namespace, name);
    if (deployment === undefined) return;
    if (deployment.metadata.deletionTimestamp !== undefined) {
      this.#writeStatus(deployment, this.#status(deployment));
      return;
    }
    this.#adopt(deployment);
    const sets = this.#ownedSets(deployment);
    if (this.#notePause(deployment)) return;
    if (deployment.spec.paused === true || this.#isScaled(deployment, sets)) {
      this.#scaleOnly(deployment);
      // Counted from the ReplicaSets as they were; that they have changed brings us back here.
      this.#writeStatus(this.#current(deployment), this.#status(deployment, sets));
      return;
    }
    if (deployment.spec.strategy?.type === "Recreate") this.#recreate(deployment);
    else this.#roll(deployment);
    this.#cleanUp(deployment);
    this.#finish(deployment, lookAgain);
  }

  /** ReplicaSets that match and belong to nobody become ours. */
  #adopt(deployment: Deployment): void {
    const orphans = this.#sets.byIndex(ORPHANED_IN, deployment.metadata.namespace as string);
    if (orphans.length === 0) return;
    const selector = selectorOf(deployment.spec.selector);
    for (const set of [...orphans]) {
      if (set.metadata.deletionTimestamp !== undefined || !selector.matches(set.metadata.labels)) continue;
      const ownerReferences = [...(set.metadata.ownerReferences ?? []), ownedBy(deployment)];
      this.#context.client.update("replicasets", { ...set, metadata: { ...set.metadata, ownerReferences } });
    }
  }

  #current(deployment: Deployment): Deployment {
    return this.#deployments.get(deployment.metadata.namespace, deployment.metadata.name) ?? deployment;
  }

  #ownedSets(deployment: Deployment): readonly ReplicaSet[] {
    return this.#sets.byIndex(BY_CONTROLLER, deployment.metadata.uid as string);
  }

  #now(): string {
    return this.#context.server.writer.now();
  }

  /** True when a condition was written that will bring us back here. */
  #notePause(deployment: Deployment): boolean {
    if (deployment.spec.progressDeadlineSeconds === undefined) return false;
    const condition = conditionOf(deployment.status?.conditions, "Progressing");
    if (condition?.reason === "ProgressDeadlineExceeded") return false;
    const isMarked = condition?.reason === "DeploymentPaused";
    const isPaused = deployment.spec.paused === true;
    if (isPaused === isMarked) return false;
    const text = isPaused
      ? { reason: "DeploymentPaused", message: "Deployment is paused" }
      : { reason: "DeploymentResumed", message: "Deployment is resumed" };
    const next = newCondition("Progressing", "Unknown", { ...text, now: this.#now() });
    const conditions = withCondition(deployment.status?.conditions ?? [], next);
    this.#context.client.updateStatus("deployments", {
      ...deployment,
      status: { ...deployment.status, conditions },
    } as Deployment);
    return true;
  }

  #isScaled({ spec }: Deployment, sets: readonly ReplicaSet[]): boolean {
    return sets.some(
      (set) => (set.spec.replicas ?? 0) > 0 && desiredOf(set) !== undefined && desiredOf(set) !== spec.replicas,
    );
  }

  #scaleOnly(deployment: Deployment): void {
    const sets = this.#ownedSets(deployment);
    const newSet = findNewSet(deployment, sets);
    for (const scale of proportions(deployment, sets, newSet)) this.#scaleTo(deployment, scale);
  }

  /** The ReplicaSet of the present template, made if need be; its annotations brought up to date. */
  #newSet(deployment: Deployment, create: boolean): ReplicaSet | undefined {
    const { client } = this.#context;
    const sets = this.#ownedSets(deployment);
    const existing = findNewSet(deployment, sets);
    const revision = sets.filter((set) => set !== existing).reduce((max, set) => Math.max(max, revisionOf(set)), 0) + 1;
    if (existing !== undefined) {
      const annotations = setAnnotations(deployment, existing.metadata.annotations, revision);
      const minReadySeconds = deployment.spec.minReadySeconds ?? 0;
      const isSame =
        sameJson(annotations, existing.metadata.annotations) &&
        (existing.spec.minReadySeconds ?? 0) === minReadySeconds;
      const updated = isSame
        ? existing
        : client.update<ReplicaSet>("replicasets", {
            ...existing,
            metadata: { ...existing.metadata, annotations },
            spec: { ...existing.spec, ...(minReadySeconds === 0 ? {} : { minReadySeconds }) },
          } as ReplicaSet);
      this.#noteRevision(deployment, revisionOf(updated));
      this.#noteFound(deployment, updated);
      return updated;
    }
    return create ? this.#createSet(deployment, revision) : undefined;
  }

  #createSet(deployment: Deployment, revision: number): ReplicaSet {
    const { client } = this.#context;
    const { metadata, spec } = deployment;
    const hash = templateHash(spec.template, deployment.status?.collisionCount);
    const labels = { ...spec.template.metadata?.labels, [HASH_LABEL]: hash };
    const [replicas] = rollingScales(deployment, this.#ownedSets(deployment), undefined).map(({ to }) => to);
    const wanted = spec.strategy?.type === "Recreate" ? (spec.replicas ?? 0) : (replicas ?? 0);
    const created = client.create<ReplicaSet>("replicasets", {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: {
        name: `${metadata.name}-${hash}`,
        namespace: metadata.namespace as string,
        labels,
        annotations: setAnnotations(deployment, undefined, revision),
        ownerReferences: [ownedBy(deployment)],
      },
      spec: {
        replicas: wanted,
        ...(spec.minReadySeconds === undefined ? {} : { minReadySeconds: spec.minReadySeconds }),
        selector: { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, [HASH_LABEL]: hash } },
        template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
      },
    } as unknown as ReplicaSet);
    if (wanted > 0) this.#scalingEvent(deployment, created.metadata.name, 0, wanted);
    this.#noteRevision(deployment, revision);
    this.#noteCondition(
      deployment,
      "NewReplicaSetCreated",
      `Created new replica set ${JSON.stringify(created.metadata.name)}`,
    );
    return created;
  }

  #noteRevision(deployment: Deployment, revision: number): void {
    const current = this.#current(deployment);
    if (revisionOf(current) === revision) return;
    const annotations = { ...current.metadata.annotations, [REVISION]: String(revision) };
    this.#context.client.update("deployments", { ...current, metadata: { ...current.metadata, annotations } });
  }

  #noteFound(deployment: Deployment, set: ReplicaSet): void {
    if (conditionOf(this.#current(deployment).status?.conditions, "Progressing") !== undefined) return;
    this.#noteCondition(deployment, "FoundNewReplicaSet", `Found new replica set ${JSON.stringify(set.metadata.name)}`);
  }

  #noteCondition(deployment: Deployment, reason: string, message: string): void {
    if (deployment.spec.progressDeadlineSeconds === undefined) return;
    const current = this.#current(deployment);
    const condition = newCondition("Progressing", "True", { reason, message, now: this.#now() });
    const conditions = withCondition(current.status?.conditions ?? [], condition);
    if (conditions === current.status?.conditions) return;
    this.#context.client.updateStatus("deployments", {
      ...current,
      status: { ...current.status, conditions },
    } as Deployment);
  }

  #scaleTo(deployment: Deployment, { set, to }: Scale): void {
    const from = set.spec.replicas ?? 0;
    const annotations = withScale(deployment, set.metadata.annotations);
    if (from === to && sameJson(annotations, set.metadata.annotations)) return;
    this.#context.client.update("replicasets", {
      ...set,
      metadata: { ...set.metadata, annotations },
      spec: { ...set.spec, replicas: to },
    } as ReplicaSet);
    if (from !== to) this.#scalingEvent(deployment, set.metadata.name, from, to);
  }

  #scalingEvent(deployment: Deployment, name: string, from: number, to: number): void {
    const message = `Scaled ${to > from ? "up" : "down"} replica set ${name} from ${from} to ${to}`;
    this.#context.client.event(deployment, { type: "Normal", reason: "ScalingReplicaSet", message });
  }

  #roll(deployment: Deployment): void {
    const newSet = this.#newSet(deployment, true);
    const [scale] = rollingScales(deployment, this.#ownedSets(deployment), newSet);
    if (scale !== undefined && scale.set !== undefined)
      for (const one of rollingScales(deployment, this.#ownedSets(deployment), newSet)) this.#scaleTo(deployment, one);
  }

  /** Everything old goes first; only when its last Pod is gone comes the new. */
  #recreate(deployment: Deployment): void {
    const newSet = this.#newSet(deployment, false);
    const old = this.#ownedSets(deployment).filter((set) => set.metadata.uid !== newSet?.metadata.uid);
    const running = old.filter(({ spec }) => (spec.replicas ?? 0) > 0);
    if (running.length > 0) {
      for (const set of running) this.#scaleTo(deployment, { set, to: 0 });
      return;
    }
    const isAlive = old.some((set) =>
      this.#pods.byIndex(BY_CONTROLLER, set.metadata.uid as string).some((pod) => !hasEnded(pod)),
    );
    if (isAlive) return;
    const set = this.#newSet(deployment, true);
    if (set !== undefined) this.#scaleTo(deployment, { set, to: deployment.spec.replicas ?? 0 });
  }

  #cleanUp(deployment: Deployment): void {
    const sets = this.#ownedSets(deployment);
    const newSet = findNewSet(deployment, sets);
    const limit = deployment.spec.revisionHistoryLimit ?? 10;
    const status = this.#current(deployment).status;
    if ((status?.updatedReplicas ?? 0) !== (deployment.spec.replicas ?? 0)) return;
    const idle = sets
      .filter(
        (set) =>
          set !== newSet &&
          (set.spec.replicas ?? 0) === 0 &&
          (set.status?.replicas ?? 0) === 0 &&
          set.metadata.deletionTimestamp === undefined,
      )
      .sort((a, b) => revisionOf(a) - revisionOf(b));
    for (const { metadata } of idle.slice(0, Math.max(0, idle.length - limit)))
      this.#context.client.delete("replicasets", metadata);
  }

  #status(deployment: Deployment, sets = this.#ownedSets(deployment)): DeploymentStatus {
    return calculateStatus(this.#current(deployment), sets, { newSet: findNewSet(deployment, sets), now: this.#now() });
  }

  #finish(deployment: Deployment, lookAgain: (ms: number) => void): void {
    const current = this.#current(deployment);
    const { clock } = this.#context;
    const newSet = findNewSet(deployment, this.#ownedSets(deployment));
    const { status, deadlineMs } = withProgress(current, this.#status(deployment), {
      newSet,
      now: this.#now(),
      nowMs: clock.nowMs,
    });
    this.#writeStatus(current, withFailure(status, newSet, this.#now()));
    if (deadlineMs !== undefined) lookAgain(Math.max(0, deadlineMs - clock.nowMs));
  }

  #writeStatus(deployment: Deployment, status: DeploymentStatus): void {
    if (!sameJson(status, deployment.status))
      this.#context.client.updateStatus("deployments", { ...deployment, status } as Deployment);
  }
}

function withFailure(status: DeploymentStatus, newSet: ReplicaSet | undefined, now: string): DeploymentStatus {
  const failure = newSet?.status?.conditions?.find(({ type }) => type === "ReplicaFailure");
  const conditions = status.conditions ?? [];
  if (failure === undefined)
    return { ...status, conditions: conditions.filter(({ type }) => type !== "ReplicaFailure") };
  const { reason = "", message = "" } = failure;
  return {
    ...status,
    conditions: withCondition(conditions, newCondition("ReplicaFailure", failure.status, { reason, message, now })),
  };
}
