/** Jobs and CronJobs. Models: k8s.io/kubectl/pkg/describe/describe.go describeJob, describeCronJob */

import { parseRfc3339 } from "../../../../sim/core/time.ts";
import type { Run } from "../../../../sim/core/wait.ts";
import { humanDuration } from "../../../../sim/kube/api/duration.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { selectorOf } from "../../../../sim/kube/api/selectors.ts";
import type { Invocation } from "../invocation.ts";
import { controllerOf, Description, describeMeta, longTime, printBool } from "./description.ts";
import { describeEvents, eventsOf } from "./events.ts";
import { describePodTemplate } from "./pod-template.ts";

export function* describeJob(call: Invocation, job: Mutable, withEvents: boolean): Run<string> {
  const { metadata, spec, status = {} } = job;
  const events = yield* eventsOf(call, job, withEvents);
  const description = new Description();
  const optional = (title: string, value: string | number | boolean | undefined): void => {
    if (value !== undefined) description.field(title, value);
  };
  description.field("Name", metadata.name);
  description.field("Namespace", metadata.namespace);
  description.field("Selector", selectorOf(spec.selector).toString());
  description.labels("Labels", metadata.labels);
  description.annotations("Annotations", metadata.annotations);
  optional("Controlled By", controllerOf(job) || undefined);
  optional("Parallelism", spec.parallelism);
  description.field("Completions", spec.completions ?? "<unset>");
  optional("Completion Mode", spec.completionMode);
  optional("Suspend", spec.suspend);
  optional("Backoff Limit", spec.backoffLimit);
  optional("TTL Seconds After Finished", spec.ttlSecondsAfterFinished);
  describeTimes(description, status);
  if (spec.activeDeadlineSeconds !== undefined)
    description.field("Active Deadline Seconds", `${spec.activeDeadlineSeconds}s`);
  const active = `${status.active ?? 0} Active${status.ready === undefined ? "" : ` (${status.ready} Ready)`}`;
  description.field("Pods Statuses", `${active} / ${status.succeeded ?? 0} Succeeded / ${status.failed ?? 0} Failed`);
  if (spec.completionMode === "Indexed")
    description.field("Completed Indexes", shortIndexes(status.completedIndexes ?? "", 50));
  describePodTemplate(description, spec.template);
  describeEvents(description, events, call.nowMs);
  return description.toString();
}

function describeTimes(description: Description, { startTime, completionTime }: Mutable): void {
  if (startTime !== undefined) description.field("Start Time", longTime(startTime));
  if (completionTime !== undefined) description.field("Completed At", longTime(completionTime));
  if (startTime === undefined || completionTime === undefined) return;
  description.field("Duration", humanDuration((parseRfc3339(completionTime) ?? 0) - (parseRfc3339(startTime) ?? 0)));
}

function shortIndexes(indexes: string, most: number): string {
  if (indexes === "") return "<none>";
  if (indexes.length <= most) return indexes;
  const comma = indexes.lastIndexOf(",", most);
  return `${indexes.slice(0, comma < 0 ? 0 : comma + 1)}...`;
}

export function* describeCronJob(call: Invocation, cronJob: Mutable, withEvents: boolean): Run<string> {
  const { spec, status = {} } = cronJob;
  const events = yield* eventsOf(call, cronJob, withEvents);
  const description = new Description();
  const orUnset = (title: string, value: string | number | undefined): void =>
    description.field(title, value ?? "<unset>");
  describeMeta(description, cronJob);
  description.field("Schedule", spec.schedule);
  description.field("Concurrency Policy", spec.concurrencyPolicy ?? "");
  description.field("Suspend", spec.suspend === undefined ? "<unset>" : printBool(spec.suspend));
  orUnset("Time Zone", spec.timeZone);
  orUnset("Successful Job History Limit", spec.successfulJobsHistoryLimit);
  orUnset("Failed Job History Limit", spec.failedJobsHistoryLimit);
  const deadline = spec.startingDeadlineSeconds;
  orUnset("Starting Deadline Seconds", deadline === undefined ? undefined : `${deadline}s`);
  const job = spec.jobTemplate?.spec ?? {};
  orUnset("Selector", job.selector === undefined ? undefined : selectorOf(job.selector).toString());
  orUnset("Parallelism", job.parallelism);
  orUnset("Completions", job.completions);
  if (job.activeDeadlineSeconds !== undefined)
    description.field("Active Deadline Seconds", `${job.activeDeadlineSeconds}s`);
  describePodTemplate(description, job.template);
  const last = status.lastScheduleTime;
  orUnset("Last Schedule Time", last === undefined ? undefined : longTime(last));
  const active: readonly Mutable[] = status.active ?? [];
  description.field("Active Jobs", active.map(({ name }) => name).join(", ") || "<none>");
  describeEvents(description, events, call.nowMs);
  return description.toString();
}
