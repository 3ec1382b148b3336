/** The controllers that a cluster runs. One folder and one line each. */
import type { Prng } from "../../core/prng.ts";
import type { TraceSink } from "../../core/trace.ts";
import type { ApiServer } from "../api/server.ts";
import type { KubeEvent } from "../events.ts";
import { apiServiceRegistration } from "./api-service-registration/controller.ts";
import { type Controller, contextFor } from "./controller.ts";
import { cronJobController } from "./cronjob/controller.ts";
import { customResourceController } from "./custom-resources/controller.ts";
import { daemonSetController } from "./daemonset/controller.ts";
import { deploymentController } from "./deployment/controller.ts";
import { disruptionController } from "./disruption/controller.ts";
import { endpointsController } from "./endpoints/controller.ts";
import { endpointSliceController } from "./endpointslice/controller.ts";
import { endpointSliceMirroringController } from "./endpointslice-mirroring/controller.ts";
import { garbageCollector } from "./garbage-collector/controller.ts";
import { horizontalPodAutoscaling } from "./horizontal-pod-autoscaling/controller.ts";
import { jobController } from "./job/controller.ts";
import { namespaceController } from "./namespace/controller.ts";
import { nodeLifecycleController } from "./node-lifecycle/controller.ts";
import { replicaSetController, replicationController } from "./replicaset/controller.ts";
import { rootCaController } from "./root-ca/controller.ts";
import { serviceAccountController } from "./service-account/controller.ts";
import { statefulSetController } from "./statefulset/controller.ts";

export const CONTROLLERS: readonly Controller[] = [
  apiServiceRegistration,
  cronJobController,
  deploymentController,
  customResourceController,
  daemonSetController,
  disruptionController,
  jobController,
  statefulSetController,
  endpointSliceMirroringController,
  endpointsController,
  horizontalPodAutoscaling,
  endpointSliceController,
  garbageCollector,
  namespaceController,
  nodeLifecycleController,
  replicaSetController,
  rootCaController,
  serviceAccountController,
  replicationController,
];

export interface ControlPlaneParts {
  readonly server: ApiServer;
  readonly prng: Prng;
  readonly trace: TraceSink<KubeEvent>;
}

export function startControllers(parts: ControlPlaneParts, controllers: readonly Controller[] = CONTROLLERS): void {
  const prng = parts.prng.split("controllers");
  for (const controller of controllers) controller.start(contextFor(controller.name, { ...parts, prng }));
}
