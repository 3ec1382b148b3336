/**
 * What a Service is when its manifest does not say.
 *
 * Models: pkg/apis/core/v1/defaults.go SetDefaults_Service, pkg/registry/core/service/strategy.go, storage.go
 */
import type { KubeObject, Mutable } from "../../api/objects.ts";
import type { Service, ServicePort } from "../../schema/types.ts";

const CLIENT_IP_TIMEOUT_SEC = 10_800;

export function serviceDefaults(draft: Mutable): void {
  draft.spec ??= {};
  const { spec } = draft;
  spec.sessionAffinity ??= "None";
  if (spec.sessionAffinity === "None") delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity === "ClientIP" && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined)
    spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: CLIENT_IP_TIMEOUT_SEC } };
  spec.type ??= "ClusterIP";
  for (const port of spec.ports ?? []) {
    port.protocol ??= "TCP";
    port.port ??= 0;
    if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === "") port.targetPort = port.port;
  }
  const isExternal = spec.type === "NodePort" || spec.type === "LoadBalancer";
  if (isExternal || (spec.type === "ClusterIP" && spec.externalIPs !== undefined))
    spec.externalTrafficPolicy ??= "Cluster";
  if (isExternal || spec.type === "ClusterIP") spec.internalTrafficPolicy ??= "Cluster";
  if (spec.type === "LoadBalancer") spec.allocateLoadBalancerNodePorts ??= true;
  draft.status = { loadBalancer: {}, ...draft.status };
}

export function prepareService(draft: Mutable, old?: KubeObject): void {
  if (old === undefined) draft.status = { loadBalancer: {} };
  normaliseClusterIPs(draft.spec, old === undefined ? undefined : (old as Service).spec);
  if (old !== undefined) takeOverAllocated(draft.spec, (old as Service).spec);
  if (old !== undefined) dropTypeDependent(draft.spec, (old as Service).spec);
}

/** A manifest rarely names the address and ports it was given; an update without them means "as it is". */
function takeOverAllocated(spec: Mutable, old: Service["spec"]): void {
  if (
    needsClusterIP(spec.type) &&
    needsClusterIP(old.type) &&
    spec.clusterIP === undefined &&
    spec.clusterIPs === undefined
  ) {
    spec.clusterIP = old.clusterIP;
    spec.clusterIPs = old.clusterIPs;
  }
  if (needsNodePorts(spec) && needsNodePorts(old)) {
    const known = new Map((old.ports ?? []).map((port) => [portKey(port), port.nodePort]));
    const taken = new Set((spec.ports ?? []).map((port: ServicePort) => port.nodePort));
    for (const port of spec.ports ?? []) {
      const before = known.get(portKey(port));
      if (port.nodePort === undefined && before !== undefined && !taken.has(before)) port.nodePort = before;
    }
  }
  if (
    needsHealthCheck(spec) &&
    needsHealthCheck(old) &&
    spec.healthCheckNodePort === undefined &&
    old.healthCheckNodePort
  )
    spec.healthCheckNodePort = old.healthCheckNodePort;
}

function portKey(port: ServicePort): string {
  return `${port.protocol ?? "TCP"}/${port.port}`;
}

function normaliseClusterIPs(spec: Mutable, old: Service["spec"] | undefined): void {
  if (old === undefined) {
    if (spec.clusterIP !== undefined && spec.clusterIPs === undefined) spec.clusterIPs = [spec.clusterIP];
    else if (spec.clusterIP === undefined && spec.clusterIPs !== undefined) spec.clusterIP = spec.clusterIPs[0];
    return;
  }
  const same = JSON.stringify(spec.clusterIPs) === JSON.stringify(old.clusterIPs);
  if (spec.clusterIP === undefined && old.clusterIP !== undefined && same) delete spec.clusterIPs;
  else if (spec.clusterIP !== old.clusterIP && same && spec.clusterIP !== undefined) spec.clusterIPs = [spec.clusterIP];
  else if (spec.clusterIPs === undefined && spec.clusterIP !== undefined) spec.clusterIPs = [spec.clusterIP];
  else if (spec.clusterIP === undefined && spec.clusterIPs !== undefined) spec.clusterIP = spec.clusterIPs[0];
}

/** Fields that a change of type makes meaningless go, when the client left them as they were. */
function dropTypeDependent(spec: Mutable, old: Service["spec"]): void {
  if (needsNodePorts(old) && !needsNodePorts(spec))
    for (const port of spec.ports ?? [])
      if (old.ports?.some((one) => portKey(one) === portKey(port) && one.nodePort === port.nodePort))
        delete port.nodePort;
  if (needsClusterIP(old.type) && !needsClusterIP(spec.type) && spec.clusterIP === old.clusterIP) {
    delete spec.clusterIP;
    delete spec.clusterIPs;
    delete spec.ipFamilies;
    delete spec.ipFamilyPolicy;
    delete spec.internalTrafficPolicy;
  }
  const unchanged = (field: keyof Service["spec"]): boolean =>
    JSON.stringify(spec[field]) === JSON.stringify(old[field]);
  if (needsHealthCheck(old) && !needsHealthCheck(spec) && unchanged("healthCheckNodePort"))
    delete spec.healthCheckNodePort;
  if (old.type === "LoadBalancer" && spec.type !== "LoadBalancer") {
    if (unchanged("allocateLoadBalancerNodePorts")) delete spec.allocateLoadBalancerNodePorts;
    if (unchanged("loadBalancerClass")) delete spec.loadBalancerClass;
  }
  const wasExternal = needsNodePorts(old) || old.type === "LoadBalancer";
  const isExternal = needsNodePorts(spec) || spec.type === "LoadBalancer" || spec.externalIPs !== undefined;
  if (wasExternal && !isExternal && unchanged("externalTrafficPolicy")) delete spec.externalTrafficPolicy;
}

export function needsClusterIP(type: string | undefined): boolean {
  return type === "ClusterIP" || type === "NodePort" || type === "LoadBalancer";
}

export function needsNodePorts(spec: { type?: string; allocateLoadBalancerNodePorts?: boolean }): boolean {
  return spec.type === "NodePort" || (spec.type === "LoadBalancer" && spec.allocateLoadBalancerNodePorts !== false);
}

export function needsHealthCheck(spec: { type?: string; externalTrafficPolicy?: string }): boolean {
  return spec.type === "LoadBalancer" && spec.externalTrafficPolicy === "Local";
}
