/**
 * The receiving half of a TCP connection: what has come in order, how much more there is room for, and when to
 * acknowledge it.
 *
 * Models: RFC 9293 §3.8.6, RFC 5681 §4.2, net/ipv4/tcp_input.c tcp_data_queue, __tcp_ack_snd_check
 * SIMPLIFIED: the window is never more than 65,535 bytes: there is no window scaling.
 */
import type { Clock, Timer } from "../../core/clock.ts";
import { PSH, type TcpSegment } from "../packet.ts";
import { ByteQueue } from "./tcp-buffers.ts";

const RECEIVE_BUFFER = 65_535;
const DELAYED_ACK_US = 40_000;

export class TcpReceiver {
  readonly #clock: Clock;
  readonly #sendAck: () => void;
  readonly #queue = new ByteQueue();
  #next = 0;
  #finished = false;
  #advertised = RECEIVE_BUFFER;
  #unacknowledged = 0;
  #timer: Timer | null = null;

  constructor(clock: Clock, sendAck: () => void) {
    this.#clock = clock;
    this.#sendAck = sendAck;
  }

  /** The sequence number that is awaited. */
  get next(): number {
    return this.#next;
  }

  /** Bytes that wait to be read. */
  get queued(): number {
    return this.#queue.length;
  }

  /** The other end has said that there is no more. */
  get isFinished(): boolean {
    return this.#finished;
  }

  opened(synSequence: number): void {
    this.#next = (synSequence + 1) >>> 0;
  }

  /** How far the segment begins after what is awaited; negative when it begins before. */
  offsetOf({ seq }: TcpSegment): number {
    return (seq - this.#next) | 0;
  }

  /** A sender that had to stop for want of room is told when there is room for a segment again. */
  read(max: number, mss: number): Uint8Array {
    const data = this.#queue.shift(max);
    const free = RECEIVE_BUFFER - this.#queue.length;
    if (!this.#finished && this.#advertised < mss && free >= mss) this.#sendAck();
    return data;
  }

  /** False when there is no room for it. */
  take(data: Uint8Array): boolean {
    if (data.length > RECEIVE_BUFFER - this.#queue.length) return false;
    this.#queue.push(data);
    this.#next = (this.#next + data.length) >>> 0;
    return true;
  }

  finish(): void {
    this.#finished = true;
    this.#next = (this.#next + 1) >>> 0;
  }

  /** At once at the end of what was written and at every second segment; else a little later. */
  acknowledge({ flags }: TcpSegment, hasFin: boolean): void {
    this.#unacknowledged++;
    if (hasFin || (flags & PSH) !== 0 || this.#unacknowledged >= 2) this.#sendAck();
    else
      this.#timer ??= this.#clock.after(DELAYED_ACK_US, () => {
        this.#timer = null;
        this.#sendAck();
      });
  }

  /** A segment goes out and carries the acknowledgement. Returns the window that it announces. */
  announced(): number {
    this.#advertised = RECEIVE_BUFFER - this.#queue.length;
    this.#unacknowledged = 0;
    this.stopTimer();
    return this.#advertised;
  }

  stopTimer(): void {
    if (this.#timer !== null) this.#clock.cancel(this.#timer);
    this.#timer = null;
  }

  /** What was not read is lost. */
  clear(): void {
    this.#queue.clear();
  }
}
