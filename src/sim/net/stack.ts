/**
 * The way of an IP packet through a host:
 *
 *   in --PREROUTING--> route --INPUT--> socket
 *                        \---FORWARD--\
 *   socket --> route --OUTPUT----------+--POSTROUTING--> neighbour --> out
 *
 * Models: net/ipv4/ip_input.c, ip_forward.c, ip_output.c, route.c ip_route_input_slow
 * SIMPLIFIED: no multicast, no source routing, no ICMP redirects, and IPv6 packets are not forwarded yet.
 */
import { formatIp, type Ip, maskTo } from "../core/ip.ts";
import type { Device } from "./device.ts";
import type { DropReason } from "./drop-reasons.ts";
import { FragmentQueue, fragmentOf, fragmentsOf } from "./fragments.ts";
import { headersChanged, headersOf, protocolName, textOfIp } from "./headers.ts";
import { Icmp, TIME_EXCEEDED, UNREACHABLE, UnreachableCode } from "./icmp.ts";
import { BROADCAST_MAC } from "./mac.ts";
import type { NetNamespace } from "./namespace.ts";
import type { NetErrorCode } from "./net-error.ts";
import { type Frame, ICMP, ICMPV6, lengthOf, type Packet, TCP, UDP } from "./packet.ts";
import { PathMtus } from "./path-mtu.ts";
import { prefixOf, type Route } from "./route.ts";
import { LOCAL_TABLE } from "./route-rules.ts";

export interface OutputOptions {
  /** Only through this device. */
  readonly device?: Device | undefined;
}

export class Stack {
  readonly #namespace: NetNamespace;
  readonly icmp: Icmp;
  /** Who takes packets of a protocol that the stack itself does not speak (tunnels). */
  readonly protocols = new Map<number, (packet: Packet) => void>();
  readonly pathMtus: PathMtus;
  readonly #fragments: FragmentQueue;
  #ident = 0;

  constructor(namespace: NetNamespace) {
    this.#namespace = namespace;
    this.icmp = new Icmp(namespace);
    this.pathMtus = new PathMtus(namespace.clock);
    this.#fragments = new FragmentQueue(namespace);
  }

  /** A frame from a device that no bridge holds, or from a bridge itself. */
  receiveFrame(device: Device, frame: Frame): void {
    if (frame.dst !== device.mac && frame.dst !== BROADCAST_MAC) {
      this.#namespace.dropFrame(frame, "not-for-this-host", device.where);
      return;
    }
    if (frame.arp !== null) this.#namespace.neighbours.receive(device, frame.arp);
    else if (frame.packet !== null) this.receive(device, frame.packet);
  }

  /** A packet came in by `device`. A bridge that called PREROUTING already says so by its port. */
  receive(device: Device, packet: Packet): void {
    const { netfilter } = this.#namespace;
    if (netfilter.tracks && fragmentOf(packet) !== undefined) {
      const whole = this.#fragments.add(packet);
      if (whole !== null) this.receive(device, whole);
      return;
    }
    if (packet.bridgePortIn === null && netfilter.run(packet, "PREROUTING", device, null) !== "accept") return;
    const refused = this.#refuses(device, packet);
    if (refused !== null) {
      this.#namespace.drop(packet, refused, { where: device.where, lookup: `source ${formatIp(packet.src)}` });
      return;
    }
    const route = this.#routeInput(device, packet);
    if (route === null) return;
    this.tellRoute(packet, route);
    if (route.type === "local" || route.type === "broadcast") this.#deliverLocally(device, packet);
    else this.#forward(device, packet, route);
  }

  /**
   * A packet of this host's own. Its source is already chosen (`sourceFor`). The error, if any, is what the
   * system call returns; whatever happens later comes back as ICMP.
   */
  output(packet: Packet, options?: OutputOptions): NetErrorCode | null {
    const { netfilter, routes } = this.#namespace;
    let route = routes.lookupFor(packet, null, options?.device);
    const unroutable = this.#unroutable(packet, route);
    if (unroutable !== null) return unroutable;
    const before = packet.dst;
    const beforeMark = packet.mark;
    const verdict = netfilter.run(packet, "OUTPUT", null, (route as Route).device);
    if (verdict !== "accept") return verdict === "stolen" ? null : "EPERM";
    if (packet.dst !== before || packet.mark !== beforeMark) {
      route = routes.lookupFor(packet, null, options?.device);
      const lost = this.#unroutable(packet, route);
      if (lost !== null) return lost;
    }
    return this.#leave(packet, route as Route);
  }

