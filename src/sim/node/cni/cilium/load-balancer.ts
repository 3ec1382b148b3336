/**
 * The maps that stand for kube-proxy: for each address and port of a Service its backends, and which of them a client gets.
 *
 * Models: cilium pkg/loadbalancer, bpf/lib/lb.h lb4_lookup_service, lb4_select_backend_id, lb4_affinity_backend_id
 * SIMPLIFIED: backends are chosen at random (bpf-lb-algorithm=random); no Maglev, no weights.
 */

import type { Cidr } from "../../../core/ip.ts";
import { contains, formatIp, type Ip, ip } from "../../../core/ip.ts";
import type { Prng } from "../../../core/prng.ts";
import { EbpfMap } from "../../../net/ebpf/ebpf-map.ts";
import { SCTP, TCP, UDP } from "../../../net/packet.ts";
import { chooseEndpoints, isOn, type ProxyEndpoint, type ProxyNode } from "../../proxy/endpoints.ts";
import type { ServiceEntry } from "../../proxy/service-table.ts";

export type FrontendKind = "ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalIPs";

export interface Backend {
  readonly ip: Ip;
  readonly port: number;
  readonly isLocal: boolean;
}

export interface Frontend {
  /** Of the reverse translation, and what `cilium service list` calls ID. */
  readonly id: number;
  readonly service: string;
  readonly kind: FrontendKind;
  readonly protocol: number;
  readonly ip: Ip;
  readonly port: number;
  /** For who comes from outside, and for the cluster's own. */
  readonly external: readonly Backend[];
  readonly internal: readonly Backend[];
  readonly affinityTimeoutSec: number;
  readonly sourceRanges: readonly Cidr[];
  readonly isExternalLocal: boolean;
}

interface Affinity {
  readonly backend: Backend;
  lastUsedUs: number;
}

const ANY = ip("0.0.0.0");
const PROTOCOLS: Readonly<Record<string, number>> = { TCP, UDP, SCTP };
const MAX_ENTRIES = 65_536;

export class LoadBalancer {
  readonly services = new EbpfMap<number, Frontend>({
    name: "cilium_lb4_services_v2",
    kind: "hash",
    maxEntries: MAX_ENTRIES,
  });
  readonly #affinities = new EbpfMap<string, Affinity>({
    name: "cilium_lb4_affinity",
    kind: "lru_hash",
    maxEntries: MAX_ENTRIES,
  });
  readonly #ids = new Map<string, number>();
  readonly #prng: Prng;

  constructor(prng: Prng) {
    this.#prng = prng;
  }

  /** In order of their numbers. */
  list(): readonly Frontend[] {
    return [...this.services.values()].sort((a, b) => a.id - b.id);
  }

  replace(entries: readonly ServiceEntry[], node: ProxyNode, nodeIPs: readonly Ip[]): void {
    this.services.clear();
    for (const entry of entries)
      for (const frontend of this.#frontendsOf(entry, node, nodeIPs))
        this.services.set(keyOf(frontend.ip, frontend.port, frontend.protocol), frontend);
  }

  lookup(address: Ip, port: number, protocol: number): Frontend | null {
    if (protocol !== TCP && protocol !== UDP && protocol !== SCTP) return null;
    return this.services.get(keyOf(address, port, protocol)) ?? null;
  }

  /** A node port, whichever of the node's addresses it was named with. */
  lookupNodePort(port: number, protocol: number): Frontend | null {
    const found = this.lookup(ANY, port, protocol);
    return found?.kind === "NodePort" ? found : null;
  }

  /** Null when there is nobody. The same client gets the same backend for as long as the Service says. */
  select(
    frontend: Frontend,
    { client, isExternal, nowUs }: { client: string; isExternal: boolean; nowUs: number },
  ): Backend | null {
    const backends = isExternal ? frontend.external : frontend.internal;
    if (backends.length === 0) return null;
    if (frontend.affinityTimeoutSec === 0) return this.#prng.pick(backends);
    const key = `${frontend.service}/${client}`;
    const had = this.#affinities.get(key);
    const isFresh = had !== undefined && nowUs - had.lastUsedUs <= frontend.affinityTimeoutSec * 1_000_000;
    const same = isFresh
      ? backends.find((one) => one.ip === had.backend.ip && one.port === had.backend.port)
      : undefined;
    const backend = same ?? this.#prng.pick(backends);
    this.#affinities.set(key, { backend, lastUsedUs: nowUs });
    return backend;
  }

  #frontendsOf({ port, endpoints, key }: ServiceEntry, node: ProxyNode, nodeIPs: readonly Ip[]): Frontend[] {
    const { cluster, local, reachable } = chooseEndpoints(endpoints, port, node);
    const backends = (chosen: readonly ProxyEndpoint[]): Backend[] => chosen.map((one) => backendOf(one, node));
    const external = backends(port.isExternalLocal ? local : cluster);
    const internal = backends(port.isInternalLocal ? local : cluster);
    const inside = backends(port.isExternalLocal ? reachable : cluster);
    const make = (kind: FrontendKind, address: Ip, number: number): Frontend => ({
      id: this.#idOf(`${key}|${formatIp(address)}:${number}`),
      service: key,
      kind,
      protocol: PROTOCOLS[port.protocol] ?? TCP,
      ip: address,
      port: number,
      external: kind === "ClusterIP" ? internal : external,
      internal: kind === "ClusterIP" ? internal : inside,
      affinityTimeoutSec: port.affinityTimeoutSec,
      sourceRanges: kind === "LoadBalancer" ? port.sourceRanges : [],
      isExternalLocal: port.isExternalLocal,
    });
    return [
      make("ClusterIP", port.clusterIP, port.port),
      ...(port.nodePort === 0 ? [] : [...nodeIPs, ANY].map((at) => make("NodePort", at, port.nodePort))),
      ...port.externalIPs.map((at) => make("ExternalIPs", at, port.port)),
      ...port.loadBalancerIPs.map((at) => make("LoadBalancer", at, port.port)),
    ];
  }

  #idOf(key: string): number {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    this.#ids.set(key, this.#ids.size + 1);
    return this.#ids.size;
  }
}

export function isInSourceRanges({ sourceRanges }: Frontend, source: Ip): boolean {
  return sourceRanges.length === 0 || sourceRanges.some((range) => contains(range, source));
}

function backendOf(endpoint: ProxyEndpoint, node: ProxyNode): Backend {
  return { ip: endpoint.ip, port: endpoint.port, isLocal: isOn(endpoint, node) };
}

function keyOf(address: Ip, port: number, protocol: number): number {
  return (Number(address) * 65_536 + port) * 4 + (protocol === TCP ? 0 : protocol === UDP ? 1 : 2);
}
