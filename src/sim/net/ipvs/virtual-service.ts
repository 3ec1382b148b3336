/**
 * What IPVS is told: virtual services (an address and port, or a mark) and the real servers
 * behind each of them.
 *
 * Models: net/netfilter/ipvs/ip_vs_ctl.c, include/net/ip_vs.h struct ip_vs_service, struct ip_vs_dest
 * SIMPLIFIED: connections are forwarded by masquerading only, neither by direct routing nor through a tunnel.
 */
import type { Ip } from "../../core/ip.ts";
import { endpointText, protocolText } from "./endpoint-text.ts";
import type { SchedulerName } from "./scheduler-names.ts";
import { createScheduler, type Scheduler } from "./schedulers.ts";
import { Traffic } from "./traffic.ts";

/** A service is a mark (`fwmark` not 0), or an address and port of one protocol. */
export interface ServiceKey {
  readonly fwmark: number;
  readonly protocol: number;
  readonly address: Ip;
  readonly port: number;
}

export interface ServiceSettings {
  readonly scheduler: SchedulerName;
  /** 0: connections of one client are independent of each other. */
  readonly persistentSec: number;
  /** Clients of one network of this size count as one. */
  readonly netmaskBits: number;
  /** Every datagram is scheduled anew (UDP only). */
  readonly onePacket: boolean;
  /** Of the hashing schedulers: another server for an unavailable one; the port counts too. */
  readonly fallback: boolean;
  readonly hashPort: boolean;
}

export const DEFAULT_SERVICE: ServiceSettings = {
  scheduler: "wlc",
  persistentSec: 0,
  netmaskBits: 32,
  onePacket: false,
  fallback: false,
  hashPort: false,
};

export interface ServerKey {
  readonly address: Ip;
  readonly port: number;
}

export interface ServerSettings {
  readonly weight: number;
  /** 0: no limit. At the upper one the server is left out until it is below the lower one. */
  readonly upperThreshold: number;
  readonly lowerThreshold: number;
}

export class RealServer {
  readonly address: Ip;
  readonly port: number;
  settings: ServerSettings;
  activeConns = 0;
  inactiveConns = 0;
  persistentConns = 0;
  /** False once it has been deleted, while connections still go to it. */
  isAvailable = true;
  isOverloaded = false;
  readonly traffic: Traffic;

  constructor(key: ServerKey, settings: ServerSettings, nowUs: number) {
    this.address = key.address;
    this.port = key.port;
    this.settings = settings;
    this.traffic = new Traffic(nowUs);
  }

  get weight(): number {
    return this.settings.weight;
  }

  get connections(): number {
    return this.activeConns + this.inactiveConns;
  }

  /** After a connection has come or gone. */
  checkThresholds(): void {
    const { upperThreshold: upper, lowerThreshold: lower } = this.settings;
    const { connections } = this;
    if (upper !== 0 && connections >= upper) this.isOverloaded = true;
    else if (lower !== 0 ? connections < lower : upper === 0 || connections * 4 < upper * 3) this.isOverloaded = false;
  }
}

export class VirtualService {
  readonly key: ServiceKey;
  readonly traffic: Traffic;
  /** The newest first, which is the order that schedulers go by. */
  readonly servers: RealServer[] = [];
  #settings: ServiceSettings;
  #scheduler: Scheduler;

  constructor(key: ServiceKey, settings: ServiceSettings, nowUs: number) {
    this.key = key;
    this.traffic = new Traffic(nowUs);
    this.#settings = settings;
    this.#scheduler = createScheduler(this);
  }

  get settings(): ServiceSettings {
    return this.#settings;
  }

  get scheduler(): Scheduler {
    return this.#scheduler;
  }

  edit(settings: ServiceSettings): void {
    const before = this.#settings.scheduler;
    this.#settings = settings;
    if (before !== settings.scheduler) this.#scheduler = createScheduler(this);
  }

  server({ address, port }: ServerKey): RealServer | undefined {
    return this.servers.find((server) => server.address === address && server.port === port);
  }

  add(server: RealServer): void {
    this.servers.unshift(server);
    this.#scheduler.serversChanged(null);
  }

  remove(server: RealServer): void {
    const at = this.servers.indexOf(server);
    const before = this.servers[at - 1] ?? null;
    this.servers.splice(at, 1);
    this.#scheduler.serversChanged({ removed: server, before });
  }

  serverEdited(): void {
    this.#scheduler.serversChanged(null);
  }

  /** `TCP 10.96.0.10:80 rr`, `FWM 1 wlc` */
  get text(): string {
    const { fwmark, protocol, address, port } = this.key;
    const what = fwmark === 0 ? `${protocolText(protocol)} ${endpointText(address, port)}` : `FWM ${fwmark}`;
    return `${what} ${this.#settings.scheduler}`;
  }
}
