/**
 * A listening TCP socket: SYNs make connections, and those that finish the handshake wait here for accept().
 *
 * Models: net/ipv4/inet_connection_sock.c, tcp_ipv4.c tcp_v4_conn_request
 * SIMPLIFIED: no SYN cookies, and half-open connections are not counted against the backlog.
 */
import { WaitQueue } from "../../core/wait.ts";
import type { Tcp } from "../tcp.ts";
import type { Endpoint } from "./endpoint.ts";
import type { TcpSocket } from "./tcp-socket.ts";

export class TcpListener {
  /** With address 0 when it listens on all. */
  readonly local: Endpoint;
  readonly isOnly6: boolean;
  readonly backlog: number;
  readonly acceptable = new WaitQueue();
  readonly #tcp: Tcp;
  readonly #queue: TcpSocket[] = [];
  readonly #halfOpen = new Set<TcpSocket>();
  #closed = false;

  constructor(
    tcp: Tcp,
    local: Endpoint,
    { backlog, isOnly6 }: { readonly backlog: number; readonly isOnly6: boolean },
  ) {
    this.#tcp = tcp;
    this.local = local;
    this.isOnly6 = isOnly6;
    this.backlog = backlog;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Connections that wait for accept(): `Recv-Q` of a listener. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** As the kernel: one more than the backlog. */
  get hasRoom(): boolean {
    return this.#queue.length <= this.backlog;
  }

  tryAccept(): TcpSocket | null {
    return this.#queue.shift() ?? null;
  }

  /** A connection began its handshake. */
  began(socket: TcpSocket): void {
    this.#halfOpen.add(socket);
  }

  established(socket: TcpSocket): void {
    this.#halfOpen.delete(socket);
    this.#queue.push(socket);
    this.acceptable.wake();
  }

  gaveUp(socket: TcpSocket): void {
    this.#halfOpen.delete(socket);
  }

  /** Whoever waits to be accepted is reset. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#tcp.forgetListener(this);
    for (const socket of [...this.#halfOpen, ...this.#queue.splice(0)]) socket.abort();
    this.acceptable.wake();
  }
}
