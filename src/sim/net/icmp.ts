/**
 * ICMP: answering echoes, and telling the sender of a packet why it went no further. An error carries the packet
 * that it is about, and belongs to that packet's connection.
 *
 * Models: RFC 792, RFC 1122 §3.2.2, RFC 4443, net/ipv4/icmp.c, net/ipv6/icmp.c
 * SIMPLIFIED: errors are not rate-limited (net.ipv4.icmp_ratelimit).
 * SIMPLIFIED: of ICMPv6 there are echoes and port unreachable, which is all that loopback needs.
 */
import { formatIp, type Ip } from "../core/ip.ts";
import { headersOf } from "./headers.ts";
import type { NetNamespace } from "./namespace.ts";
import type { NetErrorCode } from "./net-error.ts";
import { copyPacket, createPacket, ICMP, ICMPV6, type IcmpMessage, lengthOf, type Packet } from "./packet.ts";
import { isIcmpError } from "./tuple.ts";

export const ECHO_REPLY = 0;
export const UNREACHABLE = 3;
export const ECHO = 8;
export const TIME_EXCEEDED = 11;

const UNREACHABLE_6 = 1;
const PORT_UNREACHABLE_6 = 4;
const ECHO_6 = 128;
const ECHO_REPLY_6 = 129;

/** The protocol and the message type of an echo request, by the family that asks for it. */
export function echoTo(ip: Ip): { readonly protocol: number; readonly type: number } {
  return typeof ip === "number" ? { protocol: ICMP, type: ECHO } : { protocol: ICMPV6, type: ECHO_6 };
}

export const UnreachableCode = {
  net: 0,
  host: 1,
  protocol: 2,
  port: 3,
  fragmentationNeeded: 4,
  netUnknown: 6,
  hostUnknown: 7,
  netProhibited: 9,
  hostProhibited: 10,
  adminProhibited: 13,
} as const;

/** What an unreachable code means to the socket that sent the packet. */
const ERROR_OF_CODE: ReadonlyMap<number, NetErrorCode> = new Map([
  [UnreachableCode.net, "ENETUNREACH"],
  [UnreachableCode.host, "EHOSTUNREACH"],
  [UnreachableCode.protocol, "ECONNREFUSED"],
  [UnreachableCode.port, "ECONNREFUSED"],
  [UnreachableCode.fragmentationNeeded, "EMSGSIZE"],
  [UnreachableCode.netUnknown, "ENETUNREACH"],
  [UnreachableCode.hostUnknown, "EHOSTUNREACH"],
  [UnreachableCode.netProhibited, "ENETUNREACH"],
  [UnreachableCode.hostProhibited, "EHOSTUNREACH"],
  [UnreachableCode.adminProhibited, "EHOSTUNREACH"],
]);

export function errorOf({ type, code }: { readonly type: number; readonly code: number }): NetErrorCode {
  if (type === UNREACHABLE_6) return "ECONNREFUSED";
  return (type === UNREACHABLE ? ERROR_OF_CODE.get(code) : undefined) ?? "EHOSTUNREACH";
}

export interface IcmpErrorKind {
  readonly type: number;
  readonly code: number;
  readonly mtu?: number;
}

/** Of the packet that an error is about, this much is sent back at most (RFC 1812: 576 bytes in all). */
const QUOTE_MAX = 548;

export class Icmp {
  readonly #namespace: NetNamespace;

  constructor(namespace: NetNamespace) {
    this.#namespace = namespace;
  }

  /** An ICMP message for this host. */
  receive(packet: Packet): void {
    const message = packet.transport;
    if (message.kind !== "icmp") return;
    const is6 = packet.protocol === ICMPV6;
    if (message.type === (is6 ? ECHO_6 : ECHO)) this.#answer(packet, message);
    else if (message.type === (is6 ? ECHO_REPLY_6 : ECHO_REPLY))
      this.#deliver(packet, this.#namespace.sockets.receiveEchoReply(packet, message));
    else if (isIcmpError(message)) this.#receiveError(packet, message);
    else this.#namespace.drop(packet, "icmp-unknown-socket", { lookup: `icmp type ${message.type}` });
  }

  #receiveError(packet: Packet, message: IcmpMessage): void {
    const { type, code, about, mtu } = message;
    if (type === UNREACHABLE && code === UnreachableCode.fragmentationNeeded && about !== null)
      this.#namespace.stack.pathMtus.learn(about.dst, mtu);
    this.#deliver(packet, this.#namespace.sockets.receiveIcmpError(packet, message));
  }

  /** Never about an ICMP error, a broadcast, or a packet without a proper sender. */
  sendError(about: Packet, kind: IcmpErrorKind): void {
    if (isIcmpError(about.transport) || about.src === 0 || about.dst === 0xffff_ffff) return;
    const { stack, network, conntrack } = this.#namespace;
    if (this.#namespace.routes.lookup(about.dst)?.type === "broadcast") return;
    const src = stack.isLocal(about.dst) ? about.dst : stack.sourceFor(about.src);
    if (src === null) return;
    const is6 = typeof about.src === "bigint";
    if (is6 && (kind.type !== UNREACHABLE || kind.code !== UnreachableCode.port)) return;
    const error = createPacket({
      id: network.nextPacketId(),
      src,
      dst: about.src,
      protocol: is6 ? ICMPV6 : ICMP,
      transport: {
        kind: "icmp",
        type: is6 ? UNREACHABLE_6 : kind.type,
        code: is6 ? PORT_UNREACHABLE_6 : kind.code,
        id: 0,
        seq: 0,
        size: Math.min(lengthOf(about), QUOTE_MAX),
        mtu: kind.mtu ?? 0,
        about: copyPacket(about),
      },
    });
    conntrack.attach(error, about);
    stack.output(error);
  }

  #answer(packet: Packet, { id, seq, size }: IcmpMessage): void {
    const { stack, network, sysctls } = this.#namespace;
    const is6 = packet.protocol === ICMPV6;
    if (sysctls.icmpEchoIgnoreAll && !is6) {
      this.#namespace.drop(packet, "icmp-unknown-socket", { lookup: "net.ipv4.icmp_echo_ignore_all = 1" });
      return;
    }
    this.#deliver(packet, "icmp echo");
    const src = stack.isLocal(packet.dst) ? packet.dst : stack.sourceFor(packet.src);
    if (src === null) return;
    stack.output(
      createPacket({
        id: network.nextPacketId(),
        src,
        dst: packet.src,
        protocol: packet.protocol,
        ttl: sysctls.ipDefaultTtl,
        transport: { kind: "icmp", type: is6 ? ECHO_REPLY_6 : ECHO_REPLY, code: 0, id, seq, size, mtu: 0, about: null },
      }),
    );
  }

  /** `to` is who took it; null when nobody did. */
  #deliver(packet: Packet, to: string | null): void {
    if (to === null) {
      this.#namespace.drop(packet, "icmp-unknown-socket", { lookup: `from ${formatIp(packet.src)}` });
      return;
    }
    const { trace } = this.#namespace;
    if (trace.on)
      trace.emit({
        type: "delivered",
        where: this.#namespace.name,
        packetId: packet.id,
        to,
        headers: headersOf(packet),
      });
  }
}
