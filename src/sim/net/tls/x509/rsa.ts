/**
 * RSA: keys, signatures over SHA-256, and whether one is right.
 *
 * Models: RFC 8017 (RSASSA-PKCS1-v1_5)
 * SIMPLIFIED: primes come from the cluster's seeded chance, so a key that is made here protects nothing.
 */
import { AssertionError } from "../../../core/assert.ts";
import type { Prng } from "../../../core/prng.ts";
import { sha256 } from "../../../core/sha256.ts";
import { concatBytes } from "../../../core/utf8.ts";
import { bigOf, bytesEqual, bytesOfBig, der, derOid, sequence, TAG } from "./der.ts";

export interface RsaPublicKey {
  readonly kind: "rsa";
  readonly n: bigint;
  readonly e: bigint;
}

export interface RsaPrivateKey extends RsaPublicKey {
  readonly d: bigint;
  readonly p: bigint;
  readonly q: bigint;
}

const E = 65_537n;
const MAX_CANDIDATES = 100_000;

export function rsaFromPrimes(p: bigint, q: bigint, e = E): RsaPrivateKey {
  return { kind: "rsa", n: p * q, e, d: inverse(e, (p - 1n) * (q - 1n)), p, q };
}

export function generateRsa(prng: Prng, bits: number): RsaPrivateKey {
  for (;;) {
    const p = prime(prng, bits >> 1);
    const q = prime(prng, bits - (bits >> 1));
    if (p !== q) return p > q ? rsaFromPrimes(p, q) : rsaFromPrimes(q, p);
  }
}

export function bitsOfKey({ n }: RsaPublicKey): number {
  return n.toString(2).length;
}

export function signRsa(key: RsaPrivateKey, message: Uint8Array): Uint8Array {
  const length = bytesOfBig(key.n).length;
  const m = bigOf(padded(message, length));
  const { d, p, q } = key;
  const atP = power(m, d % (p - 1n), p);
  const atQ = power(m, d % (q - 1n), q);
  const h = (((atP - atQ) % p) + p) * inverse(q, p);
  return bytesOfBig(atQ + (h % p) * q, length);
}

export function verifyRsa(key: RsaPublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  const length = bytesOfBig(key.n).length;
  if (signature.length !== length) return false;
  return bytesEqual(bytesOfBig(power(bigOf(signature), key.e, key.n), length), padded(message, length));
}

/** EMSA-PKCS1-v1_5 */
function padded(message: Uint8Array, length: number): Uint8Array {
  const algorithm = sequence(derOid("2.16.840.1.101.3.4.2.1"), der(TAG.nothing));
  const info = sequence(algorithm, der(TAG.octetString, sha256(message)));
  const filling = new Uint8Array(Math.max(8, length - info.length - 3)).fill(0xff);
  return concatBytes([Uint8Array.of(0, 1), filling, Uint8Array.of(0), info]);
}

/** Digits of the exponent that are taken at once where it is long: fewer products, for a few powers made beforehand. */
const WINDOW_BITS = 5;
const SHORT_BITS = 64n;

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const bits = exponent >> SHORT_BITS === 0n ? 1 : WINDOW_BITS;
  const b = base % modulus;
  const powers = [1n];
  while (powers.length < 1 << bits) powers.push(((powers.at(-1) as bigint) * b) % modulus);
  let result = 1n;
  for (const digit of exponent.toString(1 << bits)) {
    for (let i = 0; i < bits; i++) result = (result * result) % modulus;
    if (digit !== "0") result = (result * (powers[Number.parseInt(digit, 1 << bits)] as bigint)) % modulus;
  }
  return result;
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b] = [((value % modulus) + modulus) % modulus, modulus];
  let [x, y] = [1n, 0n];
  while (b !== 0n) {
    const quotient = a / b;
    [a, b] = [b, a % b];
    [x, y] = [y, x - quotient * y];
  }
  return ((x % modulus) + modulus) % modulus;
}

function prime(prng: Prng, bits: number): bigint {
  const small = smallPrimes(2000);
  for (let tried = 0; tried < MAX_CANDIDATES; tried++) {
    let hex = "";
    while (hex.length * 4 < bits) hex += prng.uint32().toString(16).padStart(8, "0");
    const cut = BigInt(`0x${hex}`) >> BigInt(hex.length * 4 - bits);
    // The two upper bits are set, so that the product of two has all its bits.
    const candidate = cut | (3n << BigInt(bits - 2)) | 1n;
    if (candidate % E !== 1n && isPrime(candidate, small)) return candidate;
  }
  throw new AssertionError("no prime found", bits);
}

function isPrime(candidate: bigint, small: readonly bigint[]): boolean {
  if (small.some((p) => candidate % p === 0n)) return false;
  const odd = candidate - 1n;
  let twos = 0;
  while (((odd >> BigInt(twos)) & 1n) === 0n) twos++;
  return [2n, 3n, 5n].every((base) => {
    let x = power(base, odd >> BigInt(twos), candidate);
    if (x === 1n || x === odd) return true;
    for (let i = 1; i < twos; i++) {
      x = (x * x) % candidate;
      if (x === odd) return true;
    }
    return false;
  });
}

function smallPrimes(below: number): readonly bigint[] {
  const found: number[] = [];
  for (let n = 3; n < below; n += 2) if (found.every((p) => n % p !== 0)) found.push(n);
  return found.map(BigInt);
}
