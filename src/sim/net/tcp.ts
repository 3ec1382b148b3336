/**
 * TCP of one namespace: which segment belongs to which connection or listener, and what is answered when there
 * is none.
 *
 * Models: net/ipv4/tcp_ipv4.c tcp_v4_rcv, tcp_v4_send_reset; net/ipv4/tcp_minisocks.c
 */
import type { Clock, Timer } from "../core/clock.ts";
import type { Ip } from "../core/ip.ts";
import type { DropReason } from "./drop-reasons.ts";
import type { NetNamespace } from "./namespace.ts";
import { NetError, type NetErrorCode } from "./net-error.ts";
import { ACK, createPacket, FIN, type Packet, RST, SYN, TCP, type TcpSegment } from "./packet.ts";
import { overlap, takesAllOf } from "./socket/bound.ts";
import { type Endpoint, formatEndpoint, ownerText } from "./socket/endpoint.ts";
import { TcpListener } from "./socket/tcp-listener.ts";
import { TcpSocket } from "./socket/tcp-socket.ts";
import type { Sysctls } from "./sysctls.ts";

/** TCP_TIMEWAIT_LEN */
const TIME_WAIT_US = 60_000_000;
/** Linux counts one for every 64 ns. */
const SEQUENCES_PER_US = 16;
const NOTHING = new Uint8Array(0);

export class Tcp {
  readonly #namespace: NetNamespace;
  readonly #secret: number;
  readonly #listeners = new Map<number, TcpListener[]>();
  /** By both ports in one number; connections with the same ports are chained. */
  readonly #connections = new Map<number, TcpSocket>();
  /** Sockets that end by themselves, soonest first: they all wait equally long. */
  #reapQueue: { readonly socket: TcpSocket; readonly atUs: number }[] = [];
  #reapTimer: Timer | null = null;
  readonly clock: Clock;
  readonly sysctls: Sysctls;

  constructor(namespace: NetNamespace) {
    this.#namespace = namespace;
    this.#secret = namespace.prng.split("tcp").uint32();
    this.clock = namespace.clock;
    this.sysctls = namespace.sysctls;
  }

  get defaultTtl(): number {
    return this.sysctls.ipDefaultTtl;
  }

