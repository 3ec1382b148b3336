/**
 * LB-IPAM, a part of cilium-operator: Services of type LoadBalancer get addresses from pools that somebody has made. It
 * sleeps until there is one.
 *
 * Models: cilium operator/pkg/lbipam/lbipam.go, pkg/k8s/apis/cilium.io/v2/lbipam_types.go
 * SIMPLIFIED: IPv4 only; Services do not share an address; pools that overlap are not noticed.
 */
import { formatIp, type Ip, parseCidr, parseIp, sizeOf } from "../../../core/ip.ts";
import { formatRfc3339 } from "../../../core/time.ts";
import type { ApiClient, Change } from "../../../kube/api/client.ts";
import type { KubeObject } from "../../../kube/api/objects.ts";
import { selectorOf } from "../../../kube/api/selectors.ts";
import { hasReason } from "../../../kube/api/status.ts";
import type { LabelSelector, Service } from "../../../kube/schema/types.ts";

const POOLS = "ciliumloadbalancerippools";
const REQUESTED = "lbipam.cilium.io/ips";
const CLASSES = [undefined, "io.cilium/l2-announcer", "io.cilium/bgp-control-plane"];
const SATISFIED = "cilium.io/IPAMRequestSatisfied";

interface Pool extends KubeObject {
  readonly spec?: {
    readonly blocks?: readonly { readonly cidr?: string; readonly start?: string; readonly stop?: string }[];
    readonly serviceSelector?: LabelSelector;
    readonly disabled?: boolean;
  };
}

interface Range {
  readonly first: number;
  readonly last: number;
}

interface Condition {
  readonly type: string;
  readonly status: "True" | "False";
  readonly reason: string;
  readonly message: string;
}

export class LbIpam {
  readonly #client: ApiClient;
  readonly #nowMs: () => number;
  #ends: (() => void)[] = [];
  #hasPools = false;

  constructor(client: ApiClient, nowMs: () => number) {
    this.#client = client;
    this.#nowMs = nowMs;
  }

  start(): void {
    const definitions = this.#client.informer("customresourcedefinitions");
    this.#ends = [
      definitions.onChange(({ type, object }) => {
        if (object.metadata.name !== `${POOLS}.cilium.io` || type === "DELETED" || this.#hasPools) return;
        this.#hasPools = true;
        this.#ends.push(this.#client.informer(POOLS).onChange((change) => this.#onPool(change)));
        this.#ends.push(this.#client.informer<Service>("services").onChange(() => this.#sync()));
      }),
    ];
  }

  stop(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
    this.#hasPools = false;
  }

  #onPool({ type, old, object }: Change<KubeObject>): void {
    const isSame = old !== undefined && JSON.stringify((old as Pool).spec) === JSON.stringify((object as Pool).spec);
    if (type !== "MODIFIED" || !isSame) this.#sync();
  }

  #sync(): void {
    const pools = this.#client.informer<Pool>(POOLS).list();
    const services = this.#client.informer<Service>("services").list().filter(isOurs);
    const taken = new Map<Ip, string>();
    for (const service of services)
      for (const address of addressesOf(service))
        if (holderOf(pools, address, service) !== null) taken.set(address, keyOf(service));
    for (const service of services) this.#satisfy(service, pools, taken);
    for (const pool of pools) this.#tellPool(pool, taken);
  }

  #satisfy(service: Service, pools: readonly Pool[], taken: Map<Ip, string>): void {
    const had = addressesOf(service);
    const kept = had.filter((address) => holderOf(pools, address, service) !== null);
    const asked = requestedBy(service);
    const isRight = asked === null ? kept.length > 0 : kept.includes(asked);
    if (isRight && kept.length === had.length) return;
    if (had.length === 0 && pools.length === 0) return;
    const fitting = pools.filter((pool) => fits(pool, service));
    const found = asked === null ? firstFree(fitting, taken) : askedFor(asked, fitting, { taken, key: keyOf(service) });
    if (typeof found === "string") this.#write(service, [], refused(found));
    else {
      taken.set(found, keyOf(service));
      const met: Condition = { type: SATISFIED, status: "True", reason: "satisfied", message: "" };
      this.#write(service, [found], met);
    }
  }

  #write(service: Service, addresses: readonly Ip[], condition: Condition): void {
    const { namespace, name } = service.metadata;
    const now = this.#client.get<Service>("services", namespace, name);
    if (now === undefined) return;
    const ingress = addresses.map((address) => ({ ip: formatIp(address), ipMode: "VIP" }));
    const loadBalancer = ingress.length === 0 ? {} : { ingress };
    const said = { ...condition, lastTransitionTime: formatRfc3339(this.#nowMs()), observedGeneration: 0 };
    const before = (now.status as { conditions?: readonly Condition[] } | undefined)?.conditions ?? [];
    if (ingress.length === 0 && before.some(({ type, reason }) => type === SATISFIED && reason === condition.reason))
      return;
    const conditions = [...before.filter(({ type }) => type !== SATISFIED), said];
    this.#attempt(() =>
      this.#client.updateStatus("services", {
        ...now,
        status: { ...now.status, loadBalancer, conditions },
      } as unknown as Service),
    );
  }

  #tellPool(pool: Pool, taken: ReadonlyMap<Ip, string>): void {
    const total = rangesOf(pool).reduce((sum, { first, last }) => sum + last - first + 1, 0);
    const used = [...taken.keys()].filter((address) => isIn(pool, address)).length;
    const lastTransitionTime = formatRfc3339(this.#nowMs());
    const condition = (type: string, status: string, reason: string, message: string): object => ({
      lastTransitionTime,
      message,
      observedGeneration: pool.metadata.generation ?? 1,
      reason,
      status,
      type,
    });
    const conditions = [
      condition("cilium.io/PoolConflict", "False", "resolved", ""),
      condition("cilium.io/IPsTotal", "Unknown", "noreason", String(total)),
      condition("cilium.io/IPsAvailable", "Unknown", "noreason", String(total - used)),
      condition("cilium.io/IPsUsed", "Unknown", "noreason", String(used)),
    ];
    const now = this.#client.get<Pool>(POOLS, undefined, pool.metadata.name);
    const messages = (list: readonly { message?: string }[]): string => list.map(({ message }) => message).join();
    const before = (now?.status as { conditions?: readonly { message?: string }[] } | undefined)?.conditions ?? [];
    if (now === undefined || messages(before) === messages(conditions as { message?: string }[])) return;
    this.#attempt(() => this.#client.updateStatus(POOLS, { ...now, status: { conditions } } as unknown as Pool));
  }

  #attempt(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!hasReason(error, "Conflict") && !hasReason(error, "NotFound")) throw error;
    }
  }
}

