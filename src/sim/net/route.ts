/**
 * Where a packet goes next: the longest prefix wins, then the lowest metric. Tables are asked as the rules say
 * (`route-rules.ts`): `local` (this host's own and broadcast addresses), then `main`, unless there are others.
 *
 * Models: net/ipv4/fib_trie.c fib_table_lookup, net/ipv4/fib_frontend.c fib_add_ifaddr
 * SIMPLIFIED: no multipath routes.
 */
import { type Cidr, formatCidr, formatIp, hostCidr, type Ip, maskTo, widthOf } from "../core/ip.ts";
import type { Device, DeviceAddress } from "./device.ts";
import { NetError } from "./net-error.ts";
import { RouteList } from "./route-list.ts";
import {
  DEFAULT_TABLE,
  LOCAL_TABLE,
  MAIN_TABLE,
  type RoutedPacket,
  type RouteRule,
  RouteRules,
  ruleMatches,
} from "./route-rules.ts";

export type RouteType = "unicast" | "local" | "broadcast" | "blackhole" | "unreachable" | "prohibit";
export type RouteScope = "global" | "link" | "host";

export interface Route {
  readonly dst: Cidr;
  readonly type: RouteType;
  readonly via: Ip | null;
  /** Null for the types that lead nowhere. */
  readonly device: Device | null;
  /** The source address that this host's own packets get. */
  readonly src: Ip | null;
  readonly metric: number;
  readonly scope: RouteScope;
  /** Who wrote it: kernel, boot, static, bird… */
  readonly protocol: string;
  /** The gateway need not be on a connected network. */
  readonly onlink: boolean;
  readonly mtu: number | null;
  /** 254 is `main`. */
  readonly table: number;
}

export interface RouteOptions {
  readonly dst: Cidr;
  readonly type?: RouteType;
  readonly via?: Ip | null;
  readonly device?: Device | null;
  readonly src?: Ip | null;
  readonly metric?: number;
  readonly scope?: RouteScope;
  readonly protocol?: string;
  readonly onlink?: boolean;
  readonly mtu?: number | null;
  readonly table?: number;
}

export interface LookupOptions {
  /** Only through this device (SO_BINDTODEVICE, a link-local answer). */
  readonly device?: Device | undefined;
}

const CACHE_SIZE = 8192;
const NO_DEVICES = { inDevice: null, outDevice: null };

