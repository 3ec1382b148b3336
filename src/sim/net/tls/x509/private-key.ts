/**
 * Private keys as files hold them, and whether one belongs to a certificate.
 *
 * Models: RFC 5208 (PKCS #8), RFC 8017 §A.1.2, RFC 5915
 * SIMPLIFIED: a key on an elliptic curve is known by the public point written beside it; encrypted keys are not read.
 */
import { concatBytes } from "../../../core/utf8.ts";
import type { Certificate, PublicKey } from "./certificate.ts";
import { OID } from "./certificate.ts";
import {
  bigOf,
  bitsOf,
  bytesEqual,
  childrenOf,
  DerError,
  der,
  derInteger,
  derOid,
  oidOf,
  readDer,
  sequence,
  TAG,
} from "./der.ts";
import { readPem } from "./pem.ts";
import { type RsaPrivateKey, type RsaPublicKey, rsaFromPrimes } from "./rsa.ts";

export type PrivateKey = RsaPrivateKey | { readonly kind: "ec"; readonly point: Uint8Array };

/** The first private key of a PEM text; null when there is none that can be read. */
export function parsePrivateKey(pem: string): PrivateKey | null {
  for (const { label, bytes } of readPem(pem))
    try {
      if (label === "PRIVATE KEY") return fromPkcs8(bytes);
      if (label === "RSA PRIVATE KEY") return fromPkcs1(bytes);
      if (label === "EC PRIVATE KEY") return fromSec1(bytes);
    } catch (error) {
      if (error instanceof DerError) return null;
      throw error;
    }
  return null;
}

export function belongsTo(key: PrivateKey, certificate: Certificate): boolean {
  const { publicKey } = certificate;
  if (key.kind === "rsa") return publicKey.kind === "rsa" && publicKey.n === key.n && publicKey.e === key.e;
  return publicKey.kind === "ec" && bytesEqual(publicKey.point, key.point);
}

export function derPrivateKey(key: RsaPrivateKey): Uint8Array {
  const algorithm = sequence(derOid(OID.rsa), der(TAG.nothing));
  return sequence(derInteger(0n), algorithm, der(TAG.octetString, derRsaKey(key)));
}

/** PKCS #1 */
export function derRsaKey({ n, e, d, p, q }: RsaPrivateKey): Uint8Array {
  let [coefficient, a, b, y] = [1n, q % p, p, 0n];
  while (b !== 0n) {
    const quotient = a / b;
    [a, b] = [b, a % b];
    [coefficient, y] = [y, coefficient - quotient * y];
  }
  const inverse = ((coefficient % p) + p) % p;
  return sequence(...[0n, n, e, d, p, q, d % (p - 1n), d % (q - 1n), inverse].map(derInteger));
}

/** SubjectPublicKeyInfo */
export function derPublicKey({ n, e }: RsaPublicKey): Uint8Array {
  const bits = sequence(derInteger(n), derInteger(e));
  return sequence(
    sequence(derOid(OID.rsa), der(TAG.nothing)),
    der(TAG.bitString, concatBytes([Uint8Array.of(0), bits])),
  );
}

export function keyBits(key: PublicKey): number {
  if (key.kind === "rsa") return key.n.toString(2).length;
  return key.kind === "ec" ? (key.curve === "1.3.132.0.34" ? 384 : 256) : 0;
}

function fromPkcs8(bytes: Uint8Array): PrivateKey {
  const [, algorithm, key] = childrenOf(readDer(bytes));
  const oid = oidOf(childrenOf(algorithm)[0]);
  if (key === undefined || (oid !== OID.rsa && oid !== OID.ec)) throw new DerError("unknown key");
  return oid === OID.rsa ? fromPkcs1(key.content) : fromSec1(key.content);
}

function fromPkcs1(bytes: Uint8Array): PrivateKey {
  const [, n, e, , p, q] = childrenOf(readDer(bytes)).map(({ content }) => bigOf(content));
  if (n === undefined || p === undefined || q === undefined || p * q !== n || p < 2n) throw new DerError("bad key");
  return rsaFromPrimes(p, q, e);
}

function fromSec1(bytes: Uint8Array): PrivateKey {
  const point = childrenOf(readDer(bytes)).find(({ tag }) => tag === 0xa1);
  return { kind: "ec", point: bitsOf(childrenOf(point)[0]) };
}
