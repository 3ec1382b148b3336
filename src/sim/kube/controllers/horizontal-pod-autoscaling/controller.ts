/**
 * What an autoscaler says of its target while nobody measures: it can find it, and cannot judge it.
 *
 * Models: pkg/controller/podautoscaler/horizontal.go
 * SIMPLIFIED: there is no metrics API, so it never scales, not even into its own bounds.
 */
import { sameJson } from "../../api/objects.ts";
import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerCondition } from "../../schema/types.ts";
import { type Controller, type ControllerContext, keyOf, splitKey } from "../controller.ts";

const SYNC_US = 15_000_000;
const FIRST_US = 1_000_000;
const NO_METRICS =
  "unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)";

export const horizontalPodAutoscaling: Controller = {
  name: "horizontal-pod-autoscaler",
  start(context) {
    const autoscalers = context.client.informer<HorizontalPodAutoscaler>("horizontalpodautoscalers");
    const queue = context.queue((key) => {
      const { namespace, name } = splitKey(key);
      const autoscaler = autoscalers.get(namespace, name);
      if (autoscaler === undefined) return;
      judge(context, autoscaler);
      queue.addAfter(key, SYNC_US, { background: true });
    });
    autoscalers.onChange(({ type, object }) => {
      if (type === "ADDED") queue.addAfter(keyOf(object), FIRST_US, { background: true });
    });
  },
};

function judge({ client, server }: ControllerContext, autoscaler: HorizontalPodAutoscaler): void {
  const { kind, name, apiVersion = "v1" } = autoscaler.spec.scaleTargetRef;
  const found = server.kinds.ofObject(apiVersion, kind);
  const { namespace } = autoscaler.metadata;
  const target = found === undefined ? undefined : client.get(found.resource, namespace, name);
  const now = server.writer.now();
  const condition = (
    type: string,
    status: string,
    [reason, message]: readonly [string, string],
  ): HorizontalPodAutoscalerCondition => {
    const before = autoscaler.status?.conditions?.find((one) => one.type === type);
    return {
      type,
      status,
      reason,
      message,
      lastTransitionTime: before?.status === status ? (before.lastTransitionTime ?? now) : now,
    };
  };
  const warn = (reason: string, message: string): void =>
    client.event(autoscaler, { type: "Warning", reason, message });
  if (target === undefined) {
    const why = `the HPA controller was unable to get the target's current scale: ${found?.resource ?? kind.toLowerCase()}.${found?.group ?? ""} "${name}" not found`;
    warn("FailedGetScale", why.slice(why.indexOf(": ") + 2));
    write([condition("AbleToScale", "False", ["FailedGetScale", why])], 0);
    return;
  }
  const replicas = (target.status as { replicas?: number } | undefined)?.replicas ?? 0;
  const [metric = "cpu"] = (autoscaler.spec.metrics ?? []).flatMap(({ resource }) => resource?.name ?? []);
  const cause = `failed to get ${metric} utilization: unable to get metrics for resource ${metric}: ${NO_METRICS}`;
  warn("FailedGetResourceMetric", cause);
  const count = autoscaler.spec.metrics?.length ?? 1;
  warn(
    "FailedComputeMetricsReplicas",
    `invalid metrics (${count} invalid out of ${count}), first error is: failed to get ${metric} resource metric value: ${cause}`,
  );
  write(
    [
      condition("AbleToScale", "True", [
        "SucceededGetScale",
        "the HPA controller was able to get the target's current scale",
      ]),
      condition("ScalingActive", "False", [
        "FailedGetResourceMetric",
        `the HPA was unable to compute the replica count: ${cause}`,
      ]),
    ],
    replicas,
  );

  function write(conditions: readonly HorizontalPodAutoscalerCondition[], currentReplicas: number): void {
    const status = { conditions, currentMetrics: null, currentReplicas, desiredReplicas: 0 };
    if (!sameJson(status, autoscaler.status))
      client.updateStatus("horizontalpodautoscalers", { ...autoscaler, status } as unknown as HorizontalPodAutoscaler);
  }
}