  listeners(): readonly TcpListener[] {
    return [...this.#listeners.values()].flat();
  }

  /** In the order in which their ports were first used. */
  connections(): readonly TcpSocket[] {
    const all: TcpSocket[] = [];
    for (const first of this.#connections.values())
      for (let socket: TcpSocket | null = first; socket !== null; socket = socket.nextInTable) all.push(socket);
    return all;
  }

  listen(local: Endpoint, { backlog, isOnly6 }: { readonly backlog: number; readonly isOnly6: boolean }): TcpListener {
    const samePort = this.#listeners.get(local.port) ?? [];
    const listener = new TcpListener(this, local, { backlog: Math.min(backlog, this.sysctls.somaxconn), isOnly6 });
    if (samePort.some((other) => overlap(listener, other))) throw new NetError("EADDRINUSE");
    this.#listeners.set(local.port, [...samePort, listener]);
    if (this.#namespace.trace.on)
      this.#namespace.trace.emit({
        type: "socket",
        where: this.#namespace.name,
        protocol: "tcp",
        local: formatEndpoint(local),
        state: "LISTEN",
      });
    return listener;
  }

  forgetListener(listener: TcpListener): void {
    const rest = (this.#listeners.get(listener.local.port) ?? []).filter((other) => other !== listener);
    if (rest.length === 0) this.#listeners.delete(listener.local.port);
    else this.#listeners.set(listener.local.port, rest);
  }

  connect(local: Endpoint, remote: Endpoint): TcpSocket {
    const socket = new TcpSocket(this, { local, remote, state: "SYN_SENT" });
    this.#remember(socket);
    const error = socket.open();
    if (error !== null) throw new NetError(error);
    return socket;
  }

  isTaken(local: Endpoint, remote: Endpoint): boolean {
    return this.#find(local.ip, remote.ip, keyOf(local.port, remote.port)) !== null;
  }

  hasListenerOn(port: number): boolean {
    return this.#listeners.has(port);
  }

  receive(packet: Packet): void {
    const segment = packet.transport;
    if (segment.kind !== "tcp") return;
    let socket = this.#find(packet.dst, packet.src, keyOf(segment.dstPort, segment.srcPort));
    const isFirst = (segment.flags & (SYN | ACK | RST)) === SYN;
    if (socket !== null && isFirst && socket.yieldsTo(segment)) {
      socket.reap();
      socket = null;
    }
    if (socket !== null) {
      this.#delivered(packet, segment);
      socket.receive(packet, segment);
      return;
    }
    const listener = this.#listenerFor(packet.dst, segment.dstPort);
    if (listener !== null && isFirst) this.#accept(listener, packet, segment);
    else this.#refuse(packet, segment);
  }

  /** An ICMP error about a segment of ours. Null when we know no such connection. */
  receiveError(about: Packet, code: NetErrorCode, mtu: number): string | null {
    const segment = about.transport;
    if (segment.kind !== "tcp") return null;
    const socket = this.#find(about.src, about.dst, keyOf(segment.srcPort, segment.dstPort));
    if (socket === null) return null;
    socket.failed(code, mtu);
    return `tcp ${formatEndpoint(socket.local)}`;
  }

  /** The answer to a segment that nobody wants. */
  resetSenderOf(packet: Packet, isRejected = false): void {
    const segment = packet.transport;
    if (segment.kind !== "tcp" || (segment.flags & RST) !== 0) return;
    const reset = this.#resetFor(segment, packet.dst, packet.src);
    // A rule's answer belongs to a connection that connection tracking may not know yet.
    if (isRejected) this.#namespace.conntrack.attach(reset, packet);
    this.#namespace.stack.output(reset);
  }

  resetSegment(local: Endpoint, remote: Endpoint, segment: TcpSegment): void {
    if ((segment.flags & RST) === 0) this.output(this.#resetFor(segment, local.ip, remote.ip));
  }

  dropSegment(packet: Packet, reason: DropReason): void {
    this.#namespace.drop(packet, reason);
  }

  /**
   * RFC 6528: a secret for each pair of ends, plus a clock, so that a connection which follows another on the same
   * ports begins where the first has already been.
   */
  initialSequence(local: Endpoint, remote: Endpoint): number {
    const ends = Math.imul(Number(local.ip) | 0, 0x9e3779b1) ^ Math.imul(Number(remote.ip) | 0, 0x85ebca6b);
    const mixed = Math.imul(ends ^ keyOf(local.port, remote.port) ^ this.#secret, 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 15)) + this.clock.nowUs * SEQUENCES_PER_US) >>> 0;
  }

  nextPacketId(): number {
    return this.#namespace.network.nextPacketId();
  }

  output(packet: Packet): NetErrorCode | null {
    return this.#namespace.stack.output(packet);
  }

  /** What fits into one packet on the way to `ip`. */
  mssTo(ip: Ip): number {
    return this.#namespace.stack.mtuTo(ip) - (typeof ip === "number" ? 40 : 60);
  }

  tell(state: string, local: Endpoint, remote: Endpoint): void {
    const { trace, name } = this.#namespace;
    if (trace.on)
      trace.emit({
        type: "socket",
        where: name,
        protocol: "tcp",
        local: formatEndpoint(local),
        remote: formatEndpoint(remote),
        state,
      });
  }

  forget(socket: TcpSocket): void {
    socket.listener?.gaveUp(socket);
    socket.listener = null;
    const key = keyOf(socket.local.port, socket.remote.port);
    let before: TcpSocket | null = null;
    for (let at = this.#connections.get(key) ?? null; at !== null; before = at, at = at.nextInTable) {
      if (at !== socket) continue;
      if (before !== null) before.nextInTable = at.nextInTable;
      else if (at.nextInTable !== null) this.#connections.set(key, at.nextInTable);
      else this.#connections.delete(key);
      at.nextInTable = null;
      return;
    }
  }

  /** Ends the socket a minute from now, unless something else does. */
  reapLater(socket: TcpSocket): void {
    socket.reapAtUs = this.clock.nowUs + TIME_WAIT_US;
    this.#reapQueue.push({ socket, atUs: socket.reapAtUs });
    this.#reapTimer ??= this.clock.at(socket.reapAtUs, () => this.#reap(), { background: true });
  }

  /** The namespace goes: everything ends without a word. */
  destroy(): void {
    for (const listener of this.listeners()) listener.close();
    for (const socket of this.connections()) socket.vanish();
    if (this.#reapTimer !== null) this.clock.cancel(this.#reapTimer);
    this.#reapTimer = null;
    this.#reapQueue = [];
  }

  #reap(): void {
    const nowUs = this.clock.nowUs;
    let done = 0;
    for (const { socket, atUs } of this.#reapQueue) {
      if (atUs > nowUs) break;
      done++;
      // One that was put off meanwhile stands in the queue again further on.
      if (socket.reapAtUs === atUs) socket.reap();
    }
    this.#reapQueue = this.#reapQueue.slice(done);
    const next = this.#reapQueue[0];
    this.#reapTimer = next === undefined ? null : this.clock.at(next.atUs, () => this.#reap(), { background: true });
  }

  #remember(socket: TcpSocket): void {
    const key = keyOf(socket.local.port, socket.remote.port);
    socket.nextInTable = this.#connections.get(key) ?? null;
    this.#connections.set(key, socket);
  }

  #find(localIp: Ip, remoteIp: Ip, key: number): TcpSocket | null {
    let socket = this.#connections.get(key) ?? null;
    while (socket !== null && (socket.local.ip !== localIp || socket.remote.ip !== remoteIp))
      socket = socket.nextInTable;
    return socket;
  }

  #listenerFor(ip: Ip, port: number): TcpListener | null {
    const samePort = this.#listeners.get(port);
    if (samePort === undefined) return null;
    let onAll: TcpListener | null = null;
    for (const listener of samePort) {
      if (listener.local.ip === ip) return listener;
      if (takesAllOf(listener, ip)) onAll = listener;
    }
    return onAll;
  }

  #accept(listener: TcpListener, packet: Packet, segment: TcpSegment): void {
    if (!listener.hasRoom) {
      this.#namespace.drop(packet, "socket-backlog-full", { lookup: `tcp ${formatEndpoint(listener.local)}` });
      return;
    }
    this.#delivered(packet, segment);
    const socket = new TcpSocket(this, {
      local: { ip: packet.dst, port: segment.dstPort },
      remote: { ip: packet.src, port: segment.srcPort },
      state: "SYN_RECV",
    });
    socket.listener = listener;
    socket.isMapped = listener.local.ip === 0n && typeof packet.dst === "number";
    listener.began(socket);
    this.#remember(socket);
    socket.answerSyn(segment);
  }

