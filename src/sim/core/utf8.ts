/** Text to bytes and back (RFC 3629). Layers of the simulator have no TextEncoder: it is not part of the language. */

export function encodeUtf8(text: string): Uint8Array {
  const length = text.length;
  const ascii = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) return encodeFrom(text, i, ascii);
    ascii[i] = unit;
  }
  return ascii;
}

function encodeFrom(text: string, start: number, done: Uint8Array): Uint8Array {
  const out = new Uint8Array(start + (text.length - start) * 3);
  out.set(done.subarray(0, start));
  let at = start;
  for (let i = start; i < text.length; i++) {
    let point = text.codePointAt(i) as number;
    if (point > 0xffff) i++;
    else if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd;
    at = writePoint(out, at, point);
  }
  return out.slice(0, at);
}

function writePoint(out: Uint8Array, at: number, point: number): number {
  if (point < 0x80) {
    out[at] = point;
    return at + 1;
  }
  const more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  out[at] = [0xc0, 0xe0, 0xf0][more - 1]! | (point >> (6 * more));
  for (let i = 1; i <= more; i++) out[at + i] = 0x80 | ((point >> (6 * (more - i))) & 0x3f);
  return at + more + 1;
}

const CHUNK = 4096;

/** Bytes that are not UTF-8 become U+FFFD, one for each maximal broken part, as TextDecoder does it. */
export function decodeUtf8(bytes: Uint8Array): string {
  let text = "";
  let i = 0;
  while (i < bytes.length) {
    const end = asciiEnd(bytes, i);
    while (i < end) {
      const to = Math.min(end, i + CHUNK);
      // A plain array: the engine applies it several times faster than a view of bytes.
      const units = new Array<number>(to - i);
      for (let at = 0; i < to; at++, i++) units[at] = bytes[i] as number;
      text += String.fromCharCode.apply(null, units);
    }
    if (i >= bytes.length) break;
    const { point, length } = readPoint(bytes, i);
    text += String.fromCodePoint(point);
    i += length;
  }
  return text;
}

function asciiEnd(bytes: Uint8Array, from: number): number {
  let i = from;
  while (i < bytes.length && (bytes[i] as number) < 0x80) i++;
  return i;
}

function readPoint(bytes: Uint8Array, at: number): { point: number; length: number } {
  const first = bytes[at] as number;
  const more = first >= 0xf0 && first <= 0xf4 ? 3 : first >= 0xe0 ? 2 : 1;
  if (first < 0xc2 || first > 0xf4) return { point: 0xfffd, length: 1 };
  let point = first & (0x3f >> more);
  for (let i = 1; i <= more; i++) {
    const next = bytes[at + i] ?? 0;
    const [low, high] = i === 1 ? secondByteRange(first) : [0x80, 0xbf];
    if (next < low || next > high) return { point: 0xfffd, length: i };
    point = (point << 6) | (next & 0x3f);
  }
  return { point, length: more + 1 };
}

/** Table 3-7 of the Unicode standard: no overlong forms, no surrogates, nothing above U+10FFFF. */
function secondByteRange(first: number): readonly [number, number] {
  if (first === 0xe0) return [0xa0, 0xbf];
  if (first === 0xed) return [0x80, 0x9f];
  if (first === 0xf0) return [0x90, 0xbf];
  if (first === 0xf4) return [0x80, 0x8f];
  return [0x80, 0xbf];
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array;
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
