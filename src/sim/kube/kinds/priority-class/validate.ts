/** Models: pkg/apis/scheduling/validation/validation.go, pkg/apis/scheduling/v1/defaults.go */
import type { KubeObject, Mutable } from "../../api/objects.ts";
import { type FieldError, forbiddenField, unsupported } from "../../api/validation/field-error.ts";
import { immutableField } from "../../api/validation/object-meta.ts";

const HIGHEST = 1_000_000_000;
const POLICIES = ["PreemptLowerPriority", "Never"];
const SYSTEM = "system-";

export function priorityClassDefaults(draft: Mutable): void {
  draft.preemptionPolicy ??= "PreemptLowerPriority";
}

export function validatePriorityClass(object: KubeObject, old?: KubeObject): FieldError[] {
  const { metadata, value = 0, preemptionPolicy } = object as Mutable;
  const { name = "" } = metadata;
  const errors: FieldError[] = [];
  if (name.startsWith(SYSTEM)) {
    const why = `priority class names with '${SYSTEM}' prefix are reserved for system use only. error: ${name} is not a known system priority class`;
    if (old === undefined) errors.push(forbiddenField("metadata.name", why));
  } else if (value > HIGHEST)
    errors.push(forbiddenField("value", `maximum allowed value of a user defined priority is ${HIGHEST}`));
  if (!POLICIES.includes(preemptionPolicy)) errors.push(unsupported("preemptionPolicy", preemptionPolicy, POLICIES));
  if (old === undefined) return errors;
  if ((old as Mutable).value !== value) errors.push(forbiddenField("value", "may not be changed in an update."));
  return [...errors, ...immutableField(object, old, "preemptionPolicy")];
}
