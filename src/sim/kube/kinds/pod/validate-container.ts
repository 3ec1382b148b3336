/**
 * Containers: names, images, ports, environment, mounts, probes, resources.
 *
 * Models: pkg/apis/core/validation/validation.go validateContainers
 */

import { formatQuantity, parseQuantity } from "../../api/quantity.ts";
import {
  duplicate,
  type FieldError,
  fieldNotFound,
  forbiddenField,
  invalid,
  invalidEach,
  required,
  unsupported,
} from "../../api/validation/field-error.ts";
import {
  isConfigMapKey,
  isDNS1123Label,
  isEnvVarName,
  isHTTPHeaderName,
  isQualifiedName,
  isValidIP,
  isValidPortName,
  isValidPortNum,
} from "../../api/validation/formats.ts";
import { nonNegative, oneOf, optionalOneOf } from "../../api/validation/object-meta.ts";
import type {
  Container,
  ContainerPort,
  EnvVar,
  HTTPGetAction,
  Probe,
  ResourceRequirements,
} from "../../schema/types.ts";

export interface ContainerPlace {
  readonly volumes: ReadonlySet<string>;
  readonly isInit: boolean;
  readonly hostNetwork: boolean;
}

const PROTOCOLS = ["SCTP", "TCP", "UDP"];

export function validateContainer(container: Container, path: string, place: ContainerPlace): FieldError[] {
  const errors: FieldError[] = [];
  if (!container.name) errors.push(required(`${path}.name`));
  else errors.push(...invalidEach(`${path}.name`, container.name, isDNS1123Label(container.name)));
  if (!container.image) errors.push(required(`${path}.image`));
  else if (container.image !== container.image.trim())
    errors.push(invalid(`${path}.image`, container.image, "must not have leading or trailing whitespace"));
  const isSidecar = container.restartPolicy === "Always";
  if (!place.isInit || isSidecar) {
    errors.push(...validateProbe(container.livenessProbe, `${path}.livenessProbe`, true));
    errors.push(...validateProbe(container.readinessProbe, `${path}.readinessProbe`, false));
    errors.push(...validateProbe(container.startupProbe, `${path}.startupProbe`, true));
  } else
    for (const probe of ["livenessProbe", "readinessProbe", "startupProbe"] as const)
      if (container[probe] !== undefined)
        errors.push(
          forbiddenField(`${path}.${probe}`, "may not be set for init containers without restartPolicy=Always"),
        );
  errors.push(...validatePorts(container.ports ?? [], `${path}.ports`, place.hostNetwork));
  for (const [i, variable] of (container.env ?? []).entries())
    errors.push(...validateVariable(variable, `${path}.env[${i}]`));
  errors.push(...validateEnvFrom(container, path));
  errors.push(...validateMounts(container, path, place.volumes));
  errors.push(...oneOf(`${path}.imagePullPolicy`, container.imagePullPolicy, ["Always", "IfNotPresent", "Never"]));
  errors.push(...validateResources(container.resources, `${path}.resources`));
  errors.push(
    ...optionalOneOf(`${path}.terminationMessagePolicy`, container.terminationMessagePolicy, [
      "FallbackToLogsOnError",
      "File",
    ]),
  );
  return errors;
}

function validatePorts(ports: readonly ContainerPort[], path: string, hostNetwork: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [i, port] of ports.entries()) {
    const at = `${path}[${i}]`;
    if (port.name !== undefined && port.name !== "") {
      const bad = isValidPortName(port.name);
      if (bad.length > 0) errors.push(...invalidEach(`${at}.name`, port.name, bad));
      else if (names.has(port.name)) errors.push(duplicate(`${at}.name`, port.name));
      names.add(port.name);
    }
    if (!port.containerPort) errors.push(required(`${at}.containerPort`));
    else errors.push(...invalidEach(`${at}.containerPort`, port.containerPort, isValidPortNum(port.containerPort)));
    if (port.hostPort !== undefined && port.hostPort !== 0) {
      errors.push(...invalidEach(`${at}.hostPort`, port.hostPort, isValidPortNum(port.hostPort)));
      if (hostNetwork && port.hostPort !== port.containerPort)
        errors.push(invalid(`${at}.hostPort`, port.hostPort, "must match `containerPort` when `hostNetwork` is true"));
    }
    if (port.hostIP) errors.push(...invalidEach(`${at}.hostIP`, port.hostIP, isValidIP(port.hostIP)));
    errors.push(...oneOf(`${at}.protocol`, port.protocol, PROTOCOLS));
  }
  return errors;
}

