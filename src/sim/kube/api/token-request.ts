/** `serviceaccounts/NAME/token`: a token made on request. Models: pkg/registry/core/serviceaccount/storage/token.go */
import type { JsonObject, KubeObject, Mutable } from "./objects.ts";
import type { ApiServer } from "./server.ts";
import { serviceAccountToken } from "./service-account-token.ts";
import { StatusError } from "./status.ts";
import { invalid, invalidStatus } from "./validation/field-error.ts";

const MIN_SEC = 600;
const DEFAULT_SEC = 3600;

/** Throws StatusError. */
export function tokenRequest({ writer }: ApiServer, account: KubeObject, request: Mutable): JsonObject {
  const spec: Mutable = request?.spec ?? {};
  const seconds: number = spec.expirationSeconds ?? DEFAULT_SEC;
  if (seconds < MIN_SEC) {
    const short = invalid("spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes");
    throw new StatusError(invalidStatus({ group: "authentication.k8s.io", kind: "TokenRequest" }, "", [short]));
  }
  const { name, namespace = "" } = account.metadata;
  return {
    kind: "TokenRequest",
    apiVersion: "authentication.k8s.io/v1",
    metadata: { name, namespace, creationTimestamp: writer.now() },
    spec: { audiences: ["https://kubernetes.default.svc.cluster.local"], ...spec, expirationSeconds: seconds },
    status: { token: serviceAccountToken({ namespace, name }), expirationTimestamp: writer.later(seconds) },
  };
}