  /** What a hook took out of its way (IPVS) leaves for where it now goes, through OUTPUT and POSTROUTING. */
  sendOn(packet: Packet, from: Device | null): void {
    const { netfilter, routes } = this.#namespace;
    const route = routes.lookupFor(packet, null);
    if (this.#unroutable(packet, route) !== null || route === null) {
      this.icmp.sendError(packet, { type: UNREACHABLE, code: UnreachableCode.host });
      return;
    }
    if (from !== null && !from.isLoopback && !this.#mayGoOn(packet, route)) return;
    if (netfilter.run(packet, "OUTPUT", null, route.device) === "accept") this.#leave(packet, route);
  }

  /** The neighbour could not be found: the sender is told, be it this host or another. */
  linkFailure(packet: Packet): void {
    this.icmp.sendError(packet, { type: UNREACHABLE, code: UnreachableCode.host });
  }

  isLocal(ip: Ip): boolean {
    return this.#namespace.routes.lookup(ip)?.type === "local";
  }

  /** The address that this host's packets to `dst` come from; null when there is no way or no address. */
  sourceFor(dst: Ip, device?: Device): Ip | null {
    const route = this.#namespace.routes.lookup(dst, { device });
    if (route === null) return device === undefined ? null : (device.addresses[0]?.ip ?? null);
    if (route.type === "local") return dst;
    if (route.src !== null) return route.src;
    return route.device === null ? null : this.#addressOn(route.device, route.via ?? dst);
  }

  /** What MASQUERADE on the way out by `device` rewrites the source to. */
  masqueradeAddress(device: Device, dst: Ip): Ip | null {
    const route = this.#namespace.routes.lookup(dst);
    return this.#addressOn(device, route?.via ?? dst);
  }

  /** Would an answer to the packet's source leave by the device that it came in by? */
  cameTheRightWay(packet: Packet, device: Device | null): boolean {
    const back = this.#namespace.routes.lookup(packet.src);
    return back !== null && back.device === device;
  }

  /** An address on the device, of the network of the next hop if there is one. */
  #addressOn(device: Device, nextHop: Ip): Ip | null {
    let first: Ip | null = null;
    for (const { ip, bits, scope } of device.addresses) {
      if (typeof ip !== typeof nextHop || scope === "host") continue;
      if (maskTo(nextHop, bits) === maskTo(ip, bits)) return ip;
      first ??= ip;
    }
    if (first !== null) return first;
    for (const other of this.#namespace.devices.values())
      for (const { ip, scope } of other.addresses) if (scope === "global" && typeof ip === typeof nextHop) return ip;
    return null;
  }

  /** Addresses that cannot come from outside, or not by this way. */
  #refuses(device: Device, packet: Packet): DropReason | null {
    if (device.isLoopback || typeof packet.src !== "number" || typeof packet.dst !== "number") return null;
    const { sysctls, routes } = this.#namespace;
    const isInside = packet.src >>> 24 === 127 || packet.dst >>> 24 === 127;
    if (isInside && !sysctls.routeLocalnet) return "martian-source";
    if (packet.src === 0xffff_ffff || packet.src >>> 28 === 0xe) return "martian-source";
    const back = routes.rules.areBuiltIn
      ? routes.lookup(packet.src)
      : routes.lookupFor({ src: packet.dst, dst: packet.src, mark: 0 }, device);
    if (back?.type === "local" && packet.src >>> 24 !== 127) return "martian-source";
    const rpFilter = Math.max(device.rpFilter, sysctls.rpFilter);
    if (rpFilter === 1 && back?.device !== device) return "reverse-path";
    if (rpFilter === 2 && back === null) return "reverse-path";
    return null;
  }