const FIELD_PATHS = [
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.nodeName",
  "spec.serviceAccountName",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
];

function validateVariable(variable: EnvVar, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!variable.name) errors.push(required(`${path}.name`));
  else errors.push(...invalidEach(`${path}.name`, variable.name, isEnvVarName(variable.name)));
  const source = variable.valueFrom;
  if (source === undefined) return errors;
  const at = `${path}.valueFrom`;
  const given = Object.keys(source).length;
  if (source.fieldRef !== undefined) {
    const field = source.fieldRef.fieldPath ?? "";
    const isKeyed = /^metadata\.(labels|annotations)\['.*'\]$/.test(field);
    if (field === "") errors.push(required(`${at}.fieldRef.fieldPath`));
    else if (!isKeyed && !FIELD_PATHS.includes(field)) {
      const known = field.startsWith("metadata.") || field.startsWith("spec.") || field.startsWith("status.");
      errors.push(
        known && /^(metadata|spec|status)\.\w+$/.test(field) && !/labels|annotations/.test(field)
          ? invalid(
              `${at}.fieldRef.fieldPath`,
              field,
              `error converting fieldPath: field label not supported: ${field}`,
            )
          : unsupported(`${at}.fieldRef.fieldPath`, field, FIELD_PATHS),
      );
    }
  }
  for (const [name, selector] of [
    ["configMapKeyRef", source.configMapKeyRef],
    ["secretKeyRef", source.secretKeyRef],
  ] as const) {
    if (selector === undefined) continue;
    if (!selector.name) errors.push(required(`${at}.${name}.name`));
    if (!selector.key) errors.push(required(`${at}.${name}.key`));
    else errors.push(...invalidEach(`${at}.${name}.key`, selector.key, isConfigMapKey(selector.key)));
  }
  if (source.resourceFieldRef !== undefined && !source.resourceFieldRef.resource)
    errors.push(required(`${at}.resourceFieldRef.resource`));
  if (given === 0)
    errors.push(
      invalid(
        at,
        "",
        "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef`, `fileKeyRef`",
      ),
    );
  else if (variable.value) errors.push(invalid(at, "", "may not be specified when `value` is not empty"));
  else if (given > 1) errors.push(invalid(at, "", "may not have more than one field specified at a time"));
  return errors;
}

function validateEnvFrom(container: Container, path: string): FieldError[] {
  return (container.envFrom ?? []).flatMap(({ prefix, configMapRef, secretRef }, i) => {
    const at = `${path}.envFrom[${i}]`;
    const errors: FieldError[] = prefix ? invalidEach(`${at}.prefix`, prefix, isEnvVarName(prefix)) : [];
    if (configMapRef !== undefined && !configMapRef.name) errors.push(required(`${at}.configMapRef.name`));
    if (secretRef !== undefined && !secretRef.name) errors.push(required(`${at}.secretRef.name`));
    if (configMapRef === undefined && secretRef === undefined)
      errors.push(invalid(at, "", "must specify one of: `configMapRef` or `secretRef`"));
    else if (configMapRef !== undefined && secretRef !== undefined)
      errors.push(invalid(at, "", "may not have more than one field specified at a time"));
    return errors;
  });
}

function validateMounts(container: Container, path: string, volumes: ReadonlySet<string>): FieldError[] {
  const errors: FieldError[] = [];
  const paths = new Set<string>();
  for (const [i, mount] of (container.volumeMounts ?? []).entries()) {
    const at = `${path}.volumeMounts[${i}]`;
    if (!mount.name) errors.push(required(`${at}.name`));
    if (!volumes.has(mount.name ?? "")) errors.push(fieldNotFound(`${at}.name`, mount.name ?? ""));
    if (!mount.mountPath) errors.push(required(`${at}.mountPath`));
    if (paths.has(mount.mountPath)) errors.push(invalid(`${at}.mountPath`, mount.mountPath, "must be unique"));
    paths.add(mount.mountPath);
    if (mount.subPath?.startsWith("/")) errors.push(invalid(`${at}.subPath`, mount.subPath, "must be a relative path"));
    if (mount.subPath?.split("/").includes(".."))
      errors.push(invalid(`${at}.subPath`, mount.subPath, "must not contain '..'"));
  }
  return errors;
}

