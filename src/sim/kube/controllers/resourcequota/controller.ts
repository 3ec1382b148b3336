/**
 * Keeps in the status of every quota what is allowed and what is used. What comes is charged by admission; this counts
 * anew when a quota changes, when something goes, and now and then.
 *
 * Models: pkg/controller/resourcequota/{resource_quota_controller,resource_quota_monitor}.go
 */

import {
  added,
  amountsOf,
  isSame,
  masked,
  type ResourceList,
  resourceList,
  ZERO,
} from "../../admission/resource-list.ts";
import { type Evaluator, isCovered } from "../../admission/resource-quota/evaluator.ts";
import { evaluatorOf } from "../../admission/resource-quota/evaluators.ts";
import type { Informer } from "../../api/client.ts";
import type { KubeObject } from "../../api/objects.ts";
import { type Kind, resourceKey } from "../../kinds/kind.ts";
import type { ResourceQuota } from "../../schema/types.ts";
import { type Controller, type ControllerContext, keyOf, splitKey } from "../controller.ts";
import type { WorkQueue } from "../work-queue.ts";

const RESYNC_US = 300_000_000;

interface Watched {
  readonly evaluator: Evaluator;
  readonly objects: Informer;
}

export const resourceQuotaController: Controller = {
  name: "resourcequota-controller",
  start(context) {
    const quotas = context.client.informer<ResourceQuota>("resourcequotas");
    const watched = new Map<string, Watched>();
    const queue: WorkQueue = context.queue((key) => {
      const { namespace, name } = splitKey(key);
      const quota = quotas.get(namespace, name);
      if (quota === undefined || quota.metadata.deletionTimestamp !== undefined) return;
      for (const kind of kindsIn(context, quota)) watch(context, { kind, quotas, watched, queue });
      sync(context, quota, watched);
      queue.addAfter(key, RESYNC_US, { background: true });
    });
    quotas.onChange(({ type, object, old }) => {
      if (type === "ADDED" || (type === "MODIFIED" && object.spec !== old?.spec)) queue.add(keyOf(object));
    });
  },
};

/** The kinds of which a quota counts something. */
function kindsIn({ server }: ControllerContext, { spec }: ResourceQuota): Kind[] {
  const names = Object.keys(spec.hard ?? {});
  return server.kinds.all.filter((kind) => {
    const evaluator = kind.view === undefined ? evaluatorOf(kind) : undefined;
    return evaluator !== undefined && names.some((name) => evaluator.counts(name));
  });
}

interface Watching {
  readonly kind: Kind;
  readonly quotas: Informer<ResourceQuota>;
  readonly watched: Map<string, Watched>;
  readonly queue: WorkQueue;
}

function watch({ client, clock }: ControllerContext, { kind, quotas, watched, queue }: Watching): void {
  const key = resourceKey(kind);
  const evaluator = evaluatorOf(kind);
  if (watched.has(key) || evaluator === undefined) return;
  const objects = client.informer(key);
  watched.set(key, { evaluator, objects });
  objects.onChange(({ type, object, old }) => {
    const isFreed =
      type === "DELETED" ||
      (type === "MODIFIED" && old !== undefined && evaluator.frees?.(object, old, clock.nowMs) === true);
    if (!isFreed) return;
    for (const quota of quotas.list(object.metadata.namespace)) queue.add(keyOf(quota));
  });
}

function sync({ client, clock }: ControllerContext, quota: ResourceQuota, watched: Map<string, Watched>): void {
  const hard = resourceList(quota.spec.hard);
  const usage = [...watched.values()].reduce<ResourceList>(
    (sum, one) => added(sum, usageOf(one, quota, clock.nowMs)),
    new Map([...hard.keys()].map((name) => [name, ZERO])),
  );
  const used = masked(usage, hard.keys());
  const { status } = quota;
  const isSettled =
    status?.used !== undefined && isSame(resourceList(status.hard), hard) && isSame(resourceList(status.used), used);
  if (isSettled) return;
  const next: ResourceQuota = { ...quota, status: { hard: amountsOf(hard), used: amountsOf(used) } };
  client.updateStatus("resourcequotas", next);
}

function usageOf({ evaluator, objects }: Watched, quota: ResourceQuota, nowMs: number): ResourceList {
  const names = Object.keys(quota.spec.hard ?? {}).filter((name) => evaluator.counts(name));
  if (names.length === 0) return new Map();
  return objects
    .list(quota.metadata.namespace)
    .filter((object: KubeObject) => isCovered(evaluator, quota, object))
    .reduce<ResourceList>((sum, object) => added(sum, masked(evaluator.usage(object, nowMs), names)), new Map());
}
