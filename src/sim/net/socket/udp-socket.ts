/**
 * A UDP socket. What ICMP says about its datagrams reaches it only when it is connected, and then as the error
 * of its next call; everything that came is also kept for those who ask for it (IP_RECVERR: traceroute, resolvers).
 *
 * Models: net/ipv4/udp.c udp_sendmsg, __udp4_lib_err, __udp_queue_rcv_skb
 */
import type { Ip } from "../../core/ip.ts";
import { WaitQueue } from "../../core/wait.ts";
import type { SocketCall } from "../ebpf/socket-programs.ts";
import { NetError, type NetErrorCode } from "../net-error.ts";
import { createPacket, type Packet, UDP } from "../packet.ts";
import { isAny, takesAllOf } from "./bound.ts";
import type { Endpoint } from "./endpoint.ts";
import type { SocketTable } from "./socket-table.ts";

export interface Datagram {
  readonly from: Ip;
  readonly fromPort: number;
  readonly data: Uint8Array;
  /** The address that it was sent to. */
  readonly to: Ip;
}

/** What an ICMP message said about a datagram of ours. */
export interface DatagramError {
  readonly from: Ip;
  readonly type: number;
  readonly code: number;
  readonly to: Ip;
  readonly toPort: number;
}

export interface SendOptions {
  readonly ttl?: number;
  /** IP_PMTUDISC_PROBE: EMSGSIZE where it would have to be cut. */
  readonly dontFragment?: boolean;
}

/** net.core.rmem_default, and what the kernel charges for a datagram's own bookkeeping. */
const RECEIVE_BUFFER = 212_992;
const OVERHEAD = 768;
const MAX_DATA = 65_507;
const KEPT_ERRORS = 16;

export class UdpSocket {
  readonly readable = new WaitQueue();
  readonly isOnly6 = false;
  readonly #table: SocketTable;
  #local: Endpoint;
  #remote: Endpoint | null = null;
  #queue: Datagram[] = [];
  #queued = 0;
  #error: NetError | null = null;
  readonly #errors: DatagramError[] = [];
  #closed = false;
  #taker: ((packet: Packet) => void) | null = null;

  constructor(table: SocketTable, local: Endpoint) {
    this.#table = table;
    this.#local = local;
  }

  get local(): Endpoint {
    return this.#local;
  }

  get remote(): Endpoint | null {
    return this.#remote;
  }

  /** Bytes that wait to be received: `Recv-Q`. */
  get receiveQueue(): number {
    return this.#queued;
  }

  /** From now on it hears only this one, and hears of errors. */
  connect(toIp: Ip, toPort: number): void {
    const { ip, port } = this.#table.translate("cgroup/connect4", this.#call(toIp, toPort));
    const source = this.#table.sourceFor(ip);
    if (source === null) throw new NetError("ENETUNREACH");
    this.#remote = { ip, port };
    if (isAny(this.#local.ip)) this.#local = { ip: source, port: this.#local.port };
  }

  sendTo(toIp: Ip, toPort: number, data: Uint8Array, options: SendOptions = {}): void {
    if (this.#closed) throw new NetError("EINVAL");
    if (data.length > MAX_DATA) throw new NetError("EMSGSIZE");
    this.#throwPending();
    const { ip, port } = this.#table.hasPrograms
      ? this.#table.translate("cgroup/sendmsg4", this.#call(toIp, toPort))
      : { ip: toIp, port: toPort };
    const src = isAny(this.#local.ip) ? this.#table.sourceFor(ip) : this.#local.ip;
    if (src === null) throw new NetError("ENETUNREACH");
    const error = this.#table.output(
      createPacket({
        id: this.#table.nextPacketId(),
        src,
        dst: ip,
        protocol: UDP,
        ttl: options.ttl ?? this.#table.defaultTtl,
        dontFragment: options.dontFragment === true,
        transport: { kind: "udp", srcPort: this.#local.port, dstPort: port, data },
      }),
    );
    if (error !== null) throw new NetError(error);
  }

  /** To the connected end. */
  send(data: Uint8Array): void {
    if (this.#remote === null) throw new NetError("ENOTCONN");
    this.sendTo(this.#remote.ip, this.#remote.port, data);
  }

  /** A datagram, an error that ICMP brought, or null when there is nothing yet. */
  tryReceive(): Datagram | NetError | null {
    const error = this.#error;
    if (error !== null) {
      this.#error = null;
      return error;
    }
    const datagram = this.#queue.shift();
    if (datagram === undefined) return null;
    this.#queued -= datagram.data.length + OVERHEAD;
    if (!this.#table.hasPrograms || typeof datagram.from === "bigint") return datagram;
    const from = this.#table.named("cgroup/recvmsg4", this.#call(datagram.from, datagram.fromPort));
    return from === null ? datagram : { ...datagram, from: from.ip, fromPort: from.port };
  }

  /** What ICMP said, oldest first; null when there is nothing more. */
  tryReceiveError(): DatagramError | null {
    return this.#errors.shift() ?? null;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#queue = [];
    this.#table.forgetUdp(this);
    this.readable.wake();
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** How well it fits a datagram: the more it insists on, the better; null when it does not fit. */
  score(to: Ip, from: Ip, fromPort: number): number | null {
    if (this.#remote !== null && (this.#remote.ip !== from || this.#remote.port !== fromPort)) return null;
    if (this.#local.ip !== to && !takesAllOf(this, to)) return null;
    return (this.#remote === null ? 0 : 2) + (isAny(this.#local.ip) ? 0 : 1);
  }

  /** A tunnel's socket: whole packets go to the tunnel, and nothing is ever there to be read. */
  takePackets(taker: (packet: Packet) => void): void {
    this.#taker = taker;
  }

  get taker(): ((packet: Packet) => void) | null {
    return this.#taker;
  }

  /** False when its buffer is full. */
  deliver(datagram: Datagram): boolean {
    const size = datagram.data.length + OVERHEAD;
    if (this.#queued + size > RECEIVE_BUFFER) return false;
    this.#queued += size;
    this.#queue.push(datagram);
    this.readable.wake();
    return true;
  }

  failed(error: DatagramError, fatal: NetErrorCode | null): void {
    this.#errors.push(error);
    if (this.#errors.length > KEPT_ERRORS) this.#errors.shift();
    if (this.#remote !== null && fatal !== null) this.#error = new NetError(fatal);
    this.readable.wake();
  }

  #call(ip: Ip, port: number): SocketCall {
    return { socket: this, protocol: "udp", ip, port };
  }

  #throwPending(): void {
    const error = this.#error;
    this.#error = null;
    if (error !== null) throw error;
  }
}