  /** Where a packet from outside goes; null when it ends here, with its sender told if this host forwards. */
  #routeInput(device: Device, packet: Packet): Route | null {
    const { routes, sysctls } = this.#namespace;
    const route = routes.lookupFor(packet, device);
    if (packet.dst === 0xffff_ffff) return BROADCAST_ROUTE;
    if (route !== null && (route.type === "local" || route.type === "broadcast")) return route;
    if (sysctls.ipForward && route?.type === "unicast") return route;
    const lookup = `route to ${formatIp(packet.dst)}`;
    if (!sysctls.ipForward) {
      this.#namespace.drop(packet, "forwarding-off", { lookup });
      return null;
    }
    const { reason, code } = noWay(route);
    this.#namespace.drop(packet, reason, { lookup });
    if (code !== null) this.icmp.sendError(packet, { type: UNREACHABLE, code });
    return null;
  }

  #forward(from: Device, packet: Packet, route: Route): void {
    const device = route.device as Device;
    if (!this.#mayGoOn(packet, route)) return;
    if (this.#namespace.netfilter.run(packet, "FORWARD", from, device) !== "accept") return;
    const { trace, name } = this.#namespace;
    if (trace.on)
      trace.emit({ type: "forwarded", where: name, packetId: packet.id, inDevice: from.name, outDevice: device.name });
    this.#leave(packet, route);
  }

  /** One hop more, if its time to live and its length let it. */
  #mayGoOn(packet: Packet, route: Route): boolean {
    if (packet.ttl <= 1) {
      this.#namespace.drop(packet, "ttl-exceeded");
      this.icmp.sendError(packet, { type: TIME_EXCEEDED, code: 0 });
      return false;
    }
    if (this.#isTooLong(packet, route)) {
      const device = route.device as Device;
      const mtu = route.mtu ?? device.mtu;
      this.#namespace.drop(packet, "mtu-exceeded", {
        lookup: `${lengthOf(packet)} bytes, MTU ${mtu} of ${device.name}`,
      });
      this.icmp.sendError(packet, { type: UNREACHABLE, code: UnreachableCode.fragmentationNeeded, mtu });
      return false;
    }
    packet.ttl--;
    headersChanged(packet);
    return true;
  }

  /** POSTROUTING, and out. */
  #leave(packet: Packet, route: Route): NetErrorCode | null {
    const { netfilter, neighbours, loopback } = this.#namespace;
    const device = route.type === "local" ? loopback : (route.device as Device);
    if (netfilter.run(packet, "POSTROUTING", null, device) !== "accept") return "EPERM";
    const mtu = this.#mtuOf(packet, route);
    if (lengthOf(packet) > mtu) return this.#tooLong(packet, route, mtu);
    if (route.type === "broadcast") device.send({ src: device.mac, dst: BROADCAST_MAC, packet, arp: null });
    else if (device.isLoopback) device.send({ src: device.mac, dst: device.mac, packet, arp: null });
    else neighbours.send(device, route.via ?? packet.dst, packet);
    return null;
  }

  /** In pieces if it may be cut, else not at all. */
  #tooLong(packet: Packet, route: Route, mtu: number): NetErrorCode | null {
    const device = route.device as Device;
    if (packet.dontFragment || typeof packet.dst !== "number") {
      this.#namespace.drop(packet, "mtu-exceeded", { where: device.where, lookup: `MTU ${mtu}` });
      return "EMSGSIZE";
    }
    this.#ident = (this.#ident + 1) & 0xffff;
    for (const piece of fragmentsOf(packet, mtu, this.#ident))
      this.#namespace.neighbours.send(device, route.via ?? packet.dst, piece);
    return null;
  }

  #deliverLocally(device: Device, fragmentOrWhole: Packet): void {
    const packet = this.#fragments.add(fragmentOrWhole);
    if (packet === null) return;
    if (this.#namespace.netfilter.run(packet, "INPUT", device, null) !== "accept") return;
    const { sockets } = this.#namespace;
    switch (packet.protocol) {
      case TCP:
        sockets.tcp.receive(packet);
        return;
      case UDP:
        sockets.receiveUdp(packet);
        return;
      case ICMP:
      case ICMPV6:
        this.icmp.receive(packet);
        return;
      default: {
        const take = this.protocols.get(packet.protocol);
        if (take !== undefined) {
          take(packet);
          return;
        }
        this.#namespace.drop(packet, "unknown-protocol", { lookup: `protocol ${protocolName(packet.protocol)}` });
        this.icmp.sendError(packet, { type: UNREACHABLE, code: UnreachableCode.protocol });
      }
    }
  }

  /** For what is only passed on: what others have said about the way does not count. */
  #isTooLong(packet: Packet, route: Route): boolean {
    return packet.dontFragment && lengthOf(packet) > (route.mtu ?? route.device?.mtu ?? 0);
  }

  #mtuOf(packet: Packet, route: Route): number {
    const mtu = route.mtu ?? (route.type === "local" ? this.#namespace.loopback.mtu : (route.device?.mtu ?? 0));
    if (this.pathMtus.isEmpty || !this.isLocal(packet.src)) return mtu;
    return Math.min(mtu, this.pathMtus.get(packet.dst)?.mtu ?? mtu);
  }

  /** The longest packet of this host's own that gets through to an address, as far as it knows. */
  mtuTo(dst: Ip): number {
    const route = this.#namespace.routes.lookup(dst);
    const device = route?.type === "local" ? this.#namespace.loopback : route?.device;
    const mtu = route?.mtu ?? device?.mtu ?? 576;
    return this.pathMtus.isEmpty ? mtu : Math.min(mtu, this.pathMtus.get(dst)?.mtu ?? mtu);
  }

  /** For this host's own packets: the error of the system call, or null when there is a way. */
  #unroutable(packet: Packet, route: Route | null): NetErrorCode | null {
    if (route !== null && (route.type === "unicast" || route.type === "local" || route.type === "broadcast")) {
      this.tellRoute(packet, route);
      return this.#mayLeave(packet, route) ? null : "EINVAL";
    }
    const { reason, error } = noWay(route);
    this.#namespace.drop(packet, reason, { lookup: `route to ${formatIp(packet.dst)}` });
    return error;
  }

  /** A loopback address does not get out, unless route_localnet lets it. */
  #mayLeave(packet: Packet, route: Route): boolean {
    if (typeof packet.src !== "number" || packet.src >>> 24 !== 127 || route.type === "local") return true;
    if (this.#namespace.sysctls.routeLocalnet || route.device?.isLoopback === true) return true;
    this.#namespace.drop(packet, "martian-source", { lookup: `source ${formatIp(packet.src)}` });
    return false;
  }

  /** Says which route a packet takes. */
  tellRoute(packet: Packet, route: Route): void {
    const { trace, name } = this.#namespace;
    if (!trace.on) return;
    const to = textOfIp(packet.dst);
    const device = route.type === "local" ? "lo" : (route.device?.name ?? "");
    const text = prefixOf(route);
    const { id: packetId } = packet;
    if (route.via === null) trace.emit({ type: "routed", where: name, packetId, to, route: text, device });
    else trace.emit({ type: "routed", where: name, packetId, to, route: text, device, via: textOfIp(route.via) });
  }

  /** Says that a socket took the packet. */
  delivered(packet: Packet, to: string): void {
    const { trace, name } = this.#namespace;
    if (trace.on) trace.emit({ type: "delivered", where: name, packetId: packet.id, to, headers: headersOf(packet) });
  }
}

/** 255.255.255.255 is for everybody on the link. */
const BROADCAST_ROUTE: Route = {
  dst: { base: 0xffff_ffff, bits: 32 },
  type: "broadcast",
  via: null,
  device: null,
  src: null,
  metric: 0,
  scope: "link",
  protocol: "kernel",
  onlink: false,
  mtu: null,
  table: LOCAL_TABLE,
};

function noWay(route: Route | null): { reason: DropReason; code: number | null; error: NetErrorCode } {
  switch (route?.type) {
    case "blackhole":
      return { reason: "route-blackhole", code: null, error: "EINVAL" };
    case "prohibit":
      return { reason: "route-prohibit", code: UnreachableCode.adminProhibited, error: "EACCES" };
    case "unreachable":
      return { reason: "route-unreachable", code: UnreachableCode.host, error: "EHOSTUNREACH" };
    default:
      return { reason: "no-route", code: UnreachableCode.net, error: "ENETUNREACH" };
  }
}
