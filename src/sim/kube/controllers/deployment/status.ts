/**
 * What a Deployment says of itself: counts, and whether it is available and gets on.
 *
 * Models: pkg/controller/deployment/progress.go, sync.go calculateStatus
 */
import { parseRfc3339 } from "../../../core/time.ts";
import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from "../../schema/types.ts";
import { maxUnavailable } from "./revision.ts";

type Conditions = readonly DeploymentCondition[];

function total(
  sets: readonly ReplicaSet[],
  field: "replicas" | "readyReplicas" | "availableReplicas" | "terminatingReplicas",
): number {
  return sets.reduce((sum, set) => sum + (set.status?.[field] ?? 0), 0);
}

export function conditionOf(conditions: Conditions | undefined, type: string): DeploymentCondition | undefined {
  return conditions?.find((one) => one.type === type);
}

/** The same status and reason again is no news. A changed one goes to the end of the list. */
export function withCondition(conditions: Conditions, next: DeploymentCondition): Conditions {
  const before = conditionOf(conditions, next.type);
  if (before !== undefined && before.status === next.status && before.reason === next.reason) return conditions;
  const kept =
    before !== undefined && before.status === next.status
      ? { lastTransitionTime: before.lastTransitionTime as string }
      : {};
  return [...conditions.filter(({ type }) => type !== next.type), { ...next, ...kept }];
}

export function newCondition(
  type: string,
  status: string,
  text: { reason: string; message: string; now: string },
): DeploymentCondition {
  const { reason, message, now } = text;
  return { type, status, lastUpdateTime: now, lastTransitionTime: now, reason, message };
}

export function calculateStatus(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  how: { newSet: ReplicaSet | undefined; now: string },
): DeploymentStatus {
  const { newSet, now } = how;
  const available = total(sets, "availableReplicas");
  const replicas = total(sets, "replicas");
  const unavailable = Math.max(0, sets.reduce((sum, { spec }) => sum + (spec.replicas ?? 0), 0) - available);
  const updated = newSet?.status?.replicas ?? 0;
  const ready = total(sets, "readyReplicas");
  const isAvailable = available >= (deployment.spec.replicas ?? 0) - maxUnavailable(deployment);
  const condition = isAvailable
    ? newCondition("Available", "True", {
        reason: "MinimumReplicasAvailable",
        message: "Deployment has minimum availability.",
        now,
      })
    : newCondition("Available", "False", {
        reason: "MinimumReplicasUnavailable",
        message: "Deployment does not have minimum availability.",
        now,
      });
  const { collisionCount } = deployment.status ?? {};
  return {
    ...(available === 0 ? {} : { availableReplicas: available }),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    conditions: withCondition(deployment.status?.conditions ?? [], condition),
    observedGeneration: deployment.metadata.generation ?? 0,
    ...(ready === 0 ? {} : { readyReplicas: ready }),
    ...(replicas === 0 ? {} : { replicas }),
    terminatingReplicas: total(sets, "terminatingReplicas"),
    ...(unavailable === 0 ? {} : { unavailableReplicas: unavailable }),
    ...(updated === 0 ? {} : { updatedReplicas: updated }),
  };
}

export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const wanted = deployment.spec.replicas ?? 0;
  return (
    (status.updatedReplicas ?? 0) === wanted &&
    (status.replicas ?? 0) === wanted &&
    (status.availableReplicas ?? 0) === wanted &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

function hasProgressed(deployment: Deployment, status: DeploymentStatus): boolean {
  const before = deployment.status ?? {};
  const old = (one: DeploymentStatus): number => (one.replicas ?? 0) - (one.updatedReplicas ?? 0);
  return (
    (status.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(status) < old(before) ||
    (status.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (status.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

/** The Progressing condition after this look. `deadlineMs` is when patience ends, if somebody should look again then. */
export function withProgress(
  deployment: Deployment,
  status: DeploymentStatus,
  how: { newSet: ReplicaSet | undefined; now: string; nowMs: number },
): { status: DeploymentStatus; deadlineMs: number | undefined } {
  const { newSet, now, nowMs } = how;
  const conditions = status.conditions ?? [];
  const current = conditionOf(conditions, "Progressing");
  const wasComplete =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === "NewReplicaSetAvailable";
  const patience = deployment.spec.progressDeadlineSeconds;
  if (patience === undefined || patience >= 2_147_483_647 || wasComplete) return { status, deadlineMs: undefined };
  const what =
    newSet === undefined
      ? `Deployment ${JSON.stringify(deployment.metadata.name)}`
      : `ReplicaSet ${JSON.stringify(newSet.metadata.name)}`;
  const next = (value: string, reason: string, message: string): DeploymentStatus => ({
    ...status,
    conditions: withCondition(conditions, newCondition("Progressing", value, { reason, message, now })),
  });
  if (isComplete(deployment, status))
    return {
      status: next("True", "NewReplicaSetAvailable", `${what} has successfully progressed.`),
      deadlineMs: undefined,
    };
  if (hasProgressed(deployment, status)) {
    const fresh = newCondition("Progressing", "True", {
      reason: "ReplicaSetUpdated",
      message: `${what} is progressing.`,
      now,
    });
    const kept =
      current?.status === "True" ? { ...fresh, lastTransitionTime: current.lastTransitionTime as string } : fresh;
    const others = conditions.filter(({ type }) => type !== "Progressing");
    return { status: { ...status, conditions: [...others, kept] }, deadlineMs: nowMs + patience * 1000 };
  }
  if (current === undefined || current.reason === "DeploymentPaused") return { status, deadlineMs: undefined };
  const since = parseRfc3339(current.lastUpdateTime ?? "") ?? nowMs;
  const deadlineMs = since + patience * 1000;
  if (current.reason === "ProgressDeadlineExceeded") return { status, deadlineMs: undefined };
  if (nowMs < deadlineMs) return { status, deadlineMs };
  return {
    status: next("False", "ProgressDeadlineExceeded", `${what} has timed out progressing.`),
    deadlineMs: undefined,
  };
}
