/** Containers as descriptions of Pods and templates show them. Models: k8s.io/kubectl/pkg/describe/describe.go describeContainers */

import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { canonicalQuantity } from "../../../../sim/kube/api/quantity.ts";
import { goQuote } from "../errors.ts";
import { goText } from "../output/go-syntax.ts";
import { type Description, longTime, orNone, printBool } from "./description.ts";
import { fieldValue, resourceValue } from "./env-values.ts";

export interface ContainerContext {
  readonly statuses: readonly Mutable[];
  /** Of a Pod its own fields are known; of a template they are not. */
  readonly pod: Mutable | null;
  /** Templates stand two spaces further in. */
  readonly space: string;
}

export function describeContainers(
  description: Description,
  label: string,
  { containers, context }: { readonly containers: readonly Mutable[]; readonly context: ContainerContext },
): void {
  description.write(0, `${context.space}${label}:${containers.length === 0 ? " <none>" : ""}\n`);
  for (const container of containers) {
    const status = context.statuses.find(({ name }) => name === container.name);
    describeBasics(description, container, { status, space: context.space });
    describeWords(description, "Command", container.command);
    describeWords(description, "Args", container.args);
    if (status !== undefined) describeState(description, status);
    describeResources(description, container.resources ?? {});
    describeProbes(description, container);
    describeEnvFrom(description, container.envFrom ?? []);
    describeEnv(description, container, context.pod);
    describeMounts(description, container);
  }
}

function describeBasics(
  description: Description,
  container: Mutable,
  { status, space }: { readonly status: Mutable | undefined; readonly space: string },
): void {
  description.write(1, `${space === "" ? "" : " "}${container.name}:\n`);
  if (status !== undefined) description.write(2, `Container ID:\t${status.containerID ?? ""}\n`);
  description.write(2, `Image:\t${container.image ?? ""}\n`);
  if (status !== undefined) description.write(2, `Image ID:\t${status.imageID ?? ""}\n`);
  describePorts(description, container.ports ?? []);
  const profile = container.securityContext?.seccompProfile;
  if (profile !== undefined) description.write(2, `SeccompProfile:\t${profile.type}\n`);
}

function describePorts(description: Description, ports: readonly Mutable[]): void {
  for (const [title, field] of [
    ["Port", "containerPort"],
    ["Host Port", "hostPort"],
  ] as const) {
    const text = ports
      .map((port) => `${port[field] ?? 0}/${port.protocol ?? ""}${port.name ? ` (${port.name})` : ""}`)
      .join(", ");
    description.write(2, text.includes(",") ? `${title}s:\t${text}\n` : `${title}:\t${orNone(text)}\n`);
  }
}

function describeWords(description: Description, title: string, words: readonly string[] | undefined): void {
  if (words === undefined || words.length === 0) return;
  description.write(2, `${title}:\n`);
  for (const word of words) for (const line of word.split("\n")) description.write(3, `${line}\n`);
}

function describeState(description: Description, status: Mutable): void {
  describeStatus(description, "State", status.state ?? {});
  if (status.lastState?.terminated !== undefined) describeStatus(description, "Last State", status.lastState);
  description.write(2, `Ready:\t${printBool(status.ready)}\n`);
  description.write(2, `Restart Count:\t${status.restartCount ?? 0}\n`);
}

function describeStatus(description: Description, title: string, state: Mutable): void {
  if (state.running !== undefined) {
    description.write(2, `${title}:\tRunning\n`);
    description.write(3, `Started:\t${longTime(state.running.startedAt)}\n`);
  } else if (state.terminated !== undefined) {
    const { reason, message, exitCode, signal, startedAt, finishedAt } = state.terminated;
    description.write(2, `${title}:\tTerminated\n`);
    if (reason) description.write(3, `Reason:\t${reason}\n`);
    if (message) description.write(3, `Message:\t${message}\n`);
    description.write(3, `Exit Code:\t${exitCode ?? 0}\n`);
    if ((signal ?? 0) > 0) description.write(3, `Signal:\t${signal}\n`);
    description.write(3, `Started:\t${longTime(startedAt)}\n`);
    description.write(3, `Finished:\t${longTime(finishedAt)}\n`);
  } else {
    description.write(2, `${title}:\tWaiting\n`);
    if (state.waiting?.reason) description.write(3, `Reason:\t${state.waiting.reason}\n`);
  }
}

export function describeResources(description: Description, resources: Mutable, level = 2): void {
  for (const [title, field] of [
    ["Limits", "limits"],
    ["Requests", "requests"],
  ] as const) {
    const amounts = resources[field] ?? {};
    const names = Object.keys(amounts).sort();
    if (names.length > 0) description.write(level, `${title}:\n`);
    for (const name of names) description.write(level + 1, `${name}:\t${canonicalQuantity(String(amounts[name]))}\n`);
  }
}

