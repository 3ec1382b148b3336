/** Describers by kind: one line each. A kind without one is described field by field. */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import type { Invocation } from "../invocation.ts";
import { describeAutoscaler } from "./autoscaler.ts";
import {
  describeConfigMap,
  describeNamespace,
  describeQuota,
  describeSecret,
  describeServiceAccount,
} from "./config.ts";
import { describeAnything } from "./generic.ts";
import { describeCronJob, describeJob } from "./jobs.ts";
import { describeLimitRange } from "./limits.ts";
import { describeEndpointSlice, describeEndpoints, describeIngress, describeIngressClass } from "./network.ts";
import { describeNetworkPolicy } from "./network-policy.ts";
import { describeNode } from "./node.ts";
import { describePod } from "./pod.ts";
import { describeService } from "./service.ts";
import { describeDaemonSet, describeDeployment, describeReplicaSet, describeStatefulSet } from "./workloads.ts";

export type Describer = (call: Invocation, object: Mutable, withEvents: boolean) => Run<string> | string;

const DESCRIBERS: ReadonlyMap<string, Describer> = new Map<string, Describer>([
  ["ConfigMap", describeConfigMap],
  ["CronJob", describeCronJob],
  ["DaemonSet", describeDaemonSet],
  ["Deployment", describeDeployment],
  ["EndpointSlice", describeEndpointSlice],
  ["Endpoints", describeEndpoints],
  ["HorizontalPodAutoscaler", describeAutoscaler],
  ["Ingress", describeIngress],
  ["IngressClass", describeIngressClass],
  ["Job", describeJob],
  ["LimitRange", describeLimitRange],
  ["Namespace", describeNamespace],
  ["NetworkPolicy", describeNetworkPolicy],
  ["Node", describeNode],
  ["Pod", describePod],
  ["ReplicaSet", describeReplicaSet],
  ["ResourceQuota", describeQuota],
  ["Secret", describeSecret],
  ["Service", describeService],
  ["ServiceAccount", describeServiceAccount],
  ["StatefulSet", describeStatefulSet],
]);

export function* describeObject(call: Invocation, object: Mutable, withEvents: boolean): Run<string> {
  const text = (DESCRIBERS.get(object.kind) ?? describeAnything)(call, object, withEvents);
  return typeof text === "string" ? text : yield* text;
}
