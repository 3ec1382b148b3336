/**
 * HorizontalPodAutoscalers. Models: k8s.io/kubectl/pkg/describe/describe.go describeHorizontalPodAutoscalerV2
 * SIMPLIFIED: no scaling behavior.
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import type { Invocation } from "../invocation.ts";
import { Description, describeMeta, longTime } from "./description.ts";
import { describeEvents, eventsOf } from "./events.ts";

export function* describeAutoscaler(call: Invocation, autoscaler: Mutable, withEvents: boolean): Run<string> {
  const { metadata, spec, status = {} } = autoscaler;
  const events = yield* eventsOf(call, autoscaler, withEvents);
  const description = new Description();
  describeMeta(description, autoscaler);
  description.field("CreationTimestamp", longTime(metadata.creationTimestamp));
  description.field("Reference", `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`);
  description.field("Metrics", "( current / target )");
  (spec.metrics ?? []).forEach((metric: Mutable, i: number) => {
    description.write(1, `${metricText(metric, status.currentMetrics?.[i] ?? {})}\n`);
  });
  description.field("Min replicas", spec.minReplicas ?? "<unset>");
  description.field("Max replicas", spec.maxReplicas);
  const counts = `${status.currentReplicas ?? 0} current / ${status.desiredReplicas ?? 0} desired`;
  description.field(`${spec.scaleTargetRef.kind} pods`, counts);
  if ((status.conditions ?? []).length > 0) {
    description.write(0, "Conditions:\n  Type\tStatus\tReason\tMessage\n");
    description.write(1, "----\t------\t------\t-------\n");
    for (const { type, status: state, reason, message } of status.conditions)
      description.write(1, `${type}\t${state}\t${reason ?? ""}\t${message ?? ""}\n`);
  }
  describeEvents(description, events, call.nowMs);
  return description.toString();
}

function metricText(metric: Mutable, current: Mutable): string {
  switch (metric.type) {
    case "Resource":
      return resourceText(`resource ${metric.resource.name} on pods`, metric.resource, current.resource?.current);
    case "ContainerResource": {
      const { name, container } = metric.containerResource;
      const title = `resource ${name} of container "${container}" on pods`;
      return resourceText(title, metric.containerResource, current.containerResource?.current);
    }
    case "Pods":
      return `"${metric.pods.metric.name}" on pods:\t${current.pods?.current?.averageValue ?? "<unknown>"} / ${metric.pods.target.averageValue}`;
    case "Object": {
      const { describedObject, metric: named, target } = metric.object;
      const title = `"${named.name}" on ${describedObject.kind}/${describedObject.name} `;
      return title + valueText(target, current.object?.current);
    }
    case "External":
      return `"${metric.external.metric.name}" ${valueText(metric.external.target, current.external?.current)}`;
    default:
      return `<unknown metric type "${metric.type}">`;
  }
}

function valueText(target: Mutable, current: Mutable): string {
  return target.averageValue === undefined
    ? `(target value):\t${current?.value ?? "<unknown>"} / ${target.value}`
    : `(target average value):\t${current?.averageValue ?? "<unknown>"} / ${target.averageValue}`;
}

function resourceText(title: string, { target }: Mutable, current: Mutable): string {
  if (target.averageValue !== undefined)
    return `${title}:\t${current?.averageValue ?? "<unknown>"} / ${target.averageValue}`;
  const utilization = current?.averageUtilization;
  const now = utilization === undefined ? "<unknown>" : `${utilization}% (${current.averageValue})`;
  const wanted = target.averageUtilization === undefined ? "<auto>" : `${target.averageUtilization}%`;
  return `${title}  (as a percentage of request):\t${now} / ${wanted}`;
}
