/**
 * Which addresses a bound socket takes: `0.0.0.0` all of IPv4, `::` all of both families, unless it is for IPv6 only.
 *
 * Models: net/ipv4/inet_connection_sock.c inet_rcv_saddr_equal, ipv6_rcv_saddr_equal
 */
import { familyOf, type Ip, type IpFamily } from "../../core/ip.ts";
import type { Endpoint } from "./endpoint.ts";

export interface Bound {
  readonly local: Endpoint;
  /** IPV6_V6ONLY */
  readonly isOnly6: boolean;
}

/** `::`, which takes IPv4 as well unless it is told not to: what Go, Java, Node and many others listen on. */
export const EVERYWHERE: Ip = 0n;

export function isAny(ip: Ip): boolean {
  return ip === 0 || ip === 0n;
}

/** It is bound to no address, and this one is of a family that it takes. */
export function takesAllOf({ local, isOnly6 }: Bound, ip: Ip): boolean {
  if (local.ip === 0) return typeof ip === "number";
  return local.ip === 0n && (typeof ip === "bigint" || !isOnly6);
}

/** They cannot both have one port. */
export function overlap(a: Bound, b: Bound): boolean {
  return a.local.ip === b.local.ip || takesAllOf(a, b.local.ip) || takesAllOf(b, a.local.ip);
}

/** The family that it was opened in; a socket of IPv6 may speak IPv4. */
export function familyOfSocket(socket: { readonly local: Endpoint; readonly isMapped?: boolean }): IpFamily {
  return socket.isMapped === true ? 6 : familyOf(socket.local.ip);
}
