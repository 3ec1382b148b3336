/**
 * What the Gateway API's kinds have in common: names, references, conditions.
 *
 * Models: gateway-api apis/v1/shared_types.go, object_reference_types.go; apimachinery meta/v1 Condition
 */
import { byDefault, list, object, oneOf, type Plain, text, whole } from "../schema-parts.ts";

const LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const DOMAIN = `${LABEL}(\\.${LABEL})*`;

export const API = "gateway.networking.k8s.io";
export const hostname = text(1, 253, `^(\\*\\.)?${DOMAIN}$`);
export const preciseHostname = text(1, 253, `^${DOMAIN}$`);
export const sectionName = preciseHostname;
export const port = whole(1, 65_535);
const objectName = text(1, 253);
const group = text(0, 253, `^$|^${DOMAIN}$`);
const kind = text(1, 63, "^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$");
export const namespace = text(1, 63, `^${LABEL}$`);
export const controllerName = text(1, 253, `^${DOMAIN}\\/[A-Za-z0-9\\/\\-._~%!$&'()*+,;=:]+$`);
export const addressType = byDefault(text(1, 253), "IPAddress");

export const localReference = object({ "group*": group, "kind*": kind, "name*": objectName });
export const classParameters = object({ "group*": group, "kind*": kind, "name*": objectName, namespace });
export const routeKind = object({ group: byDefault(group, API), "kind*": kind });
export const grantFrom = object({ "group*": group, "kind*": kind, "namespace*": namespace });
export const grantTo = object({ "group*": group, "kind*": kind, name: objectName });

export const secretReference = object({
  group: byDefault(group, ""),
  kind: byDefault(kind, "Secret"),
  "name*": objectName,
  namespace,
});

const backendFields = {
  group: byDefault(group, ""),
  kind: byDefault(kind, "Service"),
  "name*": objectName,
  namespace,
  port,
};
export const backendReference = object(backendFields);

/** A backend with its share of the requests, and filters of its own. */
export function weightedBackend(filters: Plain): Plain {
  return object({ ...backendFields, weight: byDefault(whole(0, 1_000_000), 1), filters });
}

export const parentReference = object({
  group: byDefault(group, API),
  kind: byDefault(kind, "Gateway"),
  "name*": objectName,
  namespace,
  sectionName,
  port,
});

const condition = object({
  "lastTransitionTime*": { type: "string", format: "date-time" },
  "message*": text(0, 32_768),
  observedGeneration: whole(0),
  "reason*": text(1, 1024, "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"),
  "status*": oneOf("True", "False", "Unknown"),
  "type*": text(0, 316, `^(${DOMAIN}/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$`),
});

export const conditions = list(condition, 8);

/** Until a controller has looked at the object. */
export function waiting(...types: readonly string[]): readonly Plain[] {
  return types.map((type) => ({
    lastTransitionTime: "1970-01-01T00:00:00Z",
    message: "Waiting for controller",
    reason: "Pending",
    status: "Unknown",
    type,
  }));
}

export const routeStatus = object({
  "parents*": list(
    object({
      "conditions*": { ...conditions, minItems: 1 },
      "controllerName*": controllerName,
      "parentRef*": parentReference,
    }),
    32,
  ),
});
