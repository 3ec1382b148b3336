/**
 * Tables of workloads and of small kinds of the core group.
 *
 * Models: pkg/printers/internalversion/printers.go printJob, printCronJob, printReplicationController, printPodTemplate,
 * printControllerRevision, printComponentStatus, printResourceQuota
 */
import { parseRfc3339 } from "../../core/time.ts";
import { humanDuration } from "../api/duration.ts";
import type {
  ComponentStatus,
  ControllerRevision,
  CronJob,
  Job,
  PodTemplate,
  ReplicationController,
  ResourceQuota,
} from "../schema/types.ts";
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

export const podTemplateColumns: Columns = {
  definitions: [NAME, { name: "Containers" }, { name: "Images" }, { name: "Pod Labels" }],
  cells: (object) => {
    const { metadata, template } = object as PodTemplate;
    const { names, images } = containersOf(template?.spec?.containers);
    return [metadata.name, names, images, formatLabels(template?.metadata?.labels)];
  },
};

export const controllerRevisionColumns: Columns = {
  definitions: [NAME, { name: "Controller" }, { name: "Revision" }, AGE],
  cells: (object, nowMs) => {
    const { metadata, revision } = object as ControllerRevision;
    const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
    const group = owner?.apiVersion.includes("/") ? `.${owner.apiVersion.split("/")[0]}` : "";
    const controller = owner === undefined ? "<none>" : `${owner.kind.toLowerCase()}${group}/${owner.name}`;
    return [metadata.name, controller, revision, ageOf(object, nowMs)];
  },
};

export const componentStatusColumns: Columns = {
  definitions: [NAME, { name: "Status" }, { name: "Message" }, { name: "Error" }],
  cells: (object) => {
    const { metadata, conditions = [] } = object as unknown as ComponentStatus;
    const health = conditions.find(({ type }) => type === "Healthy");
    const status = health?.status === "True" ? "Healthy" : health?.status === "False" ? "Unhealthy" : "Unknown";
    return [metadata.name, status, health?.message ?? "", health?.error ?? ""];
  },
};

export const resourceQuotaColumns: Columns = {
  definitions: [NAME, { name: "Request" }, { name: "Limit" }, AGE],
  cells: (object, nowMs) => {
    const { metadata, status } = object as ResourceQuota;
    const parts: { limits: string[]; requests: string[] } = { limits: [], requests: [] };
    for (const name of Object.keys(status?.hard ?? {}).sort())
      (name.startsWith("limits.") ? parts.limits : parts.requests).push(
        `${name}: ${status?.used?.[name] ?? "0"}/${status?.hard?.[name]}`,
      );
    return [metadata.name, parts.requests.join(", "), parts.limits.join(", "), ageOf(object, nowMs)];
  },
};
