/**
 * A socket for echoes, as ping opens one: it sends echo requests under an identifier of its own, and receives the
 * replies to them and the errors about them.
 *
 * Models: net/ipv4/ping.c
 */
import type { Ip } from "../../core/ip.ts";
import { WaitQueue } from "../../core/wait.ts";
import { echoTo } from "../icmp.ts";
import { NetError } from "../net-error.ts";
import { createPacket } from "../packet.ts";
import type { SocketTable } from "./socket-table.ts";

export interface EchoOptions {
  readonly to: Ip;
  readonly seq: number;
  /** Bytes after the ICMP header: 56 for ping's default of 64 bytes. */
  readonly size: number;
  readonly ttl?: number;
  readonly from?: Ip;
  readonly dontFragment?: boolean;
}

export interface EchoAnswer {
  readonly from: Ip;
  /** 0 is the reply, of ICMPv6 too; anything else is an error about the echo `seq`. */
  readonly type: number;
  readonly code: number;
  readonly seq: number;
  readonly ttl: number;
  /** Bytes after the ICMP header. */
  readonly size: number;
  /** Whom the echo was for, when this is an error. */
  readonly about?: { readonly to: Ip; readonly mtu: number };
}

const KEPT_ANSWERS = 256;

export class IcmpSocket {
  readonly id: number;
  readonly readable = new WaitQueue();
  readonly #table: SocketTable;
  readonly #answers: EchoAnswer[] = [];

  constructor(table: SocketTable, id: number) {
    this.#table = table;
    this.id = id;
  }

  /** Throws what the system call would return: ENETUNREACH, EPERM… */
  sendEcho({ to, seq, size, ttl, from, dontFragment = false }: EchoOptions): void {
    const src = from ?? this.#table.sourceFor(to);
    if (src === null) throw new NetError("ENETUNREACH");
    const { protocol, type } = echoTo(to);
    const error = this.#table.output(
      createPacket({
        id: this.#table.nextPacketId(),
        src,
        dst: to,
        protocol,
        ttl: ttl ?? this.#table.defaultTtl,
        dontFragment,
        transport: { kind: "icmp", type, code: 0, id: this.id, seq, size, mtu: 0, about: null },
      }),
    );
    if (error !== null) throw new NetError(error);
  }

  tryReceive(): EchoAnswer | null {
    return this.#answers.shift() ?? null;
  }

  deliver(answer: EchoAnswer): void {
    if (this.#answers.length < KEPT_ANSWERS) this.#answers.push(answer);
    this.readable.wake();
  }

  close(): void {
    this.#table.forgetIcmp(this);
  }
}
