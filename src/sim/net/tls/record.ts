/**
 * TLS records: how they lie on the wire, and the two directions' protection of what is in them.
 *
 * Models: RFC 8446 §5, RFC 5246 §6.2, RFC 5288
 * SIMPLIFIED: records are masked, not encrypted: whoever has this code and the two hellos can read them. Their sizes are
 * AES-GCM's, and a changed byte is noticed.
 */
import { Prng } from "../../core/prng.ts";
import { concatBytes } from "../../core/utf8.ts";

export const CONTENT = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;

export type TlsVersion = "TLSv1.2" | "TLSv1.3";

export interface TlsRecord {
  readonly type: number;
  readonly version: number;
  readonly payload: Uint8Array;
}

export const RECORD_HEAD = 5;
export const MAX_PLAINTEXT = 16_384;
const TAG = 16;
const NONCE = 8;

export function encodeRecord(type: number, payload: Uint8Array, version = 0x0303): Uint8Array {
  const { length } = payload;
  return concatBytes([Uint8Array.from([type, version >> 8, version & 255, length >> 8, length & 255]), payload]);
}

/** The first record of the bytes; null when it has not come whole. */
export function decodeRecord(bytes: Uint8Array): TlsRecord | null {
  if (bytes.length < RECORD_HEAD) return null;
  const length = ((bytes[3] as number) << 8) | (bytes[4] as number);
  if (bytes.length < RECORD_HEAD + length) return null;
  const version = ((bytes[1] as number) << 8) | (bytes[2] as number);
  return { type: bytes[0] as number, version, payload: bytes.subarray(RECORD_HEAD, RECORD_HEAD + length) };
}

/** One direction's protection: both ends make the same one and use it record by record. */
export class Protection {
  readonly #mask: Prng;
  readonly #version: TlsVersion;

  constructor(secret: string, version: TlsVersion) {
    this.#mask = new Prng(secret);
    this.#version = version;
  }

  seal(type: number, plain: Uint8Array): Uint8Array {
    if (this.#version === "TLSv1.2") {
      const nonce = this.#masked(new Uint8Array(NONCE));
      const body = this.#masked(plain);
      return encodeRecord(type, concatBytes([nonce, body, this.#tag(body)]));
    }
    const body = this.#masked(concatBytes([plain, Uint8Array.of(type)]));
    return encodeRecord(CONTENT.applicationData, concatBytes([body, this.#tag(body)]));
  }

  /** Null when somebody has changed it. */
  open({ type, payload }: TlsRecord): { readonly type: number; readonly plain: Uint8Array } | null {
    const isOld = this.#version === "TLSv1.2";
    if (payload.length < TAG + (isOld ? NONCE : 1)) return null;
    if (isOld) this.#masked(new Uint8Array(NONCE));
    const body = payload.subarray(isOld ? NONCE : 0, payload.length - TAG);
    const plain = this.#masked(body);
    const tag = this.#tag(body);
    for (let i = 0; i < TAG; i++) if (tag[i] !== payload[payload.length - TAG + i]) return null;
    if (isOld) return { type, plain };
    return { type: plain.at(-1) as number, plain: plain.subarray(0, -1) };
  }

  #masked(bytes: Uint8Array): Uint8Array {
    const out = new Uint8Array(bytes.length);
    let word = 0;
    for (let i = 0; i < bytes.length; i++) {
      if ((i & 3) === 0) word = this.#mask.uint32();
      out[i] = (bytes[i] as number) ^ (word >>> (8 * (i & 3)));
    }
    return out;
  }

  #tag(body: Uint8Array): Uint8Array {
    let sum = 0x811c9dc5;
    for (let i = 0; i < body.length; i++) sum = Math.imul(sum ^ (body[i] as number), 0x01000193);
    const tag = new Uint8Array(TAG);
    for (let i = 0; i < TAG; i += 4) {
      const word = this.#mask.uint32() ^ sum;
      for (let j = 0; j < 4; j++) tag[i + j] = word >>> (8 * j);
    }
    return tag;
  }
}
