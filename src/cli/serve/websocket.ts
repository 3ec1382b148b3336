/**
 * The server's end of a WebSocket: handshake, frames, pings, the closing exchange.
 *
 * Models: RFC 6455
 * SIMPLIFIED: no extensions (no compression).
 */
import { createHash } from "node:crypto";
import type { Duplex } from "node:stream";

const MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const CONTINUATION = 0;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
const NORMAL = 1000;
const PROTOCOL_ERROR = 1002;
const TOO_BIG = 1009;
const MAX_MESSAGE = 16 * 1024 * 1024;
/** How long a client may take to answer our close. */
const CLOSE_MS = 2_000;

export interface WebSocketHandler {
  onMessage(data: Buffer): void;
  /** The client is gone, whether it said so or not. Called once. */
  onClose(): void;
  /** There is room again after `isFull`. */
  onDrain(): void;
}

export function handshakeAnswer(key: string, protocol: string): string {
  const accept = createHash("sha1").update(`${key}${MAGIC}`).digest("base64");
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`;
}

interface Frame {
  readonly isFinal: boolean;
  readonly opcode: number;
  readonly data: Buffer;
  readonly length: number;
}

export class WebSocketConnection {
  readonly #socket: Duplex;
  readonly #handler: WebSocketHandler;
  #held: Buffer = Buffer.alloc(0);
  #fragments: Buffer[] = [];
  #hasClosed = false;
  #isGone = false;

  constructor(socket: Duplex, handler: WebSocketHandler) {
    this.#socket = socket;
    this.#handler = handler;
    socket.on("data", (data: Buffer) => this.receive(data));
    socket.on("drain", () => handler.onDrain());
    socket.on("error", () => socket.destroy());
    socket.on("end", () => this.#gone());
    socket.on("close", () => this.#gone());
  }

  get isFull(): boolean {
    return this.#socket.writableNeedDrain;
  }

  send(...parts: readonly Uint8Array[]): void {
    if (!this.#hasClosed && this.#socket.writable) this.#write(BINARY, parts);
  }

  close(code = NORMAL): void {
    if (this.#hasClosed || !this.#socket.writable) return;
    this.#write(CLOSE, [Buffer.from([code >> 8, code & 0xff])]);
    this.#hasClosed = true;
    setTimeout(() => this.#socket.destroy(), CLOSE_MS).unref();
  }

  receive(data: Buffer): void {
    this.#held = this.#held.length === 0 ? data : Buffer.concat([this.#held, data]);
    for (;;) {
      const frame = this.#nextFrame();
      if (frame === null) return;
      this.#held = this.#held.subarray(frame.length);
      this.#take(frame);
    }
  }

  #nextFrame(): Frame | null {
    const held = this.#held;
    if (held.length < 2) return null;
    const [first = 0, second = 0] = held;
    let size = second & 0x7f;
    let at = 2;
    if (size >= 126) {
      at = size === 126 ? 4 : 10;
      if (held.length < at) return null;
      size = size === 126 ? held.readUInt16BE(2) : Number(held.readBigUInt64BE(2));
    }
    if ((second & 0x80) === 0) return this.#refuse(PROTOCOL_ERROR);
    if (size > MAX_MESSAGE) return this.#refuse(TOO_BIG);
    const length = at + 4 + size;
    if (held.length < length) return null;
    const mask = held.subarray(at, at + 4);
    const data = Buffer.from(held.subarray(at + 4, length));
    for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) ^ (mask[i & 3] as number);
    return { isFinal: (first & 0x80) !== 0, opcode: first & 0x0f, data, length };
  }

  #refuse(code: number): null {
    this.close(code);
    this.#socket.end();
    this.#gone();
    return null;
  }

  #take({ isFinal, opcode, data }: Frame): void {
    if (opcode === PING) {
      if (!this.#hasClosed && this.#socket.writable) this.#write(PONG, [data]);
    } else if (opcode === CLOSE) {
      this.close();
      this.#socket.end();
      this.#gone();
    } else if (opcode !== PONG) {
      if (opcode !== CONTINUATION) this.#fragments = [];
      this.#fragments.push(data);
      if (isFinal && !this.#isGone) this.#handler.onMessage(Buffer.concat(this.#fragments.splice(0)));
    }
  }

  #write(opcode: number, parts: readonly Uint8Array[]): void {
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    const head = Buffer.alloc(size < 126 ? 2 : size < 0x10000 ? 4 : 10);
    head[0] = 0x80 | opcode;
    if (size < 126) head[1] = size;
    else if (size < 0x10000) {
      head[1] = 126;
      head.writeUInt16BE(size, 2);
    } else {
      head[1] = 127;
      head.writeBigUInt64BE(BigInt(size), 2);
    }
    this.#socket.write(Buffer.concat([head, ...parts]));
  }

  #gone(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#held = Buffer.alloc(0);
    this.#handler.onClose();
  }
}
