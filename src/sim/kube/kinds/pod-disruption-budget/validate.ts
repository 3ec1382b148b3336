/** Models: pkg/apis/policy/validation/validation.go ValidatePodDisruptionBudgetSpec */
import type { KubeObject } from "../../api/objects.ts";
import { type FieldError, invalid, unsupported } from "../../api/validation/field-error.ts";
import { validateLabelSelector } from "../../api/validation/object-meta.ts";
import type { PodDisruptionBudget } from "../../schema/types.ts";
import { validateAmount } from "../deployment/kind.ts";

const EVICTION_POLICIES = ["AlwaysAllow", "IfHealthyBudget"];

export function validatePodDisruptionBudget(object: KubeObject): FieldError[] {
  const { spec = {} } = object as PodDisruptionBudget;
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy: policy } = spec;
  const errors: FieldError[] = [];
  if (minAvailable !== undefined && maxUnavailable !== undefined)
    errors.push(invalid("spec", spec as never, "minAvailable and maxUnavailable cannot be both set"));
  errors.push(...amount("spec.minAvailable", minAvailable), ...amount("spec.maxUnavailable", maxUnavailable));
  if (selector !== undefined) errors.push(...validateLabelSelector(selector, "spec.selector"));
  if (policy !== undefined && !EVICTION_POLICIES.includes(policy))
    errors.push(unsupported("spec.unhealthyPodEvictionPolicy", policy, EVICTION_POLICIES));
  return errors;
}

function amount(path: string, value: number | string | undefined): FieldError[] {
  const isTooMuch = typeof value === "string" && /^\d+%$/.test(value) && Number.parseInt(value, 10) > 100;
  return [
    ...validateAmount(value, path),
    ...(isTooMuch ? [invalid(path, value, "must not be greater than 100%")] : []),
  ];
}