export class RouteTable {
  /** Each in the order in which `ip route` lists them. */
  readonly #tables = new Map<number, RouteList>([
    [LOCAL_TABLE, new RouteList()],
    [MAIN_TABLE, new RouteList()],
    [DEFAULT_TABLE, new RouteList()],
  ]);
  readonly #main = this.#table(MAIN_TABLE);
  readonly #local = this.#table(LOCAL_TABLE);
  readonly #localAddresses = new Map<Ip, number>();
  readonly #cache = new Map<Ip, Route | null>();
  readonly rules = new RouteRules(() => this.#cache.clear());

  get main(): readonly Route[] {
    return this.#main.routes;
  }

  get local(): readonly Route[] {
    return this.#local.routes;
  }

  /** By number; null when nobody has put anything there. */
  table(id: number): readonly Route[] | null {
    return this.#tables.get(id)?.routes ?? null;
  }

  /** `ip route show table all`. */
  all(): readonly Route[] {
    const own = [...this.#tables].filter(([id]) => id !== LOCAL_TABLE && id !== MAIN_TABLE);
    return [...own.flatMap(([, { routes }]) => routes), ...this.main, ...this.local];
  }

  /** `ip route add`. EEXIST for the same prefix and metric, ENETUNREACH for a gateway that is not on a link. */
  add(options: RouteOptions): Route {
    const route = this.#complete(options);
    const table = this.#table(route.table);
    if (table.like(route) !== undefined) throw new NetError("EEXIST");
    table.insert(route);
    this.#cache.clear();
    return route;
  }

  /** `ip route replace`. */
  replace(options: RouteOptions): Route {
    const route = this.#complete(options);
    const table = this.#table(route.table);
    const had = table.like(route);
    if (had !== undefined) table.remove(had);
    table.insert(route);
    this.#cache.clear();
    return route;
  }

  /** `ip route del`: the first route that fits what is given. ESRCH when there is none. */
  remove(wanted: Pick<RouteOptions, "dst" | "via" | "device" | "metric" | "table">): void {
    const table = this.#tables.get(wanted.table ?? MAIN_TABLE);
    const found = table?.routes.find(
      (route) =>
        samePrefix(route.dst, wanted.dst) &&
        (wanted.via === undefined || wanted.via === route.via) &&
        (wanted.device === undefined || wanted.device === route.device) &&
        (wanted.metric === undefined || wanted.metric === route.metric),
    );
    if (table === undefined || found === undefined) throw new NetError("ESRCH");
    table.remove(found);
    this.#cache.clear();
  }

  /** `ip route flush table N`. */
  flush(id: number): void {
    if (id === LOCAL_TABLE || id === MAIN_TABLE) this.#table(id).keep(() => false);
    else this.#tables.delete(id);
    this.#cache.clear();
  }

  /** For a packet that has no source yet. Null when no prefix holds the address. */
  lookup(dst: Ip, options?: LookupOptions): Route | null {
    if (!this.rules.areBuiltIn) return this.#byRules({ src: 0, dst, mark: 0 }, null, options?.device);
    if (options?.device !== undefined) return this.#search(dst, options.device);
    const known = this.#cache.get(dst);
    if (known !== undefined) return known;
    const found = this.#search(dst, undefined);
    if (this.#cache.size >= CACHE_SIZE) this.#cache.clear();
    this.#cache.set(dst, found);
    return found;
  }

  /** For a packet, by all that rules ask about. */
  lookupFor(packet: RoutedPacket, inDevice: Device | null, outDevice?: Device): Route | null {
    if (!this.rules.areBuiltIn) return this.#byRules(packet, inDevice, outDevice);
    return outDevice === undefined ? this.lookup(packet.dst) : this.#search(packet.dst, outDevice);
  }

  /** A device went up or down. */
  forgetLookups(): void {
    this.#cache.clear();
  }

  isLocal(ip: Ip): boolean {
    return this.#localAddresses.has(ip) || (typeof ip === "number" && this.lookup(ip)?.type === "local");
  }

  addAddress(device: Device, address: DeviceAddress): void {
    const { ip, bits } = address;
    const kernel = { device, protocol: "kernel", src: ip } as const;
    this.#localAddresses.set(ip, (this.#localAddresses.get(ip) ?? 0) + 1);
    const network = { base: maskTo(ip, bits), bits };
    const add = (table: number, options: RouteOptions): void =>
      this.#table(table).insert(completed({ ...options, table }));
    if (address.scope === "host" && bits < widthOf(ip))
      add(LOCAL_TABLE, { ...kernel, dst: network, type: "local", scope: "host" });
    add(LOCAL_TABLE, { ...kernel, dst: hostCidr(ip), type: "local", scope: "host" });
    // Of the network, whether or not the address itself names one: lo has it too.
    if (typeof network.base === "number" && bits < 31)
      add(LOCAL_TABLE, { ...kernel, dst: hostCidr(lastOf(network.base, bits)), type: "broadcast", scope: "link" });
    if (address.scope !== "host" && bits < widthOf(ip) && !device.isLoopback)
      add(MAIN_TABLE, { ...kernel, dst: network, scope: "link" });
    this.#cache.clear();
  }

  removeAddress(device: Device, { ip }: DeviceAddress): void {
    this.#forgetLocal(ip);
    this.#keep((route) => route.device !== device || route.src !== ip);
  }

  removeDevice(device: Device): void {
    for (const route of this.local)
      if (route.device === device && route.type === "local" && route.dst.bits === widthOf(route.dst.base))
        this.#forgetLocal(route.dst.base);
    this.#keep((route) => route.device !== device);
  }

  #table(id: number): RouteList {
    let table = this.#tables.get(id);
    if (table === undefined) {
      table = new RouteList();
      this.#tables.set(id, table);
    }
    return table;
  }

  #forgetLocal(ip: Ip): void {
    const count = (this.#localAddresses.get(ip) ?? 0) - 1;
    if (count > 0) this.#localAddresses.set(ip, count);
    else this.#localAddresses.delete(ip);
  }

  #keep(wanted: (route: Route) => boolean): void {
    for (const table of this.#tables.values()) table.keep(wanted);
    this.#cache.clear();
  }

  #search(dst: Ip, device: Device | undefined): Route | null {
    return this.#local.best(dst, undefined) ?? this.#main.best(dst, device);
  }

  #byRules(packet: RoutedPacket, inDevice: Device | null, outDevice: Device | undefined): Route | null {
    const devices =
      inDevice === null && outDevice === undefined
        ? NO_DEVICES
        : { inDevice: inDevice?.name ?? null, outDevice: outDevice?.name ?? null };
    for (const rule of this.rules.list()) {
      if (!ruleMatches(rule, packet, devices)) continue;
      const found = this.#ask(rule, packet, outDevice);
      if (found !== null) return found;
    }
    return null;
  }

  #ask({ action, suppressPrefixLength }: RouteRule, { dst }: RoutedPacket, device: Device | undefined): Route | null {
    if (typeof action === "string") return completed({ dst: hostCidr(dst), type: action });
    const table = this.#tables.get(action);
    if (table === undefined) return null;
    const found = table.best(dst, action === LOCAL_TABLE ? undefined : device);
    if (found === null || suppressPrefixLength === null) return found;
    return found.dst.bits <= suppressPrefixLength ? null : found;
  }

  #complete(options: RouteOptions): Route {
    const { via = null, onlink = false, device = null, table = MAIN_TABLE } = options;
    if (via === null || onlink) return completed(options);
    const link = this.#table(table).best(via, device ?? undefined) ?? this.#main.best(via, device ?? undefined);
    if (link === null || link.via !== null || link.device === null) throw new NetError("ENETUNREACH");
    return completed(device === null ? { ...options, device: link.device } : options);
  }
}

