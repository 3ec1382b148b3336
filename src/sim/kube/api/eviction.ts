/**
 * Eviction: deleting a Pod unless a PodDisruptionBudget forbids it just now.
 *
 * Models: pkg/registry/core/pod/storage/eviction.go
 * SIMPLIFIED: a budget's room is what its status says; it is not counted down between two updates of that status.
 */
import type { Kind } from "../kinds/kind.ts";
import type { Pod, PodDisruptionBudget } from "../schema/types.ts";
import { isObject, type JsonValue, type Mutable } from "./objects.ts";
import { success } from "./pod-subresources.ts";
import type { ApiResponse } from "./request.ts";
import { selectorOf } from "./selectors.ts";
import type { ApiServer } from "./server.ts";
import { failure, StatusError } from "./status.ts";
import type { Writing } from "./writer.ts";

export function evict(
  server: ApiServer,
  call: { pod: Pod; kind: Kind; body: JsonValue; writing: Writing },
): ApiResponse {
  const { pod, kind, body, writing } = call;
  const options: Mutable = isObject(body) && isObject(body.deleteOptions) ? body.deleteOptions : {};
  const isOver = pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed" || pod.status?.phase === "Pending";
  if (!isOver && pod.metadata.deletionTimestamp === undefined) checkBudgets(server, pod);
  const dryRun = writing.dryRun === true || (Array.isArray(options.dryRun) && options.dryRun.includes("All"));
  const deletion = { gracePeriodSeconds: options.gracePeriodSeconds, uid: options.preconditions?.uid };
  const { subresource: _eviction, ...rest } = writing;
  server.writer.delete(kind, pod.metadata, deletion, { ...rest, dryRun });
  return { type: "object", status: 201, body: success(), warnings: writing.warnings ?? [] };
}

function checkBudgets(server: ApiServer, pod: Pod): void {
  const budgets = server.store
    .collection("poddisruptionbudgets.policy")
    .list(pod.metadata.namespace) as unknown as readonly PodDisruptionBudget[];
  for (const budget of budgets) {
    if (!selectorOf(budget.spec.selector).matches(pod.metadata.labels)) continue;
    const { disruptionsAllowed = 0, desiredHealthy = 0, currentHealthy = 0 } = budget.status ?? {};
    if (disruptionsAllowed > 0) continue;
    const why = `The disruption budget ${budget.metadata.name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
    throw new StatusError(
      failure(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.", {
        causes: [{ reason: "DisruptionBudget", message: why }],
      }),
    );
  }
}
