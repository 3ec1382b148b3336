/** The gzip file around deflated bytes. Models: RFC 1952 */
import { concatBytes, encodeUtf8 } from "../../../sim/core/utf8.ts";
import { deflate } from "./deflate.ts";
import { InflateError, inflate } from "./inflate.ts";

export class NotGzip extends Error {}

const CRC_TABLE: readonly number[] = Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let k = 0; k < 8; k++) value = value & 1 ? (value >>> 1) ^ 0xedb8_8320 : value >>> 1;
  return value >>> 0;
});

export function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = ((CRC_TABLE[(crc ^ byte) & 255] as number) ^ (crc >>> 8)) >>> 0;
  return ~crc >>> 0;
}

function little(value: number): Uint8Array {
  return Uint8Array.of(value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255);
}

export function gzipped(
  bytes: Uint8Array,
  { name, mtimeSec }: { readonly name: string | null; readonly mtimeSec: number },
): Uint8Array {
  const head = Uint8Array.of(0x1f, 0x8b, 8, name === null ? 0 : 8, ...little(mtimeSec), 0, 3);
  const named = name === null ? new Uint8Array(0) : concatBytes([encodeUtf8(name), Uint8Array.of(0)]);
  return concatBytes([head, named, deflate(bytes), little(crc32(bytes)), little(bytes.length)]);
}

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** All members of a file, one behind the other. Throws NotGzip and InflateError. */
export function gunzipped(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at] !== 0x1f || bytes[at + 1] !== 0x8b) {
      if (parts.length > 0) break;
      throw new NotGzip("not in gzip format");
    }
    const { bytes: part, end } = inflate(bytes, headerEnd(bytes, at));
    const crc = little(crc32(part));
    if (crc.some((byte, i) => bytes[end + i] !== byte)) throw new InflateError("invalid compressed data--crc error");
    parts.push(part);
    at = end + 8;
  }
  return concatBytes(parts);
}

function headerEnd(bytes: Uint8Array, from: number): number {
  const flags = bytes[from + 3] ?? 0;
  let at = from + 10;
  if (flags & 4) at += 2 + ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
  for (const bit of [8, 16])
    if (flags & bit) {
      while (at < bytes.length && bytes[at] !== 0) at++;
      at++;
    }
  return flags & 2 ? at + 2 : at;
}
