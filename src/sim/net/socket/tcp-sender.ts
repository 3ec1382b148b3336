/**
 * The sending half of a TCP connection: what is to go, what is under way, what the window allows, and the timer
 * that repeats what is not acknowledged. It knows sequence numbers and no states; the socket owns those.
 *
 * Models: RFC 9293 §3.8, RFC 6298, net/ipv4/tcp_output.c tcp_write_xmit, tcp_timer.c tcp_retransmit_timer
 * SIMPLIFIED: no congestion control, no SACK and no Nagle: the other end's window is the only limit.
 * SIMPLIFIED: the retransmission timeout follows the handshake's round trip only, not later ones.
 */
import type { Clock, Timer } from "../../core/clock.ts";
import type { NetErrorCode } from "../net-error.ts";
import { ACK, FIN, PSH, SYN } from "../packet.ts";
import { ByteQueue } from "./tcp-buffers.ts";

const SEND_BUFFER = 131_072;
const FIRST_RTO_US = 1_000_000;
const MIN_RTO_VARIANCE_US = 200_000;
const MAX_RTO_US = 120_000_000;
const DUPLICATES_FOR_LOSS = 3;
const NOTHING = new Uint8Array(0);

export interface TcpSenderOptions {
  readonly clock: Clock;
  readonly initialSequence: number;
  readonly mss: number;
  /** Puts a segment on its way. */
  readonly transmit: (flags: number, seq: number, data: Uint8Array) => NetErrorCode | null;
  /** How often it may be repeated before the connection is given up. */
  readonly retryLimit: () => number;
  readonly gaveUp: () => void;
  readonly finSent: () => void;
}

/** What an acknowledgement brought. */
export type AckOutcome = "nothing" | "progress" | "fin-acknowledged";

export class TcpSender {
  readonly #options: TcpSenderOptions;
  readonly #queue = new ByteQueue();
  #una: number;
  #next: number;
  #window = 0;
  mss: number;
  #finQueued = false;
  #finSent = false;
  /** The flags of the SYN, until the handshake is over. */
  #handshake = 0;
  #stopped = false;
  #duplicates = 0;
  #timer: Timer | null = null;
  #retries = 0;
  #rtoUs = FIRST_RTO_US;
  #synAtUs = 0;

  constructor(options: TcpSenderOptions) {
    this.#options = options;
    this.mss = options.mss;
    this.#una = options.initialSequence;
    this.#next = options.initialSequence;
  }

  /** The sequence number of the next segment. */
  get next(): number {
    return this.#next;
  }

  /** Bytes written and not yet acknowledged. */
  get queued(): number {
    return this.#queue.length;
  }

  get hasRoom(): boolean {
    return this.#queue.length < SEND_BUFFER;
  }

  get isFinishing(): boolean {
    return this.#finQueued;
  }

  /** The SYN, and its repetitions. */
  open(flags: number): NetErrorCode | null {
    this.#handshake = flags;
    this.#synAtUs = this.#options.clock.nowUs;
    return this.sendSyn();
  }

  sendSyn(): NetErrorCode | null {
    this.#next = this.#una;
    const error = this.#send(this.#handshake, NOTHING);
    this.#arm();
    return error;
  }

