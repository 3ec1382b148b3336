/**
 * Text that is also any bytes: what is not UTF-8 becomes U+DC80 to U+DCFF, one for each byte, and back. So `printf`,
 * variables and pipes carry every byte, and everything else may treat them as text.
 */
import { decodeUtf8, encodeUtf8 } from "../../sim/core/utf8.ts";

const LONE = /[\udc80-\udcff]/;

export function toBytes(text: string): Uint8Array {
  if (!LONE.test(text)) return encodeUtf8(text);
  const bytes: number[] = [];
  for (const char of text) {
    const point = char.codePointAt(0) as number;
    if (point >= 0xdc80 && point <= 0xdcff) bytes.push(point - 0xdc00);
    else bytes.push(...encodeUtf8(char));
  }
  return Uint8Array.from(bytes);
}

export function fromBytes(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (!text.includes("\ufffd")) return text;
  let out = "";
  for (let at = 0; at < bytes.length; ) {
    const length = lengthAt(bytes[at] as number);
    const part = decodeUtf8(bytes.subarray(at, at + length));
    if (part.length > 0 && !part.includes("\ufffd")) out += part;
    else if (part === "\ufffd" && length === 3 && bytes[at] === 0xef) out += part;
    else {
      out += String.fromCharCode(0xdc00 + (bytes[at] as number));
      at++;
      continue;
    }
    at += length;
  }
  return out;
}

function lengthAt(first: number): number {
  return first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
}

/** A text of which each character is one byte. */
export function textOfByte(byte: number): string {
  return byte < 0x80 ? String.fromCharCode(byte) : String.fromCharCode(0xdc00 + byte);
}

/** Puts bytes that happen to make UTF-8 characters together again. */
export function normalized(text: string): string {
  return LONE.test(text) ? fromBytes(toBytes(text)) : text;
}

/** Characters, not UTF-16 units. */
export function characterCount(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit < 0xdc00) {
      count--;
      i++;
    }
  }
  return count;
}
