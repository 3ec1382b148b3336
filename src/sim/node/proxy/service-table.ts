/**
 * Everything a proxy knows: Services and the endpoints behind each of their ports. An entry is the same object as
 * long as nothing about it changes, so that a mode rewrites only what is new.
 *
 * Models: pkg/proxy/servicechangetracker.go, pkg/proxy/endpointschangetracker.go
 */
import type { IpFamily } from "../../core/ip.ts";
import type { EndpointSlice, Service } from "../../kube/schema/types.ts";
import { endpointsOf, mergeEndpoints, type ProxyEndpoint, portKey, serviceNameOf } from "./endpoints.ts";
import { type ServicePort, servicePortsOf } from "./service-ports.ts";

export interface ServiceEntry {
  /** `namespace/name:port/TCP` */
  readonly key: string;
  readonly port: ServicePort;
  readonly endpoints: readonly ProxyEndpoint[];
}

type SliceEndpoints = ReadonlyMap<string, readonly ProxyEndpoint[]>;

interface Known {
  service: Service | null;
  ports: readonly ServicePort[];
  /** By name; read when the next sync asks, as a busy Service changes them many times in between. */
  readonly slices: Map<string, { readonly slice: EndpointSlice; endpoints: SliceEndpoints | null }>;
  entries: readonly ServiceEntry[] | null;
  /** The entries before the change. */
  last: readonly ServiceEntry[];
}

export class ServiceTable {
  readonly #family: IpFamily;
  readonly #services = new Map<string, Known>();
  /** In order of their names. */
  #order: readonly Known[] | null = null;
  #entries: readonly ServiceEntry[] | null = null;

  constructor(family: IpFamily) {
    this.#family = family;
  }

  /** False when nothing that a proxy cares about has changed. */
  setService(service: Service): boolean {
    const known = this.#known(keyOf(service));
    if (isKnown(known.service, service)) return false;
    known.service = service;
    return this.#setPorts(known, servicePortsOf(service, this.#family));
  }

  removeService(service: Service): boolean {
    const known = this.#known(keyOf(service));
    known.service = null;
    return this.#setPorts(known, []);
  }

  setSlice(slice: EndpointSlice): boolean {
    const service = serviceNameOf(slice);
    if (service === undefined) return false;
    const known = this.#known(`${slice.metadata.namespace}/${service}`);
    const had = known.slices.get(slice.metadata.name)?.slice;
    if (isKnown(had ?? null, slice)) return false;
    if (had !== undefined && had.endpoints === slice.endpoints && had.ports === slice.ports) return false;
    known.slices.set(slice.metadata.name, { slice, endpoints: null });
    return this.#changed(known);
  }

  removeSlice(slice: EndpointSlice): boolean {
    const service = serviceNameOf(slice);
    if (service === undefined) return false;
    const known = this.#known(`${slice.metadata.namespace}/${service}`);
    return known.slices.delete(slice.metadata.name) && this.#changed(known);
  }

  /** In order of the Services' names. */
  entries(): readonly ServiceEntry[] {
    if (this.#entries !== null) return this.#entries;
    this.#order ??= [...this.#services].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, known]) => known);
    const entries: ServiceEntry[] = [];
    for (const known of this.#order) for (const entry of known.entries ?? this.#entriesOf(known)) entries.push(entry);
    this.#entries = entries;
    return entries;
  }

  #setPorts(known: Known, ports: readonly ServicePort[]): boolean {
    if (same(known.ports, ports)) return false;
    known.ports = ports;
    return this.#changed(known);
  }

  #changed(known: Known): boolean {
    known.entries = null;
    this.#entries = null;
    return true;
  }

  #known(key: string): Known {
    let known = this.#services.get(key);
    if (known === undefined) {
      known = { service: null, ports: [], slices: new Map(), entries: null, last: [] };
      this.#services.set(key, known);
      this.#order = null;
    }
    return known;
  }

  #entriesOf(known: Known): readonly ServiceEntry[] {
    if (known.entries !== null) return known.entries;
    const slices = [...known.slices.values()];
    for (const held of slices) held.endpoints ??= endpointsOf(held.slice, this.#family);
    known.entries = known.ports.map((port) => {
      const wanted = portKey(port.portName, port.protocol);
      const endpoints = mergeEndpoints(slices.map((held) => held.endpoints?.get(wanted) ?? []));
      const key = `${port.name}/${port.protocol}`;
      const before = known.last.find((entry) => entry.key === key);
      const isSame = before !== undefined && before.port === port && same(before.endpoints, endpoints);
      return isSame ? before : { key, port, endpoints };
    });
    known.last = known.entries;
    return known.entries;
  }
}

/** A kube-proxy that starts is told again what the others know, as it was when it began to listen. */
function isKnown(had: Service | EndpointSlice | null, told: Service | EndpointSlice): boolean {
  return had === told || Number(had?.metadata.resourceVersion) > Number(told.metadata.resourceVersion);
}

function keyOf(service: Service): string {
  return `${service.metadata.namespace}/${service.metadata.name}`;
}

/** Plain records and lists only; an IPv6 address is a bigint, which JSON cannot write. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a instanceof Map && b instanceof Map) return same([...a], [...b]);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => same(item, b[i]));
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  );
}
