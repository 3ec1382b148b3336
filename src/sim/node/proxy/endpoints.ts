/**
 * Endpoints as a proxy sees them, and which of them a Service port uses from this node.
 *
 * Models: pkg/proxy/endpointslicecache.go, pkg/proxy/topology.go CategorizeEndpoints
 */
import { formatIp, type Ip, type IpFamily } from "../../core/ip.ts";
import type { EndpointSlice } from "../../kube/schema/types.ts";
import { type ServicePort, sloppyIp, usesClusterEndpoints, usesLocalEndpoints } from "./service-ports.ts";

export interface ProxyEndpoint {
  readonly ip: Ip;
  readonly port: number;
  /** `10.1.0.5:8000`, `[fd00::5]:8000` */
  readonly text: string;
  /** Empty where the slice does not say. */
  readonly nodeName: string;
  readonly isReady: boolean;
  readonly isServing: boolean;
  readonly isTerminating: boolean;
  readonly zoneHints: readonly string[];
  readonly nodeHints: readonly string[];
}

/** This node, as far as the choice of endpoints depends on it. */
export interface ProxyNode {
  readonly name: string;
  readonly zone: string;
}

export interface EndpointChoice {
  /** Whose choice it is. */
  readonly node: ProxyNode;
  readonly cluster: readonly ProxyEndpoint[];
  readonly local: readonly ProxyEndpoint[];
  readonly reachable: readonly ProxyEndpoint[];
  /** Somewhere in the cluster there is one, though perhaps not for this node. */
  readonly hasAny: boolean;
}

export function serviceNameOf(slice: EndpointSlice): string | undefined {
  return slice.metadata.labels?.["kubernetes.io/service-name"];
}

/** The endpoints of one slice by port name and protocol: `http/TCP`. */
export function endpointsOf(slice: EndpointSlice, family: IpFamily): Map<string, ProxyEndpoint[]> {
  const byPort = new Map<string, ProxyEndpoint[]>();
  if (slice.addressType !== (family === 4 ? "IPv4" : "IPv6")) return byPort;
  for (const port of slice.ports ?? []) {
    if (port.port === undefined) continue;
    const key = portKey(port.name ?? "", port.protocol ?? "TCP");
    for (const endpoint of slice.endpoints ?? []) {
      const ip = sloppyIp(endpoint.addresses[0] ?? "");
      if (ip === null) continue;
      const made: ProxyEndpoint = {
        ip,
        port: port.port,
        text: family === 4 ? `${formatIp(ip)}:${port.port}` : `[${formatIp(ip)}]:${port.port}`,
        nodeName: endpoint.nodeName ?? "",
        isReady: endpoint.conditions?.ready !== false,
        isServing: endpoint.conditions?.serving !== false,
        isTerminating: endpoint.conditions?.terminating === true,
        zoneHints: (endpoint.hints?.forZones ?? []).map(({ name }) => name),
        nodeHints: (endpoint.hints?.forNodes ?? []).map(({ name }) => name),
      };
      const had = byPort.get(key);
      if (had === undefined) byPort.set(key, [made]);
      else had.push(made);
    }
  }
  return byPort;
}

export function portKey(name: string, protocol: string): string {
  return `${name}/${protocol}`;
}

/** One list of several slices' endpoints, each address once, ordered by its text. */
export function mergeEndpoints(lists: readonly (readonly ProxyEndpoint[])[]): readonly ProxyEndpoint[] {
  const merged = new Map<string, ProxyEndpoint>();
  for (const list of lists) for (const endpoint of list) merged.set(endpoint.text, endpoint);
  return [...merged.values()].sort((a, b) => (a.text < b.text ? -1 : 1));
}

export function chooseEndpoints(all: readonly ProxyEndpoint[], port: ServicePort, node: ProxyNode): EndpointChoice {
  if (all.length === 0) return { node, cluster: [], local: [], reachable: [], hasAny: false };
  const usesCluster = usesClusterEndpoints(port);
  const topology = usesCluster ? topologyOf(all, node) : () => true;
  let cluster: readonly ProxyEndpoint[] = [];
  if (usesCluster) {
    cluster = all.filter((endpoint) => endpoint.isReady && topology(endpoint));
    if (cluster.length === 0) cluster = all.filter(isDraining);
  }
  if (!usesLocalEndpoints(port)) return { node, cluster, local: [], reachable: cluster, hasAny: cluster.length > 0 };
  const hasAny = cluster.length > 0 || all.some((endpoint) => endpoint.isReady || isDraining(endpoint));
  const ready = all.filter((endpoint) => isOn(endpoint, node) && endpoint.isReady);
  const local = ready.length > 0 ? ready : all.filter((endpoint) => isOn(endpoint, node) && isDraining(endpoint));
  const reachable = usesCluster ? mergeEndpoints([cluster, local]) : local;
  return { node, cluster, local, reachable, hasAny };
}

export function isOn({ nodeName }: ProxyEndpoint, { name }: Pick<ProxyNode, "name">): boolean {
  return nodeName !== "" && nodeName === name;
}

/** Every node chooses alike: neither where an endpoint is nor for whom it is meant plays a part. */
export function isChosenAlike(all: readonly ProxyEndpoint[], port: ServicePort): boolean {
  if (usesLocalEndpoints(port)) return false;
  return all.every(({ zoneHints, nodeHints }) => zoneHints.length === 0 && nodeHints.length === 0);
}

/** Going away, but still answering: used when there is nobody better. */
function isDraining(endpoint: ProxyEndpoint): boolean {
  return endpoint.isServing && endpoint.isTerminating;
}

/** Hints count only when every ready endpoint has them and one of them means this node (or its zone). */
function topologyOf(all: readonly ProxyEndpoint[], node: ProxyNode): (endpoint: ProxyEndpoint) => boolean {
  const ready = all.filter(({ isReady }) => isReady);
  const isUsable = (hintsOf: (endpoint: ProxyEndpoint) => readonly string[], wanted: string): boolean =>
    ready.length > 0 &&
    ready.every((endpoint) => hintsOf(endpoint).length > 0) &&
    ready.some((endpoint) => hintsOf(endpoint).includes(wanted));
  if (isUsable(({ nodeHints }) => nodeHints, node.name)) return ({ nodeHints }) => nodeHints.includes(node.name);
  if (isUsable(({ zoneHints }) => zoneHints, node.zone)) return ({ zoneHints }) => zoneHints.includes(node.zone);
  return () => true;
}
