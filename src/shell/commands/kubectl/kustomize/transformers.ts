/**
 * What a kustomization does to all resources: names, namespace, labels, annotations, images, replicas.
 *
 * Models: sigs.k8s.io/kustomize/api/internal/builtins, api/internal/konfig/builtinpluginconsts
 */
import { isObject, type Mutable } from "../../../../sim/kube/api/objects.ts";
import { CommandError } from "../errors.ts";
import { isClusterScoped, nameOf, type Resource, rename } from "./resource.ts";

const WORKLOADS = ["DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet", "CronJob"];
/** Their names say more than a name. */
const KEPT_NAMES = ["CustomResourceDefinition", "APIService", "Namespace"];

export function transform(resources: Resource[], fields: Mutable): void {
  const { namespace = "", namePrefix = "", nameSuffix = "" } = fields;
  if (namespace !== "") for (const resource of resources) moveTo(resource, namespace);
  if (namePrefix !== "" || nameSuffix !== "")
    for (const resource of resources)
      if (!KEPT_NAMES.includes(resource.object.kind))
        rename(resource, `${namePrefix}${nameOf(resource)}${nameSuffix}`, undefined);
  if (fields.commonLabels !== undefined)
    addLabels(resources, { pairs: fields.commonLabels, includeSelectors: true, includeTemplates: true });
  for (const entry of fields.labels ?? []) addLabels(resources, entry);
  if (fields.commonAnnotations !== undefined)
    for (const resource of resources) annotate(resource, fields.commonAnnotations);
  for (const image of fields.images ?? [])
    for (const resource of resources) resource.object = withImage(resource.object, image);
  for (const replica of fields.replicas ?? []) setReplicas(resources, replica);
}

function moveTo(resource: Resource, namespace: string): void {
  const { kind } = resource.object;
  if (kind === "Namespace") {
    if (nameOf(resource) !== namespace) rename(resource, namespace, undefined);
    return;
  }
  if (!isClusterScoped(resource)) rename(resource, nameOf(resource), namespace);
  if (kind !== "RoleBinding" && kind !== "ClusterRoleBinding") return;
  const subjects = (resource.object.subjects ?? []).map((subject: Mutable) =>
    subject.kind === "ServiceAccount" && subject.name === "default" ? { ...subject, namespace } : subject,
  );
  resource.object = { ...resource.object, subjects };
}

function at(object: Mutable, path: readonly string[], change: (value: Mutable) => Mutable, creates: boolean): Mutable {
  const [field, ...rest] = path;
  if (field === undefined) return change(object);
  if (!isObject(object)) return object;
  if (!creates && object[field] === undefined) return object;
  const inner = at(object[field] ?? (creates ? {} : undefined), rest, change, creates);
  return { ...object, [field]: inner };
}

const TEMPLATE = ["spec", "template"];
const JOB_TEMPLATE = ["spec", "jobTemplate", "spec", "template"];

function templatePath(kind: string): readonly string[] | null {
  if (!WORKLOADS.includes(kind)) return null;
  return kind === "CronJob" ? JOB_TEMPLATE : TEMPLATE;
}

function selectorPaths(kind: string): readonly (readonly string[])[] {
  if (kind === "Service" || kind === "ReplicationController") return [["spec", "selector"]];
  if (["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"].includes(kind))
    return [["spec", "selector", "matchLabels"]];
  if (kind === "PodDisruptionBudget") return [["spec", "selector", "matchLabels"]];
  return kind === "NetworkPolicy" ? [["spec", "podSelector", "matchLabels"]] : [];
}

function addLabels(resources: readonly Resource[], entry: Mutable): void {
  const { pairs = {}, includeSelectors = false, includeTemplates = false } = entry;
  const add = (labels: Mutable): Mutable => ({ ...labels, ...pairs });
  for (const resource of resources) {
    const { kind } = resource.object;
    let object = at(resource.object, ["metadata", "labels"], add, true);
    const template = templatePath(kind);
    if ((includeSelectors || includeTemplates) && template !== null)
      object = at(object, [...template, "metadata", "labels"], add, true);
    if (includeSelectors) {
      const creates = ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "ReplicationController"].includes(kind);
      for (const path of selectorPaths(kind)) object = at(object, path, add, creates);
    }
    resource.object = object;
  }
}

function annotate(resource: Resource, annotations: Mutable): void {
  const add = (before: Mutable): Mutable => ({ ...before, ...annotations });
  resource.object = at(resource.object, ["metadata", "annotations"], add, true);
  const template = templatePath(resource.object.kind);
  if (template !== null) resource.object = at(resource.object, [...template, "metadata", "annotations"], add, true);
}

/** Wherever containers stand. */
function withImage(value: Mutable, image: Mutable): Mutable {
  if (Array.isArray(value)) return value.map((item) => withImage(item, image));
  if (!isObject(value)) return value;
  const out: Mutable = {};
  for (const [field, inner] of Object.entries<Mutable>(value)) {
    const isContainers = (field === "containers" || field === "initContainers") && Array.isArray(inner);
    out[field] = isContainers ? inner.map((container: Mutable) => changed(container, image)) : withImage(inner, image);
  }
  return out;
}

function changed(container: Mutable, { name, newName, newTag, digest }: Mutable): Mutable {
  const image = typeof container?.image === "string" ? container.image : "";
  const digestAt = image.indexOf("@");
  const plain = digestAt < 0 ? image : image.slice(0, digestAt);
  const colon = plain.lastIndexOf(":");
  const hasTag = colon > plain.lastIndexOf("/");
  const own = hasTag ? plain.slice(0, colon) : plain;
  if (own !== name) return container;
  let tail = `${hasTag ? plain.slice(colon) : ""}${digestAt < 0 ? "" : image.slice(digestAt)}`;
  if (newTag !== undefined && newTag !== "") tail = `:${newTag}`;
  if (digest !== undefined && digest !== "") tail = `${newTag ? `:${newTag}` : ""}@${digest}`;
  return { ...container, image: `${newName || own}${tail}` };
}

function setReplicas(resources: readonly Resource[], { name, count }: Mutable): void {
  const kinds = ["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"];
  const meant = resources.filter(
    (resource) =>
      kinds.includes(resource.object.kind) &&
      (nameOf(resource) === name || resource.formerNames.some((former) => former.name === name)),
  );
  if (meant.length === 0)
    throw new CommandError(
      `resource with name ${name} does not match a config with the following GVK [Deployment.[noVer].[noGrp] StatefulSet.[noVer].[noGrp] ReplicaSet.[noVer].[noGrp] ReplicationController.[noVer].[noGrp]]`,
    );
  for (const resource of meant)
    resource.object = { ...resource.object, spec: { ...resource.object.spec, replicas: Number(count) } };
}
