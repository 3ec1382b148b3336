/**
 * Failures, as the API server words them, and the exception that carries one up to the request that caused it.
 *
 * Models: staging/src/k8s.io/apimachinery/pkg/api/errors/errors.go
 */
import type { JsonObject } from "./objects.ts";

export type StatusCause = { readonly reason?: string; readonly message?: string; readonly field?: string };

export type StatusDetails = {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
};

export type Status = {
  readonly kind: "Status";
  readonly apiVersion: "v1";
  readonly metadata: JsonObject;
  readonly status: "Success" | "Failure";
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code: number;
};

export class StatusError extends Error {
  override readonly name = "StatusError";
  readonly status: Status;

  constructor(status: Status) {
    super(status.message ?? status.reason ?? "");
    this.status = status;
  }
}

/** A resource as errors name it: `deployments.apps`, or `pods` in the core group. */
export interface ResourceName {
  readonly group: string;
  readonly resource: string;
}

export function isStatus(value: unknown): value is Status {
  return typeof value === "object" && value !== null && (value as { kind?: unknown }).kind === "Status";
}

export function failure(code: number, reason: string, message: string, details?: StatusDetails): Status {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    ...(reason === "" ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  };
}

export function hasReason(error: unknown, reason: string): error is StatusError {
  return error instanceof StatusError && error.status.reason === reason;
}

function qualified({ group, resource }: ResourceName): string {
  return group === "" ? resource : `${resource}.${group}`;
}

function detailsOf({ group, resource }: ResourceName, name: string): StatusDetails {
  return { ...(name === "" ? {} : { name }), ...(group === "" ? {} : { group }), kind: resource };
}

export function notFound(what: ResourceName, name: string): Status {
  return failure(404, "NotFound", `${qualified(what)} "${name}" not found`, detailsOf(what, name));
}

export function alreadyExists(what: ResourceName, name: string): Status {
  return failure(409, "AlreadyExists", `${qualified(what)} "${name}" already exists`, detailsOf(what, name));
}

export function conflict(what: ResourceName, name: string, why: string): Status {
  return failure(
    409,
    "Conflict",
    `Operation cannot be fulfilled on ${qualified(what)} "${name}": ${why}`,
    detailsOf(what, name),
  );
}

export const MODIFIED_MEANWHILE =
  "the object has been modified; please apply your changes to the latest version and try again";

export function forbidden(what: ResourceName, name: string, why: string): Status {
  const subject = name === "" ? qualified(what) : `${qualified(what)} "${name}"`;
  return failure(403, "Forbidden", `${subject} is forbidden: ${why}`, detailsOf(what, name));
}

export function badRequest(message: string): Status {
  return failure(400, "BadRequest", message);
}

/** The path leads nowhere: no such group, version or resource. */
export function noSuchPath(): Status {
  return failure(404, "NotFound", "the server could not find the requested resource", {});
}

export function methodNotAllowed(): Status {
  return failure(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", {});
}

export function gone(message: string): Status {
  return failure(410, "Expired", message);
}
