/** ASN.1 in its distinguished encoding: what certificates and keys are written in. Models: ITU-T X.690 */
import { concatBytes, decodeUtf8, encodeUtf8 } from "../../../core/utf8.ts";

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  nothing: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  printable: 0x13,
  ia5: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

export interface DerValue {
  readonly tag: number;
  readonly content: Uint8Array;
  /** With tag and length. */
  readonly whole: Uint8Array;
}

/** The bytes are not what they should be. */
export class DerError extends Error {
  override readonly name = "DerError";
}

export function readDer(bytes: Uint8Array, at = 0): DerValue {
  const tag = bytes[at];
  let length = bytes[at + 1];
  if (tag === undefined || length === undefined) throw new DerError("too short");
  let start = at + 2;
  if (length >= 0x80) {
    const count = length & 0x7f;
    if (count === 0 || count > 3) throw new DerError("bad length");
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (bytes[start++] ?? 0);
  }
  if (start + length > bytes.length) throw new DerError("too long");
  return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(at, start + length) };
}

export function childrenOf(value: DerValue | undefined): DerValue[] {
  if (value === undefined) throw new DerError("missing");
  const children: DerValue[] = [];
  for (let at = 0; at < value.content.length; ) {
    const child = readDer(value.content, at);
    children.push(child);
    at += child.whole.length;
  }
  return children;
}

export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(parts);
  const { length } = content;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return concatBytes([Uint8Array.from([tag, ...head]), content]);
}

export function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return der(TAG.sequence, ...parts);
}

/** `[n] EXPLICIT`. */
export function explicit(n: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return der(0xa0 | n, ...parts);
}

export function bitString(bytes: Uint8Array): Uint8Array {
  return der(TAG.bitString, Uint8Array.of(0), bytes);
}

/** The bytes of a bit string whose length is a multiple of eight. */
export function bitsOf(value: DerValue | undefined): Uint8Array {
  if (value?.tag !== TAG.bitString) throw new DerError("no bit string");
  return value.content.subarray(1);
}

export function derInteger(value: bigint): Uint8Array {
  const bytes = bytesOfBig(value);
  return der(TAG.integer, (bytes[0] ?? 0) >= 0x80 ? concatBytes([Uint8Array.of(0), bytes]) : bytes);
}

export function bigOf(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${hexOf(bytes)}`);
}

export function bytesOfBig(value: bigint, length = 0): Uint8Array {
  const hex = value.toString(16);
  const even = hex.padStart(Math.max(length * 2, hex.length + (hex.length & 1)), "0");
  const out = new Uint8Array(even.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(even.slice(2 * i, 2 * i + 2), 16);
  return out;
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function derOid(text: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  const out = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc & 127];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left & 127) | 128);
    out.push(...groups);
  }
  return der(TAG.oid, Uint8Array.from(out));
}

export function oidOf(value: DerValue | undefined): string {
  if (value?.tag !== TAG.oid) throw new DerError("no object identifier");
  const [first = 0, ...rest] = value.content;
  const arcs = [Math.min(2, Math.floor(first / 40)), first >= 80 ? first - 80 : first % 40];
  let arc = 0;
  for (const byte of rest) {
    arc = arc * 128 + (byte & 127);
    if (byte >= 128) continue;
    arcs.push(arc);
    arc = 0;
  }
  return arcs.join(".");
}

export function derText(text: string, tag: number = TAG.utf8): Uint8Array {
  return der(tag, encodeUtf8(text));
}

export function textOf({ content }: DerValue): string {
  return decodeUtf8(content);
}

export function bytesEqual(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}
