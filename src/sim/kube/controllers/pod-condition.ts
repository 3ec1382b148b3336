/**
 * Questions about Pods that many controllers ask.
 *
 * Models: pkg/api/v1/pod/util.go, pkg/controller/controller_utils.go
 */
import { parseRfc3339 } from "../../core/time.ts";
import type { Pod } from "../schema/types.ts";

export function isReady({ status }: Pod): boolean {
  return status?.conditions?.some(({ type, status: value }) => type === "Ready" && value === "True") === true;
}

export function hasEnded({ status }: Pod): boolean {
  return status?.phase === "Succeeded" || status?.phase === "Failed";
}

/** Neither ended nor on its way out. */
export function isActive(pod: Pod): boolean {
  return !hasEnded(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** Milliseconds since 1970 from which on it counts as available; undefined while it is not ready. */
export function availableFromMs(pod: Pod, minReadySeconds: number): number | undefined {
  const condition = pod.status?.conditions?.find(({ type }) => type === "Ready");
  if (condition?.status !== "True") return undefined;
  if (minReadySeconds === 0) return 0;
  const since = parseRfc3339(condition.lastTransitionTime ?? "");
  return since === null ? undefined : since + minReadySeconds * 1000;
}
