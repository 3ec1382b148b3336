/**
 * GatewayClass, Gateway and ReferenceGrant.
 *
 * Models: gateway-api apis/v1/gatewayclass_types.go, gateway_types.go, apis/v1beta1/referencegrant_types.go
 */
import { byDefault, list, object, oneOf, type Plain, text, whole } from "../schema-parts.ts";
import {
  addressType,
  classParameters,
  conditions,
  controllerName,
  grantFrom,
  grantTo,
  hostname,
  localReference,
  port,
  routeKind,
  secretReference,
  sectionName,
  waiting,
} from "./common.ts";

export const gatewayClassSpec = object({
  "controllerName*": controllerName,
  description: text(0, 64),
  parametersRef: classParameters,
});

export const gatewayClassStatus = object(
  {
    conditions: byDefault(conditions, waiting("Accepted")),
    supportedFeatures: list(object({ "name*": { type: "string" } }), 64),
  },
  { default: { conditions: waiting("Accepted") } },
);

const values = (most: number): Plain => ({ type: "object", additionalProperties: text(0, most) });

const selector = object({
  matchExpressions: {
    type: "array",
    items: object({
      "key*": { type: "string" },
      "operator*": { type: "string" },
      values: { type: "array", items: { type: "string" } },
    }),
  },
  matchLabels: { type: "object", additionalProperties: { type: "string" } },
});

const allowedRoutes = object(
  {
    kinds: list(routeKind, 8),
    namespaces: object(
      { from: byDefault(oneOf("All", "Selector", "Same"), "Same"), selector },
      { default: { from: "Same" } },
    ),
  },
  { default: { namespaces: { from: "Same" } } },
);

const listener = object({
  allowedRoutes,
  hostname,
  "name*": sectionName,
  "port*": port,
  "protocol*": text(
    1,
    255,
    "^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\/[A-Za-z0-9]+$",
  ),
  tls: object({
    certificateRefs: list(secretReference, 64),
    mode: byDefault(oneOf("Terminate", "Passthrough"), "Terminate"),
    options: { ...values(4096), maxProperties: 16 },
  }),
});

export const gatewaySpec = object({
  addresses: list(object({ type: addressType, value: text(0, 253) }), 16),
  "gatewayClassName*": text(1, 253),
  infrastructure: object({
    annotations: { ...values(4096), maxProperties: 8 },
    labels: { ...values(63), maxProperties: 8 },
    parametersRef: localReference,
  }),
  "listeners*": list(listener, 64, { minItems: 1 }),
});

const GATEWAY_CONDITIONS = waiting("Accepted", "Programmed");

export const gatewayStatus = object(
  {
    addresses: list(object({ type: addressType, "value*": text(1, 253) }), 16),
    conditions: byDefault(conditions, GATEWAY_CONDITIONS),
    listeners: list(
      object({
        "attachedRoutes*": whole(0),
        "conditions*": conditions,
        "name*": sectionName,
        "supportedKinds*": list(routeKind, 8),
      }),
      64,
    ),
  },
  { default: { conditions: GATEWAY_CONDITIONS } },
);

export const referenceGrantSpec = object({
  "from*": list(grantFrom, 16, { minItems: 1 }),
  "to*": list(grantTo, 16, { minItems: 1 }),
});
