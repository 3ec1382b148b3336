/**
 * The sockets of one namespace: opening them, choosing their ports, and finding the one a packet is for.
 *
 * Models: net/ipv4/inet_hashtables.c, net/ipv4/udp.c, net/ipv4/ping.c, net/ipv4/icmp.c icmp_err
 * SIMPLIFIED: every listener has SO_REUSEADDR and none SO_REUSEPORT, and any port may be bound by anybody.
 */
import type { Ip } from "../../core/ip.ts";
import type { Prng } from "../../core/prng.ts";
import { type SocketCall, tellTranslated } from "../ebpf/socket-programs.ts";
import { ECHO_REPLY, errorOf, UNREACHABLE, UnreachableCode } from "../icmp.ts";
import type { NetNamespace } from "../namespace.ts";
import { NetError, type NetErrorCode } from "../net-error.ts";
import type { IcmpMessage, Packet } from "../packet.ts";
import { Tcp } from "../tcp.ts";
import { isAny, overlap, takesAllOf } from "./bound.ts";
import { type Endpoint, formatEndpoint, ownerText } from "./endpoint.ts";
import { IcmpSocket } from "./icmp-socket.ts";
import type { TcpListener } from "./tcp-listener.ts";
import type { TcpSocket } from "./tcp-socket.ts";
import { UdpSocket } from "./udp-socket.ts";

export interface ListenOptions {
  /** All of IPv4 when absent; `::` takes IPv4 as well, as the kernel's sockets do, unless it `isOnly6`. */
  readonly ip?: Ip | undefined;
  /** IPV6_V6ONLY */
  readonly isOnly6?: boolean | undefined;
  /** 0 for any free one. */
  readonly port: number;
  readonly backlog?: number | undefined;
}

export interface ConnectOptions {
  readonly to: Ip;
  readonly port: number;
  readonly from?: Ip | undefined;
  readonly fromPort?: number | undefined;
}

export interface BindOptions {
  readonly ip?: Ip | undefined;
  /** Any free one when absent or 0. */
  readonly port?: number | undefined;
}

export class SocketTable {
  readonly #namespace: NetNamespace;
  readonly #prng: Prng;
  readonly tcp: Tcp;
  /** Who opens sockets at this moment; whoever runs programs says so. */
  opener: object | null = null;
  readonly #owners = new WeakMap<object, object>();
  readonly #udp = new Map<number, UdpSocket[]>();
  readonly #icmp = new Map<number, IcmpSocket>();
  /** Of connections whose other end a program has chosen. */
  readonly #cookies = new WeakMap<TcpSocket, object>();

  constructor(namespace: NetNamespace) {
    this.#namespace = namespace;
    this.#prng = namespace.prng.split("sockets");
    this.tcp = new Tcp(namespace);
  }

  /** EADDRINUSE, EADDRNOTAVAIL. */
  listenTcp({
    ip = 0,
    isOnly6 = false,
    port,
    backlog = this.#namespace.sysctls.somaxconn,
  }: ListenOptions): TcpListener {
    this.#checkLocal(ip);
    const chosen = port === 0 ? this.#freePort((candidate) => this.tcp.hasListenerOn(candidate)) : port;
    return this.#owned(this.tcp.listen({ ip, port: chosen }, { backlog, isOnly6 }));
  }

