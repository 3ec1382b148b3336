/** Base64 of text (RFC 4648), for the `stringData` of Secrets. */
import { encodeUtf8 } from "../../../core/utf8.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export function encodeBase64(text: string): string {
  const bytes = encodeUtf8(text);
  let out = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const digits = [18, 12, 6, 0].map((shift) => ALPHABET[(group >> shift) & 63]);
    out += digits
      .slice(0, Math.min(bytes.length - i, 3) + 1)
      .join("")
      .padEnd(4, "=");
  }
  return out;
}
