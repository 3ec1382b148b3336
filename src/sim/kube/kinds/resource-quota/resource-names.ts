/**
 * Which names of resources exist where: in quotas, in limit ranges, anywhere.
 *
 * Models: pkg/apis/core/helper/helpers.go, pkg/apis/core/validation/validation.go validateResourceName
 */
import { formatQuantity, parseQuantity } from "../../api/quantity.ts";
import { type FieldError, invalid, invalidEach } from "../../api/validation/field-error.ts";
import { isQualifiedName } from "../../api/validation/formats.ts";

const COMPUTE = ["cpu", "memory", "ephemeral-storage"];
const COUNTED = new Set([
  "pods",
  "resourcequotas",
  "services",
  "replicationcontrollers",
  "secrets",
  "configmaps",
  "persistentvolumeclaims",
  "services.nodeports",
  "services.loadbalancers",
]);
const QUOTA = new Set([
  ...COMPUTE.flatMap((name) => [name, `requests.${name}`, `limits.${name}`]),
  "requests.storage",
  ...COUNTED,
]);
const REQUESTS = "requests.";
const HUGE = /^(requests\.)?hugepages-/;

export function isQuotaResource(name: string): boolean {
  return QUOTA.has(name) || HUGE.test(name);
}

/** Named by a domain that is not Kubernetes' own. */
export function isExtendedResource(name: string): boolean {
  const isNative = !name.includes("/") || name.includes("kubernetes.io/");
  return !isNative && !name.startsWith(REQUESTS) && isQualifiedName(`${REQUESTS}${name}`).length === 0;
}

export function validateResourceName(name: string, path: string): FieldError[] {
  const errors = invalidEach(path, name, isQualifiedName(name));
  if (errors.length > 0 || name.includes("/") || name === "storage" || isQuotaResource(name)) return errors;
  return [invalid(path, name, "must be a standard resource type or fully qualified")];
}

export function validateContainerResourceName(name: string, path: string): FieldError[] {
  const errors = validateResourceName(name, path);
  if (!name.includes("/"))
    return COMPUTE.includes(name) || name.startsWith("hugepages-")
      ? errors
      : [...errors, invalid(path, name, "must be a standard resource for containers")];
  if (!name.includes("kubernetes.io/") && !isExtendedResource(name))
    return [...errors, invalid(path, name, "doesn't follow extended resource name standard")];
  return errors;
}

export function validateAmount(name: string, amount: string, path: string): FieldError[] {
  const quantity = parseQuantity(amount);
  const text = formatQuantity(quantity);
  const isWhole = quantity.nano % 1_000_000_000n === 0n;
  return [
    ...(quantity.nano < 0n ? [invalid(path, text, "must be greater than or equal to 0")] : []),
    ...((COUNTED.has(name) || isExtendedResource(name)) && !isWhole ? [invalid(path, text, "must be an integer")] : []),
  ];
}
