/**
 * One TCP connection: its states, its receiving half and the stream that a program holds. Read RFC 9293 §3.10
 * first: the methods named `#on…` are its event processing. The sending half is `tcp-sender.ts`.
 *
 * Models: net/ipv4/tcp_input.c tcp_rcv_state_process, tcp.c tcp_close
 * SIMPLIFIED: no timestamps and no keep-alive probes.
 * SIMPLIFIED: a segment that arrives early is not kept; its sender repeats it.
 */
import type { Stream } from "../../core/stream.ts";
import { WaitQueue } from "../../core/wait.ts";
import { NetError, type NetErrorCode } from "../net-error.ts";
import { ACK, createPacket, FIN, type Packet, RST, SYN, TCP, type TcpSegment } from "../packet.ts";
import type { Tcp } from "../tcp.ts";
import type { Endpoint } from "./endpoint.ts";
import type { TcpListener } from "./tcp-listener.ts";
import { TcpReceiver } from "./tcp-receiver.ts";
import { TcpSender } from "./tcp-sender.ts";
import type { TcpState } from "./tcp-state.ts";

const DEFAULT_MSS = 536;
/** Of IPv4 and TCP, without options. */
const HEADERS = 40;
const MIN_MTU = 68;
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
  /** It came to a listener of both families over IPv4: its addresses are told as `::ffff:10.1.0.5`. */
  isMapped = false;
  /** Next in the connection table's chain. */
  nextInTable: TcpSocket | null = null;
  /** Ends at that time when nobody has it open any more (TIME_WAIT, an orphan's FIN_WAIT2). */
  reapAtUs = 0;
  readonly #tcp: Tcp;
  readonly #sender: TcpSender;
  readonly #receiver: TcpReceiver;
  #state: TcpState;
  /** The application has let go of it. */
  #closed = false;

  constructor(tcp: Tcp, ends: { local: Endpoint; remote: Endpoint; state: "SYN_SENT" | "SYN_RECV" }) {
    this.#tcp = tcp;
    this.local = ends.local;
    this.remote = ends.remote;
    this.#state = ends.state;
    this.#receiver = new TcpReceiver(tcp.clock, () => this.#sendAck());
    this.#sender = new TcpSender({
      clock: tcp.clock,
      initialSequence: tcp.initialSequence(ends.local, ends.remote),
      mss: DEFAULT_MSS,
      transmit: (flags, seq, data) => this.#transmit(flags, seq, data),
      retryLimit: () => this.#retryLimit(),
      gaveUp: () => this.#end(this.#state === "SYN_RECV" ? null : "ETIMEDOUT"),
      finSent: () => this.#onFinSent(),
    });
  }

  get state(): TcpState {
    return this.#state;
  }

  /** Bytes not yet read by the application: `Recv-Q`. */
  get receiveQueue(): number {
    return this.#receiver.queued;
  }

  /** Bytes not yet acknowledged by the other end: `Send-Q`. */
  get sendQueue(): number {
    return this.#sender.queued;
  }

  get mss(): number {
    return this.#sender.mss;
  }

  tryRead(max: number): Uint8Array | "would-block" | "eof" {
    if (this.#receiver.queued > 0) return this.#receiver.read(max, this.#sender.mss);
    return this.#receiver.isFinished || this.#closed || this.#state === "CLOSE" ? "eof" : "would-block";
  }

  tryWrite(data: Uint8Array): number | "would-block" | "broken" {
    if (this.#closed || this.#sender.isFinishing || this.#isOver()) return "broken";
    return this.#sender.write(data);
  }

  /** No more writing; the other end reads to the end. */
  shutdownWrite(): void {
    if (this.#sender.isFinishing || this.#isOver()) return;
    if (this.#state === "SYN_SENT") this.#end(null);
    else this.#sender.finish();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#isOver()) return;
    if (this.#receiver.queued > 0 || this.#state === "SYN_RECV") {
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
    this.#tellState();
    const error = this.#sender.open(SYN);
    // What a rule of our own drops is taken for lost, and repeated.
    if (error === null || error === "EPERM") return null;
    this.#end(null);
    return error;
  }

  /** The listener's side: answers the SYN that made this connection. */
  answerSyn(segment: TcpSegment): void {
    this.#receiver.opened(segment.seq);
    this.#sender.mss = this.#agreedMss(segment);
    this.#tellState();
    this.#sender.open(SYN | ACK);
  }

  /** An ICMP error about one of our segments. */
  failed(code: NetErrorCode, mtu: number): void {
    if (code === "EMSGSIZE") {
      if (mtu < MIN_MTU || mtu - HEADERS >= this.#sender.mss) return;
      this.#sender.mss = mtu - HEADERS;
      this.#sender.sendAgain();
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
    const acksSyn = (segment.flags & ACK) !== 0 && segment.ack === this.#sender.next;
    if ((segment.flags & ACK) !== 0 && !acksSyn) {
      this.#tcp.resetSegment(this.local, this.remote, segment);
      return;
    }
    if ((segment.flags & RST) !== 0) {
      if (acksSyn) this.#end("ECONNREFUSED");
      return;
    }
    if ((segment.flags & SYN) === 0 || !acksSyn) return;
    this.#receiver.opened(segment.seq);
    this.#sender.mss = this.#agreedMss(segment);
    this.#establish(segment);
    this.#sendAck();
    this.#sender.flush();
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
    const offset = this.#receiver.offsetOf(segment);
    if ((segment.flags & RST) !== 0) {
      if (offset === 0) this.#onReset();
      else this.#tcp.dropSegment(packet, "tcp-bad-segment");
      return;
    }
    if ((segment.flags & SYN) !== 0) {
      if (this.#state === "SYN_RECV") this.#sender.sendSyn();
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
    this.#receiver.acknowledge(segment, hasFin);
  }

  /** False when the segment must not be looked at any further. */
  #onAck(packet: Packet, segment: TcpSegment): boolean {
    const { ack, window, data } = segment;
    if (this.#sender.isBeyond(ack)) {
      this.#sendAck();
      return false;
    }
    if (this.#state === "SYN_RECV") return this.#onHandshakeAck(packet, segment);
    const outcome = this.#sender.acknowledged(ack, window, data.length === 0);
    if (outcome !== "nothing" && this.#sender.hasRoom) this.writable.wake();
    if (outcome === "fin-acknowledged") this.#onFinAcked();
    if (this.#sender.setWindow(window) || outcome !== "nothing") this.#sender.flush();
    return this.#state !== "CLOSE" && this.#state !== "TIME_WAIT";
  }

  #onHandshakeAck(packet: Packet, segment: TcpSegment): boolean {
    const { listener } = this;
    if (!this.#sender.isNew(segment.ack)) {
      this.#tcp.resetSegment(this.local, this.remote, segment);
      return false;
    }
    if (listener !== null && !listener.hasRoom) {
      this.#tcp.dropSegment(packet, "socket-backlog-full");
      return false;
    }
    this.#establish(segment);
    this.listener = null;
    listener?.established(this);
    return true;
  }

  #onFinAcked(): void {
    if (this.#state === "FIN_WAIT1") {
      this.#enter("FIN_WAIT2");
      if (this.#closed) this.#tcp.reapLater(this);
    } else if (this.#state === "CLOSING") this.#enterTimeWait();
    else if (this.#state === "LAST_ACK") this.#end(null);
  }

  #onFinSent(): void {
    if (this.#state === "ESTABLISHED") this.#enter("FIN_WAIT1");
    else if (this.#state === "CLOSE_WAIT") this.#enter("LAST_ACK");
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
    if (!this.#receiver.take(data)) {
      this.#tcp.dropSegment(packet, "socket-buffer-full");
      this.#sendAck();
      return false;
    }
    this.readable.wake();
    return true;
  }

  #onFin(): void {
    if (this.#receiver.isFinished) return;
    this.#receiver.finish();
    if (this.#state === "ESTABLISHED") this.#enter("CLOSE_WAIT");
    else if (this.#state === "FIN_WAIT1") this.#enter("CLOSING");
    else if (this.#state === "FIN_WAIT2") this.#enterTimeWait();
    this.readable.wake();
  }

  #onReset(): void {
    if (this.#state === "SYN_RECV") this.#end(null);
    else this.#end(this.#state === "CLOSE_WAIT" ? "EPIPE" : "ECONNRESET");
  }

  #establish({ ack, window }: TcpSegment): void {
    this.#sender.opened(ack, window);
    this.#enter("ESTABLISHED");
    this.writable.wake();
  }

  #enterTimeWait(): void {
    this.#sender.stop();
    this.#enter("TIME_WAIT");
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
    this.#sender.stop();
    this.#receiver.stopTimer();
    if (code !== null) {
      this.error = new NetError(code);
      if (code !== "ECONNREFUSED") this.#receiver.clear();
    }
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
    return this.#state === "TIME_WAIT" && this.#receiver.offsetOf(segment) > 0;
  }

  #isOver(): boolean {
    return this.#state === "CLOSE" || this.#state === "TIME_WAIT";
  }

  #agreedMss({ mss }: TcpSegment): number {
    return Math.min(mss === 0 ? DEFAULT_MSS : mss, this.#tcp.mssTo(this.remote.ip));
  }

  #retryLimit(): number {
    const { sysctls } = this.#tcp;
    if (this.#state === "SYN_SENT") return sysctls.tcpSynRetries;
    return this.#state === "SYN_RECV" ? sysctls.tcpSynackRetries : sysctls.tcpRetries2;
  }

  #sendAck(): void {
    this.#transmit(ACK, this.#sender.next, NOTHING);
  }

  #sendReset(): void {
    this.#transmit(RST | ACK, this.#sender.next, NOTHING);
  }

  #transmit(flags: number, seq: number, data: Uint8Array): NetErrorCode | null {
    const { local, remote } = this;
    return this.#tcp.output(
      createPacket({
        id: this.#tcp.nextPacketId(),
        src: local.ip,
        dst: remote.ip,
        protocol: TCP,
        dontFragment: true,
        ttl: this.#tcp.defaultTtl,
        transport: {
          kind: "tcp",
          srcPort: local.port,
          dstPort: remote.port,
          seq,
          ack: (flags & ACK) !== 0 ? this.#receiver.next : 0,
          flags,
          window: this.#receiver.announced(),
          mss: (flags & SYN) !== 0 ? this.#tcp.mssTo(remote.ip) : 0,
          data,
        },
      }),
    );
  }
}
