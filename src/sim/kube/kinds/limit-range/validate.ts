/** Models: pkg/apis/core/validation/validation.go ValidateLimitRange, pkg/apis/core/v1/defaults.go SetDefaults_LimitRangeItem */
import type { KubeObject, Mutable } from "../../api/objects.ts";
import { formatQuantity, milliValue, parseQuantity, type Quantity } from "../../api/quantity.ts";
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  invalidEach,
  required,
} from "../../api/validation/field-error.ts";
import { isQualifiedName } from "../../api/validation/formats.ts";
import type { LimitRange } from "../../schema/types.ts";
import { validateContainerResourceName, validateResourceName } from "../resource-quota/resource-names.ts";

const TYPES = ["Pod", "Container", "PersistentVolumeClaim"];
const ONE = 1_000_000_000n;

/** A container's limit is by default the most there may be, its request the limit, or else the least. */
export function limitRangeDefaults(draft: Mutable): void {
  for (const limit of draft.spec?.limits ?? []) {
    if (limit.type !== "Container") continue;
    const limits = { ...limit.max, ...limit.default };
    const requests = { ...limit.min, ...limits, ...limit.defaultRequest };
    if (Object.keys(limits).length > 0) limit.default = limits;
    if (Object.keys(requests).length > 0) limit.defaultRequest = requests;
  }
}

type Limit = LimitRange["spec"]["limits"][number];
type Field = "max" | "min" | "default" | "defaultRequest" | "maxLimitRequestRatio";

export function validateLimitRange(object: KubeObject): FieldError[] {
  const limits = (object as LimitRange).spec?.limits ?? [];
  return limits.flatMap((limit, i) => {
    const path = `spec.limits[${i}]`;
    const isTwice = limits.findIndex(({ type }) => type === limit.type) < i;
    return [
      ...validateType(limit.type ?? "", `${path}.type`),
      ...(isTwice ? [duplicate(`${path}.type`, limit.type)] : []),
      ...validateFields(limit, path),
      ...namesIn(limit).flatMap((name) => validateAmounts(limit, name, path)),
    ];
  });
}

function validateType(type: string, path: string): FieldError[] {
  const errors = invalidEach(path, type, isQualifiedName(type));
  if (errors.length > 0 || type.includes("/") || TYPES.includes(type)) return errors;
  return [invalid(path, type, "must be a standard limit type or fully qualified")];
}

function validateFields(limit: Limit, path: string): FieldError[] {
  const isPod = limit.type === "Pod";
  const check = isPod || limit.type === "Container" ? validateContainerResourceName : validateResourceName;
  const names = (field: Field): FieldError[] =>
    Object.keys(limit[field] ?? {})
      .sort()
      .flatMap((name) => check(name, `${path}.${field}[${name}]`));
  const notForPods = (field: Field): FieldError[] => {
    if (!isPod) return names(field);
    return Object.keys(limit[field] ?? {}).length === 0
      ? []
      : [forbiddenField(`${path}.${field}`, "may not be specified when `type` is 'Pod'")];
  };
  const isUnlimited =
    limit.type === "PersistentVolumeClaim" && limit.min?.storage === undefined && limit.max?.storage === undefined;
  return [
    ...names("max"),
    ...names("min"),
    ...notForPods("default"),
    ...notForPods("defaultRequest"),
    ...(isUnlimited
      ? [required(`${path}.limits`, "either minimum or maximum storage value is required, but neither was provided")]
      : []),
    ...names("maxLimitRequestRatio"),
  ];
}

function namesIn(limit: Limit): string[] {
  const all = [limit.max, limit.min, limit.default, limit.defaultRequest, limit.maxLimitRequestRatio];
  return [...new Set(all.flatMap((amounts) => Object.keys(amounts ?? {})))].sort();
}

function validateAmounts(limit: Limit, name: string, path: string): FieldError[] {
  const of = (field: Field): Quantity | undefined => {
    const text = limit[field]?.[name];
    return text === undefined ? undefined : parseQuantity(text);
  };
  const isPod = limit.type === "Pod";
  const [min, max, ratio] = [of("min"), of("max"), of("maxLimitRequestRatio")];
  const [most, request] = isPod ? [] : [of("default"), of("defaultRequest")];
  const errors: FieldError[] = [];
  const notAbove = (
    small: Quantity | undefined,
    large: Quantity | undefined,
    error: { field: Field; shown: Quantity | undefined; small: string; large: string },
  ): void => {
    if (small === undefined || large === undefined || small.nano <= large.nano) return;
    const detail = `${error.small} value ${formatQuantity(small)} is greater than ${error.large} value ${formatQuantity(large)}`;
    errors.push(invalid(`${path}.${error.field}[${name}]`, formatQuantity(error.shown ?? small), detail));
  };
  notAbove(min, max, { field: "min", shown: min, small: "min", large: "max" });
  notAbove(min, request, { field: "defaultRequest", shown: request, small: "min", large: "default request" });
  notAbove(request, max, { field: "defaultRequest", shown: request, small: "default request", large: "max" });
  notAbove(request, most, {
    field: "defaultRequest",
    shown: request,
    small: "default request",
    large: "default limit",
  });
  notAbove(min, most, { field: "default", shown: min, small: "min", large: "default" });
  notAbove(most, max, { field: "default", shown: max, small: "default", large: "max" });
  return [...errors, ...validateRatio({ ratio, min, max }, `${path}.maxLimitRequestRatio[${name}]`)];
}

interface Ratio {
  readonly ratio: Quantity | undefined;
  readonly min: Quantity | undefined;
  readonly max: Quantity | undefined;
}

function validateRatio({ ratio, min, max }: Ratio, path: string): FieldError[] {
  if (ratio === undefined) return [];
  const text = formatQuantity(ratio);
  const errors = ratio.nano < ONE ? [invalid(path, text, `ratio ${text} is less than 1`)] : [];
  if (min === undefined || max === undefined) return errors;
  const most = Number(milliValue(max)) / Number(milliValue(min));
  if (Number(milliValue(ratio)) / 1000 <= most) return errors;
  return [...errors, invalid(path, text, `ratio ${text} is greater than max/min = ${most.toFixed(6)}`)];
}
