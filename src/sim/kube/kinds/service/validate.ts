/**
 * Which Services the API server takes, and what it says to the others.
 *
 * Models: pkg/apis/core/validation/validation.go ValidateService, ValidateServiceUpdate
 */
import type { KubeObject } from "../../api/objects.ts";
import type { FeatureGates } from "../../api/validation/feature-gates.ts";
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  invalidEach,
  required,
  unsupported,
} from "../../api/validation/field-error.ts";
import {
  isDNS1035Label,
  isDNS1123Label,
  isDNS1123Subdomain,
  isLegacyCIDR,
  isLegacyIP,
  isQualifiedName,
  isValidCIDR,
  isValidIP,
  isValidPortName,
  isValidPortNum,
} from "../../api/validation/formats.ts";
import { oneOf, optionalOneOf, validateLabels } from "../../api/validation/object-meta.ts";
import type { Service, ServicePort } from "../../schema/types.ts";
import { validateNonSpecialIp } from "../endpoints/validate-address.ts";
import { needsHealthCheck } from "./defaults.ts";
import { validateClusterIPs, validateClusterIPsUpdate } from "./validate-cluster-ips.ts";

type Spec = Service["spec"];

const TYPES = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
const PROTOCOLS = ["SCTP", "TCP", "UDP"];
const MAX_AFFINITY_SEC = 86_400;
const SOURCE_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges";
const TOPOLOGY_HINTS = "service.kubernetes.io/topology-aware-hints";
const TOPOLOGY_MODE = "service.kubernetes.io/topology-mode";

/** Also of a backend that an Ingress names. */
export function serviceNameCheck(name: string, gates: FeatureGates): readonly string[] {
  return gates.RelaxedServiceNameValidation ? isDNS1123Label(name) : isDNS1035Label(name);
}

export function validateService(
  object: KubeObject,
  old: KubeObject | undefined,
  gates: FeatureGates,
): readonly FieldError[] {
  const { spec } = object as Service;
  const before = (old as Service | undefined)?.spec;
  return [
    ...validateTopology(object),
    ...validateByType(spec),
    ...validatePorts(spec),
    ...validateLabels(spec.selector, "spec.selector"),
    ...validateAffinity(spec),
    ...validateClusterIPs(spec, before?.clusterIPs, gates),
    ...validateExternalIPs(spec, before?.externalIPs, gates),
    ...oneOf("spec.type", spec.type, TYPES),
    ...validateSourceRanges(object as Service, old as Service | undefined, gates),
    ...validateLoadBalancer(spec),
    ...validateTrafficPolicies(spec, gates),
    ...(before === undefined ? [] : validateUpdate(spec, before)),
  ];
}

function validateTopology({ metadata }: KubeObject): FieldError[] {
  const hints = metadata.annotations?.[TOPOLOGY_HINTS];
  const mode = metadata.annotations?.[TOPOLOGY_MODE];
  return hints === undefined || mode === undefined || hints === mode
    ? []
    : [
        invalid(
          `metadata.annotations[${TOPOLOGY_MODE}]`,
          mode,
          `must match annotations[${TOPOLOGY_HINTS}] when both are specified`,
        ),
      ];
}

function isHeadless(spec: Spec): boolean {
  return spec.clusterIP === "None" || spec.clusterIPs?.[0] === "None";
}

function validateByType(spec: Spec): FieldError[] {
  const errors: FieldError[] = [];
  const { type, ports = [] } = spec;
  if (ports.length === 0 && !isHeadless(spec) && type !== "ExternalName") errors.push(required("spec.ports"));
  if (type === "LoadBalancer" || type === "NodePort") {
    if (isHeadless(spec))
      errors.push(invalid("spec.clusterIPs[0]", "None", `may not be set to 'None' for ${type} services`));
  } else if (type === "ExternalName") {
    if (spec.clusterIPs !== undefined && spec.clusterIPs.length > 0)
      errors.push(forbiddenField("spec.clusterIPs", "may not be set for ExternalName services"));
    const name = (spec.externalName ?? "").replace(/\.$/, "");
    if (name === "") errors.push(required("spec.externalName"));
    else errors.push(...invalidEach("spec.externalName", spec.externalName, isDNS1123Subdomain(name)));
  }
  return errors;
}

