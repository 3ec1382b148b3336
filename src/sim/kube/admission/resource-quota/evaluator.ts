/**
 * What is counted of an object, and which amounts of a quota that touches.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/quota/v1/interfaces.go Evaluator, pkg/quota/v1/generic/evaluator.go
 * objectCountEvaluator
 */
import type { KubeObject } from "../../api/objects.ts";
import { type Kind, resourceKey } from "../../kinds/kind.ts";
import type { ResourceQuota } from "../../schema/types.ts";
import type { AdmissionAttributes } from "../plugin.ts";
import { ONE, type ResourceList } from "../resource-list.ts";

export interface ScopeRequirement {
  readonly scopeName: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export interface Evaluator {
  /** Of the names in a quota, those that it counts. */
  counts(resource: string): boolean;
  handles(attributes: AdmissionAttributes): boolean;
  /** What the object would have to say and does not. */
  missing?(required: readonly string[], object: KubeObject): string | undefined;
  /** Absent: an object is in no scope. */
  isIn?(scope: ScopeRequirement, object: KubeObject): boolean;
  usage(object: KubeObject, nowMs: number): ResourceList;
  /** Whether less may be used after a change, which nobody is asked about. */
  frees?(object: KubeObject, old: KubeObject, nowMs: number): boolean;
}

/** Kinds of which only the number counts. Four have an older name too. */
const OLD_NAMES = ["configmaps", "replicationcontrollers", "resourcequotas", "secrets"];

export function objectCount(kind: Kind): Evaluator {
  const key = resourceKey(kind);
  const names = [`count/${key}`, ...(OLD_NAMES.includes(key) ? [key] : [])];
  const usage: ResourceList = new Map(names.map((name) => [name, ONE]));
  return {
    counts: (resource) => names.includes(resource),
    handles: ({ operation, subresource }) => operation === "CREATE" && subresource === undefined,
    usage: () => usage,
  };
}

export function scopesOf({ spec }: ResourceQuota): readonly ScopeRequirement[] {
  return [
    ...(spec.scopes ?? []).map((scopeName) => ({ scopeName, operator: "Exists" })),
    ...(spec.scopeSelector?.matchExpressions ?? []),
  ];
}

export function isCovered(evaluator: Evaluator, quota: ResourceQuota, object: KubeObject): boolean {
  return scopesOf(quota).every((scope) => evaluator.isIn?.(scope, object) === true);
}

/** As a label selector on one value would say. */
export function hasValue({ operator, values = [] }: ScopeRequirement, value: string | undefined): boolean {
  if (operator === "Exists") return value !== undefined;
  if (operator === "DoesNotExist") return value === undefined;
  const isListed = value !== undefined && values.includes(value);
  return operator === "In" ? isListed : !isListed;
}
