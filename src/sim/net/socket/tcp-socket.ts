/**
 * One TCP connection. Read RFC 9293 §3.10 first: the methods named `#on…` are its event processing.
 *
 * Models: net/ipv4/tcp_input.c, tcp_output.c, tcp_timer.c
 * SIMPLIFIED: no congestion control, no SACK, no window scaling, no timestamps, no Nagle.
 * SIMPLIFIED: a segment that arrives early is not kept; its sender repeats it.
 * SIMPLIFIED: the retransmission timeout follows the handshake's round trip only, not later ones.
 */
import type { Timer } from "../../core/clock.ts";
import type { Stream } from "../../core/stream.ts";
import { WaitQueue } from "../../core/wait.ts";
import { NetError, type NetErrorCode } from "../net-error.ts";
import { ACK, createPacket, FIN, type Packet, PSH, RST, SYN, TCP, type TcpSegment } from "../packet.ts";
import type { Tcp } from "../tcp.ts";
import { type Endpoint, formatEndpoint } from "./endpoint.ts";
import { ByteQueue } from "./tcp-buffers.ts";
import type { TcpListener } from "./tcp-listener.ts";

export type TcpState =
  | "SYN_SENT"
  | "SYN_RECV"
  | "ESTABLISHED"
  | "FIN_WAIT1"
  | "FIN_WAIT2"
  | "CLOSING"
  | "TIME_WAIT"
  | "CLOSE_WAIT"
  | "LAST_ACK"
  | "CLOSE";

const RECEIVE_BUFFER = 65_535;
const SEND_BUFFER = 131_072;
const FIRST_RTO_US = 1_000_000;
const MIN_RTO_VARIANCE_US = 200_000;
const MAX_RTO_US = 120_000_000;
const DELAYED_ACK_US = 40_000;
const DEFAULT_MSS = 536;
const NOTHING = new Uint8Array(0);

export class TcpSocket implements Stream {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly readable = new WaitQueue();
  readonly writable = new WaitQueue();
  /** Woken at every change of state and at an error. */
  readonly changed = new WaitQueue();
  /** Why the connection ended, when it did not end well. */
  error: NetError | null = null;
  /** The listener that it came from, until it is established. */
  listener: TcpListener | null = null;
  /** Next in the connection table's chain. */
  nextInTable: TcpSocket | null = null;
  /** Ends at that time when nobody has it open any more (TIME_WAIT, an orphan's FIN_WAIT2). */
  reapAtUs = 0;
  readonly #tcp: Tcp;
  readonly #toSend = new ByteQueue();
  readonly #received = new ByteQueue();
  #state: TcpState;
  #mss = DEFAULT_MSS;
  #sndUna: number;
  #sndNxt: number;
  #sndWindow = 0;
  #rcvNxt = 0;
  #advertised = RECEIVE_BUFFER;
  #unackedSegments = 0;
  #duplicateAcks = 0;
  /** The application will write, read no more. */
  #finQueued = false;
  #finSent = false;
  #finReceived = false;
  #closed = false;
  #retransmit: Timer | null = null;
  #delayedAck: Timer | null = null;
  #retries = 0;
  #rtoUs = FIRST_RTO_US;
  #synAtUs = 0;

  constructor(tcp: Tcp, ends: { local: Endpoint; remote: Endpoint; state: "SYN_SENT" | "SYN_RECV" }) {
    this.#tcp = tcp;
    this.local = ends.local;
    this.remote = ends.remote;
    this.#state = ends.state;
    this.#sndUna = tcp.initialSequence(ends.local, ends.remote);
    this.#sndNxt = this.#sndUna;
  }

  get state(): TcpState {
    return this.#state;
  }

  /** Bytes not yet read by the application: `Recv-Q`. */
  get receiveQueue(): number {
    return this.#received.length;
  }

  /** Bytes not yet acknowledged by the other end: `Send-Q`. */
  get sendQueue(): number {
    return this.#toSend.length;
  }

  get mss(): number {
    return this.#mss;
  }

  tryRead(max: number): Uint8Array | "would-block" | "eof" {
    if (this.#received.length > 0) {
      const data = this.#received.shift(max);
      this.#maybeOpenWindow();
      return data;
    }
    return this.#finReceived || this.#closed || this.#state === "CLOSE" ? "eof" : "would-block";
  }

