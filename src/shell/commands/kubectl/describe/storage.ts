/**
 * PersistentVolumes, their claims, and StorageClasses.
 *
 * Models: k8s.io/kubectl/pkg/describe/describe.go describePersistentVolume, describePersistentVolumeClaim, describeStorageClass
 * SIMPLIFIED: kubectl describe pv shows hostPath, local, NFS and CSI sources; other sources appear as <unknown>.
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import type { Invocation } from "../invocation.ts";
import { ageOf, Description, flatLabels, longTime } from "./description.ts";
import { describeEvents, eventsOf } from "./events.ts";
import { relatedItems } from "./related.ts";

const MODES: readonly (readonly [string, string])[] = [
  ["ReadWriteOnce", "RWO"],
  ["ReadOnlyMany", "ROX"],
  ["ReadWriteMany", "RWX"],
  ["ReadWriteOncePod", "RWOP"],
];

function modesText(modes: readonly string[] | undefined): string {
  return MODES.filter(([mode]) => modes?.includes(mode))
    .map(([, short]) => short)
    .join(",");
}

function statusText(call: Invocation, { metadata, status }: Mutable): string {
  if (metadata.deletionTimestamp === undefined) return status?.phase ?? "";
  return `Terminating (lasts ${ageOf(metadata.deletionTimestamp, call.nowMs)})`;
}

function finalizersText(finalizers: readonly string[] | undefined): string {
  return `[${(finalizers ?? []).join(" ")}]`;
}

export function* describeVolume(call: Invocation, volume: Mutable, withEvents: boolean): Run<string> {
  const { metadata, spec = {}, status = {} } = volume;
  const events = yield* eventsOf(call, volume, withEvents);
  const text = new Description();
  text.field("Name", metadata.name);
  text.labels("Labels", metadata.labels);
  text.annotations("Annotations", metadata.annotations);
  text.field("Finalizers", finalizersText(metadata.finalizers));
  text.field("StorageClass", spec.storageClassName ?? "");
  text.field("Status", statusText(call, volume));
  text.field("Claim", spec.claimRef === undefined ? "" : `${spec.claimRef.namespace}/${spec.claimRef.name}`);
  text.field("Reclaim Policy", spec.persistentVolumeReclaimPolicy ?? "");
  text.field("Access Modes", modesText(spec.accessModes));
  if (spec.volumeMode !== undefined) text.field("VolumeMode", spec.volumeMode);
  text.field("Capacity", spec.capacity?.storage ?? "0");
  describeAffinity(text, spec.nodeAffinity?.required?.nodeSelectorTerms);
  text.field("Message", status.message ?? "");
  text.write(0, "Source:\n");
  describeSource(text, spec);
  describeEvents(text, events, call.nowMs);
  return text.toString();
}

function describeAffinity(text: Description, terms: readonly Mutable[] | undefined): void {
  if (terms === undefined) {
    text.write(0, "Node Affinity:\t<none>\n");
    return;
  }
  text.write(0, "Node Affinity:\t\n");
  text.write(1, `Required Terms:\t${terms.length === 0 ? "<none>" : ""}\n`);
  terms.forEach(({ matchExpressions = [] }, i) => {
    const lines = matchExpressions.map(({ key, operator, values = [] }: Mutable) => {
      const among = values.length === 0 ? "" : ` [${values.join(", ")}]`;
      return `${key} ${String(operator).toLowerCase()}${among}`;
    });
    text.write(2, `Term ${i}:\t${lines[0] ?? "<none>"}\n`);
    for (const line of lines.slice(1)) text.write(2, `\t${line}\n`);
  });
}

function describeSource(text: Description, { hostPath, local, nfs, csi }: Mutable): void {
  const fields = (type: string, values: readonly (readonly [string, unknown])[]): void => {
    text.write(2, `Type:\t${type}\n`);
    for (const [name, value] of values) text.write(2, `${name}:\t${value}\n`);
  };
  if (hostPath !== undefined)
    fields("HostPath (bare host directory volume)", [
      ["Path", hostPath.path],
      ["HostPathType", hostPath.type ?? "<none>"],
    ]);
  else if (nfs !== undefined)
    fields("NFS (an NFS mount that lasts the lifetime of a pod)", [
      ["Server", nfs.server],
      ["Path", nfs.path],
      ["ReadOnly", nfs.readOnly === true],
    ]);
  else if (local !== undefined)
    fields("LocalVolume (a persistent volume backed by local storage on a node)", [["Path", local.path]]);
  else if (csi === undefined) text.write(1, "<unknown>\n");
  else {
    fields("CSI (a Container Storage Interface (CSI) volume source)", [
      ["Driver", csi.driver],
      ["FSType", csi.fsType ?? ""],
      ["VolumeHandle", csi.volumeHandle],
      ["ReadOnly", csi.readOnly === true],
    ]);
    text.write(2, `VolumeAttributes:\t${flatLabels(csi.volumeAttributes)}\n`);
  }
}

export function* describeClaim(call: Invocation, claim: Mutable, withEvents: boolean): Run<string> {
  const { metadata, spec = {}, status = {} } = claim;
  const pods = yield* relatedItems(call, `/api/v1/namespaces/${metadata.namespace}/pods`);
  const events = yield* eventsOf(call, claim, withEvents);
  const isBound = (spec.volumeName ?? "") !== "";
  const text = new Description();
  text.field("Name", metadata.name);
  text.field("Namespace", metadata.namespace);
  text.field("StorageClass", spec.storageClassName ?? "");
  text.field("Status", statusText(call, claim));
  text.field("Volume", spec.volumeName ?? "");
  text.labels("Labels", metadata.labels);
  text.annotations("Annotations", metadata.annotations);
  text.field("Finalizers", finalizersText(metadata.finalizers));
  text.field("Capacity", isBound ? (status.capacity?.storage ?? "0") : "");
  text.field("Access Modes", isBound ? modesText(status.accessModes) : "");
  if (spec.volumeMode !== undefined) text.field("VolumeMode", spec.volumeMode);
  const users = pods.filter((pod) =>
    (pod.spec.volumes ?? []).some(
      ({ persistentVolumeClaim }: Mutable) => persistentVolumeClaim?.claimName === metadata.name,
    ),
  );
  text.list(
    "Used By",
    users.map((pod) => pod.metadata.name),
  );
  describeClaimConditions(text, status.conditions ?? []);
  describeEvents(text, events, call.nowMs);
  return text.toString();
}

function describeClaimConditions(text: Description, conditions: readonly Mutable[]): void {
  if (conditions.length === 0) return;
  text.write(0, "Conditions:\n");
  text.write(1, "Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage\n");
  text.write(1, "----\t------\t-----------------\t------------------\t------\t-------\n");
  for (const { type, status, lastProbeTime, lastTransitionTime, reason = "", message = "" } of conditions)
    text.write(
      1,
      `${type} \t${status} \t${longTime(lastProbeTime)} \t${longTime(lastTransitionTime)} \t${reason} \t${message}\n`,
    );
}

export function* describeStorageClass(call: Invocation, storage: Mutable, withEvents: boolean): Run<string> {
  const { metadata } = storage;
  const events = yield* eventsOf(call, storage, withEvents);
  const isDefault = metadata.annotations?.["storageclass.kubernetes.io/is-default-class"] === "true";
  const text = new Description();
  text.field("Name", metadata.name);
  text.field("IsDefaultClass", isDefault ? "Yes" : "No");
  text.field("Annotations", flatLabels(metadata.annotations));
  text.field("Provisioner", storage.provisioner);
  text.field("Parameters", flatLabels(storage.parameters));
  text.field(
    "AllowVolumeExpansion",
    storage.allowVolumeExpansion === undefined ? "<unset>" : storage.allowVolumeExpansion ? "True" : "False",
  );
  const options = storage.mountOptions ?? [];
  text.write(0, `MountOptions:${options.length === 0 ? "\t<none>" : ""}\n`);
  for (const option of options) text.write(1, `${option}\n`);
  if (storage.reclaimPolicy !== undefined) text.field("ReclaimPolicy", storage.reclaimPolicy);
  if (storage.volumeBindingMode !== undefined) text.field("VolumeBindingMode", storage.volumeBindingMode);
  describeEvents(text, events, call.nowMs);
  return text.toString();
}
