/**
 * Tables of volumes, claims and what provides them.
 *
 * Models: pkg/printers/internalversion/printers.go printPersistentVolume(Claim), printStorageClass, printCSIDriver,
 * printCSIStorageCapacity, printVolumeAttachment, printVolumeAttributesClass
 */
import type { KubeObject } from "../api/objects.ts";
import type {
  CSIDriver,
  CSIStorageCapacity,
  PersistentVolume,
  PersistentVolumeClaim,
  StorageClass,
  VolumeAttachment,
  VolumeAttributesClass,
} from "../schema/types.ts";
import { AGE, ageOf, NAME } from "./columns.ts";
import type { Columns } from "./kind.ts";

/** As it is stored, when nothing has seen to it that the specification is there. */
type Loose<T extends KubeObject & { readonly spec: object }> = Omit<T, "spec"> & { readonly spec?: Partial<T["spec"]> };

const MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: "RWO",
  ReadOnlyMany: "ROX",
  ReadWriteMany: "RWX",
  ReadWriteOncePod: "RWOP",
};

/** In upstream's order, each once. */
function accessModes(modes: readonly string[] | undefined): string {
  return Object.keys(MODES)
    .filter((mode) => modes?.includes(mode))
    .map((mode) => MODES[mode])
    .join(",");
}

export const volumeClaimColumns: Columns = {
  ignoresWide: true,
  definitions: [
    NAME,
    { name: "Status" },
    { name: "Volume" },
    { name: "Capacity" },
    { name: "Access Modes" },
    { name: "StorageClass" },
    { name: "VolumeAttributesClass" },
    AGE,
    { name: "VolumeMode", priority: 1 },
  ],
  cells: (object, nowMs) => {
    const { metadata, spec, status } = object as PersistentVolumeClaim;
    const isBound = (spec.volumeName ?? "") !== "";
    return [
      metadata.name,
      metadata.deletionTimestamp === undefined ? (status?.phase ?? "") : "Terminating",
      spec.volumeName ?? "",
      isBound ? (status?.capacity?.storage ?? "0") : "",
      isBound ? accessModes(status?.accessModes) : "",
      metadata.annotations?.["volume.beta.kubernetes.io/storage-class"] ?? spec.storageClassName ?? "",
      spec.volumeAttributesClassName ?? "<unset>",
      ageOf(object, nowMs),
      spec.volumeMode ?? "<unset>",
    ];
  },
};

export const volumeColumns: Columns = {
  ignoresWide: true,
  definitions: [
    NAME,
    { name: "Capacity" },
    { name: "Access Modes" },
    { name: "Reclaim Policy" },
    { name: "Status" },
    { name: "Claim" },
    { name: "StorageClass" },
    { name: "VolumeAttributesClass" },
    { name: "Reason" },
    AGE,
    { name: "VolumeMode", priority: 1 },
  ],
  cells: (object, nowMs) => {
    const { metadata, spec, status } = object as PersistentVolume;
    const claim = spec.claimRef;
    return [
      metadata.name,
      spec.capacity?.storage ?? "0",
      accessModes(spec.accessModes),
      spec.persistentVolumeReclaimPolicy ?? "",
      metadata.deletionTimestamp === undefined ? (status?.phase ?? "") : "Terminating",
      claim === undefined ? "" : `${claim.namespace ?? ""}/${claim.name ?? ""}`,
      metadata.annotations?.["volume.beta.kubernetes.io/storage-class"] ?? spec.storageClassName ?? "",
      spec.volumeAttributesClassName ?? "<unset>",
      status?.reason ?? "",
      ageOf(object, nowMs),
      spec.volumeMode ?? "<unset>",
    ];
  },
};

const DEFAULT_MARKS = [
  "storageclass.kubernetes.io/is-default-class",
  "storageclass.beta.kubernetes.io/is-default-class",
];

export const storageClassColumns: Columns = {
  definitions: [
    NAME,
    { name: "Provisioner" },
    { name: "ReclaimPolicy" },
    { name: "VolumeBindingMode" },
    { name: "AllowVolumeExpansion" },
    AGE,
  ],
  cells: (object, nowMs) => {
    const one = object as unknown as StorageClass;
    const isDefault = DEFAULT_MARKS.some((mark) => one.metadata.annotations?.[mark] === "true");
    return [
      `${one.metadata.name}${isDefault ? " (default)" : ""}`,
      one.provisioner,
      one.reclaimPolicy ?? "Delete",
      one.volumeBindingMode ?? "Immediate",
      one.allowVolumeExpansion === true,
      ageOf(object, nowMs),
    ];
  },
};

export const csiDriverColumns: Columns = {
  definitions: [
    NAME,
    { name: "AttachRequired", type: "boolean" },
    { name: "PodInfoOnMount", type: "boolean" },
    { name: "StorageCapacity", type: "boolean" },
    { name: "TokenRequests" },
    { name: "RequiresRepublish", type: "boolean" },
    { name: "Modes" },
    AGE,
  ],
  cells: (object, nowMs) => {
    const { metadata, spec = {} } = object as Loose<CSIDriver>;
    const tokens = (spec.tokenRequests ?? []).map(({ audience }) => audience);
    return [
      metadata.name,
      spec.attachRequired ?? true,
      spec.podInfoOnMount ?? false,
      spec.storageCapacity ?? false,
      tokens.length === 0 ? "<unset>" : tokens.join(","),
      spec.requiresRepublish ?? false,
      (spec.volumeLifecycleModes ?? []).join(",") || "<none>",
      ageOf(object, nowMs),
    ];
  },
};

export const storageCapacityColumns: Columns = {
  definitions: [NAME, { name: "StorageClassName" }, { name: "Capacity" }],
  cells: (object: KubeObject) => {
    const { metadata, storageClassName, capacity } = object as unknown as CSIStorageCapacity;
    return [metadata.name, storageClassName, capacity ?? "<unset>"];
  },
};

export const volumeAttachmentColumns: Columns = {
  definitions: [
    NAME,
    { name: "Attacher" },
    { name: "PV" },
    { name: "Node" },
    { name: "Attached", type: "boolean" },
    AGE,
  ],
  cells: (object, nowMs) => {
    // Nobody asks that it be complete: what is missing is Go's zero value.
    const { metadata, spec, status } = object as Loose<VolumeAttachment>;
    const { attacher = "", source, nodeName = "" } = spec ?? {};
    const volume = source?.persistentVolumeName ?? "";
    return [metadata.name, attacher, volume, nodeName, status?.attached ?? false, ageOf(object, nowMs)];
  },
};

export const volumeAttributesClassColumns: Columns = {
  definitions: [NAME, { name: "DriverName" }, AGE],
  cells: (object, nowMs) => {
    const { metadata, driverName } = object as unknown as VolumeAttributesClass;
    return [metadata.name, driverName, ageOf(object, nowMs)];
  },
};