  tryWrite(data: Uint8Array): number | "would-block" | "broken" {
    if (this.#closed || this.#finQueued || this.#isOver()) return "broken";
    const room = SEND_BUFFER - this.#toSend.length;
    if (room <= 0) return "would-block";
    const taken = data.length <= room ? data : data.subarray(0, room);
    this.#toSend.push(taken);
    if (this.#state === "ESTABLISHED" || this.#state === "CLOSE_WAIT") this.#sendPending();
    return taken.length;
  }

  /** No more writing; the other end reads to the end. */
  shutdownWrite(): void {
    if (this.#finQueued || this.#isOver()) return;
    this.#finQueued = true;
    if (this.#state === "SYN_SENT") this.#end(null);
    else if (this.#state !== "SYN_RECV") this.#sendPending();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#isOver()) return;
    if (this.#received.length > 0 || this.#state === "SYN_RECV") {
      // Data that nobody will read is lost, and the sender should know.
      this.#sendReset();
      this.#end(null);
      return;
    }
    this.shutdownWrite();
    if (this.#state === "FIN_WAIT2") this.#tcp.reapLater(this);
  }

  /** Ends it at once, with a reset. */
  abort(): void {
    this.#closed = true;
    if (this.#isOver()) return;
    this.#sendReset();
    this.#end(null);
  }

  /** Sends the first SYN; the error is that of connect(2) when the packet cannot leave at all. */
  open(): NetErrorCode | null {
    this.#synAtUs = this.#tcp.clock.nowUs;
    this.#tellState();
    const error = this.#sendSyn(SYN);
    if (error !== null && error !== "EPERM") {
      this.#end(null);
      return error;
    }
    return null;
  }

  /** The listener's side: answers the SYN that made this connection. */
  answerSyn(segment: TcpSegment): void {
    this.#synAtUs = this.#tcp.clock.nowUs;
    this.#rcvNxt = (segment.seq + 1) >>> 0;
    this.#sndWindow = segment.window;
    this.#mss = Math.min(segment.mss === 0 ? DEFAULT_MSS : segment.mss, this.#tcp.mssTo(this.remote.ip));
    this.#tellState();
    this.#sendSyn(SYN | ACK);
  }

  /** An ICMP error about one of our segments. */
  failed(code: NetErrorCode, mtu: number): void {
    if (code === "EMSGSIZE") {
      if (mtu >= 68 && mtu - 40 < this.#mss) {
        this.#mss = mtu - 40;
        this.#sendAgain();
      }
    } else if (this.#state === "SYN_SENT" || this.#state === "SYN_RECV") this.#end(code);
  }

  /** The namespace is gone: no word to anybody. */
  vanish(): void {
    this.#closed = true;
    this.#end(null);
  }

  receive(packet: Packet, segment: TcpSegment): void {
    switch (this.#state) {
      case "SYN_SENT":
        this.#onSynSent(segment);
        return;
      case "TIME_WAIT":
        this.#onTimeWait(segment);
        return;
      case "CLOSE":
        return;
      default:
        this.#onSegment(packet, segment);
    }
  }

  #onSynSent(segment: TcpSegment): void {
    const acksSyn = (segment.flags & ACK) !== 0 && segment.ack === this.#sndNxt;
    if ((segment.flags & ACK) !== 0 && !acksSyn) {
      this.#tcp.resetSegment(this.local, this.remote, segment);
      return;
    }
    if ((segment.flags & RST) !== 0) {
      if (acksSyn) this.#end("ECONNREFUSED");
      return;
    }
    if ((segment.flags & SYN) === 0 || !acksSyn) return;
    this.#rcvNxt = (segment.seq + 1) >>> 0;
    this.#sndUna = segment.ack;
    this.#sndWindow = segment.window;
    this.#mss = Math.min(segment.mss === 0 ? DEFAULT_MSS : segment.mss, this.#tcp.mssTo(this.remote.ip));
    this.#establish();
    this.#sendAck();
    this.#sendPending();
  }

  /** The other end did not hear our last ACK, or has died and come back. */
  #onTimeWait(segment: TcpSegment): void {
    if ((segment.flags & RST) !== 0) this.#end(null);
    else if ((segment.flags & (FIN | SYN)) !== 0 || segment.data.length > 0) {
      this.#sendAck();
      this.#tcp.reapLater(this);
    }
  }

  #onSegment(packet: Packet, segment: TcpSegment): void {
    const offset = (segment.seq - this.#rcvNxt) | 0;
    if ((segment.flags & RST) !== 0) {
      if (offset === 0) this.#onReset();
      else this.#tcp.dropSegment(packet, "tcp-bad-segment");
      return;
    }
    if ((segment.flags & SYN) !== 0) {
      if (this.#state === "SYN_RECV") this.#sendSyn(SYN | ACK);
      else this.#sendAck();
      return;
    }
    if ((segment.flags & ACK) === 0) return;
    if (!this.#onAck(packet, segment)) return;
    const length = segment.data.length;
    const hasFin = (segment.flags & FIN) !== 0;
    if (length === 0 && !hasFin) {
      if (offset < 0) this.#sendAck();
      return;
    }
    if (offset > 0 || offset + length + (hasFin ? 1 : 0) <= 0) {
      // Early, or known already: say again what is awaited.
      this.#tcp.dropSegment(packet, "tcp-bad-segment");
      this.#sendAck();
      return;
    }
    if (!this.#onData(packet, segment, -offset)) return;
    if (hasFin) this.#onFin();
    this.#acknowledge(segment, hasFin);
  }

  /** False when the segment must not be looked at any further. */
  #onAck(packet: Packet, segment: TcpSegment): boolean {
    const acked = (segment.ack - this.#sndUna) | 0;
    if (((segment.ack - this.#sndNxt) | 0) > 0) {
      this.#sendAck();
      return false;
    }
    if (this.#state === "SYN_RECV") {
      if (acked <= 0) {
        this.#tcp.resetSegment(this.local, this.remote, segment);
        return false;
      }
      if (!this.#onHandshakeAck(segment)) {
        this.#tcp.dropSegment(packet, "socket-backlog-full");
        return false;
      }
    } else if (acked > 0) this.#onProgress(segment, acked);
    else if (acked === 0 && segment.data.length === 0 && this.#isOutstanding() && segment.window === this.#sndWindow)
      this.#onDuplicateAck();
    const windowGrew = segment.window > this.#sndWindow;
    this.#sndWindow = segment.window;
    if (acked > 0 || windowGrew) this.#sendPending();
    return this.#state !== "CLOSE" && this.#state !== "TIME_WAIT";
  }

  #onHandshakeAck(segment: TcpSegment): boolean {
    const { listener } = this;
    if (listener !== null && !listener.hasRoom) return false;
    this.#sndUna = segment.ack;
    this.#sndWindow = segment.window;
    this.#establish();
    this.listener = null;
    listener?.established(this);
    return true;
  }

  #onProgress(segment: TcpSegment, acked: number): void {
    this.#sndUna = segment.ack;
    this.#retries = 0;
    this.#duplicateAcks = 0;
    const finAcked = this.#finSent && segment.ack === this.#sndNxt;
    this.#toSend.drop(finAcked ? acked - 1 : acked);
    this.#rearm();
    if (!this.writable.isEmpty && this.#toSend.length < SEND_BUFFER) this.writable.wake();
    if (finAcked) this.#onFinAcked();
  }

  #onFinAcked(): void {
    if (this.#state === "FIN_WAIT1") {
      this.#enter("FIN_WAIT2");
      if (this.#closed) this.#tcp.reapLater(this);
    } else if (this.#state === "CLOSING") this.#enterTimeWait();
    else if (this.#state === "LAST_ACK") this.#end(null);
  }

  #onDuplicateAck(): void {
    this.#duplicateAcks++;
    if (this.#duplicateAcks === 3) this.#sendAgain();
  }

  /** False when there is nobody to take the data, or no room. */
  #onData(packet: Packet, segment: TcpSegment, skip: number): boolean {
    if (segment.data.length <= skip) return true;
    if (this.#closed) {
      this.#tcp.dropSegment(packet, "no-socket");
      this.#sendReset();
      this.#end(null);
      return false;
    }
    const data = skip === 0 ? segment.data : segment.data.subarray(skip);
    if (data.length > RECEIVE_BUFFER - this.#received.length) {
      this.#tcp.dropSegment(packet, "socket-buffer-full");
      this.#sendAck();
      return false;
    }
    this.#received.push(data);
    this.#rcvNxt = (this.#rcvNxt + data.length) >>> 0;
    this.readable.wake();
    return true;
  }

  #onFin(): void {
    if (this.#finReceived) return;
    this.#finReceived = true;
    this.#rcvNxt = (this.#rcvNxt + 1) >>> 0;
    if (this.#state === "ESTABLISHED") this.#enter("CLOSE_WAIT");
    else if (this.#state === "FIN_WAIT1") this.#enter("CLOSING");
    else if (this.#state === "FIN_WAIT2") this.#enterTimeWait();
    this.readable.wake();
  }

  #onReset(): void {
    if (this.#state === "SYN_RECV") this.#end(null);
    else this.#end(this.#state === "CLOSE_WAIT" ? "EPIPE" : "ECONNRESET");
  }

  /** At once at the end of what was written and at every second segment; else a little later. */
  #acknowledge(segment: TcpSegment, hasFin: boolean): void {
    this.#unackedSegments++;
    if (hasFin || (segment.flags & PSH) !== 0 || this.#unackedSegments >= 2) this.#sendAck();
    else
      this.#delayedAck ??= this.#tcp.clock.after(DELAYED_ACK_US, () => {
        this.#delayedAck = null;
        this.#sendAck();
      });
  }

  #establish(): void {
    this.#stopRetransmit();
    const rttUs = this.#tcp.clock.nowUs - this.#synAtUs;
    if (this.#retries === 0) this.#rtoUs = rttUs + Math.max(2 * rttUs, MIN_RTO_VARIANCE_US);
    this.#retries = 0;
    this.#enter("ESTABLISHED");
    this.writable.wake();
  }

  #enterTimeWait(): void {
    this.#stopRetransmit();
    this.#enter("TIME_WAIT");
    this.#toSend.clear();
    this.#tcp.reapLater(this);
  }

  #enter(state: TcpState): void {
    this.#state = state;
    this.#tellState();
    this.changed.wake();
  }

  #tellState(): void {
    this.#tcp.tell(this.#state, this.local, this.remote);
  }

  /** Over for good. `code` is what the application is told. */
  #end(code: NetErrorCode | null): void {
    if (this.#state === "CLOSE") return;
    this.#stopRetransmit();
    if (this.#delayedAck !== null) this.#tcp.clock.cancel(this.#delayedAck);
    this.#delayedAck = null;
    if (code !== null) {
      this.error = new NetError(code);
      if (code !== "ECONNREFUSED") this.#received.clear();
    }
    this.#toSend.clear();
    this.#tcp.forget(this);
    this.#enter("CLOSE");
    this.readable.wake();
    this.writable.wake();
  }

  /** Called when TIME_WAIT, or an orphan's wait for a FIN, is over. */
  reap(): void {
    if (this.#state === "TIME_WAIT" || (this.#state === "FIN_WAIT2" && this.#closed)) this.#end(null);
  }

  /** May a new connection take the place of this one? (RFC 6191, without timestamps) */
  yieldsTo(segment: TcpSegment): boolean {
    return this.#state === "TIME_WAIT" && ((segment.seq - this.#rcvNxt) | 0) > 0;
  }

  #isOver(): boolean {
    return this.#state === "CLOSE" || this.#state === "TIME_WAIT";
  }

  #isOutstanding(): boolean {
    return this.#sndUna !== this.#sndNxt;
  }

  /** All that the window allows, then the FIN. */
  #sendPending(): void {
    if (this.#state === "SYN_SENT" || this.#state === "SYN_RECV" || this.#isOver()) return;
    for (;;) {
      const sent = (this.#sndNxt - this.#sndUna) >>> 0;
      const unsent = this.#toSend.length - sent;
      if (unsent <= 0) break;
      const size = Math.min(unsent, this.#mss, this.#sndWindow - sent);
      if (size <= 0) break;
      const push = size === unsent ? PSH : 0;
      this.#send(ACK | push, this.#toSend.peek(sent, size));
    }
    if (this.#finQueued && !this.#finSent && (this.#sndNxt - this.#sndUna) >>> 0 === this.#toSend.length)
      this.#sendFin();
    if (this.#isOutstanding() || this.#toSend.length > 0) this.#arm();
  }

  #sendFin(): void {
    this.#finSent = true;
    this.#send(FIN | ACK, NOTHING);
    if (this.#state === "ESTABLISHED") this.#enter("FIN_WAIT1");
    else if (this.#state === "CLOSE_WAIT") this.#enter("LAST_ACK");
  }

  /** Everything from the first unacknowledged byte on. */
  #sendAgain(): void {
    if (this.#isOver()) return;
    this.#sndNxt = this.#sndUna;
    const hadFin = this.#finSent;
    this.#finSent = false;
    this.#sendPending();
    if (hadFin && !this.#finSent) this.#finQueued = true;
  }

  #sendSyn(flags: number): NetErrorCode | null {
    this.#sndNxt = this.#sndUna;
    const error = this.#send(flags, NOTHING);
    this.#arm();
    return error;
  }

  #sendAck(): void {
    this.#send(ACK, NOTHING);
  }

  #sendReset(): void {
    this.#send(RST | ACK, NOTHING);
  }

  #send(flags: number, data: Uint8Array): NetErrorCode | null {
    const hasSyn = (flags & SYN) !== 0;
    const seq = this.#sndNxt;
    this.#sndNxt = (seq + data.length + (hasSyn || (flags & FIN) !== 0 ? 1 : 0)) >>> 0;
    this.#advertised = RECEIVE_BUFFER - this.#received.length;
    this.#unackedSegments = 0;
    if (this.#delayedAck !== null) {
      this.#tcp.clock.cancel(this.#delayedAck);
      this.#delayedAck = null;
    }
    return this.#tcp.output(
      createPacket({
        id: this.#tcp.nextPacketId(),
        src: this.local.ip,
        dst: this.remote.ip,
        protocol: TCP,
        dontFragment: true,
        ttl: this.#tcp.defaultTtl,
        transport: {
          kind: "tcp",
          srcPort: this.local.port,
          dstPort: this.remote.port,
          seq,
          ack: (flags & ACK) !== 0 ? this.#rcvNxt : 0,
          flags,
          window: this.#advertised,
          mss: hasSyn ? this.#tcp.mssTo(this.remote.ip) : 0,
          data,
        },
      }),
    );
  }

  /** Tells a sender that had to stop that it may go on. */
  #maybeOpenWindow(): void {
    if (this.#isOver() || this.#finReceived) return;
    const free = RECEIVE_BUFFER - this.#received.length;
    if (this.#advertised < this.#mss && free >= this.#mss) this.#sendAck();
  }

  #arm(): void {
    this.#retransmit ??= this.#tcp.clock.after(this.#rtoUs, () => {
      this.#retransmit = null;
      this.#onTimeout();
    });
  }

  #rearm(): void {
    this.#stopRetransmit();
    if (this.#isOutstanding()) this.#arm();
  }

  #stopRetransmit(): void {
    if (this.#retransmit !== null) this.#tcp.clock.cancel(this.#retransmit);
    this.#retransmit = null;
  }

  #onTimeout(): void {
    if (this.#isOver()) return;
    const { sysctls } = this.#tcp;
    this.#retries++;
    const limit =
      this.#state === "SYN_SENT"
        ? sysctls.tcpSynRetries
        : this.#state === "SYN_RECV"
          ? sysctls.tcpSynackRetries
          : sysctls.tcpRetries2;
    if (this.#retries > limit) {
      this.#end(this.#state === "SYN_RECV" ? null : "ETIMEDOUT");
      return;
    }
    this.#rtoUs = Math.min(this.#rtoUs * 2, MAX_RTO_US);
    if (this.#state === "SYN_SENT") this.#sendSyn(SYN);
    else if (this.#state === "SYN_RECV") this.#sendSyn(SYN | ACK);
    else if (this.#isOutstanding()) this.#sendAgain();
    else this.#probeWindow();
  }

  /** The other end has no room: ask again, with a byte of the past, whether it has. */
  #probeWindow(): void {
    this.#retries = 0;
    this.#sndNxt = (this.#sndNxt - 1) >>> 0;
    this.#send(ACK, NOTHING);
    this.#sndNxt = this.#sndUna;
    this.#arm();
  }

  toString(): string {
    return `${formatEndpoint(this.local)} ${formatEndpoint(this.remote)} ${this.#state}`;
  }
}
