/** Describers by kind: one line each. A kind without one is described field by field. */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { splitApiVersion } from "../client/decode-object.ts";
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
import { describeBudget, describeIpAddress, describePriorityClass, describeServiceCidr } from "./policy.ts";
import { describeRole, describeRoleBinding } from "./rbac.ts";
import { describeService } from "./service.ts";
import { describeSigningRequest } from "./signing-request.ts";
import { describeClaim, describeStorageClass, describeVolume } from "./storage.ts";
import {
  describeDaemonSet,
  describeDeployment,
  describeReplicaSet,
  describeReplicationController,
  describeStatefulSet,
} from "./workloads.ts";

export type Describer = (call: Invocation, object: Mutable, withEvents: boolean) => Run<string> | string;

/** By kind, with the group where it is not the core one. */
const DESCRIBERS: ReadonlyMap<string, Describer> = new Map<string, Describer>([
  ["ConfigMap", describeConfigMap],
  ["CronJob.batch", describeCronJob],
  ["DaemonSet.apps", describeDaemonSet],
  ["Deployment.apps", describeDeployment],
  ["EndpointSlice.discovery.k8s.io", describeEndpointSlice],
  ["Endpoints", describeEndpoints],
  ["HorizontalPodAutoscaler.autoscaling", describeAutoscaler],
  ["Ingress.networking.k8s.io", describeIngress],
  ["IngressClass.networking.k8s.io", describeIngressClass],
  ["Job.batch", describeJob],
  ["LimitRange", describeLimitRange],
  ["Namespace", describeNamespace],
  ["NetworkPolicy.networking.k8s.io", describeNetworkPolicy],
  ["Node", describeNode],
  ["Pod", describePod],
  ["ReplicaSet.apps", describeReplicaSet],
  ["ResourceQuota", describeQuota],
  ["Secret", describeSecret],
  ["Service", describeService],
  ["ServiceAccount", describeServiceAccount],
  ["StatefulSet.apps", describeStatefulSet],
  ["CertificateSigningRequest.certificates.k8s.io", describeSigningRequest],
  ["ClusterRole.rbac.authorization.k8s.io", describeRole],
  ["ClusterRoleBinding.rbac.authorization.k8s.io", describeRoleBinding],
  ["IPAddress.networking.k8s.io", describeIpAddress],
  ["PersistentVolume", describeVolume],
  ["PersistentVolumeClaim", describeClaim],
  ["PodDisruptionBudget.policy", describeBudget],
  ["PriorityClass.scheduling.k8s.io", describePriorityClass],
  ["ReplicationController", describeReplicationController],
  ["Role.rbac.authorization.k8s.io", describeRole],
  ["RoleBinding.rbac.authorization.k8s.io", describeRoleBinding],
  ["ServiceCIDR.networking.k8s.io", describeServiceCidr],
  ["StorageClass.storage.k8s.io", describeStorageClass],
]);

export function* describeObject(call: Invocation, object: Mutable, withEvents: boolean): Run<string> {
  const { group } = splitApiVersion(String(object.apiVersion ?? ""));
  const text = (DESCRIBERS.get(group === "" ? object.kind : `${object.kind}.${group}`) ?? describeAnything)(
    call,
    object,
    withEvents,
  );
  return typeof text === "string" ? text : yield* text;
}