  #refuse(packet: Packet, segment: TcpSegment): void {
    const wanted = { ip: packet.dst, port: segment.dstPort };
    this.#namespace.drop(packet, "no-socket", { lookup: `tcp ${formatEndpoint(wanted)}` });
    this.resetSenderOf(packet);
  }

  #delivered(packet: Packet, segment: TcpSegment): void {
    if (this.#namespace.trace.on)
      this.#namespace.stack.delivered(packet, ownerText("tcp", packet.dst, segment.dstPort));
  }

  /** RFC 9293 §3.10.7.1 */
  #resetFor(segment: TcpSegment, src: Ip, dst: Ip): Packet {
    const hasAck = (segment.flags & ACK) !== 0;
    const length = segment.data.length + ((segment.flags & SYN) !== 0 ? 1 : 0) + ((segment.flags & FIN) !== 0 ? 1 : 0);
    return createPacket({
      id: this.nextPacketId(),
      src,
      dst,
      protocol: TCP,
      dontFragment: true,
      ttl: this.defaultTtl,
      transport: {
        kind: "tcp",
        srcPort: segment.dstPort,
        dstPort: segment.srcPort,
        seq: hasAck ? segment.ack : 0,
        ack: hasAck ? 0 : (segment.seq + length) >>> 0,
        flags: hasAck ? RST : RST | ACK,
        window: 0,
        mss: 0,
        data: NOTHING,
      },
    });
  }
}

function keyOf(localPort: number, remotePort: number): number {
  return (localPort << 16) | remotePort;
}
