/**
 * One end of a TLS connection, beneath the handshake: records in and out, the protection of each direction, what was
 * said so far. The handshake drives it; afterwards it is the stream that programs read and write.
 *
 * Models: RFC 8446 §5, §6.1 (close_notify)
 */
import { sha256 } from "../../core/sha256.ts";
import type { Stream } from "../../core/stream.ts";
import { concatBytes, encodeUtf8 } from "../../core/utf8.ts";
import type { Run, WaitQueue } from "../../core/wait.ts";
import {
  CONTENT,
  decodeRecord,
  encodeRecord,
  MAX_PLAINTEXT,
  Protection,
  RECORD_HEAD,
  type TlsVersion,
} from "./record.ts";
import { ALERTS, type AlertName, alertName, TlsError } from "./tls-error.ts";

/** Told of everything that goes by, for those who show it (`curl -v`). */
export interface TlsObserver {
  agreed(version: TlsVersion): void;
  record(direction: "in" | "out", headBytes: number): void;
  /** `number` is a handshake message's type, or an alert's level and number in one. */
  message(
    direction: "in" | "out",
    content: { readonly type: number; readonly number: number; readonly length: number },
  ): void;
}

const NOTHING = new Uint8Array(0);
const READ = 65_536;

export class TlsChannel implements Stream {
  readonly readable: WaitQueue;
  readonly writable: WaitQueue;
  readonly observer: TlsObserver | null;
  version: TlsVersion = "TLSv1.3";
  /** The other end said goodbye; without that, an end is a cut. */
  isClosedProperly = false;
  /** Why reading ended, when it did not end well. */
  error: TlsError | null = null;
  readonly #stream: Stream;
  #incoming: Uint8Array = NOTHING;
  #plain: Uint8Array = NOTHING;
  #handshake: Uint8Array = NOTHING;
  #outgoing: Uint8Array = NOTHING;
  #transcript: Uint8Array[] = [];
  #opening: Protection | null = null;
  #sealing: Protection | null = null;
  #isEnded = false;
  #isClosing = false;
  readonly #goOn = (): void => this.#flush();

  constructor(stream: Stream, observer: TlsObserver | null = null) {
    this.#stream = stream;
    this.readable = stream.readable;
    this.writable = stream.writable;
    this.observer = observer;
  }

  // ---- the handshake's side

  protectIncoming(secret: string): void {
    this.#opening = new Protection(secret, this.version);
  }

  protectOutgoing(secret: string): void {
    this.#sealing = new Protection(secret, this.version);
  }

