/**
 * What admission plugins add to every Pod: the service account with its token volume, tolerations for a node that
 * fails, a priority.
 *
 * Models: plugin/pkg/admission/serviceaccount, defaulttolerationseconds, priority
 */

import { SAFE_ALPHABET } from "../../api/names.ts";
import type { KubeObject, Mutable } from "../../api/objects.ts";
import { forbidden, StatusError } from "../../api/status.ts";
import type { PriorityClass, ServiceAccount } from "../../schema/types.ts";
import type { AdmissionContext } from "../kind.ts";
import { qosClassOf } from "./qos.ts";

const TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
const TOKEN_SECONDS = 3607;
const NODE_FAILURE_SECONDS = 300;
const SYSTEM_PRIORITIES: Readonly<Record<string, number>> = {
  "system-cluster-critical": 2_000_000_000,
  "system-node-critical": 2_000_001_000,
};
/** Written by the node itself from a file: nobody may add anything. */
export const MIRROR_ANNOTATION = "kubernetes.io/config.mirror";

export function mutatePod(draft: Mutable, old: KubeObject | undefined, context: AdmissionContext): void {
  if (old !== undefined) {
    addTolerations(draft);
    for (const field of ["priority", "preemptionPolicy"])
      draft.spec[field] ??= (old.spec as Mutable | undefined)?.[field];
    return;
  }
  if (!context.standsAlone) addServiceAccount(draft, context);
  addTolerations(draft);
  addPriority(draft, context);
  // By what a limit range has given it as well.
  if (draft.status !== undefined && Array.isArray(draft.spec.containers))
    draft.status.qosClass = qosClassOf(draft.spec);
}

function addServiceAccount(draft: Mutable, { store, prng }: AdmissionContext): void {
  const { spec, metadata } = draft;
  if (metadata.annotations?.[MIRROR_ANNOTATION] !== undefined) return;
  const name: string = spec.serviceAccountName || "default";
  spec.serviceAccountName = name;
  spec.serviceAccount = name;
  const account = store.collection("serviceaccounts").get(metadata.namespace, name) as ServiceAccount | undefined;
  if (account === undefined) {
    const why = `error looking up service account ${metadata.namespace}/${name}: serviceaccount ${JSON.stringify(name)} not found`;
    throw new StatusError(forbidden({ group: "", resource: "pods" }, metadata.name ?? "", why));
  }
  const mounts = spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;
  if (spec.imagePullSecrets === undefined && account.imagePullSecrets !== undefined)
    spec.imagePullSecrets = account.imagePullSecrets;
  if (!mounts) return;
  const known = (spec.volumes ?? []).find((volume: Mutable) => volume.name?.startsWith("kube-api-access-"));
  const volume: string = known?.name ?? `kube-api-access-${prng.text(SAFE_ALPHABET, 5)}`;
  let isUsed = false;
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) {
    if ((container.volumeMounts ?? []).some((mount: Mutable) => mount.mountPath === TOKEN_PATH)) continue;
    container.volumeMounts = [
      ...(container.volumeMounts ?? []),
      { mountPath: TOKEN_PATH, name: volume, readOnly: true },
    ];
    isUsed = true;
  }
  if (isUsed && known === undefined) spec.volumes = [...(spec.volumes ?? []), tokenVolume(volume)];
}

function tokenVolume(name: string): Mutable {
  const namespaceFile = { fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" }, path: "namespace" };
  return {
    name,
    projected: {
      defaultMode: 420,
      sources: [
        { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: "token" } },
        { configMap: { items: [{ key: "ca.crt", path: "ca.crt" }], name: "kube-root-ca.crt" } },
        { downwardAPI: { items: [namespaceFile] } },
      ],
    },
  };
}

function addTolerations(draft: Mutable): void {
  const { spec } = draft;
  const tolerations: Mutable[] = spec.tolerations ?? [];
  const missing = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"].filter(
    (key) =>
      !tolerations.some(
        (one) => (one.key === key || one.key === undefined) && (one.effect === "NoExecute" || one.effect === undefined),
      ),
  );
  const added = missing.map((key) => ({
    effect: "NoExecute",
    key,
    operator: "Exists",
    tolerationSeconds: NODE_FAILURE_SECONDS,
  }));
  if (added.length > 0) spec.tolerations = [...tolerations, ...added];
}

function addPriority(draft: Mutable, { store }: AdmissionContext): void {
  const { spec, metadata } = draft;
  const name: string | undefined = spec.priorityClassName;
  if (name === undefined || name === "") {
    const fallback = store
      .collection("priorityclasses.scheduling.k8s.io")
      .list()
      .find((one) => one.globalDefault === true);
    if (fallback !== undefined) spec.priorityClassName = fallback.metadata.name;
    spec.priority = (fallback?.value as number | undefined) ?? 0;
    spec.preemptionPolicy ??= "PreemptLowerPriority";
    return;
  }
  const found = store.collection("priorityclasses.scheduling.k8s.io").get(undefined, name) as PriorityClass | undefined;
  const value = found?.value ?? SYSTEM_PRIORITIES[name];
  if (value === undefined) {
    const why = `no PriorityClass with name ${name} was found`;
    throw new StatusError(forbidden({ group: "", resource: "pods" }, metadata.name ?? "", why));
  }
  spec.priority = value;
  spec.preemptionPolicy ??= found?.preemptionPolicy ?? "PreemptLowerPriority";
}
