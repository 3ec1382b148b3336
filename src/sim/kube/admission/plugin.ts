/**
 * What an admission plugin is: it may change an object before it is checked, and refuse it when it is otherwise right.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/admission/interfaces.go MutationInterface, ValidationInterface
 */
import type { KubeObject, Mutable } from "../api/objects.ts";
import type { Kind } from "../kinds/kind.ts";

export interface AdmissionAttributes {
  readonly kind: Kind;
  readonly operation: "CREATE" | "UPDATE";
  readonly subresource: string | undefined;
  readonly old: KubeObject | undefined;
  readonly nowMs: number;
}

/** What is to be noted down once the object is stored. */
export type Charge = () => void;

export interface AdmissionPlugin {
  readonly name: string;
  mutate?(draft: Mutable, attributes: AdmissionAttributes): void;
  /** Throws StatusError when it does not want the object. */
  validate?(object: KubeObject, attributes: AdmissionAttributes): Charge | undefined;
}
