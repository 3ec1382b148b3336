/**
 * Which Ingresses the API server takes.
 *
 * Models: pkg/apis/networking/validation/validation.go ValidateIngressSpec
 */
import { parseIp } from "../../../core/ip.ts";
import type { FeatureGates } from "../../api/validation/feature-gates.ts";
import { type FieldError, invalid, invalidEach, required, unsupported } from "../../api/validation/field-error.ts";
import {
  isDNS1123Subdomain,
  isValidPortName,
  isValidPortNum,
  isWildcardDNS1123Subdomain,
} from "../../api/validation/formats.ts";
import type { HTTPIngressPath, Ingress, IngressBackend } from "../../schema/types.ts";
import { serviceNameCheck } from "../service/validate.ts";

export const CLASS_ANNOTATION = "kubernetes.io/ingress.class";
const PATH_TYPES = ["Exact", "ImplementationSpecific", "Prefix"];
const BAD_SEQUENCES = ["//", "/./", "/../", "%2f", "%2F"];
const BAD_ENDINGS = ["/..", "/."];

export function validateIngress(
  { metadata, spec }: Ingress,
  old: Ingress | undefined,
  gates: FeatureGates,
): FieldError[] {
  const errors: FieldError[] = [];
  const annotation = metadata.annotations?.[CLASS_ANNOTATION];
  if (
    old === undefined &&
    annotation !== undefined &&
    spec.ingressClassName !== undefined &&
    annotation !== spec.ingressClassName
  )
    errors.push(
      invalid(`annotations.${CLASS_ANNOTATION}`, annotation, "must match `ingressClassName` when both are specified"),
    );
  const rules = spec.rules ?? [];
  if (spec.defaultBackend !== undefined)
    errors.push(...validateBackend(spec.defaultBackend, "spec.defaultBackend", gates));
  else if (rules.length === 0)
    errors.push(invalid("spec", null, "either `defaultBackend` or `rules` must be specified"));
  for (const [i, rule] of rules.entries()) {
    const at = `spec.rules[${i}]`;
    if (rule.host) errors.push(...validateHost(rule.host, `${at}.host`));
    if (rule.http === undefined) continue;
    const paths = rule.http.paths ?? [];
    if (paths.length === 0) errors.push(required(`${at}.http.paths`));
    for (const [j, path] of paths.entries()) errors.push(...validatePath(path, `${at}.http.paths[${j}]`, gates));
  }
  for (const [i, { hosts = [], secretName = "" }] of (spec.tls ?? []).entries()) {
    for (const [j, host] of hosts.entries()) errors.push(...validateHost(host, `spec.tls[${i}].hosts[${j}]`, true));
    if (secretName !== "")
      errors.push(...invalidEach(`spec.tls[${i}].secretName`, secretName, isDNS1123Subdomain(secretName)));
  }
  if (spec.ingressClassName !== undefined)
    errors.push(
      ...invalidEach("spec.ingressClassName", spec.ingressClassName, isDNS1123Subdomain(spec.ingressClassName)),
    );
  return errors;
}

function validateHost(host: string, path: string, isTls = false): FieldError[] {
  if (!isTls && parseIp(host) !== null) return [invalid(path, host, "must be a DNS name, not an IP address")];
  return invalidEach(path, host, host.includes("*") ? isWildcardDNS1123Subdomain(host) : isDNS1123Subdomain(host));
}

function validatePath(
  { path = "", pathType, backend }: HTTPIngressPath,
  at: string,
  gates: FeatureGates,
): FieldError[] {
  const errors: FieldError[] = [];
  if (pathType === undefined || pathType === null || pathType === "")
    return [required(`${at}.pathType`, "pathType must be specified")];
  if (pathType === "Exact" || pathType === "Prefix") {
    if (!path.startsWith("/")) errors.push(invalid(`${at}.path`, path, "must be an absolute path"));
    if (path !== "") {
      for (const bad of BAD_SEQUENCES)
        if (path.includes(bad)) errors.push(invalid(`${at}.path`, path, `must not contain '${bad}'`));
      for (const bad of BAD_ENDINGS)
        if (path.endsWith(bad)) errors.push(invalid(`${at}.path`, path, `cannot end with '${bad}'`));
    }
  } else if (pathType === "ImplementationSpecific") {
    if (path !== "" && !path.startsWith("/")) errors.push(invalid(`${at}.path`, path, "must be an absolute path"));
  } else errors.push(unsupported(`${at}.pathType`, pathType, PATH_TYPES));
  errors.push(...validateBackend(backend ?? {}, `${at}.backend`, gates));
  return errors;
}

function validateBackend({ service, resource }: IngressBackend, path: string, gates: FeatureGates): FieldError[] {
  if (resource !== undefined && service !== undefined)
    return [invalid(path, "", "cannot set both resource and service backends")];
  if (resource !== undefined) return [];
  if (service === undefined) return [invalid(path, "", "resource or service backend is required")];
  const errors: FieldError[] = [];
  if (!service.name) errors.push(required(`${path}.service.name`));
  else errors.push(...invalidEach(`${path}.service.name`, service.name, serviceNameCheck(service.name, gates)));
  const { name = "", number = 0 } = service.port ?? {};
  if (name !== "" && number !== 0) errors.push(invalid(path, "", "cannot set both port name & port number"));
  else if (name !== "") errors.push(...invalidEach(`${path}.service.port.name`, name, isValidPortName(name)));
  else if (number !== 0) errors.push(...invalidEach(`${path}.service.port.number`, number, isValidPortNum(number)));
  else errors.push(required(path, "port name or number is required"));
  return errors;
}
