/** Keys and certificates as text. Models: RFC 7468 */
import { concatBytes } from "../../../core/utf8.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** By a character's code; read only where one is known to be of the alphabet. */
const VALUES = Uint8Array.from({ length: 128 }, (_, code) => Math.max(0, ALPHABET.indexOf(String.fromCharCode(code))));
const LINE = 64;

export interface PemBlock {
  /** `CERTIFICATE` */
  readonly label: string;
  readonly bytes: Uint8Array;
}

/** Every block that can be read; text around them is passed over. */
export function readPem(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  for (const [, label = "", body = ""] of text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g)) {
    const bytes = unBase64(body.replace(/^[A-Za-z-]+:.*$/gm, "").replace(/\s/g, ""));
    if (bytes !== null) blocks.push({ label, bytes });
  }
  return blocks;
}

export function writePem(label: string, bytes: Uint8Array): string {
  const text = base64(bytes);
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += LINE) lines.push(text.slice(at, at + LINE));
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

export function certificateBlocks(text: string): Uint8Array[] {
  return readPem(text).flatMap(({ label, bytes }) =>
    label === "CERTIFICATE" || label === "TRUSTED CERTIFICATE" ? [bytes] : [],
  );
}

function base64(bytes: Uint8Array): string {
  const padded = concatBytes([bytes, new Uint8Array((3 - (bytes.length % 3)) % 3)]);
  let text = "";
  for (let i = 0; i < padded.length; i += 3) {
    const all = ((padded[i] as number) << 16) | ((padded[i + 1] as number) << 8) | (padded[i + 2] as number);
    for (const shift of [18, 12, 6, 0]) text += ALPHABET[(all >> shift) & 63];
  }
  const missing = padded.length - bytes.length;
  return missing === 0 ? text : text.slice(0, -missing) + "=".repeat(missing);
}

export function unBase64(text: string): Uint8Array | null {
  const bare = text.replace(/=+$/, "");
  if (/[^A-Za-z0-9+/]/.test(bare) || bare.length % 4 === 1) return null;
  const out = new Uint8Array(Math.floor((bare.length * 3) / 4));
  let at = 0;
  let buffer = 0;
  let bits = 0;
  for (let i = 0; i < bare.length; i++) {
    buffer = ((buffer << 6) | (VALUES[bare.charCodeAt(i)] as number)) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out[at++] = (buffer >> bits) & 255;
  }
  return out;
}