function describeProbes(description: Description, container: Mutable): void {
  for (const [title, field] of [
    ["Liveness", "livenessProbe"],
    ["Readiness", "readinessProbe"],
    ["Startup", "startupProbe"],
  ] as const)
    if (container[field] !== undefined) description.write(2, `${title}:\t${probeText(container[field])}\n`);
}

function probeText(probe: Mutable): string {
  const attributes = `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 0}s period=${probe.periodSeconds ?? 0}s #success=${probe.successThreshold ?? 0} #failure=${probe.failureThreshold ?? 0}`;
  if (probe.exec !== undefined) return `exec ${goText(probe.exec.command ?? [])} ${attributes}`;
  if (probe.httpGet !== undefined) {
    const { scheme = "", host = "", port = "", path = "" } = probe.httpGet;
    const authority = `${host.includes(":") ? `[${host}]` : host}:${port}`;
    return `http-get ${scheme.toLowerCase()}://${authority}${path === "" || path.startsWith("/") ? path : `/${path}`} ${attributes}`;
  }
  if (probe.tcpSocket !== undefined)
    return `tcp-socket ${probe.tcpSocket.host ?? ""}:${probe.tcpSocket.port} ${attributes}`;
  if (probe.grpc !== undefined) return `grpc <pod>:${probe.grpc.port} ${probe.grpc.service ?? ""} ${attributes}`;
  return `unknown ${attributes}`;
}

function describeEnvFrom(description: Description, sources: readonly Mutable[]): void {
  if (sources.length === 0) return;
  description.write(2, "Environment Variables from:\n");
  for (const { configMapRef, secretRef, prefix = "" } of sources) {
    const ref = configMapRef ?? secretRef ?? {};
    const kind = configMapRef !== undefined ? "ConfigMap" : secretRef !== undefined ? "Secret" : "";
    const from = prefix === "" ? kind : `${kind} with prefix '${prefix}'`;
    description.write(3, `${ref.name ?? ""}\t${from}\tOptional: ${ref.optional === true}\n`);
  }
}

function describeEnv(description: Description, container: Mutable, pod: Mutable | null): void {
  const variables = container.env ?? [];
  description.write(2, `Environment:${variables.length === 0 ? "\t<none>" : ""}\n`);
  for (const { name, value = "", valueFrom } of variables) {
    if (valueFrom === undefined) {
      value.split("\n").forEach((line: string, i: number) => {
        description.write(3, i === 0 ? `${name}:\t${line}\n` : `\t${line}\n`);
      });
    } else if (valueFrom.fieldRef !== undefined) {
      const { apiVersion = "v1", fieldPath } = valueFrom.fieldRef;
      const known = pod === null ? "" : fieldValue(pod, fieldPath);
      description.write(3, `${name}:\t${known} (${apiVersion}:${fieldPath})\n`);
    } else if (valueFrom.resourceFieldRef !== undefined) {
      const { resource } = valueFrom.resourceFieldRef;
      description.write(3, `${name}:\t${resourceValue(valueFrom.resourceFieldRef, container)} (${resource})\n`);
    } else describeKeyRef(description, name, valueFrom);
  }
}

function describeKeyRef(description: Description, name: string, { secretKeyRef, configMapKeyRef }: Mutable): void {
  const ref = secretKeyRef ?? configMapKeyRef;
  if (ref === undefined) return;
  const where = secretKeyRef === undefined ? "of config map" : "in secret";
  description.write(
    3,
    `${name}:\t<set to the key '${ref.key}' ${where} '${ref.name}'>\tOptional: ${ref.optional === true}\n`,
  );
}

function describeMounts(description: Description, container: Mutable): void {
  const mounts = [...(container.volumeMounts ?? [])].sort((a: Mutable, b: Mutable) =>
    a.mountPath < b.mountPath ? -1 : 1,
  );
  description.write(2, `Mounts:${mounts.length === 0 ? "\t<none>" : ""}\n`);
  for (const { mountPath, name, readOnly, subPath = "" } of mounts) {
    const traits = [readOnly === true ? "ro" : "rw", ...(subPath === "" ? [] : [`path=${goQuote(subPath)}`])];
    description.write(3, `${mountPath} from ${name} (${traits.join(",")})\n`);
  }
  const devices = container.volumeDevices ?? [];
  if (devices.length === 0) return;
  description.write(2, "Devices:\n");
  for (const { devicePath, name } of devices) description.write(3, `${devicePath} from ${name}\n`);
}
