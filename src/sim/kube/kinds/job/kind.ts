/**
 * Work that ends.
 *
 * Models: pkg/registry/batch/job/strategy.go, pkg/apis/batch/validation/validation.go ValidateJob
 */
import { type JsonValue, type KubeObject, type Mutable, sameJson } from "../../api/objects.ts";
import { type FieldError, required, unsupported } from "../../api/validation/field-error.ts";
import { immutable, nonNegative, optionalOneOf } from "../../api/validation/object-meta.ts";
import { coreJson } from "../../schema/core-json.ts";
import type { Job } from "../../schema/types.ts";
import type { Kind } from "../kind.ts";
import { templateDefaults } from "../pod/defaults.ts";
import { validatePodTemplate } from "../pod/validate-template.ts";
import { jobColumns } from "../simple-columns.ts";
import { storedKind } from "../stored-kind.ts";

const UID_LABEL = "batch.kubernetes.io/controller-uid";
const NAME_LABEL = "batch.kubernetes.io/job-name";
const OLD_UID_LABEL = "controller-uid";
const OLD_NAME_LABEL = "job-name";
const RESTART_POLICIES = ["Never", "OnFailure"];

export function jobSpecDefaults(spec: Mutable): void {
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : 2_147_483_647;
  spec.completionMode ??= "NonIndexed";
  spec.suspend ??= false;
  spec.podReplacementPolicy ??= spec.podFailurePolicy === undefined ? "TerminatingOrFailed" : "Failed";
  spec.template ??= {};
  templateDefaults(spec.template);
}

/** Unless the author asks for it, nobody chooses a Job's selector. */
function prepare(draft: Mutable, old?: KubeObject): void {
  if (old !== undefined) return;
  draft.status = {};
  const { spec, metadata } = draft;
  if (spec === undefined || spec.manualSelector === true) return;
  spec.template ??= {};
  spec.template.metadata ??= {};
  spec.template.metadata.labels = {
    ...spec.template.metadata.labels,
    [UID_LABEL]: metadata.uid,
    [NAME_LABEL]: metadata.name ?? "",
    [OLD_UID_LABEL]: metadata.uid,
    [OLD_NAME_LABEL]: metadata.name ?? "",
  };
  spec.selector ??= {};
  spec.selector.matchLabels = { ...spec.selector.matchLabels, [UID_LABEL]: metadata.uid };
}

export function validateJobSpec(spec: Job["spec"], path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of [
    "parallelism",
    "completions",
    "activeDeadlineSeconds",
    "backoffLimit",
    "ttlSecondsAfterFinished",
  ] as const)
    errors.push(...nonNegative(`${path}.${field}`, spec[field]));
  errors.push(...optionalOneOf(`${path}.completionMode`, spec.completionMode, ["Indexed", "NonIndexed"]));
  if (spec.completionMode === "Indexed" && spec.completions === undefined)
    errors.push(required(`${path}.completions`, "when completion mode is Indexed"));
  errors.push(...validatePodTemplate(spec.template, `${path}.template`));
  const policy = spec.template?.spec?.restartPolicy;
  const at = `${path}.template.spec.restartPolicy`;
  if (!policy || policy === "Always")
    errors.push(required(at, `valid values: ${["OnFailure", "Never"].map((one) => JSON.stringify(one)).join(", ")}`));
  else if (!RESTART_POLICIES.includes(policy)) errors.push(unsupported(at, policy, ["OnFailure", "Never"]));
  return errors;
}

function validate(object: KubeObject, old?: KubeObject): FieldError[] {
  const { spec } = object as Job;
  const errors = validateJobSpec(spec, "spec");
  if (spec.selector === undefined) errors.push(required("spec.selector"));
  if (old === undefined) return errors;
  const before = (old as Job).spec;
  const isRunning = before.suspend !== true;
  const once = (field: "selector" | "completionMode" | "template"): void => {
    if (field === "template" && !isRunning) return;
    if (sameJson(spec[field], before[field])) return;
    const shown = field === "template" ? coreJson("PodTemplateSpec", spec.template) : (spec[field] as JsonValue);
    errors.push(immutable(`spec.${field}`, shown));
  };
  if (spec.completions !== before.completions && before.completionMode !== "Indexed")
    errors.push(immutable("spec.completions", spec.completions ?? null));
  once("selector");
  once("template");
  once("completionMode");
  return errors;
}

export const job: Kind = storedKind({
  group: "batch",
  kind: "Job",
  resource: "jobs",
  categories: ["all"],
  schema: "Job",
  columns: jobColumns,
  subresources: ["status"],
  defaults: (draft: Mutable) => {
    draft.spec ??= {};
    jobSpecDefaults(draft.spec);
    if (draft.metadata.labels === undefined && Object.keys(draft.spec.template.metadata?.labels ?? {}).length > 0)
      draft.metadata.labels = draft.spec.template.metadata.labels;
  },
  prepare,
  validate,
  selectableFields: { "status.successful": (object) => String((object as Job).status?.succeeded ?? 0) },
});
