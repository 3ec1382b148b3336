/** Message digests over bytes. Models: RFC 1321 (MD5), FIPS 180-4 (SHA-1, SHA-256; SHA-512 is TLS's) */

import { sha512Hex } from "../../../sim/core/sha512.ts";

export type DigestName = "md5" | "sha1" | "sha256" | "sha512";

export function digest(name: DigestName, bytes: Uint8Array): string {
  return { md5, sha1, sha256, sha512: sha512Hex }[name](bytes);
}

function padded(bytes: Uint8Array, littleEndian: boolean): DataView {
  const length = Math.ceil((bytes.length + 9) / 64) * 64;
  const out = new Uint8Array(length);
  out.set(bytes);
  out[bytes.length] = 0x80;
  const view = new DataView(out.buffer);
  const bits = bytes.length * 8;
  const [low, high] = [bits >>> 0, Math.floor(bits / 0x1_0000_0000)];
  view.setUint32(length - 8, littleEndian ? low : high, littleEndian);
  view.setUint32(length - 4, littleEndian ? high : low, littleEndian);
  return view;
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function hex(words: readonly number[], littleEndian: boolean): string {
  return words
    .map((word) => {
      const text = (word >>> 0).toString(16).padStart(8, "0");
      return littleEndian ? text.replace(/(..)(..)(..)(..)/, "$4$3$2$1") : text;
    })
    .join("");
}

const MD5_SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

/** floor(|sin(i + 1)| * 2^32), from RFC 1321: written out, because sines may differ between machines. */
const MD5_TABLE =
  "d76aa478e8c7b756242070dbc1bdceeef57c0faf4787c62aa8304613fd469501698098d88b44f7afffff5bb1895cd7be6b901122fd987193a679438e49b40821" +
  "f61e2562c040b340265e5a51e9b6c7aad62f105d02441453d8a1e681e7d3fbc821e1cde6c33707d6f4d50d87455a14eda9e3e905fcefa3f8676f02d98d2a4c8a" +
  "fffa39428771f6816d9d6122fde5380ca4beea444bdecfa9f6bb4b60bebfbc70289b7ec6eaa127fad4ef308504881d05d9d4d039e6db99e51fa27cf8c4ac5665" +
  "f4292244432aff97ab9423a7fc93a039655b59c38f0ccc92ffeff47d85845dd16fa87e4ffe2ce6e0a30143144e0811a1f7537e82bd3af2352ad7d2bbeb86d391";

function tableWord(table: string, i: number): number {
  return Number.parseInt(table.slice(i * 8, i * 8 + 8), 16);
}

function md5(bytes: Uint8Array): string {
  const view = padded(bytes, true);
  let state: [number, number, number, number] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let at = 0; at < view.byteLength; at += 64) {
    let [a, b, c, d] = state;
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const mixed =
        round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d);
      const word = [i, (5 * i + 1) % 16, (3 * i + 5) % 16, (7 * i) % 16][round] as number;
      const sum = (a + mixed + tableWord(MD5_TABLE, i) + view.getUint32(at + word * 4, true)) | 0;
      [a, d, c] = [d, c, b];
      b = (b + rotate(sum, MD5_SHIFTS[round * 4 + (i % 4)] as number)) | 0;
    }
    state = [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0];
  }
  return hex(state, true);
}

function sha1(bytes: Uint8Array): string {
  const view = padded(bytes, false);
  let state: [number, number, number, number, number] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const words = new Int32Array(80);
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 80; i++)
      words[i] =
        i < 16
          ? view.getInt32(at + i * 4)
          : rotate(
              (words[i - 3] as number) ^
                (words[i - 8] as number) ^
                (words[i - 14] as number) ^
                (words[i - 16] as number),
              1,
            );
    let [a, b, c, d, e] = state;
    for (let i = 0; i < 80; i++) {
      const round = Math.floor(i / 20);
      const mixed = round === 0 ? (b & c) | (~b & d) : round === 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
      const constant = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6][round] as number;
      const next = (rotate(a, 5) + mixed + e + constant + (words[i] as number)) | 0;
      [e, d, c, b, a] = [d, c, rotate(b, 30), a, next];
    }
    state = [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0, (state[4] + e) | 0];
  }
  return hex(state, false);
}

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const SHA256_TABLE =
  "428a2f9871374491b5c0fbcfe9b5dba53956c25b59f111f1923f82a4ab1c5ed5d807aa9812835b01243185be550c7dc372be5d7480deb1fe9bdc06a7c19bf174" +
  "e49b69c1efbe47860fc19dc6240ca1cc2de92c6f4a7484aa5cb0a9dc76f988da983e5152a831c66db00327c8bf597fc7c6e00bf3d5a7914706ca635114292967" +
  "27b70a852e1b21384d2c6dfc53380d13650a7354766a0abb81c2c92e92722c85a2bfe8a1a81a664bc24b8b70c76c51a3d192e819d6990624f40e3585106aa070" +
  "19a4c1161e376c082748774c34b0bcb5391c0cb34ed8aa4a5b9cca4f682e6ff3748f82ee78a5636f84c878148cc7020890befffaa4506cebbef9a3f7c67178f2";

function sha256(bytes: Uint8Array): string {
  const view = padded(bytes, false);
  const state = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
  const words = new Int32Array(64);
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 64; i++) words[i] = i < 16 ? view.getInt32(at + i * 4) : scheduled(words, i);
    const s = [...state] as [number, number, number, number, number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const [a, b, c, , e, f, g, h] = s;
      const first =
        (h +
          (rotate(e, 26) ^ rotate(e, 21) ^ rotate(e, 7)) +
          ((e & f) ^ (~e & g)) +
          tableWord(SHA256_TABLE, i) +
          (words[i] as number)) |
        0;
      const second = ((rotate(a, 30) ^ rotate(a, 19) ^ rotate(a, 10)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      s.pop();
      s.unshift((first + second) | 0);
      s[4] = (s[4] + first) | 0;
    }
    for (let i = 0; i < 8; i++) state[i] = ((state[i] as number) + (s[i] as number)) | 0;
  }
  return hex(state, false);
}

function scheduled(words: Int32Array, i: number): number {
  const [x, y] = [words[i - 15] as number, words[i - 2] as number];
  const low = rotate(x, 25) ^ rotate(x, 14) ^ (x >>> 3);
  const high = rotate(y, 15) ^ rotate(y, 13) ^ (y >>> 10);
  return ((words[i - 16] as number) + low + (words[i - 7] as number) + high) | 0;
}
