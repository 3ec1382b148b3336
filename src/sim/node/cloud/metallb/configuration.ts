/**
 * MetalLB's configuration as its custom resources have it: pools of addresses, and how they are announced.
 *
 * Models: metallb api/v1beta1 (IPAddressPool, L2Advertisement), internal/config/config.go
 * SIMPLIFIED: IPv4; BGP's resources are there and nothing reads them.
 */
import { formatIp, parseCidr, parseIp } from "../../../core/ip.ts";
import type { ApiClient } from "../../../kube/api/client.ts";
import type { KubeObject } from "../../../kube/api/objects.ts";
import { selectorOf } from "../../../kube/api/selectors.ts";
import type { LabelSelector, Node, Service } from "../../../kube/schema/types.ts";

export const NAMESPACE = "metallb-system";
export const POOLS = "ipaddresspools";
export const ADVERTISEMENTS = "l2advertisements";

export interface Pool extends KubeObject {
  readonly spec?: {
    readonly addresses?: readonly string[];
    readonly autoAssign?: boolean;
    readonly avoidBuggyIPs?: boolean;
    readonly serviceAllocation?: {
      readonly priority?: number;
      readonly namespaces?: readonly string[];
      readonly namespaceSelectors?: readonly LabelSelector[];
      readonly serviceSelectors?: readonly LabelSelector[];
    };
  };
}

export interface Advertisement extends KubeObject {
  readonly spec?: {
    readonly ipAddressPools?: readonly string[];
    readonly ipAddressPoolSelectors?: readonly LabelSelector[];
    readonly nodeSelectors?: readonly LabelSelector[];
    readonly interfaces?: readonly string[];
  };
}

export interface Range {
  readonly first: number;
  readonly last: number;
}

/** `192.0.2.0/28` or `192.0.2.10-192.0.2.20`; null for what is neither. */
export function rangeOf(text: string): Range | null {
  const [from, to] = text.split("-").map((part) => parseIp(part.trim()));
  if (typeof from === "number" && typeof to === "number" && from <= to) return { first: from, last: to };
  const prefix = parseCidr(text.trim());
  if (prefix === null || typeof prefix.base !== "number") return null;
  return { first: prefix.base, last: prefix.base + 2 ** (32 - prefix.bits) - 1 };
}

export function poolHolds({ spec }: Pool, address: number): boolean {
  if (spec?.avoidBuggyIPs === true && isBuggy(address)) return false;
  return (spec?.addresses ?? []).some((text) => {
    const range = rangeOf(text);
    return range !== null && address >= range.first && address <= range.last;
  });
}

/** Old routers take these for network and broadcast addresses. */
export function isBuggy(address: number): boolean {
  return (address & 255) === 0 || (address & 255) === 255;
}

/** Pools that may serve the Service without being asked for: pinned ones first, by priority. */
export function poolsFor(client: ApiClient, service: Service): Pool[] {
  const all = client.informer<Pool>(POOLS).list(NAMESPACE);
  const auto = all.filter(({ spec }) => spec?.autoAssign !== false);
  const pinned = auto.filter((pool) => pool.spec?.serviceAllocation !== undefined && isFor(client, pool, service));
  pinned.sort((a, b) => priorityOf(a) - priorityOf(b));
  return [...pinned, ...auto.filter((pool) => pool.spec?.serviceAllocation === undefined)];
}

/** 0 is the lowest: no priority at all. */
function priorityOf({ spec }: Pool): number {
  return spec?.serviceAllocation?.priority || Number.MAX_SAFE_INTEGER;
}

export function isFor(client: ApiClient, { spec }: Pool, { metadata }: Service): boolean {
  const { namespaces = [], namespaceSelectors = [], serviceSelectors = [] } = spec?.serviceAllocation ?? {};
  const labels = client.get("namespaces", undefined, metadata.namespace ?? "")?.metadata.labels ?? {};
  const isHere =
    namespaces.length + namespaceSelectors.length === 0 ||
    namespaces.includes(metadata.namespace ?? "") ||
    namespaceSelectors.some((selector) => selectorOf(selector).matches(labels));
  const isIt =
    serviceSelectors.length === 0 ||
    serviceSelectors.some((selector) => selectorOf(selector).matches(metadata.labels ?? {}));
  return isHere && isIt;
}

/** Is there an advertisement that lets this node answer for an address of the pool? */
export function isAdvertised(client: ApiClient, pool: Pool, node: Node): boolean {
  return client
    .informer<Advertisement>(ADVERTISEMENTS)
    .list(NAMESPACE)
    .some(({ spec }) => {
      const { ipAddressPools = [], ipAddressPoolSelectors = [], nodeSelectors = [] } = spec ?? {};
      const isPool =
        ipAddressPools.length + ipAddressPoolSelectors.length === 0 ||
        ipAddressPools.includes(pool.metadata.name) ||
        ipAddressPoolSelectors.some((selector) => selectorOf(selector).matches(pool.metadata.labels ?? {}));
      const isNode =
        nodeSelectors.length === 0 ||
        nodeSelectors.some((selector) => selectorOf(selector).matches(node.metadata.labels ?? {}));
      return isPool && isNode;
    });
}

export function addressesOf({ status }: Service): number[] {
  return (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => {
    const address = parseIp(ip ?? "");
    return typeof address === "number" ? [address] : [];
  });
}

/** `["192.0.2.10"]`, as Go prints a list of addresses. */
export function quoted(addresses: readonly number[]): string {
  return `[${addresses.map((address) => JSON.stringify(formatIp(address))).join(" ")}]`;
}

/** The value of an annotation under its new name or its old one. */
export function annotation({ metadata }: Service, name: string): string | undefined {
  return metadata.annotations?.[`metallb.io/${name}`] ?? metadata.annotations?.[`metallb.universe.tf/${name}`];
}

export function isOurs({ spec, metadata }: Service): boolean {
  return (
    spec?.type === "LoadBalancer" && spec.loadBalancerClass === undefined && metadata.deletionTimestamp === undefined
  );
}
