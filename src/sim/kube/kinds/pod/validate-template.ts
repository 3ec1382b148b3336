/**
 * The Pod template of a workload, and the selector that has to match it.
 *
 * Models: pkg/apis/apps/validation/validation.go ValidatePodTemplateSpecForReplicaSet
 */
import type { JsonValue } from "../../api/objects.ts";
import { type LabelSelectorObject, SelectorError, selectorOf } from "../../api/selectors.ts";
import { type FieldError, forbiddenField, invalid, required, unsupported } from "../../api/validation/field-error.ts";
import { validateAnnotations, validateLabelSelector, validateLabels } from "../../api/validation/object-meta.ts";
import type { PodTemplateSpec } from "../../schema/types.ts";
import { validatePodSpec } from "./validate.ts";

interface Workload {
  readonly selector?: LabelSelectorObject;
  readonly template?: PodTemplateSpec;
}

export function validateSelector(selector: LabelSelectorObject | undefined, path: string, what: string): FieldError[] {
  if (selector === undefined) return [required(path)];
  const errors = validateLabelSelector(selector, path);
  const isEmpty = Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0;
  if (isEmpty) errors.push(invalid(path, selector as JsonValue, `empty selector is invalid for ${what}`));
  return errors;
}

export function validateTemplate({ selector, template }: Workload, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const labels = template?.metadata?.labels;
  if (selector !== undefined && validateLabelSelector(selector, "").length === 0 && !matches(selector, labels))
    errors.push(invalid(`${path}.metadata.labels`, labels ?? null, "`selector` does not match template `labels`"));
  errors.push(...validatePodTemplate(template, path));
  const policy = template?.spec?.restartPolicy;
  if (policy !== undefined && policy !== "Always")
    errors.push(unsupported(`${path}.spec.restartPolicy`, policy, ["Always"]));
  if (template?.spec?.activeDeadlineSeconds !== undefined)
    errors.push(
      forbiddenField(`${path}.spec.activeDeadlineSeconds`, "activeDeadlineSeconds in ReplicaSet is not Supported"),
    );
  return errors;
}

function matches(selector: LabelSelectorObject, labels: { readonly [key: string]: string } | undefined): boolean {
  try {
    const parsed = selectorOf(selector);
    return parsed.isEmpty || parsed.matches(labels);
  } catch (error) {
    if (error instanceof SelectorError) return true;
    throw error;
  }
}

export function validatePodTemplate(template: PodTemplateSpec | undefined, path: string): FieldError[] {
  return [
    ...validateLabels(template?.metadata?.labels, `${path}.labels`),
    ...validateAnnotations(template?.metadata?.annotations, `${path}.annotations`),
    ...validatePodSpec(template?.spec ?? { containers: [] }, `${path}.spec`),
  ];
}
