/**
 * What Pods and Pod templates are when the manifest does not say.
 *
 * Models: pkg/apis/core/v1/defaults.go SetDefaults_PodSpec, SetDefaults_Container, SetDefaults_Pod, SetDefaults_Probe
 */
import type { Mutable } from "../../api/objects.ts";

const FILE_MODE = 420;

export function podDefaults(draft: Mutable): void {
  draft.spec ??= {};
  podSpecDefaults(draft.spec);
  draft.spec.enableServiceLinks ??= true;
  for (const container of [...(draft.spec.containers ?? []), ...(draft.spec.initContainers ?? [])])
    limitsAsRequests(container);
}

/** Who limits a resource and requests nothing requests as much as the limit. */
function limitsAsRequests(container: Mutable): void {
  const { limits } = container.resources;
  if (limits === undefined) return;
  container.resources.requests ??= {};
  for (const [name, amount] of Object.entries(limits)) container.resources.requests[name] ??= amount;
}

export function templateDefaults(template: Mutable): void {
  template.spec ??= {};
  podSpecDefaults(template.spec);
}

function podSpecDefaults(spec: Mutable): void {
  spec.restartPolicy ??= "Always";
  spec.dnsPolicy ??= "ClusterFirst";
  spec.schedulerName ??= "default-scheduler";
  spec.securityContext ??= {};
  spec.terminationGracePeriodSeconds ??= 30;
  if (spec.serviceAccountName === undefined && spec.serviceAccount !== undefined)
    spec.serviceAccountName = spec.serviceAccount;
  else if (spec.serviceAccountName !== undefined) spec.serviceAccount ??= spec.serviceAccountName;
  for (const container of [
    ...(spec.containers ?? []),
    ...(spec.initContainers ?? []),
    ...(spec.ephemeralContainers ?? []),
  ])
    containerDefaults(container, spec.hostNetwork === true);
  for (const volume of spec.volumes ?? []) volumeDefaults(volume);
  for (const constraint of spec.topologySpreadConstraints ?? []) {
    constraint.nodeAffinityPolicy ??= "Honor";
    constraint.nodeTaintsPolicy ??= "Ignore";
  }
}

function containerDefaults(container: Mutable, hostNetwork: boolean): void {
  container.imagePullPolicy ??= isLatest(container.image ?? "") ? "Always" : "IfNotPresent";
  container.terminationMessagePath ??= "/dev/termination-log";
  container.terminationMessagePolicy ??= "File";
  container.resources ??= {};
  for (const port of container.ports ?? []) {
    port.protocol ??= "TCP";
    if (hostNetwork && port.hostPort === undefined) port.hostPort = port.containerPort;
  }
  for (const variable of container.env ?? [])
    if (variable.valueFrom?.fieldRef !== undefined) variable.valueFrom.fieldRef.apiVersion ??= "v1";
  for (const name of ["livenessProbe", "readinessProbe", "startupProbe"])
    if (container[name] !== undefined) probeDefaults(container[name]);
  for (const hook of [container.lifecycle?.postStart, container.lifecycle?.preStop])
    if (hook?.httpGet !== undefined) httpDefaults(hook.httpGet);
}

/** No tag and no digest means :latest. */
export function isLatest(image: string): boolean {
  if (image.includes("@")) return false;
  const last = image.slice(image.lastIndexOf("/") + 1);
  const colon = last.indexOf(":");
  return colon < 0 || last.slice(colon + 1) === "latest";
}

function probeDefaults(probe: Mutable): void {
  probe.timeoutSeconds ??= 1;
  probe.periodSeconds ??= 10;
  probe.successThreshold ??= 1;
  probe.failureThreshold ??= 3;
  if (probe.httpGet !== undefined) httpDefaults(probe.httpGet);
  if (probe.grpc !== undefined) probe.grpc.service ??= "";
}

function httpDefaults(action: Mutable): void {
  action.path ??= "/";
  action.scheme ??= "HTTP";
}

function volumeDefaults(volume: Mutable): void {
  if (Object.keys(volume).length === 1) volume.emptyDir = {};
  for (const source of [volume.secret, volume.configMap, volume.projected, volume.downwardAPI])
    if (source !== undefined) source.defaultMode ??= FILE_MODE;
  if (volume.hostPath !== undefined) volume.hostPath.type ??= "";
  for (const projection of volume.projected?.sources ?? []) {
    if (projection.serviceAccountToken !== undefined) projection.serviceAccountToken.expirationSeconds ??= 3600;
    for (const item of projection.downwardAPI?.items ?? [])
      if (item.fieldRef !== undefined) item.fieldRef.apiVersion ??= "v1";
  }
  for (const item of volume.downwardAPI?.items ?? [])
    if (item.fieldRef !== undefined) item.fieldRef.apiVersion ??= "v1";
}
