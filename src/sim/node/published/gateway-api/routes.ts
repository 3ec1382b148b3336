/**
 * HTTPRoute and GRPCRoute.
 *
 * Models: gateway-api apis/v1/httproute_types.go, grpcroute_types.go
 */
import { byDefault, list, object, oneOf, type Plain, text, whole } from "../schema-parts.ts";
import {
  backendReference,
  hostname,
  localReference,
  parentReference,
  port,
  preciseHostname,
  sectionName,
  weightedBackend,
} from "./common.ts";

const headerName = text(1, 256, "^[A-Za-z0-9!#$%&'*+\\-.^_\\x60|~]+$");
const matchType = byDefault(oneOf("Exact", "RegularExpression"), "Exact");
const header = object({ "name*": headerName, "value*": text(1, 4096) });
const matching = (most: number): Plain => object({ "name*": headerName, type: matchType, "value*": text(1, most) });

const headerModifier = object({
  add: list(header, 16),
  remove: list({ type: "string" }, 16),
  set: list(header, 16),
});

const requestMirror = object({
  "backendRef*": backendReference,
  fraction: object({ denominator: byDefault(whole(1), 100), "numerator*": whole(0) }),
  percent: whole(0, 100),
});

const newPath = object({
  replaceFullPath: text(0, 1024),
  replacePrefixMatch: text(0, 1024),
  "type*": oneOf("ReplaceFullPath", "ReplacePrefixMatch"),
});

const commonFilter = {
  extensionRef: localReference,
  requestHeaderModifier: headerModifier,
  requestMirror,
  responseHeaderModifier: headerModifier,
};

const httpFilters = list(
  object({
    ...commonFilter,
    requestRedirect: object({
      hostname: preciseHostname,
      path: newPath,
      port,
      scheme: oneOf("http", "https"),
      statusCode: { type: "integer", enum: [301, 302], default: 302 },
    }),
    "type*": oneOf(
      "RequestHeaderModifier",
      "ResponseHeaderModifier",
      "RequestMirror",
      "RequestRedirect",
      "URLRewrite",
      "ExtensionRef",
    ),
    urlRewrite: object({ hostname: preciseHostname, path: newPath }),
  }),
  16,
);

const ANY_PATH = { type: "PathPrefix", value: "/" };
const duration = { type: "string", pattern: "^([0-9]{1,5}(h|m|s|ms)){1,4}$" };

const httpMatch = object({
  headers: list(matching(4096), 16),
  method: oneOf("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"),
  path: object(
    {
      type: byDefault(oneOf("Exact", "PathPrefix", "RegularExpression"), "PathPrefix"),
      value: byDefault(text(0, 1024), "/"),
    },
    { default: ANY_PATH },
  ),
  queryParams: list(matching(1024), 16),
});

const grpcMethod = object({
  method: text(0, 1024),
  service: text(0, 1024),
  type: matchType,
});

const grpcFilters = list(
  object({
    ...commonFilter,
    "type*": oneOf("ResponseHeaderModifier", "RequestHeaderModifier", "RequestMirror", "ExtensionRef"),
  }),
  16,
);

const routeFields = { hostnames: list(hostname, 16), parentRefs: list(parentReference, 32) };

export const httpRouteSpec = object({
  ...routeFields,
  rules: list(
    object({
      backendRefs: list(weightedBackend(httpFilters), 16),
      filters: httpFilters,
      matches: list(httpMatch, 64, { default: [{ path: ANY_PATH }] }),
      name: sectionName,
      timeouts: object({ backendRequest: duration, request: duration }),
    }),
    16,
    { default: [{ matches: [{ path: ANY_PATH }] }] },
  ),
});

export const grpcRouteSpec = object({
  ...routeFields,
  rules: list(
    object({
      backendRefs: list(weightedBackend(grpcFilters), 16),
      filters: grpcFilters,
      matches: list(object({ headers: list(matching(4096), 16), method: grpcMethod }), 64),
      name: sectionName,
    }),
    16,
  ),
});