  /** Sends the SYN; the socket says later how it went. Throws what connect(2) fails with at once. */
  connectTcp({ to, port, from, fromPort = 0 }: ConnectOptions): TcpSocket {
    const named = { ip: to === 0 ? LOOPBACK : to === 0n ? LOOPBACK_6 : to, port };
    const cookie = this.hasPrograms && typeof to === "number" ? {} : null;
    const remote =
      cookie === null ? named : this.translate("cgroup/connect4", { socket: cookie, protocol: "tcp", ...named });
    const target = remote.ip;
    if (from !== undefined) this.#checkLocal(from);
    const ip = from ?? this.sourceFor(target);
    if (ip === null) throw new NetError(this.#whyNoWay(target));
    if (fromPort !== 0 && this.tcp.isTaken({ ip, port: fromPort }, remote)) throw new NetError("EADDRNOTAVAIL");
    const isTaken = (candidate: number): boolean =>
      this.tcp.isTaken({ ip, port: candidate }, remote) || this.tcp.hasListenerOn(candidate);
    const local = { ip, port: fromPort === 0 ? this.#freePort(isTaken) : fromPort };
    const socket = this.tcp.connect(local, remote);
    if (cookie !== null) this.#cookies.set(socket, cookie);
    return this.#owned(socket);
  }

  /** Who opened a socket; of an accepted connection, who listens. Null for the kernel's own and those of nobody here. */
  ownerOf(socket: TcpListener | TcpSocket | UdpSocket): object | null {
    const own = this.#owners.get(socket);
    if (own !== undefined) return own;
    const { ip, port } = socket.local;
    const fits = (listener: TcpListener): boolean =>
      listener.local.port === port && (listener.local.ip === ip || takesAllOf(listener, ip));
    const listener = "remote" in socket ? this.tcpListeners().find(fits) : undefined;
    return listener === undefined ? null : (this.#owners.get(listener) ?? null);
  }

  #owned<T extends object>(socket: T): T {
    if (this.opener !== null) this.#owners.set(socket, this.opener);
    return socket;
  }

  /** Some program of eBPF is asked about the addresses that sockets are given. */
  get hasPrograms(): boolean {
    return this.#namespace.socketPrograms !== null;
  }

  /** The end that a process gets when it names this one. Throws what the program refuses with. */
  translate(attach: "cgroup/connect4" | "cgroup/sendmsg4", call: SocketCall): Endpoint {
    const programs = typeof call.ip === "number" ? this.#namespace.socketPrograms : null;
    const to = attach === "cgroup/connect4" ? programs?.connect4(call) : programs?.sendmsg4(call);
    if (programs == null || to == null) return { ip: call.ip, port: call.port };
    tellTranslated(this.#namespace, attach, { program: programs.name, call, to });
    if (typeof to === "string") throw new NetError(to);
    return to;
  }

  /** The end that the process knows; null when it is the true one. */
  named(attach: "cgroup/recvmsg4" | "cgroup/getpeername4", call: SocketCall): Endpoint | null {
    const programs = this.#namespace.socketPrograms;
    if (programs === null) return null;
    return attach === "cgroup/recvmsg4" ? programs.recvmsg4(call) : programs.getpeername4(call);
  }

  /** getpeername(2) of a connection that this host opened or accepted. */
  peerName(socket: TcpSocket): Endpoint {
    const cookie = this.#cookies.get(socket);
    if (cookie === undefined) return socket.remote;
    return this.named("cgroup/getpeername4", { socket: cookie, protocol: "tcp", ...socket.remote }) ?? socket.remote;
  }

  bindUdp({ ip = 0, port = 0 }: BindOptions = {}): UdpSocket {
    this.#checkLocal(ip);
    const chosen = port === 0 ? this.#freePort((candidate) => this.#udp.has(candidate)) : port;
    const samePort = this.#udp.get(chosen) ?? [];
    const socket = new UdpSocket(this, { ip, port: chosen });
    if (samePort.some((other) => overlap(socket, other))) throw new NetError("EADDRINUSE");
    this.#udp.set(chosen, [...samePort, socket]);
    return this.#owned(socket);
  }

  openIcmp(): IcmpSocket {
    let id = this.#prng.below(65_536);
    while (this.#icmp.has(id)) id = (id + 1) & 0xffff;
    const socket = new IcmpSocket(this, id);
    this.#icmp.set(id, socket);
    return socket;
  }

  tcpListeners(): readonly TcpListener[] {
    return this.tcp.listeners();
  }

  tcpConnections(): readonly TcpSocket[] {
    return this.tcp.connections();
  }

  udpSockets(): readonly UdpSocket[] {
    return [...this.#udp.values()].flat();
  }

  /** A datagram for this host. */
  receiveUdp(packet: Packet): void {
    const datagram = packet.transport;
    if (datagram.kind !== "udp") return;
    const to = { ip: packet.dst, port: datagram.dstPort };
    const socket = this.#udpFor(packet, datagram.srcPort, datagram.dstPort);
    if (socket === null) {
      this.#namespace.drop(packet, "no-socket", { lookup: `udp ${formatEndpoint(to)}` });
      this.#namespace.stack.icmp.sendError(packet, { type: UNREACHABLE, code: UnreachableCode.port });
      return;
    }
    const { data, srcPort } = datagram;
    if (socket.taker !== null) socket.taker(packet);
    else if (!socket.deliver({ from: packet.src, fromPort: srcPort, data, to: packet.dst }))
      this.#namespace.drop(packet, "socket-buffer-full", { lookup: `udp ${formatEndpoint(to)}` });
    else if (this.#namespace.trace.on) this.#namespace.stack.delivered(packet, ownerText("udp", to.ip, to.port));
  }

  /** Who took the echo reply; null when nobody waits for it. */
  receiveEchoReply(packet: Packet, { id, seq, size, code }: IcmpMessage): string | null {
    const socket = this.#icmp.get(id);
    if (socket === undefined) return null;
    socket.deliver({ from: packet.src, type: ECHO_REPLY, code, seq, ttl: packet.ttl, size });
    return `icmp echo reply ${id}`;
  }

  /** Who was told of the error; null when it is about nothing of ours. */
  receiveIcmpError(packet: Packet, message: IcmpMessage): string | null {
    const { about } = message;
    if (about === null) return null;
    switch (about.transport.kind) {
      case "tcp":
        return this.tcp.receiveError(about, errorOf(message), message.mtu);
      case "udp":
        return this.#udpError(packet, message, about);
      case "icmp":
        return this.#echoError(packet, message, about);
      default:
        return null;
    }
  }

  /** REJECT --reject-with tcp-reset. */
  /** On behalf of a rule. */
  resetSenderOf(packet: Packet): void {
    this.tcp.resetSenderOf(packet, true);
  }

  forgetUdp(socket: UdpSocket): void {
    const rest = (this.#udp.get(socket.local.port) ?? []).filter((other) => other !== socket);
    if (rest.length === 0) this.#udp.delete(socket.local.port);
    else this.#udp.set(socket.local.port, rest);
  }

  forgetIcmp(socket: IcmpSocket): void {
    this.#icmp.delete(socket.id);
  }

  destroy(): void {
    this.tcp.destroy();
    for (const socket of this.udpSockets()) socket.close();
    this.#icmp.clear();
  }

  sourceFor(to: Ip): Ip | null {
    return this.#namespace.stack.sourceFor(to);
  }

  output(packet: Packet): NetErrorCode | null {
    return this.#namespace.stack.output(packet);
  }

  nextPacketId(): number {
    return this.#namespace.network.nextPacketId();
  }

  get defaultTtl(): number {
    return this.#namespace.sysctls.ipDefaultTtl;
  }

  #checkLocal(ip: Ip): void {
    if (!isAny(ip) && !this.#namespace.isLocal(ip)) throw new NetError("EADDRNOTAVAIL");
  }

  #whyNoWay(to: Ip): NetErrorCode {
    const route = this.#namespace.routes.lookup(to);
    return route === null ? "ENETUNREACH" : route.type === "prohibit" ? "EACCES" : "EHOSTUNREACH";
  }

  /** From net.ipv4.ip_local_port_range: a random start, then the next free one. */
  #freePort(isTaken: (port: number) => boolean): number {
    const [low, high] = this.#namespace.sysctls.ipLocalPortRange;
    const size = high - low + 1;
    const start = this.#prng.below(size);
    for (let i = 0; i < size; i++) {
      const port = low + ((start + i) % size);
      if (!isTaken(port)) return port;
    }
    throw new NetError("EADDRNOTAVAIL");
  }

  #udpFor(packet: Packet, fromPort: number, port: number): UdpSocket | null {
    let best: UdpSocket | null = null;
    let bestScore = -1;
    for (const socket of this.#udp.get(port) ?? []) {
      const score = socket.score(packet.dst, packet.src, fromPort);
      if (score !== null && score > bestScore) {
        best = socket;
        bestScore = score;
      }
    }
    return best;
  }

  #udpError(packet: Packet, { type, code }: IcmpMessage, about: Packet): string | null {
    const sent = about.transport;
    if (sent.kind !== "udp") return null;
    for (const socket of this.#udp.get(sent.srcPort) ?? []) {
      if (socket.score(about.src, about.dst, sent.dstPort) === null) continue;
      const is6 = typeof packet.src === "bigint";
      const isFatal = is6 || (type === UNREACHABLE && !HARMLESS_TO_UDP.has(code));
      socket.failed(
        { from: packet.src, type, code, to: about.dst, toPort: sent.dstPort },
        isFatal ? errorOf({ type, code }) : null,
      );
      return `udp ${formatEndpoint(socket.local)}`;
    }
    return null;
  }

  #echoError(packet: Packet, { type, code, mtu }: IcmpMessage, about: Packet): string | null {
    const echo = about.transport;
    const socket = echo.kind === "icmp" ? this.#icmp.get(echo.id) : undefined;
    if (echo.kind !== "icmp" || socket === undefined) return null;
    const { seq, size } = echo;
    socket.deliver({ from: packet.src, type, code, seq, ttl: packet.ttl, size, about: { to: about.dst, mtu } });
    return `icmp echo ${echo.id}`;
  }
}

/** 127.0.0.1 and ::1 */
const LOOPBACK = 0x7f00_0001;
const LOOPBACK_6 = 1n;

/** Codes that may pass, so that UDP does not tell its socket (icmp_err_convert[].fatal = 0). */
const HARMLESS_TO_UDP: ReadonlySet<number> = new Set([
  UnreachableCode.net,
  UnreachableCode.host,
  UnreachableCode.fragmentationNeeded,
]);