  /** The SYN is acknowledged: data may go. */
  opened(ack: number, window: number): void {
    this.#stopTimer();
    this.#handshake = 0;
    this.#una = ack;
    this.#window = window;
    const rttUs = this.#options.clock.nowUs - this.#synAtUs;
    if (this.#retries === 0) this.#rtoUs = rttUs + Math.max(2 * rttUs, MIN_RTO_VARIANCE_US);
    this.#retries = 0;
  }

  write(data: Uint8Array): number | "would-block" {
    const room = SEND_BUFFER - this.#queue.length;
    if (room <= 0) return "would-block";
    const taken = data.length <= room ? data : data.subarray(0, room);
    this.#queue.push(taken);
    this.flush();
    return taken.length;
  }

  /** A FIN after all that is written. */
  finish(): void {
    this.#finQueued = true;
    this.flush();
  }

  /** Sends all that the window allows, then the FIN. */
  flush(): void {
    if (this.#handshake !== 0 || this.#stopped) return;
    for (;;) {
      const sent = this.#underWay;
      const unsent = this.#queue.length - sent;
      if (unsent <= 0) break;
      const size = Math.min(unsent, this.mss, this.#window - sent);
      if (size <= 0) break;
      this.#send(size === unsent ? ACK | PSH : ACK, this.#queue.peek(sent, size));
    }
    if (this.#finQueued && !this.#finSent && this.#underWay === this.#queue.length) {
      this.#finSent = true;
      this.#send(FIN | ACK, NOTHING);
      this.#options.finSent();
    }
    if (this.#underWay > 0 || this.#queue.length > 0) this.#arm();
  }

  /** Something that was never sent is acknowledged. */
  isBeyond(ack: number): boolean {
    return ((ack - this.#next) | 0) > 0;
  }

  isNew(ack: number): boolean {
    return ((ack - this.#una) | 0) > 0;
  }

  acknowledged(ack: number, window: number, isPure: boolean): AckOutcome {
    const acked = (ack - this.#una) | 0;
    if (acked > 0) return this.#progress(ack, acked);
    if (acked === 0 && isPure && this.#underWay > 0 && window === this.#window) {
      this.#duplicates++;
      if (this.#duplicates === DUPLICATES_FOR_LOSS) this.sendAgain();
    }
    return "nothing";
  }

  /** The window that the last segment announced. True when there is now more room than before. */
  setWindow(window: number): boolean {
    const grew = window > this.#window;
    this.#window = window;
    return grew;
  }

  /** Everything from the first unacknowledged byte on. */
  sendAgain(): void {
    this.#next = this.#una;
    this.#finSent = false;
    this.flush();
  }

  /** Nothing will be sent, or repeated, any more. */
  stop(): void {
    this.#stopped = true;
    this.#stopTimer();
    this.#queue.clear();
  }

  #progress(ack: number, acked: number): AckOutcome {
    const finAcked = this.#finSent && ack === this.#next;
    this.#una = ack;
    this.#retries = 0;
    this.#duplicates = 0;
    this.#queue.drop(finAcked ? acked - 1 : acked);
    this.#stopTimer();
    if (this.#underWay > 0) this.#arm();
    return finAcked ? "fin-acknowledged" : "progress";
  }

  get #underWay(): number {
    return (this.#next - this.#una) >>> 0;
  }

  #send(flags: number, data: Uint8Array): NetErrorCode | null {
    const seq = this.#next;
    this.#next = (seq + data.length + ((flags & (SYN | FIN)) !== 0 ? 1 : 0)) >>> 0;
    return this.#options.transmit(flags, seq, data);
  }

  #arm(): void {
    this.#timer ??= this.#options.clock.after(this.#rtoUs, () => {
      this.#timer = null;
      this.#onTimeout();
    });
  }

  #stopTimer(): void {
    if (this.#timer !== null) this.#options.clock.cancel(this.#timer);
    this.#timer = null;
  }

  #onTimeout(): void {
    this.#retries++;
    if (this.#retries > this.#options.retryLimit()) {
      this.#options.gaveUp();
      return;
    }
    this.#rtoUs = Math.min(this.#rtoUs * 2, MAX_RTO_US);
    if (this.#handshake !== 0) this.sendSyn();
    else if (this.#underWay > 0) this.sendAgain();
    else this.#probeWindow();
  }

  /** The other end has no room: ask again, with a number of the past, whether it has. It does answer, so never give up. */
  #probeWindow(): void {
    this.#retries = 0;
    this.#options.transmit(ACK, (this.#next - 1) >>> 0, NOTHING);
    this.#arm();
  }
}
