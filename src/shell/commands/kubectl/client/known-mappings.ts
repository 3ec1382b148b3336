/** The kinds that kubectl names without asking the server. */
import type { Mapping } from "./rest-mapper.ts";

function known(group: string, kind: string, resource: string, isNamespaced = true): Mapping {
  const version = group === "autoscaling" ? "v2" : "v1";
  return {
    group,
    version,
    kind,
    resource,
    singular: kind.toLowerCase(),
    isNamespaced,
    verbs: [],
    shortNames: [],
    categories: [],
    subresources: [],
  };
}

export const CORE_PODS = known("", "Pod", "pods");
export const CORE_SERVICES = known("", "Service", "services");
export const CORE_NODES = known("", "Node", "nodes", false);
export const CORE_EVENTS = known("", "Event", "events");

const KNOWN: readonly Mapping[] = [
  CORE_PODS,
  CORE_SERVICES,
  CORE_NODES,
  CORE_EVENTS,
  known("", "Namespace", "namespaces", false),
  known("", "ConfigMap", "configmaps"),
  known("", "Secret", "secrets"),
  known("", "ServiceAccount", "serviceaccounts"),
  known("", "ResourceQuota", "resourcequotas"),
  known("apps", "Deployment", "deployments"),
  known("batch", "Job", "jobs"),
  known("batch", "CronJob", "cronjobs"),
  known("networking.k8s.io", "Ingress", "ingresses"),
  known("policy", "PodDisruptionBudget", "poddisruptionbudgets"),
  known("scheduling.k8s.io", "PriorityClass", "priorityclasses", false),
  known("rbac.authorization.k8s.io", "Role", "roles"),
  known("rbac.authorization.k8s.io", "RoleBinding", "rolebindings"),
  known("rbac.authorization.k8s.io", "ClusterRole", "clusterroles", false),
  known("rbac.authorization.k8s.io", "ClusterRoleBinding", "clusterrolebindings", false),
  known("autoscaling", "HorizontalPodAutoscaler", "horizontalpodautoscalers"),
];

export function knownMapping(kind: string): Mapping {
  const found = KNOWN.find((mapping) => mapping.kind === kind);
  if (found === undefined) throw new Error(`kubectl makes no ${kind}`);
  return found;
}
