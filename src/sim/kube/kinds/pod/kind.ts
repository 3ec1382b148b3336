/**
 * A group of containers that share a network namespace and a fate.
 *
 * Models: pkg/registry/core/pod/strategy.go
 */
import type { KubeObject, Mutable } from "../../api/objects.ts";
import type { Pod } from "../../schema/types.ts";
import type { Kind } from "../kind.ts";
import { mutatePod } from "./admission.ts";
import { podColumns } from "./columns.ts";
import { podDefaults } from "./defaults.ts";
import { validatePod, validatePodUpdate } from "./validate.ts";
import { podWarnings } from "./warnings.ts";

function preparePod(draft: Mutable, old?: KubeObject): void {
  if (old !== undefined) return;
  draft.status = { phase: "Pending" };
  if ((draft.spec?.schedulingGates ?? []).length > 0)
    draft.status.conditions = [
      {
        type: "PodScheduled",
        status: "False",
        reason: "SchedulingGated",
        message: "Scheduling is blocked due to non-empty scheduling gates",
        lastProbeTime: null,
        lastTransitionTime: null,
      },
    ];
}

/** A Pod that no node runs, or that has ended, goes at once; others get their time to stop. */
function gracePeriod(object: KubeObject, asked: number | undefined): number {
  const { spec, status } = object as Pod;
  let seconds = asked ?? spec.terminationGracePeriodSeconds ?? 30;
  if (spec.nodeName === undefined || spec.nodeName === "") seconds = 0;
  if (status?.phase === "Failed" || status?.phase === "Succeeded") seconds = 0;
  return seconds < 0 ? 1 : seconds;
}

const field =
  (get: (pod: Pod) => string | undefined) =>
  (object: KubeObject): string =>
    get(object as Pod) ?? "";

export const pod: Kind = {
  group: "",
  version: "v1",
  kind: "Pod",
  resource: "pods",
  singular: "pod",
  shortNames: ["po"],
  categories: ["all"],
  namespaced: true,
  schema: "Pod",
  subresources: [
    "attach",
    "binding",
    "ephemeralcontainers",
    "eviction",
    "exec",
    "log",
    "portforward",
    "proxy",
    "resize",
    "status",
  ],
  hasGeneration: true,
  columns: podColumns,
  defaults: podDefaults,
  prepare: preparePod,
  mutate: mutatePod,
  validate: (object, old) =>
    old === undefined ? validatePod(object as Pod) : validatePodUpdate(object as Pod, old as Pod),
  warnings: (object) => podWarnings((object as Pod).spec, "spec"),
  gracePeriod,
  selectableFields: {
    "spec.nodeName": field(({ spec }) => spec.nodeName),
    "spec.restartPolicy": field(({ spec }) => spec.restartPolicy),
    "spec.schedulerName": field(({ spec }) => spec.schedulerName),
    "spec.serviceAccountName": field(({ spec }) => spec.serviceAccountName),
    "spec.hostNetwork": field(({ spec }) => String(spec.hostNetwork === true)),
    "status.phase": field(({ status }) => status?.phase),
    "status.podIP": field(({ status }) => status?.podIP),
    "status.nominatedNodeName": field(({ status }) => status?.nominatedNodeName),
  },
};
