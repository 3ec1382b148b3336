/**
 * Services as a proxy sees them: one entry for each port of each Service that has an address in the family.
 *
 * Models: pkg/proxy/serviceport.go, pkg/proxy/servicechangetracker.go
 */
import { type Cidr, familyOf, formatIp, type Ip, type IpFamily, parseCidr, parseIp } from "../../core/ip.ts";
import type { Service, ServicePort as ServicePortSpec } from "../../kube/schema/types.ts";

export type ProxyProtocol = "TCP" | "UDP" | "SCTP";

export interface ServicePort {
  /** `namespace/name:port`, or `namespace/name` for a port without a name. */
  readonly name: string;
  readonly namespace: string;
  readonly service: string;
  readonly portName: string;
  readonly protocol: ProxyProtocol;
  readonly clusterIP: Ip;
  readonly port: number;
  readonly nodePort: number;
  readonly externalIPs: readonly Ip[];
  readonly loadBalancerIPs: readonly Ip[];
  readonly sourceRanges: readonly Cidr[];
  readonly affinityTimeoutSec: number;
  readonly healthCheckNodePort: number;
  readonly isExternalLocal: boolean;
  readonly isInternalLocal: boolean;
}

const SERVICE_PROXY_NAME = "service.kubernetes.io/service-proxy-name";
const DEFAULT_AFFINITY_SEC = 10_800;

export function servicePortsOf(service: Service, family: IpFamily): readonly ServicePort[] {
  const { spec, metadata } = service;
  if (spec?.ports === undefined || spec.type === "ExternalName") return [];
  if (metadata.labels?.[SERVICE_PROXY_NAME] !== undefined) return [];
  const clusterIP = clusterIPOf(service, family);
  if (clusterIP === null) return [];
  return spec.ports.map((port) => servicePort(service, port, clusterIP));
}

export function isExternallyAccessible(port: ServicePort): boolean {
  return port.nodePort !== 0 || port.loadBalancerIPs.length > 0 || port.externalIPs.length > 0;
}

/** Even with the policy Local, Pods and the node itself reach an external address as they reach the cluster IP. */
export function usesClusterEndpoints(port: ServicePort): boolean {
  return !port.isInternalLocal || isExternallyAccessible(port);
}

export function usesLocalEndpoints(port: ServicePort): boolean {
  return port.isInternalLocal || (port.isExternalLocal && isExternallyAccessible(port));
}

function servicePort(service: Service, port: ServicePortSpec, clusterIP: Ip): ServicePort {
  const { spec, metadata, status } = service;
  const namespace = metadata.namespace ?? "default";
  const family = familyOf(clusterIP);
  const portName = port.name ?? "";
  const isNodePort = spec?.type === "NodePort" || spec?.type === "LoadBalancer";
  const vips = (status?.loadBalancer?.ingress ?? []).filter(({ ipMode }) => ipMode === undefined || ipMode === "VIP");
  return {
    name: portName === "" ? `${namespace}/${metadata.name}` : `${namespace}/${metadata.name}:${portName}`,
    namespace,
    service: metadata.name,
    portName,
    protocol: (port.protocol ?? "TCP") as ProxyProtocol,
    clusterIP,
    port: port.port,
    nodePort: port.nodePort ?? 0,
    externalIPs: addresses(spec?.externalIPs ?? [], family),
    loadBalancerIPs: addresses(
      vips.map(({ ip }) => ip ?? ""),
      family,
    ),
    sourceRanges: ranges(spec?.loadBalancerSourceRanges ?? [], family),
    affinityTimeoutSec: affinityOf(service),
    healthCheckNodePort: spec?.externalTrafficPolicy === "Local" ? (spec.healthCheckNodePort ?? 0) : 0,
    isExternalLocal: (isNodePort || (spec?.externalIPs ?? []).length > 0) && spec?.externalTrafficPolicy === "Local",
    isInternalLocal: spec?.internalTrafficPolicy === "Local",
  };
}

function clusterIPOf(service: Service, family: IpFamily): Ip | null {
  const { clusterIP, clusterIPs } = service.spec ?? {};
  for (const text of clusterIPs ?? (clusterIP === undefined ? [] : [clusterIP])) {
    const ip = sloppyIp(text);
    if (ip !== null && familyOf(ip) === family) return ip;
  }
  return null;
}

function affinityOf({ spec }: Service): number {
  if (spec?.sessionAffinity !== "ClientIP") return 0;
  return spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? DEFAULT_AFFINITY_SEC;
}

/** What cannot be read is left out, as upstream leaves it out with a warning in its log. */
function addresses(texts: readonly string[], family: IpFamily): Ip[] {
  return texts.map(sloppyIp).filter((ip): ip is Ip => ip !== null && familyOf(ip) === family);
}

function ranges(texts: readonly string[], family: IpFamily): Cidr[] {
  return texts.map(sloppyCidr).filter((cidr): cidr is Cidr => cidr !== null && familyOf(cidr.base) === family);
}

function sloppyCidr(text: string): Cidr | null {
  const [address = "", bits = ""] = text.trim().split("/");
  const ip = sloppyIp(address);
  if (ip === null || !/^\d+$/.test(bits)) return null;
  const isMapped = typeof ip === "number" && address.includes(":");
  return parseCidr(`${formatIp(ip)}/${Number(bits) - (isMapped ? 96 : 0)}`);
}

/** Kubernetes goes on reading addresses with leading zeros, and IPv4 ones written as IPv6. */
export function sloppyIp(text: string): Ip | null {
  const ip = parseIp(withoutLeadingZeros(text));
  if (typeof ip === "bigint" && ip >> 32n === 0xffffn) return Number(ip & 0xffff_ffffn);
  return ip;
}

function withoutLeadingZeros(text: string): string {
  return text.includes(":") ? text : text.replace(/(^|\.)0+(?=\d)/g, "$1");
}
