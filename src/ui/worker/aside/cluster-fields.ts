/** Which fields and objects a cluster gives itself, so that they mean nothing in another one. */
import type { Mutable } from "../../../sim/kube/api/objects.ts";

const METADATA = [
  "uid",
  "resourceVersion",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "generation",
  "managedFields",
  "selfLink",
  "ownerReferences",
  "generateName",
] as const;

const ANNOTATIONS = [
  "kubectl.kubernetes.io/last-applied-configuration",
  "deployment.kubernetes.io/revision",
  "deprecated.daemonset.template.generation",
  "endpoints.kubernetes.io/last-change-trigger-time",
  "pv.kubernetes.io/bind-completed",
  "pv.kubernetes.io/bound-by-controller",
];

const SPEC: Readonly<Record<string, readonly string[]>> = {
  Service: ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "healthCheckNodePort"],
  Pod: ["nodeName", "serviceAccount"],
  PersistentVolumeClaim: ["volumeName"],
  Namespace: ["finalizers"],
};

const OF_THE_CLUSTER = new Set([
  "Event",
  "Lease",
  "Node",
  "Endpoints",
  "EndpointSlice",
  "ControllerRevision",
  "ComponentStatus",
]);
const OWN_NAMESPACES = ["kube-system", "kube-public", "kube-node-lease"];

/** Why an object is not taken along; null: it is. */
export function reasonToLeaveOut({ kind, apiVersion, metadata, type }: Mutable): string | null {
  if (typeof kind !== "string" || typeof apiVersion !== "string") return "it has no kind or no apiVersion";
  const { name, namespace, ownerReferences } = metadata ?? {};
  if (OF_THE_CLUSTER.has(kind)) return "a cluster makes these itself";
  if (OWN_NAMESPACES.includes(namespace) || (kind === "Namespace" && [...OWN_NAMESPACES, "default"].includes(name)))
    return "every cluster has its own";
  const owner = Array.isArray(ownerReferences) ? ownerReferences.find((one) => one?.controller === true) : undefined;
  if (owner !== undefined) return `${owner.kind} ${owner.name} makes it`;
  if (kind === "ConfigMap" && name === "kube-root-ca.crt") return "every namespace gets its own";
  if (kind === "ServiceAccount" && name === "default") return "every namespace gets its own";
  if (kind === "Service" && name === "kubernetes" && (namespace ?? "default") === "default")
    return "every cluster has its own";
  if (kind === "Secret" && type === "kubernetes.io/service-account-token") return "it is a token of the other cluster";
  return null;
}

export interface Cleaned {
  readonly object: Mutable;
  /** Paths, as one writes them. */
  readonly removed: readonly string[];
}

export function withoutClusterFields(given: Mutable): Cleaned {
  const removed: string[] = [];
  const object = JSON.parse(JSON.stringify(given)) as Mutable;
  const drop = (holder: Mutable, path: string, field: string): void => {
    if (holder === undefined || holder === null || !Object.hasOwn(holder, field)) return;
    delete holder[field];
    removed.push(`${path}${field}`);
  };
  drop(object, "", "status");
  for (const field of METADATA) drop(object.metadata, "metadata.", field);
  for (const field of ANNOTATIONS) drop(object.metadata?.annotations, "metadata.annotations.", field);
  if (isEmpty(object.metadata?.annotations)) delete object.metadata.annotations;
  const isHeadless = object.kind === "Service" && object.spec?.clusterIP === "None";
  for (const field of SPEC[object.kind] ?? [])
    if (!(isHeadless && field.startsWith("clusterIP"))) drop(object.spec, "spec.", field);
  for (const template of [object.spec?.template, object.spec?.jobTemplate?.spec?.template])
    if (template?.metadata?.creationTimestamp === null) delete template.metadata.creationTimestamp;
  if (object.kind === "Pod") dropTokenVolumes(object, removed);
  return { object, removed };
}

/** The volume with the other cluster's token, which admission put into the Pod; here it puts in its own. */
function dropTokenVolumes({ spec }: Mutable, removed: string[]): void {
  const isToken = ({ name }: Mutable): boolean => /^kube-api-access-[a-z0-9]{5}$/.test(name ?? "");
  if (!Array.isArray(spec?.volumes) || !spec.volumes.some(isToken)) return;
  spec.volumes = spec.volumes.filter((volume: Mutable) => !isToken(volume));
  if (spec.volumes.length === 0) delete spec.volumes;
  for (const list of [spec.containers, spec.initContainers, spec.ephemeralContainers])
    for (const container of Array.isArray(list) ? list : []) {
      if (!Array.isArray(container?.volumeMounts)) continue;
      container.volumeMounts = container.volumeMounts.filter((mount: Mutable) => !isToken(mount));
      if (container.volumeMounts.length === 0) delete container.volumeMounts;
    }
  removed.push("spec.volumes[kube-api-access-…]");
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
