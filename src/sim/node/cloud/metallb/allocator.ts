/**
 * Who has which address: one to a Service, unless several share it under one key and do not want the same port.
 *
 * Models: metallb internal/allocator/allocator.go
 */
import { parseIp } from "../../../core/ip.ts";
import type { ApiClient } from "../../../kube/api/client.ts";
import type { Service } from "../../../kube/schema/types.ts";
import {
  addressesOf,
  annotation,
  isBuggy,
  isFor,
  isOurs,
  NAMESPACE,
  POOLS,
  type Pool,
  poolHolds,
  poolsFor,
  quoted,
  rangeOf,
} from "./configuration.ts";

export interface Allocation {
  readonly address: number;
  readonly pool: string;
}

/** Addresses that are looked at in one pool, however large it is. */
const MAX_LOOKS = 65_536;

export class Allocator {
  readonly #client: ApiClient;

  constructor(client: ApiClient) {
    this.#client = client;
  }

  /** What the Service has and may keep; null when it has nothing, or nothing that is right. */
  kept(service: Service): Allocation | null {
    const [address] = addressesOf(service);
    if (address === undefined) return null;
    const pool = this.#poolOf(address);
    if (pool === undefined || !isFor(this.#client, pool, service)) return null;
    const asked = requested(service);
    if (asked !== null && asked !== String(address)) return null;
    const wanted = annotation(service, "address-pool");
    if (wanted !== undefined && wanted !== pool.metadata.name) return null;
    return this.#refusal(service, address) === null ? { address, pool: pool.metadata.name } : null;
  }

  /** An address for the Service, or why there is none. */
  allocate(service: Service): Allocation | string {
    const asked = requested(service);
    if (asked !== null) return this.#asked(service, asked);
    const wanted = annotation(service, "address-pool");
    if (wanted !== undefined) {
      const pool = this.#client.get<Pool>(POOLS, NAMESPACE, wanted);
      if (pool === undefined) return `unknown pool ${JSON.stringify(wanted)}`;
      const address = this.#firstFree(pool, service);
      return address === null
        ? `no available IPs in pool ${JSON.stringify(wanted)} for ipv4 IPFamily`
        : { address, pool: wanted };
    }
    for (const pool of poolsFor(this.#client, service)) {
      const address = this.#firstFree(pool, service);
      if (address !== null) return { address, pool: pool.metadata.name };
    }
    return "no available IPs";
  }

  #asked(service: Service, text: string): Allocation | string {
    const address = Number(text);
    if (!Number.isInteger(address)) return `invalid spec.loadBalancerIP ${JSON.stringify(text)}`;
    const pool = this.#poolOf(address);
    if (pool === undefined) return `${quoted([address])} is not allowed in config`;
    if (!isFor(this.#client, pool, service)) return `pool ${pool.metadata.name} not compatible for ip assignment`;
    return this.#refusal(service, address) ?? { address, pool: pool.metadata.name };
  }

  #poolOf(address: number): Pool | undefined {
    return this.#client
      .informer<Pool>(POOLS)
      .list(NAMESPACE)
      .find((pool) => poolHolds(pool, address));
  }

  #firstFree(pool: Pool, service: Service): number | null {
    for (const text of pool.spec?.addresses ?? []) {
      const range = rangeOf(text);
      if (range === null) continue;
      const last = Math.min(range.last, range.first + MAX_LOOKS);
      for (let address = range.first; address <= last; address++)
        if (!(pool.spec?.avoidBuggyIPs === true && isBuggy(address)) && this.#refusal(service, address) === null)
          return address;
    }
    return null;
  }

  /** Why the Service cannot have that address beside those that do; null when it can. */
  #refusal(service: Service, address: number): string | null {
    const key = annotation(service, "allow-shared-ip") ?? "";
    for (const other of this.#client.informer<Service>("services").list()) {
      if (other.metadata.uid === service.metadata.uid || !isOurs(other) || !addressesOf(other).includes(address))
        continue;
      const holder = `${other.metadata.namespace}/${other.metadata.name}`;
      const name = `${service.metadata.namespace}/${service.metadata.name}`;
      if (key === "" || key !== annotation(other, "allow-shared-ip"))
        return `can't change sharing key for ${JSON.stringify(name)}, address also in use by ${holder}`;
      if (backendKey(service) !== backendKey(other))
        return `can't change sharing key for ${JSON.stringify(name)}, address also in use by ${holder}`;
      const ports = (one: Service): string[] =>
        (one.spec?.ports ?? []).map(({ port, protocol = "TCP" }) => `${protocol.toLowerCase()}/${port}`);
      const clash = ports(service).find((port) => ports(other).includes(port));
      if (clash !== undefined) return `port ${clash} is already in use on ${quoted([address])}`;
    }
    return null;
  }
}

/** Services of policy Local share only with those that have the same Pods. */
function backendKey({ spec }: Service): string {
  if (spec?.externalTrafficPolicy !== "Local") return "";
  return Object.entries(spec.selector ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(",");
}

/** The address that is asked for, as a number in text; what is none stays as it is. */
function requested(service: Service): string | null {
  const text = annotation(service, "loadBalancerIPs") ?? service.spec?.loadBalancerIP ?? "";
  if (text === "") return null;
  const address = parseIp(text.split(",")[0] as string);
  return typeof address === "number" ? String(address) : text;
}