function lastOf(base: number, bits: number): number {
  return base + 2 ** (32 - bits) - 1;
}

function completed(options: RouteOptions): Route {
  const { dst, type = "unicast", via = null, device = null, src = null, metric = 0, mtu = null } = options;
  return {
    dst,
    type,
    via,
    device,
    src,
    metric,
    scope: options.scope ?? (via === null && type === "unicast" ? "link" : "global"),
    protocol: options.protocol ?? "boot",
    onlink: options.onlink === true,
    mtu,
    table: options.table ?? MAIN_TABLE,
  };
}

/** `default`, `10.1.0.0/16`, `10.1.0.4`, `local 10.1.0.1`, `blackhole 192.168.0.0/26` */
export function formatPrefix({ dst, type }: Route): string {
  const prefix = dst.bits === 0 ? "default" : dst.bits === widthOf(dst.base) ? formatIp(dst.base) : formatCidr(dst);
  return type === "unicast" ? prefix : `${type} ${prefix}`;
}

/** The same, for those who say it of every packet. */
export function prefixOf(route: Route): string {
  const known = PREFIXES.get(route);
  if (known !== undefined) return known;
  const text = formatPrefix(route);
  PREFIXES.set(route, text);
  return text;
}

const PREFIXES = new WeakMap<Route, string>();

function samePrefix(a: Cidr, b: Cidr): boolean {
  return a.base === b.base && a.bits === b.bits;
}
