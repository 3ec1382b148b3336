/**
 * Which real server the next connection goes to. Each scheduler goes through the servers in the order in which the
 * service holds them, and leaves out those of weight 0 and those that are overloaded.
 *
 * Models: net/netfilter/ipvs/ip_vs_rr.c, ip_vs_wrr.c, ip_vs_lc.c, ip_vs_wlc.c, ip_vs_sed.c, ip_vs_nq.c, ip_vs_sh.c,
 * ip_vs_dh.c, ip_vs_fo.c, ip_vs_ovf.c
 * SIMPLIFIED: the schedulers lblc, lblcr, mh and twos are not there.
 */
import type { Ip } from "../../core/ip.ts";
import type { Packet } from "../packet.ts";
import type { SchedulerName } from "./scheduler-names.ts";
import type { RealServer, VirtualService } from "./virtual-service.ts";

export interface Removal {
  readonly removed: RealServer;
  /** What was in front of it. */
  readonly before: RealServer | null;
}

export interface Scheduler {
  readonly name: SchedulerName;
  /** Null when no server can take the connection. */
  schedule(packet: Packet): RealServer | null;
  serversChanged(removal: Removal | null): void;
}

type Maker = (service: VirtualService) => Scheduler;

const MAKERS: ReadonlyMap<SchedulerName, Maker> = new Map<SchedulerName, Maker>([
  ["rr", (service) => new RoundRobin(service)],
  ["wrr", (service) => new WeightedRoundRobin(service)],
  [
    "lc",
    (service) => new LeastLoaded("lc", service, ({ activeConns, inactiveConns }) => activeConns * 256 + inactiveConns),
  ],
  [
    "wlc",
    (service) => new LeastLoaded("wlc", service, ({ activeConns, inactiveConns }) => activeConns * 256 + inactiveConns),
  ],
  ["sed", (service) => new LeastLoaded("sed", service, ({ activeConns }) => activeConns + 1)],
  ["nq", (service) => new LeastLoaded("nq", service, ({ activeConns }) => activeConns + 1)],
  ["sh", (service) => new Hashing("sh", service)],
  ["dh", (service) => new Hashing("dh", service)],
  ["fo", (service) => new Heaviest("fo", service)],
  ["ovf", (service) => new Heaviest("ovf", service)],
]);

export function createScheduler(service: VirtualService): Scheduler {
  return (MAKERS.get(service.settings.scheduler) as Maker)(service);
}

function isUsable(server: RealServer): boolean {
  return server.weight > 0 && !server.isOverloaded;
}

class RoundRobin implements Scheduler {
  readonly name = "rr";
  readonly #service: VirtualService;
  #last: RealServer | null = null;

  constructor(service: VirtualService) {
    this.#service = service;
  }

  schedule(): RealServer | null {
    const { servers } = this.#service;
    const from = this.#last === null ? 0 : servers.indexOf(this.#last) + 1;
    for (let i = 0; i < servers.length; i++) {
      const server = servers[(from + i) % servers.length] as RealServer;
      if (isUsable(server)) {
        this.#last = server;
        return server;
      }
    }
    return null;
  }

  serversChanged(removal: Removal | null): void {
    if (removal !== null && removal.removed === this.#last) this.#last = removal.before;
  }
}

class WeightedRoundRobin implements Scheduler {
  readonly name = "wrr";
  readonly #service: VirtualService;
  /** Where the last one was found; -1 before the first. */
  #at = -1;
  #current = 0;
  #greatest = 0;
  #step = 1;

  constructor(service: VirtualService) {
    this.#service = service;
    this.#measure();
    this.#current = this.#greatest;
  }

