/**
 * Where a connection really ends: a Pod, an address, or, behind a Service, the endpoints that this node's proxy would
 * choose from.
 *
 * Models: pkg/proxy/topology.go CategorizeEndpoints, and what each proxy mode does with a new connection
 */
import { formatIp, type Ip, parseIp } from "../../core/ip.ts";
import type { EndpointSlice, Pod, Service } from "../../kube/schema/types.ts";
import { chooseEndpoints, serviceNameOf } from "../proxy/endpoints.ts";
import type { ServiceEntry } from "../proxy/service-table.ts";
import type { World } from "../world.ts";
import type { NodePort } from "./legs.ts";
import { type PolicyProtocol, podIPsOf } from "./policy-pod.ts";

export type ReachTarget = { readonly pod: Pod } | { readonly ip: Ip } | { readonly service: Service };

export interface ReachDestination {
  readonly to: ReachTarget;
  readonly protocol: PolicyProtocol;
  readonly port: number | string;
  /** Whose proxy chooses. */
  readonly node: string;
}

export interface Backend {
  readonly ip: Ip;
  readonly port: number;
}

/** Without backends the kind says why: a Service port without any, no port of that name or number, no address yet. */
export interface Resolved {
  readonly kind: "straight" | "service" | "no-endpoints" | "no-local-endpoints" | "no-such-port" | "no-address";
  readonly backends: readonly Backend[];
  readonly through: NodePort | null;
}

type EntryIndex = ReadonlyMap<string, ServiceEntry>;

export class TargetResolver {
  readonly #world: World;
  readonly #indexes = new WeakMap<readonly ServiceEntry[], EntryIndex>();

  constructor(world: World) {
    this.#world = world;
  }

  resolve(destination: ReachDestination): Resolved {
    const { to } = destination;
    if ("pod" in to) return podBackend(to.pod, destination);
    if ("ip" in to) return this.#address(to.ip, destination);
    return this.#service(to.service, destination);
  }

  #address(ip: Ip, destination: ReachDestination): Resolved {
    const { port, protocol, node } = destination;
    if (typeof port !== "number") return nothing("no-such-port");
    const known = this.#index(node).get(`${formatIp(ip)}:${port}/${protocol}`);
    if (known !== undefined) return this.#chosen(known, node, null);
    const target = [...this.#world.nodes.values()].find((one) => one.ip === formatIp(ip));
    const byNodePort = target === undefined ? undefined : this.#index(target.name).get(`node:${port}/${protocol}`);
    if (target === undefined || byNodePort === undefined) return straight({ ip, port });
    // The node's own Pods and programs are led to all endpoints whatever the policy for traffic from outside.
    const isLocalOnly = byNodePort.port.isExternalLocal && node !== target.name;
    const keepsSource = byNodePort.port.isExternalLocal;
    const through = { node: target.name, ip, port, isLocalOnly, keepsSource };
    return this.#chosen(byNodePort, target.name, through);
  }

  #service(service: Service, destination: ReachDestination): Resolved {
    const { namespace = "default", name } = service.metadata;
    if (service.spec?.clusterIP === "None") return this.#headless(service, destination);
    const entry = this.#index(destination.node).get(`${namespace}/${name}:${destination.port}/${destination.protocol}`);
    return entry === undefined ? nothing("no-such-port") : this.#chosen(entry, destination.node, null);
  }

  /** The name is the endpoints' own addresses, so the port is theirs too. */
  #headless({ metadata }: Service, { port, protocol }: ReachDestination): Resolved {
    const client = this.#world.api.client("network-policies");
    const slices = client
      .list<EndpointSlice>("endpointslices", { namespace: metadata.namespace })
      .filter((slice) => serviceNameOf(slice) === metadata.name);
    const backends = slices.flatMap(({ endpoints = [], ports = [] }) => {
      const own = ports.find((one) => one.name === port && (one.protocol ?? "TCP") === protocol)?.port;
      const number = typeof port === "number" ? port : own;
      if (number === undefined) return [];
      const ready = endpoints.filter(({ conditions }) => conditions?.ready !== false);
      const ips = ready.map(({ addresses }) => parseIp(addresses[0] ?? "")).filter((ip) => ip !== null);
      return ips.map((ip) => ({ ip, port: number }));
    });
    return backends.length === 0 ? nothing("no-address") : { kind: "service", backends, through: null };
  }

  #chosen({ endpoints, port }: ServiceEntry, node: string, through: NodePort | null): Resolved {
    const { cluster, local, hasAny } = chooseEndpoints(endpoints, port, { name: node, zone: "" });
    const isLocal = through === null ? port.isInternalLocal : through.isLocalOnly;
    const backends = isLocal ? local : cluster;
    if (backends.length === 0) return nothing(hasAny ? "no-local-endpoints" : "no-endpoints");
    return { kind: "service", backends, through };
  }

  /** By `namespace/name:port/TCP` with number and with name, by each address, and by node port. */
  #index(node: string): EntryIndex {
    const proxy = (this.#world.nodes.get(node) ?? this.#world.nodes.values().next().value)?.proxy;
    const entries = proxy?.services.entries() ?? NO_ENTRIES;
    let index = this.#indexes.get(entries);
    if (index === undefined) {
      index = new Map(entries.flatMap((entry) => keysOf(entry).map((key) => [key, entry] as const)));
      this.#indexes.set(entries, index);
    }
    return index;
  }
}

const NO_ENTRIES: readonly ServiceEntry[] = [];

function keysOf({ port }: ServiceEntry): string[] {
  const { namespace, service, portName, protocol, clusterIP, externalIPs, loadBalancerIPs, nodePort } = port;
  const addresses = [clusterIP, ...externalIPs, ...loadBalancerIPs].map(formatIp);
  const keys = [`${namespace}/${service}:${port.port}`, ...addresses.map((address) => `${address}:${port.port}`)];
  if (portName !== "") keys.push(`${namespace}/${service}:${portName}`);
  if (nodePort !== 0) keys.push(`node:${nodePort}`);
  return keys.map((key) => `${key}/${protocol}`);
}

function nothing(kind: "no-endpoints" | "no-local-endpoints" | "no-such-port" | "no-address"): Resolved {
  return { kind, backends: [], through: null };
}

function straight(backend: Backend): Resolved {
  return { kind: "straight", backends: [backend], through: null };
}

function podBackend(pod: Pod, { port, protocol }: ReachDestination): Resolved {
  const ip = parseIp(podIPsOf(pod)[0] ?? "");
  if (ip === null) return nothing("no-address");
  const number = typeof port === "number" ? port : namedPort(pod, port, protocol);
  return number === undefined ? nothing("no-such-port") : straight({ ip, port: number });
}

function namedPort({ spec }: Pod, name: string, protocol: PolicyProtocol): number | undefined {
  const ports = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].flatMap((one) => one.ports ?? []);
  return ports.find((one) => one.name === name && (one.protocol ?? "TCP") === protocol)?.containerPort;
}
