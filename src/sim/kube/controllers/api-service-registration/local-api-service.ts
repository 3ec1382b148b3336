/**
 * The APIService of a version that the API server answers for itself, and how it ranks among the others.
 *
 * Models: pkg/controlplane/apiserver/aggregator.go apiVersionPriorities,
 *   staging/src/k8s.io/kube-aggregator/pkg/controllers/status/local
 */
import type { KubeObject } from "../../api/objects.ts";

/** Groups in the order in which clients are to prefer them, by the hundred from the top; `metrics` and the like come after. */
const GROUPS: Readonly<Record<string, number>> = {
  "": 18_000,
  apps: 17_800,
  "events.k8s.io": 17_750,
  "authentication.k8s.io": 17_700,
  "authorization.k8s.io": 17_600,
  autoscaling: 17_500,
  batch: 17_400,
  "certificates.k8s.io": 17_300,
  "networking.k8s.io": 17_200,
  policy: 17_100,
  "rbac.authorization.k8s.io": 17_000,
  "storage.k8s.io": 16_800,
  "apiextensions.k8s.io": 16_700,
  "admissionregistration.k8s.io": 16_700,
  "scheduling.k8s.io": 16_600,
  "coordination.k8s.io": 16_500,
  "node.k8s.io": 16_300,
  "discovery.k8s.io": 16_200,
  "flowcontrol.apiserver.k8s.io": 16_100,
  "resource.k8s.io": 15_900,
};
const CUSTOM_PRIORITY = 1_000;
const CUSTOM_VERSION_PRIORITY = 100;
const VERSION_PRIORITIES: Readonly<Record<string, number>> = { v1: 15, v2: 30 };

export const nameOf = (group: string, version: string): string => `${version}.${group}`;

export function localApiService(group: string, version: string, how: { isBuiltIn: boolean; now: string }): KubeObject {
  const { isBuiltIn, now } = how;
  return {
    apiVersion: "apiregistration.k8s.io/v1",
    kind: "APIService",
    metadata: {
      name: nameOf(group, version),
      labels: { "kube-aggregator.kubernetes.io/automanaged": isBuiltIn ? "onstart" : "true" },
    },
    spec: {
      ...(group === "" ? {} : { group }),
      groupPriorityMinimum: GROUPS[group] ?? CUSTOM_PRIORITY,
      version,
      versionPriority: versionPriority(group, version),
    },
    status: {
      conditions: [
        {
          lastTransitionTime: now,
          message: "Local APIServices are always available",
          reason: "Local",
          status: "True",
          type: "Available",
        },
      ],
    },
  } as KubeObject;
}

function versionPriority(group: string, version: string): number {
  if (group === "") return 1;
  return GROUPS[group] === undefined ? CUSTOM_VERSION_PRIORITY : (VERSION_PRIORITIES[version] ?? 9);
}
