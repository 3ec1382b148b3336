/** The kinds that are built in. One folder and one line each, in alphabetical order of their folders. */
import { apiService } from "./api-service/kind.ts";
import { signingRequest } from "./certificate-signing-request/kind.ts";
import { configMap } from "./config-map/kind.ts";
import { cronJob } from "./cron-job/kind.ts";
import { customResourceDefinition } from "./custom-resource-definition/kind.ts";
import { daemonSet } from "./daemon-set/kind.ts";
import { deployment } from "./deployment/kind.ts";
import { endpointSlice } from "./endpoint-slice/kind.ts";
import { endpoints } from "./endpoints/kind.ts";
import { event, newerEvent } from "./event/kind.ts";
import { horizontalPodAutoscaler, horizontalPodAutoscalerV1 } from "./horizontal-pod-autoscaler/kind.ts";
import { ingress } from "./ingress/kind.ts";
import { ingressClass } from "./ingress-class/kind.ts";
import { job } from "./job/kind.ts";
import type { Kind } from "./kind.ts";
import { namespace } from "./namespace/kind.ts";
import { networkPolicy } from "./network-policy/kind.ts";
import { node } from "./node/kind.ts";
import { pod } from "./pod/kind.ts";
import { replicaSet } from "./replica-set/kind.ts";
import { replicationController } from "./replication-controller/kind.ts";
import { secret } from "./secret/kind.ts";
import { service } from "./service/kind.ts";
import { serviceAccount } from "./service-account/kind.ts";
import { SIMPLE_KINDS } from "./simple-kinds.ts";
import { statefulSet } from "./stateful-set/kind.ts";

const BUILT_IN: readonly Kind[] = [
  signingRequest,
  configMap,
  cronJob,
  customResourceDefinition,
  daemonSet,
  deployment,
  endpointSlice,
  endpoints,
  event,
  horizontalPodAutoscaler,
  horizontalPodAutoscalerV1,
  ingress,
  ingressClass,
  job,
  namespace,
  networkPolicy,
  newerEvent,
  node,
  pod,
  replicaSet,
  replicationController,
  secret,
  service,
  serviceAccount,
  statefulSet,
  apiService,
  ...SIMPLE_KINDS,
];

/** The core group first, then by group and resource, as discovery lists them; of two versions the preferred first. */
export const KINDS: readonly Kind[] = [...BUILT_IN].sort((a, b) =>
  a.group !== b.group ? (a.group < b.group ? -1 : 1) : a.resource < b.resource ? -1 : a.resource > b.resource ? 1 : 0,
);