  schedule(): RealServer | null {
    const { servers } = this.#service;
    if (this.#greatest <= 0) return null;
    // Two rounds at each of the weights see every server at least once.
    const rounds = 2 * (Math.ceil(this.#greatest / this.#step) + 1);
    for (let round = 0; round < rounds; round++) {
      for (this.#at++; this.#at < servers.length; this.#at++) {
        const server = servers[this.#at] as RealServer;
        if (!server.isOverloaded && server.weight >= this.#current) return server;
      }
      this.#at = -1;
      this.#current -= this.#step;
      if (this.#current <= 0) this.#current = this.#greatest;
    }
    return null;
  }

  serversChanged(): void {
    this.#at = -1;
    this.#measure();
    if (this.#current > this.#greatest || this.#greatest === 0) this.#current = this.#greatest;
    else if (this.#step > 1) this.#current = Math.floor(this.#current / this.#step) * this.#step + 1;
  }

  #measure(): void {
    let divisor = 0;
    let most = 0;
    for (const { weight } of this.#service.servers) {
      if (weight > 0) divisor = greatestCommonDivisor(weight, divisor);
      most = Math.max(most, weight);
    }
    this.#step = Math.max(divisor, 1);
    this.#greatest = most === 0 ? 0 : most - (this.#step - 1);
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

class LeastLoaded implements Scheduler {
  readonly name: SchedulerName;
  readonly #service: VirtualService;
  readonly #load: (server: RealServer) => number;

  constructor(name: SchedulerName, service: VirtualService, load: (server: RealServer) => number) {
    this.name = name;
    this.#service = service;
    this.#load = load;
  }

  /** The first of those with the least load for their weight. */
  schedule(): RealServer | null {
    let least: RealServer | null = null;
    let leastLoad = 0;
    for (const server of this.#service.servers) {
      if (!isUsable(server)) continue;
      if (this.name === "nq" && server.activeConns === 0) return server;
      const load = this.#load(server);
      const isLess =
        least === null || (this.name === "lc" ? load < leastLoad : leastLoad * server.weight > load * least.weight);
      if (!isLess) continue;
      least = server;
      leastLoad = load;
    }
    return least;
  }

  serversChanged(): void {}
}

class Heaviest implements Scheduler {
  readonly name: SchedulerName;
  readonly #service: VirtualService;

  constructor(name: "fo" | "ovf", service: VirtualService) {
    this.name = name;
    this.#service = service;
  }

  schedule(): RealServer | null {
    let heaviest: RealServer | null = null;
    for (const server of this.#service.servers) {
      if (!isUsable(server) || (this.name === "ovf" && server.activeConns > server.weight)) continue;
      if (heaviest === null || server.weight > heaviest.weight) heaviest = server;
    }
    return heaviest;
  }

  serversChanged(): void {}
}

const BUCKETS = 256;

class Hashing implements Scheduler {
  readonly name: "sh" | "dh";
  readonly #service: VirtualService;
  #buckets: readonly RealServer[] = [];

  constructor(name: "sh" | "dh", service: VirtualService) {
    this.name = name;
    this.#service = service;
    this.serversChanged();
  }

  schedule(packet: Packet): RealServer | null {
    const { hashPort, fallback } = this.#service.settings;
    const isSource = this.name === "sh";
    const { transport } = packet;
    const port = isSource && hashPort && "srcPort" in transport ? transport.srcPort : 0;
    const bucket = hash(isSource ? packet.src : packet.dst, port);
    for (let offset = 0; offset < (isSource && fallback ? BUCKETS : 1); offset++) {
      const server = this.#buckets[(bucket + offset) % BUCKETS];
      if (server !== undefined && isUsable(server)) return server;
    }
    return null;
  }

  /** Source hashing gives each server as many buckets in a row as its weight says. */
  serversChanged(): void {
    const { servers } = this.#service;
    const buckets: RealServer[] = [];
    let at = 0;
    let given = 0;
    for (let i = 0; i < BUCKETS && servers.length > 0; i++) {
      const server = servers[at % servers.length] as RealServer;
      buckets.push(server);
      if (++given >= (this.name === "sh" ? server.weight : 1)) {
        at++;
        given = 0;
      }
    }
    this.#buckets = buckets;
  }
}

/** hash_32 of the kernel, to eight bits. */
function hash(address: Ip, port: number): number {
  let folded = typeof address === "number" ? address : 0;
  if (typeof address === "bigint")
    for (let shift = 0n; shift < 128n; shift += 32n) folded ^= Number((address >> shift) & 0xffff_ffffn);
  return Math.imul((folded + port) | 0, 0x61c8_8647) >>> 24;
}
