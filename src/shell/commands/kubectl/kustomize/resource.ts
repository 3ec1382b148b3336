/** One object on its way through the layers of a kustomization, and what it was called before. */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";

export interface Resource {
  object: Mutable;
  /** Names that it had, with the namespaces: what others call it by. */
  readonly formerNames: { readonly name: string; readonly namespace: string }[];
  /** A hash of the content comes behind the name. */
  needsHash: boolean;
}

export function resourceOf(object: Mutable, needsHash = false): Resource {
  return { object, formerNames: [], needsHash };
}

export function nameOf({ object }: Resource): string {
  return object.metadata?.name ?? "";
}

export function namespaceOf({ object }: Resource): string {
  return object.metadata?.namespace ?? "";
}

/** Gives it another name or namespace; the old one is remembered. */
export function rename(resource: Resource, name: string, namespace: string | undefined): void {
  resource.formerNames.push({ name: nameOf(resource), namespace: namespaceOf(resource) });
  const metadata = { ...resource.object.metadata, name };
  if (namespace !== undefined) metadata.namespace = namespace;
  resource.object = { ...resource.object, metadata };
}

const CLUSTER_KINDS = new Set(
  `APIService CSIDriver CSINode CertificateSigningRequest ClusterRole ClusterRoleBinding ComponentStatus
  CustomResourceDefinition FlowSchema IngressClass MutatingWebhookConfiguration Namespace Node PersistentVolume
  PriorityClass PriorityLevelConfiguration RuntimeClass StorageClass SubjectAccessReview TokenReview
  ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration VolumeAttachment`.split(
    /\s+/,
  ),
);

export function isClusterScoped({ object }: Resource): boolean {
  return CLUSTER_KINDS.has(object.kind);
}

const FIRST = `Namespace ResourceQuota StorageClass CustomResourceDefinition ServiceAccount PodSecurityPolicy Role
  ClusterRole RoleBinding ClusterRoleBinding ConfigMap Secret Endpoints Service LimitRange PriorityClass PersistentVolume
  PersistentVolumeClaim Deployment StatefulSet CronJob PodDisruptionBudget`.split(/\s+/);
const LAST = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

function rankOf(kind: string): number {
  const last = LAST.indexOf(kind);
  if (last >= 0) return 1 + last;
  const first = FIRST.indexOf(kind);
  return first < 0 ? 0 : first - FIRST.length;
}

function sortText({ object }: Resource): string {
  const [version = "", group = ""] = String(object.apiVersion ?? "")
    .split("/")
    .reverse();
  return `${group || "~G"}_${version || "~V"}_${object.kind || "~K"}`;
}

/** What others need comes first. */
export function byKind(one: Resource, other: Resource): number {
  const rank = rankOf(one.object.kind) - rankOf(other.object.kind);
  if (rank !== 0) return rank;
  const [a, b] = [sortText(one), sortText(other)];
  if (a !== b) return a < b ? -1 : 1;
  const [c, d] = [one, other].map((each) => `${namespaceOf(each)}|${nameOf(each)}`) as [string, string];
  return c < d ? -1 : c > d ? 1 : 0;
}
