/**
 * Tables of kinds that are only stored so far.
 *
 * Models: pkg/printers/internalversion/printers.go printJob, printCronJob, printPersistentVolume(Claim), printReplicationController
 */
import { parseRfc3339 } from "../../core/time.ts";
import { humanDuration } from "../api/duration.ts";
import type { CronJob, Job, PersistentVolume, PersistentVolumeClaim, ReplicationController } from "../schema/types.ts";
import { AGE, ageOf, containersOf, formatLabels, formatSelector, NAME, since } from "./columns.ts";
import type { Column, Columns } from "./kind.ts";

const WIDE: readonly Column[] = [
  { name: "Containers", priority: 1 },
  { name: "Images", priority: 1 },
  { name: "Selector", priority: 1 },
];

function jobStatus({ metadata, spec, status }: Job): string {
  const holds = (wanted: string): boolean =>
    status?.conditions?.some(({ type, status: value }) => type === wanted && value === "True") === true;
  if (holds("Complete")) return "Complete";
  if (holds("Failed")) return "Failed";
  if (metadata.deletionTimestamp !== undefined) return "Terminating";
  if (holds("Suspended") || (spec.suspend === true && status?.startTime === undefined)) return "Suspended";
  if (holds("FailureTarget")) return "FailureTarget";
  return holds("SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running";
}

function jobCompletions({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration({ status }: Job, nowMs: number): string {
  if (status?.startTime === undefined) return "";
  if (status.completionTime === undefined) return since(status.startTime, nowMs);
  return humanDuration((parseRfc3339(status.completionTime) ?? 0) - (parseRfc3339(status.startTime) ?? 0));
}

export const jobColumns: Columns = {
  definitions: [NAME, { name: "Status" }, { name: "Completions" }, { name: "Duration" }, AGE, ...WIDE],
  cells: (object, nowMs) => {
    const job = object as Job;
    const { names, images } = containersOf(job.spec.template?.spec?.containers);
    return [
      job.metadata.name,
      jobStatus(job),
      jobCompletions(job),
      jobDuration(job, nowMs),
      ageOf(object, nowMs),
      names,
      images,
      formatSelector(job.spec.selector),
    ];
  },
};

export const cronJobColumns: Columns = {
  definitions: [
    NAME,
    { name: "Schedule" },
    { name: "Timezone" },
    { name: "Suspend" },
    { name: "Active", type: "integer" },
    { name: "Last Schedule" },
    AGE,
    ...WIDE,
  ],
  cells: (object, nowMs) => {
    const { metadata, spec, status } = object as CronJob;
    const job = spec.jobTemplate?.spec;
    const { names, images } = containersOf(job?.template?.spec?.containers);
    return [
      metadata.name,
      spec.schedule,
      spec.timeZone ?? "<none>",
      spec.suspend === true ? "True" : "False",
      (status?.active ?? []).length,
      status?.lastScheduleTime === undefined ? "<none>" : since(status.lastScheduleTime, nowMs),
      ageOf(object, nowMs),
      names,
      images,
      formatSelector(job?.selector),
    ];
  },
};

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
      isBound ? (status?.capacity?.["storage"] ?? "0") : "",
      isBound ? accessModes(status?.accessModes) : "",
      metadata.annotations?.["volume.beta.kubernetes.io/storage-class"] ?? spec.storageClassName ?? "",
      spec.volumeAttributesClassName ?? "<unset>",
      ageOf(object, nowMs),
      spec.volumeMode ?? "<unset>",
    ];
  },
};

export const volumeColumns: Columns = {
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
      spec.capacity?.["storage"] ?? "0",
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

export const replicationControllerColumns: Columns = {
  definitions: [
    NAME,
    { name: "Desired", type: "integer" },
    { name: "Current", type: "integer" },
    { name: "Ready", type: "integer" },
    AGE,
    ...WIDE,
  ],
  cells: (object, nowMs) => {
    const { metadata, spec, status } = object as ReplicationController;
    const { names, images } = containersOf(spec.template?.spec?.containers);
    return [
      metadata.name,
      spec.replicas ?? 0,
      status?.replicas ?? 0,
      status?.readyReplicas ?? 0,
      ageOf(object, nowMs),
      names,
      images,
      formatLabels(spec.selector),
    ];
  },
};
