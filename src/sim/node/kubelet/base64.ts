/** Base64 as Secrets carry their values. Models: RFC 4648 §4. */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** What is no base64 is left out, as validation has let none in. */
export function decodeBase64(text: string): Uint8Array {
  const out: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (const character of text) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) continue;
    buffer = ((buffer << 6) | value) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out.push((buffer >> bits) & 255);
  }
  return Uint8Array.from(out);
}

export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(i, i + 3);
    const all = (a << 16) | (b << 8) | c;
    const left = bytes.length - i;
    text += ALPHABET[all >> 18]! + ALPHABET[(all >> 12) & 63]!;
    text += left > 1 ? ALPHABET[(all >> 6) & 63]! : "=";
    text += left > 2 ? ALPHABET[all & 63]! : "=";
  }
  return text;
}
