/**
 * A ReplicaSet of Pods that can be changed while it serves.
 *
 * Models: pkg/registry/apps/deployment/strategy.go, pkg/apis/apps/v1/defaults.go, pkg/apis/apps/validation/validation.go
 */
import type { KubeObject, Mutable } from "../../api/objects.ts";
import {
  type FieldError,
  forbiddenField,
  invalid,
  invalidEach,
  unsupported,
} from "../../api/validation/field-error.ts";
import { isValidPercent } from "../../api/validation/formats.ts";
import { immutableField, nonNegative } from "../../api/validation/object-meta.ts";
import type { Deployment } from "../../schema/types.ts";
import { AGE, ageOf, containersOf, formatSelector, NAME } from "../columns.ts";
import type { Columns, Kind } from "../kind.ts";
import { templateDefaults } from "../pod/defaults.ts";
import { validateSelector, validateTemplate } from "../pod/validate-template.ts";
import { podWarnings } from "../pod/warnings.ts";

function defaults(draft: Mutable): void {
  draft.spec ??= {};
  const { spec } = draft;
  spec.replicas ??= 1;
  spec.strategy ??= {};
  spec.strategy.type ??= "RollingUpdate";
  if (spec.strategy.type === "RollingUpdate") {
    spec.strategy.rollingUpdate ??= {};
    spec.strategy.rollingUpdate.maxUnavailable ??= "25%";
    spec.strategy.rollingUpdate.maxSurge ??= "25%";
  }
  spec.revisionHistoryLimit ??= 10;
  spec.progressDeadlineSeconds ??= 600;
  spec.template ??= {};
  templateDefaults(spec.template);
}

function validate(object: KubeObject, old?: KubeObject): FieldError[] {
  const { spec } = object as Deployment;
  const errors = nonNegative("spec.replicas", spec.replicas);
  errors.push(...validateSelector(spec.selector, "spec.selector", "deployment"));
  errors.push(...validateTemplate(spec, "spec.template"));
  errors.push(...validateStrategy(spec));
  errors.push(...nonNegative("spec.minReadySeconds", spec.minReadySeconds));
  errors.push(...nonNegative("spec.revisionHistoryLimit", spec.revisionHistoryLimit));
  const deadline = spec.progressDeadlineSeconds;
  errors.push(...nonNegative("spec.progressDeadlineSeconds", deadline));
  if (deadline !== undefined && deadline <= (spec.minReadySeconds ?? 0))
    errors.push(invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"));
  if (old !== undefined) errors.push(...immutableField(object, old, "spec.selector"));
  return errors;
}

function validateStrategy({ strategy }: Deployment["spec"]): FieldError[] {
  const rolling = strategy?.rollingUpdate;
  if (strategy?.type === "Recreate")
    return rolling === undefined
      ? []
      : [forbiddenField("spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'")];
  if (strategy?.type !== "RollingUpdate")
    return [unsupported("spec.strategy.type", strategy?.type, ["Recreate", "RollingUpdate"])];
  const at = "spec.strategy.rollingUpdate";
  const errors = [
    ...validateAmount(rolling?.maxUnavailable, `${at}.maxUnavailable`),
    ...validateAmount(rolling?.maxSurge, `${at}.maxSurge`),
  ];
  if (isZero(rolling?.maxUnavailable) && isZero(rolling?.maxSurge))
    errors.push(invalid(`${at}.maxUnavailable`, rolling?.maxUnavailable, "may not be 0 when `maxSurge` is 0"));
  if (percentOf(rolling?.maxUnavailable) > 100)
    errors.push(invalid(`${at}.maxUnavailable`, rolling?.maxUnavailable, "must not be greater than 100%"));
  return errors;
}

export function validateAmount(value: number | string | undefined, path: string): FieldError[] {
  if (typeof value === "string") return invalidEach(path, value, isValidPercent(value));
  return nonNegative(path, value);
}

function percentOf(value: number | string | undefined): number {
  return typeof value === "string" && /^\d+%$/.test(value) ? Number.parseInt(value, 10) : 0;
}

function isZero(value: number | string | undefined): boolean {
  return value === 0 || (typeof value === "string" && /^0+%$/.test(value));
}

const columns: Columns = {
  definitions: [
    NAME,
    { name: "Ready" },
    { name: "Up-to-date" },
    { name: "Available" },
    AGE,
    { name: "Containers", priority: 1 },
    { name: "Images", priority: 1 },
    { name: "Selector", priority: 1 },
  ],
  cells: (object, nowMs) => {
    const { metadata, spec, status } = object as Deployment;
    const { names, images } = containersOf(spec.template?.spec?.containers);
    return [
      metadata.name,
      `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
      status?.updatedReplicas ?? 0,
      status?.availableReplicas ?? 0,
      ageOf(object, nowMs),
      names,
      images,
      formatSelector(spec.selector),
    ];
  },
};

export const deployment: Kind = {
  group: "apps",
  version: "v1",
  kind: "Deployment",
  resource: "deployments",
  singular: "deployment",
  shortNames: ["deploy"],
  categories: ["all"],
  namespaced: true,
  schema: "Deployment",
  subresources: ["scale", "status"],
  hasGeneration: true,
  columns,
  defaults,
  prepare: (draft, old) => {
    if (old === undefined) draft.status = {};
  },
  validate,
  warnings: (object) =>
    podWarnings((object as Deployment).spec.template.spec ?? { containers: [] }, "spec.template.spec"),
};