  transcriptHash(): Uint8Array {
    return sha256(concatBytes(this.#transcript));
  }

  /** `length` bytes that only somebody who heard the same can say. */
  proof(label: string, length: number): Uint8Array {
    const heard = this.transcriptHash();
    const parts: Uint8Array[] = [];
    for (let i = 0; i * 32 < length; i++) parts.push(sha256(concatBytes([encodeUtf8(`${label}/${i}`), heard])));
    return concatBytes(parts).subarray(0, length);
  }

  /** Puts handshake messages on their way, each in a record of its own, and all at once. */
  say(messages: readonly Uint8Array[]): void {
    for (const bytes of messages) {
      this.observer?.record("out", RECORD_HEAD);
      this.observer?.message("out", { type: CONTENT.handshake, number: bytes[0] as number, length: bytes.length });
      this.#transcript.push(bytes);
      const isFirst = this.#transcript.length === 1;
      this.#queue(
        this.#sealing?.seal(CONTENT.handshake, bytes) ??
          encodeRecord(CONTENT.handshake, bytes, isFirst ? 0x0301 : 0x0303),
      );
    }
  }

  sayChangeCipherSpec(isShown: boolean): void {
    if (isShown) {
      this.observer?.record("out", RECORD_HEAD);
      this.observer?.message("out", { type: CONTENT.changeCipherSpec, number: 1, length: 1 });
    }
    this.#queue(encodeRecord(CONTENT.changeCipherSpec, Uint8Array.of(1)));
  }

  /** The next handshake message, with its four bytes of head. */
  *hear(expected: number): Run<Uint8Array> {
    for (;;) {
      const whole = this.#takeMessage();
      if (whole !== null) {
        if (whole[0] !== expected) throw this.fail("unexpected_message");
        this.#transcript.push(whole);
        return whole;
      }
      const step = this.#step(true);
      if (step === "end") throw this.error ?? new TlsError("closed");
      if (step === "wait") yield { on: [this.readable] };
    }
  }

  /** Tells the other end what is wrong. */
  fail(alert: AlertName): TlsError {
    this.#sendAlert(2, alert);
    return new TlsError("alert-sent", alert);
  }

  // ---- the program's side

  tryRead(max: number): Uint8Array | "would-block" | "eof" {
    while (this.#plain.length === 0) {
      const step = this.#step(false);
      if (step === "end") return "eof";
      if (step === "wait") return "would-block";
    }
    const taken = this.#plain.subarray(0, max);
    this.#plain = this.#plain.subarray(taken.length);
    return taken;
  }

  tryWrite(data: Uint8Array): number | "would-block" | "broken" {
    this.#flush();
    if (this.#outgoing.length > 0) return "would-block";
    if (this.#sealing === null || this.#isClosing) return "broken";
    const part = data.subarray(0, MAX_PLAINTEXT);
    this.observer?.record("out", RECORD_HEAD);
    const record = this.#sealing.seal(CONTENT.applicationData, part);
    const taken = this.#stream.tryWrite(record);
    if (taken === "broken") return "broken";
    this.#outgoing = record.subarray(taken === "would-block" ? 0 : taken);
    if (this.#outgoing.length > 0) this.#flush();
    return part.length;
  }

  close(): void {
    if (this.#isClosing) return;
    if (this.#sealing !== null && this.error === null) this.#sendAlert(1, "close_notify");
    this.#isClosing = true;
    this.#drain();
    this.#flush();
  }

  #sendAlert(level: number, alert: AlertName): void {
    const number = ALERTS[alert];
    this.observer?.record("out", RECORD_HEAD);
    this.observer?.message("out", { type: CONTENT.alert, number: level * 256 + number, length: 2 });
    const bytes = Uint8Array.of(level, number);
    this.#queue(this.#sealing?.seal(CONTENT.alert, bytes) ?? encodeRecord(CONTENT.alert, bytes));
  }

  /** What nobody will read is read, so that closing is no reset. */
  #drain(): void {
    for (let got = this.#stream.tryRead(READ); got !== "would-block" && got !== "eof"; )
      got = this.#stream.tryRead(READ);
  }

  #queue(bytes: Uint8Array): void {
    this.#outgoing = this.#outgoing.length === 0 ? bytes : concatBytes([this.#outgoing, bytes]);
  }

  /** Sends what is queued; what finds no room goes when there is. */
  flush(): void {
    this.#flush();
  }

  #flush(): void {
    while (this.#outgoing.length > 0) {
      const taken = this.#stream.tryWrite(this.#outgoing);
      if (taken === "broken") {
        this.#outgoing = NOTHING;
        return;
      }
      if (taken === "would-block") {
        this.writable.remove(this.#goOn);
        this.writable.add(this.#goOn);
        return;
      }
      this.#outgoing = this.#outgoing.subarray(taken);
    }
    if (this.#isClosing) this.#stream.close();
  }

  /** One record further. */
  #step(isHandshake: boolean): "more" | "wait" | "end" {
    if (this.#isEnded) return "end";
    const record = decodeRecord(this.#incoming);
    if (record === null) {
      if (isHandshake) this.#mustBeTls();
      const got = this.#stream.tryRead(READ);
      if (got === "would-block") return "wait";
      if (got === "eof") {
        this.#isEnded = true;
        return "end";
      }
      this.#incoming = this.#incoming.length === 0 ? got : concatBytes([this.#incoming, got]);
      if (isHandshake) this.#mustBeTls();
      return "more";
    }
    this.#incoming = this.#incoming.subarray(RECORD_HEAD + record.payload.length);
    this.observer?.record("in", RECORD_HEAD);
    if (record.type === CONTENT.changeCipherSpec) return "more";
    const isSealed = this.#opening !== null && (this.version === "TLSv1.2" || record.type === CONTENT.applicationData);
    const opened = isSealed ? (this.#opening?.open(record) ?? null) : { type: record.type, plain: record.payload };
    if (opened === null) {
      this.error = this.fail("bad_record_mac");
      this.#isEnded = true;
      return "end";
    }
    return this.#content(opened.type, opened.plain, isHandshake);
  }

  #content(type: number, plain: Uint8Array, isHandshake: boolean): "more" | "end" {
    if (type === CONTENT.alert) return this.#alerted(plain);
    if (type === CONTENT.applicationData && !isHandshake) {
      this.#plain = this.#plain.length === 0 ? plain : concatBytes([this.#plain, plain]);
      return "more";
    }
    if (type !== CONTENT.handshake) throw this.fail("unexpected_message");
    this.#handshake = concatBytes([this.#handshake, plain]);
    // What comes after the handshake are tickets, which nobody here uses.
    while (!isHandshake && this.#takeMessage() !== null);
    return "more";
  }

  #takeMessage(): Uint8Array | null {
    const bytes = this.#handshake;
    if (bytes.length < 4) return null;
    const length = 4 + (bytes[1] as number) * 65_536 + (bytes[2] as number) * 256 + (bytes[3] as number);
    if (bytes.length < length) return null;
    this.#handshake = bytes.subarray(length);
    this.observer?.message("in", { type: CONTENT.handshake, number: bytes[0] as number, length });
    return bytes.subarray(0, length);
  }

  #alerted(plain: Uint8Array): "end" {
    const [level = 2, number = 0] = plain;
    this.observer?.message("in", { type: CONTENT.alert, number: level * 256 + number, length: 2 });
    this.#isEnded = true;
    if (number === ALERTS.close_notify) this.isClosedProperly = true;
    else this.error = new TlsError("alert-received", alertName(number));
    return "end";
  }

  #mustBeTls(): void {
    const [type, major] = this.#incoming;
    if (type === undefined) return;
    const isTls = (type === CONTENT.handshake || type === CONTENT.alert || type >= 20) && type <= 23;
    if (!isTls || (major !== undefined && major !== 3))
      throw new TlsError("not-tls", "protocol_version", this.#incoming);
  }
}
