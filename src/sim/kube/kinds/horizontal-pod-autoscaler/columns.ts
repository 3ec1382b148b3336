/**
 * The table of autoscalers: each metric as current/target, two of them and a count of the rest.
 *
 * Models: pkg/printers/internalversion/printers.go printHorizontalPodAutoscaler, formatHPAMetrics
 */
import type {
  CrossVersionObjectReference,
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from "../../schema/types.ts";
import { AGE, ageOf, NAME } from "../columns.ts";
import type { Columns } from "../kind.ts";

const UNKNOWN = "<unknown>";
const SHOWN = 2;

/** Metrics of objects and of the outside are averages or totals; the former say so. */
function totalOrAverage(target: MetricTarget | undefined, current: MetricValueStatus | undefined): string {
  if (target?.averageValue !== undefined) return `${current?.averageValue ?? UNKNOWN}/${target.averageValue} (avg)`;
  return `${current?.value ?? UNKNOWN}/${target?.value ?? UNKNOWN}`;
}

function ofResource(
  spec: { readonly name: string; readonly target: MetricTarget },
  current: MetricValueStatus | undefined,
): string {
  const { name, target } = spec;
  if (target.averageValue !== undefined) return `${name}: ${current?.averageValue ?? UNKNOWN}/${target.averageValue}`;
  const percent = (value: number | undefined, otherwise: string): string =>
    value === undefined ? otherwise : `${value}%`;
  return `${name}: ${percent(current?.averageUtilization, UNKNOWN)}/${percent(target.averageUtilization, "<auto>")}`;
}

function formatMetric(spec: MetricSpec, status: MetricStatus | undefined): string {
  switch (spec.type) {
    case "External":
      return totalOrAverage(spec.external?.target, status?.external?.current);
    case "Object":
      return totalOrAverage(spec.object?.target, status?.object?.current);
    case "Pods":
      return `${status?.pods?.current.averageValue ?? UNKNOWN}/${spec.pods?.target.averageValue}`;
    case "Resource":
      return spec.resource === undefined ? UNKNOWN : ofResource(spec.resource, status?.resource?.current);
    case "ContainerResource":
      return spec.containerResource === undefined
        ? UNKNOWN
        : ofResource(spec.containerResource, status?.containerResource?.current);
    default:
      return "<unknown type>";
  }
}

function formatMetrics({ spec, status }: HorizontalPodAutoscaler): string {
  const metrics = spec.metrics ?? [];
  if (metrics.length === 0) return "<none>";
  const texts = metrics.slice(0, SHOWN).map((metric, i) => formatMetric(metric, status?.currentMetrics?.[i]));
  return `${texts.join(", ")}${metrics.length > SHOWN ? ` + ${metrics.length - SHOWN} more...` : ""}`;
}

function formatTarget({ kind, name }: CrossVersionObjectReference): string {
  return `${kind}/${name}`;
}

export const autoscalerColumns: Columns = {
  definitions: [
    NAME,
    { name: "Reference" },
    { name: "Targets" },
    { name: "MinPods" },
    { name: "MaxPods", type: "integer" },
    { name: "Replicas", type: "integer" },
    AGE,
  ],
  cells: (object, nowMs) => {
    const autoscaler = object as HorizontalPodAutoscaler;
    const { spec, status } = autoscaler;
    return [
      autoscaler.metadata.name,
      formatTarget(spec.scaleTargetRef),
      formatMetrics(autoscaler),
      spec.minReplicas === undefined ? "<unset>" : String(spec.minReplicas),
      spec.maxReplicas,
      status?.currentReplicas ?? 0,
      ageOf(object, nowMs),
    ];
  },
};
