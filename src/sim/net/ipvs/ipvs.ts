/**
 * IPVS of one namespace: its virtual services and real servers, as `ipvsadm` and whoever else
 * speaks netlink with it sets them. Packets meet it (`forwarding.ts`) only once there is a service.
 *
 * Models: net/netfilter/ipvs/ip_vs_ctl.c
 * SIMPLIFIED: no connection synchronisation between hosts, no persistence engines, no application helpers (FTP).
 */
import { contains } from "../../core/ip.ts";
import type { NetNamespace } from "../namespace.ts";
import type { IpvsMatch } from "../netfilter/rule.ts";
import type { Packet } from "../packet.ts";
import { Connections } from "./connections.ts";
import { Forwarding } from "./forwarding.ts";
import { isSchedulerName } from "./scheduler-names.ts";
import {
  RealServer,
  type ServerKey,
  type ServerSettings,
  type ServiceKey,
  type ServiceSettings,
  VirtualService,
} from "./virtual-service.ts";

export type IpvsErrorCode =
  | "service-exists"
  | "no-service"
  | "server-exists"
  | "no-server"
  | "no-scheduler"
  | "invalid";

/** The words are those of the command that asked. */
export class IpvsError extends Error {
  override readonly name = "IpvsError";
  readonly code: IpvsErrorCode;

  constructor(code: IpvsErrorCode) {
    super(code);
    this.code = code;
  }
}

/** Made when first asked for: most namespaces have none, and need none of this code. */
export function ipvsOf(namespace: NetNamespace): Ipvs {
  namespace.ipvs ??= new Ipvs(namespace);
  return namespace.ipvs;
}

export class Ipvs {
  readonly connections: Connections;
  readonly #namespace: NetNamespace;
  readonly #forwarding: Forwarding;
  readonly #services: VirtualService[] = [];
  /** Deleted servers that still have connections; one that comes back is the same again. */
  readonly #trash = new Map<RealServer, ServiceKey>();

  constructor(namespace: NetNamespace) {
    this.#namespace = namespace;
    this.connections = new Connections(namespace);
    this.#forwarding = new Forwarding(namespace, this);
  }

  /** In the order in which they were added. */
  get services(): readonly VirtualService[] {
    return this.#services;
  }

  service(key: ServiceKey): VirtualService | undefined {
    return this.#services.find((service) => sameService(service.key, key));
  }

  addService(key: ServiceKey, settings: ServiceSettings): VirtualService {
    if (this.service(key) !== undefined) throw new IpvsError("service-exists");
    if (!isSchedulerName(settings.scheduler)) throw new IpvsError("no-scheduler");
    const service = new VirtualService(key, settings, this.#namespace.clock.nowUs);
    this.#services.push(service);
    this.#forwarding.serviceAdded(service);
    return service;
  }

  editService(key: ServiceKey, settings: ServiceSettings): void {
    const service = this.#needService(key);
    if (!isSchedulerName(settings.scheduler)) throw new IpvsError("no-scheduler");
    service.edit(settings);
  }

  deleteService(key: ServiceKey): void {
    const service = this.#needService(key);
    for (const server of [...service.servers]) this.#unlink(service, server);
    this.#services.splice(this.#services.indexOf(service), 1);
    this.#forwarding.serviceRemoved(service);
  }

  clear(): void {
    for (const { key } of [...this.#services]) this.deleteService(key);
  }

  addServer(key: ServiceKey, server: ServerKey, settings: ServerSettings): void {
    const service = this.#needService(key);
    if (!isSane(settings)) throw new IpvsError("invalid");
    if (service.server(server) !== undefined) throw new IpvsError("server-exists");
    const { nowUs } = this.#namespace.clock;
    const back = this.#takeFromTrash(key, server);
    if (back !== null) {
      back.settings = settings;
      back.isAvailable = true;
      back.traffic.zero(nowUs);
    }
    const added = back ?? new RealServer(server, settings, nowUs);
    added.checkThresholds();
    service.add(added);
  }

  editServer(key: ServiceKey, server: ServerKey, settings: ServerSettings): void {
    const service = this.#needService(key);
    if (!isSane(settings)) throw new IpvsError("invalid");
    const known = service.server(server);
    if (known === undefined) throw new IpvsError("no-server");
    known.settings = settings;
    known.checkThresholds();
    service.serverEdited();
  }

  deleteServer(key: ServiceKey, server: ServerKey): void {
    const service = this.#needService(key);
    const known = service.server(server);
    if (known === undefined) throw new IpvsError("no-server");
    this.#unlink(service, known);
  }

  /** Totals and rates begin anew, of one service or of all. */
  zero(key: ServiceKey | null): void {
    const services = key === null ? this.#services : [this.#needService(key)];
    const { nowUs } = this.#namespace.clock;
    for (const { traffic, servers } of services) {
      traffic.zero(nowUs);
      for (const server of servers) server.traffic.zero(nowUs);
    }
  }

  /** `-m ipvs`: the packet is being sent on, or answered, for a service like that. */
  has(packet: Packet, match: IpvsMatch): boolean {
    const connection = this.#forwarding.connectionOf(packet);
    if (connection === null) return false;
    if (match.protocol !== undefined && connection.protocol !== match.protocol) return false;
    if (match.port !== undefined && connection.virtualPort !== match.port) return false;
    return match.address === undefined || contains(match.address, connection.virtualIp);
  }

  /** When the namespace ends. */
  close(): void {
    this.clear();
    this.connections.flush();
  }

  #needService(key: ServiceKey): VirtualService {
    const service = this.service(key);
    if (service === undefined) throw new IpvsError("no-service");
    return service;
  }

  #unlink(service: VirtualService, server: RealServer): void {
    server.isAvailable = false;
    service.remove(server);
    for (const old of this.#trash.keys()) if (!isInUse(old)) this.#trash.delete(old);
    if (isInUse(server)) this.#trash.set(server, service.key);
  }

  #takeFromTrash(key: ServiceKey, { address, port }: ServerKey): RealServer | null {
    for (const [server, of] of this.#trash) {
      if (server.address !== address || server.port !== port || !sameService(of, key)) continue;
      this.#trash.delete(server);
      return server;
    }
    return null;
  }
}

function isInUse({ connections, persistentConns }: RealServer): boolean {
  return connections > 0 || persistentConns > 0;
}

function isSane({ weight, upperThreshold, lowerThreshold }: ServerSettings): boolean {
  return weight >= 0 && lowerThreshold <= upperThreshold;
}

export function sameService(a: ServiceKey, b: ServiceKey): boolean {
  if (a.fwmark !== 0 || b.fwmark !== 0) return a.fwmark === b.fwmark && typeof a.address === typeof b.address;
  return a.protocol === b.protocol && a.address === b.address && a.port === b.port;
}
