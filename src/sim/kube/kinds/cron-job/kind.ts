/**
 * Jobs made again and again.
 *
 * Models: pkg/registry/batch/cronjob/strategy.go, pkg/apis/batch/validation/validation.go ValidateCronJobCreate
 */
import type { KubeObject, Mutable } from "../../api/objects.ts";
import { type FieldError, invalid, required } from "../../api/validation/field-error.ts";
import { nonNegative, oneOf } from "../../api/validation/object-meta.ts";
import type { CronJob } from "../../schema/types.ts";
import { jobSpecDefaults, validateJobSpec } from "../job/kind.ts";
import type { Kind } from "../kind.ts";
import { cronJobColumns } from "../simple-columns.ts";
import { storedKind } from "../stored-kind.ts";
import { parseSchedule, ScheduleError } from "./schedule.ts";

const NAME_MAX = 52;
const POLICIES = ["Allow", "Forbid", "Replace"];

function validateSchedule(schedule: string | undefined): FieldError[] {
  if (!schedule) return [required("spec.schedule")];
  if (/^(TZ|CRON_TZ)=/.test(schedule))
    return [invalid("spec.schedule", schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead")];
  try {
    parseSchedule(schedule);
    return [];
  } catch (error) {
    if (error instanceof ScheduleError) return [invalid("spec.schedule", schedule, error.message)];
    throw error;
  }
}

function validate(object: KubeObject, old?: KubeObject): FieldError[] {
  const { metadata, spec } = object as CronJob;
  const errors = validateSchedule(spec.schedule);
  errors.push(...nonNegative("spec.startingDeadlineSeconds", spec.startingDeadlineSeconds));
  errors.push(...oneOf("spec.concurrencyPolicy", spec.concurrencyPolicy, POLICIES));
  errors.push(...validateJobSpec(spec.jobTemplate?.spec ?? ({} as never), "spec.jobTemplate.spec"));
  errors.push(...nonNegative("spec.successfulJobsHistoryLimit", spec.successfulJobsHistoryLimit));
  errors.push(...nonNegative("spec.failedJobsHistoryLimit", spec.failedJobsHistoryLimit));
  if (old === undefined && (metadata.name ?? "").length > NAME_MAX)
    errors.push(invalid("metadata.name", metadata.name, `must be no more than ${NAME_MAX} characters`));
  return errors;
}

export const cronJob: Kind = storedKind({
  group: "batch",
  kind: "CronJob",
  resource: "cronjobs",
  shortNames: ["cj"],
  categories: ["all"],
  schema: "CronJob",
  columns: cronJobColumns,
  subresources: ["status"],
  defaults: (draft: Mutable) => {
    draft.spec ??= {};
    const { spec } = draft;
    spec.concurrencyPolicy ??= "Allow";
    spec.suspend ??= false;
    spec.successfulJobsHistoryLimit ??= 3;
    spec.failedJobsHistoryLimit ??= 1;
    spec.jobTemplate ??= {};
    spec.jobTemplate.spec ??= {};
    templateOnly(spec.jobTemplate.spec);
  },
  prepare: (draft: Mutable, old) => {
    if (old === undefined) draft.status = {};
  },
  validate,
});

/** Of the Job only the Pod template is completed here; the rest when the Job is made. */
function templateOnly(spec: Mutable): void {
  const whole: Mutable = { ...spec };
  jobSpecDefaults(whole);
  spec.template = whole.template;
}
