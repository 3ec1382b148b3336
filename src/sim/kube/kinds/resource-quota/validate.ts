/** Models: pkg/apis/core/validation/validation.go ValidateResourceQuotaSpec */
import type { KubeObject } from "../../api/objects.ts";
import { type FieldError, invalid, required } from "../../api/validation/field-error.ts";
import { IMMUTABLE } from "../../api/validation/object-meta.ts";
import type { ResourceQuota } from "../../schema/types.ts";
import { isQuotaResource, validateAmount, validateResourceName } from "./resource-names.ts";

const EXISTS_ONLY = ["BestEffort", "NotBestEffort", "Terminating", "NotTerminating", "CrossNamespacePodAffinity"];
const SCOPES = [...EXISTS_ONLY, "PriorityClass", "VolumeAttributesClass"];
const PAIRS = [
  ["BestEffort", "NotBestEffort"],
  ["Terminating", "NotTerminating"],
] as const;
const COMPUTE = ["cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory"];
const CLAIMS = ["persistentvolumeclaims", "requests.storage"];

export function validateResourceQuota(object: KubeObject, old?: KubeObject): FieldError[] {
  const { spec = {} } = object as ResourceQuota;
  const hard = Object.entries(spec.hard ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const errors = hard.flatMap(([name, amount]) => {
    const path = `spec.hard[${name}]`;
    return [...validateQuotaName(name, path), ...validateAmount(name, amount, path)];
  });
  const names = hard.map(([name]) => name);
  errors.push(...validateScopes(spec, names), ...validateSelector(spec, names));
  return [...errors, ...(old === undefined ? [] : validateUpdate(spec, (old as ResourceQuota).spec ?? {}))];
}

type Spec = Partial<ResourceQuota["spec"]>;

function validateQuotaName(name: string, path: string): FieldError[] {
  const errors = validateResourceName(name, path);
  if (name.includes("/") || isQuotaResource(name)) return errors;
  return [...errors, invalid(path, name, "must be a standard resource for quota")];
}

function isFit(scope: string, resource: string): boolean {
  if (scope === "BestEffort" || scope === "CrossNamespacePodAffinity") return resource === "pods";
  if (scope === "VolumeAttributesClass") return CLAIMS.includes(resource);
  return !SCOPES.includes(scope) || resource === "pods" || COMPUTE.includes(resource);
}

/** A scope that does not exist, or is not for what is counted. */
function misfits(scope: string, names: readonly string[]): number {
  return names.filter((name) => isQuotaResource(name) && !isFit(scope, name)).length;
}

function validateScopes({ scopes = [] }: Spec, names: readonly string[]): FieldError[] {
  const wrong = (detail: string): FieldError => invalid("spec.scopes", scopes, detail);
  return [
    ...scopes.flatMap((scope) => [
      ...(SCOPES.includes(scope) ? [] : [wrong("unsupported scope")]),
      ...Array.from({ length: misfits(scope, names) }, () => wrong("unsupported scope applied to resource")),
    ]),
    ...conflicts(scopes).map(wrong),
  ];
}

function conflicts(scopes: readonly string[]): string[] {
  return PAIRS.filter((pair) => pair.every((one) => scopes.includes(one))).map(() => "conflicting scopes");
}

function validateSelector({ scopes = [], scopeSelector }: Spec, names: readonly string[]): FieldError[] {
  const path = "spec.scopeSelector.matchExpressions";
  const expressions = scopeSelector?.matchExpressions ?? [];
  const errors = expressions.flatMap(({ scopeName, operator, values = [] }) => [
    ...(SCOPES.includes(scopeName) ? [] : [invalid(`${path}.scopeName`, scopeName, "unsupported scope")]),
    ...Array.from({ length: misfits(scopeName, names) }, () =>
      invalid(path, scopeSelector as never, "unsupported scope applied to resource"),
    ),
    ...(EXISTS_ONLY.includes(scopeName) && operator !== "Exists"
      ? [
          invalid(
            `${path}.operator`,
            operator,
            "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity",
          ),
        ]
      : []),
    ...validateValues(operator, values, path),
  ]);
  const clashing = conflicts(expressions.map(({ scopeName }) => scopeName));
  return [...errors, ...clashing.map((detail) => invalid(path, scopes, detail))];
}

function validateValues(operator: string, values: readonly string[], path: string): FieldError[] {
  if (operator === "In" || operator === "NotIn")
    return values.length > 0
      ? []
      : [
          required(
            `${path}.values`,
            "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
          ),
        ];
  if (operator === "Exists" || operator === "DoesNotExist")
    return values.length === 0
      ? []
      : [
          invalid(
            `${path}.values`,
            values,
            "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector",
          ),
        ];
  return [invalid(`${path}.operator`, operator, "not a valid selector operator")];
}

function validateUpdate({ scopes = [] }: Spec, { scopes: before = [] }: Spec): FieldError[] {
  const isSame = scopes.length === before.length && scopes.every((scope) => before.includes(scope));
  return isSame ? [] : [invalid("spec.scopes", scopes, IMMUTABLE)];
}