function isOurs({ spec, metadata }: Service): boolean {
  return (
    spec?.type === "LoadBalancer" &&
    CLASSES.includes(spec.loadBalancerClass) &&
    metadata.deletionTimestamp === undefined
  );
}

function keyOf({ metadata }: Service): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function addressesOf({ status }: Service): Ip[] {
  return (status?.loadBalancer?.ingress ?? []).map(({ ip }) => parseIp(ip ?? "")).filter((ip) => ip !== null);
}

function requestedBy({ metadata, spec }: Service): Ip | null {
  const text = metadata.annotations?.[REQUESTED]?.split(",")[0] ?? spec?.loadBalancerIP ?? "";
  return parseIp(text.trim());
}

function fits({ spec }: Pool, { metadata }: Service): boolean {
  if (spec?.disabled === true) return false;
  if (spec?.serviceSelector === undefined) return true;
  const labels = {
    ...metadata.labels,
    "io.kubernetes.service.name": metadata.name,
    "io.kubernetes.service.namespace": metadata.namespace ?? "default",
  };
  return selectorOf(spec.serviceSelector).matches(labels);
}

function rangesOf({ spec }: Pool): Range[] {
  return (spec?.blocks ?? []).flatMap(({ cidr, start, stop }) => {
    const range = cidr === undefined ? null : parseCidr(cidr);
    if (range !== null && typeof range.base === "number")
      return [{ first: range.base, last: range.base + sizeOf(range) - 1 }];
    const first = parseIp(start ?? "");
    const last = stop === undefined ? first : parseIp(stop);
    return typeof first === "number" && typeof last === "number" ? [{ first, last }] : [];
  });
}

function isIn(pool: Pool, address: Ip): boolean {
  return typeof address === "number" && rangesOf(pool).some(({ first, last }) => address >= first && address <= last);
}

function holderOf(pools: readonly Pool[], address: Ip, service: Service): Pool | null {
  return pools.find((pool) => fits(pool, service) && isIn(pool, address)) ?? null;
}

type Refusal = "no_pool" | "out_of_ips" | "already_allocated" | "pool_selector_mismatch";

function firstFree(pools: readonly Pool[], taken: ReadonlyMap<Ip, string>): Ip | Refusal {
  if (pools.length === 0) return "no_pool";
  for (const pool of pools)
    for (const { first, last } of rangesOf(pool))
      for (let address = first; address <= last; address++) if (!taken.has(address)) return address;
  return "out_of_ips";
}

function askedFor(
  address: Ip,
  pools: readonly Pool[],
  { taken, key }: { readonly taken: ReadonlyMap<Ip, string>; readonly key: string },
): Ip | Refusal {
  if (!pools.some((pool) => isIn(pool, address))) return "no_pool";
  const owner = taken.get(address);
  return owner === undefined || owner === key ? address : "already_allocated";
}

const WORDS: Readonly<Record<Refusal, string>> = {
  no_pool: "There are no enabled CiliumLoadBalancerIPPools that match this service",
  out_of_ips: "All enabled CiliumLoadBalancerIPPools that match this service ran out of allocatable IPs",
  already_allocated: "The IP is already allocated to another service",
  pool_selector_mismatch: "The IP is allocated to a pool with a non-matching selector",
};

function refused(reason: Refusal): Condition {
  return { type: SATISFIED, status: "False", reason, message: WORDS[reason] };
}
