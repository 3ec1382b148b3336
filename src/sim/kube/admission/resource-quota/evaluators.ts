/** Who counts which kind. One line for each that has more to count than its number. */
import type { Kind } from "../../kinds/kind.ts";
import { claimEvaluator } from "./claims.ts";
import { type Evaluator, objectCount } from "./evaluator.ts";
import { podEvaluator } from "./pods.ts";
import { serviceEvaluator } from "./services.ts";

const SPECIAL: Readonly<Record<string, Evaluator>> = {
  persistentvolumeclaims: claimEvaluator,
  pods: podEvaluator,
  services: serviceEvaluator,
};

const IGNORED = new Set(["bindings", "events", "localsubjectaccessreviews"]);

/** Undefined for what no quota is about. */
export function evaluatorOf(kind: Kind): Evaluator | undefined {
  if (!kind.namespaced || IGNORED.has(kind.resource)) return undefined;
  return (kind.group === "" ? SPECIAL[kind.resource] : undefined) ?? objectCount(kind);
}
