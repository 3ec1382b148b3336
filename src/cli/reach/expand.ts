/** Manifests as a cluster that policies can be asked about: workloads that have no Pods get one from their template. */
import type { Manifest } from "../rpc/manifest.ts";

type Fields = Record<string, unknown>;

interface OwnerReference extends Fields {
  readonly kind: string;
  readonly name: string;
  readonly controller?: boolean;
}

const WORKLOADS = new Set([
  "Deployment",
  "ReplicaSet",
  "StatefulSet",
  "DaemonSet",
  "ReplicationController",
  "Job",
  "CronJob",
]);

/** What has a meaning here; the rest of a folder is not looked at. */
export function isOfInterest({ kind }: Manifest): boolean {
  return WORKLOADS.has(kind) || kind === "Pod" || kind === "Namespace" || kind === "NetworkPolicy";
}

export function namespaceOf({ metadata }: Manifest): string {
  return typeof metadata?.namespace === "string" ? metadata.namespace : "default";
}

/** The namespaces that are given, and those that are only named. */
export function namespacesOf(manifests: readonly Manifest[]): Manifest[] {
  const given = manifests.filter(({ kind }) => kind === "Namespace");
  const labels = new Map(given.map(({ metadata }) => [String(metadata?.name), metadata?.labels as Fields | undefined]));
  for (const manifest of manifests)
    if (manifest.kind !== "Namespace" && !labels.has(namespaceOf(manifest))) labels.set(namespaceOf(manifest), {});
  return [...labels].map(([name, own]) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels: { "kubernetes.io/metadata.name": name, ...own } },
  }));
}

export function podsOf(manifests: readonly Manifest[]): Manifest[] {
  const present = new Set(manifests.map(identityOf));
  const owned = new Set(
    manifests.flatMap((manifest) => ownersOf(manifest).map((owner) => ownerIdentity(manifest, owner))),
  );
  return manifests.flatMap((manifest) => {
    if (manifest.kind === "Pod") return [manifest];
    if (!WORKLOADS.has(manifest.kind) || owned.has(identityOf(manifest))) return [];
    const isPartOfAnother = ownersOf(manifest).some((owner) => present.has(ownerIdentity(manifest, owner)));
    return [podFrom(manifest, isPartOfAnother ? ownersOf(manifest) : [selfAsOwner(manifest)])];
  });
}

function ownersOf({ metadata }: Manifest): readonly OwnerReference[] {
  return Array.isArray(metadata?.ownerReferences) ? (metadata.ownerReferences as OwnerReference[]) : [];
}

function identityOf(manifest: Manifest): string {
  return `${namespaceOf(manifest)}/${manifest.kind}/${String(manifest.metadata?.name)}`;
}

function ownerIdentity(manifest: Manifest, { kind, name }: OwnerReference): string {
  return `${namespaceOf(manifest)}/${kind}/${name}`;
}

function selfAsOwner({ apiVersion, kind, metadata }: Manifest): OwnerReference {
  const name = String(metadata?.name);
  return { apiVersion, kind, name, uid: `${kind}-${name}`, controller: true };
}

function podFrom(manifest: Manifest, ownerReferences: readonly OwnerReference[]): Manifest {
  const { metadata, spec } = templateOf(manifest);
  const name = `${String(manifest.metadata?.name)}-${manifest.kind.toLowerCase()}`;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: namespaceOf(manifest), labels: metadata?.labels ?? {}, ownerReferences },
    spec: spec ?? {},
  };
}

function templateOf({ kind, spec }: Manifest): { readonly metadata?: Fields; readonly spec?: Fields } {
  const own = (spec ?? {}) as { template?: Fields; jobTemplate?: { spec?: { template?: Fields } } };
  return (kind === "CronJob" ? own.jobTemplate?.spec?.template : own.template) ?? {};
}