export function validateProbe(probe: Probe | undefined, path: string, onceIsEnough: boolean): FieldError[] {
  if (probe === undefined) return [];
  const errors = validateHandler(probe, path);
  for (const field of [
    "initialDelaySeconds",
    "timeoutSeconds",
    "periodSeconds",
    "successThreshold",
    "failureThreshold",
  ] as const)
    errors.push(...nonNegative(`${path}.${field}`, probe[field]));
  const grace = probe.terminationGracePeriodSeconds;
  if (grace !== undefined && grace <= 0)
    errors.push(invalid(`${path}.terminationGracePeriodSeconds`, grace, "must be greater than 0"));
  if (onceIsEnough && probe.successThreshold !== undefined && probe.successThreshold !== 1)
    errors.push(invalid(`${path}.successThreshold`, probe.successThreshold, "must be 1"));
  return errors;
}

function validateHandler(probe: Probe, path: string): FieldError[] {
  const errors: FieldError[] = [];
  let handlers = 0;
  const isFurther = (name: string): boolean => {
    handlers++;
    if (handlers > 1) errors.push(forbiddenField(`${path}.${name}`, "may not specify more than 1 handler type"));
    return handlers > 1;
  };
  if (probe.exec !== undefined && !isFurther("exec") && (probe.exec.command ?? []).length === 0)
    errors.push(required(`${path}.exec.command`));
  if (probe.httpGet !== undefined && !isFurther("httpGet"))
    errors.push(...validateHttpGet(probe.httpGet, `${path}.httpGet`));
  if (probe.tcpSocket !== undefined && !isFurther("tcpSocket"))
    errors.push(...validatePortRef(probe.tcpSocket.port, `${path}.tcpSocket.port`));
  if (probe.grpc !== undefined && !isFurther("grpc"))
    errors.push(...invalidEach(`${path}.grpc.port`, probe.grpc.port ?? 0, isValidPortNum(probe.grpc.port ?? 0)));
  if (handlers === 0) errors.push(required(path, "must specify a handler type"));
  return errors;
}

function validateHttpGet(action: HTTPGetAction, path: string): FieldError[] {
  const errors: FieldError[] = action.path ? [] : [required(`${path}.path`)];
  errors.push(...validatePortRef(action.port, `${path}.port`));
  if (action.scheme !== "HTTP" && action.scheme !== "HTTPS")
    errors.push(unsupported(`${path}.scheme`, action.scheme, ["HTTP", "HTTPS"]));
  for (const { name } of action.httpHeaders ?? [])
    errors.push(...invalidEach(`${path}.httpHeaders`, name, isHTTPHeaderName(name)));
  return errors;
}

function validatePortRef(port: number | string | undefined, path: string): FieldError[] {
  const value = port ?? 0;
  return invalidEach(path, value, typeof value === "number" ? isValidPortNum(value) : isValidPortName(value));
}

const KNOWN_RESOURCES = new Set(["cpu", "memory", "ephemeral-storage"]);

function validateResourceName(name: string, path: string): FieldError[] {
  const errors = invalidEach(path, name, isQualifiedName(name));
  if (errors.length > 0) return errors;
  if (!name.includes("/") && !KNOWN_RESOURCES.has(name) && !name.startsWith("hugepages-"))
    return [
      invalid(path, name, "must be a standard resource type or fully qualified"),
      invalid(path, name, "must be a standard resource for containers"),
    ];
  return [];
}

export function validateResources(resources: ResourceRequirements | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { requests = {}, limits = {} } = resources ?? {};
  for (const [field, amounts] of [
    ["limits", limits],
    ["requests", requests],
  ] as const)
    for (const [name, amount] of Object.entries(amounts)) {
      errors.push(...validateResourceName(name, `${path}.${field}`));
      if (parseQuantity(amount).nano < 0n)
        errors.push(invalid(`${path}.${field}[${name}]`, amount, "must be greater than or equal to 0"));
    }
  for (const [name, amount] of Object.entries(requests)) {
    const limit = limits[name];
    if (limit !== undefined && parseQuantity(amount).nano > parseQuantity(limit).nano)
      errors.push(
        invalid(
          `${path}.requests`,
          amount,
          `must be less than or equal to ${name} limit of ${formatQuantity(parseQuantity(limit))}`,
        ),
      );
  }
  return errors;
}
