/**
 * What an API server needs only once somebody writes one of the kinds that few write: how they are checked, the admission
 * plugins that act on them, and their controllers. It may come late as a whole; from the first such write on it is there
 * for good, so that a run is the same wherever the code was.
 */
import type { AdmissionPlugin } from "../admission/plugin.ts";
import type { Controller } from "../controllers/controller.ts";
import type { KubeObject, Mutable } from "./objects.ts";
import type { ApiServer } from "./server.ts";
import type { FieldError } from "./validation/field-error.ts";

export interface LateChecks {
  defaults?(draft: Mutable): void;
  validate(object: KubeObject, old?: KubeObject): readonly FieldError[];
}

export interface LateRules {
  /** By the key of the resource: `roles.rbac.authorization.k8s.io`. */
  readonly checks: ReadonlyMap<string, LateChecks>;
  plugins(server: ApiServer): readonly AdmissionPlugin[];
  readonly controllers: readonly Controller[];
}
