/**
 * Who holds which cluster IP and node port. Automatic choices are random in the upper part of a range, so that the
 * lower part stays free for those who ask for a certain one.
 *
 * Models: pkg/registry/core/service/ipallocator (range offsets), portallocator (static band)
 * SIMPLIFIED: allocations are kept with the API server; IPAddress objects are not made for them.
 */
import {
  type Cidr,
  cidr,
  contains,
  familyOf,
  formatIp,
  type Ip,
  type IpFamily,
  nthOf,
  parseIp,
  sizeOf,
} from "../../../core/ip.ts";
import type { Prng } from "../../../core/prng.ts";
import type { KubeObject } from "../../api/objects.ts";
import type { Service } from "../../schema/types.ts";

/** At most so many addresses of a range are ever counted through. */
const RANGE_LIMIT = 1 << 20;

export class AllocationError extends Error {}

export class IpAllocator {
  readonly range: Cidr;
  readonly family: IpFamily;
  readonly #prng: Prng;
  readonly #taken = new Set<Ip>();
  readonly #size: number;
  readonly #offset: number;

  constructor(range: string, prng: Prng) {
    this.range = cidr(range);
    this.family = familyOf(this.range.base);
    this.#prng = prng;
    const all = Math.min(sizeOf(this.range), RANGE_LIMIT);
    /** Neither the network's nor (IPv4) the broadcast address. */
    this.#size = this.family === 4 ? all - 2 : all - 1;
    this.#offset = this.#size < 16 ? 0 : Math.min(Math.max(16, Math.floor(all / 16)), 256);
  }

  allocate(address: string): void {
    const ip = parseIp(address);
    if (ip === null || !this.#isUsable(ip))
      throw new AllocationError("the provided network does not match the current range");
    if (this.#taken.has(ip)) throw new AllocationError("provided IP is already allocated");
    this.#taken.add(ip);
  }

  #isUsable(ip: Ip): boolean {
    return (
      contains(this.range, ip) &&
      ip !== this.range.base &&
      (this.family === 6 || ip !== nthOf(this.range, sizeOf(this.range) - 1))
    );
  }

  allocateNext(): string {
    const found = this.#scan(this.#offset, this.#size) ?? this.#scan(0, this.#offset);
    if (found === undefined) throw new AllocationError("range is full");
    this.#taken.add(found);
    return formatIp(found);
  }

  /** From a random place on and round, between two offsets. */
  #scan(from: number, to: number): Ip | undefined {
    if (to <= from) return undefined;
    const start = this.#prng.below(to - from);
    for (let i = 0; i < to - from; i++) {
      const ip = nthOf(this.range, 1 + from + ((start + i) % (to - from)));
      if (!this.#taken.has(ip)) return ip;
    }
    return undefined;
  }

  release(address: string): void {
    const ip = parseIp(address);
    if (ip !== null) this.#taken.delete(ip);
  }

  /** For objects that are simply there: no questions asked. */
  note(address: string): void {
    const ip = parseIp(address);
    if (ip !== null) this.#taken.add(ip);
  }
}

const STATIC_BAND = { min: 16, max: 128, divisor: 32 };

export class PortAllocator {
  readonly from: number;
  readonly to: number;
  readonly #prng: Prng;
  /** How many ports (of different protocols) share a number. */
  readonly #taken = new Map<number, number>();

  constructor({ from, to }: { from: number; to: number }, prng: Prng) {
    this.from = from;
    this.to = to;
    this.#prng = prng;
  }

  isTaken(port: number): boolean {
    return this.#taken.has(port);
  }

  allocate(port: number): void {
    if (port < this.from || port > this.to)
      throw new AllocationError(
        `provided port is not in the valid range. The range of valid ports is ${this.from}-${this.to}`,
      );
    if (this.#taken.has(port)) throw new AllocationError("provided port is already allocated");
    this.note(port);
  }

  allocateNext(): number {
    const size = this.to - this.from + 1;
    const band = Math.min(Math.max(STATIC_BAND.min, Math.floor(size / STATIC_BAND.divisor)), STATIC_BAND.max);
    const lower = size <= band ? 0 : band;
    const start = this.#prng.below(size - lower);
    for (let i = 0; i < size; i++) {
      const offset = i < size - lower ? lower + ((start + i) % (size - lower)) : i - (size - lower);
      if (this.#taken.has(this.from + offset)) continue;
      this.note(this.from + offset);
      return this.from + offset;
    }
    throw new AllocationError("range is full");
  }

  note(port: number): void {
    this.#taken.set(port, (this.#taken.get(port) ?? 0) + 1);
  }

  release(port: number): void {
    const users = this.#taken.get(port) ?? 0;
    if (users <= 1) this.#taken.delete(port);
    else this.#taken.set(port, users - 1);
  }
}

export class ServiceAllocators {
  readonly ips: readonly IpAllocator[];
  readonly nodePorts: PortAllocator;

  constructor(options: { serviceCIDRs: readonly string[]; nodePortRange: { from: number; to: number } }, prng: Prng) {
    this.ips = options.serviceCIDRs.map((range, i) => new IpAllocator(range, prng.split(`cluster-ip-${i}`)));
    this.nodePorts = new PortAllocator(options.nodePortRange, prng.split("node-port"));
  }

  of(family: string): IpAllocator | undefined {
    return this.ips.find((one) => (one.family === 4 ? "IPv4" : "IPv6") === family);
  }

  /** A Service that was stored without asking. */
  note(object: KubeObject): void {
    const { spec } = object as Service;
    for (const address of spec.clusterIPs ?? (spec.clusterIP === undefined ? [] : [spec.clusterIP]))
      for (const allocator of this.ips) allocator.note(address);
    for (const port of nodePortsOf(spec)) this.nodePorts.note(port);
  }

  release(object: KubeObject): void {
    const { spec } = object as Service;
    for (const address of spec.clusterIPs ?? []) for (const allocator of this.ips) allocator.release(address);
    for (const port of nodePortsOf(spec)) this.nodePorts.release(port);
  }
}

export function nodePortsOf(spec: Service["spec"]): number[] {
  const ports = (spec.ports ?? []).map((port) => port.nodePort ?? 0);
  if (spec.healthCheckNodePort) ports.push(spec.healthCheckNodePort);
  return [...new Set(ports.filter((port) => port > 0))];
}
