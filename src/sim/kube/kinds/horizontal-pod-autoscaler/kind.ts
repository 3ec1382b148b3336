/**
 * How many Pods there should be, by how busy they are. Two versions of one kind: the second is stored.
 *
 * Models: pkg/registry/autoscaling/horizontalpodautoscaler/strategy.go, pkg/apis/autoscaling/v1/conversion.go
 * SIMPLIFIED: nothing scales by it yet; of the first version's annotations for other metrics none is read.
 */
import type { KubeObject, Mutable } from "../../api/objects.ts";
import { type FieldError, invalid, required } from "../../api/validation/field-error.ts";
import type { HorizontalPodAutoscaler } from "../../schema/types.ts";
import type { Kind } from "../kind.ts";
import { storedKind } from "../stored-kind.ts";
import { autoscalerColumns } from "./columns.ts";

const DEFAULT_CPU_PERCENT = 80;

function cpuMetric(averageUtilization: number): Mutable {
  return { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization } } };
}

function validate(object: KubeObject): FieldError[] {
  const { minReplicas = 1, maxReplicas, scaleTargetRef } = (object as HorizontalPodAutoscaler).spec;
  const errors: FieldError[] = [];
  if (minReplicas < 1) errors.push(invalid("spec.minReplicas", minReplicas, "must be greater than or equal to 1"));
  if (maxReplicas < 1) errors.push(invalid("spec.maxReplicas", maxReplicas, "must be greater than 0"));
  if (maxReplicas < minReplicas)
    errors.push(invalid("spec.maxReplicas", maxReplicas, "must be greater than or equal to `minReplicas`"));
  if (!scaleTargetRef?.kind) errors.push(required("spec.scaleTargetRef.kind"));
  if (!scaleTargetRef?.name) errors.push(required("spec.scaleTargetRef.name"));
  return errors;
}

export const horizontalPodAutoscaler: Kind = storedKind({
  group: "autoscaling",
  version: "v2",
  kind: "HorizontalPodAutoscaler",
  resource: "horizontalpodautoscalers",
  shortNames: ["hpa"],
  categories: ["all"],
  schema: "HorizontalPodAutoscaler",
  subresources: ["status"],
  hasGeneration: false,
  columns: autoscalerColumns,
  defaults: (draft: Mutable) => {
    draft.spec ??= {};
    draft.spec.minReplicas ??= 1;
    draft.spec.maxReplicas ??= 0;
    if ((draft.spec.metrics ?? []).length === 0) draft.spec.metrics = [cpuMetric(DEFAULT_CPU_PERCENT)];
    draft.status ??= { currentMetrics: null, desiredReplicas: 0 };
  },
  validate,
});

function isCpu({ type, resource }: Mutable): boolean {
  return type === "Resource" && resource?.name === "cpu";
}

function toFirst(object: KubeObject): KubeObject {
  const { metrics = [], behavior: _behavior, ...spec } = object.spec as Mutable;
  const percent = metrics.find(isCpu)?.resource.target.averageUtilization;
  const { currentReplicas = 0, desiredReplicas = 0, lastScaleTime, currentMetrics } = (object.status ?? {}) as Mutable;
  const current = (currentMetrics ?? []).find(isCpu)?.resource.current.averageUtilization;
  return {
    ...object,
    apiVersion: "autoscaling/v1",
    spec: { ...spec, ...(percent === undefined ? {} : { targetCPUUtilizationPercentage: percent }) },
    status: {
      currentReplicas,
      desiredReplicas,
      ...(current === undefined ? {} : { currentCPUUtilizationPercentage: current }),
      ...(lastScaleTime === undefined ? {} : { lastScaleTime }),
    },
  } as KubeObject;
}

function fromFirst(draft: Mutable): Mutable {
  const { targetCPUUtilizationPercentage: percent, ...spec } = draft.spec ?? {};
  const metrics = percent === undefined ? {} : { metrics: [cpuMetric(percent)] };
  return { ...draft, apiVersion: "autoscaling/v2", spec: { ...spec, ...metrics } };
}

export const horizontalPodAutoscalerV1: Kind = {
  ...horizontalPodAutoscaler,
  version: "v1",
  schema: "HorizontalPodAutoscalerV1",
  view: { of: "horizontalpodautoscalers.autoscaling", show: toFirst, store: fromFirst },
};