function validatePorts({ ports = [], type }: Spec): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [i, port] of ports.entries())
    errors.push(...validatePort(port, `spec.ports[${i}]`, { names, isNameRequired: ports.length > 1 }));
  const numbers = new Set<string>();
  const nodePorts = new Set<string>();
  for (const [i, { port, protocol, nodePort }] of ports.entries()) {
    if (type === "ClusterIP" && nodePort !== undefined && nodePort !== 0)
      errors.push(forbiddenField(`spec.ports[${i}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
    else if (nodePort !== undefined && nodePort !== 0) {
      const key = `${protocol}/${nodePort}`;
      if (nodePorts.has(key)) errors.push(duplicate(`spec.ports[${i}].nodePort`, nodePort));
      nodePorts.add(key);
    }
    const key = `${protocol}/${port}`;
    if (numbers.has(key)) errors.push(duplicate(`spec.ports[${i}]`, { protocol, port }));
    numbers.add(key);
  }
  return errors;
}

function validatePort(
  port: ServicePort,
  path: string,
  known: { names: Set<string>; isNameRequired: boolean },
): FieldError[] {
  const errors: FieldError[] = [];
  const name = port.name ?? "";
  if (name === "") {
    if (known.isNameRequired) errors.push(required(`${path}.name`));
  } else {
    errors.push(...invalidEach(`${path}.name`, name, isDNS1123Label(name)));
    if (known.names.has(name)) errors.push(duplicate(`${path}.name`, name));
    known.names.add(name);
  }
  errors.push(...invalidEach(`${path}.port`, port.port ?? 0, isValidPortNum(port.port ?? 0)));
  errors.push(...oneOf(`${path}.protocol`, port.protocol, PROTOCOLS));
  const target = port.targetPort ?? 0;
  errors.push(
    ...invalidEach(
      `${path}.targetPort`,
      target,
      typeof target === "number" ? isValidPortNum(target) : isValidPortName(target),
    ),
  );
  if (port.appProtocol !== undefined)
    errors.push(...invalidEach(`${path}.appProtocol`, port.appProtocol, isQualifiedName(port.appProtocol)));
  return errors;
}

function validateAffinity({ sessionAffinity, sessionAffinityConfig }: Spec): FieldError[] {
  const errors = oneOf("spec.sessionAffinity", sessionAffinity, ["ClientIP", "None"]);
  const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds;
  if (sessionAffinity === "ClientIP") {
    if (seconds === undefined) errors.push(required("spec.sessionAffinityConfig"));
    else if (seconds <= 0 || seconds > MAX_AFFINITY_SEC)
      errors.push(
        invalid(
          "spec.sessionAffinityConfig.clientIP.timeoutSeconds",
          seconds,
          `must be greater than 0 and less than ${MAX_AFFINITY_SEC}`,
        ),
      );
  } else if (sessionAffinity === "None" && sessionAffinityConfig !== undefined)
    errors.push(forbiddenField("spec.sessionAffinityConfig", `must not be set when session affinity is None`));
  return errors;
}

/** What was stored under older rules may stay. */
function validateExternalIPs(
  { externalIPs = [] }: Spec,
  known: readonly string[] = [],
  gates: FeatureGates,
): FieldError[] {
  return externalIPs.flatMap((address, i) => {
    if (known.includes(address)) return [];
    const path = `spec.externalIPs[${i}]`;
    const bad = (gates.StrictIPCIDRValidation ? isValidIP : isLegacyIP)(address);
    return bad.length > 0 ? invalidEach(path, address, bad) : validateNonSpecialIp(address, path);
  });
}

const ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'";

/** In the field, or else in the annotation that came before it. */
function validateSourceRanges(
  { metadata, spec }: Service,
  old: Service | undefined,
  gates: FeatureGates,
): FieldError[] {
  const isRange = gates.StrictIPCIDRValidation ? isValidCIDR : isLegacyCIDR;
  const ranges = spec.loadBalancerSourceRanges ?? [];
  const isLoadBalancer = spec.type === "LoadBalancer";
  if (ranges.length > 0) {
    if (!isLoadBalancer) return [forbiddenField("spec.LoadBalancerSourceRanges", ONLY_LOAD_BALANCER)];
    const known = old?.spec.loadBalancerSourceRanges ?? [];
    return ranges.flatMap((range, i) =>
      known.includes(range) ? [] : invalidEach(`spec.LoadBalancerSourceRanges[${i}]`, range, isRange(range.trim())),
    );
  }
  const annotation = metadata.annotations?.[SOURCE_RANGES];
  if (annotation === undefined) return [];
  const path = `metadata.annotations[${SOURCE_RANGES}]`;
  if (!isLoadBalancer) return [forbiddenField(path, ONLY_LOAD_BALANCER)];
  if (annotation.trim() === "" || annotation === old?.metadata.annotations?.[SOURCE_RANGES]) return [];
  return annotation.split(",").flatMap((range) => invalidEach(path, annotation, isRange(range.trim())));
}

function validateLoadBalancer(spec: Spec): FieldError[] {
  const errors: FieldError[] = [];
  const isLoadBalancer = spec.type === "LoadBalancer";
  if (isLoadBalancer && spec.allocateLoadBalancerNodePorts === undefined)
    errors.push(required("spec.allocateLoadBalancerNodePorts"));
  if (!isLoadBalancer && spec.allocateLoadBalancerNodePorts !== undefined)
    errors.push(forbiddenField("spec.allocateLoadBalancerNodePorts", ONLY_LOAD_BALANCER));
  if (spec.loadBalancerClass !== undefined) {
    if (!isLoadBalancer) errors.push(forbiddenField("spec.loadBalancerClass", ONLY_LOAD_BALANCER));
    else
      errors.push(
        ...invalidEach("spec.loadBalancerClass", spec.loadBalancerClass, isQualifiedName(spec.loadBalancerClass)),
      );
  }
  return errors;
}

function validateTrafficPolicies(spec: Spec, gates: FeatureGates): FieldError[] {
  const errors: FieldError[] = [];
  const external = spec.externalTrafficPolicy ?? "";
  const isExternal =
    spec.type === "NodePort" ||
    spec.type === "LoadBalancer" ||
    (spec.type === "ClusterIP" && (spec.externalIPs ?? []).length > 0);
  if (!isExternal) {
    if (external !== "")
      errors.push(
        invalid("spec.externalTrafficPolicy", external, "may only be set for externally-accessible services"),
      );
  } else errors.push(...oneOf("spec.externalTrafficPolicy", external, ["Cluster", "Local"]));
  const health = spec.healthCheckNodePort ?? 0;
  if (health < 0) errors.push(invalid("spec.healthCheckNodePort", health, "must be greater than or equal to 0"));
  if (health !== 0 && !needsHealthCheck(spec))
    errors.push(
      invalid(
        "spec.healthCheckNodePort",
        health,
        "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
      ),
    );
  if (spec.type !== "ExternalName" && spec.internalTrafficPolicy === undefined && TYPES.includes(spec.type ?? ""))
    errors.push(required("spec.internalTrafficPolicy"));
  errors.push(...optionalOneOf("spec.internalTrafficPolicy", spec.internalTrafficPolicy, ["Cluster", "Local"]));
  const distribution = spec.trafficDistribution;
  const known = ["PreferClose", ...(gates.PreferSameTrafficDistribution ? ["PreferSameZone", "PreferSameNode"] : [])];
  if (distribution !== undefined && !known.includes(distribution))
    errors.push(unsupported("spec.trafficDistribution", distribution, known));
  return errors;
}

function validateUpdate(spec: Spec, old: Spec): FieldError[] {
  const errors = validateClusterIPsUpdate(spec, old);
  if (old.type === "LoadBalancer" && spec.type === "LoadBalancer" && spec.loadBalancerClass !== old.loadBalancerClass)
    errors.push(invalid("spec.loadBalancerClass", spec.loadBalancerClass, "may not change once set"));
  return errors;
}
