/**
 * The server's end of a SPDY connection: streams that the client opens.
 *
 * Models: SPDY Protocol draft 3.1 §2
 * SIMPLIFIED: no flow-control windows, as Kubernetes' own SPDY has none; no streams of the server's own.
 */
import { HeaderReader, type Headers, HeaderWriter } from "./header-block.ts";
import type { Link, LinkHandler } from "./link.ts";

const SYN_STREAM = 1;
const SYN_REPLY = 2;
const RST_STREAM = 3;
const PING = 6;
const GOAWAY = 7;
const FLAG_FIN = 1;
const HEAD_LENGTH = 8;
const VERSION = 3;
const NO_HEADERS: Headers = new Map();

export interface SpdyHandler {
  onStream(stream: SpdyStream): void;
  onClose(): void;
  onDrain(): void;
}

/** A stream; whoever gets it sets what is to happen with its data. */
export class SpdyStream {
  readonly id: number;
  readonly headers: Headers;
  readonly #connection: SpdyConnection;
  #hasEnded = false;
  onData: (data: Buffer) => void = () => {};
  /** The client sends no more on it. */
  onEnd: () => void = () => {};
  /** The client wants nothing more to do with it. */
  onReset: () => void = () => {};

  constructor(connection: SpdyConnection, id: number, headers: Headers) {
    this.#connection = connection;
    this.id = id;
    this.headers = headers;
  }

  write(data: Uint8Array): void {
    if (!this.#hasEnded) this.#connection.sendData(this.id, data, 0);
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#connection.sendData(this.id, new Uint8Array(0), FLAG_FIN);
  }
}

export class SpdyConnection {
  readonly #link: Link;
  readonly #handler: SpdyHandler;
  readonly #reader = new HeaderReader();
  readonly #writer = new HeaderWriter();
  readonly #streams = new Map<number, SpdyStream>();
  #held: Buffer = Buffer.alloc(0);
  #isGone = false;

  constructor(open: (handler: LinkHandler) => Link, handler: SpdyHandler) {
    this.#handler = handler;
    this.#link = open({
      onData: (data) => this.receive(data),
      onDrain: () => handler.onDrain(),
      onClose: () => this.#gone(),
    });
  }

  get isFull(): boolean {
    return this.#link.isFull;
  }

  sendData(id: number, data: Uint8Array, flags: number): void {
    const head = Buffer.alloc(HEAD_LENGTH);
    head.writeUInt32BE(id);
    head.writeUInt32BE(data.length, 4);
    head[4] = flags;
    this.#link.write(Buffer.concat([head, data]));
  }

  close(): void {
    this.#sendControl(GOAWAY, Buffer.alloc(8));
    this.#link.end();
  }

  receive(data: Buffer): void {
    this.#held = this.#held.length === 0 ? data : Buffer.concat([this.#held, data]);
    for (;;) {
      if (this.#isGone || this.#held.length < HEAD_LENGTH) return;
      const length = HEAD_LENGTH + (this.#held.readUInt32BE(4) & 0xffffff);
      if (this.#held.length < length) return;
      const frame = this.#held.subarray(0, length);
      this.#held = this.#held.subarray(length);
      try {
        this.#take(frame);
      } catch (error) {
        // Bytes that are no SPDY: there is nobody to talk with.
        if (!(error instanceof RangeError) && (error as NodeJS.ErrnoException).code?.startsWith("Z_") !== true)
          throw error;
        this.#link.end();
        this.#gone();
      }
    }
  }

  #take(frame: Buffer): void {
    const flags = frame[4] as number;
    const body = frame.subarray(HEAD_LENGTH);
    if ((frame.readUInt16BE(0) & 0x8000) === 0) this.#onData(frame.readUInt32BE(0), flags, body);
    else this.#onControl(frame.readUInt16BE(2), flags, body);
  }

  #onData(id: number, flags: number, body: Buffer): void {
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    if (body.length > 0) stream.onData(body);
    if ((flags & FLAG_FIN) !== 0) stream.onEnd();
  }

  #onControl(type: number, flags: number, body: Buffer): void {
    if (type === PING) this.#sendControl(PING, body);
    else if (type === RST_STREAM) this.#reset(body.readUInt32BE(0));
    else if (type === SYN_STREAM) this.#open(flags, body);
  }

  #open(flags: number, body: Buffer): void {
    const id = body.readUInt32BE(0);
    const stream = new SpdyStream(this, id, this.#reader.read(body.subarray(10)));
    this.#streams.set(id, stream);
    const reply = Buffer.alloc(4);
    reply.writeUInt32BE(id);
    this.#sendControl(SYN_REPLY, Buffer.concat([reply, this.#writer.write(NO_HEADERS)]));
    this.#handler.onStream(stream);
    if ((flags & FLAG_FIN) !== 0) stream.onEnd();
  }

  #reset(id: number): void {
    const stream = this.#streams.get(id);
    this.#streams.delete(id);
    stream?.onReset();
  }

  #sendControl(type: number, body: Buffer): void {
    const head = Buffer.alloc(HEAD_LENGTH);
    head.writeUInt16BE(0x8000 | VERSION);
    head.writeUInt16BE(type, 2);
    head.writeUInt32BE(body.length, 4);
    this.#link.write(Buffer.concat([head, body]));
  }

  #gone(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#handler.onClose();
  }
}
