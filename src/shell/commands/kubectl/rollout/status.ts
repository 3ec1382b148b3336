/** How far a rollout is, in a sentence. Models: k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { CommandError, goQuote } from "../errors.ts";

export interface RolloutState {
  readonly text: string;
  readonly isDone: boolean;
}

export function rolloutState(object: Mutable, revision: number): RolloutState {
  if (object.kind === "Deployment") return deploymentState(object, revision);
  if (object.kind === "DaemonSet") return daemonSetState(object);
  return statefulSetState(object);
}

export function hasRollouts(kind: string): boolean {
  return kind === "Deployment" || kind === "DaemonSet" || kind === "StatefulSet";
}

function deploymentState({ metadata, spec, status = {} }: Mutable, revision: number): RolloutState {
  const name = goQuote(metadata.name);
  if (revision > 0) {
    const running = Number(metadata.annotations?.["deployment.kubernetes.io/revision"] ?? 0);
    if (running !== revision)
      throw new CommandError(`desired revision (${revision}) is different from the running revision (${running})`);
  }
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0))
    return waiting("Waiting for deployment spec update to be observed...");
  const progressing = (status.conditions ?? []).find(({ type }: Mutable) => type === "Progressing");
  if (progressing?.reason === "ProgressDeadlineExceeded")
    throw new CommandError(`deployment ${name} exceeded its progress deadline`);
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  const prefix = `Waiting for deployment ${name} rollout to finish: `;
  if (updatedReplicas < (spec.replicas ?? 1))
    return waiting(`${prefix}${updatedReplicas} out of ${spec.replicas ?? 1} new replicas have been updated...`);
  if (replicas > updatedReplicas)
    return waiting(`${prefix}${replicas - updatedReplicas} old replicas are pending termination...`);
  if (availableReplicas < updatedReplicas)
    return waiting(`${prefix}${availableReplicas} of ${updatedReplicas} updated replicas are available...`);
  return done(`deployment ${name} successfully rolled out`);
}

const ONLY_ROLLING = "rollout status is only available for RollingUpdate strategy type";

function daemonSetState({ metadata, spec, status = {} }: Mutable): RolloutState {
  if (spec.updateStrategy?.type !== "RollingUpdate") throw new CommandError(ONLY_ROLLING);
  const name = goQuote(metadata.name);
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0))
    return waiting("Waiting for daemon set spec update to be observed...");
  const { updatedNumberScheduled = 0, desiredNumberScheduled = 0, numberAvailable = 0 } = status;
  const prefix = `Waiting for daemon set ${name} rollout to finish: `;
  if (updatedNumberScheduled < desiredNumberScheduled)
    return waiting(`${prefix}${updatedNumberScheduled} out of ${desiredNumberScheduled} new pods have been updated...`);
  if (numberAvailable < desiredNumberScheduled)
    return waiting(`${prefix}${numberAvailable} of ${desiredNumberScheduled} updated pods are available...`);
  return done(`daemon set ${name} successfully rolled out`);
}

function statefulSetState({ metadata, spec, status = {} }: Mutable): RolloutState {
  if (spec.updateStrategy?.type !== "RollingUpdate") throw new CommandError(ONLY_ROLLING);
  const observed = status.observedGeneration ?? 0;
  if (observed === 0 || (metadata.generation ?? 0) > observed)
    return waiting("Waiting for statefulset spec update to be observed...");
  const { readyReplicas = 0, updatedReplicas = 0, currentReplicas = 0 } = status;
  const replicas = spec.replicas ?? 1;
  if (readyReplicas < replicas) return waiting(`Waiting for ${replicas - readyReplicas} pods to be ready...`);
  const rolling = spec.updateStrategy.rollingUpdate;
  if (rolling !== undefined) {
    const wanted = replicas - (rolling.partition ?? 0);
    if (rolling.partition !== undefined && updatedReplicas < wanted)
      return waiting(
        `Waiting for partitioned roll out to finish: ${updatedReplicas} out of ${wanted} new pods have been updated...`,
      );
    return done(`partitioned roll out complete: ${updatedReplicas} new pods have been updated...`);
  }
  if (status.updateRevision !== status.currentRevision)
    return waiting(
      `waiting for statefulset rolling update to complete ${updatedReplicas} pods at revision ${status.updateRevision}...`,
    );
  return done(`statefulset rolling update complete ${currentReplicas} pods at revision ${status.currentRevision}...`);
}

function waiting(text: string): RolloutState {
  return { text: `${text}\n`, isDone: false };
}

function done(text: string): RolloutState {
  return { text: `${text}\n`, isDone: true };
}
